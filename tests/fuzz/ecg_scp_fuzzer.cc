#include "ecg/formats/scp_reader.h"
#include "tests/fuzz/ecg_input.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  (void)rdc::ecg::scp::read(rdc::fuzz::as_input(data, size));
  return 0;
}
