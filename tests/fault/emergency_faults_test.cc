// The agent dies at the chest-pain button. What the console was told is recorded is recorded, once.
#include <map>
#include <set>

#include <gtest/gtest.h>

#include "common/base/ids.h"
#include "tests/fault/ledger_check.h"
#include "tests/testkit/clinic.h"

namespace rdc::testkit {
namespace {

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
    ASSERT_TRUE(clinic.call(&v1::Agent::Stub::PressChestPain, press).ok());
    auto& points = told[press.case_id()];
    for (std::uint64_t i = town.random().between(0, 3); i > 0; --i) {
      v1::RecordPointRequest point;
      point.set_point_id(ids.next());
      point.set_case_id(press.case_id());
      point.set_kind(v1::POINT_KIND_AMBULANCE_CALLED);
      ASSERT_TRUE(clinic.call(&v1::Agent::Stub::RecordPoint, point).ok());
      points.insert(point.point_id());
    }
    town.site().agent().kill_now();
    const auto started = town.site().agent().start();
    ASSERT_TRUE(started) << started.error().message;
  }
  Clinic clinic(town.site().data());
  const auto shown_view = clinic.wait_for_view([](const v1::ClinicView&) { return true; });
  ASSERT_TRUE(shown_view);
  const auto& view = *shown_view;
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
