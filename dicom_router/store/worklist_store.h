// The worklist's rows: what is unread, who holds it until when, and the numbered changes that feeds follow.
// Stateless; every call works in the caller's transaction.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include <soci/soci.h>

#include "common/base/clock.h"
#include "common/base/ids.h"
#include "common/base/result.h"
#include "rdc/v1/report.pb.h"
#include "rdc/v1/worklist.pb.h"

namespace rdc::router {

// A person at a station: claims are held by both together.
struct Claimant {
  std::string user_id;
  std::string user_name;
  std::string machine_id;
};

struct Holder {
  Claimant claimant;
  std::int64_t lease_until = 0;  // microseconds UTC
};

// A reader as records name them.
struct ReaderName {
  std::string user_id;
  std::string display_name;
};

// A preliminary report that goes back to its author.
struct ReturnedItem {
  ReaderName to;
  ReaderName by;
  std::int64_t at = 0;  // microseconds UTC
};

// As rdc.v1.AssignRequest, with names. `to` without a user_id lifts the assignment.
struct Assignment {
  std::string assignment_id;
  std::string item_id;
  ReaderName to;
  ReaderName by;
  std::string note;
};

// Where the routing rules send a study.
struct Routing {
  std::string reading_group;
  v1::Urgency urgency = v1::URGENCY_ROUTINE;
  v1::SignOffPolicy sign_off = v1::SIGN_OFF_POLICY_SINGLE;
  std::int64_t limit_minutes = 0;
};

class WorklistStore {
 public:
  WorklistStore(const base::Clock& clock, base::IdGenerator& ids) : clock_(clock), ids_(ids) {}

  // Writer. A study is new or got more instances: its item appears or changes. Urgency only ever rises here.
  Result<void> study_changed(soci::session& session, long long study_key, const Routing& routing);
  // Writer. Takes it, or renews the caller's own lease. kConflict/CLAIMED_BY_ANOTHER, ASSIGNED_TO_ANOTHER; kNotFound.
  Result<v1::WorklistItem> claim(soci::session& session, const std::string& item_id, const Claimant& who,
                                 std::int64_t lease_until);
  // Writer. Nothing changes if the caller does not hold it.
  Result<void> release(soci::session& session, const std::string& item_id, const Claimant& who);
  // Writer. Frees every item whose lease ended at or before now; how many.
  Result<int> free_expired(soci::session& session);
  // Writer. A signed revision moved the report: what was a draft, a return or an assignment is over. PRELIMINARY keeps
  // the claim; FINAL, AMENDED and CANCELLED end it. UNREAD and CLAIMED are kInvalid: they follow from claims. `author`:
  // of a preliminary report.
  Result<void> set_status(soci::session& session, const std::string& study_id, v1::WorklistStatus status,
                          const ReaderName& author = {});
  // Writer. A draft became the report's newest revision. kNotFound.
  Result<void> draft_saved(soci::session& session, const std::string& study_id, const ReaderName& author);
  // Writer. A reviewer returned the preliminary report: it waits for its author. Ends claim and assignment. kNotFound.
  Result<void> returned(soci::session& session, const std::string& study_id, const ReturnedItem& returned);
  // Writer. As rdc.v1.Worklist.Assign; that `to` may read is the caller's business. kConflict/CLAIMED_BY_ANOTHER,
  // WRONG_STATE, NEEDS_OTHER_SIGNER; kExists/ASSIGNMENT_EXISTS; kNotFound. `who` decides claimed_by_me of what it
  // returns.
  Result<v1::WorklistItem> assign(soci::session& session, const Assignment& assignment, const Claimant& who);
  // Writer. Lifts an assignment to anybody but `who`: to whom it was, "" when there was none.
  std::string lift_assignment(soci::session& session, const std::string& item_id, const Claimant& who);

  // Who holds the study now; nullopt when nobody does. kNotFound for an unknown study.
  Result<std::optional<Holder>> holder_of(soci::session& session, const std::string& study_id);
  Result<v1::SignOffPolicy> sign_off_of(soci::session& session, const std::string& study_id);
  // `who` decides claimed_by_me. kNotFound.
  Result<v1::WorklistItem> find(soci::session& session, const std::string& item_id, const Claimant& who);
  // As rdc.v1.Worklist.List; the request is checked here.
  Result<v1::ListWorklistReply> list(soci::session& session, const v1::ListWorklistRequest& request,
                                     const Claimant& who);

  struct Changes {
    std::vector<v1::WorklistItem> items;  // in order of change
    std::uint64_t cursor = 0;             // go on from here
    bool more = false;
  };
  // At most `limit` changes after `cursor`. Cursor 0: the open items only, and then all that follows.
  Result<Changes> changes_after(soci::session& session, std::uint64_t cursor, int limit, const Claimant& who);
  // The earliest end of a lease, 0 when there is none.
  Result<std::int64_t> next_expiry(soci::session& session);

 private:
  const base::Clock& clock_;
  base::IdGenerator& ids_;
};

}  // namespace rdc::router
