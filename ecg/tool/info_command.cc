// ecg info: what a file holds, as text or JSON.
#include <cmath>
#include <limits>

#include <fmt/format.h>

#include "ecg/formats/field_text.h"
#include "ecg/tool/commands.h"
#include "ecg/tool/input.h"
#include "ecg/tool/json_interpretation.h"
#include "ecg/tool/json_text.h"
#include "ecg/tool/wording.h"

namespace rdc::ecg::tool {
namespace {

struct InfoOptions {
  Input input;
  bool json = false;
  bool patient = false;
};

struct LeadSummary {
  float lowest = std::numeric_limits<float>::infinity(), highest = -std::numeric_limits<float>::infinity();
  std::size_t gaps = 0;
  // 0 to 0 when there is no sample at all.
  double from() const { return lowest > highest ? 0.0 : static_cast<double>(lowest); }
  double to() const { return lowest > highest ? 0.0 : static_cast<double>(highest); }
};

// Of what a recording holds, gathered window by window.
struct Summary {
  std::vector<LeadSummary> leads;
  std::uint64_t samples = 0;
};

std::string name_in_table(const Channel& channel) {
  return channel.lead == Lead::kUnknown ? channel.label : std::string(name_of(channel.lead));
}

void add(const Strip& window, Summary& to) {
  to.leads.resize(window.channels.size());
  to.samples += window.length();
  for (std::size_t c = 0; c < window.channels.size(); ++c) {
    LeadSummary& lead = to.leads[c];
    for (const float sample : window.channels[c].samples) {
      if (!std::isfinite(sample)) {
        ++lead.gaps;
        continue;
      }
      lead.lowest = std::min(lead.lowest, sample);
      lead.highest = std::max(lead.highest, sample);
    }
  }
}

Summary summary_of(const Strip& strip) {
  Summary summary;
  add(strip, summary);
  return summary;
}

Result<Summary> summary_of(SampleSource& source) {
  Summary summary;
  constexpr std::size_t kWindow = 1U << 16;
  for (std::uint64_t at = 0; at < source.length(); at += kWindow) {
    const auto window = source.read(at, kWindow);
    if (!window) return fail(window);
    add(*window, summary);
  }
  return summary;
}

std::string time_text(const Recording& recording, Language language) {
  if (!recording.acquired_at) return say(language, "not stated", "未注明");
  const std::string compact = compact_text(*recording.acquired_at);
  std::string text = fmt::format("{}-{}-{} {}:{}:{}", compact.substr(0, 4), compact.substr(4, 2), compact.substr(6, 2),
                                 compact.substr(8, 2), compact.substr(10, 2), compact.substr(12, 2));
  text += recording.utc_offset ? " UTC" + offset_text(*recording.utc_offset)
                               : say(language, ", zone not stated", "，未注明时区");
  if (recording.clock_source == ClockSource::kDevice) text += say(language, ", by the device's clock", "，设备时钟");
  if (recording.clock_source == ClockSource::kRecords) text += say(language, ", by the study's date", "，检查记录时间");
  return text;
}

std::string device_text(const Device& device, Language language) {
  if (device.manufacturer.empty() || device.model.empty()) {
    const std::string one = device.manufacturer + device.model;
    return one.empty() ? say(language, "not stated", "未注明") : one;
  }
  return device.manufacturer + " " + device.model;
}

void print_filters(const Device& device, Language language) {
  const auto hertz = [](std::optional<double> value) {
    return value ? fmt::format("{} Hz", *value) : std::string("-");
  };
  fmt::print("{}: {} {}, {} {}, {} {}\n", say(language, "Filters", "滤波"), say(language, "high-pass", "高通"),
             hertz(device.high_pass_hz), say(language, "low-pass", "低通"), hertz(device.low_pass_hz),
             say(language, "mains", "工频"), hertz(device.notch_hz));
}

void print_strip(const char* title, const Strip& strip, std::uint64_t samples, Language language) {
  fmt::print("{}: {} {} x {} {}, {:g} Hz, {:.2f} s\n", title, strip.channels.size(), say(language, "leads", "导联"),
             samples, say(language, "samples", "采样点"), strip.rate_hz, static_cast<double>(samples) / strip.rate_hz);
}

void print_text(const Recording& recording, const Summary& held, Format format, const InfoOptions& options,
                Language language) {
  fmt::print("{}: {}\n", say(language, "Format", "格式"), name_of(format));
  fmt::print("{}: {}\n", say(language, "Acquired", "采集时间"), time_text(recording, language));
  fmt::print("{}: {}\n", say(language, "Device", "设备"), device_text(recording.device, language));
  const auto& subject = recording.subject;
  fmt::print("{}: {}, {}\n", say(language, "Age, sex", "年龄、性别"),
             subject.age_years ? fmt::format("{:g}", *subject.age_years) : say(language, "unknown", "不详"),
             subject.sex == Sex::kMale     ? say(language, "male", "男")
             : subject.sex == Sex::kFemale ? say(language, "female", "女")
                                           : say(language, "unknown", "不详"));
  if (options.patient) fmt::print("{}: {} {}\n", say(language, "Patient", "患者"), subject.id, subject.name);
  print_filters(recording.device, language);
  print_strip(say(language, "Rhythm", "全程"), recording.rhythm, held.samples, language);
  for (std::size_t c = 0; c < held.leads.size(); ++c) {
    const auto& channel = recording.rhythm.channels[c];
    const auto& summary = held.leads[c];
    fmt::print(
        "  {:8} {:9.1f} .. {:9.1f} uV{}{}\n", name_in_table(channel), summary.from(), summary.to(),
        channel.derived ? say(language, "  derived", "  推算") : "",
        summary.gaps > 0 ? fmt::format(fmt::runtime(say(language, "  {} gaps", "  {} 个空缺")), summary.gaps) : "");
  }
  if (recording.median) {
    print_strip(say(language, "Median beat", "平均心搏"), *recording.median, recording.median->length(), language);
  }
  for (const auto& other : recording.others) {
    fmt::print("{}: {} ({}), {:g} Hz, {}\n", say(language, "Other signal", "其他信号"), other.label, other.unit,
               other.rate_hz, other.samples.size());
  }
  for (const auto& mark : recording.marks) fmt::print("{}: {} {}\n", mark.name, mark.value, mark.unit);
  for (const auto& warning : recording.warnings) {
    const auto sentence = sentence_for(warning.reason, language);
    fmt::print("{} {}: {}{}\n", say(language, "Warning", "警告"), warning.reason,
               sentence.empty() ? "" : fmt::format("{}: ", sentence), warning.message);
  }
}

void add_strip(JsonText& json, const char* key, const Strip& strip, const Summary& held) {
  json.key(key).begin_object();
  json.key("rate_hz").number(strip.rate_hz).key("samples").number(static_cast<double>(held.samples));
  json.key("leads").begin_list();
  for (std::size_t c = 0; c < held.leads.size(); ++c) {
    const auto& channel = strip.channels[c];
    const auto& summary = held.leads[c];
    json.begin_object().key("lead").text(name_of(channel.lead)).key("label").text(channel.label);
    json.key("derived").boolean(channel.derived).key("step_uv").number(channel.step_uv);
    json.key("lowest_uv").number(summary.from());
    json.key("highest_uv").number(summary.to());
    json.key("gaps").number(static_cast<double>(summary.gaps)).end_object();
  }
  json.end_list().end_object();
}

void print_json(const Recording& recording, const Summary& held, Format format, const InfoOptions& options) {
  JsonText json;
  json.begin_object().key("format").text(name_of(format));
  if (recording.acquired_at) json.key("acquired_at").text(compact_text(*recording.acquired_at));
  if (recording.utc_offset) json.key("utc_offset").text(offset_text(*recording.utc_offset));
  if (recording.clock_source != ClockSource::kUnknown)
    json.key("clock").text(recording.clock_source == ClockSource::kDevice ? "device" : "records");
  json.key("manufacturer").text(recording.device.manufacturer).key("model").text(recording.device.model);
  if (recording.subject.age_years) json.key("age_years").number(*recording.subject.age_years);
  if (recording.subject.sex != Sex::kUnknown)
    json.key("sex").text(recording.subject.sex == Sex::kMale ? "male" : "female");
  if (options.patient)
    json.key("patient_id").text(recording.subject.id).key("patient_name").text(recording.subject.name);
  const auto hertz = [&json](const char* key, std::optional<double> value) {
    if (value) json.key(key).number(*value);
  };
  hertz("high_pass_hz", recording.device.high_pass_hz);
  hertz("low_pass_hz", recording.device.low_pass_hz);
  hertz("notch_hz", recording.device.notch_hz);
  add_strip(json, "rhythm", recording.rhythm, held);
  if (recording.median) add_strip(json, "median", *recording.median, summary_of(*recording.median));
  json.key("marks").begin_list();
  for (const auto& mark : recording.marks) {
    json.begin_object()
        .key("name")
        .text(mark.name)
        .key("value")
        .text(mark.value)
        .key("unit")
        .text(mark.unit)
        .end_object();
  }
  json.end_list();
  add_warnings(json, recording.warnings);
  json.end_object();
  fmt::print("{}\n", json.str());
}

int print(const Session& session, const Recording& recording, const Summary& held, Format format,
          const InfoOptions& options) {
  if (options.json) {
    print_json(recording, held, format, options);
  } else {
    print_text(recording, held, format, options, session.language);
  }
  return 0;
}

int show(const Session& session, const InfoOptions& options) {
  const auto loaded = load_with_format(options.input);
  if (!loaded) return report(session, options.input.path, loaded.error());
  return print(session, loaded->recording, summary_of(loaded->recording.rhythm), loaded->format, options);
}

// In bounded memory: what is recorded, without derived leads.
int show_long(const Session& session, SampleSource& source, const InfoOptions& options) {
  const auto held = summary_of(source);
  if (!held) return report(session, options.input.path, held.error());
  Recording description = source.description();
  const auto closing = source.closing_warnings();
  description.warnings.insert(description.warnings.end(), closing.begin(), closing.end());
  const auto format = format_of(options.input.path);
  return print(session, description, *held, format.value_or(Format::kWfdb), options);
}

}  // namespace

void add_info_command(CLI::App& app, Session& session) {
  auto options = std::make_shared<InfoOptions>();
  CLI::App* command =
      app.add_subcommand("info", "what a recording holds, and what is wrong with it / 查看心电文件内容及问题");
  command->footer(
      "  ecg info tracing.scp                       format, time, device, filters, leads, statements, warnings\n"
      "  ecg info tracing.dcm --patient --lang zh   and whose it is\n"
      "  ecg info - --json < tracing.xml            for programs\n"
      "  ecg info table.csv --csv-rate 500 --csv-microvolts 5 --csv-leads I,II,V1\n"
      "\n"
      "A warning says what is wrong with a file that could be read all the same. For WFDB pass the header (.hea).");
  add_input_options(*command, options->input);
  command->add_flag("--json", options->json, "JSON instead of text / 输出 JSON");
  command->add_flag("--patient", options->patient, "also the patient's number and name / 同时显示患者编号和姓名");
  command->callback([options, &session] {
    session.run = [options, &session] {
      const auto source = open_if_long(options->input);
      if (!source) return report(session, options->input.path, source.error());
      return *source ? show_long(session, **source, *options) : show(session, *options);
    };
  });
}

}  // namespace rdc::ecg::tool
