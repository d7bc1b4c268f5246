#include "dicom_router/store/item_store.h"

#include <google/protobuf/util/time_util.h>

#include "common/storage/connection.h"

namespace rdc::router {
namespace {

using google::protobuf::util::TimeUtil;
using soci::into;
using soci::use;
using storage::fetch_one;
using storage::prepared;

struct InsertObject {
  std::string sha256;
  long long size = 0, at = 0, key = 0;
  soci::statement run;
  explicit InsertObject(soci::session& s)
      : run((s.prepare << "INSERT INTO object (object_key, sha256, size, stored_at) "
                          "VALUES ((SELECT COALESCE(MAX(object_key), 0) + 1 FROM object), :sha, :size, :at) "
                          "ON CONFLICT (sha256) DO NOTHING RETURNING object_key",
             use(sha256), use(size), use(at), into(key))) {}
};

struct SelectObject {
  std::string sha256;
  long long key = 0;
  soci::statement run;
  explicit SelectObject(soci::session& s)
      : run((s.prepare << "SELECT object_key FROM object WHERE sha256 = :sha", use(sha256), into(key))) {}
};

struct UpsertItem {
  ItemRecord item;
  long long object_key = 0, size = 0, coded_size = 0, received_at = 0, clock_offset = 0, clock_uncertainty = -1,
            stored_at = 0, sent_at = 0, key = 0;
  int coding = 0, kind = 0, urgency = 0;
  soci::indicator has_object = soci::i_ok;
  soci::statement run;
  explicit UpsertItem(soci::session& s)
      : run((s.prepare
                 << "INSERT INTO item (item_key, item_id, site_id, object_key, sha256, size, coding, coded_size, kind, "
                    "urgency, source, charset_override, received_at, clock_offset, clock_uncertainty, stored_at, "
                    "state, reason, message, sent_at) "
                    "VALUES ((SELECT COALESCE(MAX(item_key), 0) + 1 FROM item), :id, :site, :object, :sha, :size, "
                    ":coding, :coded, :kind, :urgency, :source, :charset, :received, :offset, :uncertainty, :stored, "
                    ":state, "
                    ":reason, :message, :sent) "
                    "ON CONFLICT (item_id) DO UPDATE SET object_key = excluded.object_key, "
                    "stored_at = excluded.stored_at, state = excluded.state, reason = excluded.reason, "
                    "message = excluded.message WHERE item.state = 'rejected' AND item.site_id = excluded.site_id "
                    "RETURNING item_key",
             use(item.item_id), use(item.site_id), use(object_key, has_object), use(item.sha256), use(size),
             use(coding), use(coded_size), use(kind), use(urgency), use(item.source), use(item.charset_override),
             use(received_at), use(clock_offset), use(clock_uncertainty), use(stored_at), use(item.state),
             use(item.reason), use(item.message), use(sent_at), into(key))) {}
};

struct SelectItem {
  std::string item_id, site_id, state, reason, message;
  long long key = 0, stored_at = 0;
  soci::statement run;
  explicit SelectItem(soci::session& s)
      : run((s.prepare << "SELECT item_key, site_id, state, reason, message, stored_at FROM item WHERE item_id = :id",
             use(item_id), into(key), into(site_id), into(state), into(reason), into(message), into(stored_at))) {}
};

struct SelectHeld {
  std::string sha256, site_id;
  long long count = 0;
  soci::statement run;
  explicit SelectHeld(soci::session& s)
      : run((s.prepare << "SELECT COUNT(*) FROM object o JOIN instance i ON i.object_key = o.object_key "
                          "JOIN study t ON t.study_key = i.study_key WHERE o.sha256 = :sha AND t.site_id = :site",
             use(sha256), use(site_id), into(count))) {}
};

struct UpsertAccount {
  std::string item_id, site_id, sha256;
  int state = 0;
  long long received_at = 0, size = 0, bytes_sent = 0, reported_at = 0;
  soci::statement run;
  explicit UpsertAccount(soci::session& s)
      : run((s.prepare << "INSERT INTO agent_item (item_id, site_id, sha256, state, received_at, size, bytes_sent, "
                          "reported_at) VALUES (:id, :site, :sha, :state, :received, :size, :sent, :reported) "
                          "ON CONFLICT (item_id) DO UPDATE SET state = excluded.state, size = excluded.size, "
                          "bytes_sent = excluded.bytes_sent, reported_at = excluded.reported_at "
                          "WHERE agent_item.site_id = excluded.site_id",
             use(item_id), use(site_id), use(sha256), use(state), use(received_at), use(size), use(bytes_sent),
             use(reported_at))) {}
};

}  // namespace

Result<long long> ItemStore::add_object(soci::session& session, const std::string& sha256, std::uint64_t size) {
  auto& insert = prepared<InsertObject>(session);
  insert.sha256 = sha256;
  insert.size = static_cast<long long>(size);
  insert.at = base::to_micros(clock_.now());
  if (fetch_one(insert.run)) return insert.key;
  auto& select = prepared<SelectObject>(session);
  select.sha256 = sha256;
  if (fetch_one(select.run)) return select.key;
  return fail(ErrorCode::kInternal, "OBJECT_NOT_ADDED", "object {} could not be recorded", sha256);
}

Result<long long> ItemStore::add_item(soci::session& session, const ItemRecord& item,
                                      std::optional<long long> object_key) {
  auto& upsert = prepared<UpsertItem>(session);
  upsert.item = item;
  upsert.object_key = object_key.value_or(0);
  upsert.has_object = object_key ? soci::i_ok : soci::i_null;
  upsert.size = static_cast<long long>(item.size);
  upsert.coded_size = static_cast<long long>(item.coded_size);
  upsert.received_at = item.received_at;
  upsert.sent_at = item.sent_at;
  upsert.clock_offset = item.clock_offset;
  upsert.clock_uncertainty = item.clock_uncertainty;
  upsert.stored_at = item.stored_at;
  upsert.coding = item.coding;
  upsert.kind = item.kind;
  upsert.urgency = item.urgency;
  if (fetch_one(upsert.run)) return upsert.key;
  auto& select = prepared<SelectItem>(session);
  select.item_id = item.item_id;
  if (!fetch_one(select.run) || select.site_id != item.site_id)
    return fail(ErrorCode::kDenied, "NOT_YOUR_ITEM", "item {} belongs to another site", item.item_id);
  return select.key;
}

Result<std::optional<KnownItem>> ItemStore::find_item(soci::session& session, const std::string& site_id,
                                                      const std::string& item_id) {
  auto& select = prepared<SelectItem>(session);
  select.item_id = item_id;
  if (!fetch_one(select.run)) return std::optional<KnownItem>{};
  if (select.site_id != site_id)
    return fail(ErrorCode::kDenied, "NOT_YOUR_ITEM", "item {} belongs to another site", item_id);
  return std::optional(KnownItem{select.state, select.reason, select.message, select.stored_at});
}

Result<bool> ItemStore::holds_bytes(soci::session& session, const std::string& site_id, const std::string& sha256) {
  auto& select = prepared<SelectHeld>(session);
  select.sha256 = sha256;
  select.site_id = site_id;
  fetch_one(select.run);
  return select.count > 0;
}

Result<bool> ItemStore::holds_object(soci::session& session, const std::string& sha256) {
  auto& select = prepared<SelectObject>(session);
  select.sha256 = sha256;
  return fetch_one(select.run);
}

Result<std::vector<std::string>> ItemStore::keep_account(soci::session& session, const std::string& site_id,
                                                         const v1::ReportLedgerRequest& account) {
  std::vector<std::string> missing;
  auto& upsert = prepared<UpsertAccount>(session);
  auto& select = prepared<SelectItem>(session);
  upsert.site_id = site_id;
  upsert.reported_at = base::to_micros(clock_.now());
  for (const auto& entry : account.entries()) {
    upsert.item_id = entry.item_id();
    upsert.sha256 = entry.sha256();
    upsert.state = entry.state();
    upsert.received_at = TimeUtil::TimestampToMicroseconds(entry.received_at());
    upsert.size = static_cast<long long>(entry.size());
    upsert.bytes_sent = static_cast<long long>(entry.bytes_sent());
    storage::run(upsert.run);
    if (entry.state() != v1::LedgerEntry::STORED) continue;
    select.item_id = entry.item_id();
    const bool held = fetch_one(select.run) && select.site_id == site_id && select.state != "rejected";
    if (!held) missing.push_back(entry.item_id());
  }
  return missing;
}

Result<void> ItemStore::each_object(soci::session& session,
                                    const std::function<bool(const std::string& sha256, std::uint64_t size)>& each) {
  std::string sha256;
  long long size = 0;
  soci::statement query =
      (session.prepare << "SELECT sha256, size FROM object ORDER BY object_key", into(sha256), into(size));
  query.execute();
  while (query.fetch())
    if (!each(sha256, static_cast<std::uint64_t>(size))) break;
  return {};
}

}  // namespace rdc::router
