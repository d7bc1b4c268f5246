#include "common/report/verify_report.h"

#include "common/report/report_document.h"

namespace rdc::report {

Result<VerifiedReport> verify_report(std::string_view document_bytes, std::string_view signature_der,
                                     const base::Sha256& pdf_sha256, std::string_view centre_ca_pem) {
  if (document_bytes.size() > kDocumentLimit)
    return fail(ErrorCode::kTooLarge, "DOCUMENT_TOO_LARGE", "a report has at most {} bytes", kDocumentLimit);
  // The signature first: altered bytes are called altered, whatever they parse as.
  auto signature = identity::cms_verify(document_bytes, signature_der, centre_ca_pem);
  if (!signature) return fail(signature);
  auto document = parse(document_bytes);
  if (!document) return fail(document);
  if (document->status() == v1::REPORT_STATUS_DRAFT)
    return fail(ErrorCode::kInvalid, "NOT_SIGNED", "a draft is not a signed report");
  if (document->signer().user_id() != signature->user_id)
    return fail(ErrorCode::kCorrupt, "SIGNER_MISMATCH", "the report names another signer than the signature does");
  if (document->pdf_sha256() != pdf_sha256.hex())
    return fail(ErrorCode::kCorrupt, "PDF_MISMATCH",
                "the PDF is not the one that was signed: one of its bytes was altered");
  return VerifiedReport{std::move(*document), std::move(*signature)};
}

bool is_finding(const Error& error) {
  return error.code == ErrorCode::kCorrupt || error.reason == "NOT_SIGNED" || error.reason == "BAD_DOCUMENT" ||
         error.reason == "UNKNOWN_FORMAT" || error.reason == "DOCUMENT_TOO_LARGE";
}

Result<void> verify_link(const v1::ReportDocument& document, std::optional<std::string_view> previous_document_bytes) {
  const auto broken = [](const char* why) {
    return fail(ErrorCode::kCorrupt, "BROKEN_LINK", "the report does not follow the revision before it: {}", why);
  };
  if (!previous_document_bytes) {
    if (document.previous_revision_id().empty()) return {};
    return broken("it names one, and there is none");
  }
  if (document.previous_revision_id().empty()) return broken("it names none");
  if (document.previous_sha256() != base::sha256(*previous_document_bytes).hex()) return broken("the digest differs");
  const auto previous = parse(*previous_document_bytes);
  if (!previous) return broken("that one cannot be read");
  if (previous->revision_id() != document.previous_revision_id()) return broken("it names another");
  if (previous->report_id() != document.report_id() || previous->study_id() != document.study_id())
    return broken("that one is of another report");
  return {};
}

}  // namespace rdc::report
