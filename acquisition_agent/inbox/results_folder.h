// Where the site finds its signed reports.
//
// RESULTS/
//   <accession number, else study instance UID>/
//     <report_id>-r<N>.pdf .p7s .dcm .json           verified; the JSON appears last
//   failed/<sequence of the letter>.pdf .p7s .json   did not verify: not to be trusted
//   .incoming/<sha256>                               being fetched
//
// The .dcm is there when the centre made one; it is as the letter names it, not signed itself.
#pragma once

#include <filesystem>
#include <string>

#include "common/base/digest.h"
#include "common/base/file_system.h"

namespace rdc::agent {

// One thread at a time. Borrows fs. What a method returned survives a power cut.
class ResultsFolder {
 public:
  static Result<ResultsFolder> open(std::filesystem::path root, base::FileSystem& fs);

  std::filesystem::path incoming(const std::string& sha256) const { return root_ / ".incoming" / sha256; }
  // Puts fetched files (by digest) in their place. Idempotent: what is there already with the same name is replaced.
  struct Files {
    std::string document_sha256;
    std::string signature_sha256;
    std::string pdf_sha256;
    std::string dicom_report_sha256 = {};  // "" for none
  };
  Result<std::filesystem::path> keep(const Files& files, const std::string& folder, const std::string& stem);

 private:
  ResultsFolder(std::filesystem::path root, base::FileSystem& fs) : root_(std::move(root)), fs_(&fs) {}
  std::filesystem::path root_;
  base::FileSystem* fs_;
};

// A name that came from outside, as a folder name: at most 64 letters, digits, ".", "_" and "-"; never empty, never
// hidden.
std::string safe_folder_name(const std::string& accession_number, const std::string& study_instance_uid);

}  // namespace rdc::agent
