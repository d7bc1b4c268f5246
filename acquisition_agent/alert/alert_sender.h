// Tells the centre of the site's emergencies and what it did about critical values as soon as there is a link, and
// keeps this machine's clock measured against the router's. A connection of its own: nothing of it waits behind an
// image.
#pragma once

#include <condition_variable>
#include <memory>
#include <mutex>
#include <stop_token>
#include <string>
#include <thread>

#include "acquisition_agent/alert/case_book.h"
#include "acquisition_agent/transfer/link_status.h"
#include "acquisition_agent/transfer/router_link.h"
#include "common/base/random.h"
#include "rdc/v1/alert.grpc.pb.h"
#include "rdc/v1/critical.grpc.pb.h"

namespace rdc::agent {

struct AlertSenderParts {
  CaseBook& book;
  LinkStatus& status;
  RouterLink& link;
  const base::Clock& clock;
  base::Random& random;
};

// Borrows everything; must outlive whoever writes into the book. Sends in the order of recording; what a case cannot
// get rid of for now holds up no other case.
class AlertSender {
 public:
  // As alert.proto asks.
  static constexpr int kExchanges = 5;
  static constexpr std::chrono::minutes kMeasureEvery{10};
  // An emergency does not wait out a long pause.
  static constexpr std::chrono::milliseconds kFirstPause{300};
  static constexpr std::chrono::milliseconds kLongestPause{2'000};
  // How often the wall clock is looked at for having been set.
  static constexpr std::chrono::seconds kLook{2};

  explicit AlertSender(AlertSenderParts parts);

 private:
  void run(std::stop_token stop);
  Result<void> round(v1::Alert::Stub& stub, std::stop_token stop);
  Result<void> measure_clock(v1::Alert::Stub& stub, std::stop_token stop);
  Result<ClockMeasurement> exchange(v1::Alert::Stub& stub, std::stop_token stop);
  Result<void> send_due(v1::Alert::Stub& stub, std::stop_token stop);
  Result<void> send(v1::Alert::Stub& stub, const OutboxRow& row, std::stop_token stop);
  Result<void> send_opening(v1::Alert::Stub& stub, const OutboxRow& row, std::stop_token stop);
  Result<void> send_attachment(v1::Alert::Stub& stub, const OutboxRow& row, std::stop_token stop);
  Result<void> send_point(v1::Alert::Stub& stub, const OutboxRow& row, std::stop_token stop);
  Result<void> send_read_back(v1::Alert::Stub& stub, const OutboxRow& row, std::stop_token stop);
  Result<void> send_critical(const OutboxRow& row, std::stop_token stop);
  v1::TimePoint wire_point(const PointRow& row) const;
  void wait(std::stop_token stop, int failures);

  AlertSenderParts parts_;
  std::unique_ptr<v1::Critical::Stub> critical_;  // on the channel of the other; the thread's alone
  bool measured_ = false;
  base::MonotonicTime measured_at_;
  std::mutex mutex_;
  std::condition_variable_any changed_;
  bool news_ = true;
  std::jthread thread_;  // last
};

}  // namespace rdc::agent
