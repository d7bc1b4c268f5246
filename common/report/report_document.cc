#include "common/report/report_document.h"

#include <google/protobuf/util/json_util.h>
#include <google/protobuf/util/message_differencer.h>

#include <algorithm>
#include <cmath>

#include "common/base/digest.h"
#include "common/base/ids.h"

namespace rdc::report {
namespace {

tl::unexpected<Error> bad(const char* field, const char* rule) {
  return fail(ErrorCode::kInvalid, "BAD_DOCUMENT", "the report's {} {}", field, rule);
}

bool is_digest(const std::string& text) { return base::Sha256::from_hex(text).has_value(); }

// Well-formed UTF-8 (Unicode table 3-7): no overlong forms, no surrogates. protobuf 3.21 only warns.
bool is_utf8(std::string_view text) {
  for (std::size_t i = 0; i < text.size();) {
    const auto lead = static_cast<unsigned char>(text[i]);
    const std::size_t more = lead < 0x80 ? 0 : lead >= 0xc2 && lead < 0xe0 ? 1 : lead >= 0xe0 && lead < 0xf0 ? 2 : 3;
    if ((lead >= 0x80 && lead < 0xc2) || lead > 0xf4 || text.size() - i <= more) return false;
    for (std::size_t k = 1; k <= more; ++k)
      if ((static_cast<unsigned char>(text[i + k]) & 0xc0) != 0x80) return false;
    const auto second = more > 0 ? static_cast<unsigned char>(text[i + 1]) : 0;
    if ((lead == 0xe0 && second < 0xa0) || (lead == 0xed && second > 0x9f) || (lead == 0xf0 && second < 0x90) ||
        (lead == 0xf4 && second > 0x8f))
      return false;
    i += more + 1;
  }
  return true;
}

bool is_text(const std::string& text) {
  std::size_t characters = 0;
  for (const char c : text)
    if ((static_cast<unsigned char>(c) & 0xc0) != 0x80) ++characters;
  return characters <= kTextLimit;
}

Result<void> check_identity(const v1::ReportDocument& document) {
  if (!base::is_uuid(document.report_id())) return bad("report_id", "is not a UUID");
  if (!base::is_uuid(document.revision_id())) return bad("revision_id", "is not a UUID");
  if (document.study_id().empty() || document.study_id().size() > 64) return bad("study_id", "is missing");
  if (document.study_instance_uid().empty() || document.study_instance_uid().size() > 64)
    return bad("study_instance_uid", "is missing");
  if (document.previous_revision_id().empty() != document.previous_sha256().empty())
    return bad("previous revision", "needs both its identifier and its digest");
  if (!document.previous_revision_id().empty() && !base::is_uuid(document.previous_revision_id()))
    return bad("previous_revision_id", "is not a UUID");
  if (!document.previous_sha256().empty() && !is_digest(document.previous_sha256()))
    return bad("previous_sha256", "is not a SHA-256 digest");
  return {};
}

Result<void> check_content(const v1::ReportDocument& document) {
  if (!is_text(document.history())) return bad("history", "is too long");
  if (!is_text(document.findings())) return bad("findings", "are too long");
  if (!is_text(document.impression())) return bad("impression", "is too long");
  if (!is_text(document.amendment_reason())) return bad("amendment_reason", "is too long");
  for (const auto& image : document.read()) {
    if (!is_digest(image.sha256())) return bad("list of images read", "has an entry without a SHA-256 digest");
    if (image.sop_instance_uid().size() > 64) return bad("list of images read", "has an identifier over 64 characters");
  }
  return {};
}

Result<void> check_key_image(const v1::ReportDocument& document, const v1::KeyImage& image) {
  constexpr const char* kField = "list of key images";
  const auto& read = document.read();
  const bool is_read = std::any_of(read.begin(), read.end(), [&image](const v1::ImageRead& one) {
    return one.sop_instance_uid() == image.sop_instance_uid();
  });
  if (image.sop_instance_uid().empty() || !is_read) return bad(kField, "has an image that is not among those read");
  if (image.frame() == 0) return bad(kField, "has a frame 0: frames count from 1");
  if (image.has_window_center() != image.has_window_width()) return bad(kField, "has half a window");
  for (const double number :
       {image.window_center(), image.window_width(), image.left(), image.top(), image.width(), image.height()})
    if (!std::isfinite(number)) return bad(kField, "has a number that is none");
  if (image.has_window_width() && image.window_width() <= 0) return bad(kField, "has a window without a width");
  if (image.rotation() >= 360 || image.rotation() % 90 != 0)
    return bad(kField, "has a rotation that is no right angle");
  if (image.width() < 0 || image.height() < 0 || (image.width() > 0) != (image.height() > 0))
    return bad(kField, "has a part without an area");
  if (image.presentation_state_uid().size() > 64) return bad(kField, "has an identifier over 64 characters");
  return {};
}

Result<void> check_key_images(const v1::ReportDocument& document) {
  if (document.key_images_size() > kMostKeyImages) return bad("list of key images", "is too long");
  for (const auto& image : document.key_images())
    if (auto checked = check_key_image(document, image); !checked) return checked;
  return {};
}

Result<void> check_signed(const v1::ReportDocument& document) {
  if (document.author().user_id().empty()) return bad("author", "is missing");
  if (document.signer().user_id().empty()) return bad("signer", "is missing");
  if (!document.has_signed_at()) return bad("signed_at", "is missing");
  if (!is_digest(document.pdf_sha256())) return bad("pdf_sha256", "is not a SHA-256 digest");
  if (document.read().empty()) return bad("list of images read", "is empty");
  const bool needs_reason =
      document.status() == v1::REPORT_STATUS_AMENDED || document.status() == v1::REPORT_STATUS_CANCELLED;
  if (needs_reason && document.amendment_reason().empty()) return bad("amendment_reason", "is missing");
  if (needs_reason && document.previous_revision_id().empty())
    return bad("previous revision", "is missing: only what was reported can be amended or cancelled");
  return {};
}

}  // namespace

Result<void> check_document(const v1::ReportDocument& document) {
  if (document.format() != kFormat)
    return fail(ErrorCode::kInvalid, "UNKNOWN_FORMAT", "this report is in a format this program does not know");
  if (document.status() == v1::REPORT_STATUS_UNSPECIFIED || !v1::ReportStatus_IsValid(document.status()))
    return bad("status", "is missing");
  if (auto checked = check_identity(document); !checked) return checked;
  if (auto checked = check_content(document); !checked) return checked;
  if (auto checked = check_key_images(document); !checked) return checked;
  if (document.status() != v1::REPORT_STATUS_DRAFT) return check_signed(document);
  return {};
}

Result<std::string> to_signed_bytes(const v1::ReportDocument& document) {
  v1::ReportDocument complete = document;
  complete.set_format(kFormat);
  if (auto checked = check_document(complete); !checked) return fail(checked);
  google::protobuf::util::JsonPrintOptions options;
  options.always_print_primitive_fields = true;  // a record says "positive": false, it does not leave it out
  std::string bytes;
  v1::ReportDocument again;
  // Read back before it is signed: protobuf 3.21 drops what is not UTF-8 with no more than a warning.
  if (!google::protobuf::util::MessageToJsonString(complete, &bytes, options).ok() ||
      !google::protobuf::util::JsonStringToMessage(bytes, &again).ok() ||
      !google::protobuf::util::MessageDifferencer::Equals(complete, again))
    return fail(ErrorCode::kInvalid, "BAD_DOCUMENT", "the report cannot be written as JSON: is a text not UTF-8?");
  if (bytes.size() > kDocumentLimit)
    return fail(ErrorCode::kTooLarge, "DOCUMENT_TOO_LARGE", "a report has at most {} bytes", kDocumentLimit);
  return bytes;
}

Result<v1::ReportDocument> parse(std::string_view bytes) {
  if (bytes.size() > kDocumentLimit)
    return fail(ErrorCode::kTooLarge, "DOCUMENT_TOO_LARGE", "a report has at most {} bytes", kDocumentLimit);
  v1::ReportDocument document;
  if (!is_utf8(bytes) ||
      !google::protobuf::util::JsonStringToMessage(google::protobuf::StringPiece(bytes.data(), bytes.size()), &document)
           .ok())
    return fail(ErrorCode::kInvalid, "BAD_DOCUMENT", "this is not a report document");
  if (auto checked = check_document(document); !checked) return fail(checked);
  return document;
}

}  // namespace rdc::report
