#include "common/dicom/dimse_command.h"

#include "common/dicom/element_walk.h"

namespace rdc::dicom {
namespace {

std::string uid_text(std::span<const std::byte> value) {
  std::string text(as_text(value));
  while (!text.empty() && (text.back() == '\0' || text.back() == ' ')) text.pop_back();
  return text;
}

}  // namespace

Result<DimseCommand> parse_command(std::span<const std::byte> bytes) {
  DimseCommand command;
  bool has_field = false;
  for (std::size_t at = 0; at < bytes.size();) {
    if (bytes.size() - at < 8) return fail(ErrorCode::kCorrupt, "BAD_COMMAND", "a command element breaks off at byte {}", at);
    const auto group = get_u16(bytes, at, false), element = get_u16(bytes, at + 2, false);
    const std::size_t length = get_u32(bytes, at + 4, false);
    if (group != 0 || length > bytes.size() - at - 8)
      return fail(ErrorCode::kCorrupt, "BAD_COMMAND", "a command element does not fit at byte {}", at);
    const auto value = bytes.subspan(at + 8, length);
    if (element == 0x0002) command.affected_sop_class_uid = uid_text(value);
    if (element == 0x1000) command.affected_sop_instance_uid = uid_text(value);
    if (length >= 2) {
      if (element == 0x0100) {
        command.field = get_u16(value, 0, false);
        has_field = true;
      }
      if (element == 0x0110) command.message_id = get_u16(value, 0, false);
      if (element == 0x0800) command.data_set_type = get_u16(value, 0, false);
    }
    at += 8 + length;
  }
  if (!has_field) return fail(ErrorCode::kCorrupt, "BAD_COMMAND", "a command without command field");
  return command;
}

}  // namespace rdc::dicom
