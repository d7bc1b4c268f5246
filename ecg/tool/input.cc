#include "ecg/tool/input.h"

#include <cerrno>
#include <cstdio>
#include <filesystem>
#include <memory>
#include <system_error>
#include <vector>

#include <fmt/format.h>

#include "ecg/tool/option_checks.h"
#include "ecg/tool/wording.h"

namespace rdc::ecg::tool {
namespace {

// Has no size and cannot be read twice.
bool is_pipe(const std::string& path) {
  std::error_code error;
  const auto status = std::filesystem::status(path, error);
  return path == "-" || std::filesystem::is_fifo(status) || std::filesystem::is_socket(status);
}

struct Closer {
  void operator()(std::FILE* file) const {
    if (file != stdin) std::fclose(file);
  }
};

Result<std::vector<std::byte>> read_pipe(const std::string& path, std::uint64_t limit) {
  const std::unique_ptr<std::FILE, Closer> pipe(path == "-" ? stdin : std::fopen(path.c_str(), "rb"));
  if (!pipe) {
    return fail(ErrorCode::kUnavailable, "CANNOT_OPEN", "{}: {}", path, std::generic_category().message(errno));
  }
  std::vector<std::byte> bytes;
  std::vector<std::byte> piece(1U << 16);
  while (const std::size_t got = std::fread(piece.data(), 1, piece.size(), pipe.get())) {
    bytes.insert(bytes.end(), piece.begin(), piece.begin() + static_cast<std::ptrdiff_t>(got));
    if (bytes.size() > limit) {
      return fail(ErrorCode::kTooLarge, "FILE_TOO_LARGE", "the input has more than {} bytes", limit);
    }
  }
  if (std::ferror(pipe.get()) != 0) return fail(ErrorCode::kUnavailable, "CANNOT_READ", "reading the pipe failed");
  return bytes;
}

ReadOptions options_of(const Input& input) {
  ReadOptions options = input.options;
  std::string_view rest = input.csv_leads;
  while (!rest.empty()) {
    const auto comma = std::min(rest.find(','), rest.size());
    options.csv.leads.emplace_back(rest.substr(0, comma));
    rest.remove_prefix(std::min(comma + 1, rest.size()));
  }
  return options;
}

}  // namespace

void add_input_options(CLI::App& command, Input& input) {
  command.add_option("input", input.path, "the recording, or - for a pipe / 心电文件，- 表示管道")->required();
  command.add_option("--csv-rate", input.options.csv.rate_hz, "Hz, of a CSV that does not state it / CSV 采样率")
      ->check(within(50, 16000));
  command
      .add_option("--csv-microvolts", input.options.csv.microvolts_a_unit,
                  "uV a unit of a CSV's numbers / CSV 数值单位（微伏）")
      ->check(within(1e-6, 1e9));
  command.add_option("--csv-leads", input.csv_leads, "I,II,… of a CSV without header row / 无表头 CSV 的导联");
  command.add_option("--charset", input.options.charset_override,
                     "of DICOM text, as Specific Character Set / DICOM 字符集");
}

void add_person_options(CLI::App& command, PersonOptions& person) {
  command.add_option("--sex", person.sex, "of the patient; counts before what the file says / 性别")
      ->check(CLI::IsMember({"male", "female"}));
  command.add_option("--age", person.age, "years; counts before what the file says / 年龄")->check(within(0.0, 130.0));
}

void state_person(const PersonOptions& person, Recording& recording) {
  if (person.sex == "male") recording.subject.sex = Sex::kMale;
  if (person.sex == "female") recording.subject.sex = Sex::kFemale;
  if (person.age >= 0.0) recording.subject.age_years = person.age;
}

Result<Loaded> load_with_format(const Input& input) {
  const ReadOptions options = options_of(input);
  if (!is_pipe(input.path)) {
    const auto format = format_of(input.path);
    if (!format) return fail(format);
    auto recording = read(std::filesystem::path(input.path), options);
    if (!recording) return fail(recording);
    return Loaded{std::move(*recording), *format};
  }
  const auto bytes = read_pipe(input.path, options.max_file_bytes);
  if (!bytes) return fail(bytes);
  auto recording = read(Bytes(*bytes), options);
  if (!recording) return fail(recording);
  return Loaded{std::move(*recording), sniff(*bytes).value_or(Format::kCsv)};
}

Result<std::unique_ptr<SampleSource>> open_if_long(const Input& input) {
  if (is_pipe(input.path)) return std::unique_ptr<SampleSource>{};
  const auto format = format_of(input.path);
  if (!format) return fail(format);
  const bool may_be_long =
      *format == Format::kWfdb || *format == Format::kEdf || *format == Format::kMfer || *format == Format::kScp;
  if (!may_be_long) return std::unique_ptr<SampleSource>{};
  auto source = open_samples(input.path, options_of(input));
  if (!source) return fail(source);
  constexpr double kLongSeconds = 600.0;  // what measure() takes
  if (static_cast<double>((*source)->length()) <= kLongSeconds * (*source)->description().rhythm.rate_hz)
    source->reset();
  return source;
}

Result<Recording> load(const Input& input) {
  auto loaded = load_with_format(input);
  if (!loaded) return fail(loaded);
  return std::move(loaded->recording);
}

Result<Recording> load_short(const Input& input) {
  const auto source = open_if_long(input);
  if (!source) return fail(source);
  if (*source) {
    return fail(ErrorCode::kTooLarge, "LENGTH_NOT_MEASURABLE", "{:.1f} s: measurements need 2 s to 10 min of tracing",
                static_cast<double>((*source)->length()) / (*source)->description().rhythm.rate_hz);
  }
  return load(input);
}

void warn(const Session& session, const std::string& path, const std::vector<Warning>& warnings) {
  for (const auto& warning : warnings) {
    const auto sentence = sentence_for(warning.reason, session.language);
    fmt::print(stderr, "{}: {} {}: {}{}{}\n", path, say(session.language, "warning", "警告"), warning.reason, sentence,
               sentence.empty() ? "" : ": ", warning.message);
  }
}

int report(const Session& session, const std::string& path, const Error& problem) {
  Error error = problem;
  if (error.reason == "LENGTH_NOT_MEASURABLE" && error.code == ErrorCode::kTooLarge)
    error.message += "; `ecg measure` takes longer WFDB, EDF, MFER and SCP-ECG files";
  if (error.reason == "CSV_NOT_DESCRIBED")
    error.message += "; --csv-rate, --csv-microvolts and --csv-leads describe it";
  const auto sentence = sentence_for(error.reason, session.language);
  if (sentence.empty()) {
    fmt::print(stderr, "{}: {}: {}\n", path, error.reason, error.message);
  } else {
    fmt::print(stderr, "{}: {}: {} ({})\n", path, error.reason, sentence, error.message);
  }
  return 1;
}

}  // namespace rdc::ecg::tool
