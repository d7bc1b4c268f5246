// Tells the router what this agent received, owes and saw acknowledged, so that reconciliation can name every gap.
#pragma once

#include <condition_variable>
#include <memory>
#include <mutex>
#include <stop_token>
#include <thread>

#include "acquisition_agent/spool/spool.h"
#include "acquisition_agent/transfer/router_link.h"
#include "common/base/random.h"
#include "rdc/v1/ingest.grpc.pb.h"

namespace rdc::agent {

// Reports some seconds after a change, and everything of the last 30 days once a day. Borrows everything.
class LedgerReporter {
 public:
  struct Options {
    std::chrono::milliseconds settle{2'000};  // changes within are reported together
  };
  LedgerReporter(Options options, Spool& spool, RouterLink& link, const base::Clock& clock, base::Random& random);

 private:
  void run(std::stop_token stop);
  // True when nothing is left to report.
  Result<bool> report(v1::Ingest::Stub& stub, std::stop_token stop);
  void report_day();

  const Options options_;
  Spool& spool_;
  RouterLink& link_;
  const base::Clock& clock_;
  base::Random& random_;
  std::mutex mutex_;
  std::condition_variable_any changed_;
  bool news_ = true;
  std::int64_t reported_day_ = 0;
  std::shared_ptr<void> listening_;
  std::jthread thread_;  // last: starts when everything above exists
};

}  // namespace rdc::agent
