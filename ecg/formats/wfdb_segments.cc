#include "ecg/formats/wfdb_segments.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <map>
#include <optional>
#include <set>

#include <fmt/format.h>

#include "ecg/formats/field_text.h"
#include "ecg/formats/units.h"
#include "ecg/formats/wfdb_comments.h"

namespace rdc::ecg::wfdb {
namespace {

constexpr std::uint64_t kMaxHeaderBytes = 1U << 20;

Result<Header> read_segment_header(const std::string& record, Companions& companions) {
  auto source = companions.open(record + ".hea");
  if (!source) return fail(source);
  auto bytes = read_all(**source, kMaxHeaderBytes);
  if (!bytes) return fail(bytes);
  auto header = parse_header(as_characters(*bytes));
  if (header && header->multi_segment) {
    return fail(ErrorCode::kInvalid, "BAD_WFDB_HEADER", "a segment consists of segments itself");
  }
  return header;
}

std::vector<Channel>::const_iterator nth_of(const std::vector<Channel>& channels, std::string_view label,
                                            std::size_t number) {
  return std::find_if(channels.begin(), channels.end(),
                      [&](const Channel& channel) { return channel.label == label && number-- == 0; });
}

class SegmentedRecord final : public SampleSource {
 public:
  SegmentedRecord(Header header, Companions& companions) : header_(std::move(header)), companions_(companions) {}

  Result<void> open() {
    // In the variable layout the first segment has no samples and describes all signals that any segment has.
    variable_ = !header_.segments.empty() && header_.segments.front().frames == 0;
    if (variable_) {
      auto layout = read_segment_header(header_.segments.front().record, companions_);
      if (!layout) return fail(layout);
      header_.segments.erase(header_.segments.begin());
      if (auto ok = describe_from_layout(*layout); !ok) return ok;
    } else if (auto ok = describe_from_first_segment(); !ok) {
      return ok;
    }
    std::uint64_t frame = 0;
    for (const auto& segment : header_.segments) {
      starts_.push_back(frame * per_frame_);
      frame += segment.frames;
      if (frame > (std::uint64_t{1} << 48)) return bad("the segments are too long together");
    }
    length_ = frame * per_frame_;
    if (length_ == 0) return bad("the segments have no samples");
    if (header_.frames && *header_.frames != frame) {
      description_.warnings.push_back(
          {"FEWER_SAMPLES", fmt::format("the header declares {} samples, its segments {}", *header_.frames, frame)});
    }
    description_.acquired_at = header_.start;
    description_.clock_source = header_.start ? ClockSource::kDevice : ClockSource::kUnknown;
    read_comments(header_.comments, description_);
    note_surplus_lines(header_, description_);
    return {};
  }

  Result<Strip> read(std::uint64_t first, std::size_t count) override {
    Strip strip = description_.rhythm;
    if (first >= length_) return strip;
    count = static_cast<std::size_t>(std::min<std::uint64_t>(count, length_ - first));
    for (auto& channel : strip.channels) channel.samples.assign(count, std::numeric_limits<float>::quiet_NaN());
    auto index =
        static_cast<std::size_t>(std::upper_bound(starts_.begin(), starts_.end(), first) - starts_.begin()) - 1;
    for (std::uint64_t at = first; at < first + count; ++index) {
      const std::uint64_t segment_end = index + 1 < starts_.size() ? starts_[index + 1] : length_;
      const std::uint64_t end = std::min(first + count, segment_end);
      if (auto ok = fill(strip, index, at, end, first); !ok) return fail(ok);
      at = end;
    }
    return strip;
  }

  std::vector<Warning> closing_warnings() override {
    leave_segment();
    return warnings_;
  }

 private:
  static Result<void> bad(const char* what) {
    return fail(ErrorCode::kInvalid, "BAD_WFDB_HEADER", "the record of segments: {}", what);
  }

  Result<void> describe_from_layout(const Header& layout) {
    std::vector<SignalClaim> claims;
    for (const auto& line : layout.signals) {
      claims.push_back({lead_from_name(line.description).value_or(Lead::kUnknown), line.description,
                        microvolts_in(line.unit).has_value(), header_.frame_rate_hz * line.samples_per_frame});
    }
    const auto chosen = choose_strip(claims);
    for (std::size_t i = 0; i < claims.size(); ++i) {
      if (!chosen[i]) continue;
      per_frame_ = layout.signals[i].samples_per_frame;
      description_.rhythm.channels.push_back({claims[i].lead, layout.signals[i].description, {}, 0.0, false});
    }
    description_.rhythm.rate_hz = header_.frame_rate_hz * per_frame_;
    if (description_.rhythm.channels.empty()) return bad("no signal is a voltage");
    return {};
  }

  Result<void> describe_from_first_segment() {
    for (std::size_t i = 0; i < header_.segments.size(); ++i) {
      if (header_.segments[i].record == "~") continue;
      if (auto ok = load(i); !ok) return ok;
      if (!current_) continue;
      description_.rhythm = current_->description().rhythm;
      per_frame_ = static_cast<std::uint32_t>(
          std::clamp(description_.rhythm.rate_hz / header_.frame_rate_hz + 0.5, 1.0, 1000.0));
      return {};
    }
    return bad("no segment has a signal in volts");
  }

  // Opens a segment. One without an ECG leaves `current_` empty: its time is a gap.
  Result<void> load(std::size_t index) {
    if (current_index_ == index) return {};
    leave_segment();
    auto header = read_segment_header(header_.segments[index].record, companions_);
    if (!header) {
      return fail(header.error().code, header.error().reason, "segment {}: {}", index + 1, header.error().message);
    }
    auto source = open_plain(std::move(*header), companions_);
    if (!source && source.error().reason == "NO_ECG") {
      current_index_ = index;
      if (!variable_ && entered_.insert(index).second) note(index, {{"NO_ECG", "it has no signal in volts: a gap"}});
      return {};
    }
    if (!source) {
      return fail(source.error().code, source.error().reason, "segment {}: {}", index + 1, source.error().message);
    }
    current_ = std::move(*source);
    current_index_ = index;
    if (!entered_.insert(index).second) return {};
    const auto& found = current_->description();
    note(index, found.warnings);
    const bool cut = std::any_of(found.warnings.begin(), found.warnings.end(),
                                 [](const Warning& warning) { return warning.reason == "FEWER_SAMPLES"; });
    const double per_frame = std::round(found.rhythm.rate_hz / header_.frame_rate_hz);
    const auto declared = static_cast<std::uint64_t>(static_cast<double>(header_.segments[index].frames) * per_frame);
    if (current_->length() < declared && !cut) {
      note(index, {{"FEWER_SAMPLES",
                    fmt::format("the record's header gives it {} samples, it has {}", declared, current_->length())}});
    }
    return {};
  }

  // What is wrong with a segment, once, however often it is read; the whole list stays bounded.
  void note(std::size_t index, const std::vector<Warning>& found) {
    constexpr std::size_t kMostWarnings = 200;
    for (const auto& warning : found) {
      if (warnings_.size() >= kMostWarnings) return;
      warnings_.push_back({warning.reason, fmt::format("segment {}: {}", index + 1, warning.message)});
    }
  }

  void leave_segment() {
    if (current_ && left_.insert(*current_index_).second) note(*current_index_, current_->closing_warnings());
    current_.reset();
    current_index_.reset();
  }

  // Samples [at, end) of the record, all in one segment, into the strip that begins at `origin`.
  Result<void> fill(Strip& strip, std::size_t index, std::uint64_t at, std::uint64_t end, std::uint64_t origin) {
    if (header_.segments[index].record == "~" || at == end) return {};
    if (auto ok = load(index); !ok) return ok;
    if (!current_) return {};
    if (current_->description().rhythm.rate_hz != strip.rate_hz) {
      return fail(ErrorCode::kInvalid, "BAD_WFDB_HEADER", "segment {} has another sampling frequency than the record",
                  index + 1);
    }
    auto part = current_->read(at - starts_[index], static_cast<std::size_t>(end - at));
    if (!part) return fail(part);
    // By description, and those of one description (often none) in their order.
    std::map<std::string_view, std::size_t> seen;
    for (auto& channel : strip.channels) {
      const auto same = nth_of(part->channels, channel.label, seen[channel.label]++);
      if (same == part->channels.end()) {
        if (!variable_ && strayed_.insert(index).second) {
          note(index, {{"SIGNALS_DIFFER", "it lacks a signal of the first segment: a gap"}});
        }
        continue;
      }
      std::copy(same->samples.begin(), same->samples.end(),
                channel.samples.begin() + static_cast<std::ptrdiff_t>(at - origin));
    }
    return {};
  }

  Header header_;
  Companions& companions_;
  std::vector<std::uint64_t> starts_;
  std::uint32_t per_frame_ = 1;
  std::unique_ptr<SampleSource> current_;
  std::optional<std::size_t> current_index_;
  bool variable_ = false;
  std::set<std::size_t> entered_, left_, strayed_;  // segments whose faults are in warnings_
  std::vector<Warning> warnings_;
};

}  // namespace

Result<std::unique_ptr<SampleSource>> open_segments(Header header, Companions& companions) {
  auto record = std::make_unique<SegmentedRecord>(std::move(header), companions);
  if (auto ok = record->open(); !ok) return fail(ok);
  return std::unique_ptr<SampleSource>(std::move(record));
}

}  // namespace rdc::ecg::wfdb
