// What a reader has typed or drawn, on this station's disk until the centre has it: sealed for this person alone.
//   <stem>.draft                 sealed with the person's key, bound to its name; mode 0600
//   <stem>.draft.unreadable-<n>  could not be opened or understood: kept, never removed by the program
//   <stem>.json                  of versions that did not seal
//   <stem>.json.kept             the same, sealed with the station's key until its author opens that study again
#pragma once

#include <QByteArray>
#include <filesystem>

#include "reading_station/session/call_runner.h"

namespace rdc::station {

// Any thread, one at a time for a stem. Blocking.
class DraftFile {
 public:
  // stem: folder and name without an ending. keys: of the session; without them nothing can be kept or found.
  DraftFile(std::filesystem::path stem, DiskKeys keys) : stem_(std::move(stem)), keys_(std::move(keys)) {}

  // Replaces it as a whole, making its folder (0700) if missing. True once the bytes are on the disk; false: the old
  // content, if any, stands.
  bool keep(const QByteArray& bytes) const;
  struct Found {
    QByteArray bytes;                 // empty: there is none that can be read
    std::filesystem::path set_aside;  // there is one that cannot be read, kept there; empty: there is not
  };
  // What an earlier version left is sealed on the way.
  Found find(qint64 limit) const;
  // For what could be opened but makes no sense: moves it out of the way, and says where it is.
  std::filesystem::path set_aside() const;
  // True: there was one, and it is gone.
  bool remove() const;

 private:
  std::filesystem::path with(const char* ending) const { return stem_.string() + ending; }
  std::string name() const { return stem_.filename().string(); }
  Found open(const std::filesystem::path& file, const identity::SealKey& key, qint64 limit) const;
  Found take_over(qint64 limit) const;

  const std::filesystem::path stem_;
  const DiskKeys keys_;
};

// Seals what earlier versions left in the clear, whoever wrote it: only its author's session has the author's key, so
// with the station's. Once there is a session; the files it cannot seal stay as they are.
void seal_plain_drafts(const std::filesystem::path& folder, const identity::SealKeyPtr& station_key);

}  // namespace rdc::station
