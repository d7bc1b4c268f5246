// What is due by the catalog alone: steps of the timetable, cases acknowledged and not decided, emergency ECGs that
// nobody answered. Whatever died in between, the next look does what is owed.
#pragma once

#include <chrono>
#include <condition_variable>
#include <functional>
#include <mutex>
#include <stop_token>
#include <thread>

#include "dicom_router/alert/case_book.h"
#include "dicom_router/alert/ecg_alarms.h"
#include "dicom_router/store/catalog.h"

namespace rdc::router {

// Thread-safe. Borrows everything. Does each thing in a transaction of its own: one that cannot be done holds up none.
class Escalation {
 public:
  Escalation(Catalog& catalog, const CaseBook& book, const EcgAlarms& ecgs)
      : catalog_(catalog), book_(book), ecgs_(ecgs) {}

  // Does what is due now. When to look again (microseconds UTC), 0 when nothing waits; an error when something could
  // not be done and is still owed.
  Result<std::int64_t> run_due();

 private:
  Result<void> fire_steps(std::int64_t now);
  Result<void> alarm_undecided(std::int64_t now);
  Result<void> alarm_unanswered(std::int64_t now);

  Catalog& catalog_;
  const CaseBook& book_;
  const EcgAlarms& ecgs_;
};

// One thread that runs such a run_due(): when the catalog says, and at least every five seconds, for the wall clock may
// be set. Nothing new is ever due sooner: the shortest time anything waits for is a minute.
class Escalator {
 public:
  using RunDue = std::function<Result<std::int64_t>()>;
  Escalator(RunDue run_due, const base::Clock& clock);
  ~Escalator();
  Escalator(const Escalator&) = delete;
  Escalator& operator=(const Escalator&) = delete;

 private:
  void run(const std::stop_token& stop);
  std::chrono::microseconds look();

  const RunDue run_due_;
  const base::Clock& clock_;
  std::mutex mutex_;
  std::condition_variable_any stopped_;
  std::jthread thread_;  // last
};

}  // namespace rdc::router
