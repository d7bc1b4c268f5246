// The report of the open study: its chain of revisions, drafts, signing. No widget in it.
#pragma once

#include <memory>
#include <optional>
#include <vector>

#include <QByteArray>
#include <QImage>
#include <QObject>

#include "common/base/clock.h"
#include "common/base/ids.h"
#include "ecg/recording.h"
#include "rdc/v1/report.pb.h"
#include "rdc/v1/study.pb.h"
#include "reading_station/session/report_client.h"
#include "reading_station/session/router_connection.h"

namespace rdc::station {

// What the reader writes.
struct ReportText {
  QString history;
  QString findings;
  QString impression;
  bool positive = false;
  QString language = QStringLiteral("zh_CN");  // of the printed report
  QString amendment_reason;

  bool operator==(const ReportText&) const = default;
};

// GUI thread only; rendering, signing and sending happen elsewhere. Borrows what it is given.
class ReportDesk final : public QObject {
  Q_OBJECT
 public:
  ReportDesk(RouterConnection& connection, const base::Clock& clock, base::IdGenerator& ids, QObject* parent = nullptr);

  // Loads the study's report, if any; answers with loaded() or load_failed().
  void open(const v1::GetStudyReply& study);
  void close();
  // An ECG's tracing is printed with the report.
  void set_recording(std::shared_ptr<const ecg::Recording> recording) { recording_ = std::move(recording); }

  bool is_open() const { return study_.has_value(); }
  const std::vector<v1::Revision>& revisions() const { return revisions_; }
  v1::SignOffPolicy policy() const { return policy_; }
  // Of the newest signed revision; UNSPECIFIED when there is none.
  v1::ReportStatus signed_status() const;
  // What this person may sign next, the usual one first. Empty: nothing.
  std::vector<v1::ReportStatus> next_statuses() const;
  // The text to start from: the newest revision's, or the study's history alone.
  const ReportText& text() const { return text_; }

  void save_draft(const ReportText& text);
  void preview(const ReportText& text);
  // Renders, signs with the PIN and submits. Answers with report_signed() or sign_failed().
  void sign(const ReportText& text, v1::ReportStatus status, const QString& pin);
  void read_revision(const QString& revision_id);
  // The PDF of a signed revision, as stored.
  void read_pdf(const QString& revision_id);
  bool busy() const { return busy_; }
  // Local time of the last draft saved, "HH:mm:ss".
  QString saved_at() const;

 Q_SIGNALS:
  void loaded();
  void load_failed(const QString& sentence);
  void draft_saved();
  void draft_failed(const QString& sentence);
  void preview_ready(const QList<QImage>& pages);
  void busy_changed(bool busy, const QString& what);
  void report_signed(const QString& study_id, const QString& revision_id);
  void sign_failed(const QString& sentence);
  void revision_read(const QString& revision_id, const rdc::station::ReportText& text);
  void pdf_read(const QString& revision_id, const QByteArray& pdf);

 private:
  v1::ReportDocument document_for(const ReportText& text, v1::ReportStatus status) const;
  void take(const v1::GetReportReply& reply);
  void render_and_sign(v1::ReportDocument document, const QString& pin);
  void submit(SignedRevision revision, const QString& revision_id, int attempt);
  void set_busy(bool busy, const QString& what = {});
  void fail_signing(const Error& error);

  RouterConnection& connection_;
  const base::Clock& clock_;
  base::IdGenerator& ids_;
  ReportClient client_;
  std::optional<v1::GetStudyReply> study_;
  std::shared_ptr<const ecg::Recording> recording_;
  std::string report_id_;
  v1::SignOffPolicy policy_ = v1::SIGN_OFF_POLICY_SINGLE;
  std::vector<v1::Revision> revisions_;
  v1::Signer author_;  // of the newest signed revision
  ReportText text_;
  bool busy_ = false;
  base::Timestamp saved_at_;
  quint64 generation_ = 0;  // of the open study; late answers are dropped
};

}  // namespace rdc::station
