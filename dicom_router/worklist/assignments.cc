#include "dicom_router/worklist/assignments.h"

#include <algorithm>

#include "dicom_router/access/role_table.h"
#include "dicom_router/store/account_store.h"

namespace rdc::router {
namespace {

constexpr std::size_t kNoteLimit = 500;  // characters

bool may_read(const Account& account) {
  return !account.disabled && std::ranges::any_of(account.roles, [](v1::Role role) {
    return permissions_of_role(role).contains(v1::PERMISSION_SIGN_REPORT);
  });
}

Result<void> check_request(const v1::AssignRequest& request) {
  if (!base::is_uuid(request.assignment_id()))
    return fail(ErrorCode::kInvalid, "BAD_IDENTIFIER", "the assignment has no identifier of its own");
  const auto characters =
      std::ranges::count_if(request.note(), [](char c) { return (static_cast<unsigned char>(c) & 0xC0U) != 0x80U; });
  if (static_cast<std::size_t>(characters) > kNoteLimit)
    return fail(ErrorCode::kInvalid, "NOTE_TOO_LONG", "a note has at most {} characters", kNoteLimit);
  return {};
}

}  // namespace

Result<v1::WorklistItem> Assignments::assign(const rpc::Caller& caller, const v1::AssignRequest& request) {
  if (auto checked = check_request(request); !checked) return fail(checked);
  return parts_.catalog.write<v1::WorklistItem>([&](soci::session& session) -> Result<v1::WorklistItem> {
    Assignment assignment{
        request.assignment_id(), request.item_id(), {}, {caller.user_id, caller.user_display_name}, request.note()};
    if (!request.user_id().empty()) {
      const auto account = AccountStore::find(session, request.user_id());
      if (!account || !may_read(*account))
        return fail(ErrorCode::kNotFound, "NO_SUCH_READER", "nobody of that name may sign reports: choose another");
      assignment.to = {account->user_id, account->display_name};
    }
    auto item =
        parts_.worklist.assign(session, assignment, {caller.user_id, caller.user_display_name, caller.machine_id});
    if (!item) return item;
    const char* action = request.user_id().empty() ? "worklist.unassign" : "worklist.assign";
    const auto entry = audit_entry(caller, action, item->study_id(), "ok", request.user_id());
    if (auto noted = parts_.audit(session, entry); !noted) return fail(noted);
    return item;
  });
}

Result<v1::ListReadersReply> Assignments::readers(const rpc::Caller& caller) {
  return parts_.catalog.read<v1::ListReadersReply>([&](soci::session& session) -> Result<v1::ListReadersReply> {
    v1::ListReadersReply reply;
    for (const auto& account : AccountStore::list(session)) {
      if (!may_read(account)) continue;
      auto& reader = *reply.add_readers();
      reader.set_user_id(account.user_id);
      reader.set_display_name(account.display_name);
      reader.set_me(account.user_id == caller.user_id);
    }
    std::sort(reply.mutable_readers()->begin(), reply.mutable_readers()->end(),
              [](const auto& a, const auto& b) { return a.display_name() < b.display_name(); });
    return reply;
  });
}

}  // namespace rdc::router
