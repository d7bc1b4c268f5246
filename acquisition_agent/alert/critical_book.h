// Critical values that the centre told this site: kept from the letter on, read back and acted on here, durable before
// it is answered, with or without a link; what is owed to the centre for it goes through the outbox of emergencies.
#pragma once

#include <string>
#include <vector>

#include "acquisition_agent/alert/case_book.h"
#include "rdc/v1/agent.pb.h"
#include "rdc/v1/critical.pb.h"

namespace rdc::agent {

// What was recorded here of a notice: one of the two requests, its time still to be filled in.
struct CriticalEvent {
  bool is_action = false;
  v1::ReadBackCriticalRequest read_back{};
  v1::RecordSiteActionRequest action{};
  Moment moment{};
};

// Every method that is not static is one transaction; what it returned survives a power cut. Thread-safe. Borrows all.
class CriticalBook {
 public:
  static constexpr std::size_t kShown = 50;
  static constexpr std::chrono::hours kDay{24};

  CriticalBook(CaseBook& book, base::IdGenerator& ids) : book_(book), ids_(ids) {}

  // The two of agent.proto. Errors as there.
  Result<void> read_back(const v1::ReadBackClinicCriticalRequest& request);
  Result<void> record_action(const v1::RecordClinicCriticalActionRequest& request);

  // In the caller's transaction. A letter: idempotent, and an older state of a notice replaces no newer one.
  static void take(soci::session& session, const v1::CriticalNotice& told, const Moment& now);
  // For the console: sounding ones first, then those without an action, then those of the last day; at most kShown.
  static std::vector<v1::ClinicCritical> shown(soci::session& session, SiteClock& clock, const Moment& now);
  // For the sender, by the outbox entry's subject. kNotFound/NO_SUCH_EVENT.
  static Result<CriticalEvent> find_event(soci::session& session, const std::string& event_id);

 private:
  CaseBook& book_;
  base::IdGenerator& ids_;
};

}  // namespace rdc::agent
