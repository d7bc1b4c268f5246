// The user's own DICOM and ECG files on the same trip: what became of each, byte for byte.
#pragma once

#include <filesystem>
#include <set>
#include <string>
#include <vector>

#include "tests/demo/timeline.h"
#include "tests/testkit/county.h"

namespace rdc::demo {

enum class Fate {
  kIdentical,    // archived; the archive gives back the same bytes, and they open (or are no picture)
  kUnreadable,   // archived with the same bytes, but what is in it cannot be shown: the reason says why
  kQuarantined,  // kept aside with a reason, at the site or at the centre
  kDifferent,    // archived with other bytes: must never be
  kLost,         // nobody knows of it: must never be
};
const char* to_string(Fate fate);

struct OwnFile {
  std::filesystem::path path;
  std::string name;  // relative to the folder given
  bool by_c_store = false;
  std::string sha256;                      // of the file
  std::string data_set_sha256;             // of what C-STORE carries; equal to sha256 for a file without meta group
  std::vector<std::string> record_sha256;  // of the WFDB records, as the agent sends them, that it is part of
  std::string sop_instance_uid;
  std::string refusal;  // what the agent answered instead of taking it by C-STORE
  Fate fate = Fate::kLost;
  std::string reason;   // of quarantine or unreadability
  std::string content;  // "CT 512×512", "12 leads, 10.0 s"
  std::string study_instance_uid;
};

class OwnFiles {
 public:
  OwnFiles(testkit::County& county, testkit::SiteHost& site, Timeline& timeline, const base::Clock& clock)
      : county_(county), site_(site), timeline_(timeline), clock_(clock) {}

  // Every regular file below the folder, in order of name.
  void collect(const std::filesystem::path& folder);
  std::size_t size() const { return files_.size(); }
  // DICOM objects by C-STORE; everything that cannot go that way through the drop folder.
  void send();
  // Returns when the fate of each is known, or time is up.
  void settle(std::chrono::minutes limit);
  // Compares what the archive holds with what was sent, and opens it.
  void compare();
  // A line for each file and the sums. True when every file is identical, unreadable with a reason, or in quarantine
  // with one.
  bool print() const;

 private:
  void send_by_c_store(const std::vector<OwnFile*>& files);
  void drop(OwnFile& file, std::set<std::string>& names);
  void find_records();
  void judge(OwnFile& file, testkit::DatabaseWatch& agent, testkit::DatabaseWatch& router);
  void judge_archived(OwnFile& file, const std::filesystem::path& object);

  testkit::County& county_;
  testkit::SiteHost& site_;
  Timeline& timeline_;
  const base::Clock& clock_;
  std::vector<OwnFile> files_;
};

}  // namespace rdc::demo
