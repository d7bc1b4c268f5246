// Analyses every ECG as soon as it is durable, beside the receive path: a device never waits for it, and a file that
// kills the analysis twice is sent all the same, unanalysed and said to be so.
//
//   DATA/analysis/parsing/  see common/base/parse_guard.h; apart from the spool's, whose verdict stops an upload
#pragma once

#include <condition_variable>
#include <deque>
#include <filesystem>
#include <functional>
#include <memory>
#include <mutex>
#include <stop_token>
#include <string>
#include <thread>

#include "acquisition_agent/alert/case_book.h"
#include "acquisition_agent/analysis/analysis_store.h"
#include "acquisition_agent/spool/spool.h"
#include "common/base/parse_guard.h"

namespace rdc::agent {

// Borrows all but the guard. The destructor waits for the ECG in hand.
class EcgAnalyst {
 public:
  // Files come from outside: what a test puts here is the analysis.
  using Analyse = std::function<v1::AgentEcgAnalysis(const std::filesystem::path&, const std::string& charset)>;
  static constexpr std::chrono::hours kBacklog{24 * 7};  // older ones are history, and the centre has them

  // Takes up what an earlier process left. `data`: DATA.
  static Result<std::unique_ptr<EcgAnalyst>> start(const std::filesystem::path& data, Spool& spool, CaseBook& book,
                                                   base::FileSystem& fs, const base::Clock& clock, Analyse analyse);

  // Hands over; ignores what is no ECG. Never blocks on an analysis. Thread-safe.
  void offer(const Item& item);
  AnalysisStore& store() { return store_; }

 private:
  EcgAnalyst(std::unique_ptr<base::ParseGuard> guard, Spool& spool, CaseBook& book, const base::Clock& clock,
             Analyse analyse, std::deque<Item> backlog);
  void run(std::stop_token stop);
  Result<void> handle(const Item& item);
  v1::AgentEcgAnalysis analyse(const Item& item);

  const std::unique_ptr<base::ParseGuard> guard_;
  Spool& spool_;
  CaseBook& book_;
  const base::Clock& clock_;
  const Analyse analyse_;
  AnalysisStore store_;
  std::mutex mutex_;
  std::condition_variable_any changed_;
  std::deque<Item> waiting_;  // just arrived: before the backlog
  std::deque<Item> backlog_;
  std::jthread thread_;  // last
};

}  // namespace rdc::agent
