// ecg simulate: a twelve-lead ECG of nobody, in any writable format, with its truth.
#include <map>

#include <fmt/format.h>

#include "ecg/simulation/simulator.h"
#include "ecg/tool/commands.h"
#include "ecg/tool/input.h"
#include "ecg/tool/json_text.h"
#include "ecg/tool/output.h"
#include "ecg/tool/wording.h"

namespace rdc::ecg::tool {
namespace {

using simulation::Morphology;
using simulation::Rhythm;

struct SimulateOptions {
  simulation::Request request;
  std::string output, format, truth;
  double age = -1.0, pr = -1.0, axis = 1000.0;
  std::string sex;
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

std::string truth_json(const simulation::Simulation& made) {
  JsonText json;
  json.begin_object().key("qrs_axis_deg").number(made.qrs_axis_deg).key("beats").begin_list();
  for (const auto& beat : made.beats) {
    json.begin_object().key("r_s").number(beat.r_peak).key("has_p").boolean(beat.has_p);
    json.key("p_onset_s").number(beat.p_onset).key("qrs_onset_s").number(beat.qrs_onset);
    json.key("qrs_offset_s").number(beat.qrs_offset).key("t_offset_s").number(beat.t_offset).end_object();
  }
  json.end_list().key("leads").begin_list();
  for (const auto& lead : made.leads) {
    json.begin_object().key("lead").text(name_of(lead.lead)).key("j_uv").number(lead.j_uv);
    json.key("j60_uv").number(lead.j60_uv).key("t_uv").number(lead.t_uv).key("p_uv").number(lead.p_uv).end_object();
  }
  json.end_list().end_object();
  return json.str();
}

// Refuses what is no number, too, which CLI::Range lets pass.
CLI::Validator within(double least, double most) {
  return {[least, most](const std::string& word) {
            double value = 0.0;
            if (CLI::detail::lexical_cast(word, value) && value >= least && value <= most) return std::string();
            return fmt::format("{} is not in {:g} to {:g}", word, least, most);
          },
          ""};
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

int simulate_to(const Session& session, SimulateOptions& options) {
  const auto format = wanted_format(options.format, options.output);
  if (!format) {
    report(session, options.output, format.error());
    return 2;
  }
  if (options.pr > 0.0) options.request.pr_ms = options.pr;
  if (options.axis < 999.0) options.request.axis_deg = options.axis;
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
  if (auto ok = deliver_text(truth_json(made) + '\n', options.truth); !ok) {
    return report(session, options.truth, ok.error());
  }
  return 0;
}

}  // namespace

void add_simulate_command(CLI::App& app, Session& session) {
  auto options = std::make_shared<SimulateOptions>();
  CLI::App* command =
      app.add_subcommand("simulate", "an ECG of nobody, for tests and demonstrations / 生成模拟心电图(非真实患者)");
  command->footer(
      "  ecg simulate demo.dcm --wall inferior --hours 2        an acute inferior infarct as DICOM\n"
      "  ecg simulate - --to csv --rhythm af | ecg interpret -  a pipe\n"
      "  ecg simulate x.hea --seed 7 --truth x.json             and what is true of it\n"
      "\n"
      "The same seed gives the same ECG. Values beyond a range are refused.");
  auto& r = options->request;
  command->add_option("output", options->output, "the new file, or - for a pipe / 输出文件,- 表示管道")->required();
  command->add_option("--to", options->format, "scp, aecg, dicom, wfdb or csv / 目标格式");
  command->add_option("--truth", options->truth, "JSON file for beats and amplitudes as simulated / 真值文件");
  command->add_option("--seed", r.seed, "the person and the noise / 随机种子")->check(CLI::NonNegativeNumber);
  command
      ->add_option("--rhythm", r.rhythm,
                   "sinus, af, flutter, svt, junctional, vt, pvc, pac, av1, wenckebach, mobitz2, 2:1, av3, paced, "
                   "dual-paced / 心律")
      ->transform(one_of(rhythms()))
      ->type_name("NAME");
  command
      ->add_option("--wall", r.morphology,
                   "normal, inferior, anterior, lateral, posterior, lbbb, rbbb / 梗死部位或束支阻滞")
      ->transform(one_of(morphologies()))
      ->type_name("NAME");
  command->add_option("--rate", r.heart_rate, "1/min, 20-250 / 心率")->check(within(20, 250));
  command->add_option("--seconds", r.seconds, "1-3600 / 时长")->check(within(1, 3600));
  command->add_option("--sampling", r.rate_hz, "Hz, 100-2000 / 采样率")->check(within(100, 2000));
  command->add_option("--noise", r.noise_uv, "uV, root mean square, 0-1000 / 噪声")->check(within(0, 1000));
  command->add_option("--hours", r.infarct_hours, "since the infarct began, 0-1000 / 梗死后小时数")
      ->check(within(0, 1000));
  command->add_option("--pr", options->pr, "ms, 80-400 / PR间期")->check(within(80, 400));
  command->add_option("--axis", options->axis, "QRS axis, degrees, -180 to 180 / 电轴")->check(within(-180, 180));
  command->add_option("--age", options->age, "years / 年龄")->check(within(0, 130));
  command->add_option("--sex", options->sex, "male or female / 性别")->check(CLI::IsMember({"male", "female"}));
  command->callback(
      [options, &session] { session.run = [options, &session] { return simulate_to(session, *options); }; });
}

}  // namespace rdc::ecg::tool
