// The whole trip at the real window: the request's history, the report's words, the signed PDF, a damaged image.
#include <filesystem>
#include <fstream>

#include <gtest/gtest.h>
#include <QDesktopServices>
#include <QFileDialog>
#include <QLabel>
#include <QListWidget>
#include <QProcess>
#include <QUrl>

#include "ecg/formats/write.h"
#include "ecg/simulation/simulator.h"
#include "reading_station/app/reading_page.h"
#include "reading_station/ecg_view/ecg_page.h"
#include "reading_station/viewer/study_viewer.h"
#include "tests/reading_station/app/window_at_work.h"
#include "tests/testkit/ecg_cart.h"

namespace rdc::station {
namespace {

using namespace std::chrono_literals;

// In the place of the desktop's PDF program.
class Viewer final : public QObject {
  Q_OBJECT
 public:
  Viewer() { QDesktopServices::setUrlHandler("file", this, "take"); }
  ~Viewer() override { QDesktopServices::unsetUrlHandler("file"); }
  QString shown;
 public Q_SLOTS:
  void take(const QUrl& url) { shown = url.toLocalFile(); }
};

QByteArray head_of(const QString& name) {
  QFile file(name);
  return file.open(QIODevice::ReadOnly) ? file.read(5) : QByteArray();
}

void sign(WindowAtWork& work) {
  work.robot.click(work.robot.find("report_sign"));
  work.robot.find("secret_dialog");
  if (work.robot.visible("secret_repeated")) {  // the first signature of this person: a key is made under a PIN
    for (const char* field : {"secret_new", "secret_repeated"})
      work.robot.type(work.robot.find(field), testkit::Township::kPin);
    work.robot.click(work.robot.find("secret_ok"));
    work.robot.wait_until([&] { return work.robot.visible("secret_dialog") && !work.robot.visible("secret_repeated"); },
                          "the key to be certified");
  }
  work.robot.type(work.robot.find("secret_new"), testkit::Township::kPin);
  work.robot.click(work.robot.find("secret_ok"));
  work.wait_for_text("report_note", "Signed and stored at the centre.");
}

TEST(SignedStudy, IsVerifiedOnTheScreenAndItsPdfOpensAndIsSaved) {
  testkit::Township township({.programs = RDC_PROGRAMS, .seed = 41});
  send_radiograph(township, 1);
  WindowAtWork work(township);
  work.log_in();
  work.open_study();
  EXPECT_EQ(work.text_of("report_history"), QStringLiteral("咳嗽3天"));
  EXPECT_EQ(work.text_of("report_findings_label"), "Findings");
  EXPECT_FALSE(work.robot.visible("report_signature"));
  work.write(QStringLiteral("未见异常。"), QStringLiteral("心肺膈未见异常。"));
  sign(work);
  work.wait_for_text("report_signature", "Signature verified");
  Viewer viewer;
  work.robot.click(work.robot.find("report_open_pdf"));
  work.robot.wait_until([&] { return !viewer.shown.isEmpty(); }, "the PDF to be shown");
  EXPECT_EQ(head_of(viewer.shown), "%PDF-");
  work.robot.click(work.robot.find("report_save_pdf"));
  auto* dialog = work.robot.find<QFileDialog>("report_save_dialog");
  const QString file = QString::fromStdString((township.scratch() / "for the patient.pdf").string());
  dialog->selectFile(file);
  QMetaObject::invokeMethod(dialog, "accept");
  work.wait_for_text("report_note", "Saved as");
  EXPECT_EQ(head_of(file), "%PDF-");
}

TEST(SignedStudy, AKeyImageIsPrintedInTheSignedPdfAndNamedInTheDocument) {
  testkit::Township township({.programs = RDC_PROGRAMS, .seed = 53});
  send_radiograph(township, 1);
  WindowAtWork work(township);
  work.log_in();
  work.open_study();
  auto* viewer = work.window->reading().viewer();
  work.robot.wait_until([&] { return viewer->shows_current(); }, "the image");
  viewer->set_window(6000, 9000);
  viewer->run_action("key_image");
  work.write(QStringLiteral("右下肺斑片影。"), QStringLiteral("右下肺炎症。"));
  ASSERT_EQ(work.window->reading().editor()->text().images.size(), 1U);
  work.robot.wait_until([&] { return work.robot.visible("report_pictures"); }, "the picture in the form");
  auto* pictures = work.robot.find<QListWidget>("report_pictures");
  work.robot.wait_until([&] { return pictures->count() == 1 && !pictures->item(0)->text().isEmpty(); }, "it is drawn");
  if (const QByteArray folder = qgetenv("RDC_SCREENSHOTS"); !folder.isEmpty())
    work.window->grab().save(QString::fromLocal8Bit(folder) + "/key-image-in-report.png");
  sign(work);
  work.wait_for_text("report_signature", "Signature verified");
  const auto& signed_text = work.window->reading().desk().text();
  ASSERT_EQ(signed_text.images.size(), 1U) << "read back from the signed document";
  EXPECT_EQ(signed_text.images[0].window, std::pair(6000.0, 9000.0));
  Viewer desktop;
  work.robot.click(work.robot.find("report_open_pdf"));
  work.robot.wait_until([&] { return !desktop.shown.isEmpty(); }, "the PDF to be shown");
  if (const QByteArray folder = qgetenv("RDC_SCREENSHOTS"); !folder.isEmpty())
    QFile::copy(desktop.shown, QString::fromLocal8Bit(folder) + "/key-image.pdf");
  QProcess tool;
  tool.start("pdftotext", {"-layout", desktop.shown, "-"});
  if (!tool.waitForStarted()) GTEST_SKIP() << "pdftotext is not installed";
  ASSERT_TRUE(tool.waitForFinished());
  const QString text = QString::fromUtf8(tool.readAllStandardOutput());
  EXPECT_TRUE(text.contains(QStringLiteral("关键图像"))) << text.toStdString();
  EXPECT_TRUE(text.contains(QStringLiteral("窗宽 9000"))) << text.toStdString();
  tool.start("pdfimages", {"-list", desktop.shown});
  ASSERT_TRUE(tool.waitForFinished());
  EXPECT_TRUE(tool.readAllStandardOutput().contains("1280")) << "a picture of the viewer's size";
}

TEST(SignedStudy, AnElectrocardiogramIsReportedInItsOwnWords) {
  testkit::Township township({.programs = RDC_PROGRAMS, .seed = 43});
  testkit::EcgCart cart(
      {.drop_directory = township.site().drop(), .own_directory = township.scratch() / "cart", .pause = 20ms},
      township.clock());
  ASSERT_TRUE(cart.record({.heart_rate = 88, .clinical_history = "胸闷"}));
  ASSERT_TRUE(township.wait_for_instances(1, 60s));
  WindowAtWork work(township);
  work.log_in();
  work.open_study();
  EXPECT_EQ(work.text_of("report_history"), QStringLiteral("胸闷"));
  EXPECT_EQ(work.text_of("report_findings_label"), "ECG findings");
  EXPECT_EQ(work.text_of("report_impression_label"), "ECG diagnosis");
  work.window->use_language("zh_CN");
  work.wait_for_text("report_findings_label", QStringLiteral("心电图所见"));
}

TEST(SignedStudy, AnElectrocardiogramInItsDevicesOwnFormatIsReadAndSignedLikeAnyOther) {
  testkit::Township township({.programs = RDC_PROGRAMS, .seed = 44});
  const auto written = ecg::write(ecg::simulation::simulate({}).recording, ecg::Format::kScp);
  ASSERT_TRUE(written) << written.error().message;
  const auto& bytes = written->files.front().bytes;
  const auto made = township.scratch() / "recording.scp";
  std::ofstream(made, std::ios::binary)
      .write(reinterpret_cast<const char*>(bytes.data()), static_cast<std::streamsize>(bytes.size()));
  std::filesystem::rename(made, township.site().drop() / "recording.scp");
  ASSERT_TRUE(township.wait_for_instances(1, 60s));
  WindowAtWork work(township);
  work.log_in();
  work.open_study();
  const auto* page = work.robot.find<EcgPage>("ecg_page");
  work.robot.wait_until([&] { return work.robot.visible("ecg_page") && page->recording() != nullptr; }, "the tracing");
  EXPECT_EQ(page->recording()->rhythm.channels.size(), 12U);
  work.write(QStringLiteral("窦性心律。"), QStringLiteral("正常心电图。"));
  sign(work);
  work.wait_for_text("report_signature", "Signature verified");
}

// As a failing disk would.
void damage(testkit::Township& township, const std::string& sha256) {
  const auto file = township.county().router_data() / "objects" / sha256.substr(0, 2) / sha256;
  ASSERT_TRUE(std::filesystem::exists(file)) << file;
  std::filesystem::permissions(file, std::filesystem::perms::owner_all);
  std::fstream bytes(file, std::ios::in | std::ios::out | std::ios::binary);
  bytes.seekp(static_cast<std::streamoff>(std::filesystem::file_size(file) / 2));
  bytes.write("damaged", 7);
}

TEST(SignedStudy, ADamagedImageSaysSoInItsPlaceAndTheOthersAreShown) {
  testkit::Township township({.programs = RDC_PROGRAMS, .seed = 47});
  auto study = township.ct().make_ct({.slices = 5, .side = 128}, {});
  ASSERT_TRUE(study) << study.error().message;
  ASSERT_TRUE(township.ct().send(*study));
  ASSERT_TRUE(township.wait_for_instances(5, 60s));
  auto catalog = township.county().router_catalog();
  ASSERT_TRUE(catalog);
  const auto rows = (*catalog)->rows(
      "SELECT o.sha256 FROM instance i JOIN object o ON o.object_key = i.object_key ORDER BY i.instance_number");
  ASSERT_TRUE(rows) << rows.error().message;
  ASSERT_EQ(rows->size(), 5U);
  damage(township, (*rows)[2][0]);
  WindowAtWork work(township);
  work.log_in();
  work.open_study();
  auto* viewer = work.window->reading().viewer();
  // The order is final only then: what cannot be read has no place in the body and goes to the end.
  work.robot.wait_until([&] { return viewer->loading_progress() == std::pair(5, 5); }, "all to arrive or fail");
  work.robot.settle();
  bool said = false;
  for (int i = 0; i < 5; ++i) {
    viewer->scroll_to(i);
    work.robot.wait_until([&] { return viewer->shows_current() || viewer->canvas()->has_problem(); },
                          "image " + std::to_string(i + 1));
    said = said || viewer->canvas()->message().contains("damaged");
  }
  EXPECT_TRUE(said);
  EXPECT_EQ(viewer->viewed_digests().size(), 4);
  EXPECT_FALSE(viewer->viewed_digests().contains(QString::fromStdString((*rows)[2][0])));
}

}  // namespace
}  // namespace rdc::station

#include "signed_study_test.moc"
