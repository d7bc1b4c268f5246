#include "ecg/evaluation/statement_evaluation.h"

#include <gtest/gtest.h>

#include "ecg/interpretation/catalogue.h"

namespace rdc::ecg::evaluation {
namespace {

struct LabelCase {
  const char* name;
  const char* text;
  std::vector<std::string_view> has, has_not;
};
std::ostream& operator<<(std::ostream& out, const LabelCase& c) { return out << c.name; }
class ReferenceLabel : public ::testing::TestWithParam<LabelCase> {};

TEST_P(ReferenceLabel, MeansItsTargetsAndNoOthers) {
  const auto& c = GetParam();
  const auto labels = labels_from_text(c.text);
  for (const auto target : c.has) EXPECT_TRUE(labels.targets.contains(target)) << target;
  for (const auto target : c.has_not) EXPECT_FALSE(labels.targets.contains(target)) << target;
}

INSTANTIATE_TEST_SUITE_P(
    Sources, ReferenceLabel,
    ::testing::Values(
        LabelCase{
            "SupraventricularIsNotVentricular", "arrhythmia: Paroxysmal supraventricular tachycardia", {"SVT"}, {"VT"}},
        LabelCase{"IncompleteIsNotComplete", "Incomplete right bundle branch block. ", {}, {"RBBB"}},
        LabelCase{"TwoLabels",
                  "\"arrhythmia: Atrial fibrillation, Pacemaker rhythm\"",
                  {"AF", "AF or flutter", "paced"},
                  {"flutter"}},
        LabelCase{"NstemiIsNotStemi", "myocardial infarction: NSTEMI", {}, {"STEMI"}},
        LabelCase{"Stemi", "myocardial infarction: STEMI-LCx", {"STEMI"}, {}},
        LabelCase{"PtbXlCodes", "{'IMI': 100.0, '1AVB': 100.0, 'IRBBB': 100.0}", {"AV block I"}, {"RBBB"}}),
    [](const auto& tested) { return tested.param.name; });

TEST(LabelTargets, NameStatementsThatExist) {
  for (const auto& target : label_targets()) {
    for (const auto code : target.codes) EXPECT_NE(catalogue_entry(code), nullptr) << code;
  }
}

TEST(StatementTally, CountsOnlyWhatTheSourceLabels) {
  StatementTally tally;
  Interpretation said;
  said.score.tier = AlertTier::kSuspected;
  tally.add(labels_from_text("dyskalemia: K: >= 6.5"), said);
  EXPECT_TRUE(tally.scores().empty());
  tally.add(labels_from_text("myocardial infarction: STEMI-LAD"), said);
  tally.add(labels_from_text("myocardial infarction: Normal"), said);
  const auto& score = tally.scores().at("STEMI, tier suspected or alarm");
  EXPECT_EQ(score.sensitivity.hits, 1U);
  EXPECT_EQ(score.specificity.hits, 0U);
  EXPECT_EQ(score.specificity.of, 1U);
  EXPECT_FALSE(tally.scores().contains("AF"));
}

}  // namespace
}  // namespace rdc::ecg::evaluation
