// A peer's command set; and that our answer to any of them is one that we read back as what was asked.
#include <cstdlib>
#include <span>

#include "common/dicom/dimse_command.h"
#include "tests/fuzz/fuzz_target.h"

namespace {

namespace dicom = rdc::dicom;

// UIDs are padded and trimmed (PS3.5 9.4): a response can only name what a UID can be.
bool is_uid(std::string_view text) {
  return text.size() <= 64 && text.find_first_not_of("0123456789.") == std::string_view::npos;
}

}  // namespace

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto command = dicom::parse_command(std::as_bytes(std::span(data, size)));
  if (!command) return 0;
  const auto answer = dicom::parse_command(dicom::make_store_response(*command, 0xA700));
  if (!answer || answer->status != 0xA700 || answer->has_data_set()) std::abort();
  if (is_uid(command->affected_sop_instance_uid) &&
      answer->affected_sop_instance_uid != command->affected_sop_instance_uid)
    std::abort();
  return 0;
}
