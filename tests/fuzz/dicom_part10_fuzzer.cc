#include <cstddef>
#include <cstdint>
#include <span>

#include "common/dicom/part10.h"
#include "tests/fuzz/fuzz_target.h"

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  rdc::dicom::Part10Limits limits;
  limits.max_inflated_bytes = 4 << 20;
  (void)rdc::dicom::check_structure(std::as_bytes(std::span(data, size)), limits);
  return 0;
}
