#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <span>

#include "common/dicom/charset.h"
#include "common/dicom/instance_header.h"
#include "tests/fuzz/fuzz_target.h"

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto header = rdc::dicom::read_header(std::as_bytes(std::span(data, size)));
  if (header && !rdc::dicom::is_valid_utf8(header->patient_name + header->study_description + header->institution))
    std::abort();
  return 0;
}
