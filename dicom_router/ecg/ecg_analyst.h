// Analyses every stored ECG, the most urgent first, off the wire's threads. What is waiting is in the catalog: nothing
// is forgotten by a restart, and an ECG that killed the process twice is set aside as unreadable.
#pragma once

#include <condition_variable>
#include <memory>
#include <mutex>
#include <set>
#include <stop_token>
#include <thread>
#include <vector>

#include "common/base/parse_guard.h"
#include "dicom_router/alert/ecg_alarms.h"
#include "dicom_router/ecg/ecg_reader.h"
#include "dicom_router/store/catalog.h"
#include "dicom_router/store/object_store.h"

namespace rdc::router {

// Thread-safe. Borrows everything.
class EcgAnalyst {
 public:
  struct Parts {
    Catalog& catalog;
    ObjectStore& objects;
    base::ParseGuard& guard;
    const base::Clock& clock;
    const EcgAlarms& alarms;
    const CaseBook& book;
    AnalysisRules rules;
    std::size_t threads = 2;
  };
  explicit EcgAnalyst(Parts parts);
  ~EcgAnalyst();
  EcgAnalyst(const EcgAnalyst&) = delete;
  EcgAnalyst& operator=(const EcgAnalyst&) = delete;

  // Something was committed: an ECG may wait. Does not block.
  void look_again();

 private:
  enum class Outcome { kNothingWaits, kDone, kNotNow };
  void run(const std::stop_token& stop);
  Outcome analyse_next();
  std::optional<EcgRecord> take();
  Result<void> analyse(const EcgRecord& ecg);
  Result<EcgReading> read(const EcgRecord& ecg);
  Result<void> record(const EcgRecord& ecg, EcgFinding finding);

  const Parts parts_;
  std::mutex mutex_;
  std::condition_variable_any changed_;
  std::uint64_t looks_ = 1;
  std::mutex taking_;  // apart, for it is held while the catalog is read
  std::set<long long> busy_;
  std::vector<std::jthread> threads_;  // last
};

// How an ECG is put in words when it could not be analysed.
v1::Words unreadable_headline(const std::string& reason);
AnalysisRules rules_of(const AlertConfig& config);

}  // namespace rdc::router
