// Frees items whose reader went silent: a station that crashed holds nothing longer than its lease.
#pragma once

#include <chrono>
#include <condition_variable>
#include <functional>
#include <mutex>
#include <stop_token>
#include <thread>

#include "dicom_router/ports.h"
#include "dicom_router/store/catalog.h"
#include "dicom_router/store/worklist_store.h"

namespace rdc::router {

// One thread. Borrows everything. Leases are wall-clock times in the catalog, so a restart keeps them.
class LeaseKeeper {
 public:
  LeaseKeeper(Catalog& catalog, WorklistStore& worklist, const base::Clock& clock, AuditSink audit);
  ~LeaseKeeper();

  // A claim was made: there may be an earlier end than the one waited for.
  void look_again();

 private:
  void run(const std::stop_token& stop);
  std::chrono::microseconds free_expired();  // how long to wait for the next

  Catalog& catalog_;
  WorklistStore& worklist_;
  const base::Clock& clock_;
  const AuditSink audit_;
  std::mutex mutex_;
  std::condition_variable_any changed_;
  bool look_ = true;
  std::jthread thread_;  // last
};

}  // namespace rdc::router
