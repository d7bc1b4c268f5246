#include "ecg/formats/scp_reader.h"
#include "tests/fuzz/ecg_input.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  auto source = rdc::ecg::scp::open(rdc::ecg::bytes_in_memory(rdc::fuzz::as_input(data, size)));
  if (source) rdc::fuzz::exercise(**source);
  return 0;
}
