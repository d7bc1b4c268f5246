#include "common/dicom/dimse_command.h"

#include "common/dicom/element_walk.h"

namespace rdc::dicom {
namespace {

std::string uid_text(std::span<const std::byte> value) {
  std::string text(as_text(value));
  while (!text.empty() && (text.back() == '\0' || text.back() == ' ')) text.pop_back();
  return text;
}

void put_head(std::vector<std::byte>& out, std::size_t element, std::size_t length) {
  put_u16(out, 0);
  put_u16(out, element);
  put_u16(out, length & 0xFFFF);
  put_u16(out, length >> 16);
}

void put_number(std::vector<std::byte>& out, std::size_t element, std::uint16_t value) {
  put_head(out, element, 2);
  put_u16(out, value);
}

void put_uid(std::vector<std::byte>& out, std::size_t element, std::string_view uid) {
  put_head(out, element, uid.size() + uid.size() % 2);
  for (const char c : uid) out.push_back(static_cast<std::byte>(c));
  if (uid.size() % 2 != 0) out.push_back(std::byte{0});
}

// The group's length element, then the rest.
std::vector<std::byte> with_length(const std::vector<std::byte>& body) {
  std::vector<std::byte> out;
  put_head(out, 0x0000, 4);
  put_u16(out, body.size() & 0xFFFF);
  put_u16(out, body.size() >> 16);
  out.insert(out.end(), body.begin(), body.end());
  return out;
}

}  // namespace

std::vector<std::byte> make_store_request(std::uint16_t message_id, std::string_view sop_class_uid,
                                          std::string_view sop_instance_uid) {
  std::vector<std::byte> body;
  put_uid(body, 0x0002, sop_class_uid);
  put_number(body, 0x0100, 0x0001);  // C-STORE-RQ
  put_number(body, 0x0110, message_id);
  put_number(body, 0x0700, 0x0000);  // medium priority
  put_number(body, 0x0800, 0x0001);  // a data set follows
  put_uid(body, 0x1000, sop_instance_uid);
  return with_length(body);
}

std::vector<std::byte> make_store_response(const DimseCommand& request, std::uint16_t status) {
  std::vector<std::byte> body;
  put_uid(body, 0x0002, request.affected_sop_class_uid);
  put_number(body, 0x0100, 0x8001);  // C-STORE-RSP
  put_number(body, 0x0120, request.message_id);
  put_number(body, 0x0800, 0x0101);  // no data set
  put_number(body, 0x0900, status);
  put_uid(body, 0x1000, request.affected_sop_instance_uid);
  return with_length(body);
}

Result<DimseCommand> parse_command(std::span<const std::byte> bytes) {
  DimseCommand command;
  bool has_field = false;
  for (std::size_t at = 0; at < bytes.size();) {
    if (bytes.size() - at < 8)
      return fail(ErrorCode::kCorrupt, "BAD_COMMAND", "a command element breaks off at byte {}", at);
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
      if (element == 0x0900) command.status = get_u16(value, 0, false);
      if (element == 0x0800) command.data_set_type = get_u16(value, 0, false);
    }
    at += 8 + length;
  }
  if (!has_field) return fail(ErrorCode::kCorrupt, "BAD_COMMAND", "a command without command field");
  return command;
}

}  // namespace rdc::dicom
