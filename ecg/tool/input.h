// Where a command's recording comes from: a file, a named pipe as of "<(zcat x.scp.gz)", or "-" for the standard input.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include <CLI/CLI.hpp>

#include "common/base/result.h"
#include "ecg/formats/read.h"
#include "ecg/tool/commands.h"

namespace rdc::ecg::tool {

struct Input {
  std::string path;
  ReadOptions options;
  std::string csv_leads;  // "I,II,V1"
};

// What the caller knows of the patient; it counts before what the file says.
struct PersonOptions {
  std::string sex;    // "male", "female" or ""
  double age = -1.0;  // years; below 0: not stated
};
void add_person_options(CLI::App& command, PersonOptions& person);
void state_person(const PersonOptions& person, Recording& recording);

// Adds the positional argument and the --csv-… and --charset options.
void add_input_options(CLI::App& command, Input& input);
// Errors: those of ecg::read(); kTooLarge for a pipe that brings too much.
Result<Recording> load(const Input& input);
// The windows of a file that may last a day (WFDB, EDF, MFER, SCP-ECG) when it is longer than measure() takes at once;
// nullptr for any other, and for a pipe. Errors: those of open_samples().
Result<std::unique_ptr<SampleSource>> open_if_long(const Input& input);

struct Loaded {
  Recording recording;
  Format format = Format::kScp;
};
Result<Loaded> load_with_format(const Input& input);
// For what measures it at once. kTooLarge LENGTH_NOT_MEASURABLE for a file of open_if_long(), before it is read.
Result<Recording> load_short(const Input& input);
// What is wrong with a file that could be read all the same, a line each on the error stream: whoever measures it must
// know.
void warn(const Session& session, const std::string& path, const std::vector<Warning>& warnings);
// "tracing.scp: BAD_SCP: …" on the error stream. Returns 1, the exit status for it.
int report(const Session& session, const std::string& path, const Error& problem);

}  // namespace rdc::ecg::tool
