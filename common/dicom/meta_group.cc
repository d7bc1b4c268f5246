#include "common/dicom/meta_group.h"

#include "common/dicom/element_walk.h"
#include "common/dicom/uid.h"

namespace rdc::dicom {
namespace {

void put_text(std::vector<std::byte>& out, unsigned element, const char* vr, std::string_view text, char padding) {
  const std::size_t padded = text.size() + text.size() % 2;
  put_u16(out, 0x0002);
  put_u16(out, element);
  out.push_back(static_cast<std::byte>(vr[0]));
  out.push_back(static_cast<std::byte>(vr[1]));
  put_u16(out, padded);
  for (const char c : text) out.push_back(static_cast<std::byte>(c));
  if (padded != text.size()) out.push_back(static_cast<std::byte>(padding));
}

}  // namespace

std::vector<std::byte> make_meta_group(std::string_view sop_class_uid, std::string_view sop_instance_uid,
                                       std::string_view transfer_syntax_uid) {
  std::vector<std::byte> group;
  for (const unsigned value : {0x0002U, 0x0001U}) put_u16(group, value);  // version: OB, 00 01
  group.push_back(std::byte{'O'});
  group.push_back(std::byte{'B'});
  for (const unsigned value : {0U, 2U, 0U, 0x0100U}) put_u16(group, value);
  put_text(group, 0x0002, "UI", sop_class_uid, '\0');
  put_text(group, 0x0003, "UI", sop_instance_uid, '\0');
  put_text(group, 0x0010, "UI", transfer_syntax_uid, '\0');
  put_text(group, 0x0012, "UI", kImplementationClassUid, '\0');
  put_text(group, 0x0013, "SH", kImplementationVersionName, ' ');

  std::vector<std::byte> out(128);
  for (const char c : std::string_view("DICM")) out.push_back(static_cast<std::byte>(c));
  put_u16(out, 0x0002);
  put_u16(out, 0x0000);
  out.push_back(std::byte{'U'});
  out.push_back(std::byte{'L'});
  put_u16(out, 4);
  put_u16(out, group.size() & 0xFFFF);
  put_u16(out, group.size() >> 16);
  out.insert(out.end(), group.begin(), group.end());
  return out;
}

}  // namespace rdc::dicom
