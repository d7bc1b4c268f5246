#include "common/dicom/part10_meta.h"

#include <zlib.h>

#include <algorithm>

#include "common/dicom/element_walk.h"
#include "common/dicom/uid.h"

namespace rdc::dicom {
namespace {

constexpr std::size_t kPreamble = 128;

bool has_magic(std::span<const std::byte> file, std::size_t offset) {
  return file.size() >= offset + 4 && as_text(file.subspan(offset, 4)) == "DICM";
}

bool vr_at(std::span<const std::byte> bytes, std::size_t offset) {
  return offset + 2 <= bytes.size() && is_known_vr(get_u16(bytes, offset, true));
}

std::string trimmed_uid(std::span<const std::byte> value) {
  std::string_view text = as_text(value);
  const auto end = text.find_last_not_of(std::string_view("\0 ", 2));
  text = end == std::string_view::npos ? std::string_view{} : text.substr(0, end + 1);
  return is_uid(text) ? std::string(text) : std::string{};
}

struct MetaElement {
  Tag tag = 0;
  std::size_t value = 0;
  std::size_t length = 0;
};

// One element of the meta group, always little-endian. nullopt-like result with tag 0 when the group is over.
Result<MetaElement> meta_element(std::span<const std::byte> file, std::size_t at, StructureSummary& summary) {
  if (at + 8 > file.size() || get_u16(file, at, false) != 0x0002) return MetaElement{};
  MetaElement found;
  found.tag = (0x0002U << 16) | get_u16(file, at + 2, false);
  if (vr_at(file, at + 4)) {
    const bool long_form = has_long_form(get_u16(file, at + 4, true));
    if (long_form && at + 12 > file.size()) {
      return fail(ErrorCode::kCorrupt, "LENGTH_BEYOND_END", "the meta group ends within an element at byte {}", at);
    }
    found.value = at + (long_form ? 12 : 8);
    found.length = long_form ? get_u32(file, at + 8, false) : get_u16(file, at + 6, false);
  } else {
    warn(summary, StructureWarning::kMetaImplicit);
    found.value = at + 8;
    found.length = get_u32(file, at + 4, false);
  }
  if (found.length > file.size() - found.value) {
    return fail(ErrorCode::kCorrupt, "LENGTH_BEYOND_END", "meta element at byte {} is longer than the file", at);
  }
  return found;
}

void take_meta_value(std::span<const std::byte> file, const MetaElement& element, StructureSummary& summary) {
  const auto value = file.subspan(element.value, element.length);
  switch (element.tag) {
    case 0x00020002:
      summary.sop_class_uid = trimmed_uid(value);
      break;
    case 0x00020003:
      summary.sop_instance_uid = trimmed_uid(value);
      break;
    case 0x00020010:
      summary.transfer_syntax_uid = trimmed_uid(value);
      break;
    default:
      break;
  }
}

Result<void> read_group_two(std::span<const std::byte> file, std::size_t at, StructureSummary& summary) {
  std::optional<std::size_t> promised_end;
  while (true) {
    const auto element = meta_element(file, at, summary);
    if (!element) return fail(element);
    if (element->tag == 0) break;
    // Real mammograms carry the meta group of an earlier life at the head of the data set: what it says of the transfer
    // syntax is no longer true.
    if (element->tag == 0x00020000 && summary.has_meta_group) break;
    summary.has_meta_group = true;
    at = element->value + element->length;
    if (element->tag == 0x00020000 && element->length == 4) promised_end = at + get_u32(file, element->value, false);
    take_meta_value(file, *element, summary);
  }
  if (summary.has_meta_group && promised_end != at) warn(summary, StructureWarning::kMetaLengthWrong);
  summary.data_set_offset = at;
  return {};
}

// Without a meta group nothing says "DICOM" but the first element, so it must be one that data sets begin with.
bool begins_like_a_data_set(std::span<const std::byte> bytes) {
  if (bytes.size() < 8) return false;
  const auto little = get_u16(bytes, 0, false), big = get_u16(bytes, 0, true);
  const auto is_first_group = [](unsigned group) { return group == 0x0008 || group == 0x0010 || group == 0x0004; };
  if (vr_at(bytes, 4)) return is_first_group(little) || is_first_group(big);
  return is_first_group(little) && get_u32(bytes, 4, false) <= bytes.size() - 8;
}

}  // namespace

void warn(StructureSummary& summary, StructureWarning warning) {
  if (std::ranges::find(summary.warnings, warning) == summary.warnings.end()) summary.warnings.push_back(warning);
}

void settle_encoding(std::span<const std::byte> data_set, StructureSummary& summary) {
  if (data_set.size() < 8) return;
  const bool explicit_vr = vr_at(data_set, 4);
  const auto is_usual = [](unsigned group) {
    return group == 0x0008 || group == 0x0010 || group == 0x0004 || group == 0x0002;
  };
  const bool swapped =
      !is_usual(get_u16(data_set, 0, summary.big_endian)) && is_usual(get_u16(data_set, 0, !summary.big_endian));
  if (explicit_vr == summary.explicit_vr && !swapped) return;
  warn(summary, StructureWarning::kEncodingDiffers);
  summary.explicit_vr = explicit_vr;
  if (swapped) summary.big_endian = !summary.big_endian;
}

Result<StructureSummary> read_meta_group(std::span<const std::byte> file) {
  if (file.empty()) return fail(ErrorCode::kCorrupt, "EMPTY_FILE", "the file is empty");
  StructureSummary summary;
  summary.file_bytes = file.size();
  summary.has_preamble = has_magic(file, kPreamble);
  const bool magic_first = !summary.has_preamble && has_magic(file, 0);
  if (!summary.has_preamble) warn(summary, StructureWarning::kNoPreamble);

  const std::size_t start = summary.has_preamble ? kPreamble + 4 : magic_first ? 4 : 0;
  if (auto read = read_group_two(file, start, summary); !read) return fail(read);
  const auto data_set = file.subspan(summary.data_set_offset);
  if (!summary.has_meta_group) {
    if (!begins_like_a_data_set(data_set)) {
      return fail(ErrorCode::kCorrupt, "NOT_DICOM", "no DICOM preamble, meta group or data set at byte 0 of the file");
    }
    warn(summary, StructureWarning::kNoMetaGroup);
  } else if (data_set.empty() && summary.sop_instance_uid.empty()) {
    return fail(ErrorCode::kCorrupt, "NOT_DICOM", "nothing behind the meta group");
  }

  const std::string& syntax = summary.transfer_syntax_uid;
  summary.big_endian = syntax == kExplicitBigEndian;
  summary.explicit_vr = syntax != kImplicitLittleEndian;
  summary.deflated = syntax == kDeflatedExplicitLittleEndian;
  if (!syntax.empty()) {
    if (!summary.deflated) settle_encoding(data_set, summary);
    return summary;
  }
  if (summary.has_meta_group) warn(summary, StructureWarning::kNoTransferSyntax);
  const auto before = summary.warnings;
  settle_encoding(data_set, summary);
  summary.warnings = before;  // nothing was declared that could differ
  summary.transfer_syntax_uid = !summary.explicit_vr ? kImplicitLittleEndian
                                : summary.big_endian ? kExplicitBigEndian
                                                     : kExplicitLittleEndian;
  return summary;
}

namespace {

enum class Inflation { kDone, kBad, kTooLarge };

Inflation inflate_with(int window_bits, std::span<const std::byte> deflated, std::uint64_t limit,
                       std::vector<std::byte>& out) {
  z_stream stream{};
  if (inflateInit2(&stream, window_bits) != Z_OK) return Inflation::kBad;
  constexpr std::size_t kStep = 256 * 1024;
  std::size_t used = 0, made = 0;
  int state = Z_OK;
  out.clear();
  while (state == Z_OK) {
    if (stream.avail_in == 0 && used < deflated.size()) {
      const std::size_t piece = std::min(kStep, deflated.size() - used);
      stream.next_in = reinterpret_cast<Bytef*>(const_cast<std::byte*>(deflated.data() + used));
      stream.avail_in = static_cast<uInt>(piece);
      used += piece;
    }
    if (made > limit) break;
    out.resize(made + kStep);
    stream.next_out = reinterpret_cast<Bytef*>(out.data() + made);
    stream.avail_out = static_cast<uInt>(kStep);
    state = inflate(&stream, Z_NO_FLUSH);
    made += kStep - stream.avail_out;
  }
  inflateEnd(&stream);
  out.resize(made);
  if (made > limit) return Inflation::kTooLarge;
  // Z_BUF_ERROR: the input ended early. What came out is looked at; the walk says where it breaks off.
  return (state == Z_STREAM_END || state == Z_BUF_ERROR) && made > 0 ? Inflation::kDone : Inflation::kBad;
}

}  // namespace

Result<std::vector<std::byte>> inflate_data_set(std::span<const std::byte> deflated, std::uint64_t limit) {
  std::vector<std::byte> out;
  auto outcome = inflate_with(-MAX_WBITS, deflated, limit, out);
  if (outcome == Inflation::kBad) outcome = inflate_with(MAX_WBITS, deflated, limit, out);
  if (outcome == Inflation::kTooLarge) {
    return fail(ErrorCode::kCorrupt, "INFLATES_TOO_LARGE", "the deflated data set is larger than {} bytes", limit);
  }
  if (outcome == Inflation::kBad)
    return fail(ErrorCode::kCorrupt, "BAD_DEFLATE", "the deflated data set cannot be inflated");
  return out;
}

}  // namespace rdc::dicom
