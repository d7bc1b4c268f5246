#include "reading_station/worklist/worklist_model.h"

#include <gtest/gtest.h>
#include <QAbstractItemModelTester>
#include <QItemSelectionModel>
#include <QSignalSpy>

#include "reading_station/worklist/worklist_filter.h"
#include "tests/reading_station/worklist/items.h"
#include "tests/testkit/manual_clock.h"

namespace rdc::station {
namespace {

using namespace std::chrono_literals;

class Worklist : public ::testing::Test {
 protected:
  std::int64_t now() const { return base::to_micros(clock.now()) / 1'000'000; }
  QString cell(int row, int column) const { return model.index(row, column).data().toString(); }

  testkit::ManualClock clock;
  WorklistModel model{clock};
  // Fatal: a model that breaks Qt's rules ends the test.
  QAbstractItemModelTester tester{&model, QAbstractItemModelTester::FailureReportingMode::Fatal};
};

TEST_F(Worklist, ARefreshMakesTheSmallestRowChanges) {
  model.replace({item("a", now()), item("b", now()), item("c", now())});
  QSignalSpy reset(&model, &QAbstractItemModel::modelReset);
  QSignalSpy removed(&model, &QAbstractItemModel::rowsRemoved);
  QSignalSpy inserted(&model, &QAbstractItemModel::rowsInserted);
  model.replace({item("a", now()), item("c", now(), v1::URGENCY_URGENT, "DX", 2), item("d", now())});
  EXPECT_EQ(reset.count(), 0);
  ASSERT_EQ(removed.count(), 1);
  EXPECT_EQ(removed[0][1].toInt(), 1);
  ASSERT_EQ(inserted.count(), 1);
  EXPECT_EQ(model.rowCount(), 3);
  EXPECT_EQ(model.find("c")->urgency(), v1::URGENCY_URGENT);
  EXPECT_EQ(model.find("b"), nullptr);
}

TEST_F(Worklist, AnOlderChangeThatArrivesLateIsIgnored) {
  auto newer = item("a", now(), v1::URGENCY_ROUTINE, "DX", 7);
  newer.set_status(v1::WORKLIST_STATUS_FINAL);
  model.apply({newer});
  model.apply({item("a", now(), v1::URGENCY_ROUTINE, "DX", 6)});
  EXPECT_EQ(model.at(0).status(), v1::WORKLIST_STATUS_FINAL);
}

TEST_F(Worklist, TheSelectionStaysOnItsStudyThroughARefresh) {
  WorklistFilter filter;
  filter.setSourceModel(&model);
  filter.sort(WorklistModel::kUrgency);
  QAbstractItemModelTester filter_tester(&filter, QAbstractItemModelTester::FailureReportingMode::Fatal);
  model.replace({item("a", now()), item("b", now() + 1), item("c", now() + 2)});
  QItemSelectionModel selection(&filter);
  const QModelIndex chosen = filter.index(1, 0);
  ASSERT_EQ(chosen.data(WorklistModel::kItemRole).toString(), "b");
  selection.setCurrentIndex(chosen, QItemSelectionModel::ClearAndSelect | QItemSelectionModel::Rows);
  // An emergency comes on top, the first is gone: the reader's row moves, the reader's choice does not.
  model.replace({item("b", now() + 1), item("c", now() + 2), item("e", now(), v1::URGENCY_EMERGENCY)});
  EXPECT_EQ(filter.index(0, 0).data(WorklistModel::kItemRole).toString(), "e");
  EXPECT_EQ(selection.currentIndex().data(WorklistModel::kItemRole).toString(), "b");
}

TEST_F(Worklist, MostUrgentFirstThenWhatIsDueEarliestAndReportedLast) {
  auto done = item("done", now() - 100, v1::URGENCY_EMERGENCY);
  done.set_status(v1::WORKLIST_STATUS_FINAL);
  model.replace({done, item("late", now() + 50), item("early", now()), item("urgent", now() + 90, v1::URGENCY_URGENT),
                 item("emergency", now() + 99, v1::URGENCY_EMERGENCY)});
  WorklistFilter filter;
  filter.setSourceModel(&model);
  filter.set_list(WorklistList::kAll);
  filter.sort(WorklistModel::kUrgency);
  QStringList order;
  for (int row = 0; row < filter.rowCount(); ++row)
    order << filter.index(row, 0).data(WorklistModel::kItemRole).toString();
  EXPECT_EQ(order, QStringList({"emergency", "urgent", "early", "late", "done"}));
}

TEST_F(Worklist, WaitingGrowsAndTimeLeftRunsOut) {
  model.replace({item("a", now())});
  QSignalSpy changed(&model, &QAbstractItemModel::dataChanged);
  EXPECT_EQ(cell(0, WorklistModel::kWaiting), "0 s");
  clock.advance(55min);
  model.tick();
  ASSERT_EQ(changed.count(), 1);
  EXPECT_EQ(cell(0, WorklistModel::kWaiting), "55 min");
  EXPECT_EQ(cell(0, WorklistModel::kTimeLeft), "5 min");
  EXPECT_EQ(model.index(0, 0).data(WorklistModel::kLateRole).toInt(), 1);
  clock.advance(75min);
  EXPECT_EQ(cell(0, WorklistModel::kWaiting), "2 h 10");
  EXPECT_EQ(cell(0, WorklistModel::kTimeLeft), "overdue 1 h 10");
  EXPECT_EQ(model.index(0, 0).data(WorklistModel::kLateRole).toInt(), 2);
}

TEST_F(Worklist, AReportedStudyNeitherWaitsNorIsLate) {
  auto done = item("a", now() - 999'999);
  done.set_status(v1::WORKLIST_STATUS_FINAL);
  model.replace({done});
  EXPECT_EQ(cell(0, WorklistModel::kWaiting), "");
  EXPECT_EQ(cell(0, WorklistModel::kTimeLeft), "");
  EXPECT_EQ(model.index(0, 0).data(WorklistModel::kLateRole).toInt(), -1);
}

TEST_F(Worklist, SaysWhoReadsAndThatAnImageCameTwiceWithDifferentContents) {
  auto claimed = item("a", now());
  claimed.set_status(v1::WORKLIST_STATUS_CLAIMED);
  claimed.set_claimed_by_name("周文静");
  claimed.set_has_conflict(true);
  model.replace({claimed});
  EXPECT_EQ(cell(0, WorklistModel::kReader), QStringLiteral("周文静"));
  EXPECT_TRUE(cell(0, WorklistModel::kStatus).contains(QChar(0x26A0)));
  EXPECT_FALSE(model.index(0, WorklistModel::kStatus).data(Qt::ToolTipRole).toString().isEmpty());
}

TEST_F(Worklist, APatientWithoutANameIsShownByNumber) {
  auto unnamed = item("a", now());
  unnamed.mutable_patient()->clear_name();
  model.replace({unnamed});
  EXPECT_EQ(cell(0, WorklistModel::kPatient), "P-a");
}

}  // namespace
}  // namespace rdc::station
