// What every part of the alerting shares: opening, finding and merging cases, raising alerts, putting points on the
// timeline, and telling everybody that a case changed. Works in the caller's write transaction, so that what happened,
// who hears of it, and its audit row exist together or not at all.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include <soci/soci.h>

#include "common/base/clock.h"
#include "common/base/ids.h"
#include "common/base/result.h"
#include "dicom_router/alert/alert_config.h"
#include "dicom_router/ports.h"
#include "dicom_router/store/alert_store.h"

namespace rdc::router {

// Who does something: a person at a station, a site's agent, or the router itself.
struct Actor {
  std::string user_id, name;       // "" when no person is logged in
  std::string machine = "router";  // certificate name
};
Actor actor_of(const rpc::Caller& caller);

// Why somebody is to be alarmed.
struct AlertFinding {
  v1::AlertCause cause = v1::ALERT_CAUSE_UNSPECIFIED;
  v1::EcgTier tier = v1::ECG_TIER_SUSPECTED;
  v1::Words reason;
  std::string rule_version, sha256;
};

// Whom a change concerns: watchers at the centre always; the sites by a letter where the clinic must know.
enum class Tell { kCentre, kSites };

// Stateless but for what it borrows; thread-safe.
class CaseBook {
 public:
  struct Parts {
    const base::Clock& clock;
    base::IdGenerator& ids;
    const AlertConfig& config;
    AuditSink audit;
    LetterSink letters;
  };
  static constexpr std::size_t kCaseBytes = 512 * 1024;  // alert.proto's limit; gRPC's of a message is 4 MiB
  explicit CaseBook(Parts parts) : parts_(std::move(parts)) {}

  // ---- Finding ----
  // The case that this one is part of now; of `site_id`, unless "" asks for any. kNotFound/NO_SUCH_CASE.
  Result<CaseRecord> find(soci::session& session, const std::string& case_id, const std::string& site_id = "") const;
  // Of a person, if an ECG of theirs still joins it: not too old, and no other name on it.
  std::optional<std::string> open_case_of(soci::session& session, long long patient_key,
                                          const v1::Patient& patient) const;
  // Whether people and agents may add to it. kTooLarge/CASE_FULL from kCaseBytes on: a case travels to stations and
  // sites as one message, and one that no longer fits would stop everything behind it. What ends an alarm is never
  // refused.
  Result<void> has_room(soci::session& session, const std::string& case_id) const;
  // As the contract shows it, with intervals and proposal; `user_id` decides addressed_to_me.
  Result<v1::AlertCase> show(soci::session& session, const std::string& case_id, const std::string& user_id) const;

  // ---- Changing; all of them writers, none tells anybody: changed() does, once, at the end ----
  // A new case without alerts; raise() follows.
  void open(soci::session& session, const std::string& case_id, const std::string& site_id, long long patient_key,
            const v1::Patient& patient) const;
  // `from` becomes part of `into`; both open.
  Result<void> merge(soci::session& session, const std::string& from, const std::string& into) const;
  // A new alert with its escalation, of which the first step goes out at once; or one more finding for an alert that is
  // there. True when somebody is alarmed anew.
  Result<bool> raise(soci::session& session, const std::string& case_id, const AlertFinding& finding) const;
  // One step of an alert goes out to whoever is on duty now.
  Result<void> fire(soci::session& session, const DueStep& step) const;
  // Checks nothing but that the point it replaces is one of this case and kind: kInvalid/BAD_POINT. False when it was
  // recorded before.
  Result<bool> add_point(soci::session& session, const std::string& case_id, v1::TimePoint point,
                         const Actor& actor) const;
  // The router's own, now.
  void add_server_point(soci::session& session, const std::string& case_id, v1::PointKind kind,
                        const std::string& subject, const Actor& actor, const std::string& note = "") const;
  // Applies an event to those of the case's alerts that `applies` to (all of them when empty).
  Result<void> apply(soci::session& session, const std::string& case_id, AlertEvent event, const Actor& actor,
                     const std::vector<std::string>& alert_ids = {}) const;

  // The case's state follows from its alerts; watchers see it, the sites get their letter, the audit its row.
  Result<void> changed(soci::session& session, const std::string& case_id, Tell tell, const Actor& actor,
                       const std::string& action, const std::string& detail = "") const;
  // A letter to every site that takes part.
  Result<void> write(soci::session& session, const std::string& case_id, const v1::Letter& letter) const;
  // Puts a notice into the outbox of every endpoint that wants this event.
  Result<void> notify(soci::session& session, const std::string& case_id, v1::AlertNotice notice) const;

  std::int64_t now() const { return base::to_micros(parts_.clock.now()); }
  const AlertConfig& config() const { return parts_.config; }
  base::IdGenerator& ids() const { return parts_.ids; }
  Result<void> audit(soci::session& session, const AuditEntry& entry) const { return parts_.audit(session, entry); }
  Result<void> letter(soci::session& session, const std::string& site_id, const v1::Letter& letter) const {
    return parts_.letters(session, site_id, letter);
  }

 private:
  Result<void> start_escalation(soci::session& session, const std::string& case_id, const std::string& alert_id) const;

  Parts parts_;
};

// Lysis or transfer by expected travel time from this site.
v1::ReperfusionProposal propose(const AlertConfig& config, const std::string& site_id);

}  // namespace rdc::router
