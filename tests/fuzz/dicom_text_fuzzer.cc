// The first line is the character set, the rest the value.
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "common/dicom/charset.h"
#include "common/dicom/instance_header.h"
#include "tests/fuzz/fuzz_target.h"

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view input(reinterpret_cast<const char*>(data), size);
  const auto end = std::min(input.find('\n'), input.size());
  rdc::dicom::TextDecoder decoder(input.substr(0, end));
  const auto value = input.substr(std::min(end + 1, input.size()));
  decoder.observe(value);
  const auto text = decoder.to_utf8(value), name = decoder.person_name_to_utf8(value);
  if (!rdc::dicom::is_valid_utf8(text) || !rdc::dicom::is_valid_utf8(rdc::dicom::readable_person_name(name)))
    std::abort();
  return 0;
}
