#include "tests/evaluation/developer_set.h"

#include <algorithm>

#include "tests/evaluation/wfdb_record.h"

namespace rdc::ecg::evaluation {
namespace {

void add_annotations(ReferenceRecord& record, const std::vector<Annotation>& annotations) {
  double on = -1.0;
  for (const auto& annotation : annotations) {
    const double t = 1000.0 * static_cast<double>(annotation.sample) / record.strip.rate_hz;
    if (annotation.code == 32) on = t;
    if (annotation.code == 33 && on >= 0.0) {
      record.unscored_ms.emplace_back(on, t);
      on = -1.0;
    }
    const auto kind = record.set == "ludb" && annotation.code != 1 ? std::nullopt : aami_class(annotation.code);
    if (!kind) continue;
    record.beats_ms.push_back(t);
    record.classes.push_back(*kind);
  }
  if (on >= 0.0) record.unscored_ms.emplace_back(on, 1e12);
}

void add_folder(std::vector<ReferenceRecord>& out, const std::filesystem::path& folder, const char* extension) {
  int count = 0;
  for (auto header : headers_in(folder)) {
    auto wfdb = read_wfdb(header);
    ReferenceRecord record;
    record.set = folder.filename().string();
    record.name = wfdb.name;
    record.strip = std::move(wfdb.recording.rhythm);
    add_annotations(record, *read_annotations(header.replace_extension(extension)));
    record.fold = count++ % 9;
    // data_PATIENT_PART: all parts of a patient together.
    if (record.set == "cpsc2021-af") record.fold = std::stoi(record.name.substr(5)) % 9;
    out.push_back(std::move(record));
  }
}

void add_cpsc2019(std::vector<ReferenceRecord>& out, const std::filesystem::path& folder) {
  std::vector<std::filesystem::path> files;
  for (const auto& entry : std::filesystem::directory_iterator(folder)) {
    if (entry.path().filename().string().starts_with("data_")) files.push_back(entry.path());
  }
  std::sort(files.begin(), files.end());
  for (std::size_t n = 0; n < files.size(); ++n) {
    ReferenceRecord record;
    record.set = "cpsc2019";
    record.name = files[n].stem().string();
    Channel channel;
    for (const double v : read_mat(files[n])) channel.samples.push_back(static_cast<float>(1000.0 * v));
    record.strip = {500.0, {channel}};
    for (const double v : read_mat(folder / ("R_" + files[n].filename().string().substr(5)))) {
      record.beats_ms.push_back(2.0 * v);
      record.classes.push_back(AamiClass::kN);
    }
    record.fold = static_cast<int>(n % 9);
    out.push_back(std::move(record));
  }
}

}  // namespace

std::vector<std::span<const float>> ReferenceRecord::leads() const {
  std::vector<std::span<const float>> out;
  for (const auto& channel : strip.channels) out.emplace_back(channel.samples);
  return out;
}

bool ReferenceRecord::scored(double at_ms) const {
  for (const auto& [from, to] : unscored_ms) {
    if (at_ms > from - 150.0 && at_ms < to + 150.0) return false;
  }
  if (set == "mitdb" || beats_ms.empty()) return true;
  return at_ms > beats_ms.front() - 150.0 && at_ms < beats_ms.back() + 150.0;
}

std::vector<ReferenceRecord> load_reference_records(const std::filesystem::path& data) {
  std::vector<ReferenceRecord> out;
  add_folder(out, data / "mitdb", ".atr");
  add_folder(out, data / "cpsc2021-af", ".atr");
  add_folder(out, data / "ludb", ".ii");
  add_cpsc2019(out, data / "cpsc2019");
  return out;
}

}  // namespace rdc::ecg::evaluation
