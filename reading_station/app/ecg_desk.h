// Behind the ECG page of an open study: the centre's analysis, the reader's earlier and present corrections, and the
// patient's earlier ECG. No widget in it.
#pragma once

#include <filesystem>
#include <memory>

#include <QObject>
#include <QTimer>

#include "common/base/ids.h"
#include "rdc/v1/study.pb.h"
#include "reading_station/session/ecg_client.h"
#include "reading_station/session/object_cache.h"
#include "reading_station/session/study_client.h"

namespace rdc::station {

class EcgPage;

// GUI thread only. Borrows what it is given. Without the centre the page's own analysis stays, and corrections are kept
// until they can be sent.
class EcgDesk final : public QObject {
  Q_OBJECT
 public:
  // cache: folder for the earlier ECG's bytes.
  EcgDesk(CallRunner& runner, EcgPage& page, base::IdGenerator& ids, const std::filesystem::path& cache,
          QObject* parent = nullptr);
  ~EcgDesk() override;

  void open(const QString& study_id);
  // The newest ECG among them is fetched and drawn over.
  void set_priors(const v1::ListPriorsReply& priors);
  // The sheet shows itself, with its tracing painted or not yet.
  bool eventFilter(QObject* watched, QEvent* event) override;
  // Only who holds the claim saves corrections.
  void set_writable(bool writable) { writable_ = writable; }
  void close();
  // Everything the reader did is at the centre.
  bool is_saved() const;

 Q_SIGNALS:
  void central_analysis_shown();
  void overread_saved();
  void prior_shown();

 private:
  // The tracing is on the screen: the centre and the clinic hear it once.
  void note_opened();
  void ask_analysis();
  void ask_overreads();
  void take_overreads(const v1::GetOverreadsReply& reply);
  void overread_changed();
  void save();
  void fetch_prior(const v1::GetStudyReply& study);
  void prior_arrived(const QString& digest, const StoredObjectPtr& object);

  CallRunner& runner_;
  EcgPage& page_;
  base::IdGenerator& ids_;
  EcgClient client_;
  StudyClient studies_;
  ObjectCache prior_objects_;
  QString study_id_;
  QString digest_;  // of the tracing shown
  QString opened_;  // likewise, once the centre was told
  std::string newest_overread_;
  std::string saved_;  // as it was sent last, serialized
  bool writable_ = false;
  bool saving_ = false;
  int asked_ = 0;
  QTimer ask_again_;
  QTimer tell_again_;
  QTimer save_soon_;
  QString prior_digest_, prior_charset_, prior_label_;
  quint64 generation_ = 0;
};

}  // namespace rdc::station
