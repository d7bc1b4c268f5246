// The document that is signed, as bytes. Written once by the station (proto3 JSON mapping, UTF-8, one line), opaque
// from then on: everyone verifies, stores and forwards exactly those bytes.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "common/base/result.h"
#include "rdc/v1/report.pb.h"

namespace rdc::report {

inline constexpr std::size_t kDocumentLimit = 512 * 1024;  // bytes
inline constexpr std::size_t kTextLimit = 16'384;          // characters of history, findings, impression each
inline constexpr int kMostKeyImages = 8;                   // pictures in one PDF
inline constexpr const char* kFormat = "rdc.report/1";

// Fills `format`. kInvalid when the document breaks a rule of its own (see check_document).
Result<std::string> to_signed_bytes(const v1::ReportDocument& document);

// Bounded against any input. kTooLarge/DOCUMENT_TOO_LARGE; kInvalid/BAD_DOCUMENT: not JSON, unknown fields, or rules
// broken; kInvalid/UNKNOWN_FORMAT.
Result<v1::ReportDocument> parse(std::string_view bytes);

// The rules of one document by itself: identifiers are UUIDs, digests are digests, texts within limits, a status; for a
// signed one (not DRAFT) also signer, author, signed_at, PDF digest, at least one image read, an amendment reason
// where one is required. previous_revision_id and previous_sha256: both or neither. kInvalid/BAD_DOCUMENT names the
// field.
Result<void> check_document(const v1::ReportDocument& document);

}  // namespace rdc::report
