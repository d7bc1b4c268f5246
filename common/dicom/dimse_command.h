// DIMSE command sets (PS3.7 6.3): implicit little endian, flat, group 0000 only. Read by hand, because DCMTK's data set
// parser recurses and a hostile peer may nest sequences here as well; written by hand, because DCMTK sends none in a
// presentation context whose transfer syntax it does not know.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "common/base/result.h"

namespace rdc::dicom {

inline constexpr std::size_t kMaxCommandBytes = 64 * 1024;

struct DimseCommand {
  std::uint16_t field = 0;  // 0x0001 C-STORE-RQ, 0x0030 C-ECHO-RQ, …
  std::uint16_t message_id = 0;
  std::uint16_t data_set_type = 0x0101;  // 0x0101: no data set follows
  std::uint16_t status = 0;              // of a response
  std::string affected_sop_class_uid;
  std::string affected_sop_instance_uid;

  bool has_data_set() const { return data_set_type != 0x0101; }
};

// kCorrupt BAD_COMMAND: an element beyond the end, another group, no command field.
Result<DimseCommand> parse_command(std::span<const std::byte> bytes);

// The command set of a C-STORE-RQ of medium priority with a data set to follow.
std::vector<std::byte> make_store_request(std::uint16_t message_id, std::string_view sop_class_uid,
                                          std::string_view sop_instance_uid);

// The C-STORE-RSP to it.
std::vector<std::byte> make_store_response(const DimseCommand& request, std::uint16_t status);

}  // namespace rdc::dicom
