// The part of ReportDesk that gives preliminary reports back to their authors.
#include <algorithm>

#include "dicom_router/report/report_desk.h"
#include "dicom_router/report/sign_off.h"

namespace rdc::router {
namespace {

constexpr std::size_t kCommentsLimit = 2000;  // characters

bool is_blank(const std::string& text) { return text.find_first_not_of(" \t\r\n") == std::string::npos; }

Result<void> check_request(const v1::ReturnToAuthorRequest& request) {
  if (!base::is_uuid(request.return_id()))
    return fail(ErrorCode::kInvalid, "BAD_IDENTIFIER", "the return has no identifier of its own");
  const auto& comments = request.comments();
  if (is_blank(comments))
    return fail(ErrorCode::kInvalid, "NO_COMMENTS", "say what the author is to change: the comments are empty");
  const auto characters =
      std::ranges::count_if(comments, [](char c) { return (static_cast<unsigned char>(c) & 0xC0U) != 0x80U; });
  if (static_cast<std::size_t>(characters) > kCommentsLimit)
    return fail(ErrorCode::kInvalid, "COMMENTS_TOO_LONG", "comments have at most {} characters", kCommentsLimit);
  return {};
}

// The very same, sent again because its answer was lost.
bool is_same(const ReturnRecord& there, const rpc::Caller& caller, const v1::ReturnToAuthorRequest& request) {
  return there.by_user_id == caller.user_id && there.revision_id == request.revision_id() &&
         there.comments == request.comments();
}

}  // namespace

Result<v1::ReportReturn> ReportDesk::return_to_author(const rpc::Caller& caller,
                                                      const v1::ReturnToAuthorRequest& request) {
  if (auto checked = check_request(request); !checked) return fail(checked);
  auto written =
      parts_.database.write<ReturnRecord>([&](soci::session& session) { return add_return(session, caller, request); });
  if (!written) return fail(written);
  if (parts_.committed) parts_.committed();
  return to_message(*written);
}

Result<ReturnRecord> ReportDesk::add_return(soci::session& session, const rpc::Caller& caller,
                                            const v1::ReturnToAuthorRequest& request) {
  if (auto there = ReportStore::find_return(session, request.return_id())) {
    if (is_same(*there, caller, request)) return std::move(*there);
    return fail(ErrorCode::kExists, "RETURN_EXISTS", "another return has this identifier");
  }
  const auto report_id = ReportStore::report_of(session, request.study_id());
  if (!report_id) return fail(ErrorCode::kNotFound, "NO_REPORT", "this study has no report yet");
  if (auto claimed = check_claim(session, caller, request.study_id()); !claimed) return fail(claimed);
  const auto chain = ReportStore::revisions_of(session, *report_id);
  if (auto checked = check_return(chain, request.revision_id(), caller.user_id); !checked) return fail(checked);
  const auto revision = std::ranges::find(chain, request.revision_id(), &RevisionRecord::revision_id);
  ReturnRecord returned{request.return_id(),
                        *report_id,
                        request.revision_id(),
                        caller.user_id,
                        caller.user_display_name,
                        revision->author_user_id,
                        revision->author_name,
                        request.comments(),
                        base::to_micros(parts_.clock.now())};
  ReportStore::add_return(session, returned);
  const ReturnedItem item{
      {returned.to_user_id, returned.to_name}, {returned.by_user_id, returned.by_name}, returned.returned_at};
  if (auto moved = parts_.worklist.returned(session, request.study_id(), item); !moved) return fail(moved);
  const auto entry =
      audit_entry(caller, "report.return", request.study_id(), "ok", returned.revision_id + " " + returned.return_id);
  if (auto audited = parts_.audit.append(session, entry); !audited) return fail(audited);
  return returned;
}

}  // namespace rdc::router
