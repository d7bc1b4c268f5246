// The half of WorklistStore that says whose work an item is.
#include "dicom_router/store/worklist_change.h"
#include "dicom_router/store/worklist_store.h"

namespace rdc::router {
namespace {

using soci::into;
using soci::use;

tl::unexpected<Error> unknown_study(const std::string& study_id) {
  return fail(ErrorCode::kNotFound, "NO_SUCH_STUDY", "there is no study {}", study_id);
}

// What decides whether an item may be assigned.
struct ItemState {
  int status = 0, sign_off = 0;
  long long lease_until = 0;
  std::string holder, author, returned_to, draft_of;
};

std::optional<ItemState> work_state_of(soci::session& session, const std::string& item_id) {
  ItemState state;
  session << "SELECT status, sign_off, lease_until, holder_user_id, preliminary_user_id, returned_to, draft_user_id "
             "FROM worklist_item WHERE item_id = :id",
      use(item_id), into(state.status), into(state.sign_off), into(state.lease_until), into(state.holder),
      into(state.author), into(state.returned_to), into(state.draft_of);
  if (!session.got_data()) return std::nullopt;
  return state;
}

Result<void> check_assignable(const ItemState& state, const Assignment& assignment, long long now) {
  const bool waits = state.status == v1::WORKLIST_STATUS_UNREAD || state.status == v1::WORKLIST_STATUS_PRELIMINARY;
  if (!waits && state.draft_of.empty())  // a draft: of an amendment, which somebody else may have to sign
    return fail(ErrorCode::kConflict, "WRONG_STATE", "nothing of this study waits to be read or reviewed");
  const bool held = state.lease_until > now;
  if (held && state.holder != assignment.by.user_id && state.holder != assignment.to.user_id)
    return fail(ErrorCode::kConflict, "CLAIMED_BY_ANOTHER",
                "someone is reading this study now: ask them to give it back");
  const bool to_be_reviewed = state.status == v1::WORKLIST_STATUS_PRELIMINARY && state.returned_to.empty() &&
                              state.sign_off == v1::SIGN_OFF_POLICY_AUTHOR_AND_REVIEWER;
  if (to_be_reviewed && !assignment.to.user_id.empty() && assignment.to.user_id == state.author)
    return fail(ErrorCode::kConflict, "NEEDS_OTHER_SIGNER",
                "its author cannot review this report: choose somebody else");
  return {};
}

// Whether this very assignment is on record; kExists when another has its identifier.
Result<bool> is_recorded(soci::session& session, const Assignment& assignment) {
  std::string item_id, to, by, note;
  session << "SELECT item_id, assigned_to, assigned_by, note FROM worklist_assignment WHERE assignment_id = :id",
      use(assignment.assignment_id), into(item_id), into(to), into(by), into(note);
  if (!session.got_data()) return false;
  if (item_id == assignment.item_id && to == assignment.to.user_id && by == assignment.by.user_id &&
      note == assignment.note)
    return true;
  return fail(ErrorCode::kExists, "ASSIGNMENT_EXISTS", "another assignment has this identifier");
}

void set_assigned(soci::session& session, const Assignment& assignment, long long at) {
  const auto change = next_worklist_change(session);
  const bool lifted = assignment.to.user_id.empty();
  const ReaderName by = lifted ? ReaderName() : assignment.by;
  const std::string note = lifted ? "" : assignment.note;
  const long long assigned_at = lifted ? 0 : at;
  // Giving it away ends the caller's own claim; the assignee's goes on.
  const std::string keeper = lifted ? assignment.by.user_id : assignment.to.user_id;
  session << "UPDATE worklist_item SET change_sequence = :change, assigned_to = :to, assigned_to_name = :to_name, "
             "assigned_by = :by, assigned_by_name = :by_name, assigned_at = :at, assignment_note = :note, "
             "lease_until = CASE WHEN holder_user_id = :h1 THEN lease_until ELSE 0 END, "
             "holder_name = CASE WHEN holder_user_id = :h2 THEN holder_name ELSE '' END, "
             "holder_machine = CASE WHEN holder_user_id = :h3 THEN holder_machine ELSE '' END, "
             "holder_user_id = CASE WHEN holder_user_id = :h4 THEN holder_user_id ELSE '' END WHERE item_id = :id",
      use(change), use(assignment.to.user_id), use(assignment.to.display_name), use(by.user_id), use(by.display_name),
      use(assigned_at), use(note), use(keeper), use(keeper), use(keeper), use(keeper), use(assignment.item_id);
}

}  // namespace

Result<void> WorklistStore::draft_saved(soci::session& session, const std::string& study_id, const ReaderName& author) {
  std::string item_id, before;
  session << "SELECT w.item_id, w.draft_user_id FROM worklist_item w JOIN study s ON s.study_key = w.study_key "
             "WHERE s.study_id = :id",
      use(study_id), into(item_id), into(before);
  if (!session.got_data()) return unknown_study(study_id);
  if (before == author.user_id) return {};  // saved every few seconds: no news for anybody
  const auto change = next_worklist_change(session);
  session << "UPDATE worklist_item SET change_sequence = :change, draft_user_id = :user, draft_name = :name "
             "WHERE item_id = :item",
      use(change), use(author.user_id), use(author.display_name), use(item_id);
  return {};
}

Result<void> WorklistStore::returned(soci::session& session, const std::string& study_id,
                                     const ReturnedItem& returned) {
  const auto change = next_worklist_change(session);
  const auto at = static_cast<long long>(returned.at);
  std::string found;
  session << "UPDATE worklist_item SET change_sequence = :change, returned_to = :to, returned_to_name = :to_name, "
             "returned_by = :by, returned_by_name = :by_name, returned_at = :at, holder_user_id = '', "
             "holder_name = '', holder_machine = '', lease_until = 0, assigned_to = '', assigned_to_name = '', "
             "assigned_by = '', assigned_by_name = '', assigned_at = 0, assignment_note = '' "
             "WHERE study_key = (SELECT study_key FROM study WHERE study_id = :id) RETURNING item_id",
      use(change), use(returned.to.user_id), use(returned.to.display_name), use(returned.by.user_id),
      use(returned.by.display_name), use(at), use(study_id), into(found);
  if (found.empty()) return unknown_study(study_id);
  return {};
}

Result<v1::WorklistItem> WorklistStore::assign(soci::session& session, const Assignment& assignment,
                                               const Claimant& who) {
  auto repeated = is_recorded(session, assignment);
  if (!repeated) return fail(repeated);
  if (*repeated) return find(session, assignment.item_id, who);
  const auto state = work_state_of(session, assignment.item_id);
  if (!state) return find(session, assignment.item_id, who);
  const long long now = base::to_micros(clock_.now());
  if (auto fine = check_assignable(*state, assignment, now); !fine) return fail(fine);
  session << "INSERT INTO worklist_assignment (assignment_id, item_id, assigned_to, assigned_by, note, assigned_at) "
             "VALUES (:id, :item, :to, :by, :note, :at)",
      use(assignment.assignment_id), use(assignment.item_id), use(assignment.to.user_id), use(assignment.by.user_id),
      use(assignment.note), use(now);
  set_assigned(session, assignment, now);
  return find(session, assignment.item_id, who);
}

std::string WorklistStore::lift_assignment(soci::session& session, const std::string& item_id, const Claimant& who) {
  std::string assigned_to;
  session << "SELECT assigned_to FROM worklist_item WHERE item_id = :id", use(item_id), into(assigned_to);
  if (!session.got_data() || assigned_to.empty() || assigned_to == who.user_id) return "";
  const auto change = next_worklist_change(session);
  session << "UPDATE worklist_item SET change_sequence = :change, assigned_to = '', assigned_to_name = '', "
             "assigned_by = '', assigned_by_name = '', assigned_at = 0, assignment_note = '' WHERE item_id = :id",
      use(change), use(item_id);
  return assigned_to;
}

}  // namespace rdc::router
