#include "dicom_router/ingest/ingest_service.h"

#include "common/rpc/server_calls.h"
#include "dicom_router/ingest/upload_reactor.h"

namespace rdc::router {
namespace {

constexpr std::size_t kShortText = 64 * 4;  // 64 characters of UTF-8
constexpr int kLedgerEntries = 1000;

tl::unexpected<Error> bad_begin(const std::string& what) { return fail(ErrorCode::kInvalid, "BAD_BEGIN", "{}", what); }

}  // namespace

Result<void> check_begin(const v1::Begin& begin, const IngestService::Limits& limits) {
  if (!base::is_uuid(begin.item_id())) return bad_begin("item_id is no UUID");
  if (auto digest = base::Sha256::from_hex(begin.sha256()); !digest || digest->hex() != begin.sha256())
    return bad_begin("sha256 is no digest in lower case");
  if (!begin.coded_sha256().empty() && !base::Sha256::from_hex(begin.coded_sha256()))
    return bad_begin("coded_sha256 is no digest");
  if (begin.size() == 0 || begin.size() > limits.item_bytes) return bad_begin("size is 0 or beyond the limit");
  if (begin.kind() != v1::ITEM_KIND_DICOM_INSTANCE && begin.kind() != v1::ITEM_KIND_ECG_FILE)
    return bad_begin("kind is unknown");
  if (begin.urgency() < 0 || begin.urgency() > v1::URGENCY_ROUTINE) return bad_begin("urgency is unknown");
  if (begin.coding() < v1::CODING_IDENTITY || begin.coding() > v1::CODING_RDC1) return bad_begin("coding is unknown");
  if (begin.coding() == v1::CODING_IDENTITY && begin.coded_size() != begin.size())
    return bad_begin("coded_size differs from size though nothing is coded");
  if (begin.coded_size() == 0 || begin.coded_size() > begin.size() + begin.size() / 8 + (1 << 20))
    return bad_begin("coded_size makes no sense");
  if (begin.source().size() > kShortText || begin.charset_override().size() > kShortText)
    return bad_begin("source and charset_override have at most 64 characters");
  constexpr std::int64_t kTenYearsMs = 315'360'000'000;
  if (begin.clock().offset_ms() > kTenYearsMs || begin.clock().offset_ms() < -kTenYearsMs)
    return bad_begin("clock offset is beyond ten years");
  return {};
}

grpc::ServerBidiReactor<v1::UploadRequest, v1::UploadReply>* IngestService::Upload(
    grpc::CallbackServerContext* context) {
  auto recheck =
      parts_.callers.recheck_of ? parts_.callers.recheck_of(*context, v1::PERMISSION_SITE_SEND) : rpc::Recheck{};
  return new UploadReactor(parts_, parts_.callers.caller_of(*context), std::move(recheck));
}

grpc::ServerUnaryReactor* IngestService::ReportLedger(grpc::CallbackServerContext* context,
                                                      const v1::ReportLedgerRequest* request,
                                                      v1::ReportLedgerReply* reply) {
  return rpc::serve_unary(parts_.receiving, context, [=, this]() -> Result<void> {
    if (request->entries_size() > kLedgerEntries)
      return fail(ErrorCode::kTooLarge, "TOO_MANY_ENTRIES", "at most {} entries a call", kLedgerEntries);
    for (const auto& entry : request->entries())
      if (!base::is_uuid(entry.item_id()) || !base::Sha256::from_hex(entry.sha256()))
        return fail(ErrorCode::kInvalid, "BAD_ENTRY", "an entry has no item_id or no digest");
    const auto caller = parts_.callers.caller_of(*context);
    ItemStore items(parts_.clock);
    auto missing = parts_.catalog.write<std::vector<std::string>>(
        [&](soci::session& session) { return items.keep_account(session, caller.site_id, *request); });
    if (!missing) return fail(missing);
    for (auto& item_id : *missing) reply->add_missing_item_ids(std::move(item_id));
    return {};
  });
}

}  // namespace rdc::router
