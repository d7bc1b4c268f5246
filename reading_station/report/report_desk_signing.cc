// What a report is looked over for, and its way from the text to the stored signature.
#include <algorithm>

#include <QTimer>

#include "common/base/digest.h"
#include "common/report/report_document.h"
#include "common/ui/report_page.h"
#include "reading_station/report/printed_images.h"
#include "reading_station/report/report_desk.h"
#include "reading_station/session/qt_text.h"

namespace rdc::station {
namespace {

constexpr int kSubmitAttempts = 6;
constexpr int kSubmitRetryMs = 2000;

}  // namespace

ReportText report_text_of(const v1::ReportDocument& document) {
  QStringList codes;
  for (const auto& code : document.exam_codes()) codes << from(code);
  return {from(document.history()),
          from(document.findings()),
          from(document.impression()),
          document.positive(),
          document.language().empty() ? QStringLiteral("zh_CN") : from(document.language()),
          {},
          from(document.template_id()),
          codes,
          images_of(document)};
}

ExamKind ReportDesk::exam() const {
  ExamKind made;
  if (!study_) return made;
  for (const auto& modality : study_->study().modalities()) made.modalities << from(modality);
  made.description = from(study_->study().description());
  for (const auto& series : study_->series()) {
    made.body_parts << from(series.body_part());
    made.description += QLatin1Char('\n') + from(series.description());
  }
  return made;
}

CheckQuestion ReportDesk::question(const ReportText& text, v1::ReportStatus status) const {
  CheckQuestion asked;
  asked.text = text;
  asked.is_ecg = is_ecg();
  asked.critical_notified = critical_notified_;
  asked.is_cancellation = status == v1::REPORT_STATUS_CANCELLED;
  if (!study_) return asked;
  asked.sex = from(study_->study().patient().sex());
  const ExamKind kind = exam();
  asked.ordered = kind.body_parts.join(QLatin1Char('\n')) + QLatin1Char('\n') + kind.description;
  return asked;
}

void ReportDesk::sign(const ReportText& text, v1::ReportStatus status, const QString& pin,
                      const std::optional<v1::DecideRequest>& decision) {
  if (!is_open() || !connection_.logged_in()) return;
  const auto refuse = [this](const char* reason) { Q_EMIT sign_failed({ErrorCode::kConflict, reason, ""}); };
  if (busy()) return refuse("STILL_SAVING");
  const bool needs_reason = status == v1::REPORT_STATUS_AMENDED || status == v1::REPORT_STATUS_CANCELLED;
  if (needs_reason && text.amendment_reason.trimmed().isEmpty()) return refuse("NO_AMENDMENT_REASON");
  if (text.impression.trimmed().isEmpty()) return refuse("NO_IMPRESSION");
  if (!connection_.has_signing_key()) return refuse("NO_SIGNING_KEY");
  keep(text);
  set_work(Work::kSigning);
  const auto document = document_for(text, status);
  overridden_checks_.clear();  // of this signature alone
  draw_all(key_images_, text.images, [this, mine = generation_, document, pin, decision](const auto& pictures) {
    if (mine != generation_) return;
    // A signed report has no hole where the reader put a picture.
    if (std::any_of(pictures.begin(), pictures.end(), [](const auto& one) { return one.picture.isNull(); }))
      return fail_signing({ErrorCode::kUnavailable, "KEY_IMAGE_NOT_LOADED", ""});
    render_and_sign(document, pictures, pin, decision);
  });
}

ui::ReportInput ReportDesk::input_of(const v1::ReportDocument& document,
                                     const std::vector<ui::ReportPicture>& pictures) const {
  ui::ReportInput input;
  input.document = document;
  input.ordinal = static_cast<std::uint32_t>(revisions_.size() + 1);
  input.recording = recording_;
  input.tracing_note = tracing_note_;
  input.pictures = pictures;
  return input;
}

void ReportDesk::render_and_sign(v1::ReportDocument document, const std::vector<ui::ReportPicture>& pictures,
                                 const QString& pin, const std::optional<v1::DecideRequest>& decision) {
  connection_.calls().background(
      [input = input_of(document, pictures)] { return ui::render_report(input); },
      [this, mine = generation_, document, pin, decision](const Result<QByteArray>& pdf) mutable {
        if (mine != generation_) return;
        if (!pdf) return fail_signing(pdf.error());
        document.set_pdf_sha256(
            base::sha256(std::string_view(pdf->constData(), static_cast<std::size_t>(pdf->size()))).hex());
        const auto bytes = report::to_signed_bytes(document);
        if (!bytes) return fail_signing(bytes.error());
        SignedRevision revision{document.study_id(), *bytes, {}, *pdf, decision};
        connection_.sign(
            *bytes, pin,
            [this, mine, revision, id = from(document.revision_id())](const Result<std::string>& signature) mutable {
              if (mine != generation_) return;
              if (!signature) return fail_signing(signature.error());
              revision.signature = *signature;
              submit(std::move(revision), id, 1);
            });
      });
}

void ReportDesk::submit(SignedRevision revision, const QString& revision_id, int attempt) {
  set_work(Work::kSending);
  client_.submit(
      revision, [](qint64, qint64) {},
      [this, mine = generation_, revision, revision_id, attempt](const Result<v1::Revision>& stored) {
        if (mine != generation_) return;
        if (!stored && stored.error().code == ErrorCode::kUnavailable && attempt < kSubmitAttempts) {
          // The same bytes again: the router takes a revision once, however often it is sent.
          QTimer::singleShot(kSubmitRetryMs, this, [this, mine, revision, revision_id, attempt] {
            if (mine == generation_) submit(revision, revision_id, attempt + 1);
          });
          return;
        }
        if (!stored) return fail_signing(stored.error());
        revisions_.push_back(*stored);
        author_.set_user_id(stored->author_user_id());
        author_.set_display_name(stored->author_name());
        if (const auto document = report::parse(revision.document)) text_ = report_text_of(*document);
        drafts_.forget(owner());
        restored_from_.reset();
        left_over_.reset();
        set_work(Work::kNone);
        Q_EMIT report_signed(from(revision.study_id), revision_id);
      });
}

void ReportDesk::fail_signing(const Error& error) {
  const auto tell = [this, error] {
    set_work(Work::kNone);
    Q_EMIT sign_failed(error);
  };
  // The report may have been signed by this very attempt, its answer lost with the link: show what the centre holds.
  if (error.reason == "STALE_REVISION") return resync(tell);
  tell();
}

}  // namespace rdc::station
