// Keeps what a reader typed on this station's disk until the centre has it: a cut link, an expired login or a power cut
// costs no word.
//   <directory>/<digest of person and study>.json   mode 0600; gone once the centre has that text
#pragma once

#include <filesystem>
#include <functional>
#include <optional>

#include <QDateTime>

#include "reading_station/report/report_text.h"
#include "reading_station/session/call_runner.h"

namespace rdc::station {

struct KeptDraft {
  ReportText text;
  QString base_revision_id;  // the newest revision when it was typed, or ""
  QDateTime typed_at;

  bool operator==(const KeptDraft&) const = default;
};

// GUI thread only; the disk is touched elsewhere, in the order of the calls. Borrows the runner.
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
  // nullopt: there is none, or it cannot be read.
  void find(const Owner& owner, std::function<void(std::optional<KeptDraft>)> done);

 private:
  std::filesystem::path path_of(const Owner& owner) const;

  CallRunner& runner_;
  const std::filesystem::path directory_;
};

}  // namespace rdc::station
