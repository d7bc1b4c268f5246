// What time an event had at the centre, whatever this machine's clock showed.
#include <gtest/gtest.h>

#include "acquisition_agent/alert/case_clocks.h"
#include "acquisition_agent/alert/site_clock.h"
#include "tests/testkit/manual_clock.h"

namespace rdc::agent {
namespace {

using std::chrono::microseconds;
using std::chrono::milliseconds;
using std::chrono::minutes;
using std::chrono::seconds;

class SiteClockTest : public ::testing::Test {
 protected:
  // The router's clock is 7 minutes ahead of this machine's as the test begins.
  base::Timestamp centre_now() const {
    return start_ + minutes(7) + std::chrono::floor<microseconds>(clock_.monotonic() - boot_);
  }
  ClockMeasurement measure(SiteClock& clock, microseconds uncertainty = milliseconds(20)) {
    ClockMeasurement made;
    made.moment = clock.now();
    made.offset = std::chrono::round<microseconds>(centre_now() - made.moment.wall);
    made.uncertainty = uncertainty;
    return made;
  }
  static base::Timestamp centre_time(const SiteClock& clock, const Moment& event) {
    const auto offset = clock.offset_of(event);
    EXPECT_TRUE(offset);
    return event.wall + milliseconds(offset ? offset->offset_ms() : 0);
  }

  testkit::ManualClock clock_;
  base::Timestamp start_ = clock_.now();
  base::MonotonicTime boot_ = clock_.monotonic();
};

TEST_F(SiteClockTest, WithoutAMeasurementItSaysNothing) {
  SiteClock site(clock_, "boot-1", {});
  EXPECT_FALSE(site.offset_of(site.now()));
  EXPECT_FALSE(site.reckon(site.now()).at_centre);
}

TEST_F(SiteClockTest, AnEventBeforeTheMeasurementGetsItsTimeAfterwards) {
  SiteClock site(clock_, "boot-1", {});
  const auto event = site.now();
  const auto truth = centre_now();
  clock_.advance(std::chrono::hours(5));
  site.measured(measure(site));
  EXPECT_LT(std::chrono::abs(centre_time(site, event) - truth), seconds(2));
  EXPECT_GE(site.offset_of(event)->uncertainty_ms(), 1820U) << "five hours of drift and the measurement's own";
}

TEST_F(SiteClockTest, AWallClockThatIsSetInBetweenChangesNoDuration) {
  SiteClock site(clock_, "boot-1", {});
  const auto pressed = site.now();
  const auto truth = centre_now();
  clock_.advance(minutes(3));
  clock_.set_wall_clock(clock_.now() + minutes(7));  // the network's time arrives
  const auto later = site.now();
  EXPECT_TRUE(site.was_set());
  EXPECT_TRUE(site.measure_again());
  clock_.advance(minutes(2));
  site.measured(measure(site));
  EXPECT_FALSE(site.measure_again());
  EXPECT_LT(std::chrono::abs(centre_time(site, pressed) - truth), seconds(2));
  const auto duration = centre_time(site, later) - centre_time(site, pressed);
  EXPECT_LT(std::chrono::abs(duration - minutes(3)), seconds(2)) << "the wall clock says ten minutes";
  EXPECT_EQ(site.reckon(later).time - site.reckon(pressed).time, duration);
}

TEST_F(SiteClockTest, AcrossAStartOfTheMachineTheWallClockIsBelievedOnlyWhenTwoMeasurementsAgree) {
  SiteClock before(clock_, "boot-1", {});
  const auto first = measure(before);
  clock_.advance(minutes(10));
  SiteClock offline(clock_, "boot-2", {});  // a start without a network
  const auto event = offline.now();
  const auto truth = centre_now();
  clock_.advance(minutes(10));
  SiteClock after(clock_, "boot-3", {first});
  EXPECT_GE(after.offset_of(event)->uncertainty_ms(), 600'000U) << "one side only";
  after.measured(measure(after));
  EXPECT_LT(std::chrono::abs(centre_time(after, event) - truth), seconds(2));
  EXPECT_LT(after.offset_of(event)->uncertainty_ms(), 2'000U);
}

TEST_F(SiteClockTest, AStartInBetweenAtWhichTheClockWasSetIsNoSecret) {
  SiteClock before(clock_, "boot-1", {});
  const auto first = measure(before);
  clock_.advance(minutes(10));
  SiteClock offline(clock_, "boot-2", {});
  const auto event = offline.now();
  clock_.advance(minutes(10));
  clock_.set_wall_clock(clock_.now() + minutes(7));
  SiteClock after(clock_, "boot-3", {first});
  after.measured(measure(after));
  EXPECT_GE(after.offset_of(event)->uncertainty_ms(), 600'000U) << "the two do not agree";
}

struct ClockCase {
  const char* name;
  std::vector<std::pair<v1::PointKind, int>> points;  // minutes
  int now;
  const char* clock;
  v1::ClinicClockState state;
  int elapsed;
};
std::ostream& operator<<(std::ostream& out, const ClockCase& c) { return out << c.name; }
class CaseClocks : public ::testing::TestWithParam<ClockCase> {};

TEST_P(CaseClocks, RunAgainstTheirLimits) {
  const auto& tested = GetParam();
  const auto at = [](int minute) { return base::from_micros(1'772'438'400'000'000) + minutes(minute); };
  std::vector<TimedPoint> points;
  for (const auto& [kind, minute] : tested.points) points.push_back({kind, at(minute)});
  for (const auto& clock : case_clocks(points, at(tested.now))) {
    if (clock.name() != tested.clock) continue;
    EXPECT_EQ(clock.state(), tested.state);
    EXPECT_EQ(clock.elapsed_ms(), tested.elapsed * 60'000);
    return;
  }
  EXPECT_EQ(tested.state, v1::CLINIC_CLOCK_STATE_UNSPECIFIED) << "the clock is missing";
}
INSTANTIATE_TEST_SUITE_P(
    Table, CaseClocks,
    ::testing::Values(
        ClockCase{"EcgWaited",
                  {{v1::POINT_KIND_FIRST_MEDICAL_CONTACT, 0}},
                  9,
                  "fmc_to_ecg",
                  v1::CLINIC_CLOCK_STATE_RUNNING,
                  9},
        ClockCase{"EcgLate",
                  {{v1::POINT_KIND_FIRST_MEDICAL_CONTACT, 0}},
                  11,
                  "fmc_to_ecg",
                  v1::CLINIC_CLOCK_STATE_OVERDUE,
                  11},
        ClockCase{"ReceivedCountsWhereTheRecorderIsSilent",
                  {{v1::POINT_KIND_FIRST_MEDICAL_CONTACT, 0}, {v1::POINT_KIND_ECG_RECEIVED, 6}},
                  30,
                  "fmc_to_ecg",
                  v1::CLINIC_CLOCK_STATE_MET,
                  6},
        ClockCase{
            "TheFirstEcgCounts",
            {{v1::POINT_KIND_FIRST_MEDICAL_CONTACT, 0}, {v1::POINT_KIND_ECG_END, 14}, {v1::POINT_KIND_ECG_END, 8}},
            30,
            "fmc_to_ecg",
            v1::CLINIC_CLOCK_STATE_MET,
            8},
        ClockCase{"LeftTooLate",
                  {{v1::POINT_KIND_DOOR_IN, 0}, {v1::POINT_KIND_DOOR_OUT, 31}},
                  60,
                  "door_in_door_out",
                  v1::CLINIC_CLOCK_STATE_MISSED,
                  31},
        ClockCase{"LeftBeforeTheyCame",
                  {{v1::POINT_KIND_DOOR_IN, 5}, {v1::POINT_KIND_DOOR_OUT, 1}},
                  60,
                  "door_in_door_out",
                  v1::CLINIC_CLOCK_STATE_CONTRADICTED,
                  -4},
        ClockCase{"NobodyIsLateWhoIsNotLysed",
                  {{v1::POINT_KIND_DOOR_IN, 0}},
                  60,
                  "door_to_needle",
                  v1::CLINIC_CLOCK_STATE_UNSPECIFIED,
                  0},
        ClockCase{
            "NotBegun", {{v1::POINT_KIND_DOOR_IN, 0}}, 60, "fmc_to_device", v1::CLINIC_CLOCK_STATE_UNSPECIFIED, 0}),
    [](const auto& tested) { return tested.param.name; });

}  // namespace
}  // namespace rdc::agent
