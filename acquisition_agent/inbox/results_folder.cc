#include "acquisition_agent/inbox/results_folder.h"

#include <fstream>
#include <vector>

namespace rdc::agent {
namespace {

// A copy, not a move: two letters may name the same bytes, and a crash between two moves must be repeatable.
Result<void> copy(base::FileSystem& fs, const std::filesystem::path& from, const std::filesystem::path& to) {
  auto content = base::read_file(from, 64ULL << 20);
  if (!content) return fail(content);
  return base::write_file_atomically(fs, to, base::as_bytes(*content));
}

}  // namespace

Result<ResultsFolder> ResultsFolder::open(std::filesystem::path root, base::FileSystem& fs) {
  for (const char* name : {".incoming", "failed"})
    if (auto made = fs.create_directories(root / name); !made) return fail(made);
  return ResultsFolder(std::move(root), fs);
}

Result<std::filesystem::path> ResultsFolder::keep(const Files& files, const std::string& folder,
                                                  const std::string& stem) {
  const auto place = root_ / folder;
  if (auto made = fs_->create_directories(place); !made) return fail(made);
  if (auto done = copy(*fs_, incoming(files.pdf_sha256), place / (stem + ".pdf")); !done) return fail(done);
  if (auto done = copy(*fs_, incoming(files.signature_sha256), place / (stem + ".p7s")); !done) return fail(done);
  if (!files.dicom_report_sha256.empty())
    if (auto done = copy(*fs_, incoming(files.dicom_report_sha256), place / (stem + ".dcm")); !done) return fail(done);
  if (auto done = copy(*fs_, incoming(files.document_sha256), place / (stem + ".json")); !done) return fail(done);
  return place;
}

std::string safe_folder_name(const std::string& accession_number, const std::string& study_instance_uid) {
  for (const std::string* name : {&accession_number, &study_instance_uid}) {
    std::string safe;
    for (const char c : *name) {
      const bool plain =
          (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '.' || c == '-';
      safe += plain ? c : '_';
    }
    safe.resize(std::min<std::size_t>(safe.size(), 64));
    const bool meaningful = safe.find_first_not_of("._-") != std::string::npos && safe[0] != '.' && safe != "failed";
    if (meaningful) return safe;
  }
  return "unnamed";
}

}  // namespace rdc::agent
