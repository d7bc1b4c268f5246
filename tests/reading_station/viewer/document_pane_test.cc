// Documents of a study in the viewer: reports as text with links to their images, PDF page by page, damaged ones.
#include "reading_station/viewer/documents/document_pane.h"

#include <gtest/gtest.h>
#include <QApplication>
#include <QBuffer>
#include <QComboBox>
#include <QDesktopServices>
#include <QFile>
#include <QFileInfo>
#include <QLabel>
#include <QPainter>
#include <QPdfWriter>
#include <QScrollArea>
#include <QScrollBar>
#include <QSignalSpy>
#include <QStandardPaths>
#include <QTemporaryDir>
#include <QTest>
#include <QTextBlock>
#include <QTextBrowser>
#include <QTextDocument>
#include <QToolButton>
#include <QTranslator>
#include <QUrl>
#include <fstream>

#include <dcmtk/config/osconfig.h>
#include <dcmtk/dcmdata/dctk.h>

#include "reading_station/viewer/documents/document_text.h"
#include "reading_station/viewer/file_object_source.h"
#include "reading_station/viewer/study_viewer.h"
#include "reading_station/viewer/viewer_theme.h"

namespace rdc::station {
namespace {

constexpr int kShownMs = 20'000;  // two busy cores

// In the place of the desktop's PDF program.
class DesktopProgram final : public QObject {
  Q_OBJECT
 public:
  DesktopProgram() { QDesktopServices::setUrlHandler("file", this, "take"); }
  ~DesktopProgram() override { QDesktopServices::unsetUrlHandler("file"); }
  QString opened;
 public Q_SLOTS:
  void take(const QUrl& url) { opened = url.toLocalFile(); }
};

class Pane : public ::testing::Test {
 protected:
  void SetUp() override {
    ASSERT_TRUE(folder_.isValid());
    pane_ = std::make_unique<DocumentPane>(source_);
    pane_->use_folder(folder_.filePath("documents"));
    pane_->resize(460, 800);
    pane_->show();
  }
  void add(const char* name, DocumentContent::Kind kind, const std::string& bytes) {
    const QString path = folder_.filePath(QString::fromLatin1(name));
    std::ofstream(path.toStdString(), std::ios::binary) << bytes;
    source_.add(name, path);
    DocumentContent document;
    document.kind = kind;
    document.sop_instance_uid = document.sha256 = name;
    document.series_number = 7;
    document.description = QString::fromLatin1(name);
    documents_.push_back(document);
  }
  void add_report(const char* name) {
    dicom::MeasurementReport report;
    dicom::MeasurementGroup group{"2.25.9", "结节 1", {"1.2.840.10008.5.1.4.1.1.2", "1.2.3.1.2", "1.2.3.1", 0, 1},
                                  {},       {},       ""};
    group.graphics = {{dicom::GraphicShape::kPolyline, {{1, 1}, {20, 20}}, false}};
    group.numbers = {{{"410668003", "SCT", "Length"}, std::nullopt, 12.5, {"mm", "UCUM", "millimeter"}}};
    group.comment = "<img src=http://example.org/x.png><b>not markup</b>";
    report.groups = {group};
    report.by = {"2.25.1", "2.25.1.1", 901, "李医生", base::from_micros(1'790'000'000'000'000), {}};
    const auto bytes =
        dicom::write_measurement_report({"1.2.3", "20260301", "", "", "", "P1", "A", "", "", ""}, report);
    ASSERT_TRUE(bytes);
    add(name, DocumentContent::Kind::kStructuredReport, *bytes);
  }
  static std::string two_pages() {
    QBuffer buffer;
    buffer.open(QIODevice::WriteOnly);
    QPdfWriter writer(&buffer);
    QPainter painter(&writer);
    painter.drawText(500, 500, QStringLiteral("第一页"));
    writer.newPage();
    painter.fillRect(0, 0, 4000, 4000, Qt::black);
    painter.end();
    return buffer.data().toStdString();
  }
  void add_pdf(const char* name, std::string content) {
    DcmFileFormat file;
    DcmDataset& data = *file.getDataset();
    data.putAndInsertString(DCM_SOPClassUID, "1.2.840.10008.5.1.4.1.1.104.1");
    data.putAndInsertString(DCM_SOPInstanceUID, "2.25.77");
    data.putAndInsertString(DCM_StudyInstanceUID, "1.2.3");
    if (content.size() % 2 != 0) content += '\0';
    data.putAndInsertUint8Array(DCM_EncapsulatedDocument, reinterpret_cast<const Uint8*>(content.data()),
                                static_cast<unsigned long>(content.size()));
    const QString path = folder_.filePath(QString::fromLatin1(name) + ".dcm");
    ASSERT_TRUE(file.saveFile(path.toStdString().c_str(), EXS_LittleEndianExplicit).good());
    std::ifstream in(path.toStdString(), std::ios::binary);
    add(name, DocumentContent::Kind::kPdf, std::string((std::istreambuf_iterator<char>(in)), {}));
  }
  void show(int index = 0) {
    pane_->set_documents(documents_);
    QSignalSpy shown(pane_.get(), &DocumentPane::document_shown);
    pane_->show_document(index);
    ASSERT_TRUE(shown.count() > 0 || shown.wait(kShownMs));
  }
  QToolButton* button(const char* name) { return pane_->findChild<QToolButton*>(name); }

  QTemporaryDir folder_;
  FileObjectSource source_;
  std::vector<DocumentContent> documents_;
  std::unique_ptr<DocumentPane> pane_;
};

TEST_F(Pane, AReportIsReadAsTextAndItsImagesAreLinks) {
  add_report("report");
  pane_->set_image_words([](const ImageOf& image) {
    return image.sop_instance_uid == "1.2.3.1.2" ? QStringLiteral("series 3, image 2") : QString();
  });
  show();
  const QString text = pane_->text();
  for (const char* wanted : {"Imaging Measurement Report", "partial", "not verified", "Measurement Group", "结节 1",
                             "Length: 12.5 mm", "series 3, image 2", "李医生", "POLYLINE (2)"})
    EXPECT_TRUE(text.contains(QString::fromUtf8(wanted))) << wanted << "\n" << text.toStdString();
  EXPECT_TRUE(text.contains("<b>not markup</b>")) << "words are words";
  EXPECT_TRUE(text.contains("http://example.org")) << "and nothing is fetched";
  auto* browser = pane_->findChild<QTextBrowser*>("document_text");
  QSignalSpy wanted(pane_.get(), &DocumentPane::image_wanted);
  Q_EMIT browser->anchorClicked(QUrl("image:1.2.3.1.2/0"));
  ASSERT_EQ(wanted.count(), 1);
  EXPECT_EQ(wanted[0][0].value<ImageOf>(), (ImageOf{"1.2.3.1.2", 0}));
  Q_EMIT browser->anchorClicked(QUrl("http://example.org/"));
  EXPECT_EQ(wanted.count(), 1);
  QTranslator chinese;
  ASSERT_TRUE(chinese.load(":/i18n/viewer_zh_CN.qm"));
  QApplication::installTranslator(&chinese);
  EXPECT_TRUE(QTest::qWaitFor([&] { return pane_->text().contains(QStringLiteral("未审核")); }, kShownMs));
}

TEST_F(Pane, APdfIsShownPageByPageAndOpenedOutside) {
  if (QStandardPaths::findExecutable("pdftoppm").isEmpty()) GTEST_SKIP() << "poppler-utils is not installed";
  add_pdf("scan", two_pages());
  show();
  ASSERT_EQ(pane_->page(), 0) << pane_->text().toStdString();
  const auto picture = [this] { return pane_->findChild<QLabel*>("document_page")->pixmap().toImage(); };
  const QImage first = picture();
  ASSERT_FALSE(first.isNull());
  EXPECT_GT(first.width(), pane_->width() / 2) << "as wide as its place";
  EXPECT_EQ(first.pixelColor(first.width() / 4, first.height() / 4), QColor(Qt::white));
  EXPECT_FALSE(button("document_back")->isEnabled());
  if (const QByteArray folder = qgetenv("RDC_SCREENSHOTS"); !folder.isEmpty())
    pane_->grab().save(QString::fromLocal8Bit(folder) + "/documents-pdf.png");
  EXPECT_FALSE(button("document_smaller")->isEnabled()) << "it is as wide as its place";
  button("document_larger")->click();
  EXPECT_NEAR(picture().width(), 1.25 * first.width(), 2.0) << "print of ten points can be read";
  QCoreApplication::processEvents();
  auto* area = pane_->findChild<QScrollArea*>();
  EXPECT_TRUE(area->horizontalScrollBar()->isVisible());
  const QScrollBar* across = area->horizontalScrollBar();
  EXPECT_NEAR(across->value() + across->pageStep() / 2.0, (across->maximum() + across->pageStep()) / 2.0, 2.0)
      << "what was in the middle is there still";
  if (const QByteArray folder = qgetenv("RDC_SCREENSHOTS"); !folder.isEmpty())
    pane_->grab().save(QString::fromLocal8Bit(folder) + "/documents-pdf-larger.png");
  button("document_fitted")->click();
  EXPECT_EQ(picture().width(), first.width());
  QSignalSpy shown(pane_.get(), &DocumentPane::document_shown);
  button("document_forward")->click();
  ASSERT_TRUE(shown.wait(kShownMs));
  EXPECT_EQ(picture().pixelColor(first.width() / 4, first.height() / 4), QColor(Qt::black));
  EXPECT_FALSE(button("document_forward")->isEnabled());
  DesktopProgram program;
  button("document_outside")->click();
  ASSERT_FALSE(program.opened.isEmpty());
  const QFileInfo file(program.opened);
  EXPECT_TRUE(file.exists());
  EXPECT_EQ(file.permissions() & (QFile::ReadGroup | QFile::ReadOther), QFile::Permissions());
  EXPECT_TRUE(program.opened.startsWith(folder_.filePath("documents")));
  pane_->set_documents({});
  EXPECT_FALSE(QFile::exists(program.opened)) << "patients' papers do not stay behind";
}

TEST_F(Pane, DamagedDocumentsSaySoInTheirPlaceAndTheOthersAreShown) {
  add("noise", DocumentContent::Kind::kStructuredReport, std::string(3000, 'x'));
  add_pdf("no pdf", "<html></html>");
  add_pdf("torn", two_pages().substr(0, 60));
  add_report("report");
  documents_.push_back({});
  documents_.back().unreadable_reason = "NESTED_TOO_DEEP";
  for (const int damaged : {0, 1, 4}) {
    show(damaged);
    EXPECT_TRUE(pane_->text().contains("damaged")) << damaged << pane_->text().toStdString();
  }
  show(2);
  EXPECT_TRUE(pane_->text().contains("damaged") || pane_->text().contains("poppler-utils"))
      << pane_->text().toStdString();
  show(3);
  EXPECT_TRUE(pane_->text().contains("Imaging Measurement Report"));
}

TEST_F(Pane, WhyADocumentCannotBeHadFollowsTheLanguage) {
  DocumentContent gone;
  gone.sop_instance_uid = gone.sha256 = "gone";
  documents_ = {gone};
  show();
  EXPECT_TRUE(pane_->text().contains("not there")) << pane_->text().toStdString();
  QTranslator chinese;
  ASSERT_TRUE(chinese.load(":/i18n/viewer_zh_CN.qm"));
  QApplication::installTranslator(&chinese);
  EXPECT_TRUE(QTest::qWaitFor([&] { return pane_->text().contains(QStringLiteral("文件")); }, kShownMs));
}

TEST_F(Pane, AndSoDoesWhyAnImageCannotBeHad) {
  StudyViewer viewer(source_);
  viewer.resize(1200, 800);
  viewer.show();
  StudyContent study;
  study.study_id = "s";
  SeriesContent series;
  series.series_instance_uid = "1.1";
  series.modality = "DX";
  series.instances = {{"1.1.1", "nowhere", 1, 1, 1, {}}};
  study.series = {series};
  viewer.open(study);
  ASSERT_TRUE(QTest::qWaitFor([&] { return viewer.canvas()->has_problem(); }, kShownMs));
  EXPECT_EQ(viewer.canvas()->message(), "The file is not there any more.");
  QTranslator chinese;
  ASSERT_TRUE(chinese.load(":/i18n/viewer_zh_CN.qm"));
  QApplication::installTranslator(&chinese);
  EXPECT_TRUE(QTest::qWaitFor([&] { return viewer.canvas()->message().contains(QStringLiteral("文件")); }, kShownMs))
      << viewer.canvas()->message().toStdString();
}

TEST_F(Pane, WhatIsReadStaysWhenAnotherDocumentArrives) {
  add_report("one");
  add_report("two");
  show(1);
  add_report("three");
  pane_->set_documents(documents_);
  EXPECT_EQ(pane_->current(), 1);
  EXPECT_TRUE(pane_->text().contains("Imaging Measurement Report"));
  EXPECT_EQ(pane_->findChild<QComboBox*>("document_list")->count(), 3);
}

TEST_F(Pane, AStudyOfDocumentsAloneOpensThem) {
  add_report("report");
  StudyViewer viewer(source_);
  viewer.resize(1200, 800);
  viewer.show();
  StudyContent study;
  study.study_id = "s";
  study.documents = documents_;
  viewer.open(study);
  EXPECT_TRUE(viewer.documents_shown());
  ASSERT_TRUE(QTest::qWaitFor([&] { return viewer.documents().text().contains("Measurement"); }, kShownMs));
  const QByteArray folder = qgetenv("RDC_SCREENSHOTS");
  if (!folder.isEmpty()) viewer.grab().save(QString::fromLocal8Bit(folder) + "/documents-alone.png");
  viewer.run_action("documents");
  EXPECT_FALSE(viewer.documents_shown());
  viewer.run_action("documents");
  EXPECT_TRUE(viewer.documents_shown());
  viewer.close_study();
  EXPECT_FALSE(viewer.documents_shown());
  viewer.run_action("documents");
  EXPECT_FALSE(viewer.documents_shown());
  EXPECT_FALSE(viewer.notice().isEmpty()) << "it says that there is none";
}

TEST_F(Pane, ItIsOfTheProgramsThemeAndFollowsIt) {
  add_report("report");
  show();
  const QPalette before = QApplication::palette();
  const auto ground = [&] { return pane_->grab().toImage().pixelColor(pane_->width() / 2, pane_->height() - 60); };
  for (const auto& [window, base] :
       {std::pair{QColor(24, 26, 29), QColor(16, 18, 20)}, {QColor(241, 243, 245), QColor(Qt::white)}}) {
    QPalette palette;
    palette.setColor(QPalette::Window, window);
    palette.setColor(QPalette::Base, base);
    QApplication::setPalette(palette);
    QEvent again(QEvent::LanguageChange);  // as a theme is told
    QApplication::sendEvent(pane_.get(), &again);
    QCoreApplication::processEvents();
    EXPECT_EQ(ground(), base) << "below the words";
    // The letters of the title are the theme's, too.
    const QTextCharFormat title =
        pane_->findChild<QTextBrowser*>("document_text")->document()->begin().begin().fragment().charFormat();
    EXPECT_EQ(title.foreground().color(), theme::chrome().text);
    EXPECT_EQ(theme::chrome().text.lightness() > 128, window.lightness() < 128);
    if (const QByteArray folder = qgetenv("RDC_SCREENSHOTS"); !folder.isEmpty())
      pane_->grab().save(QString::fromLocal8Bit(folder) +
                         (window.lightness() < 128 ? "/documents-dark.png" : "/documents-light.png"));
  }
  QApplication::setPalette(before);
}

// RDC_DATA: what other programs wrote, for the eye; screenshots go to $RDC_SCREENSHOTS when that is set.
TEST_F(Pane, ForeignReportsAndPdfAreShown) {
  const QByteArray data = qgetenv("RDC_DATA");
  if (data.isEmpty()) GTEST_SKIP() << "RDC_DATA is not set";
  const QString root = QString::fromLocal8Bit(data) + "/dicom/sr-pdf/";
  for (const char* name : {"dcmqi-tid1500.dcm", "TESTXX04_SR.dcm", "sample-pdf.dcm"}) {
    DocumentContent document;
    document.kind =
        QString(name).contains("pdf") ? DocumentContent::Kind::kPdf : DocumentContent::Kind::kStructuredReport;
    document.sop_instance_uid = document.sha256 = document.description = name;
    source_.add(name, root + name);
    documents_.push_back(document);
  }
  for (int i = 0; i < 3; ++i) {
    show(i);
    EXPECT_TRUE(i == 2 || pane_->text().size() > 300) << i;
    const QByteArray folder = qgetenv("RDC_SCREENSHOTS");
    if (!folder.isEmpty())
      pane_->grab().save(QString::fromLocal8Bit(folder) + QStringLiteral("/document-%1.png").arg(i));
  }
}

}  // namespace
}  // namespace rdc::station

#include "document_pane_test.moc"
