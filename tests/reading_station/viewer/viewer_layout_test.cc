// Layouts, hanging, linked scrolling, reformatting and enhancement in the whole viewer, on phantoms made here.
#include <gtest/gtest.h>
#include <QApplication>
#include <QDropEvent>
#include <QMimeData>
#include <QSet>
#include <QSettings>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>
#include <QTranslator>
#include <functional>

#include "common/dicom/phantom.h"
#include "reading_station/viewer/file_object_source.h"
#include "reading_station/viewer/series_model.h"
#include "reading_station/viewer/study_viewer.h"
#include "reading_station/viewer/test_page/greyscale_page.h"

namespace rdc::station {
namespace {

constexpr int kPatience = 20'000;  // ms; two busy cores

class Viewer : public ::testing::Test {
 protected:
  void SetUp() override {
    ASSERT_TRUE(folder_.isValid());
    viewer_ = std::make_unique<StudyViewer>(source_);
    viewer_->use_settings(settings_, QDir(folder_.filePath("hanging")));
    viewer_->resize(1500, 900);
    viewer_->show();
    study_.study_id = "s";
    study_.patient_name = QStringLiteral("王小明");
    study_.study_time = "2026-11-24 08:15";
  }
  // A series of the phantom; copies are other objects of the same file.
  SeriesContent ct_series(const char* uid, const char* part = "CHEST") {
    if (ct_.instances.empty()) {
      dicom::PhantomOrder order;
      order.patient = dicom::make_phantom_patient(7);
      dicom::PhantomCt what;
      what.slices = 12;
      what.side = 128;
      what.slice_thickness_mm = 5;
      const auto made = dicom::write_chest_ct(order, what, folder_.filePath("ct").toStdString());
      EXPECT_TRUE(made) << (made ? "" : made.error().message);
      ct_ = *made;
    }
    return series_of(ct_, uid, "CT", part);
  }
  SeriesContent dr_series(const char* uid) {
    if (dr_.instances.empty()) {
      dicom::PhantomOrder order;
      order.patient = dicom::make_phantom_patient(7);
      const auto made = dicom::write_chest_radiograph(order, {600, 700}, folder_.filePath("dr").toStdString());
      EXPECT_TRUE(made) << (made ? "" : made.error().message);
      dr_ = *made;
    }
    return series_of(dr_, uid, "DX", "CHEST");
  }
  SeriesContent series_of(const dicom::PhantomStudy& made, const char* uid, const char* modality, const char* part) {
    SeriesContent series;
    series.series_instance_uid = uid;
    series.modality = modality;
    series.series_number = 1;
    series.body_part = part;
    int number = 0;
    for (const auto& instance : made.instances) {
      const QString digest = QStringLiteral("%1/%2").arg(uid).arg(++number);
      source_.add(digest, QString::fromStdString(instance.path.string()));
      series.instances.push_back({digest, digest, 1, number, 1, {}});
    }
    return series;
  }
  void open() {
    QSignalSpy finished(viewer_.get(), &StudyViewer::loading_finished);
    viewer_->open(study_);
    ASSERT_TRUE(finished.wait(kPatience));
    ASSERT_TRUE(wait_for([this] { return viewer_->canvas()->image() != nullptr; }));
  }
  bool wait_for(const std::function<bool()>& condition) { return QTest::qWaitFor(condition, kPatience); }
  void screenshot(const char* name, QWidget* of = nullptr) {
    const QByteArray folder = qgetenv("RDC_SCREENSHOTS");
    if (folder.isEmpty()) return;
    QTranslator chinese;
    ASSERT_TRUE(chinese.load(":/i18n/viewer_zh_CN.qm"));
    QApplication::installTranslator(&chinese);
    QTest::qWait(400);
    (of == nullptr ? viewer_.get() : of)->grab().save(QString::fromLocal8Bit(folder) + "/" + name + ".png");
  }
  void press(Qt::Key key, Qt::KeyboardModifiers modifiers = {}) { QTest::keyClick(viewer_->canvas(), key, modifiers); }

  QTemporaryDir folder_;
  QSettings settings_{folder_.filePath("station.ini"), QSettings::IniFormat};
  dicom::PhantomStudy ct_, dr_;
  FileObjectSource source_;
  StudyContent study_;
  std::unique_ptr<StudyViewer> viewer_;
};

TEST_F(Viewer, AChestCtOpensInTwoWindowsOfOneSeries) {
  study_.series = {ct_series("1.1")};
  open();
  EXPECT_EQ(viewer_->hanging_id(), "ct-chest");
  ASSERT_TRUE(wait_for([this] { return viewer_->canvas(1)->image() != nullptr; }));
  EXPECT_EQ(viewer_->canvas(0)->pipeline()->window()->width, 1500);
  EXPECT_EQ(viewer_->canvas(1)->pipeline()->window()->width, 400);
  screenshot("hanging-ct-chest");
  // Each viewport has a state of its own.
  viewer_->set_window(10, 20);
  EXPECT_EQ(viewer_->canvas(1)->pipeline()->window()->width, 400);
}

TEST_F(Viewer, ThePriorIsHungBesideMarkedWithItsDateAndNotCountedAsRead) {
  study_.series = {dr_series("1.1")};
  open();
  EXPECT_EQ(viewer_->hanging_id(), "chest-single");
  StudyContent prior = study_;
  prior.study_id = "p";
  prior.study_time = "2024-03-02 10:00";
  prior.series = {dr_series("9.9")};
  viewer_->add_prior(prior);
  EXPECT_EQ(viewer_->hanging_id(), "chest-prior");
  ASSERT_TRUE(wait_for([this] { return viewer_->canvas(1)->image() != nullptr; }));
  EXPECT_TRUE(viewer_->is_prior(viewer_->series_in(1)));
  EXPECT_FALSE(viewer_->is_prior(viewer_->series_in(0)));
  EXPECT_EQ(viewer_->viewed_digests(), QStringList{"1.1/1"});
  screenshot("prior");
  // What the reader hung stays when another prior comes.
  viewer_->set_grid({1, 1});
  viewer_->add_prior(prior);
  EXPECT_EQ(viewer_->grid(), (StudyViewer::Grid{1, 1}));
}

TEST_F(Viewer, KeysStepThroughTheProtocolsThatFit) {
  study_.series = {ct_series("1.1"), ct_series("1.2")};
  open();
  const QString first = viewer_->hanging_id();
  QStringList seen{first};
  for (int i = 0; i < 10; ++i) {
    press(Qt::Key_Period);
    if (viewer_->hanging_id() == first) break;
    seen << viewer_->hanging_id();
  }
  EXPECT_EQ(viewer_->hanging_id(), first);
  EXPECT_TRUE(seen.contains("single"));
  EXPECT_TRUE(seen.contains("two-series"));
  press(Qt::Key_Comma);
  EXPECT_EQ(viewer_->hanging_id(), seen.last());
}

class Layouts : public Viewer, public ::testing::WithParamInterface<std::pair<int, int>> {};
TEST_P(Layouts, AllViewportsAreSeenAndShareTheRoom) {
  study_.series = {ct_series("1.1")};
  open();
  const auto [rows, columns] = GetParam();
  viewer_->set_grid({rows, columns});
  for (int i = 0; i < 16; ++i) EXPECT_EQ(viewer_->canvas(i)->isVisible(), i < rows * columns) << i;
  const QSize first = viewer_->canvas(0)->size(), last = viewer_->canvas(rows * columns - 1)->size();
  EXPECT_NEAR(first.width(), last.width(), 2);
  EXPECT_NEAR(first.height(), last.height(), 2);
}
INSTANTIATE_TEST_SUITE_P(Grids, Layouts,
                         ::testing::Values(std::pair{1, 1}, std::pair{1, 4}, std::pair{3, 2}, std::pair{4, 4}),
                         [](const auto& tested) {
                           return "By" + std::to_string(tested.param.first) + "x" + std::to_string(tested.param.second);
                         });

TEST_F(Viewer, ADoubleClickMaximisesAndGivesBack) {
  study_.series = {ct_series("1.1"), ct_series("1.2")};
  open();
  viewer_->set_grid({2, 2});
  QTest::mouseDClick(viewer_->canvas(1), Qt::LeftButton);
  EXPECT_TRUE(viewer_->is_maximised());
  EXPECT_TRUE(viewer_->canvas(1)->isVisible());
  EXPECT_FALSE(viewer_->canvas(0)->isVisible());
  QTest::mouseDClick(viewer_->canvas(1), Qt::LeftButton);
  EXPECT_EQ(viewer_->grid(), (StudyViewer::Grid{2, 2}));
  EXPECT_TRUE(viewer_->canvas(0)->isVisible());
}

TEST_F(Viewer, ASeriesDroppedOnAViewportHangsThere) {
  study_.series = {ct_series("1.1"), ct_series("1.2")};
  open();
  viewer_->set_grid({2, 2});
  const auto drop_on_last = [this](const QByteArray& row) {
    QMimeData dragged;
    dragged.setData(SeriesModel::mime_type(), row);
    QDragEnterEvent enter({50, 50}, Qt::CopyAction, &dragged, Qt::LeftButton, {});
    QApplication::sendEvent(viewer_->canvas(3), &enter);
    QDropEvent drop({50, 50}, Qt::CopyAction, &dragged, Qt::LeftButton, {});
    QApplication::sendEvent(viewer_->canvas(3), &drop);
    return enter.isAccepted() && drop.isAccepted();
  };
  EXPECT_TRUE(drop_on_last("1"));
  EXPECT_EQ(viewer_->series_in(3), 1);
  EXPECT_EQ(viewer_->active_tile(), 3);
  drop_on_last("77");  // from another study's strip
  EXPECT_EQ(viewer_->series_in(3), 1);
}

TEST_F(Viewer, LinkedViewportsOfOneSpaceShowTheSamePlace) {
  study_.series = {ct_series("1.1"), ct_series("1.2")};
  open();
  viewer_->set_grid({1, 2});
  viewer_->show_in_tile(0, 0);
  viewer_->show_in_tile(1, 1, 7);
  press(Qt::Key_S);
  EXPECT_TRUE(viewer_->is_linked());
  EXPECT_EQ(viewer_->index_in(1), viewer_->index_in(0));
  press(Qt::Key_Down);
  press(Qt::Key_Down);
  EXPECT_EQ(viewer_->index_in(0), 2);
  EXPECT_EQ(viewer_->index_in(1), 2);
  press(Qt::Key_S);
  press(Qt::Key_Down);
  EXPECT_EQ(viewer_->index_in(1), 2);
}

TEST_F(Viewer, CineRunsThroughTheSeriesAndStops) {
  study_.series = {ct_series("1.1")};
  open();
  viewer_->set_cine_rate(60);
  press(Qt::Key_Space);
  EXPECT_TRUE(viewer_->cine_runs());
  EXPECT_TRUE(wait_for([this] { return viewer_->current_index() >= 3; }));
  press(Qt::Key_Space);
  EXPECT_FALSE(viewer_->cine_runs());
}

TEST_F(Viewer, AReassignedKeyDoesItsNewActionOnly) {
  KeyBindings keys(StudyViewer::action_list());
  ASSERT_EQ(keys.assign("invert", {QKeySequence("J")}), "");
  keys.save(settings_);
  viewer_->use_settings(settings_, QDir("/nonexistent"));
  study_.series = {ct_series("1.1")};
  open();
  press(Qt::Key_I);
  EXPECT_FALSE(viewer_->canvas()->inverted());
  press(Qt::Key_J);
  EXPECT_TRUE(viewer_->canvas()->inverted());
}

TEST_F(Viewer, TurnedAndMirroredPixelsStayUnderTheirCoordinates) {
  study_.series = {dr_series("1.1")};
  open();
  ImageCanvas* canvas = viewer_->canvas();
  const auto shown_at = [&](QPointF image_position) {
    const QImage picture = canvas->grab().toImage();
    const QPointF at = canvas->to_widget(image_position) * picture.devicePixelRatio();
    return qGray(picture.pixel(at.toPoint()));
  };
  // Far from the texts, in lung and spine.
  const std::vector<QPointF> places{{200, 300}, {300, 350}, {420, 320}, {300, 500}};
  std::vector<int> before;
  for (const QPointF& place : places) before.push_back(shown_at(place));
  for (const char* action : {"turn_right", "flip_across", "turn_left", "flip_down", "turn_right"}) {
    viewer_->run_action(action);
    for (std::size_t i = 0; i < places.size(); ++i) {
      EXPECT_NEAR(shown_at(places[i]), before[i], 40) << action << ' ' << i;
      const QPointF back = canvas->to_image(canvas->to_widget(places[i]));
      EXPECT_NEAR(back.x(), places[i].x(), 1e-6);
      EXPECT_NEAR(back.y(), places[i].y(), 1e-6);
    }
  }
  viewer_->run_action("reset");
  EXPECT_EQ(canvas->view().quarters(), 0);
}

TEST_F(Viewer, TrueSizeIsRefusedOnAnUncalibratedScreenAndExactOnACalibratedOne) {
  study_.series = {ct_series("1.1")};
  open();
  QSignalSpy wanted(viewer_.get(), &StudyViewer::calibration_wanted);
  press(Qt::Key_Z);
  EXPECT_EQ(wanted.size(), 1);
  EXPECT_FALSE(viewer_->notice().isEmpty());
  viewer_->set_calibration([] { return std::optional(4.0); });
  press(Qt::Key_Z);
  EXPECT_TRUE(viewer_->notice().isEmpty());
  const double pixel = viewer_->canvas()->image()->info->frame(0).spacing.column;
  EXPECT_DOUBLE_EQ(viewer_->canvas()->view().zoom(), 4 * pixel);
}

TEST_F(Viewer, MprShowsThreePlanesWithReferenceLinesAndSlabs) {
  study_.series = {ct_series("1.1")};
  open();
  QSignalSpy ready(viewer_.get(), &StudyViewer::mpr_ready);
  press(Qt::Key_U);
  ASSERT_TRUE(ready.wait(kPatience)) << viewer_->notice().toStdString();
  EXPECT_EQ(viewer_->grid(), (StudyViewer::Grid{2, 2}));
  for (int i = 0; i < 3; ++i) {
    EXPECT_TRUE(viewer_->shows_mpr(i));
    ASSERT_NE(viewer_->canvas(i)->image(), nullptr);
  }
  EXPECT_FALSE(viewer_->shows_mpr(3));
  EXPECT_FALSE(viewer_->canvas(1)->reference_lines().empty());
  EXPECT_FALSE(viewer_->canvas(2)->reference_lines().empty());
  const QLineF before = viewer_->canvas(1)->reference_lines().front();
  press(Qt::Key_Down);
  ASSERT_TRUE(QTest::qWaitFor([&] { return viewer_->canvas(1)->reference_lines().front() != before; }, kPatience));
  const double thin = cv::mean(viewer_->canvas(1)->image()->decoded.pixels)[0];
  viewer_->set_slab({20, imaging::SlabMode::kMaximum});
  ASSERT_TRUE(
      QTest::qWaitFor([&] { return cv::mean(viewer_->canvas(1)->image()->decoded.pixels)[0] > thin; }, kPatience));
  ASSERT_TRUE(QTest::qWaitFor([&] { return viewer_->shows_current(); }, kPatience));
  for (const QString& digest : viewer_->viewed_digests()) EXPECT_FALSE(digest.startsWith("mpr"));
  screenshot("mpr");
  press(Qt::Key_U);
  EXPECT_FALSE(viewer_->shows_mpr(0));
  EXPECT_EQ(viewer_->grid(), (StudyViewer::Grid{1, 1}));
}

// The window goes on while a plane is made; the picture before it stays, and says what it is.
TEST_F(Viewer, ThePlaneBeforeStaysUntilTheNextIsMade) {
  study_.series = {ct_series("1.1")};
  open();
  QSignalSpy ready(viewer_.get(), &StudyViewer::mpr_ready);
  press(Qt::Key_U);
  ASSERT_TRUE(ready.wait(kPatience));
  const ImageCanvas* canvas = viewer_->canvas();
  const FrameKey first = canvas->image()->key;
  const int start = viewer_->current_index();
  const QStringList texts = canvas->corner_texts().bottom_left;
  viewer_->scroll_by(1);
  viewer_->scroll_by(1);
  viewer_->scroll_by(1);
  EXPECT_EQ(canvas->image()->key, first) << "made on another thread";
  EXPECT_EQ(canvas->corner_texts().bottom_left, texts) << "of the picture that is shown";
  EXPECT_FALSE(viewer_->shows_current());
  ASSERT_TRUE(QTest::qWaitFor([&] { return viewer_->shows_current(); }, kPatience));
  EXPECT_EQ(viewer_->current_index(), start + 3);
  EXPECT_NE(canvas->image()->key, first);
  EXPECT_NE(canvas->corner_texts().bottom_left, texts);
  // There and back before the first is made: what is on the screen is what was asked for.
  const FrameKey third = canvas->image()->key;
  viewer_->scroll_by(1);
  viewer_->scroll_by(-1);
  EXPECT_TRUE(viewer_->shows_current());
  viewer_->set_slab({20, imaging::SlabMode::kMaximum});
  viewer_->set_slab({});
  ASSERT_TRUE(QTest::qWaitFor([&] { return viewer_->shows_current(); }, kPatience));
  EXPECT_EQ(canvas->image()->key, third);
  // Left while a plane is being made: it hangs nowhere.
  viewer_->set_slab({40, imaging::SlabMode::kMaximum});
  press(Qt::Key_U);
  ASSERT_TRUE(QTest::qWaitFor([&] { return viewer_->shows_current(); }, kPatience));
  EXPECT_FALSE(viewer_->canvas()->image()->key.sha256.startsWith("mpr"));
}

TEST_F(Viewer, MprOfASeriesWithAMissingSliceSaysSo) {
  auto series = ct_series("1.1");
  series.instances.erase(series.instances.begin() + 5);
  study_.series = {series};
  open();
  press(Qt::Key_U);
  EXPECT_TRUE(viewer_->notice().contains("slices are missing")) << viewer_->notice().toStdString();
  EXPECT_FALSE(viewer_->shows_mpr(0));
}

TEST_F(Viewer, EnhancementChangesWhatIsShownNotWhatIsMeasuredAndIsUndone) {
  study_.series = {dr_series("1.1")};
  open();
  ImageCanvas* canvas = viewer_->canvas();
  const QImage before = canvas->grab().toImage();
  const cv::Mat pixels = canvas->image()->decoded.pixels.clone();
  viewer_->set_enhancement({1, 0, 0});
  ASSERT_TRUE(
      wait_for([&] { return canvas->grab(QRect(300, 200, 600, 400)).toImage() != before.copy(300, 200, 600, 400); }));
  EXPECT_EQ(cv::norm(canvas->image()->decoded.pixels, pixels, cv::NORM_INF), 0);
  viewer_->set_enhancement({});
  const QRect inside(300, 200, 600, 400);  // without the corners' texts
  EXPECT_EQ(canvas->grab().toImage().copy(inside), before.copy(inside));
  viewer_->set_enhancement({1, 0, 0});
  ASSERT_TRUE(wait_for([&] { return canvas->grab().toImage().copy(inside) != before.copy(inside); }));
  screenshot("enhanced");  // last: the picture is in another language
}

TEST_F(Viewer, TheTestPageIsDrawnInTheLevelsItClaims) {
  GreyscalePage page;
  page.resize(1600, 900);
  page.set_luminances(0.5, 350);
  EXPECT_NEAR(page.noticeable_steps(), 606, 5);  // PS3.14 formula 7-2: JND 47 to 653
  const QImage picture = page.grab().toImage();
  QSet<int> levels;
  for (int y = 0; y < picture.height(); y += 3)
    for (int x = 0; x < picture.width() * 6 / 10; x += 3) levels << qGray(picture.pixel(x, y));
  for (int step = 0; step < 16; ++step) EXPECT_TRUE(levels.contains(8 + 16 * step)) << step;
  for (const int level : {0, 13, 242, 255}) EXPECT_TRUE(levels.contains(level)) << level;
  screenshot("test-page", &page);
}

}  // namespace
}  // namespace rdc::station
