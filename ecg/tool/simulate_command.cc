// ecg simulate: a twelve-lead ECG of nobody, in any writable format, with its truth.
#include <algorithm>
#include <array>
#include <cmath>
#include <cstdlib>
#include <filesystem>
#include <map>
#include <optional>

#include <fmt/format.h>

#include "ecg/simulation/simulator.h"
#include "ecg/tool/commands.h"
#include "ecg/tool/input.h"
#include "ecg/tool/json_text.h"
#include "ecg/tool/option_checks.h"
#include "ecg/tool/output.h"
#include "ecg/tool/wording.h"

namespace rdc::ecg::tool {
namespace {

using simulation::Morphology;
using simulation::Rhythm;

struct SimulateOptions {
  simulation::Request request;
  std::string output, format, truth;
  double rate = -1.0, age = -1.0, pr = -1.0, qrs = -1.0, axis = 1000.0;
  std::string sex, electrodes, st;  // st: "V2=200"
  std::vector<std::string> damage;  // "V2=noise"
};

const std::map<std::string, Rhythm>& rhythms() {
  static const std::map<std::string, Rhythm> kRhythms = {{"sinus", Rhythm::kSinus},
                                                         {"af", Rhythm::kAtrialFibrillation},
                                                         {"flutter", Rhythm::kAtrialFlutter},
                                                         {"svt", Rhythm::kSupraventricularTachycardia},
                                                         {"junctional", Rhythm::kJunctional},
                                                         {"vt", Rhythm::kVentricularTachycardia},
                                                         {"pvc", Rhythm::kPrematureVentricular},
                                                         {"pac", Rhythm::kAtrialPremature},
                                                         {"av1", Rhythm::kFirstDegreeBlock},
                                                         {"wenckebach", Rhythm::kWenckebach},
                                                         {"mobitz2", Rhythm::kMobitzTwo},
                                                         {"2:1", Rhythm::kTwoToOneBlock},
                                                         {"av3", Rhythm::kCompleteBlock},
                                                         {"paced", Rhythm::kVentricularPaced},
                                                         {"dual-paced", Rhythm::kDualPaced}};
  return kRhythms;
}

// Of the ventricles, 1/min, where none is asked for: such as the rhythm is met with.
double usual_rate(Rhythm rhythm) {
  switch (rhythm) {
    case Rhythm::kVentricularTachycardia:
      return 160.0;
    case Rhythm::kSupraventricularTachycardia:
      return 180.0;
    case Rhythm::kJunctional:
      return 50.0;
    case Rhythm::kCompleteBlock:
      return 35.0;
    case Rhythm::kTwoToOneBlock:
      return 40.0;
    default:
      return 72.0;
  }
}

const std::map<std::string, Morphology>& morphologies() {
  static const std::map<std::string, Morphology> kMorphologies = {{"normal", Morphology::kNormal},
                                                                  {"inferior", Morphology::kInferiorStemi},
                                                                  {"anterior", Morphology::kAnteriorStemi},
                                                                  {"lateral", Morphology::kLateralStemi},
                                                                  {"posterior", Morphology::kPosteriorStemi},
                                                                  {"lbbb", Morphology::kLeftBundleBranchBlock},
                                                                  {"rbbb", Morphology::kRightBundleBranchBlock}};
  return kMorphologies;
}

const std::map<std::string, PlacementFault>& exchanges() {
  static const std::map<std::string, PlacementFault> kExchanges = {
      {"arms", PlacementFault::kArmsReversed},         {"ra-rl", PlacementFault::kRightArmRightLeg},
      {"la-rl", PlacementFault::kLeftArmRightLeg},     {"ra-ll", PlacementFault::kRightArmLeftLeg},
      {"la-ll", PlacementFault::kLeftArmLeftLeg},      {"arms-legs", PlacementFault::kArmsAndLegsCrossed},
      {"dextrocardia", PlacementFault::kDextrocardia}, {"inconsistent", PlacementFault::kLimbLeadsInconsistent}};
  return kExchanges;
}

const std::map<std::string, LeadFault>& lead_faults() {
  static const std::map<std::string, LeadFault> kFaults = {
      {"off", LeadFault::kOff},     {"flat", LeadFault::kFlat},         {"saturated", LeadFault::kSaturated},
      {"mains", LeadFault::kMains}, {"baseline", LeadFault::kBaseline}, {"noise", LeadFault::kNoise}};
  return kFaults;
}

// "v1-v2", any two of the chest electrodes, or "chest-reversed". Empty when it is neither.
std::vector<std::array<Lead, 2>> chest_exchanges_of(const std::string& word) {
  if (word == "chest-reversed") return {{Lead::kV1, Lead::kV6}, {Lead::kV2, Lead::kV5}, {Lead::kV3, Lead::kV4}};
  const auto electrode = [](char digit) { return lead_from_name(std::string("V") + digit); };
  if (word.size() != 5 || word[0] != 'v' || word[2] != '-' || word[3] != 'v' || word[1] >= word[4]) return {};
  if (word[1] < '1' || word[4] > '6') return {};
  return {{*electrode(word[1]), *electrode(word[4])}};
}

// "V2=noise". nullopt when either side is unknown, or the lead is none that is simulated.
std::optional<simulation::LeadDamage> damage_of(const std::string& word) {
  const auto split = word.find('=');
  if (split == std::string::npos) return std::nullopt;
  const auto lead = lead_from_name(word.substr(0, split));
  const auto fault = lead_faults().find(word.substr(split + 1));
  const bool simulated = lead && std::find(kTwelveLeads.begin(), kTwelveLeads.end(), *lead) != kTwelveLeads.end();
  if (!simulated || fault == lead_faults().end()) return std::nullopt;
  return simulation::LeadDamage{*lead, fault->second};
}

// "V2=200": microvolts. nullopt when the lead is none that is simulated, or the number none within 1 mV.
std::optional<simulation::StDeviation> st_of(const std::string& word) {
  const auto split = word.find('=');
  if (split == std::string::npos) return std::nullopt;
  const auto lead = lead_from_name(word.substr(0, split));
  const std::string number = word.substr(split + 1);
  char* end = nullptr;
  const double uv = std::strtod(number.c_str(), &end);
  const bool whole = !number.empty() && *end == '\0' && std::abs(uv) <= 1000.0;  // false for NaN
  const bool simulated = lead && std::find(kTwelveLeads.begin(), kTwelveLeads.end(), *lead) != kTwelveLeads.end();
  if (!whole || !simulated) return std::nullopt;
  return simulation::StDeviation{*lead, uv};
}

std::string_view word_of(simulation::BeatKind kind) {
  using simulation::BeatKind;
  switch (kind) {
    case BeatKind::kConducted:
      return "conducted";
    case BeatKind::kPremature:
      return "premature ventricular";
    case BeatKind::kPaced:
      return "paced";
    case BeatKind::kAtrialPremature:
      return "premature atrial";
    case BeatKind::kVentricular:
      return "ventricular";
  }
  return "?";
}

void add_beats(JsonText& json, const simulation::Simulation& made) {
  json.key("beats").begin_list();
  for (const auto& beat : made.beats) {
    json.begin_object().key("kind").text(word_of(beat.kind)).key("r_s").number(beat.r_peak);
    json.key("has_p").boolean(beat.has_p);
    if (beat.has_p) json.key("p_onset_s").number(beat.p_onset).key("p_offset_s").number(beat.p_offset);
    json.key("qrs_onset_s").number(beat.qrs_onset).key("qrs_offset_s").number(beat.qrs_offset);
    json.key("t_peak_s").number(beat.t_peak).key("t_offset_s").number(beat.t_offset).end_object();
  }
  json.end_list().key("p_not_conducted_s").begin_list();
  for (const double peak : made.lone_p) json.number(peak);
  json.end_list();
}

// All that was asked for is true of the tracing; what it came to stands in the beats and leads.
std::string truth_json(const simulation::Simulation& made, const simulation::Request& request) {
  JsonText json;
  json.begin_object().key("seed").number(static_cast<double>(request.seed));
  json.key("qrs_axis_deg").number(made.qrs_axis_deg);
  if (request.placement) json.key("electrodes").text(name_of(*request.placement));
  json.key("exchanged").begin_list();
  for (const auto& two : request.chest_exchanges) {
    json.begin_list();
    for (const Lead lead : two) json.text(name_of(lead));
    json.end_list();
  }
  json.end_list();
  json.key("damage").begin_list();
  for (const auto& one : request.damage) {
    json.begin_object().key("lead").text(name_of(one.lead)).key("fault").text(name_of(one.fault)).end_object();
  }
  json.end_list();
  add_beats(json, made);
  json.key("leads").begin_list();
  for (const auto& lead : made.leads) {
    json.begin_object().key("lead").text(name_of(lead.lead)).key("p_uv").number(lead.p_uv);
    json.key("qrs_highest_uv").number(lead.qrs_highest_uv).key("qrs_lowest_uv").number(lead.qrs_lowest_uv);
    json.key("j_uv").number(lead.j_uv).key("j60_uv").number(lead.j60_uv).key("t_uv").number(lead.t_uv).end_object();
  }
  json.end_list().end_object();
  return json.str();
}

// One of the table's words, and nothing else: what CLI11 says of a table by itself shows its numbers.
template <typename Value>
CLI::Validator one_of(const std::map<std::string, Value>& table) {
  return {[&table](std::string& word) {
            const auto found = table.find(word);
            if (found == table.end()) return fmt::format("{} is none of the words that --help lists", word);
            word = std::to_string(static_cast<int>(found->second));
            return std::string();
          },
          ""};
}

bool is_same_place(const std::string& a, const std::string& b) {
  if (a == b) return true;
  // Absolute first: of a relative path of which nothing exists yet, weakly_canonical() makes no absolute one.
  const auto place = [](const std::string& path) {
    std::error_code ignored;
    return std::filesystem::weakly_canonical(std::filesystem::absolute(path, ignored), ignored);
  };
  return place(a) == place(b);
}

int simulate_to(const Session& session, SimulateOptions& options) {
  if (is_same_place(options.output, options.truth)) {
    fmt::print(stderr, "{}\n",
               say(session.language, "--truth and the ECG need different files", "--truth 与心电文件不能是同一个文件"));
    return 2;
  }
  const auto format = wanted_format(options.format, options.output);
  if (!format) {
    report(session, options.output, format.error());
    return 2;
  }
  if (options.pr > 0.0) options.request.pr_ms = options.pr;
  if (options.qrs > 0.0) options.request.qrs_ms = options.qrs;
  if (!options.st.empty()) options.request.st = st_of(options.st);
  if (options.axis < 999.0) options.request.axis_deg = options.axis;
  if (const auto found = exchanges().find(options.electrodes); found != exchanges().end())
    options.request.placement = found->second;
  options.request.chest_exchanges = chest_exchanges_of(options.electrodes);
  if (options.rate < 0.0) options.rate = usual_rate(options.request.rhythm);
  options.request.heart_rate = options.rate;
  for (const auto& word : options.damage)
    options.request.damage.push_back(damage_of(word).value_or(simulation::LeadDamage{}));
  auto made = simulation::simulate(options.request);
  if (options.sex == "male") made.recording.subject.sex = Sex::kMale;
  if (options.sex == "female") made.recording.subject.sex = Sex::kFemale;
  if (options.age >= 0.0) made.recording.subject.age_years = options.age;
  WriteOptions wanted;
  wanted.derived_leads = DerivedLeads::kWrite;
  if (options.output != "-") wanted.record_name = std::filesystem::path(options.output).stem().string();
  const auto written = write(made.recording, *format, wanted);
  if (!written) return report(session, options.output, written.error());
  if (auto ok = deliver(*written, options.output); !ok) return report(session, options.output, ok.error());
  if (options.truth.empty()) return 0;
  if (auto ok = deliver_text(truth_json(made, options.request) + '\n', options.truth); !ok) {
    return report(session, options.truth, ok.error());
  }
  return 0;
}

// What beats, and how.
void add_heart_options(CLI::App& command, SimulateOptions& options) {
  auto& r = options.request;
  command.add_option("--seed", r.seed, "the person and the noise / 随机种子")->check(whole_number());
  command
      .add_option("--rhythm", r.rhythm,
                  "sinus, af, flutter, svt, junctional, vt, pvc, pac, av1, wenckebach, mobitz2, 2:1, av3, paced, "
                  "dual-paced / 心律")
      ->transform(one_of(rhythms()))
      ->type_name("NAME");
  command
      .add_option("--wall", r.morphology,
                  "normal, inferior, anterior, lateral, posterior, lbbb, rbbb / 梗死部位或束支阻滞")
      ->transform(one_of(morphologies()))
      ->type_name("NAME");
  command
      .add_option(
          "--rate", options.rate,
          "1/min, 20-250; default 72, or the rhythm's own: vt 160, svt 180, junctional 50, av3 35, 2:1 40 / 心率")
      ->check(within(20, 250));
  command.add_option("--hours", r.infarct_hours, "since the infarct began, 0-1000 / 梗死后小时数")
      ->check(within(0, 1000));
  command.add_option("--pr", options.pr, "ms, 80-400 / PR间期")->check(within(80, 400));
  command.add_option("--qrs", options.qrs, "ms, of conducted beats, 60-180 / QRS时限")->check(within(60, 180));
  command
      .add_option(
          "--st", options.st,
          "uV that ST (60 ms after J) moves by in one lead, the others in proportion: V2=200, II=-100 / ST段偏移")
      ->check([](const std::string& word) {
        return st_of(word) ? std::string() : word + " is no LEAD=UV within -1000 to 1000";
      })
      ->type_name("LEAD=UV");
  command.add_option("--qt", r.qt_scale, "factor of the usual QT, 0.7-1.6 / QT倍数")->check(within(0.7, 1.6));
  command.add_option("--axis", options.axis, "QRS axis of conducted beats, degrees, -180 to 180 / 电轴")
      ->check(within(-180, 180));
  command.add_option("--voltage", r.voltage, "factor of every wave, 0.2-3 / 电压倍数")->check(within(0.2, 3));
  command.add_option("--age", options.age, "years / 年龄")->check(within(0, 130));
  command.add_option("--sex", options.sex, "male or female / 性别")->check(CLI::IsMember({"male", "female"}));
}

// What the recorder makes of it.
void add_recorder_options(CLI::App& command, SimulateOptions& options) {
  auto& r = options.request;
  command.add_option("--seconds", r.seconds, "1-3600 / 时长")->check(within(1, 3600));
  command.add_option("--sampling", r.rate_hz, "Hz, 100-2000 / 采样率")->check(within(100, 2000));
  command.add_option("--noise", r.noise_uv, "muscle noise, uV root mean square, 0-1000 / 肌电噪声")
      ->check(within(0, 1000));
  command.add_option("--mains", r.mains_uv, "mains hum, uV amplitude, 0-5000 / 工频干扰")->check(within(0, 5000));
  command.add_option("--mains-hz", r.mains_hz, "40-70; default 50 / 工频频率")->check(within(40, 70));
  command.add_option("--wander", r.wander_uv, "baseline wander, uV amplitude, 0-5000 / 基线漂移")
      ->check(within(0, 5000));
  command
      .add_option("--electrodes", options.electrodes,
                  "exchanged: arms, ra-rl, la-rl, ra-ll, la-ll, arms-legs, v1-v2 or any two of the chest, "
                  "chest-reversed (V6 to V1); or dextrocardia, inconsistent (III against I and II) / 电极接错")
      ->check([](const std::string& word) {
        return exchanges().contains(word) || !chest_exchanges_of(word).empty()
                   ? std::string()
                   : word + " is none of the words that --help lists";
      })
      ->type_name("NAME");
  command
      .add_option("--damage", options.damage,
                  "LEAD=off, flat, saturated, mains, baseline or noise; may be repeated / 导联故障")
      ->check([](const std::string& word) {
        return damage_of(word) ? std::string() : word + " is no LEAD=FAULT that --help lists";
      })
      ->allow_extra_args(false)
      ->type_name("LEAD=FAULT");
}

}  // namespace

void add_simulate_command(CLI::App& app, Session& session) {
  auto options = std::make_shared<SimulateOptions>();
  CLI::App* command =
      app.add_subcommand("simulate", "an ECG of nobody, for tests and demonstrations / 生成模拟心电图（非真实患者）");
  command->footer(
      "  ecg simulate demo.dcm --wall inferior --hours 2        an acute inferior infarct as DICOM\n"
      "  ecg simulate - --to csv --rhythm af | ecg interpret -  a pipe\n"
      "  ecg simulate x.hea --seed 7 --truth x.json             and what is true of it\n"
      "  ecg simulate bad.dcm --electrodes arms --damage V3=off swapped arm leads, a chest electrode off\n"
      "\n"
      "The same seed gives the same ECG. Values beyond a range are refused. The truth is of the heart: exchanged\n"
      "electrodes and damaged leads are named in it, not applied to its amplitudes.");
  command->add_option("output", options->output, "the new file, or - for a pipe / 输出文件，- 表示管道")->required();
  command->add_option("--to", options->format, "scp, aecg, dicom, wfdb or csv / 目标格式");
  command->add_option("--truth", options->truth, "JSON file for beats and amplitudes as simulated / 真值文件");
  add_heart_options(*command, *options);
  add_recorder_options(*command, *options);
  command->callback(
      [options, &session] { session.run = [options, &session] { return simulate_to(session, *options); }; });
}

}  // namespace rdc::ecg::tool
