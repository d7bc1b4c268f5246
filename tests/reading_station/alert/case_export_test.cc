// A case as PDF and as data.
#include "reading_station/alert/case_export.h"

#include <google/protobuf/util/json_util.h>

#include <gtest/gtest.h>
#include <QFile>
#include <QProcess>
#include <QTemporaryDir>

#include "reading_station/app/language.h"
#include "tests/reading_station/alert/cases.h"

namespace rdc::station {
namespace {

TEST(CaseExport, JsonIsTheWholeCase) {
  const auto one = a_decided_case("a");
  const auto json = case_json(one);
  ASSERT_TRUE(json);
  v1::AlertCase back;
  ASSERT_TRUE(google::protobuf::util::JsonStringToMessage(json->toStdString(), &back).ok());
  EXPECT_EQ(back.SerializeAsString(), one.SerializeAsString());
}

TEST(CaseExport, TheTableHasEveryPointWithItsClockAndEditorSupersededOnesToo) {
  const auto one = a_decided_case("a");
  const QString csv = QString::fromUtf8(case_csv(one));
  const auto rows = csv.split("\r\n", Qt::SkipEmptyParts);
  ASSERT_EQ(rows.size(), 1 + one.points_size() + one.intervals_size());
  EXPECT_TRUE(csv.contains("ECG_END,2026-"));
  EXPECT_TRUE(csv.contains(",-420000,"));
  EXPECT_TRUE(csv.contains(QStringLiteral("李医生")));
  EXPECT_TRUE(csv.contains(QStringLiteral(",1,,,")));  // superseded
  EXPECT_TRUE(csv.contains("interval,a,ecg_to_diagnosis"));
  EXPECT_TRUE(csv.contains("210000,600000,1"));
}

TEST(CaseExport, TypedTextCannotBecomeAFormulaOrBreakARow) {
  auto one = a_case("a", v1::ECG_TIER_ALARM);
  one.mutable_points(0)->set_note("=HYPERLINK(\"http://x\"),\n\"quoted\"");
  const QString csv = QString::fromUtf8(case_csv(one));
  EXPECT_TRUE(csv.contains("\"'=HYPERLINK(\"\"http://x\"\"),\n\"\"quoted\"\"\""));
}

TEST(CaseExport, ThePdfSaysWhatHappenedInSearchableText) {
  Language language;
  language.use("zh_CN");
  const auto pdf = case_pdf(a_decided_case("a"), QStringLiteral("清河县远程诊断中心"),
                            base::from_micros((kOpened + 2400) * 1'000'000));
  ASSERT_TRUE(pdf);
  const QTemporaryDir folder;
  QFile file(folder.filePath("case.pdf"));
  ASSERT_TRUE(file.open(QIODevice::WriteOnly));
  file.write(*pdf);
  file.close();
  if (const QByteArray pictures = qgetenv("RDC_SCREENSHOTS"); !pictures.isEmpty())
    file.copy(QString::fromLocal8Bit(pictures) + "/case.pdf");
  QProcess tool;
  tool.start("pdftotext", {"-layout", file.fileName(), "-"});
  if (!tool.waitForFinished(20'000)) GTEST_SKIP() << "pdftotext is not installed";
  const QString text = QString::fromUtf8(tool.readAllStandardOutput());
  for (const char* word : {"王晓民", "六合卫生院", "急性下壁", "陈主任", "入门至转出", "李医生"})
    EXPECT_TRUE(text.contains(QString::fromUtf8(word))) << word << "\n" << text.toStdString();
}

TEST(CaseExport, AFilesNameHasNoPatientInIt) {
  EXPECT_EQ(case_file_name(a_case("a", v1::ECG_TIER_ALARM)).contains(QStringLiteral("王")), false);
  EXPECT_TRUE(case_file_name(a_case("a", v1::ECG_TIER_ALARM)).endsWith("-liuhe"));
}

}  // namespace
}  // namespace rdc::station
