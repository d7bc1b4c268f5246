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
#include "reading_station/report/draft_keeper.h"
#include "reading_station/report/key_image_source.h"
#include "reading_station/report/report_checks.h"
#include "reading_station/report/report_template.h"
#include "reading_station/report/report_text.h"
#include "reading_station/session/report_client.h"
#include "reading_station/session/router_connection.h"

namespace rdc::station {

// The words of a stored document. Its amendment's reason is not among them: the next one gives its own.
ReportText report_text_of(const v1::ReportDocument& document);

// GUI thread only; rendering, signing and sending happen elsewhere. Borrows what it is given.
class ReportDesk final : public QObject {
  Q_OBJECT
 public:
  // What is under way; nothing else can be saved or signed meanwhile.
  enum class Work { kNone, kSavingDraft, kSigning, kSending, kReturning };
  Q_ENUM(Work)

  // drafts: folder for text that has not reached the centre.
  ReportDesk(RouterConnection& connection, std::filesystem::path drafts, const base::Clock& clock,
             base::IdGenerator& ids, QObject* parent = nullptr);

  // Loads the study's report, if any; answers with loaded() or load_failed(). `policy`: as the worklist says, for a
  // study that has no report yet.
  void open(const v1::GetStudyReply& study, v1::SignOffPolicy policy = v1::SIGN_OFF_POLICY_SINGLE);
  void close();
  // An ECG's tracing is printed with the report.
  void set_recording(std::shared_ptr<const ecg::Recording> recording) { recording_ = std::move(recording); }
  // Above the printed tracing: its measurements.
  void set_tracing_note(const QString& note) { tracing_note_ = note; }
  // Draws the pictures of the report; borrowed, must outlive this. nullptr: a report with pictures cannot be signed.
  void set_key_images(KeyImageSource* source) { key_images_ = source; }
  // Codes of the machine's statements that the reader stands for; written into every later revision.
  void set_coded_findings(std::vector<std::string> codes) { coded_findings_ = std::move(codes); }

  // The study's report is known: before that nobody may write over it.
  bool is_open() const { return study_.has_value() && is_loaded_; }
  // Findings and diagnosis of an electrocardiogram are called so.
  bool is_ecg() const;
  // The accession number, else the report's own: names files for people.
  QString document_number() const;
  // As the device sent it with the study, or "".
  QString requested_history() const;
  // What templates are chosen by.
  ExamKind exam() const;
  // What the text is looked over for before it is signed so.
  CheckQuestion question(const ReportText& text, v1::ReportStatus status) const;
  // The site has been told of a critical value of this study (CheckQuestion).
  void set_critical_notified(bool notified) { critical_notified_ = notified; }
  // Checks that asked, and the reader signs all the same: kept in the next signed document.
  void set_overridden_checks(QStringList ids) { overridden_checks_ = std::move(ids); }
  const std::vector<v1::Revision>& revisions() const { return revisions_; }
  v1::SignOffPolicy policy() const { return policy_; }
  // What reviewers gave back, with their comments, in order.
  const std::vector<v1::ReportReturn>& returns() const { return returns_; }
  // The return that no signature has answered yet; nullptr when there is none. Valid until the chain changes.
  const v1::ReportReturn* open_return() const;
  // Why the two-person rule keeps this person from signing so, if it does: an amendment of their own is signed by
  // somebody else, who opens their draft of it.
  std::optional<Error> refusal_of(v1::ReportStatus status) const;
  // The last return was this person's: what its author has made of it is theirs to look at first.
  bool returned_by_me() const;
  // A preliminary report that somebody else wrote: this person may give it back.
  bool can_return() const;
  // What the text being written is compared with for its differences: the revision that was returned last, else the
  // preliminary one; "" when there is neither.
  QString compared_revision() const;
  // Of the newest signed revision; UNSPECIFIED when there is none.
  v1::ReportStatus signed_status() const;
  // What this person may sign next, the usual one first. Empty: nothing.
  std::vector<v1::ReportStatus> next_statuses() const;
  // The text to start from: this person's own that had not reached the centre, else the newest revision's, else
  // nothing but the history that the device sent.
  const ReportText& text() const { return text_; }
  // When text() had not reached the centre: since when.
  std::optional<QDateTime> restored_from() const { return restored_from_; }
  // Own text that had not reached the centre either, but the report has been changed by somebody since.
  const std::optional<KeptDraft>& left_over() const { return left_over_; }

  // Keeps the text on this station only. kept_changed() says so when the disk does not take it, and when it does again.
  void keep(const ReportText& text);
  // Whether the text of the last keep() is on this station's disk.
  bool is_kept() const { return is_kept_; }
  // Keeps it, and sends it. Answers with draft_saved() or draft_failed(), unless busy() or not logged in.
  void save_draft(const ReportText& text);
  void preview(const ReportText& text);
  // Renders, signs with the PIN and submits, with what the signature decides of a case. Answers with report_signed() or
  // sign_failed().
  void sign(const ReportText& text, v1::ReportStatus status, const QString& pin,
            const std::optional<v1::DecideRequest>& decision = {});
  // Gives the preliminary report back to its author. Answers with report_returned() or return_failed().
  void return_to_author(const QString& comments);
  void read_revision(const QString& revision_id);
  Work work() const { return work_; }
  bool busy() const { return work_ != Work::kNone; }
  // Local time of the last draft saved, "HH:mm:ss".
  QString saved_at() const;

 Q_SIGNALS:
  void loaded();
  void load_failed(const rdc::Error& error);
  void draft_saved();
  void draft_failed(const rdc::Error& error);
  void kept_changed();
  // Of a study that has been closed since: its last words are nowhere but in the draft at the centre, if they reached
  // it.
  void closed_text_not_kept();
  // There was own text on this station that cannot be read. Nothing was deleted: it is in this file.
  void kept_set_aside(const QString& file);
  void preview_ready(const QList<QImage>& pages);
  void work_changed();
  // Somebody else's revisions became known; text() is as it was.
  void chain_changed();
  void report_signed(const QString& study_id, const QString& revision_id);
  void sign_failed(const rdc::Error& error);
  // The study is no longer this person's: its claim is over.
  void report_returned(const QString& study_id);
  void return_failed(const rdc::Error& error);
  void revision_read(const QString& revision_id, const rdc::station::ReportText& text);

 private:
  QString newest_signed_id() const;
  // Who wrote the amendment that waits as a draft, where somebody else has to sign it.
  const v1::Revision* amendment_of_another() const;
  v1::Signer author_for(v1::ReportStatus status) const;
  v1::ReportDocument document_for(const ReportText& text, v1::ReportStatus status) const;
  void take(const v1::GetReportReply& reply);
  void take_chain(const v1::GetReportReply& reply);
  void take_kept(const std::optional<KeptDraft>& kept);
  // Learns what others did to the report meanwhile, then goes on.
  void resync(std::function<void()> then);
  enum class Retry { kOnce, kNever };
  void send_draft(const ReportText& text, Retry retry);
  ui::ReportInput input_of(const v1::ReportDocument& document, const std::vector<ui::ReportPicture>& pictures) const;
  void render_and_sign(v1::ReportDocument document, const std::vector<ui::ReportPicture>& pictures, const QString& pin,
                       const std::optional<v1::DecideRequest>& decision);
  void submit(SignedRevision revision, const QString& revision_id, int attempt);
  void set_work(Work work);
  void fail_signing(const Error& error);
  DraftKeeper::Owner owner() const;

  RouterConnection& connection_;
  const base::Clock& clock_;
  base::IdGenerator& ids_;
  ReportClient client_;
  std::optional<v1::GetStudyReply> study_;
  std::shared_ptr<const ecg::Recording> recording_;
  std::vector<std::string> coded_findings_;
  QString tracing_note_;
  KeyImageSource* key_images_ = nullptr;
  QStringList overridden_checks_;
  std::string report_id_;
  v1::SignOffPolicy policy_ = v1::SIGN_OFF_POLICY_SINGLE;
  std::vector<v1::Revision> revisions_;
  std::vector<v1::ReportReturn> returns_;
  v1::ReturnToAuthorRequest last_return_;  // sent again with its identifier while nothing of it changes
  v1::Signer author_;                      // of the newest signed revision
  DraftKeeper drafts_;
  QString user_id_;  // who opened it; still known when the login has ended
  ReportText text_;
  std::optional<QDateTime> restored_from_;
  std::optional<KeptDraft> left_over_;
  bool is_loaded_ = false;
  bool critical_notified_ = false;
  bool is_kept_ = true;
  Work work_ = Work::kNone;
  base::Timestamp saved_at_;
  quint64 generation_ = 0;  // of the open study; late answers are dropped
};

}  // namespace rdc::station
