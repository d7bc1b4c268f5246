#include "dicom_router/store/worklist_store.h"

#include "common/storage/connection.h"
#include "dicom_router/store/worklist_change.h"

namespace rdc::router {
namespace {

using soci::into;
using soci::use;
using storage::fetch_one;
using storage::prepared;

struct UpdateItem {
  long long change = 0, study_key = 0, limit = 0;
  int urgency = 0;
  std::string group, found;
  soci::statement run;
  explicit UpdateItem(soci::session& s)
      : run((
            s.prepare << "UPDATE worklist_item SET change_sequence = :change, "
                         "urgency = CASE WHEN :urgency < urgency THEN :urgency2 ELSE urgency END, "
                         "due_at = CASE WHEN received_at + :limit < due_at THEN received_at + :limit2 ELSE due_at END, "
                         "reading_group = :group WHERE study_key = :key RETURNING item_id",
            use(change), use(urgency), use(urgency), use(limit), use(limit), use(group), use(study_key), into(found))) {
  }
};

constexpr std::int64_t kMicrosAMinute = 60'000'000;

tl::unexpected<Error> no_such_item(const std::string& item_id) {
  return fail(ErrorCode::kNotFound, "NO_SUCH_ITEM", "the worklist has no item {}", item_id);
}

}  // namespace

Result<void> WorklistStore::study_changed(soci::session& session, long long study_key, const Routing& routing) {
  const long long limit = routing.limit_minutes * kMicrosAMinute;
  auto& update = prepared<UpdateItem>(session);
  update.change = next_worklist_change(session);
  update.study_key = study_key;
  update.limit = limit;
  update.urgency = routing.urgency;
  update.group = routing.reading_group;
  if (fetch_one(update.run)) return {};
  const auto item_id = ids_.next();
  const int urgency = routing.urgency;
  const int sign_off = routing.sign_off;
  const int unread = v1::WORKLIST_STATUS_UNREAD;
  const long long now = base::to_micros(clock_.now());
  const long long due = now + limit;
  session << "INSERT INTO worklist_item (item_id, study_key, change_sequence, urgency, status, reading_group, "
             "sign_off, received_at, due_at, holder_user_id, holder_name, holder_machine, lease_until) "
             "VALUES (:id, :study, :change, :urgency, :status, :group, :sign_off, :received, :due, '', '', '', 0)",
      use(item_id), use(study_key), use(update.change), use(urgency), use(unread), use(routing.reading_group),
      use(sign_off), use(now), use(due);
  return {};
}

Result<v1::WorklistItem> WorklistStore::claim(soci::session& session, const std::string& item_id, const Claimant& who,
                                              std::int64_t lease_until) {
  std::string user, machine, assigned_to;
  long long held_until = -1;
  session << "SELECT holder_user_id, holder_machine, lease_until, assigned_to FROM worklist_item WHERE item_id = :id",
      use(item_id), into(user), into(machine), into(held_until), into(assigned_to);
  if (held_until < 0) return no_such_item(item_id);
  const bool held = held_until > base::to_micros(clock_.now());
  const bool mine = user == who.user_id && machine == who.machine_id;
  if (held && !mine)
    return fail(ErrorCode::kConflict, "CLAIMED_BY_ANOTHER", "someone else is reading this study: take another one");
  if (!assigned_to.empty() && assigned_to != who.user_id)
    return fail(ErrorCode::kConflict, "ASSIGNED_TO_ANOTHER",
                "the study is assigned to another reader: take it over, or another one");
  const auto change = next_worklist_change(session);
  const auto until = static_cast<long long>(lease_until);
  session << "UPDATE worklist_item SET change_sequence = :change, holder_user_id = :user, holder_name = :name, "
             "holder_machine = :machine, lease_until = :until WHERE item_id = :id",
      use(change), use(who.user_id), use(who.user_name), use(who.machine_id), use(until), use(item_id);
  return find(session, item_id, who);
}

Result<void> WorklistStore::release(soci::session& session, const std::string& item_id, const Claimant& who) {
  const auto change = next_worklist_change(session);
  session << "UPDATE worklist_item SET change_sequence = :change, holder_user_id = '', holder_name = '', "
             "holder_machine = '', lease_until = 0 WHERE item_id = :id AND holder_user_id = :user "
             "AND holder_machine = :machine AND lease_until > 0",
      use(change), use(item_id), use(who.user_id), use(who.machine_id);
  return {};
}

Result<int> WorklistStore::free_expired(soci::session& session) {
  const long long now = base::to_micros(clock_.now());
  std::vector<std::string> expired;
  std::string item_id;
  {
    soci::statement query =
        (session.prepare << "SELECT item_id FROM worklist_item WHERE lease_until > 0 AND lease_until <= :now", use(now),
         into(item_id));
    query.execute();
    while (query.fetch()) expired.push_back(item_id);
  }
  for (const auto& one : expired) {
    const auto change = next_worklist_change(session);
    session << "UPDATE worklist_item SET change_sequence = :change, holder_user_id = '', holder_name = '', "
               "holder_machine = '', lease_until = 0 WHERE item_id = :id",
        use(change), use(one);
  }
  return static_cast<int>(expired.size());
}

Result<void> WorklistStore::set_status(soci::session& session, const std::string& study_id, v1::WorklistStatus status,
                                       const ReaderName& author) {
  if (status < v1::WORKLIST_STATUS_PRELIMINARY || status > v1::WORKLIST_STATUS_CANCELLED)
    return fail(ErrorCode::kInvalid, "BAD_STATUS", "a report makes an item preliminary, final, amended or cancelled");
  const int code = status;
  const bool preliminary = status == v1::WORKLIST_STATUS_PRELIMINARY;
  const int done = preliminary ? 0 : 1;
  const std::string author_id = preliminary ? author.user_id : "";
  const std::string author_name = preliminary ? author.display_name : "";
  const auto change = next_worklist_change(session);
  std::string found;
  session << "UPDATE worklist_item SET change_sequence = :change, status = :status, "
             "holder_user_id = CASE WHEN :d1 = 1 THEN '' ELSE holder_user_id END, "
             "holder_name = CASE WHEN :d2 = 1 THEN '' ELSE holder_name END, "
             "holder_machine = CASE WHEN :d3 = 1 THEN '' ELSE holder_machine END, "
             "lease_until = CASE WHEN :d4 = 1 THEN 0 ELSE lease_until END, "
             "preliminary_user_id = :author, preliminary_name = :author_name, draft_user_id = '', draft_name = '', "
             "returned_to = '', returned_to_name = '', returned_by = '', returned_by_name = '', returned_at = 0, "
             "assigned_to = '', assigned_to_name = '', assigned_by = '', assigned_by_name = '', assigned_at = 0, "
             "assignment_note = '' "
             "WHERE study_key = (SELECT study_key FROM study WHERE study_id = :id) RETURNING item_id",
      use(change), use(code), use(done), use(done), use(done), use(done), use(author_id), use(author_name),
      use(study_id), into(found);
  if (found.empty()) return fail(ErrorCode::kNotFound, "NO_SUCH_STUDY", "there is no study {}", study_id);
  return {};
}

Result<std::optional<Holder>> WorklistStore::holder_of(soci::session& session, const std::string& study_id) {
  Holder holder;
  long long until = -1;
  session << "SELECT w.holder_user_id, w.holder_name, w.holder_machine, w.lease_until FROM worklist_item w "
             "JOIN study s ON s.study_key = w.study_key WHERE s.study_id = :id",
      use(study_id), into(holder.claimant.user_id), into(holder.claimant.user_name), into(holder.claimant.machine_id),
      into(until);
  if (until < 0) return fail(ErrorCode::kNotFound, "NO_SUCH_STUDY", "there is no study {}", study_id);
  holder.lease_until = until;
  if (until <= base::to_micros(clock_.now())) return std::optional<Holder>{};
  return std::optional(holder);
}

Result<v1::SignOffPolicy> WorklistStore::sign_off_of(soci::session& session, const std::string& study_id) {
  int policy = -1;
  session << "SELECT w.sign_off FROM worklist_item w JOIN study s ON s.study_key = w.study_key WHERE s.study_id = :id",
      use(study_id), into(policy);
  if (policy < 0) return fail(ErrorCode::kNotFound, "NO_SUCH_STUDY", "there is no study {}", study_id);
  return static_cast<v1::SignOffPolicy>(policy);
}

Result<std::int64_t> WorklistStore::next_expiry(soci::session& session) {
  long long earliest = 0;
  session << "SELECT COALESCE(MIN(lease_until), 0) FROM worklist_item WHERE lease_until > 0", into(earliest);
  return earliest;
}

}  // namespace rdc::router
