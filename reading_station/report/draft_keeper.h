// Keeps what a reader typed on this station's disk until the centre has it: a cut link, an expired login or a power cut
// costs no word.
//   <directory>/<digest of person and study>.draft   sealed for this person (draft_file.h); gone once the centre has it
#pragma once

#include <filesystem>
#include <functional>
#include <optional>

#include <QDateTime>

#include "reading_station/report/report_text.h"
#include "reading_station/session/draft_file.h"

namespace rdc::station {

struct KeptDraft {
  ReportText text;
  QString base_revision_id;  // the newest revision when it was typed, or ""
  QDateTime typed_at;

  bool operator==(const KeptDraft&) const = default;
};

// GUI thread only; the disk is touched elsewhere, in the order of the calls, with the keys of the runner's session at
// that moment. Borrows the runner.
class DraftKeeper {
 public:
  DraftKeeper(CallRunner& runner, std::filesystem::path directory)
      : runner_(runner), directory_(std::move(directory)) {}

  struct Owner {
    QString user_id;
    QString study_id;
  };
  // done: whether it is on the disk. When it is not, what was kept before is still there.
  void keep(const Owner& owner, const KeptDraft& draft, std::function<void(bool kept)> done);
  // Only if it is still this text: what was typed since stays.
  void forget(const Owner& owner, const ReportText& text);
  // Whatever it is.
  void forget(const Owner& owner);
  struct Found {
    std::optional<KeptDraft> draft;
    QString set_aside;  // there is one that cannot be read: the file it is kept in, else ""
  };
  void find(const Owner& owner, std::function<void(const Found&)> done);

 private:
  DraftFile file_of(const Owner& owner) const;

  CallRunner& runner_;
  const std::filesystem::path directory_;
};

}  // namespace rdc::station
