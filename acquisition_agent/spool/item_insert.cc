// New rows, the one statement of ItemStore that a waiting device feels.
#include <chrono>

#include "acquisition_agent/spool/item_store.h"
#include "common/base/logging.h"
#include "common/storage/connection.h"

namespace rdc::agent {
namespace {

using base::to_micros;
using storage::fetch_one;
using storage::prepared;

struct FindContent {
  std::string sha256, item_id;
  soci::statement query;
  explicit FindContent(soci::session& session)
      : query((session.prepare << "SELECT item_id FROM item WHERE sha256 = :key AND state <> 'missing'",
               soci::into(item_id), soci::use(sha256))) {}
};

struct CountUid {
  std::string uid;
  long long count = 0;
  soci::statement query;
  explicit CountUid(soci::session& session)
      : query((session.prepare << "SELECT COUNT(*) FROM (SELECT 1 FROM item WHERE sop_instance_uid = :key AND state <> "
                                  "'missing' LIMIT 1) AS seen",
               soci::into(count), soci::use(uid))) {}
};

struct InsertItem {
  std::string id, sha256, source, charset, sop_class, sop_instance, state, reason, message;
  long long size = 0, kind = 0, urgency = 0, conflict = 0, received = 0, spooled = 0, whole = 0, ecg = 0;
  soci::statement insert;
  explicit InsertItem(soci::session& session)
      : insert((session.prepare
                    << "INSERT INTO item (item_id, sha256, size, kind, urgency, source, charset_override, "
                       "sop_class_uid, sop_instance_uid, state, uid_conflict, received_at, spooled_at, sending_at, "
                       "stored_at, bytes_sent, coding, bytes_kept, ledger_pending, reason, message, whole, ecg) VALUES "
                       "(:id, :sha, :size, :kind, :urgency, :source, :charset, :class, :uid, :state, :conflict, "
                       ":received, :spooled, 0, 0, 0, 0, 1, 1, :reason, :message, :whole, :ecg)",
                soci::use(id), soci::use(sha256), soci::use(size), soci::use(kind), soci::use(urgency),
                soci::use(source), soci::use(charset), soci::use(sop_class), soci::use(sop_instance), soci::use(state),
                soci::use(conflict), soci::use(received), soci::use(spooled), soci::use(reason), soci::use(message),
                soci::use(whole), soci::use(ecg))) {}

  void run(const Item& item, bool uid_conflict, bool is_whole) {
    id = item.item_id;
    sha256 = item.sha256;
    size = static_cast<long long>(item.size);
    kind = item.kind;
    urgency = item.urgency;
    source = item.source;
    charset = item.charset_override;
    sop_class = item.sop_class_uid;
    sop_instance = item.sop_instance_uid;
    state = to_string(item.state);
    conflict = uid_conflict ? 1 : 0;
    received = to_micros(item.received_at);
    spooled = to_micros(item.spooled_at);
    reason = item.reason;
    message = item.message;
    whole = is_whole ? 1 : 0;
    ecg = item.ecg ? 1 : 0;
    storage::run(insert);
  }
};

Result<ItemStore::Inserted> insert_into(soci::session& session, const Item& item, bool whole) {
  ItemStore::Inserted outcome;
  auto& content = prepared<FindContent>(session);
  content.sha256 = item.sha256;
  if (fetch_one(content.query)) {
    outcome.duplicate_of = content.item_id;
    return outcome;
  }
  if (!item.sop_instance_uid.empty()) {
    auto& same = prepared<CountUid>(session);
    same.uid = item.sop_instance_uid;
    outcome.uid_conflict = fetch_one(same.query) && same.count > 0;
    // The flag goes on every one of them, so that whichever is looked at says so.
    if (outcome.uid_conflict)
      session << "UPDATE item SET uid_conflict = 1 WHERE sop_instance_uid = :uid", soci::use(item.sop_instance_uid);
  }
  prepared<InsertItem>(session).run(item, outcome.uid_conflict, whole);
  return outcome;
}

}  // namespace

Result<ItemStore::Inserted> ItemStore::insert(const Item& item) {
  return database_.write<Inserted>([&](soci::session& session) { return insert_into(session, item, true); });
}

std::future<Result<ItemStore::Inserted>> ItemStore::insert_unsettled(const Item& item) {
  struct Call {
    Result<Inserted> outcome;
    std::promise<Result<Inserted>> promise;
  };
  auto call = std::make_shared<Call>();
  auto future = call->promise.get_future();
  database_.write_async(
      [call, item](soci::session& session) -> Result<void> {
        call->outcome = insert_into(session, item, false);
        if (!call->outcome) return fail(call->outcome);
        return {};
      },
      [call](const Result<void>& committed) {
        if (!committed) call->outcome = fail(committed);
        call->promise.set_value(std::move(call->outcome));
      });
  return future;
}

namespace {

storage::Database::Work settling(std::vector<std::string> item_ids) {
  return [item_ids = std::move(item_ids)](soci::session& session) -> Result<void> {
    std::string id;
    soci::statement update = (session.prepare << "UPDATE item SET whole = 1 WHERE item_id = :id", soci::use(id));
    for (const std::string& each : item_ids) {
      id = each;
      update.execute(true);
    }
    return {};
  };
}

}  // namespace

Result<void> ItemStore::mark_whole(std::vector<std::string> item_ids) {
  const auto work = settling(std::move(item_ids));
  auto done = database_.write<bool>([&](soci::session& session) -> Result<bool> {
    if (auto worked = work(session); !worked) return fail(worked);
    return true;
  });
  if (!done) return fail(done);
  return {};
}

void ItemStore::mark_whole_later(std::vector<std::string> item_ids) {
  database_.write_lazily(settling(std::move(item_ids)), [](Result<void> result) {
    // They are looked at again at the next start.
    if (!result) spdlog::warn("durable items not recorded as such: {}", result.error().message);
  });
}

Result<void> ItemStore::withdraw(const std::string& item_id) {
  auto done = database_.write<bool>([&](soci::session& session) -> Result<bool> {
    session << "DELETE FROM item WHERE item_id = :id AND whole = 0", soci::use(item_id);
    return true;
  });
  if (!done) return fail(done);
  return {};
}

}  // namespace rdc::agent
