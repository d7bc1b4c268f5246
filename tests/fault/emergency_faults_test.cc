// The agent dies at the chest-pain button. What the console was told is recorded is recorded, once.
#include <map>
#include <set>

#include <gtest/gtest.h>

#include "common/base/ids.h"
#include "common/rpc/channel.h"
#include "rdc/v1/agent.grpc.pb.h"
#include "tests/fault/ledger_check.h"

namespace rdc::testkit {
namespace {

class Clinic {
 public:
  explicit Clinic(const std::filesystem::path& data)
      : stub_(v1::Agent::NewStub(rpc::make_local_channel((data / "agent.sock").string()))) {}

  template <typename Reply, typename Request>
  bool call(grpc::Status (v1::Agent::Stub::*method)(grpc::ClientContext*, const Request&, Reply*),
            const Request& request) {
    grpc::ClientContext context;
    context.set_wait_for_ready(true);
    rpc::set_deadline(context, std::chrono::seconds(20));
    Reply reply;
    return ((*stub_).*method)(&context, request, &reply).ok();
  }
  v1::ClinicView view() {
    grpc::ClientContext context;
    context.set_wait_for_ready(true);
    rpc::set_deadline(context, std::chrono::seconds(20));
    const auto stream = stub_->Watch(&context, {});
    v1::ClinicView view;
    EXPECT_TRUE(stream->Read(&view));
    context.TryCancel();
    return view;
  }

 private:
  std::unique_ptr<v1::Agent::Stub> stub_;
};

TEST(EmergencyFaults, WhatTheButtonWasToldSurvivesTheAgentsDeath) {
  Township town({.programs = RDC_PROGRAMS, .seed = fault_seed(31)});
  town.county().router().kill_now();  // no network either
  const base::SystemClock clock;
  base::IdGenerator ids(clock, town.random());
  std::map<std::string, std::set<std::string>> told;  // case → points
  const int rounds = fault_rounds(6);
  for (int round = 0; round < rounds; ++round) {
    SCOPED_TRACE(testing::Message() << "round " << round);
    Clinic clinic(town.site().data());
    v1::PressChestPainRequest press;
    press.set_case_id(ids.next());
    press.set_entered_by("张护士");
    ASSERT_TRUE(clinic.call(&v1::Agent::Stub::PressChestPain, press));
    auto& points = told[press.case_id()];
    for (std::uint64_t i = town.random().between(0, 3); i > 0; --i) {
      v1::RecordPointRequest point;
      point.set_point_id(ids.next());
      point.set_case_id(press.case_id());
      point.set_kind(v1::POINT_KIND_AMBULANCE_CALLED);
      ASSERT_TRUE(clinic.call(&v1::Agent::Stub::RecordPoint, point));
      points.insert(point.point_id());
    }
    town.site().agent().kill_now();
    const auto started = town.site().agent().start();
    ASSERT_TRUE(started) << started.error().message;
  }
  Clinic clinic(town.site().data());
  const auto view = clinic.view();
  ASSERT_EQ(static_cast<std::size_t>(view.cases_size()), told.size());
  for (const auto& shown : view.cases()) {
    ASSERT_TRUE(told.contains(shown.case_id()));
    std::multiset<std::string> there;
    for (const auto& point : shown.points()) there.insert(point.point_id());
    for (const auto& point_id : told[shown.case_id()]) EXPECT_EQ(there.count(point_id), 1U);
    EXPECT_EQ(there.size(), told[shown.case_id()].size() + 2) << "the press and the first contact, each once";
    EXPECT_FALSE(shown.known_at_centre());
  }
}

}  // namespace
}  // namespace rdc::testkit
