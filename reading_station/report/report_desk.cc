#include "reading_station/report/report_desk.h"

#include <algorithm>

#include <QDateTime>
#include <QRegularExpression>

#include "common/base/digest.h"
#include "common/report/report_document.h"
#include "common/ui/report_page.h"
#include "reading_station/report/printed_images.h"
#include "reading_station/report/report_status.h"
#include "reading_station/session/qt_text.h"

namespace rdc::station {
namespace {

constexpr double kPreviewDpi = 110.0;

}  // namespace

ReportDesk::ReportDesk(RouterConnection& connection, std::filesystem::path drafts, const base::Clock& clock,
                       base::IdGenerator& ids, QObject* parent)
    : QObject(parent),
      connection_(connection),
      clock_(clock),
      ids_(ids),
      client_(connection.calls()),
      drafts_(connection.calls(), std::move(drafts)) {}

DraftKeeper::Owner ReportDesk::owner() const { return {user_id_, from(study_->study().study_id())}; }

void ReportDesk::open(const v1::GetStudyReply& study, v1::SignOffPolicy policy) {
  close();
  policy_ = policy;
  if (!connection_.logged_in()) return;
  study_ = study;
  user_id_ = from(connection_.self().user_id());
  client_.get_report(from(study.study().study_id()),
                     [this, mine = generation_](const Result<v1::GetReportReply>& reply) {
                       if (mine != generation_) return;
                       if (!reply && reply.error().code != ErrorCode::kNotFound)
                         return Q_EMIT load_failed(reply.error());
                       take(reply ? *reply : v1::GetReportReply());
                       drafts_.find(owner(), [this, mine](const DraftKeeper::Found& found) {
                         if (!found.set_aside.isEmpty()) Q_EMIT kept_set_aside(found.set_aside);
                         if (mine != generation_) return;
                         take_kept(found.draft);
                         is_loaded_ = true;
                         Q_EMIT loaded();
                       });
                     });
}

void ReportDesk::close() {
  ++generation_;
  study_.reset();
  recording_.reset();
  coded_findings_.clear();
  tracing_note_.clear();
  overridden_checks_.clear();
  report_id_.clear();
  revisions_.clear();
  returns_.clear();
  last_return_.Clear();
  author_.Clear();
  user_id_.clear();
  text_ = {};
  restored_from_.reset();
  left_over_.reset();
  is_loaded_ = false;
  is_kept_ = true;
  policy_ = v1::SIGN_OFF_POLICY_SINGLE;
  set_work(Work::kNone);
}

void ReportDesk::take_chain(const v1::GetReportReply& reply) {
  if (!reply.report_id().empty()) report_id_ = reply.report_id();
  if (reply.policy() != v1::SIGN_OFF_POLICY_UNSPECIFIED) policy_ = reply.policy();
  revisions_.assign(reply.revisions().begin(), reply.revisions().end());
  returns_.assign(reply.returns().begin(), reply.returns().end());
  for (const auto& revision : revisions_) {
    if (!is_signed(revision.status())) continue;
    author_.set_user_id(revision.author_user_id());
    author_.set_display_name(revision.author_name());
  }
}

void ReportDesk::take(const v1::GetReportReply& reply) {
  report_id_ = ids_.next();
  take_chain(reply);
  text_ = {};
  // Only where nobody has written yet: what a reader made of it, also by deleting it, stands.
  if (revisions_.empty()) text_.history = requested_history();
  if (reply.newest_document().empty()) return;
  if (const auto document = report::parse(reply.newest_document())) {
    text_ = report_text_of(*document);
    coded_findings_.assign(document->coded_findings().begin(), document->coded_findings().end());
  }
}

void ReportDesk::take_kept(const std::optional<KeptDraft>& kept) {
  if (!kept || kept->text == text_) return;
  const QString newest = revisions_.empty() ? QString() : from(revisions_.back().revision_id());
  // A draft of one's own that is newer than the base is the same text on its way: its answer was lost with the link.
  const bool own_draft = !revisions_.empty() && !is_signed(revisions_.back().status()) &&
                         from(revisions_.back().author_user_id()) == user_id_;
  if (kept->base_revision_id != newest && !own_draft) {
    left_over_ = kept;
    return;
  }
  text_ = kept->text;
  restored_from_ = kept->typed_at;
}

void ReportDesk::resync(std::function<void()> then) {
  client_.get_report(from(study_->study().study_id()),
                     [this, mine = generation_, then = std::move(then)](const Result<v1::GetReportReply>& reply) {
                       if (mine != generation_) return;
                       if (reply) {
                         take_chain(*reply);
                         Q_EMIT chain_changed();
                       }
                       then();
                     });
}

bool ReportDesk::is_ecg() const {
  if (!study_) return false;
  const auto& modalities = study_->study().modalities();
  return std::find(modalities.begin(), modalities.end(), "ECG") != modalities.end();
}

QString ReportDesk::document_number() const {
  const std::string accession = study_ ? study_->study().accession_number() : std::string();
  QString name = from(accession.empty() ? report_id_ : accession);
  return name.replace(QRegularExpression(QStringLiteral("[^A-Za-z0-9._-]")), QStringLiteral("_"));
}

QString ReportDesk::requested_history() const {
  return study_ ? from(study_->clinical_history()).trimmed().left(kTextLimit) : QString();
}

v1::ReportStatus ReportDesk::signed_status() const {
  v1::ReportStatus status = v1::REPORT_STATUS_UNSPECIFIED;
  for (const auto& revision : revisions_) {
    if (is_signed(revision.status())) status = revision.status();
  }
  return status;
}

std::vector<v1::ReportStatus> ReportDesk::next_statuses() const {
  if (!study_ || !connection_.logged_in()) return {};
  const bool two_people = policy_ == v1::SIGN_OFF_POLICY_AUTHOR_AND_REVIEWER;
  const bool mine = author_.user_id().empty() || author_.user_id() == connection_.self().user_id();
  switch (signed_status()) {
    case v1::REPORT_STATUS_UNSPECIFIED:
      if (two_people) return {v1::REPORT_STATUS_PRELIMINARY};
      return {v1::REPORT_STATUS_FINAL, v1::REPORT_STATUS_PRELIMINARY};
    case v1::REPORT_STATUS_PRELIMINARY:
      if (two_people && mine) return {v1::REPORT_STATUS_PRELIMINARY, v1::REPORT_STATUS_CANCELLED};
      return {v1::REPORT_STATUS_FINAL, v1::REPORT_STATUS_CANCELLED};
    case v1::REPORT_STATUS_FINAL:
    case v1::REPORT_STATUS_AMENDED:
      return {v1::REPORT_STATUS_AMENDED, v1::REPORT_STATUS_CANCELLED};
    default:
      return {};
  }
}

v1::ReportDocument ReportDesk::document_for(const ReportText& text, v1::ReportStatus status) const {
  const auto& summary = study_->study();
  v1::ReportDocument document;
  document.set_format(report::kFormat);
  document.set_report_id(report_id_);
  document.set_revision_id(ids_.next());
  if (!revisions_.empty()) {
    document.set_previous_revision_id(revisions_.back().revision_id());
    document.set_previous_sha256(revisions_.back().document().sha256());
  }
  document.set_status(status);
  document.set_institution(connection_.self().centre_name());
  document.set_study_instance_uid(summary.study_instance_uid());
  document.set_study_id(summary.study_id());
  document.set_site_id(summary.site_id());
  document.set_site_name(summary.site_name());
  *document.mutable_patient() = summary.patient();
  document.set_accession_number(summary.accession_number());
  *document.mutable_modalities() = summary.modalities();
  document.set_study_description(summary.description());
  *document.mutable_study_time() = summary.study_time();
  document.set_language(text.language.toStdString());
  document.set_history(text.history.toStdString());
  document.set_findings(text.findings.toStdString());
  document.set_impression(text.impression.toStdString());
  document.set_positive(text.positive);
  for (const auto& code : coded_findings_) document.add_coded_findings(code);
  document.set_template_id(text.template_id.toStdString());
  for (const auto& code : text.codes) document.add_exam_codes(code.toStdString());
  put_images(text.images, document);
  if (status == v1::REPORT_STATUS_AMENDED || status == v1::REPORT_STATUS_CANCELLED) {
    document.set_amendment_reason(text.amendment_reason.trimmed().toStdString());
  }
  for (const auto& series : study_->series()) {
    for (const auto& instance : series.instances()) {
      auto* read = document.add_read();
      read->set_sop_instance_uid(instance.sop_instance_uid());
      read->set_sha256(instance.object().sha256());
    }
  }
  *document.mutable_author() = author_for(status);
  if (status == v1::REPORT_STATUS_DRAFT) return document;
  document.mutable_signer()->set_user_id(connection_.self().user_id());
  document.mutable_signer()->set_display_name(connection_.self().display_name());
  for (const auto& id : overridden_checks_) document.add_overridden_checks(id.toStdString());
  document.mutable_signed_at()->set_seconds(base::to_micros(clock_.now()) / 1'000'000);
  return document;
}

void ReportDesk::keep(const ReportText& text) {
  if (!is_open()) return;
  const KeptDraft draft{text, revisions_.empty() ? QString() : from(revisions_.back().revision_id()),
                        QDateTime::fromMSecsSinceEpoch(base::to_micros(clock_.now()) / 1000)};
  drafts_.keep(owner(), draft, [this, mine = generation_](bool kept) {
    if (mine != generation_ && !kept) return Q_EMIT closed_text_not_kept();
    if (mine == generation_ && std::exchange(is_kept_, kept) != kept) Q_EMIT kept_changed();
  });
}

void ReportDesk::save_draft(const ReportText& text) {
  keep(text);
  if (!is_open() || !connection_.logged_in() || busy()) return;
  send_draft(text, Retry::kOnce);
}

void ReportDesk::send_draft(const ReportText& text, Retry retry) {
  const auto document = document_for(text, v1::REPORT_STATUS_DRAFT);
  const auto bytes = report::to_signed_bytes(document);
  if (!bytes) return Q_EMIT draft_failed(bytes.error());
  v1::SaveDraftRequest request;
  request.set_study_id(document.study_id());
  request.set_report_id(document.report_id());
  request.set_revision_id(document.revision_id());
  request.set_previous_revision_id(document.previous_revision_id());
  request.set_document(*bytes);
  set_work(Work::kSavingDraft);
  client_.save_draft(std::move(request),
                     [this, mine = generation_, text, retry, owner = owner()](const Result<v1::Revision>& revision) {
                       if (revision) drafts_.forget(owner, text);  // also when the study has been closed meanwhile
                       if (mine != generation_) return;
                       if (!revision && revision.error().reason == "STALE_REVISION" && retry == Retry::kOnce) {
                         return resync([this, text, error = revision.error()] {
                           const bool own = !revisions_.empty() && !is_signed(revisions_.back().status()) &&
                                            from(revisions_.back().author_user_id()) == user_id_;
                           if (own && connection_.logged_in()) return send_draft(text, Retry::kNever);
                           set_work(Work::kNone);
                           Q_EMIT draft_failed(error);
                         });
                       }
                       set_work(Work::kNone);
                       if (!revision) return Q_EMIT draft_failed(revision.error());
                       revisions_.push_back(*revision);
                       restored_from_.reset();
                       saved_at_ = clock_.now();
                       Q_EMIT draft_saved();
                     });
}

void ReportDesk::preview(const ReportText& text) {
  if (!study_ || !connection_.logged_in()) return;
  const auto document = document_for(text, v1::REPORT_STATUS_DRAFT);
  draw_all(key_images_, text.images, [this, document, mine = generation_](const auto& pictures) {
    if (mine != generation_) return;
    connection_.calls().background(
        [input = input_of(document, pictures)] { return ui::preview_report(input, kPreviewDpi); },
        [this, mine](const std::vector<QImage>& pages) {
          if (mine == generation_) Q_EMIT preview_ready({pages.begin(), pages.end()});
        });
  });
}

void ReportDesk::read_revision(const QString& revision_id) {
  client_.read_file(revision_id, v1::ReadRevisionFileRequest::DOCUMENT,
                    [this, revision_id, mine = generation_](const Result<QByteArray>& bytes) {
                      if (mine != generation_) return;
                      if (!bytes) return Q_EMIT load_failed(bytes.error());
                      const auto document =
                          report::parse(std::string_view(bytes->constData(), static_cast<std::size_t>(bytes->size())));
                      if (!document) return Q_EMIT load_failed(document.error());
                      ReportText text = report_text_of(*document);
                      text.amendment_reason = from(document->amendment_reason());
                      Q_EMIT revision_read(revision_id, text);
                    });
}

void ReportDesk::set_work(Work work) {
  if (work_ == work) return;
  work_ = work;
  Q_EMIT work_changed();
}

QString ReportDesk::saved_at() const {
  return QDateTime::fromMSecsSinceEpoch(base::to_micros(saved_at_) / 1000).toString(QStringLiteral("HH:mm:ss"));
}

}  // namespace rdc::station
