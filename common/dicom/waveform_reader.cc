#include <algorithm>
#include <cstdlib>

#include "common/dicom/charset.h"
#include "common/dicom/data_set.h"
#include "common/dicom/waveform.h"

namespace rdc::dicom {
namespace {

constexpr std::int64_t kMaxChannels = 512;

std::string trimmed(std::string_view text) {
  const auto is_padding = [](char c) { return c == ' ' || c == '\0'; };
  while (!text.empty() && is_padding(text.back())) text.remove_suffix(1);
  while (!text.empty() && is_padding(text.front())) text.remove_prefix(1);
  return std::string(text);
}

CodedTerm term(const ItemView& item, Tag sequence, const TextDecoder& text) {
  const auto code = item.first_item(sequence);
  if (!code) return {};
  return {trimmed(code->raw(0x00080100)), trimmed(code->raw(0x00080102)), trimmed(text.to_utf8(code->raw(0x00080104)))};
}

// How the samples of a group lie in Waveform Data.
struct SampleFormat {
  std::size_t bytes = 2;
  bool is_signed = true;
  bool big_endian = false;
};

std::int32_t sample_at(std::span<const std::byte> data, std::size_t index, const SampleFormat& format) {
  if (format.bytes == 4) return static_cast<std::int32_t>(get_u32(data, 4 * index, format.big_endian));
  if (format.bytes == 1) {
    const auto value = std::to_integer<std::uint8_t>(data[index]);
    return format.is_signed ? static_cast<std::int8_t>(value) : value;
  }
  const std::uint16_t value = get_u16(data, 2 * index, format.big_endian);
  return format.is_signed ? static_cast<std::int16_t>(value) : value;
}

// Signed samples of fewer bits than are allocated have the sign in all bits above. Devices that leave those clear make
// every small negative number a large one: no sample is below nothing then, some are beyond what the bits can hold, and
// the tracing jumps wherever it crosses the baseline. Whether that was so and is mended.
bool extend_signs(std::vector<std::int32_t>& samples, int bits) {
  const std::int64_t half = std::int64_t{1} << (bits - 1);
  const auto extended = [half](std::int64_t value) { return value >= half ? value - 2 * half : value; };
  std::int64_t as_stored = 0, as_extended = 0;
  bool beyond = false;
  for (std::size_t i = 0; i < samples.size(); ++i) {
    if (samples[i] < 0 || samples[i] >= 2 * half) return false;
    beyond = beyond || samples[i] >= half;
    if (i == 0) continue;
    as_stored += std::abs(std::int64_t{samples[i]} - samples[i - 1]);
    as_extended += std::abs(extended(samples[i]) - extended(samples[i - 1]));
  }
  if (!beyond || as_extended >= as_stored) return false;
  for (auto& sample : samples) sample = static_cast<std::int32_t>(extended(sample));
  return true;
}

class Reader {
 public:
  Reader(const DataSet& set, std::string_view charset_override)
      : set_(set), text_(charset_override.empty() ? set.root().raw(0x00080005) : charset_override) {
    for (const Tag tag : {0x00100010U, 0x00080080U, 0x00081030U, 0x00080090U, 0x001021B0U})
      text_.observe(set.root().raw(tag));
  }

  Result<Waveform> read() {
    const auto root = set_.root();
    Waveform found;
    read_identity(root, found);
    const auto groups = root.items(0x54000100);
    if (groups.empty()) return no_waveform(root);
    for (std::size_t i = 0; i < groups.size(); ++i) {
      auto group = read_group(groups[i], i + 1);
      if (!group) {
        found.faults.push_back(group.error().message);
        if (i + 1 == groups.size() && found.groups.empty())
          return fail(group.error().code, group.error().reason, "{}", found.faults.front());
        continue;
      }
      found.groups.push_back(std::move(*group));
    }
    for (const auto& item : root.items(0x0040B020)) found.annotations.push_back(read_annotation(item));
    return found;
  }

 private:
  // Carts send an "ECG" as a document or a picture, too: what to do is to have them send the samples.
  static tl::unexpected<Error> no_waveform(const ItemView& root) {
    constexpr const char* kInstead =
        "it can be looked at, not measured. Have the device send the tracing as a DICOM waveform, or export it as "
        "SCP-ECG or HL7 aECG";
    if (root.find(0x00420011) != nullptr) {
      const std::string type = trimmed(root.raw(0x00420012));
      const char* kind = type == "application/pdf" ? "a PDF document" : "a document";
      return fail(ErrorCode::kInvalid, "NO_SAMPLES", "the object is {} and holds no samples: {}", kind, kInstead);
    }
    for (const Tag pixels : {0x7FE00010U, 0x7FE00008U, 0x7FE00009U}) {
      if (root.find(pixels) != nullptr)
        return fail(ErrorCode::kInvalid, "NO_SAMPLES", "the object is a picture and holds no samples: {}", kInstead);
    }
    return fail(ErrorCode::kInvalid, "NO_WAVEFORM", "the object has no waveform");
  }

  std::string value(const ItemView& item, Tag tag) const { return trimmed(text_.to_utf8(item.raw(tag))); }

  void read_identity(const ItemView& root, Waveform& found) const {
    const auto& structure = set_.structure();
    found.sop_class_uid = value(root, 0x00080016).empty() ? structure.sop_class_uid : value(root, 0x00080016);
    found.sop_instance_uid = value(root, 0x00080018).empty() ? structure.sop_instance_uid : value(root, 0x00080018);
    found.study_instance_uid = value(root, 0x0020000D);
    found.series_instance_uid = value(root, 0x0020000E);
    found.patient_id = value(root, 0x00100020);
    found.patient_name = trimmed(text_.person_name_to_utf8(root.raw(0x00100010)));
    found.sex = value(root, 0x00100040);
    found.birth_date = value(root, 0x00100030);
    found.age = value(root, 0x00101010);
    found.acquisition_datetime = value(root, 0x0008002A);
    found.timezone_offset = value(root, 0x00080201);
    found.study_date = value(root, 0x00080020);
    found.study_time = value(root, 0x00080030);
    found.study_description = value(root, 0x00081030);
    found.accession_number = value(root, 0x00080050);
    found.study_id = value(root, 0x00200010);
    found.institution = value(root, 0x00080080);
    found.station_name = value(root, 0x00081010);
    found.manufacturer = value(root, 0x00080070);
    found.model = value(root, 0x00081090);
    found.device_serial = value(root, 0x00181000);
    found.referring_physician = trimmed(text_.person_name_to_utf8(root.raw(0x00080090)));
    found.clinical_history = value(root, 0x001021B0);
  }

  Result<MultiplexGroup> read_group(const ItemView& item, std::size_t number) const {
    const auto bad = [&](const char* what) {
      return fail(ErrorCode::kCorrupt, "BAD_WAVEFORM", "multiplex group {}: {}", number, what);
    };
    const auto channels = item.integer(0x003A0005), samples = item.integer(0x003A0010),
               allocated = item.integer(0x54001004);
    const auto definitions = item.items(0x003A0200);
    if (!channels || *channels < 1 || *channels > kMaxChannels) return bad("number of channels missing or beyond 512");
    if (!samples || *samples < 0) return bad("number of samples missing");
    if (static_cast<std::int64_t>(definitions.size()) != *channels)
      return bad("channels and their definitions differ in number");
    if (!allocated || (*allocated != 8 && *allocated != 16 && *allocated != 32))
      return bad("bits allocated are none of 8, 16 and 32");

    SampleFormat format{static_cast<std::size_t>(*allocated / 8), true, false};
    const auto interpretation = trimmed(item.raw(0x54001006));
    if (interpretation == "UB" || interpretation == "US")
      format.is_signed = false;
    else if (interpretation != "SB" && interpretation != "SS" && interpretation != "SL")
      return bad("its sample interpretation is none of SB, UB, SS, US and SL");
    const WalkedElement* data = item.find(0x54001010);
    if (data == nullptr) return bad("no waveform data");
    format.big_endian = data->big_endian && data->vr != vr('O', 'B');
    const std::size_t frame = format.bytes * static_cast<std::size_t>(*channels);
    const auto there = data->value.size() / frame;
    const auto declared = static_cast<std::uint64_t>(*samples);
    const auto& warnings = set_.structure().warnings;
    const bool cut =
        std::find(warnings.begin(), warnings.end(), StructureWarning::kTruncatedPixelData) != warnings.end();
    // Whole frames, and at most a byte that makes the length even, can only be told apart in one way.
    const bool whole = data->value.size() % frame <= 1;
    if (declared > there && (there == 0 || !(cut || whole)))
      return bad("it holds fewer samples than declared, and no whole number of them");
    const auto count = static_cast<std::size_t>(std::min<std::uint64_t>(declared, there));

    MultiplexGroup group;
    group.declared_samples = declared;
    group.label = value(item, 0x003A0020);
    group.originality = value(item, 0x003A0004);
    group.rate_hz = item.number(0x003A001A).value_or(0);
    group.time_offset_ms = item.number(0x00181068).value_or(0);
    if (!(group.rate_hz > 0)) return bad("no sampling frequency");
    if (const WalkedElement* padding = item.find(0x5400100A);
        padding != nullptr && padding->value.size() >= format.bytes)
      group.padding = sample_at(padding->value, 0, format);
    for (std::size_t c = 0; c < definitions.size(); ++c) {
      WaveformChannel channel = read_channel(definitions[c], *allocated);
      channel.samples.resize(count);
      for (std::size_t s = 0; s < channel.samples.size(); ++s)
        channel.samples[s] = sample_at(data->value, s * definitions.size() + c, format);
      if (format.is_signed && channel.bits_stored < *allocated)
        channel.sign_restored = extend_signs(channel.samples, channel.bits_stored);
      group.channels.push_back(std::move(channel));
    }
    return group;
  }

  WaveformChannel read_channel(const ItemView& item, std::int64_t allocated) const {
    WaveformChannel channel;
    channel.source = term(item, 0x003A0208, text_);
    channel.label = value(item, 0x003A0203);
    channel.sensitivity = item.number(0x003A0210);
    const auto unit = term(item, 0x003A0211, text_);
    channel.unit = unit.code.empty() ? unit.meaning : unit.code;
    channel.sensitivity_correction = item.number(0x003A0212).value_or(1);
    channel.baseline = item.number(0x003A0213).value_or(0);
    channel.time_skew_s = item.number(0x003A0214).value_or(0);
    channel.sample_skew = item.number(0x003A0215).value_or(0);
    channel.bits_stored =
        static_cast<int>(std::clamp<std::int64_t>(item.integer(0x003A021A).value_or(allocated), 1, allocated));
    channel.derivation = value(item, 0x003A020C);
    channel.filter_low_hz = item.number(0x003A0220);
    channel.filter_high_hz = item.number(0x003A0221);
    channel.notch_hz = item.number(0x003A0222);
    return channel;
  }

  WaveformAnnotation read_annotation(const ItemView& item) const {
    WaveformAnnotation note;
    note.text = value(item, 0x00700006);
    note.name = term(item, 0x0040A043, text_);
    note.value = term(item, 0x0040A168, text_);
    note.number = item.number(0x0040A30A);
    note.unit = term(item, 0x004008EA, text_).code;
    for (const auto v : item.unsigned_values(0x0040A0B0, 2, 2 * kMaxChannels))
      note.channels.push_back(static_cast<std::uint16_t>(v));
    note.sample_positions = item.unsigned_values(0x0040A132, 4, 4096);
    if (const auto number = item.integer(0x0040A180)) note.group_number = static_cast<int>(*number);
    return note;
  }

  const DataSet& set_;
  TextDecoder text_;
};

}  // namespace

bool is_ecg_storage(std::string_view sop_class_uid) {
  return sop_class_uid.starts_with("1.2.840.10008.5.1.4.1.1.9.1.");
}

bool is_waveform_storage(std::string_view sop_class_uid) {
  return sop_class_uid.starts_with("1.2.840.10008.5.1.4.1.1.9.");  // PS3.4 B.5
}

Result<Waveform> read_waveform(const std::filesystem::path& path, std::string_view charset_override) {
  const auto set = DataSet::read(path);
  if (!set) return fail(set);
  return Reader(*set, charset_override).read();
}

Result<Waveform> read_waveform(std::span<const std::byte> file, std::string_view charset_override) {
  const auto set = DataSet::read(file);
  if (!set) return fail(set);
  return Reader(*set, charset_override).read();
}

}  // namespace rdc::dicom
