// Calls to the router without waiting: every answer comes back to the GUI thread as a queued event with values.
//
// gRPC's callback threads only hand over. When the runner goes, its calls are cancelled, their answers dropped, and
// nothing of it is touched afterwards.
#pragma once

#include <condition_variable>
#include <functional>
#include <memory>
#include <mutex>
#include <set>
#include <string>
#include <vector>

#include <grpcpp/grpcpp.h>
#include <QObject>

#include "common/base/result.h"
#include "common/base/serial_executor.h"
#include "common/identity/seal_key.h"
#include "common/rpc/channel.h"
#include "common/rpc/status.h"

namespace rdc::station {

// What outlives the runner for as long as a call is under way. Thread-safe.
class CallGate {
 public:
  explicit CallGate(QObject* target) : target_(target) {}
  // Queues `event` on the target's thread; drops it when the target is gone.
  void post(std::function<void()> event);
  // False once closed: then the call must not be started.
  bool enter(grpc::ClientContext* context);
  // A call ends in two steps: it can no longer be cancelled; then, its context destroyed, it is gone. In between
  // close() waits: the context holds the channel, and gRPC must not see the last channel go on a thread of its own.
  void ending(grpc::ClientContext* context);
  void ended();
  // Cancels what runs and waits until it has left.
  void close();

 private:
  std::mutex mutex_;
  std::condition_variable idle_;
  QObject* target_;
  std::set<grpc::ClientContext*> running_;
  int ending_ = 0;
};

// What this station's disk is sealed with, as the router gave it at log-in (docs/adr/0009-station-disk.md). In memory
// alone; null while nobody is logged in.
struct DiskKeys {
  identity::SealKeyPtr cache;   // of this station, whoever reads
  identity::SealKeyPtr drafts;  // of this person
};

// GUI thread only, except where said.
class CallRunner final : public QObject {
  Q_OBJECT
 public:
  // One channel for each router that may be asked, at least one; the first is used first.
  explicit CallRunner(std::vector<std::shared_ptr<grpc::Channel>> channels, QObject* parent = nullptr);
  ~CallRunner() override;

  // Of the router in use: calls under way stay where they were begun.
  const std::shared_ptr<grpc::Channel>& channel() const { return channels_[in_use_]; }
  std::size_t routers() const { return channels_.size(); }
  void use_next_router() { in_use_ = (in_use_ + 1) % channels_.size(); }
  const std::shared_ptr<CallGate>& gate() const { return gate_; }
  // The session's token goes with every later call; "" for none.
  void set_token(std::string token) { token_ = std::move(token); }
  // The session's too.
  void set_disk_keys(DiskKeys keys) { disk_keys_ = std::move(keys); }
  const DiskKeys& disk_keys() const { return disk_keys_; }
  void prepare(grpc::ClientContext& context) const;

  // start(context, request, reply, callback) starts the asynchronous call; done gets its outcome on the GUI thread.
  template <typename Reply, typename Request, typename Start, typename Done>
  void unary(Request request, Start start, Done done);

  // Runs `work` on a thread of the runner's own, one after another, and `done` with its value on the GUI thread.
  template <typename Work, typename Done>
  void background(Work work, Done done);

  // For streams: tells the session that a call was refused for its login.
  void report(const Error& error);

 Q_SIGNALS:
  // The router no longer knows this login.
  void unauthenticated(const QString& reason);

 private:
  const std::vector<std::shared_ptr<grpc::Channel>> channels_;
  std::size_t in_use_ = 0;
  std::shared_ptr<CallGate> gate_;
  std::string token_;
  DiskKeys disk_keys_;
  std::unique_ptr<base::SerialExecutor> executor_;
};

template <typename Reply, typename Request, typename Start, typename Done>
void CallRunner::unary(Request request, Start start, Done done) {
  struct Call {
    grpc::ClientContext context;
    Request request;
    Reply reply;
  };
  auto call = std::make_shared<Call>();
  call->request = std::move(request);
  prepare(call->context);
  rpc::set_deadline(call->context, rpc::kUnaryDeadline);
  if (!gate_->enter(&call->context)) return;
  auto gate = gate_;
  start(&call->context, &call->request, &call->reply, [this, call, gate, done](const grpc::Status& status) mutable {
    gate->ending(&call->context);
    auto reply = std::make_shared<Reply>(std::move(call->reply));
    call.reset();
    gate->post([this, reply, done, status] {
      if (status.ok()) return done(Result<Reply>(std::move(*reply)));
      const Error error = rpc::from_status(status);
      report(error);
      done(Result<Reply>(tl::unexpected<Error>(error)));
    });
    gate->ended();
  });
}

template <typename Work, typename Done>
void CallRunner::background(Work work, Done done) {
  // Shared, because what is queued must be copyable and secrets are not.
  auto task = std::make_shared<Work>(std::move(work));
  executor_->post([gate = gate_, task, done = std::move(done)]() mutable {
    using Value = decltype((*task)());
    auto value = std::make_shared<Value>((*task)());
    gate->post([value, done = std::move(done)]() mutable { done(std::move(*value)); });
  });
}

}  // namespace rdc::station
