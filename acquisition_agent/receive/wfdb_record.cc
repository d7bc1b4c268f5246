#include "acquisition_agent/receive/wfdb_record.h"

#include <algorithm>
#include <fstream>

#include "common/base/file_system.h"
#include "ecg/formats/wfdb_header.h"
#include "ecg/formats/wfdb_reader.h"

namespace rdc::agent {
namespace {

constexpr std::uint64_t kLargestHeader = 1 << 20;

bool is_there(const std::filesystem::path& file) {
  std::error_code error;
  return std::filesystem::is_regular_file(std::filesystem::symlink_status(file, error));
}

std::optional<ecg::wfdb::Header> header_at(const std::filesystem::path& file) {
  if (file.extension() != ".hea" || !is_there(file)) return std::nullopt;
  const auto text = base::read_file(file, kLargestHeader);
  if (!text || !ecg::wfdb::looks_like_header(*text)) return std::nullopt;
  auto header = ecg::wfdb::parse_header(*text);
  return header ? std::optional(std::move(*header)) : std::nullopt;
}

// Segments that were recorded; "~" stands for a pause.
std::vector<std::string> segments_of(const ecg::wfdb::Header& header) {
  std::vector<std::string> names;
  for (const auto& segment : header.segments)
    if (segment.record != "~" && std::ranges::find(names, segment.record) == names.end())
      names.push_back(segment.record);
  return names;
}

bool names_file(const ecg::wfdb::Header& header, const std::string& name) {
  return std::ranges::any_of(header.signals, [&](const auto& signal) { return signal.file == name; });
}

bool names_segment(const ecg::wfdb::Header& header, const std::string& record) {
  const auto segments = segments_of(header);
  return header.multi_segment && std::ranges::find(segments, record) != segments.end();
}

// "name/segments …" begins the header of a record in segments. A look at its first line: folders hold many headers.
bool may_have_segments(const std::filesystem::path& header) {
  std::ifstream in(header);
  std::string line;
  while (std::getline(in, line) && (line.empty() || line[0] == '#' || line == "\r")) {
  }
  return line.substr(0, line.find_first_of(" \t")).find('/') != std::string::npos;
}

template <typename Wanted>
std::optional<std::filesystem::path> other_header(const std::filesystem::path& than, Wanted wanted) {
  std::error_code error;
  for (const auto& entry : std::filesystem::directory_iterator(than.parent_path(), error)) {
    if (entry.path() == than || entry.path().extension() != ".hea") continue;
    if (wanted(entry.path())) return entry.path();
  }
  return std::nullopt;
}

std::optional<std::filesystem::path> master_of(const std::filesystem::path& segment) {
  return other_header(segment, [record = segment.stem().string()](const std::filesystem::path& other) {
    if (!may_have_segments(other)) return false;
    const auto header = header_at(other);
    return header && names_segment(*header, record);
  });
}

class Collector {
 public:
  explicit Collector(std::filesystem::path folder) : folder_(std::move(folder)) {}

  void add(const std::string& name) {
    if (std::ranges::find(names_, name) != names_.end()) return;
    names_.push_back(name);
    // A name that leads elsewhere is never followed: it stays missing, and is said to be.
    const std::filesystem::path file = folder_ / name;
    if (std::filesystem::path(name).has_parent_path() || !is_there(file))
      record_.missing.push_back(name);
    else
      record_.files.push_back(file);
  }
  void add_signals(const ecg::wfdb::Header& header) {
    for (const auto& signal : header.signals)
      if (signal.format != 0) add(signal.file);
  }
  void add_segments(const ecg::wfdb::Header& header) {
    for (const auto& name : segments_of(header)) {
      add(name + ".hea");
      if (const auto segment = header_at(folder_ / (name + ".hea"))) add_signals(*segment);
    }
  }
  WfdbRecord take() { return std::move(record_); }

 private:
  const std::filesystem::path folder_;
  std::vector<std::string> names_;
  WfdbRecord record_;
};

}  // namespace

std::optional<WfdbRecord> wfdb_record(const std::filesystem::path& header) {
  const auto read = header_at(header);
  if (!read || master_of(header)) return std::nullopt;
  Collector found(header.parent_path());
  found.add(header.filename().string());
  found.add_signals(*read);
  found.add_segments(*read);
  auto annotations = header;
  annotations.replace_extension(".atr");
  if (is_there(annotations)) found.add(annotations.filename().string());
  return found.take();
}

std::optional<std::filesystem::path> header_of(const std::filesystem::path& file) {
  if (file.extension() == ".hea") return master_of(file);
  const std::string name = file.filename().string();
  auto beside = file;
  beside.replace_extension(".hea");
  std::optional<std::filesystem::path> header;
  if (const auto same = header_at(beside); same && (names_file(*same, name) || file.extension() == ".atr"))
    header = beside;
  else if (file.extension() == ".dat")
    header = other_header(beside, [&](const std::filesystem::path& other) {
      const auto named_in = header_at(other);
      return named_in && names_file(*named_in, name);
    });
  if (!header) return std::nullopt;
  const auto master = master_of(*header);
  return master ? master : header;
}

}  // namespace rdc::agent
