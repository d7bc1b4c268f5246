// Clocks that are wrong, and durations that are right all the same.
#include <gtest/gtest.h>

#include "dicom_router/alert/timeline.h"
#include "tests/dicom_router/alert/duty.h"

namespace rdc::router {
namespace {

using namespace testing_support;
using namespace std::chrono_literals;

const base::Timestamp kNoon = base::from_micros(1'772'452'800'000'000);

v1::TimePoint point(v1::PointKind kind, v1::PointSource source, base::Timestamp shown) {
  v1::TimePoint made;
  made.set_point_id("01932c07-0000-7000-8000-000000000001");
  made.set_kind(kind);
  made.set_source(source);
  *made.mutable_at() = stamp_of(shown);
  return made;
}

void set_clock(v1::TimePoint& made, std::chrono::milliseconds offset, unsigned uncertainty_ms) {
  made.mutable_clock()->set_offset_ms(offset.count());
  made.mutable_clock()->set_uncertainty_ms(uncertainty_ms);
}

const v1::CaseInterval& named(const std::vector<v1::CaseInterval>& intervals, const std::string& name) {
  for (const auto& one : intervals)
    if (one.name() == name) return one;
  throw std::out_of_range(name);
}

TEST(Timeline, AnAgentClockSevenMinutesWrongGivesDurationsWithinTwoSeconds) {
  for (const auto wrong : {-7min, 0min, 7min}) {
    // True times: contact at noon, ECG 4 min later, diagnosis 9 min 30 s after that, by a station 40 s wrong.
    auto contact = point(v1::POINT_KIND_FIRST_MEDICAL_CONTACT, v1::POINT_SOURCE_AGENT, kNoon + wrong);
    auto received = point(v1::POINT_KIND_ECG_RECEIVED, v1::POINT_SOURCE_AGENT, kNoon + wrong + 4min);
    auto diagnosed = point(v1::POINT_KIND_DIAGNOSED, v1::POINT_SOURCE_STATION, kNoon + 13min + 30s - 40s);
    for (auto* one : {&contact, &received}) set_clock(*one, -wrong + 150ms, 300);  // measured, not exact
    set_clock(diagnosed, 40s - 20ms, 50);
    std::vector<v1::TimePoint> points = {contact, received, diagnosed};
    for (auto& one : points) correct(one);
    const auto intervals = intervals_of(points, {});
    EXPECT_NEAR(static_cast<double>(named(intervals, "fmc_to_ecg").duration_ms()), 4 * 60e3, 2000);
    EXPECT_NEAR(static_cast<double>(named(intervals, "ecg_to_diagnosis").duration_ms()), 9.5 * 60e3, 2000);
    EXPECT_TRUE(named(intervals, "fmc_to_ecg").met());
    EXPECT_EQ(named(intervals, "ecg_to_diagnosis").uncertainty_ms(), 350U);
  }
}

TEST(Timeline, ARecorderWhoseClockNobodyKnowsDoesNotDecideADuration) {
  auto contact = point(v1::POINT_KIND_FIRST_MEDICAL_CONTACT, v1::POINT_SOURCE_AGENT, kNoon);
  set_clock(contact, 0ms, 100);
  auto device = point(v1::POINT_KIND_ECG_END, v1::POINT_SOURCE_DEVICE, kNoon - 3h);
  auto received = point(v1::POINT_KIND_ECG_RECEIVED, v1::POINT_SOURCE_AGENT, kNoon + 6min);
  set_clock(received, 0ms, 100);
  std::vector<v1::TimePoint> points = {contact, device, received};
  for (auto& one : points) correct(one);
  const auto interval = named(intervals_of(points, {}), "fmc_to_ecg");
  EXPECT_EQ(interval.to(), v1::POINT_KIND_ECG_RECEIVED);
  EXPECT_EQ(interval.duration_ms(), 6 * 60'000);
}

TEST(Timeline, TargetsAreTheCentresOwnAndTheEarliestPointCounts) {
  auto door_in = point(v1::POINT_KIND_DOOR_IN, v1::POINT_SOURCE_TYPED, kNoon);
  auto early = point(v1::POINT_KIND_DOOR_OUT, v1::POINT_SOURCE_TYPED, kNoon + 31min);
  auto late = point(v1::POINT_KIND_DOOR_OUT, v1::POINT_SOURCE_TYPED, kNoon + 50min);
  std::vector<v1::TimePoint> points = {door_in, late, early};
  for (auto& one : points) correct(one);
  EXPECT_FALSE(named(intervals_of(points, {}), "door_in_door_out").met());
  EXPECT_TRUE(named(intervals_of(points, {{"door_in_door_out", 35}}), "door_in_door_out").met());
  EXPECT_EQ(named(intervals_of(points, {}), "door_in_door_out").uncertainty_ms(), 2 * kTypedUncertaintyMs);
  points[2].set_superseded(true);
  EXPECT_EQ(named(intervals_of(points, {}), "door_in_door_out").duration_ms(), 50 * 60'000);
  EXPECT_FALSE(named(intervals_of(points, {}), "fmc_to_device").has_started_at());
}

TEST(Timeline, PointsThatContradictEachOtherAreShownAndNotCalledMet) {
  std::vector<v1::TimePoint> points = {point(v1::POINT_KIND_ARRIVAL, v1::POINT_SOURCE_TYPED, kNoon),
                                       point(v1::POINT_KIND_WIRE, v1::POINT_SOURCE_TYPED, kNoon - 10min)};
  for (auto& one : points) correct(one);
  const auto interval = named(intervals_of(points, {}), "door_to_balloon");
  EXPECT_EQ(interval.duration_ms(), -10 * 60'000);
  EXPECT_FALSE(interval.met());
}

TEST(Timeline, RefusesWhatNoPointCanBe) {
  const std::set<v1::PointSource> agent = {v1::POINT_SOURCE_AGENT, v1::POINT_SOURCE_TYPED};
  const auto now = base::to_micros(kNoon);
  const auto good = point(v1::POINT_KIND_DOOR_IN, v1::POINT_SOURCE_AGENT, kNoon);
  EXPECT_TRUE(check_point(good, agent, now));
  const auto refused = [&](auto change) {
    auto bad = good;
    change(bad);
    return !check_point(bad, agent, now);
  };
  EXPECT_TRUE(refused([](v1::TimePoint& p) { p.set_point_id("1"); }));
  EXPECT_TRUE(refused([](v1::TimePoint& p) { p.set_kind(v1::POINT_KIND_UNSPECIFIED); }));
  EXPECT_TRUE(refused([](v1::TimePoint& p) { p.set_kind(static_cast<v1::PointKind>(99)); }));
  EXPECT_TRUE(refused([](v1::TimePoint& p) { p.set_source(v1::POINT_SOURCE_SERVER); })) << "only the router is it";
  EXPECT_TRUE(refused([](v1::TimePoint& p) { p.clear_at(); }));
  EXPECT_TRUE(refused([](v1::TimePoint& p) { *p.mutable_at() = stamp_of(kNoon + 48h); }));
  EXPECT_TRUE(refused([](v1::TimePoint& p) { p.mutable_at()->set_seconds(0); }));
  EXPECT_TRUE(refused([](v1::TimePoint& p) { p.mutable_clock()->set_offset_ms(INT64_MAX); }));
  EXPECT_TRUE(refused([](v1::TimePoint& p) { p.set_replaces_point_id(p.point_id()); })) << "an edit gives its reason";
  EXPECT_TRUE(refused([](v1::TimePoint& p) { p.set_note(std::string(9000, 'x')); }));
  // A clock that is years wrong is right once it was measured.
  auto reset = point(v1::POINT_KIND_DOOR_IN, v1::POINT_SOURCE_AGENT, kNoon - 24h * 365 * 8);
  EXPECT_FALSE(check_point(reset, agent, now));
  set_clock(reset, 24h * 365 * 8, 500);
  EXPECT_TRUE(check_point(reset, agent, now));
}

}  // namespace
}  // namespace rdc::router
