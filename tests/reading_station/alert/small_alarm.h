// The Alert service of a router in this process: it remembers what was asked, answers as the contract says, and can be
// made unreachable.
#pragma once

#include <mutex>
#include <string>
#include <utility>
#include <vector>

#include <grpcpp/grpcpp.h>

#include "common/rpc/status.h"
#include "rdc/v1/alert.grpc.pb.h"
#include "tests/reading_station/small_server.h"

namespace rdc::station {

class SmallAlarm final : public v1::Alert::Service {
 public:
  ~SmallAlarm() override { cases_.end(); }
  std::vector<std::shared_ptr<grpc::Channel>> channels() const { return server_.channels(); }

  // Tells every watcher.
  void put(const v1::AlertCase& one) { cases_.put(one.case_id(), one); }
  // From now on the next so many writes get no answer but UNAVAILABLE; they may have been made all the same.
  void drop_answers(int count) {
    const std::lock_guard lock(mutex_);
    drop_ = count;
  }
  void refuse_next(const char* reason) {
    const std::lock_guard lock(mutex_);
    refuse_ = reason;
  }
  v1::AlertCase find(const std::string& id) const { return cases_.find(id); }
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
    return cases_.watch(context, request->cursor(), out,
                        [](v1::CaseChange& change, const v1::AlertCase& one) { *change.mutable_alert_case() = one; });
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
  grpc::Status write(const char* what, const std::string& case_id, const std::string& id, v1::AlertState state,
                     v1::AlertCase* out) {
    // What is read stays true until it is written, as in the router's transaction: calls come two at once.
    const std::lock_guard transaction(writing_);
    auto one = cases_.find(case_id);
    {
      const std::lock_guard lock(mutex_);
      if (refuse_ != nullptr) return rpc::to_status({ErrorCode::kConflict, std::exchange(refuse_, nullptr), "refused"});
      asked_.emplace_back(what, id);
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

  WatchedRecords<v1::AlertCase> cases_;
  std::mutex writing_;
  mutable std::mutex mutex_;
  std::vector<std::pair<std::string, std::string>> asked_;
  v1::DecideRequest decision_;
  v1::RecordCasePointsRequest points_;
  int drop_ = 0;
  const char* refuse_ = nullptr;
  SmallServer server_{*this};  // last
};

}  // namespace rdc::station
