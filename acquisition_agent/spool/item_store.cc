#include "acquisition_agent/spool/item_store.h"

#include "common/base/logging.h"

namespace rdc::agent {
namespace {

using base::from_micros;
using base::to_micros;

constexpr const char* kColumns =
    "item_id, sha256, size, kind, urgency, source, charset_override, sop_class_uid, sop_instance_uid, state, "
    "uid_conflict, received_at, spooled_at, sending_at, stored_at, bytes_sent, reason, message, coding, "
    "ledger_pending, ecg";

struct Row {
  std::string item_id, sha256, source, charset, sop_class, sop_instance, state, reason, message;
  long long size = 0, kind = 0, urgency = 0, conflict = 0, received = 0, spooled = 0, sending = 0, stored = 0, sent = 0,
            coding = 0, version = 0, ecg = 0;

  Item item() const {
    Item out;
    out.item_id = item_id;
    out.sha256 = sha256;
    out.size = static_cast<std::uint64_t>(size);
    out.kind = static_cast<v1::ItemKind>(kind);
    out.urgency = static_cast<v1::Urgency>(urgency);
    out.source = source;
    out.charset_override = charset;
    out.sop_class_uid = sop_class;
    out.sop_instance_uid = sop_instance;
    out.ecg = ecg != 0;
    out.state = item_state(state);
    out.uid_conflict = conflict != 0;
    out.received_at = from_micros(received);
    out.spooled_at = from_micros(spooled);
    out.sending_at = from_micros(sending);
    out.stored_at = from_micros(stored);
    out.bytes_sent = static_cast<std::uint64_t>(sent);
    out.coding = static_cast<v1::Coding>(coding);
    out.reason = reason;
    out.message = message;
    return out;
  }
};

// `tail` follows FROM item and may use ":key".
std::vector<LedgerRow> select(soci::session& session, const std::string& tail, const std::string& key = "") {
  Row row;
  soci::statement query(session);
  query.exchange(soci::into(row.item_id));
  query.exchange(soci::into(row.sha256));
  query.exchange(soci::into(row.size));
  query.exchange(soci::into(row.kind));
  query.exchange(soci::into(row.urgency));
  query.exchange(soci::into(row.source));
  query.exchange(soci::into(row.charset));
  query.exchange(soci::into(row.sop_class));
  query.exchange(soci::into(row.sop_instance));
  query.exchange(soci::into(row.state));
  query.exchange(soci::into(row.conflict));
  query.exchange(soci::into(row.received));
  query.exchange(soci::into(row.spooled));
  query.exchange(soci::into(row.sending));
  query.exchange(soci::into(row.stored));
  query.exchange(soci::into(row.sent));
  query.exchange(soci::into(row.reason));
  query.exchange(soci::into(row.message));
  query.exchange(soci::into(row.coding));
  query.exchange(soci::into(row.version));
  query.exchange(soci::into(row.ecg));
  if (tail.find(":key") != std::string::npos) query.exchange(soci::use(key, "key"));
  query.alloc();
  query.prepare(fmt::format("SELECT {} FROM item {}", kColumns, tail));
  query.define_and_bind();
  std::vector<LedgerRow> rows;
  query.execute();
  while (query.fetch()) rows.push_back({row.item(), row.version});
  return rows;
}

std::vector<Item> items_of(std::vector<LedgerRow> rows) {
  std::vector<Item> items;
  items.reserve(rows.size());
  for (LedgerRow& row : rows) items.push_back(std::move(row.item));
  return items;
}

constexpr const char* kArchiveLife = "archive_life";

void write_setting(soci::session& session, const std::string& name, const std::string& value) {
  session << "INSERT INTO setting (name, value) VALUES (:name, :value) "
             "ON CONFLICT (name) DO UPDATE SET value = excluded.value",
      soci::use(name), soci::use(value);
}

void log_failure(const char* what, const std::string& item_id, const Result<void>& result) {
  if (!result) spdlog::warn("item {}: {} not recorded: {}", item_id, what, result.error().message);
}

}  // namespace

Result<Item> ItemStore::find(const std::string& item_id) {
  return database_.read<Item>([&](soci::session& session) -> Result<Item> {
    auto rows = select(session, "WHERE item_id = :key", item_id);
    if (rows.empty()) return fail(ErrorCode::kNotFound, "NO_SUCH_ITEM", "there is no item {} here", item_id);
    return std::move(rows.front().item);
  });
}

std::optional<Item> ItemStore::find_in(soci::session& session, const std::string& item_id) {
  auto found = select(session, "WHERE item_id = :key", item_id);
  if (found.empty()) return std::nullopt;
  return std::move(found.front().item);
}

Result<std::vector<Item>> ItemStore::ecgs_since(base::Timestamp since, int limit) {
  return database_.read<std::vector<Item>>([&](soci::session& session) -> Result<std::vector<Item>> {
    // Ids are in the order of arrival, so the newest come from the key, without a sort.
    return items_of(select(session, fmt::format("WHERE received_at >= {} AND ecg = 1 ORDER BY item_id DESC LIMIT {}",
                                                to_micros(since), limit)));
  });
}

void ItemStore::mark_sending_later(const std::string& item_id, base::Timestamp at, v1::Coding coding) {
  database_.write_lazily(
      [item_id, at, coding](soci::session& session) -> Result<void> {
        const long long time = to_micros(at), number = coding;
        session << "UPDATE item SET state = 'sending', coding = :coding, "
                   "sending_at = CASE WHEN sending_at = 0 THEN :at ELSE sending_at END "
                   "WHERE item_id = :id AND state IN ('spooled', 'sending')",
            soci::use(number), soci::use(time), soci::use(item_id);
        return {};
      },
      [item_id](const Result<void>& result) { log_failure("the start of sending", item_id, result); });
}

void ItemStore::mark_stored_later(const std::string& item_id, base::Timestamp stored_at, std::uint64_t bytes_sent,
                                  std::function<void(Result<void>)> done) {
  database_.write_lazily(
      [item_id, stored_at, bytes_sent](soci::session& session) -> Result<void> {
        const long long time = to_micros(stored_at), sent = static_cast<long long>(bytes_sent);
        session << "UPDATE item SET state = 'stored', stored_at = :at, bytes_sent = bytes_sent + :sent, "
                   "ledger_pending = ledger_pending + 1 WHERE item_id = :id AND state <> 'stored'",
            soci::use(time), soci::use(sent), soci::use(item_id);
        return {};
      },
      std::move(done));
}

void ItemStore::add_bytes_sent_later(const std::string& item_id, std::uint64_t bytes) {
  database_.write_lazily(
      [item_id, bytes](soci::session& session) -> Result<void> {
        const auto sent = static_cast<long long>(bytes);
        session << "UPDATE item SET bytes_sent = bytes_sent + :sent, ledger_pending = ledger_pending + 1 "
                   "WHERE item_id = :id",
            soci::use(sent), soci::use(item_id);
        return {};
      },
      [item_id](const Result<void>& result) { log_failure("bytes sent", item_id, result); });
}

namespace {
Result<void> set_aside(storage::Database& database, const std::string& item_id, const char* state, const Error& why) {
  auto done = database.write<bool>([&](soci::session& session) -> Result<bool> {
    const std::string word = state;
    session << "UPDATE item SET state = :state, reason = :reason, message = :message, "
               "ledger_pending = ledger_pending + 1 WHERE item_id = :id",
        soci::use(word), soci::use(why.reason), soci::use(why.message), soci::use(item_id);
    return true;
  });
  if (!done) return fail(done);
  return {};
}
}  // namespace

Result<void> ItemStore::mark_quarantined(const std::string& item_id, const Error& why) {
  return set_aside(database_, item_id, "quarantined", why);
}

Result<void> ItemStore::mark_missing(const std::string& item_id, const Error& why) {
  return set_aside(database_, item_id, "missing", why);
}

Result<void> ItemStore::mark_spooled(const Item& item) {
  auto done = database_.write<bool>([&](soci::session& session) -> Result<bool> {
    const long long kind = item.kind, ecg = item.ecg ? 1 : 0;
    session << "UPDATE item SET state = 'spooled', kind = :kind, sop_class_uid = :class, sop_instance_uid = :uid, "
               "ecg = :ecg, stored_at = 0, reason = '', message = '', ledger_pending = ledger_pending + 1 "
               "WHERE item_id = :id",
        soci::use(kind), soci::use(item.sop_class_uid), soci::use(item.sop_instance_uid), soci::use(ecg),
        soci::use(item.item_id);
    return true;
  });
  if (!done) return fail(done);
  return {};
}

Result<bool> ItemStore::raise_urgency(const std::string& item_id, v1::Urgency urgency) {
  return database_.write<bool>([&](soci::session& session) -> Result<bool> {
    const long long number = urgency;
    soci::statement update = (session.prepare << "UPDATE item SET urgency = :urgency WHERE item_id = :id AND "
                                                 "urgency > :same AND state IN ('spooled', 'sending')",
                              soci::use(number), soci::use(item_id), soci::use(number));
    update.execute(true);
    return update.get_affected_rows() > 0;
  });
}

Result<void> ItemStore::mark_bytes_deleted(const std::vector<std::string>& item_ids) {
  auto done = database_.write<bool>([&](soci::session& session) -> Result<bool> {
    std::string id;
    soci::statement update = (session.prepare << "UPDATE item SET bytes_kept = 0 WHERE item_id = :id", soci::use(id));
    for (const std::string& each : item_ids) {
      id = each;
      update.execute(true);
    }
    return true;
  });
  if (!done) return fail(done);
  return {};
}

namespace {
Result<std::vector<Item>> list(storage::Database& database, const std::string& tail) {
  return database.read<std::vector<Item>>(
      [&](soci::session& session) -> Result<std::vector<Item>> { return items_of(select(session, tail)); });
}
}  // namespace

Result<std::vector<Item>> ItemStore::unsettled() { return list(database_, "WHERE whole = 0 ORDER BY item_id"); }

Result<std::vector<Item>> ItemStore::owed() {
  return list(database_, "WHERE state IN ('spooled', 'sending') ORDER BY item_id");
}

Result<std::vector<Item>> ItemStore::aside() {
  return list(database_, "WHERE state IN ('quarantined', 'missing') ORDER BY item_id DESC LIMIT 1000");
}

Result<std::vector<Item>> ItemStore::recent(int limit) {
  return list(database_, fmt::format("ORDER BY item_id DESC LIMIT {}", limit));
}

Result<std::vector<Item>> ItemStore::kept(base::Timestamp stored_before, int limit) {
  return list(database_, fmt::format("WHERE state = 'stored' AND bytes_kept = 1 AND stored_at < {} "
                                     "ORDER BY stored_at LIMIT {}",
                                     to_micros(stored_before), limit));
}

Result<ItemTotals> ItemStore::totals() {
  return database_.read<ItemTotals>([](soci::session& session) -> Result<ItemTotals> {
    long long waiting = 0, bytes = 0, stored = 0, aside = 0;
    session << "SELECT COUNT(*), COALESCE(SUM(size), 0) FROM item WHERE state IN ('spooled', 'sending')",
        soci::into(waiting), soci::into(bytes);
    session << "SELECT COUNT(*) FROM item WHERE state IN ('quarantined', 'missing')", soci::into(aside);
    session << "SELECT COUNT(*) FROM item WHERE state = 'stored'", soci::into(stored);
    return ItemTotals{static_cast<std::uint64_t>(waiting), static_cast<std::uint64_t>(bytes),
                      static_cast<std::uint64_t>(stored), static_cast<std::uint64_t>(aside)};
  });
}

Result<std::vector<LedgerRow>> ItemStore::ledger_pending(int limit) {
  return database_.read<std::vector<LedgerRow>>([&](soci::session& session) -> Result<std::vector<LedgerRow>> {
    return select(session, fmt::format("WHERE ledger_pending > 0 AND whole = 1 ORDER BY item_id LIMIT {}", limit));
  });
}

Result<void> ItemStore::ledger_reported(const std::vector<LedgerRow>& rows) {
  auto done = database_.write<bool>([&](soci::session& session) -> Result<bool> {
    std::string id;
    long long version = 0;
    soci::statement update = (session.prepare << "UPDATE item SET ledger_pending = 0 WHERE item_id = :id AND "
                                                 "ledger_pending = :version",
                              soci::use(id), soci::use(version));
    for (const LedgerRow& row : rows) {
      id = row.item.item_id;
      version = row.version;
      update.execute(true);
    }
    return true;
  });
  if (!done) return fail(done);
  return {};
}

Result<void> ItemStore::report_again(base::Timestamp received_after) {
  auto done = database_.write<bool>([&](soci::session& session) -> Result<bool> {
    const long long time = to_micros(received_after);
    session << "UPDATE item SET ledger_pending = 1 WHERE ledger_pending = 0 AND received_at > :time", soci::use(time);
    return true;
  });
  if (!done) return fail(done);
  return {};
}

Result<bool> ItemStore::note_archive_life(const std::string& life_id) {
  auto known = setting(kArchiveLife);
  if (!known) return fail(known);
  if (*known == life_id) return false;
  return database_.write<bool>([&](soci::session& session) -> Result<bool> {
    session << "UPDATE item SET ledger_pending = 1 WHERE ledger_pending = 0";
    // Emergencies likewise (acquisition_agent/alert): in the same transaction, or a crash would leave them untold.
    session << "UPDATE alert_outbox SET sent = 0, refused = ''";
    session << "UPDATE emergency SET centre_change = 0";
    write_setting(session, kArchiveLife, life_id);
    return true;
  });
}

Result<std::string> ItemStore::setting(const std::string& name) {
  return database_.read<std::string>([&](soci::session& session) -> Result<std::string> {
    std::string value;
    session << "SELECT value FROM setting WHERE name = :name", soci::use(name), soci::into(value);
    return session.got_data() ? value : std::string{};
  });
}

Result<void> ItemStore::set_setting(const std::string& name, const std::string& value) {
  auto done = database_.write<bool>([&](soci::session& session) -> Result<bool> {
    write_setting(session, name, value);
    return true;
  });
  if (!done) return fail(done);
  return {};
}

}  // namespace rdc::agent
