// One Upload stream, from its start to its end: writes items one after another without waiting for their outcomes.
#pragma once

#include <condition_variable>
#include <cstdint>
#include <fstream>
#include <future>
#include <map>
#include <mutex>
#include <optional>
#include <stop_token>
#include <string>
#include <vector>

#include <grpcpp/grpcpp.h>

#include "acquisition_agent/alert/site_clock.h"
#include "acquisition_agent/spool/send_queue.h"
#include "acquisition_agent/spool/spool.h"
#include "acquisition_agent/transfer/bandwidth.h"
#include "acquisition_agent/transfer/flow_window.h"
#include "acquisition_agent/transfer/link_status.h"
#include "acquisition_agent/transfer/preparer.h"
#include "acquisition_agent/transfer/priority_gate.h"
#include "common/base/random.h"
#include "common/base/serial_executor.h"
#include "rdc/v1/ingest.grpc.pb.h"

namespace rdc::agent {

// What the three lanes share. All borrowed, all outlive the lanes; queue and clock outlive the spool too.
struct TransferParts {
  Spool& spool;
  SendQueue& queue;
  PriorityGate& gate;
  Bandwidth& bandwidth;
  Preparer& preparer;
  LinkStatus& status;
  const base::Clock& clock;
  base::Random& random;
  SiteClock* site_clock = nullptr;  // none: uploads go without this machine's measured clock
};

// Failures in a row of single items, across the streams of a lane: each makes the item wait longer, and nobody else.
class ItemBackoff {
 public:
  ItemBackoff(const base::Clock& clock, base::Random& random) : clock_(clock), random_(random) {}
  base::MonotonicTime next_try(const std::string& item_id);
  void forget(const std::string& item_id);

 private:
  const base::Clock& clock_;
  base::Random& random_;
  std::mutex mutex_;
  std::map<std::string, int> failures_;
};

// Delay before attempt n (1, 2, …): doubling from `first` to `longest`, of which between half and all is taken.
base::MonotonicTime::duration backoff(int attempt, std::chrono::milliseconds first, std::chrono::milliseconds longest,
                                      base::Random& random);

// run() is called once, on the lane's thread. Writing happens there; a second thread reads.
class UploadSession {
 public:
  static constexpr std::size_t kUnsettledLimit = 128;         // items begun and not yet settled
  static constexpr std::chrono::seconds kAnswerPatience{90};  // with bytes under way and no word from the router

  UploadSession(v1::Urgency lane, std::string lane_name, TransferParts& parts, ItemBackoff& item_backoff,
                std::shared_ptr<grpc::Channel> channel);

  // Blocks until the stream ends or stop is requested. All items taken from the queue are settled or put back then.
  grpc::Status run(std::stop_token stop);
  // The router answered at least once: the connection was a good one.
  bool answered() const { return answered_; }

 private:
  struct Unsettled {
    Item item;
    Prepared prepared;
    std::optional<std::uint64_t> resume_at;  // set by the first Progress when the router was asked where to go on
    bool asked = false;
    bool begun = false;                 // Begin left on a live connection
    std::uint64_t sent_offset = 0;      // coded bytes handed to the stream
    std::uint64_t received_offset = 0;  // of these, what the router took
    std::uint64_t durable_offset = 0;
    std::uint64_t bytes_sent = 0;  // in this session
  };
  struct Next {
    Item item;
    std::future<Result<Prepared>> prepared;
  };

  bool connect(std::stop_token stop);
  void send_items(std::stop_token stop);
  std::optional<Next> take_next();
  bool send_item(Item item, Result<Prepared> prepared, std::stop_token stop);
  bool send_begin(const Item& item, const Prepared& prepared, bool resume);
  std::optional<std::uint64_t> wait_for_offset(const Item& item, std::stop_token stop);
  bool send_chunks(const Item& item, const Prepared& prepared, std::uint64_t offset, std::stop_token stop);
  std::uint64_t wait_for_window(const std::string& item_id, std::stop_token stop);
  bool wait_for_slot(std::stop_token stop);
  bool write(const v1::UploadRequest& request);

  void read_replies();
  void on_progress(const v1::Progress& progress);
  void on_outcome(const v1::Outcome& outcome);
  void settle(const Unsettled& unsettled, const v1::Outcome& outcome);
  void give_up_item(const Item& item, const Error& why);
  void put_back_unsettled();
  bool silent() const;
  void hold_gate();
  template <typename Ready>
  bool wait_until(std::unique_lock<std::mutex>& lock, std::stop_token stop, Ready ready);

  const v1::Urgency lane_;
  const std::string lane_name_;
  TransferParts& parts_;
  ItemBackoff& item_backoff_;
  const std::shared_ptr<grpc::Channel> channel_;
  grpc::ClientContext context_;
  std::unique_ptr<v1::Ingest::Stub> stub_;
  std::unique_ptr<grpc::ClientReaderWriter<v1::UploadRequest, v1::UploadReply>> stream_;

  std::mutex mutex_;
  std::condition_variable_any changed_;
  std::map<std::string, Unsettled> unsettled_;
  std::vector<std::string> order_;  // item ids begun, oldest first
  FlowWindow flow_;
  bool holds_gate_ = false;  // bytes of this lane are on the line: less urgent ones wait for them
  base::MonotonicTime last_answer_;
  bool ended_ = false;
  std::atomic<bool> answered_ = false;
  std::optional<Next> next_;
  base::SerialExecutor encoder_;  // codes the next item while this one is on the wire
};

}  // namespace rdc::agent
