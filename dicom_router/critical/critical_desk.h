// The closed loop of a critical value: what readers and sites do with a notice. Works in the caller's write
// transaction: what happened, the letter to the site, the notice to the world outside and the audit row exist together
// or not at all.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include <soci/soci.h>

#include "common/base/clock.h"
#include "common/base/ids.h"
#include "common/base/result.h"
#include "common/rpc/caller.h"
#include "dicom_router/alert/alert_config.h"
#include "dicom_router/critical/critical_table.h"
#include "dicom_router/ports.h"
#include "dicom_router/store/catalog.h"
#include "dicom_router/store/critical_store.h"
#include "dicom_router/store/study_store.h"

namespace rdc::router {

// Who stood for the notice beside its author: checked by their password, outside of any transaction.
struct CriticalChecker {
  std::string user_id, display_name;
};

// Stateless but for what it borrows; thread-safe. Errors are those that critical.proto states.
class CriticalDesk {
 public:
  struct Parts {
    const base::Clock& clock;
    base::IdGenerator& ids;
    const CriticalTable& table;
    const std::vector<WebhookEndpoint>& webhooks;
    StudyStore& studies;
    AuditSink audit;
    LetterSink letters;
  };
  explicit CriticalDesk(Parts parts) : parts_(std::move(parts)) {}
  static constexpr int kMostActions = 50;

  // ---- The centre ----
  // Before anybody's password is looked at: the fields and the entry. Nothing else.
  Result<void> check(const v1::NotifyCriticalRequest& request) const;
  // The very notice, when it was sent before by this person. kExists/ID_TAKEN when the id is another's.
  Result<std::optional<v1::CriticalNotice>> sent_before(soci::session& session, const rpc::Caller& caller,
                                                        const v1::NotifyCriticalRequest& request) const;
  Result<v1::CriticalNotice> notify(soci::session& session, const rpc::Caller& caller,
                                    const v1::NotifyCriticalRequest& request, const CriticalChecker& checker) const;
  Result<v1::CriticalNotice> phone_read_back(soci::session& session, const rpc::Caller& caller,
                                             const v1::RecordPhoneReadBackRequest& request) const;
  Result<v1::CriticalNotice> phone_action(soci::session& session, const rpc::Caller& caller,
                                          const v1::RecordPhoneActionRequest& request) const;
  Result<v1::CriticalNotice> close(soci::session& session, const rpc::Caller& caller,
                                   const v1::CloseCriticalRequest& request) const;
  // With `overdue` as it is now.
  Result<v1::CriticalNotice> show(soci::session& session, const std::string& notice_id) const;

  // ---- The site ----
  Result<v1::ReadBackCriticalReply> site_read_back(soci::session& session, const rpc::Caller& caller,
                                                   const v1::ReadBackCriticalRequest& request) const;
  Result<v1::RecordSiteActionReply> site_action(soci::session& session, const rpc::Caller& caller,
                                                const v1::RecordSiteActionRequest& request) const;
  // The site acknowledged a letter: a notice has arrived.
  Result<void> letter_kept(soci::session& session, const std::string& letter_id) const;

  // ---- The clock ----
  // Tells of every step that is past its limit, each in a transaction of its own. When to look again (microseconds
  // UTC), 0 when nothing waits; an error when something could not be told and is still owed.
  Result<std::int64_t> run_due(Catalog& catalog) const;

  const CriticalTable& table() const { return parts_.table; }
  std::int64_t now() const { return base::to_micros(parts_.clock.now()); }
  Result<void> audit(soci::session& session, const AuditEntry& entry) const { return parts_.audit(session, entry); }

 private:
  Result<v1::CriticalNotice> filled(soci::session& session, const rpc::Caller& caller,
                                    const v1::NotifyCriticalRequest& request, const CriticalChecker& checker) const;
  Result<void> read_back(soci::session& session, const rpc::Caller& caller, const v1::CriticalNotice& notice,
                         v1::CriticalReadBack told) const;
  Result<void> act(soci::session& session, const rpc::Caller& caller, const v1::CriticalNotice& notice,
                   v1::CriticalAction done) const;
  Result<void> tell_overdue(soci::session& session, const std::string& notice_id) const;
  Result<void> send_letter(soci::session& session, const std::string& notice_id) const;
  Result<void> call_webhooks(soci::session& session, const v1::CriticalNotice& notice) const;
  void mark_overdue(v1::CriticalNotice& notice) const;
  // When the next step of this notice is past its limit; 0: never.
  static std::int64_t next_look(const v1::CriticalNotice& notice);

  Parts parts_;
};

}  // namespace rdc::router
