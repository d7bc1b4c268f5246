// The Alert service of a router in this process: it remembers what was asked, answers as the contract says, and can be
// made unreachable.
#pragma once

#include <condition_variable>
#include <map>
#include <mutex>
#include <string>
#include <utility>
#include <vector>

#include <grpcpp/grpcpp.h>

#include "common/rpc/channel.h"
#include "common/rpc/status.h"
#include "rdc/v1/alert.grpc.pb.h"
#include "rdc/v1/session.grpc.pb.h"
#include "tests/testkit/scratch_directory.h"

namespace rdc::station {

class SmallAlarm final : public v1::Alert::Service {
 public:
  SmallAlarm() {
    grpc::ServerBuilder builder;
    builder.AddListeningPort("unix:" + socket(), grpc::InsecureServerCredentials());
    builder.RegisterService(this);
    builder.RegisterService(&sessions_);
    server_ = builder.BuildAndStart();
  }
  ~SmallAlarm() override {
    {
      const std::lock_guard lock(mutex_);
      ending_ = true;
    }
    changed_.notify_all();
    server_->Shutdown();
  }
  std::vector<std::shared_ptr<grpc::Channel>> channels() const { return {rpc::make_local_channel(socket())}; }

  // Tells every watcher.
  void put(v1::AlertCase one) {
    {
      const std::lock_guard lock(mutex_);
      one.set_change(++cursor_);
      log_.push_back(one);
      cases_[one.case_id()] = std::move(one);
    }
    changed_.notify_all();
  }
  // From now on the next so many writes get no answer but UNAVAILABLE; they may have been made all the same.
  void drop_answers(int count) {
    const std::lock_guard lock(mutex_);
    drop_ = count;
  }
  void refuse_next(const char* reason) {
    const std::lock_guard lock(mutex_);
    refuse_ = reason;
  }
  v1::AlertCase find(const std::string& id) const {
    const std::lock_guard lock(mutex_);
    const auto found = cases_.find(id);
    return found == cases_.end() ? v1::AlertCase() : found->second;
  }
  // "displayed", "acknowledge", "decide", "close", "points", with the id that makes each idempotent.
  std::vector<std::pair<std::string, std::string>> asked() const {
    const std::lock_guard lock(mutex_);
    return asked_;
  }
  int count(const std::string& what) const {
    int n = 0;
    for (const auto& [name, id] : asked()) n += name == what ? 1 : 0;
    return n;
  }
  v1::DecideRequest decision() const {
    const std::lock_guard lock(mutex_);
    return decision_;
  }
  v1::RecordCasePointsRequest points() const {
    const std::lock_guard lock(mutex_);
    return points_;
  }

  grpc::Status MeasureClock(grpc::ServerContext*, const v1::MeasureClockRequest* request,
                            v1::MeasureClockReply* reply) override {
    *reply->mutable_client_sent_at() = request->client_sent_at();
    *reply->mutable_received_at() = request->client_sent_at();
    reply->mutable_received_at()->set_seconds(request->client_sent_at().seconds() - 420);
    *reply->mutable_sent_at() = reply->received_at();
    return grpc::Status::OK;
  }
  grpc::Status Watch(grpc::ServerContext* context, const v1::WatchCasesRequest* request,
                     grpc::ServerWriter<v1::CaseChange>* out) override {
    std::uint64_t cursor = request->cursor();
    std::unique_lock lock(mutex_);
    while (!ending_ && !context->IsCancelled()) {
      std::vector<v1::AlertCase> news;
      for (const auto& one : log_) {
        if (one.change() > cursor) news.push_back(one);
      }
      lock.unlock();
      for (const auto& one : news) {
        v1::CaseChange change;
        change.set_cursor(one.change());
        *change.mutable_alert_case() = one;
        if (!out->Write(change)) return grpc::Status::OK;
        cursor = one.change();
      }
      lock.lock();
      changed_.wait_for(lock, std::chrono::milliseconds(50));  // also notices a call that was cancelled
    }
    return grpc::Status::OK;
  }
  grpc::Status ReportDisplayed(grpc::ServerContext*, const v1::ReportDisplayedRequest* request,
                               v1::ReportDisplayedReply* reply) override {
    return write("displayed", request->case_id(), request->point().point_id(), v1::ALERT_STATE_DELIVERED,
                 reply->mutable_alert_case());
  }
  grpc::Status Acknowledge(grpc::ServerContext*, const v1::AcknowledgeAlertRequest* request,
                           v1::AcknowledgeAlertReply* reply) override {
    return write("acknowledge", request->case_id(), request->action_id(), v1::ALERT_STATE_ACKNOWLEDGED,
                 reply->mutable_alert_case());
  }
  grpc::Status Decide(grpc::ServerContext*, const v1::DecideRequest* request, v1::DecideReply* reply) override {
    {
      const std::lock_guard lock(mutex_);
      decision_ = *request;
    }
    return write(
        "decide", request->case_id(), request->action_id(),
        request->verdict() == v1::DECISION_VERDICT_CONFIRMED ? v1::ALERT_STATE_CONFIRMED : v1::ALERT_STATE_REFUTED,
        reply->mutable_alert_case());
  }
  grpc::Status Close(grpc::ServerContext*, const v1::CloseCaseRequest* request, v1::CloseCaseReply* reply) override {
    return write("close", request->case_id(), request->action_id(), v1::ALERT_STATE_CLOSED,
                 reply->mutable_alert_case());
  }
  grpc::Status RecordCasePoints(grpc::ServerContext*, const v1::RecordCasePointsRequest* request,
                                v1::RecordCasePointsReply* reply) override {
    {
      const std::lock_guard lock(mutex_);
      points_ = *request;
    }
    return write("points", request->case_id(), request->points(0).point_id(), find(request->case_id()).state(),
                 reply->mutable_alert_case());
  }

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
  grpc::Status write(const char* what, const std::string& case_id, const std::string& id, v1::AlertState state,
                     v1::AlertCase* out) {
    // What is read stays true until it is written, as in the router's transaction: calls come two at once.
    const std::lock_guard transaction(writing_);
    v1::AlertCase one;
    {
      const std::lock_guard lock(mutex_);
      if (refuse_ != nullptr) return rpc::to_status({ErrorCode::kConflict, std::exchange(refuse_, nullptr), "refused"});
      asked_.emplace_back(what, id);
      one = cases_[case_id];
      if (drop_ > 0) {
        --drop_;
        return rpc::to_status({ErrorCode::kUnavailable, "LINK_CUT", "cut"});
      }
    }
    if (state > one.state()) {
      one.set_state(state);
      for (auto& alert : *one.mutable_alerts()) alert.set_state(state);
    }
    put(one);
    *out = find(case_id);
    return grpc::Status::OK;
  }
  std::string socket() const { return (folder_ / "alarm.sock").string(); }

  testkit::ScratchDirectory folder_{"small-alarm"};
  Sessions sessions_;
  std::mutex writing_;
  mutable std::mutex mutex_;
  std::condition_variable changed_;
  std::map<std::string, v1::AlertCase> cases_;
  std::vector<v1::AlertCase> log_;
  std::vector<std::pair<std::string, std::string>> asked_;
  v1::DecideRequest decision_;
  v1::RecordCasePointsRequest points_;
  std::uint64_t cursor_ = 0;
  int drop_ = 0;
  const char* refuse_ = nullptr;
  bool ending_ = false;
  std::unique_ptr<grpc::Server> server_;
};

}  // namespace rdc::station
