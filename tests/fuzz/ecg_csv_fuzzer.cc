#include "ecg/formats/csv_reader.h"
#include "tests/fuzz/ecg_input.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text = rdc::ecg::as_characters(rdc::fuzz::as_input(data, size));
  (void)rdc::ecg::csv::read(text);
  return 0;
}
