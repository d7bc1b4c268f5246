#include "reading_station/report/report_checks.h"

#include <gtest/gtest.h>

#include "reading_station/report/text_diff.h"

namespace rdc::station {
namespace {

struct Checked {
  const char* name;
  const char* findings;
  const char* impression;
  QStringList asks;  // ids that are found
  const char* sex = "";
  const char* ordered = "";
  bool positive = false;
  bool is_ecg = false;
};
std::ostream& operator<<(std::ostream& out, const Checked& checked) { return out << checked.name; }
class ReportChecks : public ::testing::TestWithParam<Checked> {};

TEST_P(ReportChecks, FindsExactlyThis) {
  const auto& c = GetParam();
  CheckQuestion question;
  question.text.findings = QString::fromUtf8(c.findings);
  question.text.impression = QString::fromUtf8(c.impression);
  question.text.positive = c.positive;
  question.sex = c.sex;
  question.ordered = QString::fromUtf8(c.ordered);
  question.is_ecg = c.is_ecg;
  QStringList ids;
  for (const auto& found : check_report(question)) ids << found.id;
  EXPECT_EQ(ids.join(' ').toStdString(), c.asks.join(' ').toStdString());
}

INSTANTIATE_TEST_SUITE_P(
    Texts, ReportChecks,
    ::testing::Values(
        Checked{"NothingWrong", "双肺清晰。", "心肺膈未见明显异常。", {}},
        Checked{"NothingWrittenBlocks", " ", "\n", {"impression-empty", "findings-empty"}},
        Checked{"AnEcgNeedsNoFindings", "", "窦性心律", {}, "", "", false, true},
        Checked{"AFieldLeft", "大小约{长径}。", "结节。", {"field-left"}, "", "", true},
        Checked{"AnUnderscoreLeft", "大小约____。", "结节。", {"field-left"}, "", "", true},
        Checked{"OtherSideThanOrdered", "右手骨质完整。", "右手未见骨折。", {"side-order"}, "", "LEFT HAND"},
        Checked{"OrderedByALetter", "右膝骨质完整。", "右膝未见骨折。", {"side-order"}, "", "KNEE L"},
        Checked{"OrderedSide", "左手骨质完整。", "左手未见骨折。", {}, "", "左手正斜位"},
        Checked{"ComparedWithTheOtherSide", "左手骨折，右手未见骨折。", "左手骨折。", {}, "", "左手", true},
        Checked{"BothOrdered", "右手骨折。", "右手骨折。", {}, "", "双手", true},
        Checked{"FindingsLeftImpressionRight", "左肺上叶结节。", "右肺结节。", {"side-within"}, "", "CHEST", true},
        Checked{"ALetterInAWordIsNoSide", "Right knee.", "Right knee: fracture.", {}, "", "LATERAL VIEW", true},
        Checked{"UterusInAMan", "子宫大小正常。", "盆腔未见异常。", {"sex-female-words"}, "M"},
        Checked{"ProstateInAWoman", "前列腺增大。", "前列腺增生。", {"sex-male-words"}, "F", "", true},
        Checked{"ProstateInAMan", "前列腺增大。", "前列腺增生。", {}, "M", "", true},
        Checked{"SexUnknown", "子宫大小正常。", "未见异常。", {}, "O"},
        Checked{"CriticalUnspoken", "左侧张力性气胸。", "张力性气胸。", {"critical-not-notified"}, "", "", true},
        Checked{
            "CriticalAndNegative", "主动脉内膜片。", "主动脉夹层。", {"critical-not-notified", "critical-negative"}},
        Checked{"CriticalDenied", "未见脑出血，未见脑疝。", "颅脑CT未见异常。", {}},
        Checked{"CriticalDeniedInEnglish", "No aortic dissection.", "No abnormality.", {}},
        Checked{"DeniedOnlyForItsClause",
                "未见骨折，右侧硬膜下出血。",
                "硬膜下出血。",
                {"critical-not-notified"},
                "",
                "",
                true},
        Checked{"TheHeadsOwnStrokeIsNotDeniedByWhatFollows",
                "脑出血，未破入脑室。",
                "脑出血。",
                {"critical-not-notified"},
                "",
                "",
                true},
        Checked{"NormalButPositive", "双肺清晰。", "心肺膈未见明显异常。", {"normal-positive"}, "", "", true},
        Checked{"MoreThanNormal", "左肺结节。", "左肺结节，余未见异常。", {}, "", "", true}),
    [](const auto& tested) { return tested.param.name; });

TEST(ReportChecks, ANotifiedCriticalValueIsNotAskedFor) {
  CheckQuestion question;
  question.text.findings = question.text.impression = QStringLiteral("张力性气胸");
  question.text.positive = true;
  question.critical_notified = true;
  EXPECT_TRUE(check_report(question).empty());
}

TEST(ReportChecks, TakingAReportBackIsNotHinderedByItsText) {
  CheckQuestion question;
  question.is_cancellation = true;
  EXPECT_TRUE(check_report(question).empty());
}

TEST(ReportChecks, EveryFindingSpeaksBothLanguages) {
  CheckQuestion question;
  question.sex = "M";
  question.text.findings = QStringLiteral("右侧子宫{x}");
  question.ordered = QStringLiteral("左");
  for (const auto& found : check_report(question)) {
    EXPECT_FALSE(found.zh.isEmpty()) << found.id.toStdString();
    EXPECT_FALSE(found.en.isEmpty()) << found.id.toStdString();
  }
}

using Kind = DiffPart::Kind;

TEST(TextDiff, ChineseByCharacterNumbersAsWholes) {
  const auto parts = diff_words(QStringLiteral("左肺结节12.5 mm。"), QStringLiteral("右肺结节13.5 mm。"));
  const std::vector<DiffPart> wanted{{Kind::kRemoved, QStringLiteral("左")},
                                     {Kind::kAdded, QStringLiteral("右")},
                                     {Kind::kSame, QStringLiteral("肺结节")},
                                     {Kind::kRemoved, "12.5"},
                                     {Kind::kAdded, "13.5"},
                                     {Kind::kSame, QStringLiteral(" mm。")}};
  EXPECT_EQ(diff_html(parts).toStdString(), diff_html(wanted).toStdString());
}

TEST(TextDiff, BothTextsAreInIt) {
  const QStringList texts{QString(),
                          QStringLiteral("双肺清晰"),
                          QStringLiteral("双肺纹理增多，右下肺斑片影。"),
                          QStringLiteral("Lungs clear."),
                          QStringLiteral("右肺下叶 3.2 cm 肿块 — 双肺"),
                          QString(3000, u'甲'),
                          QString(3000, u'乙')};
  for (const auto& before : texts) {
    for (const auto& after : texts) {
      QString old;
      QString now;
      for (const auto& part : diff_words(before, after)) {
        if (part.kind != Kind::kAdded) old += part.text;
        if (part.kind != Kind::kRemoved) now += part.text;
      }
      EXPECT_EQ(old, before);
      EXPECT_EQ(now, after);
    }
  }
}

TEST(TextDiff, HtmlEscapesWhatWasTyped) { EXPECT_EQ(diff_html({{Kind::kSame, "<b>&"}}), "&lt;b&gt;&amp;"); }

}  // namespace
}  // namespace rdc::station
