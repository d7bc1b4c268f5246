#include "ecg/formats/scp_reader.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <map>

#include <fmt/format.h>

#include "ecg/formats/scp_bimodal.h"
#include "ecg/formats/scp_long.h"
#include "ecg/formats/scp_sections.h"

namespace rdc::ecg::scp {
namespace {

constexpr std::uint32_t kMaxPosition = 1U << 28;  // samples; no file's 65,535 bytes a lead reach further

struct DecodedLead {
  std::vector<std::int16_t> samples;
  std::uint32_t start = 1, end = 1;
  std::size_t length() const { return end - start + 1; }
};

class ScpReader {
 public:
  explicit ScpReader(Sections sections) : sections_(std::move(sections)) {}

  Result<Recording> read() {
    if (sections_.content[6].empty()) {
      if (sections_.has_selected_sequences) {
        return fail(ErrorCode::kInvalid, "NO_ECG",
                    "the SCP-ECG file has no rhythm data (sections 6 and 12), only selected sequences (section 14), "
                    "which are not read: export the tracing itself from the device");
      }
      const std::string why = sections_.warnings.empty() ? "" : ": " + sections_.warnings.front().message;
      return fail(ErrorCode::kInvalid, "NO_ECG", "the SCP-ECG file has no rhythm data (section 6 or 12){}", why);
    }
    auto tables = read_tables(sections_);
    if (!tables) return fail(tables);
    tables_ = std::move(*tables);
    auto leads = read_leads(sections_);
    if (!leads) return fail(leads);
    leads_ = std::move(*leads);
    recording_.warnings = sections_.warnings;
    if (auto ok = read_beat(); !ok) return fail(ok);
    if (auto ok = read_rhythm(); !ok) return fail(ok);
    read_description(sections_, recording_);
    read_statements(sections_, recording_);
    return std::move(recording_);
  }

 private:
  std::vector<std::int16_t> decoded(Bytes data, std::size_t limit, int difference) const {
    std::vector<std::int16_t> samples;
    if (tables_) {
      samples = decode(*tables_, data, limit);
    } else {
      ByteCursor cursor(data);
      while (samples.size() < limit && cursor.left() >= 2) samples.push_back(cursor.i16());
    }
    undo_differences(samples, difference);
    return samples;
  }

  // Section 5: the reference beat, for the recording and for what section 6 had it subtracted from.
  Result<void> read_beat() {
    if (sections_.content[5].empty()) return {};
    auto data = read_wave_data(sections_, 5, leads_.leads.size());
    if (!data) {
      recording_.warnings.push_back({"NO_REFERENCE_BEAT", data.error().message});
      return {};
    }
    std::size_t length = 0;
    for (const Bytes lead : data->leads) {
      beat_.push_back(decoded(lead, std::numeric_limits<std::uint16_t>::max(), data->difference));
      length = std::max(length, beat_.back().size());
    }
    beat_data_ = std::move(*data);
    if (tables_) length = trim_padding(length);
    if (length == 0) return {};
    Strip strip;
    strip.rate_hz = 1e6 / beat_data_->interval_us;
    const double step = beat_data_->nanovolts / 1000.0;
    for (std::size_t i = 0; i < beat_.size(); ++i) {
      Channel channel = channel_of(leads_.leads[i].code, step);
      channel.samples.assign(length, std::numeric_limits<float>::quiet_NaN());
      const std::size_t there = std::min(beat_[i].size(), length);
      for (std::size_t s = 0; s < there; ++s) channel.samples[s] = static_cast<float>(beat_[i][s] * step);
      strip.channels.push_back(std::move(channel));
    }
    recording_.median = std::move(strip);
    return {};
  }

  // The bits that fill the last byte may look like samples. Section 4 tells the beat's length, otherwise the leads do:
  // the shortest holds at most a byte's filling too much.
  std::size_t trim_padding(std::size_t longest) const {
    const std::uint16_t milliseconds = ByteCursor(sections_.content[4]).u16();
    const auto stated = static_cast<std::size_t>(milliseconds * 1000.0 / beat_data_->interval_us + 0.5);
    if (stated > 0 && stated <= longest && longest - stated <= 16) return stated;
    std::size_t shortest = longest;
    for (const auto& lead : beat_) {
      if (!lead.empty()) shortest = std::min(shortest, lead.size());
    }
    return longest - shortest <= 16 ? shortest : longest;
  }

  Result<void> read_rhythm() {
    auto data = read_wave_data(sections_, 6, leads_.leads.size());
    if (!data) return fail(data);
    if (data->cut) {
      recording_.warnings.push_back({"LENGTH_MISMATCH", "section 6 ends before the last lead it declares"});
    }
    const QrsLocations qrs = read_qrs_locations(sections_);
    const auto interval = whole_interval(*data, qrs);
    if (!interval) return fail(interval);
    const int ratio = static_cast<int>(data->interval_us / *interval + 0.5);
    if (ratio > 8) {
      return fail(ErrorCode::kInvalid, "BAD_SCP", "the SCP-ECG file: section 6 is decimated {} times", ratio);
    }
    const double step = data->nanovolts / 1000.0;
    std::vector<DecodedLead> leads;
    for (std::size_t i = 0; i < data->leads.size(); ++i) {
      auto lead = decode_lead(*data, i);
      if (!lead) return fail(lead);
      leads.push_back(std::move(*lead));
    }
    if (data->bimodal || ratio > 1) expand(leads, qrs, ratio);
    note_short_leads(leads);
    if (leads_.reference_beat_subtracted) add_beats(leads, qrs, step);
    assemble(leads, 1e6 / *interval, step);
    if (data->bimodal || ratio > 1) {
      recording_.warnings.push_back(
          {"BIMODAL_INTERPOLATED",
           "the file stores every few samples outside the QRS complexes: those are interpolated"});
    }
    return {};
  }

  // Microseconds a sample of the tracing once it is put together again.
  Result<double> whole_interval(const WaveData& data, const QrsLocations& qrs) const {
    const double stored = data.interval_us;
    if (!beat_data_ || !(data.bimodal || leads_.reference_beat_subtracted)) return stored;
    const double times = stored / beat_data_->interval_us;
    // Each stored sample stands for a whole number of the beat's: nothing else can be put together again.
    const bool whole = times > 0.99 && std::abs(times - std::round(times)) < 0.01 * times;
    if (whole) return std::min<double>(stored, beat_data_->interval_us);
    const bool adds = leads_.reference_beat_subtracted && qrs.was_subtracted();
    if (!adds && !(data.bimodal && times > 1.0)) return stored;
    return fail(ErrorCode::kInvalid, "BAD_SCP",
                "the SCP-ECG file: section 6 has samples of {} us, which are no multiple of the reference beat's "
                "{} us (section 5)",
                data.interval_us, beat_data_->interval_us);
  }

  // What the file stores of a lead.
  Result<DecodedLead> decode_lead(const WaveData& data, std::size_t i) const {
    const auto& definition = leads_.leads[i];
    DecodedLead lead;
    lead.start = std::max(definition.start, 1U);
    if (definition.end < lead.start || definition.end > kMaxPosition) {
      return fail(ErrorCode::kInvalid, "BAD_SCP", "the SCP-ECG file: lead {} lasts from sample {} to {}", i + 1,
                  definition.start, definition.end);
    }
    lead.end = definition.end;
    lead.samples = decoded(data.leads[i], lead.length(), data.difference);
    return lead;
  }

  static void expand(std::vector<DecodedLead>& leads, const QrsLocations& qrs, int ratio) {
    std::vector<StoredLead> stored;
    for (const auto& lead : leads) stored.push_back({{lead.start, lead.end}, lead.samples.size()});
    const BimodalLayout layout = bimodal_layout(stored, qrs.protected_zones, ratio);
    for (auto& lead : leads) lead.samples = expand_bimodal(lead.samples, layout, {lead.start, lead.end});
  }

  void note_short_leads(const std::vector<DecodedLead>& leads) {
    std::map<std::pair<std::size_t, std::size_t>, int> counted;  // declared and held: how many leads
    for (const auto& lead : leads) {
      if (lead.samples.size() < lead.length()) ++counted[{lead.length(), lead.samples.size()}];
    }
    for (const auto& [counts, number] : counted) {
      recording_.warnings.push_back(
          {"FEWER_SAMPLES", fmt::format("{} samples are declared, the file holds {} (in {} of {} leads)", counts.first,
                                        counts.second, number, leads.size())});
    }
  }

  // Section 6 holds what is left when the reference beat is taken away around each of its occurrences.
  void add_beats(std::vector<DecodedLead>& leads, const QrsLocations& qrs, double step) {
    if (!sections_.content[4].empty() && !qrs.was_subtracted()) return;
    if (!beat_data_) {
      recording_.warnings.push_back(
          {"NO_REFERENCE_BEAT", "the reference beat was subtracted from the tracing and is not in the file"});
      return;
    }
    const double scale = beat_data_->nanovolts / 1000.0 / step;
    for (std::size_t i = 0; i < leads.size(); ++i) {
      // Zones do not overlap in a sound file; damaged ones must not make the work quadratic.
      std::int64_t room = 4 * static_cast<std::int64_t>(leads[i].samples.size());
      for (const auto& beat : qrs.beats) {
        if (beat.type != 0 || room <= 0) continue;
        const std::int64_t shift = std::int64_t{qrs.fiducial} - beat.fiducial;
        const std::int64_t begin = std::max<std::int64_t>({beat.zone.begin, leads[i].start, 1 - shift});
        const std::int64_t end = std::min<std::int64_t>(
            {beat.zone.end, leads[i].start + static_cast<std::int64_t>(leads[i].samples.size()) - 1,
             static_cast<std::int64_t>(beat_[i].size()) - shift});
        room -= std::max<std::int64_t>(end - begin, 0);
        for (std::int64_t at = begin; at <= end; ++at) {
          auto& sample = leads[i].samples[static_cast<std::size_t>(at - leads[i].start)];
          const double added = beat_[i][static_cast<std::size_t>(at + shift - 1)] * scale;
          sample = static_cast<std::int16_t>(sample + static_cast<int>(added < 0 ? added - 0.5 : added + 0.5));
        }
      }
    }
  }

  void assemble(const std::vector<DecodedLead>& leads, double rate, double step) {
    std::uint32_t first = std::numeric_limits<std::uint32_t>::max();
    for (const auto& lead : leads) first = std::min(first, lead.start);
    std::size_t length = 0, total = 0;
    for (const auto& lead : leads) {
      total += lead.samples.size();
      if (!lead.samples.empty()) length = std::max(length, lead.start - first + lead.samples.size());
    }
    // Leads one behind the other need gaps; a start far away from all samples is damage, not a gap.
    const bool sparse = length > 64 * (total + 1);
    if (sparse) length = 0;
    Strip& strip = recording_.rhythm;
    strip.rate_hz = rate;
    for (std::size_t i = 0; i < leads.size(); ++i) {
      Channel channel = channel_of(leads_.leads[i].code, step);
      channel.samples.assign(length, std::numeric_limits<float>::quiet_NaN());
      const std::size_t offset = leads[i].start - first;
      for (std::size_t s = 0; s < leads[i].samples.size() && offset + s < length; ++s) {
        channel.samples[offset + s] = static_cast<float>(leads[i].samples[s] * step);
      }
      strip.channels.push_back(std::move(channel));
    }
  }

  Sections sections_;
  std::optional<std::vector<Table>> tables_;
  LeadDefinitions leads_;
  std::vector<std::vector<std::int16_t>> beat_;
  std::optional<WaveData> beat_data_;
  Recording recording_;
};

}  // namespace

bool looks_like_scp(Bytes beginning) {
  if (beginning.size() < 6 + kSectionHeader) return false;
  const auto text = as_characters(beginning);
  if (text.substr(16, 6) == "SCPECG") return true;
  // Version 1.0 leaves the mark out: section 0 with its own, plausible length.
  ByteCursor cursor(beginning, 8);
  const std::uint16_t id = cursor.u16();
  const std::uint32_t length = cursor.u32();
  return id == 0 && length >= 16 + 100 && length <= 16 + 10 * 1024 && (length - 16) % 10 == 0 &&
         ByteCursor(beginning, 22).u16() == 0;
}

Result<std::unique_ptr<SampleSource>> open(std::unique_ptr<ByteSource> bytes) {
  auto sections = find_sections(*bytes);
  if (!sections) return fail(sections);
  if (sections->long_rhythm) return open_long(std::move(bytes), *sections);
  auto recording = ScpReader(std::move(*sections)).read();
  if (!recording) return fail(recording);
  return in_windows(std::move(*recording));
}

}  // namespace rdc::ecg::scp
