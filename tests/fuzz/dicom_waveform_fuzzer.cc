#include "common/dicom/waveform.h"
#include "tests/fuzz/fuzz_target.h"
#include "tests/fuzz/scratch_file.h"

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static const rdc::fuzz::ScratchFile file("waveform");
  if (file.fill(data, size)) (void)rdc::dicom::read_waveform(file.path());
  return 0;
}
