#include "common/dicom/instance_header.h"

#include <algorithm>
#include <limits>
#include <vector>

#include "common/dicom/charset.h"
#include "common/dicom/data_set.h"

namespace rdc::dicom {
namespace {

// VRs whose text is in Specific Character Set.
constexpr std::array<Tag, 14> kTextTags = {0x00100010, 0x00080080, 0x00081030, 0x0008103E, 0x00080090,
                                           0x00081010, 0x00081040, 0x001021B0, 0x00321030, 0x00181030,
                                           0x00321060, 0x00081070, 0x00104000, 0x00401002};

class HeaderReader {
 public:
  HeaderReader(const DataSet& set, std::string_view charset_override)
      : set_(set),
        root_(set.root()),
        declared_(root_.raw(0x00080005)),
        decoder_(charset_override.empty() ? declared_ : charset_override) {
    for (const Tag tag : kTextTags) decoder_.observe(root_.raw(tag));
  }

  Result<InstanceHeader> read() {
    InstanceHeader header;
    header.structure = set_.structure();
    header.transfer_syntax_uid = header.structure.transfer_syntax_uid;
    header.declared_charset = std::string(declared_);
    header.sop_class_uid = uid(0x00080016, header.structure.sop_class_uid);
    header.sop_instance_uid = uid(0x00080018, header.structure.sop_instance_uid);
    if (header.sop_instance_uid.empty()) {
      return fail(ErrorCode::kCorrupt, "NO_SOP_INSTANCE_UID", "the object has no SOP Instance UID");
    }
    header.study_instance_uid = uid(0x0020000D, "");
    header.series_instance_uid = uid(0x0020000E, "");
    read_patient(header);
    read_examination(header);
    read_order(header);
    read_image(header);
    return header;
  }

 private:
  std::string uid(Tag tag, const std::string& otherwise) const {
    const auto text = first_value(root_.raw(tag));
    return is_usable_uid(text) ? std::string(text) : otherwise;
  }
  static bool is_usable_uid(std::string_view text) {
    return !text.empty() && text.size() <= 64 && text.find_first_not_of("0123456789.") == std::string_view::npos;
  }
  // For code strings, dates and numbers in text: ASCII, trimmed, first of several.
  static std::string_view first_value(std::string_view raw) {
    raw = raw.substr(0, raw.find('\\'));
    const auto start = raw.find_first_not_of(' ');
    if (start == std::string_view::npos) return {};
    const auto end = raw.find_last_not_of(std::string_view(" \0", 2));
    return raw.substr(start, end - start + 1);
  }
  std::string code(const ItemView& item, Tag tag) const {
    std::string text(first_value(item.raw(tag)));
    std::erase_if(text, [](char c) { return c < 0x20 || c > 0x7E; });
    return text;
  }
  std::string code(Tag tag) const { return code(root_, tag); }
  std::string text(const ItemView& item, Tag tag) const { return decoder_.to_utf8(item.raw(tag)); }
  std::string text(Tag tag) const { return text(root_, tag); }
  std::string first_text(std::initializer_list<Tag> tags) const {
    for (const Tag tag : tags) {
      if (auto found = text(tag); !found.empty()) return found;
    }
    return {};
  }

  void read_patient(InstanceHeader& header) const {
    header.patient_id = text(0x00100020);
    header.issuer_of_patient_id = text(0x00100021);
    std::string name = decoder_.person_name_to_utf8(root_.raw(0x00100010));
    name = name.substr(0, name.find('\\'));
    header.patient_name = readable_person_name(name);
    for (std::size_t group = 0, at = 0; group < 3 && at <= name.size(); ++group) {
      const auto end = std::min(name.find('=', at), name.size());
      header.patient_name_groups[group] = name.substr(at, end - at);
      at = end + 1;
    }
    header.sex = code(0x00100040);
    if (header.sex != "M" && header.sex != "F" && header.sex != "O") header.sex.clear();
    header.birth_date = code(0x00100030);
    header.age = code(0x00101010);
  }

  void read_examination(InstanceHeader& header) const {
    header.modality = code(0x00080060);
    header.body_part = code(0x00180015);
    header.view_position = code(0x00185101);
    header.laterality = code(0x00200062);
    if (header.laterality.empty()) header.laterality = code(0x00200060);
    header.study_date = code(0x00080020);
    header.study_time = code(0x00080030);
    header.acquisition_datetime = code(0x0008002A);
    if (header.acquisition_datetime.empty() && !code(0x00080022).empty())
      header.acquisition_datetime = code(0x00080022) + code(0x00080032);
    if (header.acquisition_datetime.empty() && !code(0x00080023).empty())
      header.acquisition_datetime = code(0x00080023) + code(0x00080033);
    header.study_description = text(0x00081030);
    header.series_description = text(0x0008103E);
    header.protocol_name = text(0x00181030);
    header.institution = text(0x00080080);
    header.department = text(0x00081040);
    header.station_name = text(0x00081010);
    header.manufacturer = text(0x00080070);
    header.model = text(0x00081090);
    header.series_number = small_integer(0x00200011);
    header.instance_number = small_integer(0x00200013);
  }

  void read_order(InstanceHeader& header) const {
    header.accession_number = text(0x00080050);
    header.study_id = text(0x00200010);
    header.referring_physician = readable_person_name(decoder_.person_name_to_utf8(root_.raw(0x00080090)));
    header.requested_procedure = first_text({0x00321060, 0x00081032});
    header.requested_priority = code(0x00401003);
    header.clinical_history = first_text({0x001021B0, 0x00321030, 0x00401002, 0x00081080});
    const auto request = root_.first_item(0x00400275);
    if (!request) return;
    if (header.requested_priority.empty()) header.requested_priority = code(*request, 0x00401003);
    if (header.requested_procedure.empty()) header.requested_procedure = text(*request, 0x00321060);
    if (header.requested_procedure.empty()) header.requested_procedure = text(*request, 0x00400007);
    if (header.clinical_history.empty()) header.clinical_history = text(*request, 0x00401002);
    if (header.accession_number.empty()) header.accession_number = text(*request, 0x00080050);
  }

  void read_image(InstanceHeader& header) const {
    header.rows = dimension(0x00280010);
    header.columns = dimension(0x00280011);
    header.bits_stored = dimension(0x00280101);
    header.photometric = code(0x00280004);
    const bool has_pixels =
        root_.find(0x7FE00010) != nullptr || root_.find(0x7FE00008) != nullptr || root_.find(0x7FE00009) != nullptr;
    const auto frames = root_.integer(0x00280008);
    if (has_pixels)
      header.frames = frames && *frames > 0 && *frames <= 1'000'000 ? static_cast<std::uint32_t>(*frames) : 1;
  }

  std::uint32_t dimension(Tag tag) const {
    const auto value = root_.integer(tag);
    return value && *value > 0 && *value <= 65535 ? static_cast<std::uint32_t>(*value) : 0;
  }
  std::optional<int> small_integer(Tag tag) const {
    const auto value = root_.integer(tag);
    if (!value || *value < std::numeric_limits<int>::min() || *value > std::numeric_limits<int>::max())
      return std::nullopt;
    return static_cast<int>(*value);
  }

  const DataSet& set_;
  ItemView root_;
  std::string_view declared_;
  TextDecoder decoder_;
};

bool has_ideographs(std::string_view utf8) {
  // U+2E80 and above begin with E2 BA; Latin, Greek, Cyrillic, Arabic lie below.
  return std::ranges::any_of(utf8, [](char c) { return static_cast<unsigned char>(c) >= 0xE3; });
}

std::string join_components(std::string_view group) {
  std::string joined;
  const bool tight = has_ideographs(group);
  for (std::size_t at = 0; at <= group.size();) {
    const auto end = std::min(group.find('^', at), group.size());
    auto part = group.substr(at, end - at);
    while (!part.empty() && part.back() == ' ') part.remove_suffix(1);
    while (!part.empty() && part.front() == ' ') part.remove_prefix(1);
    if (!part.empty()) {
      if (!joined.empty() && !tight) joined += ' ';
      joined += part;
    }
    at = end + 1;
  }
  return joined;
}

Result<InstanceHeader> read(Result<DataSet> set, std::string_view charset_override) {
  if (!set) return fail(set);
  return HeaderReader(*set, charset_override).read();
}

}  // namespace

std::string readable_person_name(std::string_view value) {
  value = value.substr(0, value.find('\\'));
  std::vector<std::string> groups;
  for (std::size_t at = 0; at <= value.size();) {
    const auto end = std::min(value.find('=', at), value.size());
    groups.push_back(join_components(value.substr(at, end - at)));
    at = end + 1;
  }
  if (groups.size() > 1 && !groups[1].empty()) return groups[1];
  if (!groups[0].empty()) return groups[0];
  return groups.size() > 2 ? groups[2] : std::string{};
}

Result<InstanceHeader> read_header(const std::filesystem::path& path, std::string_view charset_override) {
  return read(DataSet::read(path), charset_override);
}

Result<InstanceHeader> read_header(std::span<const std::byte> file, std::string_view charset_override) {
  return read(DataSet::read(file), charset_override);
}

}  // namespace rdc::dicom
