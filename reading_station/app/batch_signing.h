// Signing normal ECGs together: only those that the centre's rule permits, each shown in full before it is counted.
// No widget in it.
#pragma once

#include <filesystem>
#include <vector>

#include <QObject>

#include "reading_station/ecg_view/ecg_analysis.h"
#include "reading_station/report/report_desk.h"
#include "reading_station/session/claim_keeper.h"
#include "reading_station/session/ecg_client.h"
#include "reading_station/session/object_cache.h"
#include "reading_station/session/study_client.h"

namespace rdc::station {

// GUI thread only. Borrows what it is given.
class BatchSigning final : public QObject {
  Q_OBJECT
 public:
  enum class State { kWaiting, kShown, kSeen, kSkipped, kSigning, kSigned, kFailed };
  struct Entry {
    v1::WorklistItem item;
    v1::EcgSummary summary;
    State state = State::kWaiting;
    AnalysedEcg ecg;               // once shown
    std::optional<Error> problem;  // why it was skipped or not signed
  };

  BatchSigning(RouterConnection& connection, const std::filesystem::path& data, const base::Clock& clock,
               base::IdGenerator& ids, QObject* parent = nullptr);

  // Of these items the unread ECGs that may be signed so; answers with ready() or failed().
  void begin(const std::vector<v1::WorklistItem>& items);
  void stop();
  const std::vector<Entry>& entries() const { return entries_; }
  // The one the reader looks at; -1: all have been looked at.
  int current() const { return current_; }
  int seen() const;

  // The tracing of the current one is painted: only from now on may it be counted.
  void shown();
  // "Normal, I sign it": refused (false) before it has been shown.
  bool count();
  void skip();
  // Signs what was seen, one after another: its own report, its own signature each. Answers with finished().
  void sign(const QString& pin, const QString& language);

 Q_SIGNALS:
  void ready();
  void failed(const rdc::Error& error);
  // The current entry's tracing has arrived, or cannot be shown and was skipped.
  void tracing_ready();
  void moved();
  void progress();
  // PIN wrong: nothing more was signed, the rest can be signed again.
  void pin_refused();
  void finished();
  // As ReportDesk says it.
  void kept_set_aside(const QString& file);

 private:
  void take(const v1::ListEcgSummariesReply& reply, const std::vector<v1::WorklistItem>& items);
  void load_current();
  void give_up(const Error& error);
  void next();
  void sign_next();
  void sign_failed(const Error& error);
  Entry& at(int index) { return entries_[static_cast<std::size_t>(index)]; }

  RouterConnection& connection_;
  EcgClient ecgs_;
  StudyClient studies_;
  ClaimKeeper claims_;
  ObjectCache objects_;
  ReportDesk desk_;
  std::vector<Entry> entries_;
  int current_ = -1;
  int signing_ = -1;
  QString pin_, language_;
  QString wanted_digest_, charset_;
  quint64 generation_ = 0;
};

}  // namespace rdc::station
