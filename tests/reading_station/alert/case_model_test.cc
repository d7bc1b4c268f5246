// Cases as rows, and how long they have waited.
#include "reading_station/alert/case_model.h"

#include <algorithm>
#include <map>
#include <random>
#include <tuple>

#include <gtest/gtest.h>
#include <QAbstractItemModelTester>
#include <QSignalSpy>

#include "reading_station/alert/case_words.h"
#include "tests/reading_station/alert/cases.h"
#include "tests/testkit/manual_clock.h"

namespace rdc::station {
namespace {

class Cases : public ::testing::Test {
 protected:
  void SetUp() override { clock.set_wall_clock(base::from_micros((kOpened + 60) * 1'000'000)); }
  QStringList order() const {
    QStringList ids;
    for (int row = 0; row < model.rowCount(); ++row) ids << QString::fromStdString(model.at(row).case_id());
    return ids;
  }
  testkit::ManualClock clock;
  CaseModel model{clock};
  QAbstractItemModelTester tester{&model, QAbstractItemModelTester::FailureReportingMode::Fatal};
};

TEST_F(Cases, UndecidedBeforeDecidedLouderBeforeQuieterOlderBeforeYounger) {
  model.apply({a_case("watch", v1::ECG_TIER_WATCH), a_case("young", v1::ECG_TIER_ALARM, kOpened + 10),
               a_case("done", v1::ECG_TIER_ALARM, kOpened, v1::ALERT_STATE_CONFIRMED),
               a_case("old", v1::ECG_TIER_ALARM), a_case("suspected", v1::ECG_TIER_SUSPECTED)});
  EXPECT_EQ(order(), (QStringList{"old", "young", "suspected", "watch", "done"}));
}

TEST_F(Cases, ADecidedCaseMovesDownAndAClosedOneGoes) {
  model.apply({a_case("a", v1::ECG_TIER_ALARM), a_case("b", v1::ECG_TIER_SUSPECTED), a_case("c", v1::ECG_TIER_WATCH)});
  auto decided = a_case("a", v1::ECG_TIER_ALARM, kOpened, v1::ALERT_STATE_REFUTED);
  decided.set_change(2);
  model.apply({decided});
  EXPECT_EQ(order(), (QStringList{"b", "c", "a"}));
  auto closed = a_case("a", v1::ECG_TIER_ALARM, kOpened, v1::ALERT_STATE_CLOSED);
  closed.set_change(3);
  model.apply({closed});
  EXPECT_EQ(order(), (QStringList{"b", "c"}));
  auto merged = a_case("b", v1::ECG_TIER_SUSPECTED);
  merged.set_change(4);
  merged.set_merged_into("c");
  model.apply({merged});
  EXPECT_EQ(order(), QStringList{"c"});
}

TEST_F(Cases, AnOlderChangeThatArrivesLateIsIgnored) {
  auto newer = a_case("a", v1::ECG_TIER_ALARM, kOpened, v1::ALERT_STATE_ACKNOWLEDGED);
  newer.set_change(7);
  model.apply({newer, a_case("a", v1::ECG_TIER_ALARM)});
  EXPECT_EQ(model.at(0).state(), v1::ALERT_STATE_ACKNOWLEDGED);
}

// Whatever comes in whatever order, rows are those of a sorted list.
TEST_F(Cases, StaySortedUnderRandomChanges) {
  std::mt19937 random(7);  // NOLINT: the same numbers every time
  std::map<std::string, v1::AlertCase> known;
  for (int step = 0; step < 400; ++step) {
    const std::string id(1, static_cast<char>('a' + random() % 12));
    auto one = a_case(id, static_cast<v1::EcgTier>(1 + random() % 4), kOpened + static_cast<int>(random() % 50),
                      static_cast<v1::AlertState>(1 + random() % 6));
    one.set_change(static_cast<std::uint64_t>(step + 1));
    model.apply({one});
    if (is_open_case(one))
      known[id] = one;
    else
      known.erase(id);
    ASSERT_EQ(model.rowCount(), static_cast<int>(known.size()));
    for (int row = 1; row < model.rowCount(); ++row) {
      const auto &before = model.at(row - 1), &after = model.at(row);
      const auto key = [](const v1::AlertCase& c) {
        return std::tuple(!is_undecided(c), -c.tier(), c.opened_at().seconds(), c.case_id());
      };
      ASSERT_LT(key(before), key(after)) << "step " << step;
    }
  }
}

TEST_F(Cases, TellHowLongAnAnswerHasTimeAndThatItIsLate) {
  model.apply({a_case("a", v1::ECG_TIER_ALARM)});
  EXPECT_EQ(model.index(0, CaseModel::kElapsed).data().toString(), "1 min");
  EXPECT_EQ(model.index(0, CaseModel::kLimit).data().toString(), "4 min left");
  EXPECT_EQ(model.index(0, 0).data(CaseModel::kLateRole).toInt(), 0);
  clock.set_wall_clock(base::from_micros((kOpened + 310) * 1'000'000));
  EXPECT_EQ(model.index(0, CaseModel::kLimit).data().toString(), "late by 10 s");
  EXPECT_EQ(model.index(0, 0).data(CaseModel::kLateRole).toInt(), 2);
}

TEST_F(Cases, AStationsWrongClockDoesNotMakeACaseOlder) {
  model.apply({a_case("a", v1::ECG_TIER_ALARM)});
  clock.set_wall_clock(base::from_micros((kOpened + 60 + 420) * 1'000'000));  // seven minutes fast
  model.set_clock_offset(std::chrono::minutes(-7));
  EXPECT_EQ(model.index(0, CaseModel::kElapsed).data().toString(), "1 min");
}

struct Sounding {
  const char* name;
  v1::AlertState state;
  bool mine, wanted;
};
std::ostream& operator<<(std::ostream& out, const Sounding& one) { return out << one.name; }
class Sounds : public ::testing::TestWithParam<Sounding> {};

TEST_P(Sounds, UntilAcknowledgedAndOnlyForWhoIsAddressed) {
  auto one = a_case("a", v1::ECG_TIER_ALARM, kOpened, GetParam().state);
  one.set_addressed_to_me(GetParam().mine);
  EXPECT_EQ(sounds(one), GetParam().wanted);
}

INSTANTIATE_TEST_SUITE_P(States, Sounds,
                         ::testing::Values(Sounding{"Raised", v1::ALERT_STATE_RAISED, true, true},
                                           Sounding{"Delivered", v1::ALERT_STATE_DELIVERED, true, true},
                                           Sounding{"Acknowledged", v1::ALERT_STATE_ACKNOWLEDGED, true, false},
                                           Sounding{"Confirmed", v1::ALERT_STATE_CONFIRMED, true, false},
                                           Sounding{"ForSomebodyElse", v1::ALERT_STATE_RAISED, false, false}),
                         [](const auto& tested) { return tested.param.name; });

}  // namespace
}  // namespace rdc::station
