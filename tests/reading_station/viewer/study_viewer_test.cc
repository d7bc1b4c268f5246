// The whole viewer on real files: first image, stack order, streaming, unreadable files, screenshots.
#include "reading_station/viewer/study_viewer.h"

#include <gtest/gtest.h>
#include <QApplication>
#include <QDir>
#include <QMouseEvent>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>
#include <QTranslator>
#include <algorithm>
#include <array>
#include <functional>

#include <dcmtk/config/osconfig.h>
#include <dcmtk/dcmdata/dcpixel.h>
#include <dcmtk/dcmdata/dcpixseq.h>
#include <dcmtk/dcmdata/dcpxitem.h>
#include <dcmtk/dcmdata/dctk.h>

#include "reading_station/viewer/file_object_source.h"

namespace rdc::station {
namespace {

constexpr int kPatience = 20'000;  // ms; two busy cores

class Study : public ::testing::Test {
 protected:
  void SetUp() override {
    const QByteArray data = qgetenv("RDC_DATA");
    if (data.isEmpty()) GTEST_SKIP() << "RDC_DATA is not set";
    root_ = QString::fromLocal8Bit(data) + "/dicom/";
    viewer_ = std::make_unique<StudyViewer>(source_);
    viewer_->resize(1600, 1000);
    viewer_->show();
    study_.study_id = "s";
    study_.patient_name = QStringLiteral("王小明");
    study_.patient_id = "P20261124001";
    study_.sex = "M";
    study_.age = "046Y";
    study_.study_time = "2026-11-24 08:15";
    study_.site_name = QStringLiteral("青石镇卫生院");
  }
  SeriesContent& add_series(const char* modality, const QString& description) {
    SeriesContent series;
    series.series_instance_uid = QStringLiteral("1.2.%1").arg(study_.series.size());
    series.modality = modality;
    series.series_number = static_cast<int>(study_.series.size()) + 1;
    series.description = description;
    study_.series.push_back(series);
    return study_.series.back();
  }
  void add_file(SeriesContent& series, const QString& name, int number, int frames = 1) {
    source_.add(name, root_ + name);
    series.instances.push_back({name, name, 1, number, frames, {}});
  }
  void add_folder(SeriesContent& series, const QString& folder) {
    int number = 0;
    // Names do not sort as positions do: I10, I100, I110...
    for (const QString& file : QDir(root_ + folder).entryList({"*.dcm"}, QDir::Files, QDir::Name))
      add_file(series, folder + "/" + file, ++number);
  }
  bool load_all() {
    QSignalSpy finished(viewer_.get(), &StudyViewer::loading_finished);
    viewer_->open(study_);
    return finished.wait(kPatience) &&
           QTest::qWaitFor(
               [this] { return viewer_->canvas()->image() != nullptr || viewer_->canvas()->message().contains('\n'); },
               kPatience);
  }
  bool wait_for(const std::function<bool()>& condition) { return QTest::qWaitFor(condition, kPatience); }
  void screenshot(const char* name) {
    const QByteArray folder = qgetenv("RDC_SCREENSHOTS");
    if (folder.isEmpty()) return;
    // As the county sees it.
    QTranslator chinese;
    ASSERT_TRUE(chinese.load(":/i18n/viewer_zh_CN.qm"));
    QApplication::installTranslator(&chinese);
    QTest::qWait(300);  // the change of language, the series pictures
    viewer_->grab().save(QString::fromLocal8Bit(folder) + "/" + name + ".png");
  }
  FileObjectSource source_;
  QString root_;
  StudyContent study_;
  std::unique_ptr<StudyViewer> viewer_;
};

TEST_F(Study, ShowsTheFirstImageBeforeTheOthersAreThere) {
  study_.description = QStringLiteral("胸部CT平扫");
  add_folder(add_series("CT", QStringLiteral("胸部 5mm")), "ct-series-phantom");
  source_.set_held(true);
  QSignalSpy first(viewer_.get(), &StudyViewer::first_image_shown);
  viewer_->open(study_);
  ASSERT_FALSE(source_.waiting().isEmpty());
  EXPECT_FALSE(viewer_->canvas()->message().isEmpty());
  const QString wanted = study_.series[0].instances[0].sha256;
  EXPECT_EQ(source_.waiting().first(), wanted);
  source_.release(wanted);
  ASSERT_TRUE(first.wait(kPatience));
  EXPECT_EQ(viewer_->loading_progress().first, 1);
  // A jump makes another one the most wanted.
  viewer_->scroll_to(20);
  const QString jumped_to = study_.series[0].instances[20].sha256;
  EXPECT_EQ(source_.waiting().first(), jumped_to);
  // Those that a reader who goes on will see come before the bulk.
  const QStringList waiting = source_.waiting();
  const auto place = [&](std::size_t i) { return waiting.indexOf(study_.series[0].instances[i].sha256); };
  for (std::size_t i = 21; i < 28; ++i) EXPECT_LT(place(i), place(15)) << i;
  // What was on the screen stays there until the other comes, and the reader is told.
  EXPECT_FALSE(viewer_->shows_current());
  ASSERT_NE(viewer_->canvas()->image(), nullptr);
  EXPECT_EQ(viewer_->canvas()->image()->key.sha256, wanted);
  EXPECT_EQ(viewer_->canvas()->awaited(), QStringLiteral("Loading image 21… 0 %"));
  EXPECT_EQ(viewer_->canvas()->corner_texts().bottom_left.at(1), QStringLiteral("Image 1 / 28"));
  source_.release(jumped_to);
  ASSERT_TRUE(wait_for([this] { return viewer_->shows_current(); }));
  EXPECT_TRUE(viewer_->canvas()->awaited().isEmpty());
  EXPECT_EQ(viewer_->canvas()->image()->key.sha256, jumped_to);
}

TEST_F(Study, SortsTheStackByPositionAndScrolls) {
  study_.description = QStringLiteral("胸部CT平扫");
  add_folder(add_series("CT", QStringLiteral("胸部 5mm")), "ct-series-phantom");
  ASSERT_TRUE(load_all());
  ASSERT_EQ(viewer_->image_count(), 28);
  std::vector<double> heights;
  for (int i = 0; i < 28; ++i) {
    viewer_->scroll_to(i);
    ASSERT_TRUE(wait_for([&] { return viewer_->shows_current(); }));
    EXPECT_EQ(viewer_->canvas()->corner_texts().bottom_left.at(1), QStringLiteral("Image %1 / 28").arg(i + 1));
    heights.push_back((*viewer_->canvas()->image()->info->frame(0).position)[2]);
  }
  EXPECT_TRUE(std::is_sorted(heights.rbegin(), heights.rend()));
  EXPECT_EQ(viewer_->viewed_digests().size(), 28);
  QTest::keyClick(viewer_->canvas(), Qt::Key_Home);
  EXPECT_EQ(viewer_->current_index(), 0);
  QTest::keyClick(viewer_->canvas(), Qt::Key_Down);
  EXPECT_EQ(viewer_->current_index(), 1);
  QTest::keyClick(viewer_->canvas(), Qt::Key_End);
  EXPECT_EQ(viewer_->current_index(), 27);
  viewer_->scroll_to(13);
  ASSERT_TRUE(wait_for([&] { return viewer_->shows_current(); }));
  viewer_->apply_preset(1);
  viewer_->set_tool(ImageCanvas::Tool::kLength);
  auto* canvas = viewer_->canvas();
  const QPoint from = canvas->to_widget({180, 256}).toPoint(), to = canvas->to_widget({330, 290}).toPoint();
  QTest::mousePress(canvas, Qt::LeftButton, {}, from);
  QMouseEvent move(QEvent::MouseMove, to, canvas->mapToGlobal(to), Qt::NoButton, Qt::LeftButton, {});
  QApplication::sendEvent(canvas, &move);
  QTest::mouseRelease(canvas, Qt::LeftButton, {}, to);
  EXPECT_EQ(canvas->measurements().size(), 1U);
  screenshot("ct");
}

TEST_F(Study, ShowsRadiographs) {
  study_.description = QStringLiteral("胸部正位 DR");
  add_file(add_series("DX", QStringLiteral("胸部正位")), "dr-cr/966_fixed.dcm", 1);
  add_file(add_series("CR", QStringLiteral("胸部 CR")), "dr-cr/RG1_J2KI.dcm", 1);
  ASSERT_TRUE(load_all());
  ASSERT_NE(viewer_->canvas()->image(), nullptr);
  screenshot("dr");
  viewer_->show_series(1);
  ASSERT_TRUE(wait_for(
      [this] { return viewer_->canvas()->image() != nullptr && viewer_->canvas()->image()->info->modality == "CR"; }));
  screenshot("cr");
}

// A large JPEG 2000 image is seen in a quarter of its detail first, at once in its place and window.
TEST_F(Study, ALargeImageIsSeenCoarselyBeforeItIsDecoded) {
  add_file(add_series("CR", QStringLiteral("胸部 CR")), "dr-cr/RG1_J2KI.dcm", 1);
  std::vector<std::pair<bool, double>> shown;  // a glance, zoom
  QString said;
  QObject::connect(viewer_->canvas(), &ImageCanvas::zoom_changed, viewer_.get(), [&](double zoom) {
    if (const auto* image = viewer_->canvas()->image()) shown.emplace_back(image->is_glance, zoom);
  });
  bool was_current = false;
  QObject::connect(viewer_->canvas(), &ImageCanvas::window_changed, viewer_.get(), [&] {
    if (!shown.empty() && shown.back().first) was_current |= viewer_->shows_current();
  });
  viewer_->open(study_);
  ASSERT_TRUE(wait_for([&] {
    if (!shown.empty() && shown.back().first) said = viewer_->canvas()->awaited();
    return viewer_->shows_current();
  }));
  ASSERT_FALSE(shown.empty());
  EXPECT_TRUE(shown.front().first);
  EXPECT_FALSE(shown.back().first);
  EXPECT_EQ(shown.front().second, shown.back().second);
  EXPECT_FALSE(was_current) << "a glance is not the image";
  EXPECT_FALSE(viewer_->canvas()->image()->is_glance);
  EXPECT_TRUE(viewer_->canvas()->awaited().isEmpty());
  EXPECT_EQ(viewer_->viewed_digests().size(), 1);
}

TEST_F(Study, ShowsFourTilesAndMultiframeColour) {
  study_.description = QStringLiteral("心脏超声");
  add_file(add_series("US", QStringLiteral("四腔心")), "us-xa/US-PAL-8-10x-echo.dcm", 1, 10);
  add_file(add_series("US", QStringLiteral("彩色")), "us-xa/examples_ybr_color.dcm", 1, 30);
  add_file(add_series("US", QStringLiteral("经食管")), "us-xa/US-RGB-8-esopecho.dcm", 1);
  add_folder(add_series("MR", QStringLiteral("腕关节")), "mr-series-wrist");
  ASSERT_TRUE(load_all());
  viewer_->scroll_to(7);
  EXPECT_TRUE(
      wait_for([this] { return viewer_->canvas()->image() != nullptr && viewer_->canvas()->image()->frame() == 7; }));
  viewer_->show_series(1);
  EXPECT_TRUE(wait_for(
      [this] { return viewer_->canvas()->image() != nullptr && viewer_->canvas()->image()->decoded.is_colour; }));
  screenshot("us");
  viewer_->set_grid({2, 2});
  EXPECT_TRUE(wait_for([this] {
    return std::ranges::all_of(std::array{0, 1, 2, 3},
                               [this](int i) { return viewer_->canvas(i)->image() != nullptr; });
  }));
  screenshot("four");
}

// Each real file is a picture, or a sentence in its place; none is a black square or an endless "loading".
TEST_F(Study, EveryRealFileIsShownOrRefusedInWords) {
  viewer_->resize(900, 640);
  std::vector<QString> names;
  for (const char* folder : {"dr-cr", "us-xa", "mg", "transfer-syntaxes", "overlay-lut"})
    for (const QString& file : QDir(root_ + folder).entryList({"*.dcm"}, QDir::Files, QDir::Name))
      names.push_back(QString(folder) + "/" + file);
  ASSERT_GT(names.size(), 50U);
  int shown = 0;
  for (const QString& name : names) {
    study_.series.clear();
    study_.study_id = name;
    study_.description = name;
    add_file(add_series("OT", name.section('/', 1)), name, 1);
    ASSERT_TRUE(load_all()) << name.toStdString();
    const auto* image = viewer_->canvas()->image();
    if (image == nullptr) {
      EXPECT_FALSE(viewer_->canvas()->message().startsWith("Loading")) << name.toStdString();
      std::printf("%s: %s\n", qPrintable(name), qPrintable(viewer_->canvas()->message().replace('\n', ' ')));
    } else {
      ++shown;
      const QImage picture = viewer_->canvas()->grab(viewer_->canvas()->rect().adjusted(180, 90, -180, -90)).toImage();
      int darkest = 255;
      int brightest = 0;
      for (int y = 0; y < picture.height(); y += 2)
        for (int x = 0; x < picture.width(); x += 2) {
          const int grey = qGray(picture.pixel(x, y));
          darkest = std::min(darkest, grey);
          brightest = std::max(brightest, grey);
        }
      EXPECT_GT(brightest - darkest, 20) << name.toStdString() << " is one grey";
    }
    if (const QByteArray folder = qgetenv("RDC_SCREENSHOTS"); !folder.isEmpty())
      viewer_->grab().save(QString::fromLocal8Bit(folder) + "/real-" + QString(name).replace('/', '-') + ".png");
  }
  EXPECT_GT(shown, 50);
}

TEST_F(Study, AnUnreadableFileSaysSoAndTheOthersAreShown) {
  auto& series = add_series("CT", QStringLiteral("混合"));
  add_file(series, "malformed/2026-05-26-oob-monochrome-46341.dcm", 1);
  add_file(series, "malformed/wrong-transfer-syntax-jpegls.dcm", 2);
  add_file(series, "ct/CT_small.dcm", 3);
  series.instances.push_back({"x", "missing", 1, 4, 1, {}});
  QSignalSpy failed(viewer_.get(), &StudyViewer::image_failed);
  ASSERT_TRUE(load_all());
  ASSERT_TRUE(wait_for([&] { return viewer_->canvas()->image() != nullptr || !failed.isEmpty(); }));
  int shown = 0, refused = 0;
  for (int i = 0; i < 4; ++i) {
    viewer_->scroll_to(i);
    ASSERT_TRUE(wait_for([this] {
      return viewer_->canvas()->image() != nullptr || !viewer_->canvas()->message().startsWith("Loading");
    }));
    viewer_->canvas()->image() != nullptr ? ++shown : ++refused;
  }
  EXPECT_EQ(shown, 1);
  EXPECT_EQ(refused, 3);
  viewer_->scroll_to(1);
  screenshot("unreadable");
}

// One frame of ten is damaged: it says so in its place, between the others.
TEST_F(Study, ADamagedFrameSaysSoAndTheOthersAreShown) {
  DcmFileFormat file;
  ASSERT_TRUE(file.loadFile(qPrintable(root_ + "transfer-syntaxes/emri_small_RLE.dcm")).good());
  file.loadAllDataIntoMemory();
  DcmElement* pixels = nullptr;
  DcmPixelSequence* fragments = nullptr;
  DcmPixelItem* fourth = nullptr;
  ASSERT_TRUE(file.getDataset()->findAndGetElement(DCM_PixelData, pixels).good());
  ASSERT_TRUE(
      dynamic_cast<DcmPixelData&>(*pixels).getEncapsulatedRepresentation(EXS_RLELossless, nullptr, fragments).good());
  ASSERT_TRUE(fragments->getItem(fourth, 4).good());  // behind the offset table
  std::vector<Uint8> nothing(fourth->getLength());
  ASSERT_TRUE(fourth->putUint8Array(nothing.data(), static_cast<unsigned long>(nothing.size())).good());
  const QTemporaryDir folder;
  const QString path = folder.filePath("damaged.dcm");
  ASSERT_TRUE(file.saveFile(qPrintable(path), EXS_RLELossless).good());
  auto& series = add_series("MR", "Ten");
  source_.add("damaged", path);
  series.instances.push_back({"damaged", "damaged", 1, 1, 10, {}});
  add_file(series, "transfer-syntaxes/MR_small.dcm", 2);
  ASSERT_TRUE(load_all());
  ASSERT_EQ(viewer_->image_count(), 11);
  std::vector<int> broken;
  for (int i = 0; i < 11; ++i) {
    viewer_->scroll_to(i);
    ASSERT_TRUE(wait_for([this] { return viewer_->shows_current() || viewer_->canvas()->has_problem(); })) << i;
    if (!viewer_->canvas()->has_problem()) continue;
    broken.push_back(i);
    {
      QTranslator chinese;
      ASSERT_TRUE(chinese.load(":/i18n/viewer_zh_CN.qm"));
      QApplication::installTranslator(&chinese);
      EXPECT_TRUE(wait_for([this] { return viewer_->canvas()->message().contains(QStringLiteral("图像已损坏")); }));
    }
    EXPECT_TRUE(wait_for([this] { return viewer_->canvas()->message().contains("damaged"); }));
    EXPECT_TRUE(viewer_->canvas()->message().contains("damaged")) << qPrintable(viewer_->canvas()->message());
    screenshot("damaged-frame");
  }
  EXPECT_EQ(broken.size(), 1U);
}

TEST_F(Study, NewObjectsKeepTheReadersPlace) {
  auto& series = add_series("CT", "Chest");
  add_folder(series, "ct-series-phantom");
  const auto all = series.instances;
  series.instances.resize(10);
  ASSERT_TRUE(load_all());
  viewer_->scroll_to(5);
  ASSERT_TRUE(wait_for([this] { return viewer_->shows_current(); }));
  const QString digest = viewer_->canvas()->image()->key.sha256;
  study_.series[0].instances = all;
  QSignalSpy finished(viewer_.get(), &StudyViewer::loading_finished);
  viewer_->update_study(study_);
  ASSERT_TRUE(finished.wait(kPatience));
  QTest::qWait(200);
  EXPECT_EQ(viewer_->image_count(), 28);
  EXPECT_EQ(viewer_->canvas()->image()->key.sha256, digest);
}

TEST_F(Study, ClosingWhileLoadingIsClean) {
  add_folder(add_series("CT", "Chest"), "ct-series-phantom");
  for (int i = 0; i < 5; ++i) {
    viewer_->open(study_);
    QTest::qWait(i * 10);
    viewer_->close_study();
  }
  EXPECT_EQ(viewer_->current_series(), -1);
  EXPECT_EQ(viewer_->canvas()->image(), nullptr);
}

}  // namespace
}  // namespace rdc::station
