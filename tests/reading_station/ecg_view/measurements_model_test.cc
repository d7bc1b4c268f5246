// The machine's numbers and the reader's beside them.
#include "reading_station/ecg_view/measurements_model.h"

#include <gtest/gtest.h>
#include <QAbstractItemModelTester>
#include <QSignalSpy>

#include "reading_station/ecg_view/report_words.h"
#include "tests/reading_station/ecg_view/simulated.h"

namespace rdc::station {
namespace {

using ecg::simulation::Morphology;

class Numbers : public ::testing::Test {
 protected:
  void show(const AnalysedEcg& wanted, std::optional<double> age = {}) {
    ecg = wanted;
    overread.begin(*ecg.analysis);
    ecg::Subject subject;
    subject.sex = ecg::Sex::kMale;
    subject.age_years = age;
    model.show(ecg.analysis, ecg::person_of(subject));
  }
  int row(const char* name) const {
    for (int i = 0; i < ecg.analysis->values_size(); ++i) {
      if (ecg.analysis->values(i).name() == name) return i;
    }
    return -1;
  }
  QString cell(const char* name, int column) const { return model.index(row(name), column).data().toString(); }
  bool type(const char* name, const char* text) {
    return model.setData(model.index(row(name), MeasurementsModel::kReader), QString::fromUtf8(text), Qt::EditRole);
  }
  AnalysedEcg ecg;
  Overread overread;
  MeasurementsModel model{overread};
  QAbstractItemModelTester tester{&model, QAbstractItemModelTester::FailureReportingMode::Fatal};
};

TEST_F(Numbers, ACorrectionStandsBesideTheMachinesValueWhichStays) {
  show(analysed(Morphology::kNormal));
  const QString machine = cell("QT", MeasurementsModel::kMachine);
  ASSERT_TRUE(type("QT", "440"));
  EXPECT_EQ(cell("QT", MeasurementsModel::kReader), "440 ms");
  EXPECT_EQ(cell("QT", MeasurementsModel::kMachine), machine);
  EXPECT_TRUE(model.index(row("QT"), MeasurementsModel::kMachine).data(Qt::FontRole).value<QFont>().strikeOut());
  ASSERT_TRUE(type("QT", ""));
  EXPECT_EQ(cell("QT", MeasurementsModel::kReader), "");
}

// 103/min: fast for a man, usual for a boy of four.
TEST_F(Numbers, WhatIsMarkedAsOutsideTheNormalIsSoAtThatAge) {
  auto fast = analysed(Morphology::kNormal);
  auto values = *fast.analysis;
  for (auto& value : *values.mutable_values()) {
    if (value.name() == "HR") value.set_value(103.0);
  }
  fast.analysis = std::make_shared<const v1::EcgAnalysis>(values);
  show(fast);
  EXPECT_EQ(cell("HR", MeasurementsModel::kMachine), QString::fromUtf8("▲ 103 /min"));
  show(fast, 40.0);
  EXPECT_EQ(cell("HR", MeasurementsModel::kMachine), QString::fromUtf8("▲ 103 /min"));
  show(fast, 4.0);
  EXPECT_EQ(cell("HR", MeasurementsModel::kMachine), "103 /min");
}

TEST_F(Numbers, CorrectedQtFollowsTheReadersQtAndRate) {
  show(analysed(Morphology::kNormal));
  ASSERT_TRUE(type("QT", "400"));
  ASSERT_TRUE(type("HR", "60"));
  for (const char* formula : {"QTcB", "QTcF", "QTcFr", "QTcH"})
    EXPECT_EQ(cell(formula, MeasurementsModel::kReader), "400 ms") << formula;
  ASSERT_TRUE(type("HR", "100"));  // RR 0.6 s: 400 / cbrt(0.6)
  EXPECT_EQ(cell("QTcF", MeasurementsModel::kReader), "474 ms");
  EXPECT_EQ(cell("RR", MeasurementsModel::kReader), "600 ms");
}

struct Slip {
  const char* name;
  const char* value;
  const char* typed;
};
std::ostream& operator<<(std::ostream& out, const Slip& slip) { return out << slip.name; }
class Slips : public Numbers, public ::testing::WithParamInterface<Slip> {};

TEST_P(Slips, AreRefusedAndChangeNothing) {
  show(analysed(Morphology::kNormal));
  QSignalSpy refused(&model, &MeasurementsModel::refused);
  EXPECT_FALSE(type(GetParam().value, GetParam().typed));
  EXPECT_EQ(refused.count(), 1);
  EXPECT_TRUE(overread.is_empty());
}

INSTANTIATE_TEST_SUITE_P(OfTheHand, Slips,
                         ::testing::Values(Slip{"Words", "QT", "long"}, Slip{"TenTimes", "QT", "4400"},
                                           Slip{"Negative", "PR", "-160"}, Slip{"NotANumber", "HR", "nan"},
                                           Slip{"Infinite", "HR", "inf"},
                                           Slip{"AxisBeyondTheCircle", "QRS axis", "270"}),
                         [](const auto& tested) { return tested.param.name; });

TEST_F(Numbers, ATypedAxisMayHaveATrueMinusSignAndADegree) {
  show(analysed(Morphology::kNormal));
  ASSERT_TRUE(type("QRS axis", "−35°"));
  EXPECT_EQ(cell("QRS axis", MeasurementsModel::kReader), "−35°");
}

TEST_F(Numbers, AnEarlierEcgGivesTheDifferenceToWhatCounts) {
  show(analysed(Morphology::kNormal));
  model.set_prior(ecg.analysis);
  EXPECT_EQ(cell("QT", MeasurementsModel::kDelta), "0 ms");
  ASSERT_TRUE(type("QT", "500"));
  const double before = ecg.analysis->values(row("QT")).value();
  EXPECT_EQ(cell("QT", MeasurementsModel::kDelta), QStringLiteral("+%1 ms").arg(std::lround(500 - before)));
}

TEST_F(Numbers, TheReportsLineHasTheReadersNumbers) {
  show(analysed(Morphology::kNormal));
  ASSERT_TRUE(type("PR", "210"));
  EXPECT_TRUE(measurement_sentence(*ecg.analysis, overread).contains("PR 210 ms"));
}

TEST(LeadNumbers, SayWhichLeadsReachTheirThresholdAndTheChange) {
  const auto before = analysed(Morphology::kNormal), now = analysed(Morphology::kInferiorStemi);
  Overread overread;
  overread.begin(*now.analysis);
  LeadValuesModel model(overread);
  QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::Fatal);
  std::vector<LeadValuesModel::Threshold> thresholds;
  for (const auto& one : now.thresholds) thresholds.push_back({std::string(ecg::name_of(one.lead)), one.uv});
  model.show(now.analysis, thresholds);
  model.set_prior(before.analysis);
  int reached = 0;
  for (int row = 0; row < model.rowCount(); ++row) {
    const bool bold = model.index(row, LeadValuesModel::kJ).data(Qt::FontRole).value<QFont>().bold();
    const auto lead = model.lead_at(row);
    const bool inferior = lead == "II" || lead == "III" || lead == "aVF";
    EXPECT_TRUE(bold || !inferior) << lead;
    reached += bold ? 1 : 0;
    if (lead == "III") {
      EXPECT_TRUE(model.index(row, LeadValuesModel::kDeltaJ).data().toString().startsWith('+'));
      ASSERT_TRUE(model.setData(model.index(row, LeadValuesModel::kReaderJ), "0,05", Qt::EditRole));
      EXPECT_FALSE(model.index(row, LeadValuesModel::kJ).data(Qt::FontRole).value<QFont>().bold());
    }
  }
  EXPECT_GE(reached, 3);
}

}  // namespace
}  // namespace rdc::station
