#include "ecg/tool/long_measurement.h"

#include <map>

#include <fmt/format.h>

#include "ecg/interpretation/catalogue.h"
#include "ecg/interpretation/long_tracing.h"
#include "ecg/tool/input.h"
#include "ecg/tool/json_interpretation.h"
#include "ecg/tool/json_text.h"
#include "ecg/tool/wording.h"

namespace rdc::ecg::tool {
namespace {

// "13:05:09" from the tracing's start.
std::string clock(double ms) {
  const auto seconds = static_cast<long>(ms / 1000.0);
  return fmt::format("{:02}:{:02}:{:02}", seconds / 3600, seconds / 60 % 60, seconds % 60);
}

std::string rhythm_text(const std::string& code, Language language) {
  if (const auto* entry = catalogue_entry(code)) {
    return std::string(language == Language::kChinese ? entry->chinese : entry->english);
  }
  return say(language, "not measurable", "无法测量");
}

std::map<std::string, double> time_by_rhythm(const LongTracing& found) {
  std::map<std::string, double> times;
  for (const auto& span : found.rhythms) times[span.code] += span.end_ms - span.begin_ms;
  return times;
}

void print_hours(const LongTracing& found, Language language) {
  fmt::print("\n{:<10} {:>7} {:>7} {:>7} {:>7} {:>6} {:>6} {:>6}\n", say(language, "from", "起始"),
             say(language, "beats", "心搏"), say(language, "mean", "平均"), say(language, "lowest", "最慢"),
             say(language, "highest", "最快"), "PVC", "PAC", say(language, "paced", "起搏"));
  for (const auto& hour : found.hours) {
    fmt::print("{:<10} {:>7} {:>7.0f} {:>7.0f} {:>7.0f} {:>6} {:>6} {:>6}\n", clock(hour.begin_ms), hour.beats.beats,
               hour.mean_bpm, hour.slowest_bpm, hour.fastest_bpm, hour.beats.ventricular, hour.beats.atrial_premature,
               hour.beats.paced);
  }
}

void print_events(const LongTracing& found, Language language) {
  fmt::print("\n{}: {}\n", say(language, "Pauses of 2 s or more", "2秒及以上长间歇"), found.pause_count);
  for (const auto& pause : found.pauses)
    fmt::print("  {}  {:.2f} s\n", clock(pause.begin_ms), pause.length_ms / 1000.0);
  fmt::print("{}: {}\n", say(language, "Runs of three or more ventricular beats", "连续三个及以上室性心搏"),
             found.run_count);
  for (const auto& run : found.ventricular_runs) {
    fmt::print("  {}  {} {}, {:.0f}/min\n", clock(run.begin_ms), run.beats, say(language, "beats", "次"), run.bpm);
  }
  fmt::print("\n{}\n", say(language, "Rhythm of every 30 s", "每30秒心律"));
  for (const auto& [code, ms] : time_by_rhythm(found)) {
    fmt::print("  {}  {:5.1f} %  {}\n", clock(ms), 100.0 * ms / found.length_ms, rhythm_text(code, language));
  }
}

void print_text(const LongTracing& found, Language language) {
  const auto& total = found.total;
  fmt::print("{}: {}\n", say(language, "Length", "时长"), clock(found.length_ms));
  if (found.unrecorded_ms > 0.0) {
    fmt::print("{}: {}\n", say(language, "Not recorded", "未记录"), clock(found.unrecorded_ms));
  }
  fmt::print("{}: {:.0f} 1/min\n", say(language, "Mean heart rate", "平均心率"), found.mean_bpm);
  fmt::print("{}: {}  PVC {} ({:.2f} %)  PAC {}  {} {}  {} {}  {} {}\n", say(language, "Beats", "心搏"), total.beats,
             total.ventricular,
             total.beats == 0 ? 0.0 : 100.0 * static_cast<double>(total.ventricular) / static_cast<double>(total.beats),
             total.atrial_premature, say(language, "paced", "起搏"), total.paced, say(language, "fusion", "融合"),
             total.fusion, say(language, "unclear", "未分类"), total.unclassified);
  print_hours(found, language);
  print_events(found, language);
  for (const auto& warning : found.warnings) {
    const auto sentence = sentence_for(warning.reason, language);
    fmt::print("{} {}: {}{}\n", say(language, "Warning", "警告"), warning.reason,
               sentence.empty() ? "" : fmt::format("{}: ", sentence), warning.message);
  }
}

void add_totals(JsonText& json, const BeatTotals& totals) {
  const auto put = [&](const char* key, std::size_t value) { json.key(key).number(static_cast<double>(value)); };
  put("beats", totals.beats);
  put("ventricular", totals.ventricular);
  put("atrial_premature", totals.atrial_premature);
  put("paced", totals.paced);
  put("fusion", totals.fusion);
  put("unclassified", totals.unclassified);
}

// Members of the object that is open.
void add_summary(JsonText& json, const LongTracing& found) {
  json.key("length_ms").number(found.length_ms).key("unrecorded_ms").number(found.unrecorded_ms);
  json.key("mean_bpm").number(found.mean_bpm).key("total").begin_object();
  add_totals(json, found.total);
  json.end_object().key("hours").begin_list();
  for (const auto& hour : found.hours) {
    json.begin_object().key("begin_ms").number(hour.begin_ms).key("mean_bpm").number(hour.mean_bpm);
    json.key("slowest_bpm").number(hour.slowest_bpm).key("fastest_bpm").number(hour.fastest_bpm);
    add_totals(json, hour.beats);
    json.end_object();
  }
  json.end_list().key("pause_count").number(static_cast<double>(found.pause_count)).key("pauses").begin_list();
  for (const auto& pause : found.pauses) {
    json.begin_object().key("begin_ms").number(pause.begin_ms).key("length_ms").number(pause.length_ms).end_object();
  }
  json.end_list().key("run_count").number(static_cast<double>(found.run_count)).key("ventricular_runs").begin_list();
  for (const auto& run : found.ventricular_runs) {
    json.begin_object().key("begin_ms").number(run.begin_ms).key("end_ms").number(run.end_ms);
    json.key("beats").number(static_cast<double>(run.beats)).key("bpm").number(run.bpm).end_object();
  }
  json.end_list().key("rhythms").begin_list();
  for (const auto& span : found.rhythms) {
    json.begin_object().key("begin_ms").number(span.begin_ms).key("end_ms").number(span.end_ms);
    json.key("code").text(span.code).end_object();
  }
  json.end_list();
  add_warnings(json, found.warnings);
}

}  // namespace

int measure_long(const Session& session, const std::string& path, SampleSource& source, const LongOutput& wanted) {
  // Beats are printed as they come, so that a week of them needs no memory; in JSON they come before the summary.
  EachBeat each_beat;
  bool first = true;
  if (wanted.beats && !wanted.json) {
    each_beat = [](const ClassifiedBeat& beat) { fmt::print("{:>12.0f}  {}\n", beat.at_ms, name_of(beat.kind)); };
  } else if (wanted.beats) {
    // The document opens with the first beat: what cannot be measured prints none.
    each_beat = [&first](const ClassifiedBeat& beat) {
      fmt::print("{}{{\"r_ms\":{:.1f},\"class\":\"{}\"}}", first ? "{\"beats\":[" : ",", beat.at_ms,
                 name_of(beat.kind));
      first = false;
    };
  }
  const auto found = summarise(source, each_beat);
  if (!found) return report(session, path, found.error());
  if (!wanted.json) {
    print_text(*found, session.language);
    return 0;
  }
  JsonText json;
  json.begin_object();
  add_summary(json, *found);
  json.end_object();
  if (!wanted.beats) {
    fmt::print("{}\n", json.str());
  } else {
    fmt::print("{}],{}\n", first ? "{\"beats\":[" : "", json.str().substr(1));
  }
  return 0;
}

}  // namespace rdc::ecg::tool
