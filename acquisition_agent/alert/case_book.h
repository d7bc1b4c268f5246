// The site's emergencies: what the clinic and the agent itself record of them, durable before it is answered, with or
// without a link; and what is owed to the centre for it.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "acquisition_agent/alert/alert_rows.h"
#include "acquisition_agent/alert/site_clock.h"
#include "acquisition_agent/spool/item.h"
#include "common/base/ids.h"
#include "common/storage/database.h"
#include "rdc/v1/agent.pb.h"

namespace rdc::agent {

// Every method is one transaction; what it returned survives a power cut. Thread-safe. Borrows all.
class CaseBook {
 public:
  // A point just tapped can be taken back this long; the centre hears of it then.
  static constexpr std::chrono::seconds kHeld{8};
  // An ECG joins its patient's case, and alarms, within a day.
  static constexpr std::chrono::hours kRecent{24};

  CaseBook(storage::Database& database, SiteClock& clock, base::IdGenerator& ids)
      : database_(database), clock_(clock), ids_(ids) {}

  // The five of agent.proto. Errors as there.
  Result<std::string> press_chest_pain(const v1::PressChestPainRequest& request);
  Result<void> record_point(const v1::RecordPointRequest& request);
  Result<void> undo_point(const std::string& point_id);
  Result<void> join_ecg(const std::string& case_id, const std::string& item_id);
  Result<void> read_back(const v1::ReadBackAnswerRequest& request);

  // The agent analysed an ECG: it joins its patient's open case, and a tier of SUSPECTED or more opens one. Idempotent
  // on the item.
  Result<void> analysed(const Item& item, const v1::AgentEcgAnalysis& analysis);

  // Called after something became owed to the centre, on the thread that made it so; must not block. Set before any
  // other call.
  void on_owed(std::function<void()> listener) { listener_ = std::move(listener); }

  // Something became owed that another wrote into the outbox.
  void poke() const {
    if (listener_) listener_();
  }

  // What is due, oldest first; what is held still is left out.
  Result<std::vector<OutboxRow>> due(int limit);
  // When the next held entry is due; nullopt when none is held.
  Result<std::optional<base::MonotonicTime>> next_due();
  Result<void> mark_sent(std::uint64_t number);
  // The router will never take it.
  Result<void> mark_refused(std::uint64_t number, const std::string& reason);

  SiteClock& clock() { return clock_; }
  storage::Database& database() { return database_; }

 private:
  void open_case(soci::session& session, const v1::OpenCaseRequest& opening, const Moment& moment);
  void add_point(soci::session& session, const PointRow& row, std::chrono::seconds held);
  void attach(soci::session& session, const std::string& case_id, const Item& item,
              const v1::AgentEcgAnalysis* analysis);

  // A transaction, and the word of it.
  template <typename T>
  Result<T> write(std::function<Result<T>(soci::session&)> work) {
    auto done = database_.write<T>(std::move(work));
    if (done && listener_) listener_();
    return done;
  }

  storage::Database& database_;
  SiteClock& clock_;
  base::IdGenerator& ids_;
  std::function<void()> listener_;
};

}  // namespace rdc::agent
