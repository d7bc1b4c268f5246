// What the small routers of one service each have in common: a server on a socket of its own, log-ins without
// passwords, and records whose changes are told to watchers as the contract's change feeds do.
#pragma once

#include <chrono>
#include <condition_variable>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <utility>
#include <vector>

#include <grpcpp/grpcpp.h>

#include "common/rpc/channel.h"
#include "rdc/v1/session.grpc.pb.h"
#include "tests/testkit/scratch_directory.h"

namespace rdc::station {

// Serves from its construction to its destruction: a service's last member.
class SmallServer {
 public:
  explicit SmallServer(grpc::Service& service) {
    grpc::ServerBuilder builder;
    builder.AddListeningPort("unix:" + socket(), grpc::InsecureServerCredentials());
    builder.RegisterService(&service);
    builder.RegisterService(&sessions_);
    server_ = builder.BuildAndStart();
  }
  ~SmallServer() { server_->Shutdown(); }
  SmallServer(const SmallServer&) = delete;
  SmallServer& operator=(const SmallServer&) = delete;

  std::vector<std::shared_ptr<grpc::Channel>> channels() const { return {rpc::make_local_channel(socket())}; }

 private:
  class Sessions final : public v1::Session::Service {
    grpc::Status Login(grpc::ServerContext*, const v1::LoginRequest* request, v1::LoginReply* reply) override {
      reply->set_session_token("token of " + request->user_name());
      reply->mutable_self()->set_user_id("user-" + request->user_name());
      reply->mutable_self()->set_user_name(request->user_name());
      reply->mutable_self()->set_display_name(request->user_name());
      return grpc::Status::OK;
    }
  };
  std::string socket() const { return (folder_ / "router.sock").string(); }

  testkit::ScratchDirectory folder_{"small-server"};
  Sessions sessions_;
  std::unique_ptr<grpc::Server> server_;
};

// Records by identifier, numbered anew at each change (`change`). Thread-safe.
template <typename Record>
class WatchedRecords {
 public:
  // Tells every watcher.
  void put(const std::string& id, Record one) {
    {
      const std::lock_guard lock(mutex_);
      one.set_change(log_.size() + 1);
      log_.push_back(one);
      records_[id] = std::move(one);
    }
    changed_.notify_all();
  }
  // An empty one when it is not there.
  Record find(const std::string& id) const {
    const std::lock_guard lock(mutex_);
    const auto found = records_.find(id);
    return found == records_.end() ? Record() : found->second;
  }
  std::map<std::string, Record> all() const {
    const std::lock_guard lock(mutex_);
    return records_;
  }

  // A Watch handler: fill(change, record) puts the record into its message.
  template <typename Change, typename Fill>
  grpc::Status watch(grpc::ServerContext* context, std::uint64_t cursor, grpc::ServerWriter<Change>* out, Fill fill) {
    std::unique_lock lock(mutex_);
    while (!ending_ && !context->IsCancelled()) {
      while (cursor < log_.size()) {
        const Record one = log_[cursor];
        lock.unlock();
        Change change;
        change.set_cursor(one.change());
        fill(change, one);
        if (!out->Write(change)) return grpc::Status::OK;
        cursor = one.change();
        lock.lock();
      }
      changed_.wait_for(lock, std::chrono::milliseconds(50));  // also notices a call that was cancelled
    }
    return grpc::Status::OK;
  }
  // Ends what watches: before the server goes, or it waits for them.
  void end() {
    {
      const std::lock_guard lock(mutex_);
      ending_ = true;
    }
    changed_.notify_all();
  }

 private:
  mutable std::mutex mutex_;
  std::condition_variable changed_;
  std::vector<Record> log_;
  std::map<std::string, Record> records_;
  bool ending_ = false;
};

}  // namespace rdc::station
