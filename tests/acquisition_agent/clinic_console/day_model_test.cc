// The day's table changes by the smallest steps, in both languages.
#include <gtest/gtest.h>
#include <QAbstractItemModelTester>
#include <QSignalSpy>

#include "acquisition_agent/clinic_console/day_model.h"
#include "tests/acquisition_agent/clinic_console/sample_views.h"

namespace rdc::console {
namespace {

QString cell(const DayModel& model, int row, int column) { return model.index(row, column).data().toString(); }

TEST(DayModel, KeepsRowsAndTellsOnlyWhatChanged) {
  DayModel model;
  const QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::Fatal);
  model.apply({sample_ecg("02", "王小明", v1::ECG_TIER_ALARM), sample_ecg("01", "赵桂兰", v1::ECG_TIER_NONE)});
  const QPersistentModelIndex second = model.index(1, 0);
  const QSignalSpy resets(&model, &QAbstractItemModel::modelReset);
  const QSignalSpy changes(&model, &QAbstractItemModel::dataChanged);
  auto opened = sample_ecg("01", "赵桂兰", v1::ECG_TIER_NONE);
  opened.set_progress(v1::CLINIC_PROGRESS_OPENED);
  model.apply({sample_ecg("03", "孙德胜", v1::ECG_TIER_NONE), sample_ecg("02", "王小明", v1::ECG_TIER_ALARM), opened});
  EXPECT_EQ(second.row(), 2) << "the same row, further down";
  EXPECT_EQ(resets.count(), 0);
  EXPECT_EQ(changes.count(), 1);
  EXPECT_TRUE(cell(model, 2, DayModel::kProgress).startsWith(QStringLiteral("医生正在看")));
  model.apply({sample_ecg("03", "孙德胜", v1::ECG_TIER_NONE)});
  EXPECT_EQ(model.rowCount(), 1);
  EXPECT_FALSE(second.isValid());
  model.apply({});
  EXPECT_EQ(model.rowCount(), 0);
}

TEST(DayModel, SaysEveryStateInWordsOfBothLanguages) {
  DayModel model;
  for (const auto language : {Language::kChinese, Language::kEnglish}) {
    model.speak(Tongue(language));
    std::set<QString> words;
    for (int p = v1::CLINIC_PROGRESS_RECEIVED; p <= v1::CLINIC_PROGRESS_SET_ASIDE; ++p) {
      auto ecg = sample_ecg("01", "王小明", v1::ECG_TIER_NONE);
      ecg.set_progress(static_cast<v1::ClinicProgress>(p));
      model.apply({ecg});
      words.insert(cell(model, 0, DayModel::kProgress));
    }
    EXPECT_EQ(words.size(), 6U) << "no two states read alike";
  }
}

TEST(DayModel, ARecordingToBeRepeatedSaysSoBeforeItsFinding) {
  DayModel model;
  auto ecg = sample_ecg("01", "王小明", v1::ECG_TIER_ALARM);
  ecg.mutable_analysis()->set_usability(v1::ECG_USABILITY_REPEAT);
  model.apply({ecg});
  EXPECT_TRUE(cell(model, 0, DayModel::kWarning).startsWith(QStringLiteral("请重做")));
  ecg.clear_analysis();
  model.apply({ecg});
  EXPECT_EQ(cell(model, 0, DayModel::kWarning), QStringLiteral("正在分析…"));
}

struct DurationCase {
  qint64 ms;
  const char* text;
};
TEST(Durations, AreReadAtAGlance) {
  for (const auto& [ms, text] :
       {DurationCase{0, "0:00"}, {59'999, "0:59"}, {247'000, "4:07"}, {3'847'000, "1:04:07"}, {-240'000, "-4:00"}})
    EXPECT_EQ(duration(ms), QLatin1String(text));
}

}  // namespace
}  // namespace rdc::console
