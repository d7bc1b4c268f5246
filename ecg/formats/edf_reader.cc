#include "ecg/formats/edf_reader.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>

#include <fmt/format.h>

#include "ecg/formats/edf_fields.h"
#include "ecg/formats/field_text.h"
#include "ecg/formats/units.h"

namespace rdc::ecg::edf {
namespace {

constexpr std::size_t kFixedHeader = 256;
constexpr std::size_t kSignalHeader = 256;
constexpr std::int64_t kMaxSignals = 512;
constexpr std::int64_t kMaxSamplesInRecord = 1 << 20;  // of one signal
constexpr std::uint64_t kMaxRecordBytes = 64ULL << 20;
constexpr std::uint64_t kMostRecordsWithRemarks = 200000;  // two days of records of a second
constexpr double kLongestSamples = 86400.0 * 16000.0;      // check()'s longest tracing at its highest rate
constexpr double kWidestMillivolts = 500.0;  // half-cell offsets reach 300 mV (IEC 60601-2-25); no ECG needs more

struct EdfSignal {
  std::string label;
  std::string unit;
  std::string filters;
  double physical_min = 0, physical_max = 0;
  double digital_min = 0, digital_max = 0;
  std::uint32_t samples = 0;  // in a record
  std::uint64_t offset = 0;   // of its first sample in a record, in samples
  std::string fault;          // why it cannot be read
  bool annotations = false;
  bool in_strip = false;
  double gain = 1.0;   // physical units a step
  double scale = 1.0;  // microvolts a physical unit, 1 for others
  bool voltage = false;
};

class EdfSource final : public SampleSource {
 public:
  explicit EdfSource(std::unique_ptr<ByteSource> bytes) : bytes_(std::move(bytes)) {}

  Result<void> open() {
    if (auto ok = read_fixed_header(); !ok) return ok;
    if (auto ok = read_signal_headers(); !ok) return ok;
    if (auto ok = find_length(); !ok) return ok;
    if (auto ok = choose_channels(); !ok) return ok;
    if (auto ok = read_remarks(); !ok) return ok;
    return interrupted_ ? place_records() : Result<void>();
  }

  Result<Strip> read(std::uint64_t first, std::size_t count) override {
    Strip strip = description_.rhythm;
    if (first >= length_) return strip;
    count = static_cast<std::size_t>(std::min<std::uint64_t>(count, length_ - first));
    if (!starts_.empty()) return read_placed(std::move(strip), first, count);
    for (auto& channel : strip.channels) channel.samples.reserve(count);
    const std::uint64_t first_record = first / strip_samples_;
    const std::uint64_t end_record = (first + count + strip_samples_ - 1) / strip_samples_;
    // Many records at once when they are short, one at a time when they are long.
    const std::uint64_t batch = std::max<std::uint64_t>(1, (1U << 20) / record_bytes_);
    for (std::uint64_t record = first_record; record < end_record; record += batch) {
      const std::uint64_t records = std::min(batch, end_record - record);
      if (auto ok = load(record, records); !ok) return fail(ok);
      std::size_t channel = 0;
      for (const auto& signal : signals_) {
        if (!signal.in_strip) continue;
        auto& out = strip.channels[channel++].samples;
        for (std::uint64_t i = 0; i < records * strip_samples_; ++i) {
          const std::uint64_t sample = record * strip_samples_ + i;
          if (sample < first || sample >= first + count) continue;
          out.push_back(value(signal, i / strip_samples_, static_cast<std::uint32_t>(i % strip_samples_)));
        }
      }
    }
    return strip;
  }

  Result<std::vector<OtherSignal>> read_others() override {
    std::vector<OtherSignal> others;
    std::vector<const EdfSignal*> sources;
    std::uint64_t total = 0;
    for (const auto& signal : signals_) {
      if (signal.in_strip || signal.annotations || signal.samples == 0) continue;
      total += records_ * signal.samples;
      sources.push_back(&signal);
      others.push_back({signal.label, signal.voltage ? "uV" : signal.unit, signal.samples / record_seconds_, {}});
    }
    if (total > kMaxSamplesInMemory) {
      return fail(ErrorCode::kTooLarge, "TOO_LONG_FOR_MEMORY", "the signals beside the ECG do not fit in memory");
    }
    if (sources.empty()) return others;
    const std::uint64_t batch = std::max<std::uint64_t>(1, (1U << 20) / record_bytes_);
    for (std::uint64_t record = 0; record < records_; record += batch) {
      const std::uint64_t records = std::min(batch, records_ - record);
      if (auto ok = load(record, records); !ok) return fail(ok);
      for (std::size_t s = 0; s < sources.size(); ++s) {
        for (std::uint64_t r = 0; r < records; ++r) {
          for (std::uint32_t i = 0; i < sources[s]->samples; ++i) others[s].samples.push_back(value(*sources[s], r, i));
        }
      }
    }
    return others;
  }

 private:
  template <typename... Args>
  static tl::unexpected<Error> bad(fmt::format_string<Args...> what, Args&&... args) {
    return fail(ErrorCode::kInvalid, "BAD_EDF_HEADER", "the EDF header: {}",
                fmt::format(what, std::forward<Args>(args)...));
  }
  void warn(std::string reason, std::string message) {
    description_.warnings.push_back({std::move(reason), std::move(message)});
  }

  Result<void> read_fixed_header() {
    std::array<std::byte, kFixedHeader> raw{};
    const auto got = bytes_->read_at(0, raw);
    if (!got) return fail(got);
    if (*got < raw.size()) return bad("it ends after {} bytes", *got);
    const std::string_view text = as_characters(raw);
    sample_bytes_ = text[0] == '\xFF' ? 3 : 2;
    const auto header_bytes = integer_of(text.substr(184, 8)), records = integer_of(text.substr(236, 8)),
               signals = integer_of(text.substr(252, 4));
    const auto seconds = number_with_comma(text.substr(244, 8));
    if (!signals || *signals < 1 || *signals > kMaxSignals) return bad("the number of signals is not 1 to 512");
    const auto own_bytes =
        static_cast<std::int64_t>(kFixedHeader) + *signals * static_cast<std::int64_t>(kSignalHeader);
    if (!header_bytes || *header_bytes != own_bytes) {
      warn("LENGTH_MISMATCH", fmt::format("the EDF header does not state its size of {} bytes", own_bytes));
    }
    if (!records || *records < -1) return bad("the number of records is no number");
    if (!seconds || *seconds < 0) return bad("a record's duration is no number of seconds");
    signals_.resize(static_cast<std::size_t>(*signals));
    declared_records_ = *records;
    record_seconds_ = *seconds;
    data_offset_ = static_cast<std::uint64_t>(own_bytes);
    const std::string_view reserved = trimmed(text.substr(192, 44));
    plus_ = reserved.starts_with("EDF+") || reserved.starts_with("BDF+");
    interrupted_ = plus_ && reserved.size() > 4 && reserved[4] == 'D';
    read_patient_and_time(text, plus_, description_);
    return {};
  }

  Result<void> read_signal_headers() {
    const std::size_t count = signals_.size();
    std::vector<std::byte> raw(count * kSignalHeader);
    const auto got = bytes_->read_at(kFixedHeader, raw);
    if (!got) return fail(got);
    if (*got < raw.size()) return bad("the signal headers end after {} bytes", *got);
    const std::string_view text = as_characters(raw);
    std::size_t column = 0;
    const auto field = [&](std::size_t signal, std::size_t width) {
      return text.substr(column * count + signal * width, width);
    };
    const auto numbers = [&](double EdfSignal::*member, const char* name) {
      for (std::size_t s = 0; s < count; ++s) {
        const auto value = number_with_comma(field(s, 8));
        // Unused inputs are often left blank: they are no ground to refuse the others.
        if (!value && signals_[s].fault.empty()) signals_[s].fault = fmt::format("its {} is no number", name);
        signals_[s].*member = value.value_or(0);
      }
      column += 8;
    };
    for (std::size_t s = 0; s < count; ++s) {
      signals_[s].label = readable(field(s, 16));
      signals_[s].annotations = signals_[s].label == "EDF Annotations" || signals_[s].label == "BDF Annotations";
    }
    column += 16 + 80;
    for (std::size_t s = 0; s < count; ++s) signals_[s].unit = std::string(trimmed(field(s, 8)));
    column += 8;
    numbers(&EdfSignal::physical_min, "physical minimum");
    numbers(&EdfSignal::physical_max, "physical maximum");
    numbers(&EdfSignal::digital_min, "digital minimum");
    numbers(&EdfSignal::digital_max, "digital maximum");
    for (std::size_t s = 0; s < count; ++s) signals_[s].filters = readable(field(s, 80));
    column += 80;
    std::uint64_t offset = 0;
    for (std::size_t s = 0; s < count; ++s) {
      const auto samples = integer_of(field(s, 8));
      if (!samples || *samples < 0 || *samples > kMaxSamplesInRecord) {
        return bad("signal {}: its samples a record are not 0 to {}", s + 1, kMaxSamplesInRecord);
      }
      signals_[s].samples = static_cast<std::uint32_t>(*samples);
      if (*samples == 0) signals_[s].fault = "a record has no sample of it";
      signals_[s].offset = offset;
      offset += signals_[s].samples;
    }
    record_bytes_ = offset * sample_bytes_;
    if (record_bytes_ == 0) return bad("no signal has samples");
    if (record_bytes_ > kMaxRecordBytes)
      return bad("a record has {} bytes, {} are accepted", record_bytes_, kMaxRecordBytes);
    return {};
  }

  Result<void> find_length() {
    const std::uint64_t there = bytes_->size() > data_offset_ ? (bytes_->size() - data_offset_) / record_bytes_ : 0;
    records_ = declared_records_ < 0 ? there : static_cast<std::uint64_t>(declared_records_);
    if (there < records_) {
      warn("FEWER_SAMPLES", fmt::format("the header declares {} records, the file holds {}", records_, there));
      records_ = there;
    } else if (there > records_) {
      warn("LENGTH_MISMATCH",
           fmt::format("the header declares {} records, the file holds {}: the declared ones are read", records_,
                       there));
    }
    const bool silent = std::all_of(signals_.begin(), signals_.end(), [](const auto& s) { return s.annotations; });
    if (silent) return fail(ErrorCode::kInvalid, "NO_ECG", "the EDF file holds annotations and no signal");
    if (records_ == 0) return fail(ErrorCode::kInvalid, "BAD_LENGTH", "the EDF file holds no record");
    if (!(record_seconds_ > 0)) return bad("a record lasts no time");
    return {};
  }

  Result<void> choose_channels() {
    std::vector<SignalClaim> claims;
    for (std::size_t s = 0; s < signals_.size(); ++s) {
      auto& signal = signals_[s];
      auto scale = microvolts_in(signal.unit);
      const auto lead = lead_from_name(signal.label);
      if (!scale && signal.unit.empty() && lead && !signal.annotations) {
        warn("UNCALIBRATED", fmt::format("signal {} states no unit: microvolts are assumed", s + 1));
        scale = 1.0;
      }
      signal.voltage = scale.has_value();
      signal.scale = scale.value_or(1.0);
      const double digital = signal.digital_max - signal.digital_min;
      const double physical = signal.physical_max - signal.physical_min;
      if (!signal.annotations && signal.fault.empty() && (digital == 0 || physical == 0)) {
        warn("BAD_PHYSICAL_RANGE", fmt::format("signal {} states an empty range: one unit a step is assumed", s + 1));
      }
      if (!signal.annotations && !signal.fault.empty() && (signal.voltage || lead))
        warn("LEAD_LEFT_OUT", fmt::format("signal {}: {}: it is left out", s + 1, signal.fault));
      signal.gain = digital == 0 || physical == 0 ? 1.0 : physical / digital;
      const double rate = signal.samples / record_seconds_;
      claims.push_back({lead.value_or(Lead::kUnknown), signal.label,
                        signal.voltage && signal.fault.empty() && !signal.annotations, rate});
    }
    const auto chosen = choose_strip(claims);
    bool implausible = false;
    for (std::size_t s = 0; s < signals_.size(); ++s) {
      auto& signal = signals_[s];
      signal.in_strip = chosen[s];
      if (!chosen[s]) continue;
      strip_samples_ = signal.samples;
      auto& rhythm = description_.rhythm;
      rhythm.rate_hz = claims[s].rate_hz;
      rhythm.channels.push_back({claims[s].lead, signal.label, {}, std::abs(signal.gain * signal.scale), false});
      const double widest = std::max(std::abs(signal.physical_min), std::abs(signal.physical_max)) * signal.scale;
      implausible = implausible || widest > kWidestMillivolts * 1000.0;
    }
    if (description_.rhythm.channels.empty()) {
      for (std::size_t s = 0; s < signals_.size(); ++s) {
        if (signals_[s].voltage && !signals_[s].annotations && !signals_[s].fault.empty())
          return bad("signal {}: {}", s + 1, signals_[s].fault);
      }
      return fail(ErrorCode::kInvalid, "NO_ECG", "none of the EDF file's signals is a voltage");
    }
    if (implausible) {
      warn("IMPLAUSIBLE_RANGE", "the stated physical range exceeds 500 mV: the amplitudes are probably wrong");
    }
    if (strip_samples_ == 1) {
      warn("ONE_SAMPLE_RECORDS", "every record holds one sample: the rate follows from a rounded duration");
    }
    length_ = records_ * strip_samples_;
    const auto first = std::find_if(signals_.begin(), signals_.end(), [](const auto& s) { return s.in_strip; });
    description_.device.high_pass_hz = corner(first->filters, "HP:");
    description_.device.low_pass_hz = corner(first->filters, "LP:");
    description_.device.notch_hz = corner(first->filters, "N:");
    return {};
  }

  // What the annotations of EDF+ say beside the clock, as marks.
  Result<void> read_remarks() {
    if (!plus_) return {};
    for (std::uint64_t record = 0; record < std::min(records_, kMostRecordsWithRemarks); ++record) {
      for (const auto& signal : signals_) {
        if (!signal.annotations || signal.samples == 0) continue;
        buffer_.resize(signal.samples * sample_bytes_);
        const auto got =
            bytes_->read_at(data_offset_ + record * record_bytes_ + signal.offset * sample_bytes_, buffer_);
        if (!got) return fail(got);
        append_remarks(buffer_, description_.marks);
      }
      if (description_.marks.size() < kMostRemarks) continue;
      warn("MARKS_LEFT_OUT", fmt::format("only the first {} annotations are kept", kMostRemarks));
      break;
    }
    return {};
  }

  // EDF+D: where each record begins, by its own clock. Joined, its beats would come too early after every gap.
  Result<void> place_records() {
    const auto clock = std::find_if(signals_.begin(), signals_.end(), [](const auto& s) { return s.annotations; });
    std::vector<std::uint64_t> starts;
    double zero = 0.0;
    const auto joined = [&](const char* why) {
      warn("INTERRUPTED",
           fmt::format("the records do not follow each other without gaps, and {}: they are joined", why));
      return Result<void>();
    };
    if (clock == signals_.end() || clock->samples == 0) return joined("no annotations tell when each begins");
    for (std::uint64_t record = 0; record < records_; ++record) {
      buffer_.resize(std::min<std::size_t>(clock->samples * sample_bytes_, 64));
      const auto got = bytes_->read_at(data_offset_ + record * record_bytes_ + clock->offset * sample_bytes_, buffer_);
      if (!got) return fail(got);
      const auto onset = record_onset(buffer_);
      if (!onset) return joined("one does not tell when it begins");
      if (record == 0) zero = *onset;
      const double at = std::round((*onset - zero) * description_.rhythm.rate_hz);
      const std::uint64_t least = starts.empty() ? 0 : starts.back() + strip_samples_;
      if (!(at >= 0.0 && at < kLongestSamples)) return joined("one states a time beyond all bounds");
      // Clocks are written in rounded seconds: a record that seems to begin before the last has ended follows it.
      starts.push_back(std::max(least, static_cast<std::uint64_t>(at)));
    }
    // A gap costs memory that no sample pays for: it may be as long as the tracing around it is worth.
    if (starts.back() > 64 * records_ * strip_samples_) return joined("their gaps are far longer than they are");
    starts_ = std::move(starts);
    length_ = starts_.back() + strip_samples_;
    const double gaps = static_cast<double>(length_ - records_ * strip_samples_) / description_.rhythm.rate_hz;
    if (gaps > 0.0)
      warn("INTERRUPTED", fmt::format("{:.3f} s between the records were not recorded: they are gaps", gaps));
    return {};
  }

  Result<Strip> read_placed(Strip strip, std::uint64_t first, std::size_t count) {
    for (auto& channel : strip.channels) channel.samples.assign(count, std::numeric_limits<float>::quiet_NaN());
    auto record = static_cast<std::uint64_t>(std::upper_bound(starts_.begin(), starts_.end(), first) - starts_.begin());
    if (record > 0) --record;
    for (; record < records_ && starts_[record] < first + count; ++record) {
      if (starts_[record] + strip_samples_ <= first) continue;
      if (auto ok = load(record, 1); !ok) return fail(ok);
      std::size_t channel = 0;
      for (const auto& signal : signals_) {
        if (!signal.in_strip) continue;
        auto& out = strip.channels[channel++].samples;
        for (std::uint32_t i = 0; i < strip_samples_; ++i) {
          const std::uint64_t at = starts_[record] + i;
          if (at >= first && at < first + count) out[static_cast<std::size_t>(at - first)] = value(signal, 0, i);
        }
      }
    }
    return strip;
  }

  Result<void> load(std::uint64_t record, std::uint64_t records) {
    buffer_.resize(static_cast<std::size_t>(records * record_bytes_));
    const auto got = bytes_->read_at(data_offset_ + record * record_bytes_, buffer_);
    if (!got) return fail(got);
    if (*got < buffer_.size()) {
      return fail(ErrorCode::kUnavailable, "CANNOT_READ", "the EDF file became shorter while it was read");
    }
    return {};
  }

  float value(const EdfSignal& signal, std::uint64_t record, std::uint32_t index) const {
    const auto at = static_cast<std::size_t>(record * record_bytes_ + (signal.offset + index) * sample_bytes_);
    std::uint32_t raw = std::to_integer<std::uint32_t>(buffer_[at]) | std::to_integer<std::uint32_t>(buffer_[at + 1])
                                                                          << 8;
    if (sample_bytes_ == 3) raw |= std::to_integer<std::uint32_t>(buffer_[at + 2]) << 16;
    const std::uint32_t sign = sample_bytes_ == 3 ? 1U << 23 : 1U << 15;
    const auto digital = static_cast<double>(static_cast<std::int32_t>((raw ^ sign) - sign));
    return static_cast<float>(((digital - signal.digital_min) * signal.gain + signal.physical_min) * signal.scale);
  }

  std::unique_ptr<ByteSource> bytes_;
  std::vector<EdfSignal> signals_;
  std::uint32_t sample_bytes_ = 2;
  std::uint64_t data_offset_ = 0;
  std::uint64_t record_bytes_ = 0;
  std::int64_t declared_records_ = 0;
  std::uint64_t records_ = 0;
  double record_seconds_ = 1.0;
  std::uint32_t strip_samples_ = 1;
  bool plus_ = false;
  bool interrupted_ = false;           // EDF+D
  std::vector<std::uint64_t> starts_;  // the first sample of each record when they do not follow each other; else empty
  std::vector<std::byte> buffer_;
};

}  // namespace

bool looks_like_edf(Bytes beginning) {
  if (beginning.size() < kFixedHeader) return false;
  const std::string_view text = as_characters(beginning);
  const bool version = text.starts_with("0       ") || text.starts_with(
                                                           "\xFF"
                                                           "BIOSEMI");
  return version && integer_of(text.substr(184, 8)) && integer_of(text.substr(252, 4));
}

Result<std::unique_ptr<SampleSource>> open(std::unique_ptr<ByteSource> bytes) {
  auto source = std::make_unique<EdfSource>(std::move(bytes));
  if (auto ok = source->open(); !ok) return fail(ok);
  return std::unique_ptr<SampleSource>(std::move(source));
}

}  // namespace rdc::ecg::edf
