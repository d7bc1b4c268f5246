#include "reading_station/report/signed_report.h"

#include <QSaveFile>

#include "common/base/digest.h"
#include "common/identity/cms_signature.h"
#include "common/report/report_document.h"
#include "reading_station/session/qt_text.h"

namespace rdc::station {
namespace {

namespace fs = std::filesystem;

std::string_view view(const QByteArray& bytes) { return {bytes.constData(), static_cast<std::size_t>(bytes.size())}; }

Error refusal(const char* reason) { return {ErrorCode::kCorrupt, reason, ""}; }

// Everything that ties what the centre's list says of the revision to what a person signed.
Result<SignatureCheck> verified(const v1::Revision& revision, const std::string& document, const std::string& signature,
                                const std::string& centre_pem) {
  const auto signer = identity::cms_verify(document, signature, centre_pem);
  if (!signer) return fail(signer);
  const auto content = report::parse(document);
  if (!content) return fail(content);
  const bool same = content->revision_id() == revision.revision_id() && content->report_id() == revision.report_id() &&
                    content->status() == revision.status() && content->signer().user_id() == signer->user_id;
  if (!same) return tl::unexpected<Error>(refusal("SIGNATURE_MISMATCH"));
  SignatureCheck check;
  check.state = SignatureCheck::State::kVerified;
  check.signer = from(signer->display_name);
  check.signed_at = QDateTime::fromMSecsSinceEpoch(base::to_micros(signer->signed_at) / 1000);
  check.pdf_sha256 = content->pdf_sha256();
  return check;
}

void empty(const fs::path& folder) {
  std::error_code ignored;
  fs::remove_all(folder, ignored);
}

}  // namespace

SignedReport::SignedReport(CallRunner& runner, std::string centre_pem, fs::path folder, QObject* parent)
    : QObject(parent),
      runner_(runner),
      client_(runner),
      centre_pem_(std::move(centre_pem)),
      folder_(std::move(folder)) {
  empty(folder_);
}

SignedReport::~SignedReport() { empty(folder_); }

std::optional<SignatureCheck> SignedReport::result(const QString& revision_id) const {
  const auto found = checks_.find(revision_id);
  return found == checks_.end() ? std::nullopt : std::optional(found->second);
}

void SignedReport::check(const v1::Revision& revision) {
  const QString id = from(revision.revision_id());
  const auto known = result(id);
  if (known && known->state != SignatureCheck::State::kUnreachable) return;
  checks_[id] = {};
  client_.read_file(
      id, v1::ReadRevisionFileRequest::DOCUMENT, [this, id, revision](const Result<QByteArray>& document) {
        if (!document) return refuse(id, document.error());
        client_.read_file(id, v1::ReadRevisionFileRequest::SIGNATURE,
                          [this, id, revision, document = *document](const Result<QByteArray>& signature) {
                            if (!signature) return refuse(id, signature.error());
                            verify(revision, document.toStdString(), signature->toStdString());
                          });
      });
}

void SignedReport::verify(const v1::Revision& revision, const std::string& document, const std::string& signature) {
  runner_.background(
      [revision, document, signature, pem = centre_pem_] { return verified(revision, document, signature, pem); },
      [this, id = from(revision.revision_id())](const Result<SignatureCheck>& check) {
        if (!check) return refuse(id, check.error());
        settle(id, *check);
      });
}

void SignedReport::refuse(const QString& revision_id, const Error& why) {
  SignatureCheck check;
  // Only what contradicts itself is refused; a cut link or an ended session says nothing of the signature.
  check.state = why.code == ErrorCode::kCorrupt || why.code == ErrorCode::kInvalid
                    ? SignatureCheck::State::kRefused
                    : SignatureCheck::State::kUnreachable;
  check.why = why;
  settle(revision_id, std::move(check));
}

void SignedReport::settle(const QString& revision_id, SignatureCheck check) {
  checks_[revision_id] = std::move(check);
  Q_EMIT checked(revision_id);
}

void SignedReport::fetch_pdf(const v1::Revision& revision) {
  std::error_code ignored;
  fs::create_directories(folder_, ignored);
  fs::permissions(folder_, fs::perms::owner_all, ignored);
  save_pdf(revision, from((folder_ / (revision.revision_id() + ".pdf")).string()));
}

void SignedReport::save_pdf(const v1::Revision& revision, const QString& file) {
  const QString id = from(revision.revision_id());
  const auto check = result(id);
  if (!check || check->state != SignatureCheck::State::kVerified)
    return Q_EMIT pdf_failed(id, refusal("SIGNATURE_MISMATCH"));
  client_.read_file(id, v1::ReadRevisionFileRequest::PDF,
                    [this, id, file, wanted = check->pdf_sha256](const Result<QByteArray>& pdf) {
                      if (!pdf) return Q_EMIT pdf_failed(id, pdf.error());
                      runner_.background(
                          [pdf = *pdf, file, wanted]() -> Result<void> {
                            if (base::sha256(view(pdf)).hex() != wanted)
                              return tl::unexpected<Error>(refusal("PDF_NOT_SIGNED"));
                            QSaveFile out(file);
                            const bool written = out.open(QIODevice::WriteOnly) &&
                                                 out.setPermissions(QFileDevice::ReadOwner | QFileDevice::WriteOwner) &&
                                                 out.write(pdf) == pdf.size() && out.commit();
                            if (!written)
                              return fail(ErrorCode::kNoSpace, "PDF_NOT_WRITTEN", "the file cannot be written");
                            return {};
                          },
                          [this, id, file](const Result<void>& done) {
                            if (!done) return Q_EMIT pdf_failed(id, done.error());
                            Q_EMIT pdf_ready(id, file);
                          });
                    });
}

}  // namespace rdc::station
