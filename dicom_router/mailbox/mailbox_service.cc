#include "dicom_router/mailbox/mailbox_service.h"

#include <algorithm>
#include <iterator>
#include <memory>
#include <utility>

#include "common/base/digest.h"
#include "common/base/logging.h"
#include "dicom_router/store/archive_life.h"

namespace rdc::router {
namespace {

constexpr int kBatch = 64;
constexpr int kAgainAtOnce = 1000;  // the rest at the next subscription

}  // namespace

grpc::ServerWriteReactor<v1::Delivery>* MailboxService::Subscribe(grpc::CallbackServerContext* context,
                                                                  const v1::SubscribeRequest* request) {
  rpc::FeedOptions<v1::Delivery> options;
  const auto reading = std::make_shared<Reading>();
  reading->site_id = rpc::caller_of(*context).site_id;
  reading->cursor = request->cursor();
  options.next = [this, reading] { return next_deliveries(*reading); };
  // Only the pool makes heartbeats, after a look: the life is known by then.
  options.heartbeat = [reading] {
    v1::Delivery beat;
    beat.set_archive_life(reading->archive_life);
    return beat;
  };
  options.recheck = rpc::recheck_of(*context, v1::PERMISSION_SITE_MAILBOX);
  return rpc::serve_feed(pool_, hub_, std::move(options));
}

Result<std::vector<v1::Delivery>> MailboxService::next_deliveries(Reading& reading) {
  const bool first = !std::exchange(reading.begun, true);
  const auto from = reading.cursor;
  auto deliveries =
      database_.read<std::vector<v1::Delivery>>([&](soci::session& session) -> Result<std::vector<v1::Delivery>> {
        if (first) reading.archive_life = ArchiveLife::current(session);
        std::vector<v1::Letter> letters;
        if (first) {
          auto again = MailboxStore::unacknowledged(session, reading.site_id, from, kAgainAtOnce);
          if (!again) return fail(again);
          letters = std::move(*again);
        }
        auto fresh = MailboxStore::after(session, reading.site_id, from, kBatch);
        if (!fresh) return fail(fresh);
        std::ranges::move(*fresh, std::back_inserter(letters));
        std::vector<v1::Delivery> made;
        for (auto& letter : letters) {
          auto& delivery = made.emplace_back();
          delivery.set_archive_life(reading.archive_life);
          delivery.set_follows(MailboxStore::before(session, reading.site_id, letter.sequence()));
          reading.cursor = std::max(reading.cursor, letter.sequence());
          *delivery.mutable_letter() = std::move(letter);
        }
        return made;
      });
  if (!deliveries) return deliveries;
  if (reading.cursor > from) note_delivery(reading.site_id, reading.cursor);
  if (first && deliveries->empty()) deliveries->emplace_back().set_archive_life(reading.archive_life);
  return deliveries;
}

// For the ledger only: what counts is the acknowledgement, so nobody waits for this.
void MailboxService::note_delivery(const std::string& site_id, std::uint64_t sequence) {
  database_.write_async(
      [this, site_id, sequence](soci::session& session) -> Result<void> {
        letters_.mark_delivered(session, site_id, sequence);
        return {};
      },
      [](Result<void> done) {
        if (!done) spdlog::warn("a delivery could not be noted: {}", done.error().message);
      });
}

grpc::ServerWriteReactor<v1::DataChunk>* MailboxService::ReadAttachment(grpc::CallbackServerContext* context,
                                                                        const v1::ReadAttachmentRequest* request) {
  const auto caller = rpc::caller_of(*context);
  auto open = [this, caller, wanted = *request]() -> Result<std::unique_ptr<rpc::ByteSource>> {
    if (auto digest = base::Sha256::from_hex(wanted.sha256()); !digest) return fail(digest);
    // The audit row is durable before the first byte leaves.
    auto size = database_.write<std::uint64_t>([&](soci::session& session) -> Result<std::uint64_t> {
      auto found = MailboxStore::attachment_size(session, caller.site_id, wanted.letter_id(), wanted.sha256());
      if (!found) return fail(found);
      auto entry = audit_entry(caller, "letter.read", wanted.letter_id(), "ok", wanted.sha256());
      if (auto audited = audit_.append(session, entry); !audited) return fail(audited);
      return found;
    });
    if (!size) return fail(size);
    if (wanted.offset() > *size)
      return fail(ErrorCode::kInvalid, "BAD_OFFSET", "offset {} is beyond the end", wanted.offset());
    return rpc::open_file_source(objects_.path_of(wanted.sha256()).string(), wanted.offset());
  };
  return rpc::stream_bytes(pool_, context, request->offset(), std::move(open),
                           rpc::recheck_of(*context, v1::PERMISSION_SITE_MAILBOX));
}

grpc::ServerUnaryReactor* MailboxService::Acknowledge(grpc::CallbackServerContext* context,
                                                      const v1::AcknowledgeRequest* request, v1::AcknowledgeReply*) {
  return rpc::serve_unary(pool_, context, [=, this]() -> Result<void> {
    const auto caller = rpc::caller_of(*context);
    const auto verdict = request->verdict();
    if (verdict != v1::AcknowledgeRequest::KEPT && verdict != v1::AcknowledgeRequest::FAILED_VERIFICATION)
      return fail(ErrorCode::kInvalid, "BAD_VERDICT", "an acknowledgement says KEPT or FAILED_VERIFICATION");
    const auto detail = request->detail().substr(0, 64);
    return database_.write<void>([&](soci::session& session) -> Result<void> {
      auto changed = letters_.acknowledge(session, caller.site_id, request->letter_id(), verdict, detail);
      if (!changed) return fail(changed);
      if (!*changed) return {};
      if (kept_ && verdict == v1::AcknowledgeRequest::KEPT)
        if (auto told = kept_(session, request->letter_id()); !told) return told;
      const auto outcome = verdict == v1::AcknowledgeRequest::KEPT ? std::string("ok") : "FAILED_VERIFICATION";
      return audit_.append(session, audit_entry(caller, "letter.acknowledge", request->letter_id(), outcome, detail));
    });
  });
}

}  // namespace rdc::router
