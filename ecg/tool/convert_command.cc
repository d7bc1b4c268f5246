// ecg convert: the same samples in another format.
#include <filesystem>

#include <fmt/format.h>

#include "ecg/formats/write.h"
#include "ecg/tool/commands.h"
#include "ecg/tool/input.h"
#include "ecg/tool/output.h"
#include "ecg/tool/wording.h"

namespace rdc::ecg::tool {
namespace {

struct ConvertOptions {
  Input input;
  std::string output;
  std::string format;
  bool exact = false;
  bool with_derived = false;
};

int convert(const Session& session, const ConvertOptions& options) {
  const auto format = wanted_format(options.format, options.output);
  if (!format) {
    report(session, options.output, format.error());
    return 2;
  }
  const auto recording = load(options.input);
  if (!recording) return report(session, options.input.path, recording.error());
  WriteOptions wanted;
  wanted.rounding = options.exact ? Rounding::kRefuse : Rounding::kState;
  wanted.derived_leads = options.with_derived ? DerivedLeads::kWrite : DerivedLeads::kLeaveOut;
  wanted.record_name = std::filesystem::path(options.output).stem().string();
  const auto written = write(*recording, *format, wanted);
  if (!written) return report(session, options.output, written.error());
  if (auto ok = deliver(*written, options.output); !ok) return report(session, options.output, ok.error());
  for (const auto* list : {&recording->warnings, &written->notes}) {
    for (const auto& note : *list) {
      const auto sentence = sentence_for(note.reason, session.language);
      fmt::print(stderr, "{}: {}{}{}\n", note.reason, sentence, sentence.empty() ? "" : ": ", note.message);
    }
  }
  return 0;
}

}  // namespace

void add_convert_command(CLI::App& app, Session& session) {
  auto options = std::make_shared<ConvertOptions>();
  CLI::App* command = app.add_subcommand(
      "convert",
      "the same samples in another format; says what the format could not hold / 转换格式，并说明未能保留的内容");
  command->footer(
      "  ecg convert tracing.xml tracing.dcm          by the suffix: scp, xml (aECG), dcm, hea (WFDB), csv\n"
      "  ecg convert tracing.scp - --to csv           a pipe\n"
      "  ecg convert tracing.dcm out.scp --exact      refuse rather than round\n"
      "  ecg convert day.edf day.hea                  WFDB is two files: day.hea and day.dat\n"
      "\n"
      "Every sample comes back exactly unless a note says ROUNDED. Notes on what was left out go to the error stream.\n"
      "The output appears when it is complete; an error leaves what was there before.");
  add_input_options(*command, options->input);
  command->add_option("output", options->output, "the new file, or - for a pipe / 输出文件，- 表示管道")->required();
  command->add_option("--to", options->format,
                      "scp, aecg, dicom, wfdb or csv; default: by the output's suffix / 目标格式");
  command->add_flag("--exact", options->exact, "refuse to round samples or rate / 不允许舍入");
  command->add_flag("--with-derived", options->with_derived, "write derived limb leads, too / 同时写入推算导联");
  command->callback([options, &session] { session.run = [options, &session] { return convert(session, *options); }; });
}

}  // namespace rdc::ecg::tool
