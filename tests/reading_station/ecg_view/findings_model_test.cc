// The machine's findings, the reader's judgements of them, and the evidence.
#include "reading_station/ecg_view/findings_model.h"

#include <gtest/gtest.h>
#include <QAbstractItemModelTester>
#include <QSignalSpy>

#include "reading_station/app/language.h"
#include "reading_station/ecg_view/evidence_text.h"
#include "tests/reading_station/ecg_view/simulated.h"

namespace rdc::station {
namespace {

using ecg::simulation::Morphology;
using Section = FindingsModel::Section;

class Findings : public ::testing::Test {
 protected:
  void show(Morphology morphology) {
    ecg = analysed(morphology);
    overread.begin(*ecg.analysis);
    model.show(ecg.analysis);
  }
  QModelIndex section(Section wanted) const {
    for (int row = 0; row < model.rowCount(); ++row) {
      const auto top = model.index(row, 0);
      if (top.data(FindingsModel::kSectionRole).toInt() == static_cast<int>(wanted)) return top;
    }
    return {};
  }
  QModelIndex statement(const char* code) const {
    const auto top = section(Section::kStatements);
    for (int row = 0; row < model.rowCount(top); ++row) {
      if (model.index(row, 0, top).data(FindingsModel::kCodeRole).toString() == QLatin1String(code))
        return model.index(row, 0, top);
    }
    return {};
  }
  AnalysedEcg ecg;
  Overread overread;
  FindingsModel model{overread};
  QAbstractItemModelTester tester{&model, QAbstractItemModelTester::FailureReportingMode::Fatal};
};

TEST_F(Findings, AnInfarctionIsStatedWithItsLeadsValuesThresholdsRuleAndVersion) {
  show(Morphology::kInferiorStemi);
  const auto finding = statement("STEMI_INFERIOR");
  ASSERT_TRUE(finding.isValid());
  EXPECT_TRUE(finding.data(FindingsModel::kLeadsRole).toStringList().contains("III"));
  const QString html = evidence_html(model, finding);
  EXPECT_TRUE(html.contains("lead:III"));
  EXPECT_TRUE(html.contains(QStringLiteral("≥&nbsp;0.10\u00a0mV")));
  EXPECT_TRUE(html.contains("stemi.inferior"));
  EXPECT_TRUE(html.contains(QString::fromStdString(ecg.analysis->rule_version())));
}

TEST_F(Findings, EvidenceIsInTheProgramsLanguageWithItsSource) {
  show(Morphology::kInferiorStemi);
  Language language;
  language.use("zh_CN");
  const QString html = evidence_html(model, statement("STEMI_INFERIOR"));
  EXPECT_TRUE(html.contains(QStringLiteral("第四版心肌梗死通用定义"))) << html.toStdString();
  EXPECT_FALSE(html.contains("Fourth Universal")) << html.toStdString();
}

TEST_F(Findings, ARuleThatIsNotMetSaysWhy) {
  show(Morphology::kNormal);
  const auto rules = section(Section::kRules);
  ASSERT_TRUE(rules.isValid());
  int unmet = 0;
  for (int row = 0; row < model.rowCount(rules); ++row) {
    const auto rule = model.index(row, 0, rules);
    if (ecg.analysis->considered(row).met()) continue;
    ++unmet;
    ASSERT_GT(ecg.analysis->considered(row).why_not_size(), 0);
    EXPECT_TRUE(evidence_html(model, rule)
                    .contains(QString::fromStdString(ecg.analysis->considered(row).why_not(0).en()).toHtmlEscaped()));
  }
  EXPECT_GT(unmet, 3);
}

TEST_F(Findings, TheScoresLinesAddUpToItsPoints) {
  show(Morphology::kAnteriorStemi);
  const auto score = section(Section::kScore);
  ASSERT_TRUE(score.isValid());
  double sum = 0.0;
  for (int row = 0; row < model.rowCount(score); ++row) {
    sum += model.index(row, FindingsModel::kState, score).data().toString().replace(QChar(0x2212), '-').toDouble();
  }
  EXPECT_NEAR(sum, ecg.analysis->score().points(), 0.005 * (model.rowCount(score) + 1));
}

// "No sign of occlusion found" would be a finding.
TEST_F(Findings, WhatCouldNotBeJudgedSaysSoAndWhy) {
  auto one_lead = ecg::simulation::simulate({}).recording;
  std::erase_if(one_lead.rhythm.channels, [](const auto& channel) { return channel.lead != ecg::Lead::kII; });
  one_lead.median.reset();
  ecg = analyse_here(std::move(one_lead));
  model.show(ecg.analysis);
  ASSERT_FALSE(ecg.analysis->score().computed());
  const QString html = evidence_html(model, section(Section::kStatements));
  EXPECT_TRUE(html.contains("not judged")) << html.toStdString();
  EXPECT_FALSE(html.contains("No sign")) << html.toStdString();
  EXPECT_TRUE(html.contains(QString::fromStdString(ecg.analysis->score().why_not().en()).toHtmlEscaped()));
}

TEST_F(Findings, StatementsAreJudgedOneByOneAndTheMachinesTextStaysApart) {
  show(Morphology::kInferiorStemi);
  overread.accept("STEMI_INFERIOR");
  overread.edit("SINUS_RHYTHM", "Sinus rhythm, 72 a minute");
  EXPECT_TRUE(statement("STEMI_INFERIOR").siblingAtColumn(1).data().toString().contains("accepted"));
  EXPECT_EQ(statement("SINUS_RHYTHM").data().toString(), "Sinus rhythm, 72 a minute");
  overread.add("", "Compared with last week: new");
  const auto top = section(Section::kStatements);
  EXPECT_EQ(model.rowCount(top), ecg.analysis->statements_size() + 1);
  EXPECT_EQ(overread.standing_texts().size(), 3);
  overread.reject("SINUS_RHYTHM", "artefact");
  EXPECT_EQ(overread.standing_texts().size(), 2);
  EXPECT_EQ(overread.standing_codes(), std::vector<std::string>{"STEMI_INFERIOR"});
  overread.remove_added(0);
  EXPECT_EQ(model.rowCount(top), ecg.analysis->statements_size());
  // The machine's analysis itself has not been touched.
  EXPECT_EQ(ecg.analysis->SerializeAsString(), analysed(Morphology::kInferiorStemi).analysis->SerializeAsString());
}

TEST_F(Findings, NothingUnjudgedStandsInTheReport) {
  show(Morphology::kNormal);
  EXPECT_TRUE(overread.standing_texts().isEmpty());
  EXPECT_FALSE(overread.all_judged());
  for (const auto& one : ecg.analysis->statements()) overread.accept(one.code());
  EXPECT_TRUE(overread.all_judged());
}

TEST_F(Findings, AnotherEcgReplacesEverythingAndNoneEmptiesIt) {
  show(Morphology::kInferiorStemi);
  overread.add("", "mine");
  show(Morphology::kNormal);
  EXPECT_EQ(overread.added().size(), 0U);
  overread.clear();
  model.show(nullptr);
  EXPECT_EQ(model.rowCount(), 0);
}

TEST_F(Findings, AStoredOverreadComesBackAsItWas) {
  show(Morphology::kAnteriorStemi);
  overread.accept(ecg.analysis->statements(0).code());
  overread.add("AXIS_LEFT", "Left axis deviation");
  ASSERT_TRUE(overread.correct("QT", "", 420));
  ASSERT_TRUE(overread.correct("J", "V2", 310));
  const auto stored = overread.message();
  Overread again;
  again.begin(*ecg.analysis, &stored);
  EXPECT_EQ(again.message().SerializeAsString(), stored.SerializeAsString());
  EXPECT_EQ(*again.correction("J", "V2"), 310);
}

}  // namespace
}  // namespace rdc::station
