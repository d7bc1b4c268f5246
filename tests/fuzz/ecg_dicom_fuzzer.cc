#include "common/dicom/waveform.h"
#include "ecg/formats/dicom_format.h"
#include "tests/fuzz/ecg_input.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto waveform = rdc::dicom::read_waveform(rdc::fuzz::as_input(data, size));
  if (waveform) (void)rdc::ecg::from_dicom(*waveform);
  return 0;
}
