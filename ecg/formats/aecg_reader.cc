#include "ecg/formats/aecg_reader.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <limits>

#include <fmt/format.h>

#include "ecg/formats/aecg_description.h"
#include "ecg/formats/field_text.h"
#include "ecg/formats/units.h"
#include "ecg/formats/xml_tree.h"

namespace rdc::ecg::aecg {
namespace {

constexpr double kMaxSeconds = 86400.0;

template <typename... Args>
tl::unexpected<Error> bad(fmt::format_string<Args...> what, Args&&... args) {
  return fail(ErrorCode::kInvalid, "BAD_AECG", "the aECG: {}", fmt::format(what, std::forward<Args>(args)...));
}

// UCUM's "s", "ms", "us", and what else devices write.
std::optional<double> seconds_in(std::string_view unit) {
  const std::string word = lower_case(unit);
  if (word == "s" || word == "sec") return 1.0;
  if (word == "ms" || word == "msec") return 1e-3;
  if (word == "us" || word == "\xC2\xB5s" || word == "\xCE\xBCs") return 1e-6;
  return std::nullopt;
}

// MDC_ECG_LEAD_II, the same as a number (131330), or as the device shows it.
Lead lead_of(const pugi::xml_node& code) {
  const auto word = xml::attribute(code, "code");
  if (const auto named = lead_from_name(word)) return *named;
  if (const auto numbered = lead_from_code("", word)) return *numbered;
  return lead_from_name(xml::attribute(code, "displayName")).value_or(Lead::kUnknown);
}

// The common clock of one sequence set.
struct TimeBase {
  double rate_hz = 0.0;
  double head_s = 0.0;  // relative sequences: from their origin
  std::optional<StatedTime> absolute;
};

Result<TimeBase> time_base(const pugi::xml_node& sequence) {
  TimeBase base;
  const auto value = xml::child(sequence, "value");
  const auto increment = xml::child(value, "increment"), head = xml::child(value, "head");
  const auto step = number_with_comma(xml::attribute(increment, "value"));
  const auto unit = seconds_in(xml::attribute(increment, "unit"));
  if (!step || !unit || *step <= 0) return bad("a time sequence states no increment in s, ms or us");
  const double rate = 1.0 / (*step * *unit);
  base.rate_hz = std::abs(rate - std::round(rate)) < 1e-6 * rate ? std::round(rate) : rate;
  const auto head_unit = seconds_in(xml::attribute(head, "unit"));
  // Mindray's carts give a moment a unit, too: it is none of 20,250,923,103,550 seconds.
  if (!head_unit || code_of(sequence) != "TIME_RELATIVE") base.absolute = any_time(xml::attribute(head, "value"));
  if (head_unit && !base.absolute) base.head_s = number_of(xml::attribute(head, "value")).value_or(0) * *head_unit;
  return base;
}

// Numbers between blanks, "NaN" where there is none. Returns the index of the first that is something else.
std::optional<std::size_t> read_digits(std::string_view text, double origin, double scale, Samples& out) {
  const char* at = text.data();
  const char* const end = text.data() + text.size();
  while (true) {
    while (at < end && static_cast<unsigned char>(*at) <= ' ') ++at;
    if (at == end) return std::nullopt;
    double digit = 0;
    if (*at == '+') ++at;
    const auto [next, error] = std::from_chars(at, end, digit);
    const bool whole = next == end || static_cast<unsigned char>(*next) <= ' ';
    if (error != std::errc{} || !whole || std::isinf(digit)) return out.size();
    out.push_back(static_cast<float>(origin + digit * scale));
    at = next;
  }
}

class SeriesReader {
 public:
  SeriesReader(Recording& recording, const char* name) : recording_(recording), name_(name) {}

  // Empty when the series has no voltages.
  Result<Strip> read(const pugi::xml_node& series) {
    std::vector<TimedSet> sets;
    for (const auto& component : xml::children(series, "component")) {
      for (const auto& set : xml::children(component, "sequenceSet")) {
        auto base = base_of(set, sets);
        if (!base) return fail(base);
        sets.push_back({set, *base});
      }
    }
    // Sets may stand in any order; the earliest is where the strip begins.
    std::stable_sort(sets.begin(), sets.end(), [](const TimedSet& a, const TimedSet& b) {
      if (a.base.absolute && b.base.absolute) return a.base.absolute->time < b.base.absolute->time;
      return a.base.head_s < b.base.head_s;
    });
    for (const auto& set : sets) {
      if (auto ok = read_set(set); !ok) return fail(ok);
    }
    if (strip_.channels.empty() && fault_) return tl::unexpected(*fault_);
    std::size_t length = 0;
    for (const auto& channel : strip_.channels) length = std::max(length, channel.samples.size());
    for (auto& channel : strip_.channels) {
      if (channel.samples.size() == length) continue;
      unequal_ = true;
      channel.samples.resize(length, std::numeric_limits<float>::quiet_NaN());
    }
    if (unequal_) {
      recording_.warnings.push_back(
          {"UNEQUAL_LEADS", fmt::format("leads of the {} differ in length: the shorter end in a gap", name_)});
    }
    return std::move(strip_);
  }

  const std::optional<StatedTime>& start() const { return start_; }

 private:
  struct TimedSet {
    pugi::xml_node set;
    TimeBase base;
  };

  // Some writers put the clock and each lead into sets of their own: a set without a clock goes by the one before it.
  Result<TimeBase> base_of(const pugi::xml_node& set, const std::vector<TimedSet>& before) const {
    std::optional<TimeBase> base;
    if (!before.empty()) base = before.back().base;
    for (const auto& component : xml::children(set, "component")) {
      const auto sequence = xml::child(component, "sequence");
      if (!code_of(sequence).starts_with("TIME_")) continue;
      auto found = time_base(sequence);
      if (!found) return fail(found);
      base = *found;
    }
    if (!base) return bad("a sequence set of the {} has no time sequence", name_);
    return *base;
  }

  Result<void> read_set(const TimedSet& timed) {
    const auto& [set, base] = timed;
    if (strip_.channels.empty()) {
      strip_.rate_hz = base.rate_hz;
      start_ = base.absolute;
      head_s_ = base.head_s;
    }
    if (std::abs(base.rate_hz - strip_.rate_hz) > 1e-6 * strip_.rate_hz) {
      return bad("sequence sets of the {} have different rates", name_);
    }
    double offset_s = base.head_s - head_s_;
    if (base.absolute && start_) offset_s = std::chrono::duration<double>(base.absolute->time - start_->time).count();
    if (!(offset_s >= 0 && offset_s <= kMaxSeconds))
      return bad("a sequence set of the {} starts before the first", name_);
    const auto offset = static_cast<std::size_t>(std::llround(offset_s * strip_.rate_hz));
    for (const auto& component : xml::children(set, "component")) {
      const auto sequence = xml::child(component, "sequence");
      if (!sequence || code_of(sequence).starts_with("TIME_")) continue;
      if (auto ok = read_lead(sequence, offset); !ok) return ok;
    }
    return {};
  }

  Result<void> read_lead(const pugi::xml_node& sequence, std::size_t offset) {
    const std::string_view code = code_of(sequence);
    const auto value = xml::child(sequence, "value");
    const auto scale = xml::child(value, "scale"), origin = xml::child(value, "origin");
    const auto unit = microvolts_in(xml::attribute(scale, "unit"));
    const auto origin_unit = microvolts_in(xml::attribute(origin, "unit"));
    const auto step = number_with_comma(xml::attribute(scale, "value"));
    if (!unit || !step || *step == 0) {
      recording_.warnings.push_back(
          {"UNKNOWN_UNIT", fmt::format("a sequence of the {} has no scale in volts: it is left out", name_)});
      return {};
    }
    Samples samples;
    const double zero = number_with_comma(xml::attribute(origin, "value")).value_or(0) * origin_unit.value_or(*unit);
    const std::string digits = xml::content(xml::child(value, "digits"));
    ++leads_;
    if (const auto wrong = read_digits(digits, zero, *step * *unit, samples)) {
      const auto fault = bad("{}, lead {}: digit {} is no number", name_, leads_, *wrong + 1);
      recording_.warnings.push_back({"LEAD_LEFT_OUT", fault.value().message + ": the lead is left out"});
      if (!fault_) fault_ = fault.value();
      return {};
    }
    const Lead lead = lead_of(xml::child(sequence, "code"));
    const std::string label = lead != Lead::kUnknown
                                  ? std::string(name_of(lead))
                                  : readable(code.starts_with("MDC_ECG_LEAD_") ? code.substr(13) : code);
    Channel& channel = channel_for(lead, label, std::abs(*step * *unit), offset, offset + samples.size());
    // A gap costs memory that no digit pays for: it may be as long as the tracing around it is worth.
    if (offset > 64 * (samples.size() + 1) + channel.samples.size())
      return bad("a sequence of the {} starts too late", name_);
    constexpr float kGap = std::numeric_limits<float>::quiet_NaN();
    channel.samples.resize(std::max(channel.samples.size(), offset + samples.size()), kGap);
    for (std::size_t i = 0; i < samples.size(); ++i) {
      float& sample = channel.samples[offset + i];
      if (std::isnan(sample)) sample = samples[i];
    }
    return {};
  }

  // The lead that the sequence continues: a print of four times three comes with one lead over its whole length. One of
  // the same name that tells nothing new is a channel of its own.
  Channel& channel_for(Lead lead, const std::string& label, double step, std::size_t begin, std::size_t end) {
    for (auto& channel : strip_.channels) {
      const bool continued = channel.samples.size() <= begin || channel.samples.size() < end;
      if (channel.lead == lead && channel.label == label && continued) return channel;
    }
    strip_.channels.push_back({lead, label, {}, step, false});
    return strip_.channels.back();
  }

  Recording& recording_;
  const char* name_;
  Strip strip_;
  std::optional<StatedTime> start_;
  double head_s_ = 0.0;
  bool unequal_ = false;
  std::size_t leads_ = 0;       // sequences that should be one
  std::optional<Error> fault_;  // of the first lead that was left out
};

std::optional<StatedTime> effective_time(const pugi::xml_node& node) {
  const auto time = xml::child(node, "effectiveTime");
  auto stated = any_time(xml::attribute(xml::child(time, "low"), "value"));
  if (!stated) stated = any_time(xml::attribute(xml::child(time, "center"), "value"));
  if (!stated) stated = any_time(xml::attribute(time, "value"));
  return stated;
}

bool within_a_minute(const StatedTime& a, const StatedTime& b) {
  return std::chrono::abs(a.time - b.time) <= std::chrono::minutes(1);
}

// The moment of the first sample. Carts that fill in a template (Lepu, Creative) leave its moment in the time sequence:
// when document and series agree on another, they are right.
void read_time(const pugi::xml_node& root, const pugi::xml_node& series, const std::optional<StatedTime>& start,
               Recording& recording) {
  const auto of_series = effective_time(series), of_document = effective_time(root);
  std::optional<StatedTime> stated = start ? start : of_series ? of_series : of_document;
  if (!stated) return;
  const bool agreed = of_series && of_document && within_a_minute(*of_series, *of_document);
  if (start && !start->utc_offset && agreed && !within_a_minute(*start, *of_series)) {
    recording.warnings.push_back(
        {"TIMES_CONTRADICT", "the time sequence starts at another moment than document and series: theirs is taken"});
    stated = of_series;
  }
  recording.acquired_at = stated->time;
  recording.utc_offset = stated->utc_offset;
  recording.clock_source = ClockSource::kDevice;
}

// REPRESENTATIVE_BEAT; some devices say MEDIAN_BEAT.
bool is_beat(const pugi::xml_node& series) { return code_of(series).ends_with("_BEAT"); }

}  // namespace

Result<Recording> read(const pugi::xml_node& root) {
  Recording recording;
  std::vector<pugi::xml_node> all;
  for (const auto& component : xml::children(root, "component")) {
    const auto series = xml::child(component, "series");
    if (!series) continue;
    all.push_back(series);
    for (const auto& derivation : xml::children(series, "derivation")) {
      if (const auto derived = xml::child(derivation, "derivedSeries")) all.push_back(derived);
    }
  }
  bool found = false;
  std::size_t left_out = 0;
  for (const auto& series : all) {
    const bool beat = is_beat(series);
    if (beat ? recording.median.has_value() : found) {
      if (!beat) ++left_out;
      continue;
    }
    SeriesReader reader(recording, beat ? "representative beat" : "rhythm");
    auto strip = reader.read(series);
    if (!strip && beat) {  // without it the tracing is as good
      recording.warnings.push_back({"BAD_BEAT", strip.error().message + ": the beat is left out"});
      continue;
    }
    if (!strip) return fail(strip);
    if (strip->channels.empty()) continue;
    if (beat) {
      recording.median = std::move(*strip);
      continue;
    }
    recording.rhythm = std::move(*strip);
    found = true;
    read_subject(root, series, recording);
    read_device(series, recording);
    read_annotations(series, recording);
    read_time(root, series, reader.start(), recording);
  }
  if (!found) {
    const std::string why = recording.warnings.empty() ? "" : ": " + recording.warnings.front().message;
    return fail(ErrorCode::kInvalid, "NO_ECG", "the aECG has no rhythm series with leads in volts{}", why);
  }
  if (left_out > 0) {
    recording.warnings.push_back(
        {"SERIES_LEFT_OUT", fmt::format("{} more rhythm series follow: only the first is read", left_out)});
  }
  return recording;
}

}  // namespace rdc::ecg::aecg
