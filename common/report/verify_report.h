// Is this the report that this person signed? Answered from files and the centre's certificate alone, so that router,
// agent and `dicom-router report verify` give the same answer.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "common/base/digest.h"
#include "common/base/result.h"
#include "common/identity/cms_signature.h"
#include "rdc/v1/report.pb.h"

namespace rdc::report {

struct VerifiedReport {
  v1::ReportDocument document;
  identity::SignatureInfo signature;
};

// Errors by reason (code kCorrupt unless stated):
//   DOCUMENT_TOO_LARGE (kTooLarge), BAD_DOCUMENT, UNKNOWN_FORMAT (kInvalid)   from parse()
//   NOT_SIGNED (kInvalid)    a draft
//   BAD_SIGNATURE_FORM, SIGNATURE_MISMATCH, SIGNER_NOT_TRUSTED               from cms_verify()
//   SIGNER_MISMATCH          the certificate's person is not document.signer
//   PDF_MISMATCH             the PDF is not the one the document names
//   BROKEN_LINK              see verify_link
Result<VerifiedReport> verify_report(std::string_view document_bytes, std::string_view signature_der,
                                     const base::Sha256& pdf_sha256, std::string_view centre_ca_pem);

// Whether the error says that the report is not what was signed, rather than that it could not be looked at.
bool is_finding(const Error& error);

// The revision before, as its exact bytes; nullopt says there is none. kCorrupt/BROKEN_LINK when the document names
// another revision, another digest or another report.
Result<void> verify_link(const v1::ReportDocument& document, std::optional<std::string_view> previous_document_bytes);

}  // namespace rdc::report
