#include "dicom_router/ingest/item_intake.h"

#include <google/protobuf/util/time_util.h>

#include "common/base/logging.h"
#include "common/dicom/transport_codec.h"
#include "dicom_router/ingest/item_facts.h"
#include "dicom_router/store/ecg_store.h"

namespace rdc::router {
namespace {

using google::protobuf::util::TimeUtil;

// What another attempt with the same bytes cannot mend.
bool is_final(const Error& error) {
  return error.code == ErrorCode::kCorrupt || error.code == ErrorCode::kInvalid || error.code == ErrorCode::kTooLarge;
}

v1::Urgency urgency_of(const v1::Begin& begin, const InstanceFacts& facts) {
  auto urgency = begin.urgency() == v1::URGENCY_UNSPECIFIED ? v1::URGENCY_ROUTINE : begin.urgency();
  if (facts.requested_priority == "STAT") return v1::URGENCY_EMERGENCY;
  if (facts.requested_priority == "HIGH" && urgency == v1::URGENCY_ROUTINE) urgency = v1::URGENCY_URGENT;
  return urgency;
}

}  // namespace

ItemIntake::ItemIntake(Parts parts)
    : parts_(std::move(parts)),
      items_(parts_.clock),
      studies_(parts_.clock, parts_.ids),
      worklist_(parts_.clock, parts_.ids) {}

v1::Outcome ItemIntake::outcome_of(const v1::Begin& begin, v1::Outcome::Result result, const Error& why) const {
  v1::Outcome outcome;
  outcome.set_item_id(begin.item_id());
  outcome.set_result(result);
  if (result == v1::Outcome::REJECTED || result == v1::Outcome::RETRY) {
    outcome.mutable_error()->set_reason(why.reason);
    outcome.mutable_error()->set_message(why.message);
  } else {
    *outcome.mutable_stored_at() = TimeUtil::MicrosecondsToTimestamp(base::to_micros(parts_.clock.now()));
  }
  return outcome;
}

ItemRecord ItemIntake::record_of(const v1::Begin& begin, const Sender& sender) const {
  ItemRecord item;
  item.item_id = begin.item_id();
  item.site_id = sender.site_id;
  item.sha256 = begin.sha256();
  item.size = begin.size();
  item.coding = begin.coding();
  item.coded_size = begin.coded_size();
  item.kind = begin.kind();
  item.urgency = begin.urgency();
  item.source = begin.source();
  item.charset_override = begin.charset_override();
  item.received_at = TimeUtil::TimestampToMicroseconds(begin.received_at());
  item.sent_at = begin.has_sent_at() ? TimeUtil::TimestampToMicroseconds(begin.sent_at()) : 0;
  item.clock_offset = sender.clock_offset;
  item.clock_uncertainty = sender.clock_uncertainty;
  item.stored_at = base::to_micros(parts_.clock.now());
  return item;
}

Result<std::optional<v1::Outcome>> ItemIntake::known(const v1::Begin& begin, const Sender& sender) {
  auto found = parts_.catalog.read<std::pair<std::optional<KnownItem>, bool>>(
      [&](soci::session& session) -> Result<std::pair<std::optional<KnownItem>, bool>> {
        auto item = items_.find_item(session, sender.site_id, begin.item_id());
        if (!item) return fail(item);
        auto held = items_.holds_bytes(session, sender.site_id, begin.sha256());
        if (!held) return fail(held);
        return std::pair(*item, *held);
      });
  if (!found) return fail(found);
  const auto& [item, held] = *found;
  if (item && item->state != "rejected") return std::optional(outcome_of(begin, v1::Outcome::DUPLICATE));
  // A rejected item that begins anew was released by a person: it gets its second chance.
  if (item && begin.resume())
    return std::optional(outcome_of(begin, v1::Outcome::REJECTED, {ErrorCode::kCorrupt, item->reason, item->message}));
  if (item) parts_.staging.forgive(begin.sha256());
  if (!held) return std::optional<v1::Outcome>{};
  auto noted = parts_.catalog.write<void>([&](soci::session& session) -> Result<void> {
    auto record = record_of(begin, sender);
    record.state = "duplicate";
    auto object = items_.add_object(session, begin.sha256(), begin.size());
    if (!object) return fail(object);
    if (auto added = items_.add_item(session, record, *object); !added) return fail(added);
    return parts_.audit(session, {"", sender.machine_name, "item.duplicate", begin.item_id(), "ok", begin.sha256()});
  });
  if (!noted) return fail(noted);
  return std::optional(outcome_of(begin, v1::Outcome::DUPLICATE));
}

void ItemIntake::finish(std::shared_ptr<StagedItem> item, Sender sender, Done done) {
  std::filesystem::path original;
  auto checked = check_bytes(*item, original);
  Result<InstanceFacts> facts = checked ? read(*item, original) : Result<InstanceFacts>(fail(checked));
  if (facts) return store(std::move(item), sender, std::move(*facts), original, std::move(done));
  const auto& why = facts.error();
  spdlog::warn("item {} from {}: {}", item->begin().item_id(), sender.machine_name, why.reason);
  if (is_final(why)) return reject(std::move(item), sender, why, std::move(done));
  const auto outcome = outcome_of(item->begin(), v1::Outcome::RETRY, why);
  item.reset();  // another Begin may have it before the answer leaves
  done(outcome);
}

Result<void> ItemIntake::check_bytes(StagedItem& item, std::filesystem::path& original) {
  const auto& begin = item.begin();
  original = item.part();
  if (auto flushed = item.flush(); !flushed) return flushed;
  const auto received = item.finish_digest().hex();
  const auto& promised = begin.coding() == v1::CODING_IDENTITY ? begin.sha256() : begin.coded_sha256();
  if (!promised.empty() && received != promised) {
    // After a cut the staged bytes may be what a power failure left of them: then start over, nobody is to blame.
    if (!item.resumed())
      return fail(ErrorCode::kCorrupt, "DIGEST_MISMATCH", "the bytes received are not those announced");
    if (auto gone = item.discard(); !gone) return gone;
    return fail(ErrorCode::kUnavailable, "STAGED_BYTES_LOST", "what was kept of the item is damaged: send it again");
  }
  if (begin.coding() == v1::CODING_IDENTITY) return item.sync_whole();
  original = item.whole();
  auto parsing = item.parsing();
  if (!parsing) return fail(parsing);
  if (auto removed = parts_.fs.remove(original); !removed) return removed;
  auto decoded = begin.coding() == v1::CODING_ZSTD ? dicom::decode_zstd(item.part(), original, begin.size(), parts_.fs)
                                                   : dicom::decode_rdc1(item.part(), original, begin.size(), parts_.fs);
  if (!decoded) {
    original = item.part();
    return decoded;
  }
  auto digest = base::sha256_of_file(original);
  if (!digest) return fail(digest);
  if (digest->hex() != begin.sha256())
    return fail(ErrorCode::kCorrupt, "DIGEST_MISMATCH", "the rebuilt original is not the one announced");
  return {};
}

Result<InstanceFacts> ItemIntake::read(StagedItem& item, const std::filesystem::path& original) {
  const auto parsing = item.parsing();
  if (!parsing) return fail(parsing);
  return read_facts(original, item.begin());
}

void ItemIntake::store(std::shared_ptr<StagedItem> item, const Sender& sender, InstanceFacts facts,
                       const std::filesystem::path& original, Done done) {
  const auto& begin = item->begin();
  const bool recoverable = item->in_stock() && original == item->part();
  auto put = recoverable ? parts_.objects.put_recoverable(original, begin.sha256())
                         : parts_.objects.put_staged(original, begin.sha256());
  if (!put) {
    const auto outcome = outcome_of(begin, v1::Outcome::RETRY, put.error());
    item.reset();
    return done(outcome);
  }
  auto is_new = std::make_shared<bool>(true);
  parts_.catalog.database().write_async(
      [this, item, sender, facts = std::move(facts), is_new](soci::session& session) -> Result<void> {
        auto added = index(session, item->begin(), sender, facts);
        if (!added) return fail(added);
        *is_new = *added;
        return {};
      },
      [this, item, is_new, done = std::move(done)](Result<void> committed) mutable {
        v1::Outcome outcome;
        if (committed) {
          outcome = outcome_of(item->begin(), *is_new ? v1::Outcome::STORED : v1::Outcome::DUPLICATE);
          if (auto gone = item->discard(); !gone) spdlog::warn("a staged file remains: {}", gone.error().message);
        } else {
          // The bytes are in the object store under their digest: the next attempt finds its name taken and is quick.
          outcome = outcome_of(item->begin(), v1::Outcome::RETRY, committed.error());
        }
        item.reset();
        done(std::move(outcome));
      });
}

Result<bool> ItemIntake::index(soci::session& session, const v1::Begin& begin, const Sender& sender,
                               const InstanceFacts& facts) {
  auto object_key = items_.add_object(session, begin.sha256(), begin.size());
  if (!object_key) return fail(object_key);
  auto record = record_of(begin, sender);
  record.state = "stored";
  auto item_key = items_.add_item(session, record, *object_key);
  if (!item_key) return fail(item_key);
  auto added = studies_.add_instance(session, sender.site_id, facts, *object_key, *item_key);
  if (!added) return fail(added);
  auto study = studies_.find_by_key(session, added->study_key);
  if (!study) return fail(study);
  RoutingQuestion question;
  question.modalities.assign(study->summary.modalities().begin(), study->summary.modalities().end());
  question.body_part = study->body_part;
  question.site_id = sender.site_id;
  question.source = begin.source();
  question.urgency = urgency_of(begin, facts);
  const auto routing = parts_.routing.route(question);
  if (auto routed = worklist_.study_changed(session, added->study_key, routing); !routed) return fail(routed);
  if (added->new_instance && is_ecg(facts)) {
    EcgStore::add(session, added->instance_key, added->study_key, begin.sha256(), routing.urgency, record.stored_at);
    if (parts_.ecg_stored)
      if (auto told = parts_.ecg_stored(session, added->instance_key); !told) return fail(told);
  }
  const auto* action = added->conflict ? "item.conflict" : "item.store";
  if (auto noted = parts_.audit(session, {"", sender.machine_name, action, begin.item_id(), "ok", added->study_id});
      !noted)
    return fail(noted);
  return added->new_instance;
}

void ItemIntake::reject(std::shared_ptr<StagedItem> item, const Sender& sender, const Error& why, Done done) {
  const auto& begin = item->begin();
  auto kept = item->sync_whole();
  if (kept) kept = parts_.quarantine.keep(begin, sender.site_id, item->part(), why);
  if (!kept) {
    const auto outcome = outcome_of(begin, v1::Outcome::RETRY, kept.error());
    item.reset();
    return done(outcome);
  }
  parts_.catalog.database().write_async(
      [this, item, sender, why](soci::session& session) -> Result<void> {
        const auto& rejected = item->begin();
        auto record = record_of(rejected, sender);
        record.state = "rejected";
        record.reason = why.reason;
        record.message = why.message;
        if (auto added = items_.add_item(session, record, std::nullopt); !added) return fail(added);
        v1::Letter letter;
        letter.set_letter_id(parts_.ids.next());
        *letter.mutable_written_at() = TimeUtil::MicrosecondsToTimestamp(record.stored_at);
        letter.mutable_rejection()->set_item_id(rejected.item_id());
        letter.mutable_rejection()->set_sha256(rejected.sha256());
        letter.mutable_rejection()->mutable_error()->set_reason(why.reason);
        letter.mutable_rejection()->mutable_error()->set_message(why.message);
        if (auto sent = parts_.letters(session, sender.site_id, letter); !sent) return sent;
        return parts_.audit(session, {"", sender.machine_name, "item.reject", rejected.item_id(), why.reason, ""});
      },
      [this, item, why, done = std::move(done)](Result<void> committed) mutable {
        const auto outcome = committed ? outcome_of(item->begin(), v1::Outcome::REJECTED, why)
                                       : outcome_of(item->begin(), v1::Outcome::RETRY, committed.error());
        if (auto gone = item->discard(); !gone) spdlog::warn("a staged file remains: {}", gone.error().message);
        item.reset();
        done(outcome);
      });
}

}  // namespace rdc::router
