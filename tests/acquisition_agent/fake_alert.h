// The Alert and the Critical service's site sides as their contracts say, in memory, with a clock of its own; can be
// away.
#pragma once

#include <algorithm>
#include <condition_variable>
#include <functional>
#include <map>
#include <mutex>
#include <string>
#include <vector>

#include <grpcpp/grpcpp.h>

#include "acquisition_agent/transfer/router_link.h"
#include "acquisition_agent/transfer/wire_time.h"
#include "common/base/clock.h"
#include "rdc/v1/alert.grpc.pb.h"
#include "rdc/v1/critical.grpc.pb.h"

namespace rdc::agent {

// Thread-safe.
class FakeAlert final : public v1::Alert::Service, public RouterLink {
 public:
  explicit FakeAlert(const base::Clock& clock) : clock_(clock) {
    grpc::ServerBuilder builder;
    int port = 0;
    builder.AddListeningPort("127.0.0.1:0", grpc::InsecureServerCredentials(), &port);
    builder.RegisterService(this);
    builder.RegisterService(&critical_);
    server_ = builder.BuildAndStart();
    address_ = "127.0.0.1:" + std::to_string(port);
  }
  ~FakeAlert() override { server_->Shutdown(std::chrono::system_clock::time_point{}); }

  std::shared_ptr<grpc::Channel> own_channel() override {
    grpc::ChannelArguments arguments;
    arguments.SetInt(GRPC_ARG_USE_LOCAL_SUBCHANNEL_POOL, 1);
    return grpc::CreateCustomChannel(address_, grpc::InsecureChannelCredentials(), arguments);
  }
  void failed() override {}

  // While away every call ends UNAVAILABLE.
  void set_away(bool away) {
    const std::lock_guard lock(mutex_);
    away_ = away;
  }
  // A lost answer: the call is done and its answer never arrives, `times` times.
  void lose_answers(int times) {
    const std::lock_guard lock(mutex_);
    lost_ = times;
  }
  void refuse(const std::string& point_id) {
    const std::lock_guard lock(mutex_);
    refused_.push_back(point_id);
  }

  struct Seen {
    std::map<std::string, v1::OpenCaseRequest> cases;
    std::map<std::string, v1::TimePoint> points;
    std::map<std::string, v1::AttachEcgRequest> ecgs;  // by item
    std::map<std::string, v1::ReadBackRequest> read_backs;
    // Of critical values, by the id of what was recorded; `order` as they came first.
    std::map<std::string, v1::ReadBackCriticalRequest> critical_read_backs;
    std::map<std::string, v1::RecordSiteActionRequest> critical_actions;
    std::vector<std::string> order;
    int calls = 0;
    int measured = 0;
  };
  // Once `ready` holds; what there is after a minute.
  Seen wait_for(const std::function<bool(const Seen&)>& ready) {
    std::unique_lock lock(mutex_);
    changed_.wait_for(lock, std::chrono::seconds(60), [&] { return ready(seen_); });
    return seen_;
  }
  // When the router's clock showed it.
  static base::Timestamp centre_time(const v1::TimePoint& point) {
    return from_wire(point.at()) + std::chrono::milliseconds(point.clock().offset_ms());
  }

  grpc::Status MeasureClock(grpc::ServerContext*, const v1::MeasureClockRequest* request,
                            v1::MeasureClockReply* reply) override {
    const std::lock_guard lock(mutex_);
    if (away_) return gone();
    *reply->mutable_client_sent_at() = request->client_sent_at();
    *reply->mutable_received_at() = to_wire(clock_.now());
    *reply->mutable_sent_at() = to_wire(clock_.now());
    ++seen_.measured;
    changed_.notify_all();
    return grpc::Status::OK;
  }
  grpc::Status OpenCase(grpc::ServerContext*, const v1::OpenCaseRequest* request, v1::OpenCaseReply* reply) override {
    reply->set_case_id(request->case_id());
    return take([&] {
      seen_.cases.emplace(request->case_id(), *request);
      for (const auto& point : request->points()) seen_.points.emplace(point.point_id(), point);
    });
  }
  grpc::Status AttachEcg(grpc::ServerContext*, const v1::AttachEcgRequest* request, v1::AttachEcgReply*) override {
    return take([&] { seen_.ecgs.emplace(request->ecg().item_id(), *request); });
  }
  grpc::Status RecordSitePoints(grpc::ServerContext*, const v1::RecordSitePointsRequest* request,
                                v1::RecordSitePointsReply*) override {
    for (const auto& point : request->points())
      if (is_refused(point.point_id())) return {grpc::StatusCode::INVALID_ARGUMENT, "points: refused by the test"};
    return take([&] {
      for (const auto& point : request->points()) seen_.points.emplace(point.point_id(), point);
    });
  }
  grpc::Status ReadBack(grpc::ServerContext*, const v1::ReadBackRequest* request, v1::ReadBackReply*) override {
    return take([&] { seen_.read_backs.emplace(request->answer_id(), *request); });
  }

  // When the router's clock showed what a critical value's record says.
  template <typename Request>
  static base::Timestamp centre_time_of(const Request& request) {
    return from_wire(request.at()) + std::chrono::milliseconds(request.clock().offset_ms());
  }

 private:
  class CriticalSide final : public v1::Critical::Service {
   public:
    explicit CriticalSide(FakeAlert& router) : router_(router) {}
    grpc::Status ReadBack(grpc::ServerContext*, const v1::ReadBackCriticalRequest* request,
                          v1::ReadBackCriticalReply*) override {
      return router_.take([&] {
        if (router_.seen_.critical_read_backs.emplace(request->read_back_id(), *request).second)
          router_.seen_.order.push_back("read_back");
      });
    }
    grpc::Status RecordSiteAction(grpc::ServerContext*, const v1::RecordSiteActionRequest* request,
                                  v1::RecordSiteActionReply*) override {
      return router_.take([&] {
        if (router_.seen_.critical_actions.emplace(request->action_id(), *request).second)
          router_.seen_.order.push_back("action");
      });
    }

   private:
    FakeAlert& router_;
  };

  static grpc::Status gone() { return {grpc::StatusCode::UNAVAILABLE, "no network"}; }
  bool is_refused(const std::string& point_id) {
    const std::lock_guard lock(mutex_);
    return std::ranges::find(refused_, point_id) != refused_.end();
  }
  grpc::Status take(const std::function<void()>& change) {
    const std::lock_guard lock(mutex_);
    if (away_) return gone();
    change();
    ++seen_.calls;
    changed_.notify_all();
    if (lost_ > 0) {
      --lost_;
      return gone();
    }
    return grpc::Status::OK;
  }

  const base::Clock& clock_;
  std::mutex mutex_;
  std::condition_variable changed_;
  Seen seen_;
  bool away_ = false;
  int lost_ = 0;
  std::vector<std::string> refused_;
  CriticalSide critical_{*this};
  std::string address_;
  std::unique_ptr<grpc::Server> server_;
};

}  // namespace rdc::agent
