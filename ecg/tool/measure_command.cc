// ecg measure: beats, waves, intervals, amplitudes and rhythm figures, as text or JSON.
#include <fmt/format.h>

#include "ecg/measurement/measure.h"
#include "ecg/tool/commands.h"
#include "ecg/tool/input.h"
#include "ecg/tool/json_interpretation.h"
#include "ecg/tool/json_text.h"
#include "ecg/tool/long_measurement.h"
#include "ecg/tool/wording.h"

namespace rdc::ecg::tool {
namespace {

struct MeasureOptions {
  Input input;
  bool json = false;
  bool beats = false;
};

// A number, or the stable word for its absence.
std::string cell(const Measure& value, int digits = 0) {
  return value ? fmt::format("{:.{}f}", *value, digits) : std::string("-");
}

struct NamedMeasure {
  const char* key;
  const char *english, *chinese;
  Measure value;
  const char* unit;
};

std::vector<NamedMeasure> globals_of(const Measurements& m) {
  const auto& g = m.global;
  return {{"heart_rate_bpm", "Heart rate", "心率", g.heart_rate_bpm, "1/min"},
          {"rr_ms", "RR", "RR间期", g.rr_ms, "ms"},
          {"p_ms", "P", "P波时限", g.p_ms, "ms"},
          {"pr_ms", "PR", "PR间期", g.pr_ms, "ms"},
          {"qrs_ms", "QRS", "QRS时限", g.qrs_ms, "ms"},
          {"qt_ms", "QT", "QT间期", g.qt_ms, "ms"},
          {"qtc_bazett_ms", "QTc Bazett", "QTc Bazett", g.qtc.bazett_ms, "ms"},
          {"qtc_fridericia_ms", "QTc Fridericia", "QTc Fridericia", g.qtc.fridericia_ms, "ms"},
          {"qtc_framingham_ms", "QTc Framingham", "QTc Framingham", g.qtc.framingham_ms, "ms"},
          {"qtc_hodges_ms", "QTc Hodges", "QTc Hodges", g.qtc.hodges_ms, "ms"},
          {"p_axis_deg", "P axis", "P电轴", g.p_axis_deg, "deg"},
          {"qrs_axis_deg", "QRS axis", "QRS电轴", g.qrs_axis_deg, "deg"},
          {"t_axis_deg", "T axis", "T电轴", g.t_axis_deg, "deg"}};
}

std::vector<NamedMeasure> rhythm_of(const Measurements& m) {
  const auto& r = m.rhythm;
  return {{"rr_min_ms", "shortest RR", "最短RR", r.rr_min_ms, "ms"},
          {"rr_max_ms", "longest RR", "最长RR", r.rr_max_ms, "ms"},
          {"rr_irregularity", "RR irregularity", "RR不齐度", r.rr_irregularity, ""},
          {"p_fraction", "beats with P", "有P波心搏比例", r.p_fraction, ""},
          {"atrial_rate_bpm", "atrial rate", "心房率", r.atrial_rate_bpm, "1/min"},
          {"p_per_qrs", "P for each QRS", "P与QRS之比", r.p_per_qrs, ""},
          {"atrial_regularity", "atrial regularity", "心房规则度", r.atrial_regularity, ""},
          {"flutter_hz", "flutter frequency", "扑动频率", r.flutter_hz, "Hz"},
          {"fibrillation_uv", "TQ activity", "TQ段活动", r.fibrillation_uv, "uV"},
          {"rr_entropy", "RR sample entropy", "RR样本熵系数", r.rr_entropy, ""},
          {"p_constancy", "likeness before the QRS", "QRS前波形相似度", r.p_constancy, ""},
          {"flutter_wave_bpm", "rate of the likeliest flutter waves", "疑似扑动波频率", r.flutter_wave_bpm, "1/min"},
          {"flutter_likeness", "their likeness", "扑动波相似度", r.flutter_likeness, ""},
          {"locked_flutter_likeness", "likeness of the waves of one cycle", "一个心动周期内各波相似度",
           r.locked_flutter_likeness, ""},
          {"spike_isolation", "sharpest point before the QRS", "QRS前最尖锐点", r.spike_isolation, ""},
          {"atrial_spike_isolation", "sharpest point before the P", "P波前最尖锐点", r.atrial_spike_isolation, ""},
          {"pr_min_ms", "shortest PR", "最短PR", r.pr_min_ms, "ms"},
          {"pr_max_ms", "longest PR", "最长PR", r.pr_max_ms, "ms"},
          {"ventricular_run_bpm", "rate of ventricular run", "室性连发频率", r.ventricular_run_bpm, "1/min"}};
}

Measure amplitude(const std::optional<Deflection>& deflection) {
  return deflection ? Measure(deflection->amplitude_uv) : Measure(Missing::kNoWave);
}

std::vector<std::pair<const char*, Measure>> lead_values(const LeadMeasurements& lead) {
  return {{"p_uv", lead.p_uv},
          {"q_uv", amplitude(lead.q)},
          {"r_uv", amplitude(lead.r)},
          {"s_uv", amplitude(lead.s)},
          {"r2_uv", amplitude(lead.r2)},
          {"j_uv", lead.j_uv},
          {"j20_uv", lead.j20_uv},
          {"j40_uv", lead.j40_uv},
          {"j60_uv", lead.j60_uv},
          {"j80_uv", lead.j80_uv},
          {"t_uv", lead.t_uv}};
}

void print_text(const Measurements& m, const MeasureOptions& options, Language language) {
  for (const auto& list : {globals_of(m), rhythm_of(m)}) {
    for (const auto& one : list) {
      const std::string name = say(language, one.english, one.chinese);
      if (one.value) {
        const bool ratio = one.unit[0] == '\0' || std::string_view(one.unit) == "Hz";
        fmt::print("{}: {}{}{}\n", name, cell(one.value, ratio ? 2 : 0), one.unit[0] == '\0' ? "" : " ", one.unit);
      } else {
        fmt::print("{}: {}\n", name, name_of(one.value.why()));
      }
    }
  }
  const auto& r = m.rhythm;
  fmt::print("{}: {}  N {}  PAC {}  PVC {}  {} {}  {} {}  {} {}\n", say(language, "Beats", "心搏"), m.beats.size(),
             r.normal_beats, r.atrial_premature, r.ventricular, say(language, "paced", "起搏"), r.paced,
             say(language, "fusion", "融合"), r.fusion, say(language, "unclear", "未分类"), r.unclassified);
  if (const auto* beat = m.dominant()) {
    fmt::print("\n{} ({} {}; uV)\n{:<6}", say(language, "Median beat", "平均心搏"), beat->beats,
               say(language, "beats", "次"), "");
    for (const char* name : {"P", "Q", "R", "S", "R'", "J", "J20", "J40", "J60", "J80", "T"}) fmt::print("{:>7}", name);
    fmt::print("\n");
    for (std::size_t i = 0; i < beat->leads.size(); ++i) {
      const auto& lead = beat->leads[i];
      fmt::print("{:<6}", lead.lead == Lead::kUnknown ? beat->strip.channels[i].label : name_of(lead.lead));
      for (const auto& [key, value] : lead_values(lead)) fmt::print("{:>7}", cell(value));
      fmt::print("{}\n", lead.usable ? "" : say(language, "  not usable", "  不可用"));
    }
  }
  if (m.global.p_unseen) {
    fmt::print("{}\n",
               say(language, "P is not seen apart and may stand on QRS, ST or T: axis, amplitudes and ST are uncertain",
                   "P波无法单独辨认，可能与QRS、ST段或T波重叠：电轴、振幅及ST值不确定"));
  }
  if (!options.beats) return;
  fmt::print("\n{:>10} {:>8}  {}\n", "R ms", "RR ms", say(language, "class", "分类"));
  for (const auto& beat : m.beats) fmt::print("{:>10.0f} {:>8}  {}\n", beat.r_ms, cell(beat.rr_ms), name_of(beat.kind));
}

void add_measure(JsonText& json, const char* key, const Measure& value) {
  json.key(key);
  if (value) {
    json.number(*value);
  } else {
    json.begin_object().key("missing").text(name_of(value.why())).end_object();
  }
}

void add_wave(JsonText& json, const char* key, const std::optional<Wave>& wave) {
  if (!wave) return;
  json.key(key).begin_object().key("onset_ms").number(wave->onset_ms).key("peak_ms").number(wave->peak_ms);
  json.key("offset_ms").number(wave->offset_ms).end_object();
}

void add_quality(JsonText& json, const Measurements& m) {
  json.key("quality").begin_list();
  for (const auto& q : m.quality) {
    json.begin_object().key("lead").text(name_of(q.lead)).key("usable").boolean(q.usable());
    json.key("noise_uv").number(q.noise_uv).key("mains_uv").number(q.mains_uv).key("wander_uv").number(q.wander_uv);
    json.key("faults").begin_list();
    for (const auto fault : q.faults) json.text(name_of(fault));
    json.end_list().end_object();
  }
  json.end_list().key("placement").begin_list();
  for (const auto& p : m.placement) {
    json.begin_object().key("fault").text(name_of(p.fault)).key("confidence").number(p.confidence);
    json.key("leads").begin_list();
    for (const Lead lead : p.leads) json.text(name_of(lead));
    json.end_list().end_object();
  }
  json.end_list().key("missing_leads").begin_list();
  for (const Lead lead : m.missing_leads) json.text(name_of(lead));
  json.end_list();
}

void print_json(const Measurements& m, const std::vector<Warning>& warnings) {
  JsonText json;
  json.begin_object();
  if (m.common_step_uv) json.key("common_step_uv").number(*m.common_step_uv);
  json.key("global").begin_object();
  for (const auto& one : globals_of(m)) add_measure(json, one.key, one.value);
  json.key("qt_wide_qrs").boolean(m.global.qt_wide_qrs).key("qt_irregular").boolean(m.global.qt_irregular);
  json.key("p_unseen").boolean(m.global.p_unseen).end_object();
  json.key("rhythm").begin_object();
  for (const auto& one : rhythm_of(m)) add_measure(json, one.key, one.value);
  json.end_object();
  add_quality(json, m);
  json.key("beats").begin_list();
  for (const auto& beat : m.beats) {
    json.begin_object().key("r_ms").number(beat.r_ms).key("class").text(name_of(beat.kind));
    json.key("family").number(beat.family);
    add_wave(json, "p", beat.p);
    add_wave(json, "qrs", beat.qrs);
    add_wave(json, "t", beat.t);
    json.end_object();
  }
  json.end_list().key("medians").begin_list();
  for (const auto& median : m.medians) {
    json.begin_object().key("class").text(name_of(median.kind)).key("beats").number(median.beats);
    json.key("noise_uv").number(median.noise_uv).key("leads").begin_list();
    for (std::size_t i = 0; i < median.leads.size(); ++i) {
      const auto& lead = median.leads[i];
      json.begin_object().key("lead").text(name_of(lead.lead)).key("label").text(median.strip.channels[i].label);
      json.key("usable").boolean(lead.usable);
      json.key("derived").boolean(lead.derived);
      for (const auto& [key, value] : lead_values(lead)) add_measure(json, key, value);
      json.end_object();
    }
    json.end_list().end_object();
  }
  json.end_list();
  add_warnings(json, warnings);
  json.end_object();
  fmt::print("{}\n", json.str());
}

}  // namespace

void add_measure_command(CLI::App& app, Session& session) {
  auto options = std::make_shared<MeasureOptions>();
  CLI::App* command = app.add_subcommand(
      "measure", "beats, intervals, axes, QTc and every lead's amplitudes / 测量心搏、间期、电轴、QTc及各导联振幅");
  command->footer(
      "  ecg measure tracing.scp            a table\n"
      "  ecg measure tracing.scp --beats    and a line for each beat\n"
      "  ecg measure - --json < tracing.xml\n"
      "  ecg measure day.hea                longer than 10 min: beats by the hour, pauses, runs, rhythm\n"
      "\n"
      "What cannot be measured is a word (NOISE, NO_WAVE, LEAD_UNUSABLE...), never a number. Amplitudes are against\n"
      "the level at QRS onset.");
  add_input_options(*command, options->input);
  command->add_flag("--json", options->json, "JSON instead of text / 输出 JSON");
  command->add_flag("--beats", options->beats, "a line for each beat / 逐搏列出");
  command->callback([options, &session] {
    session.run = [options, &session] {
      const auto source = open_if_long(options->input);
      if (!source) return report(session, options->input.path, source.error());
      if (*source) return measure_long(session, options->input.path, **source, {options->json, options->beats});
      const auto recording = load(options->input);
      if (!recording) return report(session, options->input.path, recording.error());
      const auto measured = measure(*recording);
      if (!measured) return report(session, options->input.path, measured.error());
      warn(session, options->input.path, recording->warnings);
      if (options->json) {
        print_json(*measured, recording->warnings);
      } else {
        print_text(*measured, *options, session.language);
      }
      return 0;
    };
  });
}

}  // namespace rdc::ecg::tool
