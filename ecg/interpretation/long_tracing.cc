#include "ecg/interpretation/long_tracing.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <deque>
#include <optional>

#include "ecg/interpretation/interpret.h"
#include "ecg/measurement/beat_stream.h"
#include "ecg/measurement/measure.h"

namespace rdc::ecg {
namespace {

constexpr double kHourMs = 3'600'000.0, kMinuteMs = 60'000.0;

void count(BeatTotals& totals, BeatClass kind) {
  ++totals.beats;
  switch (kind) {
    case BeatClass::kNormal:
      break;
    case BeatClass::kAtrialPremature:
      ++totals.atrial_premature;
      break;
    case BeatClass::kVentricularPremature:
      ++totals.ventricular;
      break;
    case BeatClass::kPaced:
      ++totals.paced;
      break;
    case BeatClass::kFusion:
      ++totals.fusion;
      break;
    case BeatClass::kUnclassified:
      ++totals.unclassified;
      break;
  }
}

// Intervals between beats of one minute or hour.
struct Intervals {
  double sum_ms = 0.0;
  std::size_t count = 0;
  void add(double rr_ms) {
    sum_ms += rr_ms;
    ++count;
  }
  double bpm() const { return count == 0 ? 0.0 : kMinuteMs * static_cast<double>(count) / sum_ms; }
};

template <typename Item, typename Longer>
void list(std::vector<Item>& items, const Item& item, Longer longer) {
  const auto place = std::upper_bound(items.begin(), items.end(), item, longer);
  items.insert(place, item);
  if (items.size() > kListed) items.pop_back();
}

// The one statement that names the rhythm: not the beats that interrupt it.
std::string rhythm_of(const Interpretation& said) {
  constexpr std::array<std::string_view, 8> kNotTheRhythm = {"ATRIAL_PREMATURE_BEATS",
                                                             "ATRIAL_BIGEMINY",
                                                             "VENTRICULAR_PREMATURE_BEATS",
                                                             "VENTRICULAR_BIGEMINY",
                                                             "VENTRICULAR_TRIGEMINY",
                                                             "VENTRICULAR_RUN",
                                                             "PAUSE",
                                                             "NORMAL_ECG"};
  for (const auto& statement : said.statements) {
    if (statement.category != Category::kRhythm) continue;
    if (std::find(kNotTheRhythm.begin(), kNotTheRhythm.end(), statement.code) == kNotTheRhythm.end()) {
      return statement.code;
    }
  }
  return "RHYTHM_UNDETERMINED";
}

class Summary {
 public:
  Summary(SampleSource& source, BeatStream stream, const EachBeat& each_beat)
      : source_(source), stream_(std::move(stream)), each_beat_(each_beat) {
    rate_hz_ = source.description().rhythm.rate_hz;
    out_.length_ms = 1000.0 * static_cast<double>(source.length()) / rate_hz_;
  }

  Result<LongTracing> run() {
    const auto piece = static_cast<std::size_t>(std::lround(kRhythmPieceMs / 1000.0 * rate_hz_));
    for (std::uint64_t at = 0; at < source_.length(); at += piece) {
      auto strip = source_.read(at, piece);
      if (!strip) return fail(strip);
      if (strip->length() == 0) break;
      if (auto ok = take(std::move(*strip), 1000.0 * static_cast<double>(at) / rate_hz_); !ok) return fail(ok);
    }
    for (const auto& beat : stream_.finish()) take_beat(beat);
    end_run();
    close_minute();
    out_.mean_bpm = all_.bpm();
    for (std::size_t h = 0; h < out_.hours.size(); ++h) out_.hours[h].mean_bpm = hours_[h].bpm();
    out_.warnings = source_.description().warnings;
    const auto closing = source_.closing_warnings();
    out_.warnings.insert(out_.warnings.end(), closing.begin(), closing.end());
    return std::move(out_);
  }

 private:
  Result<void> take(Strip strip, double begin_ms) {
    find_gaps(strip, begin_ms);
    std::vector<std::span<const float>> leads;
    for (const auto& channel : strip.channels) leads.emplace_back(channel.samples);
    const auto beats = stream_.push(leads);
    if (!beats) return fail(beats);
    for (const auto& beat : *beats) take_beat(beat);
    const double end_ms = begin_ms + 1000.0 * strip.seconds();
    name_rhythm(std::move(strip), begin_ms, end_ms);
    return {};
  }

  void find_gaps(const Strip& strip, double begin_ms) {
    const auto missing = [&](std::size_t i) {
      return std::all_of(strip.channels.begin(), strip.channels.end(),
                         [i](const Channel& channel) { return std::isnan(channel.samples[i]); });
    };
    const double step_ms = 1000.0 / rate_hz_;
    for (std::size_t i = 0; i < strip.length(); ++i) {
      if (!missing(i)) continue;
      const double at = begin_ms + step_ms * static_cast<double>(i);
      out_.unrecorded_ms += step_ms;
      if (gaps_.empty() || at > gaps_.back().second + 1.5 * step_ms) gaps_.emplace_back(at, at);
      gaps_.back().second = at;
    }
  }

  void name_rhythm(Strip strip, double begin_ms, double end_ms) {
    if (strip.seconds() < 2.0 && !out_.rhythms.empty()) {  // the rest of a second: part of what was before it
      out_.rhythms.back().end_ms = end_ms;
      return;
    }
    Recording piece;
    piece.subject = source_.description().subject;
    piece.device = source_.description().device;
    piece.rhythm = std::move(strip);
    const auto measured = measure(piece);
    std::string code = measured ? rhythm_of(interpret(piece, *measured)) : "NOT_MEASURABLE";
    if (!out_.rhythms.empty() && out_.rhythms.back().code == code) {
      out_.rhythms.back().end_ms = end_ms;
    } else {
      out_.rhythms.push_back({begin_ms, end_ms, std::move(code)});
    }
  }

  void take_beat(const ClassifiedBeat& beat) {
    if (each_beat_) each_beat_(beat);
    const double before = last_ms_.value_or(beat.at_ms);
    const bool follows = last_ms_ && !gap_between(before, beat.at_ms);
    last_ms_ = beat.at_ms;
    count(out_.total, beat.kind);
    const auto hour = static_cast<std::size_t>(std::max(0.0, beat.at_ms) / kHourMs);
    while (out_.hours.size() <= hour) {
      out_.hours.push_back({kHourMs * static_cast<double>(out_.hours.size()), {}, 0.0, 0.0, 0.0});
    }
    hours_.resize(out_.hours.size());
    count(out_.hours[hour].beats, beat.kind);
    if (follows) take_interval(before, beat.at_ms, hour);
    take_run(beat, follows);
  }

  void take_interval(double from_ms, double to_ms, std::size_t hour) {
    const double rr = to_ms - from_ms;
    all_.add(rr);
    hours_[hour].add(rr);
    const auto minute = static_cast<std::size_t>(to_ms / kMinuteMs);
    if (minute != minute_) close_minute();
    minute_ = minute;
    in_minute_.add(rr);
    if (rr < kPauseMs) return;
    ++out_.pause_count;
    list(out_.pauses, Pause{from_ms, rr}, [](const Pause& a, const Pause& b) { return a.length_ms > b.length_ms; });
  }

  // Minutes of which less than half was seen have no rate.
  void close_minute() {
    const auto hour = static_cast<std::size_t>(static_cast<double>(minute_) * kMinuteMs / kHourMs);
    if (in_minute_.sum_ms >= kMinuteMs / 2.0 && hour < out_.hours.size()) {
      auto& of = out_.hours[hour];
      const double bpm = in_minute_.bpm();
      of.slowest_bpm = of.slowest_bpm == 0.0 ? bpm : std::min(of.slowest_bpm, bpm);
      of.fastest_bpm = std::max(of.fastest_bpm, bpm);
    }
    in_minute_ = {};
  }

  void take_run(const ClassifiedBeat& beat, bool follows) {
    const bool ventricular = beat.kind == BeatClass::kVentricularPremature;
    if (!ventricular || !follows) end_run();
    if (!ventricular) return;
    if (run_.beats == 0) run_.begin_ms = beat.at_ms;
    run_.end_ms = beat.at_ms;
    ++run_.beats;
  }

  void end_run() {
    if (run_.beats >= kRunBeats) {
      run_.bpm = kMinuteMs * static_cast<double>(run_.beats - 1) / (run_.end_ms - run_.begin_ms);
      ++out_.run_count;
      list(out_.ventricular_runs, run_, [](const RunOfBeats& a, const RunOfBeats& b) { return a.beats > b.beats; });
    }
    run_ = {};
  }

  // Also forgets the gaps that no later beat can ask for.
  bool gap_between(double from_ms, double to_ms) {
    while (!gaps_.empty() && gaps_.front().second < from_ms) gaps_.pop_front();
    return !gaps_.empty() && gaps_.front().first < to_ms;
  }

  SampleSource& source_;
  BeatStream stream_;
  const EachBeat& each_beat_;
  double rate_hz_ = 0.0;
  LongTracing out_;
  std::optional<double> last_ms_;
  std::deque<std::pair<double, double>> gaps_;
  Intervals all_, in_minute_;
  std::vector<Intervals> hours_;
  std::size_t minute_ = 0;
  RunOfBeats run_;
};

}  // namespace

Result<LongTracing> summarise(SampleSource& source, const EachBeat& each_beat) {
  const auto& strip = source.description().rhythm;
  BeatStream::Options options;
  options.rate_hz = strip.rate_hz;
  options.leads = strip.channels.size();
  auto stream = BeatStream::create(options);
  if (!stream) return fail(stream);
  if (static_cast<double>(source.length()) < 2.0 * strip.rate_hz) {
    return fail(ErrorCode::kInvalid, "LENGTH_NOT_MEASURABLE", "{} samples at {} Hz: measurements need 2 s of tracing",
                source.length(), strip.rate_hz);
  }
  return Summary(source, std::move(*stream), each_beat).run();
}

}  // namespace rdc::ecg
