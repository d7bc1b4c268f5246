#include "ecg/formats/wfdb_reader.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include <fmt/format.h>

#include "ecg/formats/field_text.h"
#include "ecg/formats/units.h"
#include "ecg/formats/wfdb_comments.h"
#include "ecg/formats/wfdb_header.h"
#include "ecg/formats/wfdb_samples.h"
#include "ecg/formats/wfdb_segments.h"

namespace rdc::ecg::wfdb {
namespace {

constexpr float kGap = std::numeric_limits<float>::quiet_NaN();

// Where a signal's samples are, and what they mean.
struct PlacedSignal {
  const SignalLine* line = nullptr;
  std::size_t file = 0;
  std::uint32_t first_in_frame = 0;
  double step = 0.0;  // units a step; microvolts for voltages
  bool voltage = false;
  Lead lead = Lead::kUnknown;
  bool in_strip = false;
  std::uint16_t sum = 0;  // of all raw samples so far
};

// One record whose signals lie in signal files.
class PlainRecord final : public SampleSource {
 public:
  explicit PlainRecord(Header header) : header_(std::move(header)) {}

  Result<void> open(Companions& companions) {
    if (auto ok = open_files(companions); !ok) return ok;
    if (auto ok = find_length(); !ok) return ok;
    return describe();
  }

  Result<Strip> read(std::uint64_t first, std::size_t count) override {
    Strip strip = description_.rhythm;
    if (first >= length_) return strip;
    count = static_cast<std::size_t>(std::min<std::uint64_t>(count, length_ - first));
    const std::uint32_t per_frame = strip_per_frame_;
    const std::uint64_t first_frame = first / per_frame;
    const std::uint64_t end_frame = (first + count + per_frame - 1) / per_frame;
    std::size_t channel = 0;
    for (auto& signal : signals_) {
      if (!signal.in_strip) continue;
      auto samples = read_signal(signal, first_frame, end_frame);
      if (!samples) return fail(samples);
      const auto skip = static_cast<std::ptrdiff_t>(first - first_frame * per_frame);
      strip.channels[channel++].samples.assign(samples->begin() + skip,
                                               samples->begin() + skip + static_cast<std::ptrdiff_t>(count));
    }
    return strip;
  }

  Result<std::vector<OtherSignal>> read_others() override {
    std::vector<OtherSignal> others;
    std::uint64_t total = 0;
    for (auto& signal : signals_) {
      if (signal.in_strip) continue;
      total += frames_ * signal.line->samples_per_frame;
      if (total > kMaxSamplesInMemory) {
        return fail(ErrorCode::kTooLarge, "TOO_LONG_FOR_MEMORY", "the signals beside the ECG do not fit in memory");
      }
      OtherSignal other{signal.line->description,
                        signal.voltage ? "uV" : signal.line->unit,
                        header_.frame_rate_hz * signal.line->samples_per_frame,
                        {}};
      constexpr std::uint64_t kWindow = 1U << 14;
      for (std::uint64_t at = 0; at < frames_; at += kWindow) {
        auto samples = read_signal(signal, at, std::min(frames_, at + kWindow));
        if (!samples) return fail(samples);
        other.samples.insert(other.samples.end(), samples->begin(), samples->end());
      }
      others.push_back(std::move(other));
    }
    return others;
  }

  std::vector<Warning> closing_warnings() override {
    std::vector<Warning> warnings;
    if (short_) return warnings;
    for (const auto& signal : signals_) {
      if (!signal.line->checksum || files_[signal.file].summed < frames_) continue;
      if (*signal.line->checksum == signal.sum) continue;
      warnings.push_back(
          {"CHECKSUM_MISMATCH",
           fmt::format("signal {} ({}): the samples' checksum is {}, the header says {}", &signal - signals_.data() + 1,
                       signal.line->description, signal.sum, *signal.line->checksum)});
    }
    return warnings;
  }

 private:
  struct OpenFile {
    std::unique_ptr<SignalFile> samples;
    std::uint64_t cached_first = 0;
    std::vector<std::int32_t> cached;
    std::uint64_t summed = 0;  // frames in the checksums
  };

  Result<void> open_files(Companions& companions) {
    const auto& lines = header_.signals;
    for (std::size_t i = 0; i < lines.size();) {
      std::vector<FileSignal> inside;
      std::uint32_t at = 0;
      std::size_t end = i;
      for (; end < lines.size() && lines[end].file == lines[i].file && lines[end].format == lines[i].format; ++end) {
        PlacedSignal signal;
        signal.line = &lines[end];
        signal.file = files_.size();
        signal.first_in_frame = at;
        at += lines[end].samples_per_frame;
        inside.push_back({lines[end].samples_per_frame, lines[end].initial});
        signals_.push_back(signal);
      }
      if (lines[i].format == 0) {  // nothing stored: kept out of the strip
        signals_.resize(signals_.size() - inside.size());
        i = end;
        continue;
      }
      auto bytes = companions.open(lines[i].file);
      if (!bytes && bytes.error().code == ErrorCode::kNotFound) {
        return fail(ErrorCode::kNotFound, "MISSING_SIGNAL_FILE",
                    "the signal file that header signal {} names is missing: it belongs beside the header", i + 1);
      }
      if (!bytes) return fail(bytes);
      auto file = open_signal_file(std::move(*bytes), lines[i].format, lines[i].byte_offset, std::move(inside));
      if (!file) return fail(file);
      files_.push_back({std::move(*file), 0, {}, 0});
      i = end;
    }
    if (signals_.empty()) return fail(ErrorCode::kInvalid, "NO_ECG", "the record has no signals");
    return {};
  }

  Result<void> find_length() {
    std::uint64_t there = std::numeric_limits<std::uint64_t>::max();
    for (const auto& file : files_) there = std::min(there, file.samples->frames());
    frames_ = header_.frames.value_or(there);
    if (there < frames_) {
      description_.warnings.push_back(
          {"FEWER_SAMPLES", fmt::format("the header declares {} samples, the signal files hold {}", frames_, there)});
      frames_ = there;
      short_ = true;
    }
    if (frames_ == 0) return fail(ErrorCode::kInvalid, "BAD_LENGTH", "the signal files hold no samples");
    return {};
  }

  Result<void> describe() {
    std::vector<SignalClaim> claims;
    for (auto& signal : signals_) {
      const auto scale = microvolts_in(signal.line->unit);
      signal.voltage = scale.has_value();
      signal.step = scale.value_or(1.0) / signal.line->gain;
      signal.lead = lead_from_name(signal.line->description).value_or(Lead::kUnknown);
      claims.push_back({signal.lead, signal.line->description, signal.voltage,
                        header_.frame_rate_hz * signal.line->samples_per_frame});
      if (!signal.line->calibrated && signal.voltage) {
        description_.warnings.push_back(
            {"UNCALIBRATED", fmt::format("signal {} states no gain: 200 steps/mV are assumed", claims.size())});
      }
    }
    const auto chosen = choose_strip(claims);
    for (std::size_t i = 0; i < signals_.size(); ++i) {
      signals_[i].in_strip = chosen[i];
      if (!chosen[i]) continue;
      strip_per_frame_ = signals_[i].line->samples_per_frame;
      description_.rhythm.rate_hz = claims[i].rate_hz;
      description_.rhythm.channels.push_back(
          {signals_[i].lead, signals_[i].line->description, {}, std::abs(signals_[i].step), false});
    }
    if (description_.rhythm.channels.empty()) {
      return fail(ErrorCode::kInvalid, "NO_ECG", "none of the record's signals is a voltage");
    }
    length_ = frames_ * strip_per_frame_;
    description_.acquired_at = header_.start;
    if (header_.start) description_.clock_source = ClockSource::kDevice;
    read_comments(header_.comments, description_);
    note_surplus_lines(header_, description_);
    return {};
  }

  // The frames as they lie in the file, through a cache that the signals of one window share.
  Result<void> load(OpenFile& file, std::uint64_t first, std::uint64_t end) {
    const std::uint32_t size = file.samples->frame_size();
    if (file.cached_first == first && file.cached.size() == (end - first) * size) return {};
    file.cached.resize(static_cast<std::size_t>((end - first) * size));
    file.cached_first = first;
    auto ok = file.samples->read(first, file.cached);
    if (!ok) file.cached.clear();
    if (ok) sum_up(file, first, end);
    return ok;
  }

  // Adds what was not yet added to the signals' checksums, as long as the file is read onwards.
  void sum_up(OpenFile& file, std::uint64_t first, std::uint64_t end) {
    if (first > file.summed || end <= file.summed) return;
    const auto index = static_cast<std::size_t>(&file - files_.data());
    const std::uint32_t size = file.samples->frame_size();
    for (auto& signal : signals_) {
      if (signal.file != index) continue;
      for (std::uint64_t frame = file.summed - first; frame < end - first; ++frame) {
        const std::int32_t* at = file.cached.data() + frame * size + signal.first_in_frame;
        for (std::uint32_t i = 0; i < signal.line->samples_per_frame; ++i) {
          signal.sum = static_cast<std::uint16_t>(signal.sum + static_cast<std::uint32_t>(at[i]));
        }
      }
    }
    file.summed = end;
  }

  Result<Samples> read_signal(const PlacedSignal& signal, std::uint64_t first_frame, std::uint64_t end_frame) {
    OpenFile& file = files_[signal.file];
    const std::uint32_t per_frame = signal.line->samples_per_frame;
    const std::uint64_t skew = signal.line->skew_frames;
    Samples out(static_cast<std::size_t>((end_frame - first_frame) * per_frame), kGap);
    const std::uint64_t from = std::min(first_frame + skew, frames_), to = std::min(end_frame + skew, frames_);
    if (from == to) return out;
    if (auto ok = load(file, from, to); !ok) return fail(ok);
    const std::uint32_t size = file.samples->frame_size();
    const std::int32_t gap = gap_of(signal.line->format);
    const bool gaps = has_gap(signal.line->format);
    for (std::size_t frame = 0; frame < to - from; ++frame) {
      for (std::uint32_t i = 0; i < per_frame; ++i) {
        const std::int32_t raw = file.cached[frame * size + signal.first_in_frame + i];
        if (gaps && raw == gap) continue;
        out[frame * per_frame + i] = static_cast<float>(static_cast<double>(raw - signal.line->baseline) * signal.step);
      }
    }
    return out;
  }

  const Header header_;
  std::vector<PlacedSignal> signals_;
  std::vector<OpenFile> files_;
  std::uint64_t frames_ = 0;
  std::uint32_t strip_per_frame_ = 1;
  bool short_ = false;
};

}  // namespace

bool looks_like_header(std::string_view text) {
  if (text.starts_with("\xEF\xBB\xBF")) text.remove_prefix(3);
  std::size_t lines = 0;
  bool multi = false;
  while (!text.empty() && lines < 2) {
    const auto end = std::min(text.find('\n'), text.size());
    const auto line = trimmed(text.substr(0, end));
    text.remove_prefix(std::min(end + 1, text.size()));
    if (line.empty() || line[0] == '#') continue;
    const auto words = words_of(line, 4);
    if (words.size() < 2) return false;
    if (lines == 0) {
      if (!integer_of(words[1]) || (words.size() > 2 && !number_of(words[2].substr(0, words[2].find_first_of("/("))))) {
        return false;
      }
      multi = words[0].find('/') != std::string_view::npos;
    } else if (multi ? !integer_of(words[1]) : !integer_of(words[1].substr(0, words[1].find_first_of("x:+")))) {
      return false;
    }
    ++lines;
  }
  return lines == 2;
}

Result<std::unique_ptr<SampleSource>> open_plain(Header header, Companions& companions) {
  auto record = std::make_unique<PlainRecord>(std::move(header));
  if (auto ok = record->open(companions); !ok) return fail(ok);
  return std::unique_ptr<SampleSource>(std::move(record));
}

Result<std::unique_ptr<SampleSource>> open(std::string_view text, Companions& companions) {
  auto header = parse_header(text);
  if (!header) return fail(header);
  return header->multi_segment ? open_segments(std::move(*header), companions)
                               : open_plain(std::move(*header), companions);
}

}  // namespace rdc::ecg::wfdb
