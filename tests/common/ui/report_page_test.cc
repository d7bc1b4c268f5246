#include "common/ui/report_page.h"

#include <gtest/gtest.h>

#include <QDir>
#include <QFile>
#include <QProcess>
#include <QStandardPaths>
#include <QTemporaryDir>

#include "ecg/simulation/simulator.h"

namespace rdc::ui {
namespace {

ReportInput chest_report(const std::string& language) {
  const bool en = language == "en";
  ReportInput input;
  auto& d = input.document;
  d.set_report_id("0193f000-0000-7000-8000-000000000001");
  d.set_status(v1::REPORT_STATUS_FINAL);
  d.set_institution(en ? "Qinghe County Remote Diagnosis Centre" : "清河县人民医院远程影像诊断中心");
  d.set_site_name(en ? "Liuhe Township Hospital" : "柳河镇卫生院");
  d.mutable_patient()->set_name(en ? "Wang Xiaomin" : "王晓民");
  d.mutable_patient()->set_patient_id("LH20261124007");
  d.mutable_patient()->set_sex("F");
  d.mutable_patient()->set_age("063Y");
  d.mutable_patient()->set_birth_date("19630512");
  d.set_accession_number("DX2026112400031");
  d.add_modalities("DX");
  d.set_study_description(en ? "Chest PA" : "胸部正位");
  d.mutable_study_time()->set_seconds(1795500000);
  d.set_language(language);
  d.set_history(en ? "Cough and fever for three days." : "咳嗽、发热三天。");
  d.set_findings(en ? "Thorax symmetric. Patchy opacity in the right lower zone, margins indistinct. No pleural "
                      "effusion. Heart size normal."
                    : "胸廓对称，纵隔、气管居中。右下肺野可见斑片状模糊影，边缘不清；余肺野透亮度正常。双侧肋膈角锐利，"
                      "心影大小形态正常，膈面光滑。\n所见诸骨未见明显异常。");
  d.set_impression(
      en ? "1. Right lower lobe inflammation; review after treatment.\n2. Heart and diaphragm unremarkable."
         : "1. 右下肺炎症，建议治疗后复查。\n2. 心膈未见异常。");
  d.set_positive(true);
  d.mutable_author()->set_display_name(en ? "Li Minghua" : "李明华");
  *d.mutable_signer() = d.author();
  d.mutable_signed_at()->set_seconds(1795503600);
  auto* read = d.add_read();
  read->set_sop_instance_uid("1.2.826.0.1.3680043.8.498.1234567890");
  read->set_sha256("9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08");
  return input;
}

// What a tool of poppler prints of the PDF; "" when the tool is missing.
QString printed_by(const char* name, const QStringList& options, const QByteArray& pdf) {
  QTemporaryDir folder;
  QFile file(folder.filePath("report.pdf"));
  if (!file.open(QIODevice::WriteOnly)) return {};
  file.write(pdf);
  file.close();
  const QByteArray keep = qgetenv("RDC_KEEP");  // a folder: keep what is made, for people to look at
  if (!keep.isEmpty())
    QFile::copy(file.fileName(), QString::fromLocal8Bit(keep) + "/" +
                                     ::testing::UnitTest::GetInstance()->current_test_info()->name() + ".pdf");
  QProcess tool;
  QStringList arguments = options;
  arguments.replaceInStrings("FILE", file.fileName());
  tool.start(name, arguments);
  if (!tool.waitForFinished(20000)) return {};
  return QString::fromUtf8(tool.readAllStandardOutput());
}

QString extracted(const QByteArray& pdf) { return printed_by("pdftotext", {"-layout", "FILE", "-"}, pdf); }

bool has_tool() { return !QStandardPaths::findExecutable("pdftotext").isEmpty(); }

TEST(ReportPage, ChineseTextIsFoundAgainInThePdf) {
  if (!has_tool()) GTEST_SKIP() << "pdftotext is not installed";
  const auto pdf = render_report(chest_report("zh_CN"));
  ASSERT_TRUE(pdf) << pdf.error().message;
  const QString text = extracted(*pdf);
  for (const char* wanted :
       {"清河县人民医院远程影像诊断中心", "影像诊断报告单", "王晓民", "女", "63岁", "1963-05-12", "柳河镇卫生院",
        "胸部正位", "咳嗽、发热三天", "右下肺炎症，建议治疗后复查", "阳性", "李明华", "正式报告", "9f86d081884c7d65"}) {
    EXPECT_TRUE(text.contains(QString::fromUtf8(wanted))) << wanted << "\n" << text.toStdString();
  }
  EXPECT_FALSE(text.contains(QChar(0x2EA0)));  // the radical some fonts give instead of U+6C11
}

ReportPicture picture_of(const QColor& colour, int number) {
  ReportPicture picture;
  picture.picture = QImage(640, 480, QImage::Format_RGB32);
  picture.picture.fill(colour);
  picture.series = QStringLiteral("3 肺窗");
  picture.number = number;
  picture.count = 120;
  picture.window = {-600, 1500};
  picture.unit = QStringLiteral("HU");
  return picture;
}

TEST(ReportPage, KeyImagesFollowTheTextTwoAPageWithTheirCaptions) {
  if (!has_tool()) GTEST_SKIP() << "pdftotext is not installed";
  ReportInput input = chest_report("zh_CN");
  const auto without = preview_report(input, 30);
  input.pictures = {picture_of(Qt::darkGray, 45), picture_of(Qt::gray, 46), picture_of(Qt::lightGray, 47)};
  input.pictures[1].is_inverted = true;
  input.pictures[2].window.reset();
  input.pictures[2].is_part = true;
  const auto pdf = render_report(input);
  ASSERT_TRUE(pdf) << pdf.error().message;
  const QString text = extracted(*pdf);
  for (const char* wanted :
       {"关键图像", "图 1：序列 3 肺窗，第 45 幅（共 120 幅），窗位 -600　窗宽 1500 HU", "窗宽 1500 HU，反色显示",
        "图 3：序列 3 肺窗，第 47 幅（共 120 幅），局部", "供参考，不可用于测量"})
    EXPECT_TRUE(text.simplified().contains(QString::fromUtf8(wanted).simplified())) << wanted << "\n"
                                                                                    << text.toStdString();
  const QString images = printed_by("pdfimages", {"-list", "FILE"}, *pdf);
  EXPECT_EQ(images.count(QStringLiteral("640")), 3) << images.toStdString();
  EXPECT_EQ(preview_report(input, 30).size(), without.size() + 2) << "the first has no room below the text";
}

TEST(ReportPage, APictureThatIsNotThereLeavesAWordInItsPlace) {
  if (!has_tool()) GTEST_SKIP() << "pdftotext is not installed";
  ReportInput input = chest_report("en");
  input.pictures = {{}};
  const auto pdf = render_report(input);
  ASSERT_TRUE(pdf);
  const QString text = extracted(*pdf);
  EXPECT_TRUE(text.contains("The image could not be loaded")) << text.toStdString();
  EXPECT_TRUE(text.contains("For reference, not for measuring"));
}

// A report is printed and archived elsewhere: on a computer that has none of our fonts.
TEST(ReportPage, EveryFontIsEmbeddedAndMapsBackToUnicode) {
  if (!has_tool()) GTEST_SKIP() << "pdffonts is not installed";
  for (const char* language : {"zh_CN", "en"}) {
    const auto pdf = render_report(chest_report(language));
    ASSERT_TRUE(pdf) << pdf.error().message;
    const QStringList lines = printed_by("pdffonts", {"FILE"}, *pdf).split('\n', Qt::SkipEmptyParts);
    ASSERT_GE(lines.size(), 3) << "two lines of heading, then a line a font";
    const qsizetype embedded = lines[0].indexOf("emb");
    const qsizetype unicode = lines[0].indexOf("uni");
    ASSERT_GT(embedded, 0);
    ASSERT_GT(unicode, 0);
    for (const QString& font : lines.mid(2)) {
      EXPECT_EQ(font.mid(embedded, 3).trimmed(), "yes") << font.toStdString();
      EXPECT_EQ(font.mid(unicode, 3).trimmed(), "yes") << font.toStdString();
    }
  }
}

TEST(ReportPage, EnglishReportHasNoChineseWord) {
  if (!has_tool()) GTEST_SKIP() << "pdftotext is not installed";
  const auto pdf = render_report(chest_report("en"));
  ASSERT_TRUE(pdf) << pdf.error().message;
  const QString text = extracted(*pdf);
  for (const char* wanted : {"Diagnostic Imaging Report", "Wang Xiaomin", "Female", "63 y",
                             "Right lower lobe inflammation", "Positive", "Page 1 of 1"}) {
    EXPECT_TRUE(text.contains(QString::fromUtf8(wanted))) << wanted << "\n" << text.toStdString();
  }
  for (const QChar c : text) EXPECT_FALSE(c.unicode() >= 0x4E00 && c.unicode() < 0xA000) << int{c.unicode()};
}

TEST(ReportPage, LongFindingsContinueOnNumberedPages) {
  if (!has_tool()) GTEST_SKIP() << "pdftotext is not installed";
  ReportInput input = chest_report("zh_CN");
  std::string findings;
  for (int i = 1; i <= 80; ++i)
    findings += "第" + std::to_string(i) + "行：所见肺野清晰，未见异常密度影，纹理走行自然。\n";
  input.document.set_findings(findings);
  const auto pdf = render_report(input);
  ASSERT_TRUE(pdf);
  const QString text = extracted(*pdf).remove(' ');  // the tool guesses blanks from distances
  EXPECT_TRUE(text.contains(QStringLiteral("第1页/共3页"))) << text.toStdString();
  EXPECT_TRUE(text.contains(QStringLiteral("第3页/共3页")));
  EXPECT_TRUE(text.contains(QStringLiteral("第80行")));
  EXPECT_TRUE(text.contains(QStringLiteral("心膈未见异常")));
}

TEST(ReportPage, DraftAndPreliminarySayWhatTheyAre) {
  if (!has_tool()) GTEST_SKIP() << "pdftotext is not installed";
  ReportInput input = chest_report("zh_CN");
  input.document.set_status(v1::REPORT_STATUS_DRAFT);
  EXPECT_TRUE(extracted(*render_report(input)).contains(QStringLiteral("草稿，未签发")));
  input.document.set_status(v1::REPORT_STATUS_PRELIMINARY);
  EXPECT_TRUE(extracted(*render_report(input)).contains(QStringLiteral("急诊报告，以正式报告为准")));
}

TEST(ReportPage, EcgReportCarriesItsTracing) {
  if (!has_tool()) GTEST_SKIP() << "pdftotext is not installed";
  ReportInput input = chest_report("zh_CN");
  input.document.clear_modalities();
  input.document.add_modalities("ECG");
  ecg::simulation::Request request;
  request.morphology = ecg::simulation::Morphology::kInferiorStemi;
  input.recording = std::make_shared<ecg::Recording>(ecg::simulation::simulate(request).recording);
  const QString text = extracted(*render_report(input));
  for (const char* wanted : {"心电图诊断报告单", "十二导联心电图", "aVR", "V6", "25 mm/s", "10 mm/mV"}) {
    EXPECT_TRUE(text.contains(QString::fromUtf8(wanted))) << wanted;
  }
}

}  // namespace
}  // namespace rdc::ui
