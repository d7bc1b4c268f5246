// A folder that devices and people put files into. Whole files go into the spool and then leave the folder.
//
// A file is whole when nobody has it open for writing or locked, it has not changed for `settle`, and its content is
// complete. One that was moved in under its name is not waited for: whoever writes elsewhere and renames says that it
// is done. What is still not complete after `patience` goes to quarantine with the reason. Left alone always: names
// that begin with "." or end with .part .tmp .filepart .crdownload or "~", and what is no regular file.
//
// A WFDB record is one ECG in several files: it is taken when its header and every file that this names are whole, as
// one item. A part that stays alone for `patience` goes to quarantine: INCOMPLETE_RECORD or NO_HEADER.
#pragma once

#include <filesystem>
#include <map>
#include <memory>
#include <string>
#include <thread>

#include "acquisition_agent/receive/file_intake.h"

namespace rdc::agent {

struct DropFolderOptions {
  std::string name;  // source of its items is "drop:NAME"
  std::filesystem::path path;
  std::string charset_override;
  v1::Urgency urgency = v1::URGENCY_UNSPECIFIED;
  std::chrono::milliseconds settle{2'000};
  std::chrono::milliseconds patience{60'000};
};

// Watches the folder and its subfolders (inotify; and a look every 30 s for folders on servers, which send no events).
// Borrows intake and clock. The destructor stops after the file in hand.
class DropFolder {
 public:
  // kNotFound: no such folder. kDenied: files in it cannot be removed.
  static Result<std::unique_ptr<DropFolder>> start(DropFolderOptions options, FileIntake& intake,
                                                   const base::Clock& clock);
  ~DropFolder();

 private:
  struct Candidate {
    std::uintmax_t size = 0;
    std::filesystem::file_time_type modified{};
    base::MonotonicTime changed;  // when we last saw a change
    base::MonotonicTime settled;  // when it has not changed for long enough
    base::MonotonicTime look_again;
  };
  DropFolder(DropFolderOptions options, FileIntake& intake, const base::Clock& clock, int notify, int wake);
  void run();
  void watch(const std::filesystem::path& directory);
  bool read_events();
  void scan();
  enum class Arrival { kWritten, kMovedIn };
  void consider(const std::filesystem::path& file, Arrival arrival);
  void take_whole_files();
  // The files that go with this one, itself first; nullopt: not yet, some of them is missing, written or not settled.
  std::optional<std::vector<std::filesystem::path>> gather(const std::filesystem::path& file, Candidate& candidate);
  // They are in the spool. False when one could not be removed.
  bool remove(const std::vector<std::filesystem::path>& files);
  // When to look again; nullopt: done with it.
  std::optional<base::MonotonicTime> try_file(const std::filesystem::path& file, Candidate& candidate);
  int wait_milliseconds() const;

  const DropFolderOptions options_;
  FileIntake& intake_;
  const base::Clock& clock_;
  const int notify_;
  const int wake_;
  std::atomic<bool> stopping_ = false;
  std::map<int, std::filesystem::path> watched_;
  std::map<std::filesystem::path, Candidate> candidates_;
  std::jthread thread_;  // last
};

}  // namespace rdc::agent
