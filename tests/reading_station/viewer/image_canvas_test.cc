// The documented mouse and keyboard scheme, by real events.
#include "reading_station/viewer/image_canvas.h"

#include <gtest/gtest.h>
#include <QApplication>
#include <QLineEdit>
#include <QMouseEvent>
#include <QScreen>
#include <QSignalSpy>
#include <QTest>
#include <QWheelEvent>

#include "tests/reading_station/viewer/test_images.h"

namespace rdc::station {
namespace {

class Canvas : public ::testing::Test {
 protected:
  void SetUp() override {
    canvas_.resize(800, 600);
    canvas_.show();
    canvas_.show_image(ramp_image("a"), ImageCanvas::ViewChange::kReset);
  }
  void drag(Qt::MouseButton button, QPoint from, QPoint to, Qt::KeyboardModifiers modifiers = Qt::NoModifier) {
    QTest::mousePress(&canvas_, button, modifiers, from);
    QTest::mouseMove(&canvas_, (from + to) / 2);
    QMouseEvent move(QEvent::MouseMove, to, canvas_.mapToGlobal(to), Qt::NoButton, button, modifiers);
    QApplication::sendEvent(&canvas_, &move);
    QTest::mouseRelease(&canvas_, button, modifiers, to);
  }
  void wheel(int eighths, Qt::KeyboardModifiers modifiers = Qt::NoModifier) {
    QWheelEvent event(QPointF(400, 300), canvas_.mapToGlobal(QPointF(400, 300)), {}, {0, eighths}, Qt::NoButton,
                      modifiers, Qt::NoScrollPhase, false);
    QApplication::sendEvent(&canvas_, &event);
  }
  ImageCanvas canvas_;
};

TEST_F(Canvas, RightDragIsTheWindow) {
  const QSignalSpy spy(&canvas_, &ImageCanvas::window_changed);
  drag(Qt::RightButton, {400, 300}, {500, 300});
  EXPECT_GT(canvas_.pipeline()->window()->width, 400);
  EXPECT_EQ(canvas_.pipeline()->window()->center, 40);
  drag(Qt::RightButton, {400, 300}, {400, 350});
  EXPECT_GT(canvas_.pipeline()->window()->center, 40);
  EXPECT_GT(spy.count(), 0);
}

TEST_F(Canvas, LeftDragPansAndControlZooms) {
  const QPointF before = canvas_.to_image({400, 300});
  drag(Qt::LeftButton, {400, 300}, {440, 300});
  EXPECT_LT(canvas_.to_image({400, 300}).x(), before.x());
  const double zoom = canvas_.view().zoom();
  drag(Qt::LeftButton, {400, 300}, {400, 250}, Qt::ControlModifier);
  EXPECT_GT(canvas_.view().zoom(), zoom);
  QTest::keyClick(&canvas_, Qt::Key_F);
  EXPECT_TRUE(canvas_.view().is_fitted());
}

TEST_F(Canvas, TheWheelScrollsAStackAndZoomsASingleImage) {
  const QSignalSpy scrolled(&canvas_, &ImageCanvas::scroll_requested);
  const double zoom = canvas_.view().zoom();
  wheel(120);
  EXPECT_GT(canvas_.view().zoom(), zoom);
  EXPECT_EQ(scrolled.count(), 0);
  OverlayContext context;
  context.count = 20;
  canvas_.set_overlay(context);
  wheel(-60);
  EXPECT_EQ(scrolled.count(), 0);
  wheel(-60);
  ASSERT_EQ(scrolled.count(), 1);
  EXPECT_EQ(scrolled.first().first().toInt(), 1);
  const double before = canvas_.view().zoom();
  wheel(120, Qt::ControlModifier);
  EXPECT_GT(canvas_.view().zoom(), before);
}

TEST_F(Canvas, KeysScroll) {
  OverlayContext context;
  context.count = 100;
  canvas_.set_overlay(context);
  QSignalSpy steps(&canvas_, &ImageCanvas::scroll_requested), places(&canvas_, &ImageCanvas::scroll_to_requested);
  for (const auto& [key, want] :
       {std::pair{Qt::Key_Down, 1}, {Qt::Key_Left, -1}, {Qt::Key_PageDown, 10}, {Qt::Key_PageUp, -10}}) {
    QTest::keyClick(&canvas_, key);
    EXPECT_EQ(steps.takeFirst().first().toInt(), want);
  }
  QTest::keyClick(&canvas_, Qt::Key_End);
  EXPECT_EQ(places.takeFirst().first().toInt(), -1);
}

TEST_F(Canvas, PresetsInvertAndReset) {
  QTest::keyClick(&canvas_, Qt::Key_1);
  EXPECT_EQ(canvas_.pipeline()->window()->center, -600);
  EXPECT_EQ(canvas_.pipeline()->window()->width, 1500);
  QTest::keyClick(&canvas_, Qt::Key_9);
  EXPECT_EQ(canvas_.pipeline()->window()->center, -600);
  QTest::keyClick(&canvas_, Qt::Key_I);
  EXPECT_TRUE(canvas_.inverted());
  QTest::keyClick(&canvas_, Qt::Key_R);
  EXPECT_FALSE(canvas_.inverted());
  EXPECT_EQ(canvas_.pipeline()->window()->explanation, "SOFT");
}

TEST_F(Canvas, TheNextSliceKeepsTheReadersWindow) {
  canvas_.set_window(100, 50);
  canvas_.show_image(ramp_image("b"), ImageCanvas::ViewChange::kKeep);
  EXPECT_EQ(canvas_.pipeline()->window()->center, 100);
  canvas_.show_image(ramp_image("c"), ImageCanvas::ViewChange::kReset);
  EXPECT_EQ(canvas_.pipeline()->window()->center, 40);
}

TEST_F(Canvas, LengthIsInMillimetresAndStaysOnItsImage) {
  QTest::keyClick(&canvas_, Qt::Key_L);
  EXPECT_EQ(canvas_.tool(), ImageCanvas::Tool::kLength);
  drag(Qt::LeftButton, canvas_.to_widget({20, 50}).toPoint(), canvas_.to_widget({120, 50}).toPoint());
  ASSERT_EQ(canvas_.measurements().size(), 1U);
  EXPECT_NEAR(canvas_.measurements()[0].readings[0].value, 50, 0.2);
  EXPECT_EQ(canvas_.measurements()[0].readings[0].unit, "mm");
  // A click is no measurement.
  QTest::mouseClick(&canvas_, Qt::LeftButton, {}, {300, 300});
  EXPECT_EQ(canvas_.measurements().size(), 1U);
  canvas_.show_image(ramp_image("b"), ImageCanvas::ViewChange::kKeep);
  QTest::keyClick(&canvas_, Qt::Key_Delete);
  EXPECT_EQ(canvas_.measurements().size(), 1U);  // not of this image
  canvas_.show_image(ramp_image("a"), ImageCanvas::ViewChange::kKeep);
  QTest::keyClick(&canvas_, Qt::Key_Delete);
  EXPECT_TRUE(canvas_.measurements().empty());
  QTest::keyClick(&canvas_, Qt::Key_Escape);
  EXPECT_EQ(canvas_.tool(), ImageCanvas::Tool::kPan);
}

TEST_F(Canvas, RegionShowsTheMean) {
  canvas_.set_tool(ImageCanvas::Tool::kRegion);
  drag(Qt::LeftButton, canvas_.to_widget({50, 20}).toPoint(), canvas_.to_widget({150, 80}).toPoint());
  ASSERT_EQ(canvas_.measurements().size(), 1U);
  EXPECT_NEAR(canvas_.measurements()[0].readings[0].value, 99.5, 0.6);
}

TEST_F(Canvas, DrawsTheWindowedPixels) {
  canvas_.set_window(100, 1);
  const QImage shown = canvas_.grab().toImage();
  const auto grey_at = [&](QPointF image) {
    return qGray(shown.pixel((canvas_.to_widget(image) * shown.devicePixelRatio()).toPoint()));
  };
  EXPECT_EQ(grey_at({60, 60}), 0);
  EXPECT_EQ(grey_at({140, 60}), 255);
}

// Levels go straight into the window's memory, and only where something changed; a picture of the canvas is drawn by
// Qt.
TEST_F(Canvas, TheWindowShowsWhatAPictureOfItShows) {
  ASSERT_TRUE(QTest::qWaitForWindowExposed(&canvas_));
  const auto expect_the_same = [this](const char* after) {
    QCoreApplication::sendPostedEvents(&canvas_, QEvent::UpdateRequest);
    const QImage window = canvas_.screen()->grabWindow(canvas_.winId()).toImage().convertToFormat(QImage::Format_RGB32);
    const QImage picture = canvas_.grab().toImage().convertToFormat(QImage::Format_RGB32);
    // On a dense screen the offscreen platform hands out the upper left part alone.
    ASSERT_TRUE(window.width() >= canvas_.width() && window.height() >= canvas_.height());
    for (int y = 0; y < window.height(); ++y)
      for (int x = 0; x < window.width(); ++x)
        ASSERT_EQ(window.pixel(x, y), picture.pixel(x, y)) << after << ' ' << x << ' ' << y;
  };
  canvas_.repaint();
  expect_the_same("shown");
  canvas_.set_window(80, 150);
  expect_the_same("the window");
  canvas_.set_inverted(true);
  expect_the_same("inverted");
  canvas_.turn(1);
  canvas_.set_window(90, 33);
  expect_the_same("turned");
  canvas_.set_zoom(7);
  expect_the_same("zoomed in");
  canvas_.set_zoom(0.4);
  canvas_.set_window(10, 500);
  expect_the_same("zoomed out");
  drag(Qt::LeftButton, {400, 300}, {640, 420});
  expect_the_same("moved");
  canvas_.set_window(60, 20);
  canvas_.update(QRect(300, 200, 77, 51));
  expect_the_same("a part again");
  canvas_.show_message("gone", ImageCanvas::MessageKind::kWaiting);
  canvas_.repaint();
  expect_the_same("no image");
}

TEST_F(Canvas, AMessageTakesTheImagesPlaceAndSlotsAreHarmless) {
  canvas_.show_message("broken", ImageCanvas::MessageKind::kProblem);
  EXPECT_EQ(canvas_.image(), nullptr);
  canvas_.set_window(1, 1);
  canvas_.apply_preset(0);
  canvas_.zoom_by(2);
  canvas_.reset();
  canvas_.remove_last_measurement();
  drag(Qt::RightButton, {400, 300}, {500, 300});
  EXPECT_FALSE(canvas_.grab().isNull());
}

TEST_F(Canvas, WordsAreTypedOnTheImage) {
  QTest::keyClick(&canvas_, Qt::Key_T);
  QTest::mouseClick(&canvas_, Qt::LeftButton, {}, canvas_.to_widget({60, 40}).toPoint());
  auto* words = canvas_.findChild<QLineEdit*>("annotation_words");
  ASSERT_NE(words, nullptr);
  QTest::keyClicks(words, "fracture");
  QTest::keyClick(words, Qt::Key_Return);
  ASSERT_EQ(canvas_.measurements().size(), 1U);
  EXPECT_EQ(canvas_.measurements()[0].text, "fracture");
  QTest::keyClick(&canvas_, Qt::Key_Z, Qt::ControlModifier);
  EXPECT_TRUE(canvas_.measurements().empty());
  QTest::keyClick(&canvas_, Qt::Key_Z, Qt::ControlModifier | Qt::ShiftModifier);
  EXPECT_EQ(canvas_.measurements().size(), 1U);
  EXPECT_FALSE(canvas_.grab().isNull());
}

TEST_F(Canvas, ShiftAndArrowsMoveTheChosenOneAndArrowsScrollStill) {
  canvas_.set_tool(ImageCanvas::Tool::kLength);
  drag(Qt::LeftButton, canvas_.to_widget({20, 50}).toPoint(), canvas_.to_widget({120, 50}).toPoint());
  const QPointF before = canvas_.measurements().at(0).points[0];
  const QSignalSpy scrolled(&canvas_, &ImageCanvas::scroll_requested);
  QTest::keyClick(&canvas_, Qt::Key_Right, Qt::ShiftModifier);
  EXPECT_EQ(canvas_.measurements()[0].points[0], before + QPointF(1, 0));
  EXPECT_EQ(scrolled.count(), 0);
  QTest::keyClick(&canvas_, Qt::Key_Right);
  EXPECT_EQ(scrolled.count(), 1);
}

TEST_F(Canvas, KeyImagesAreMarked) {
  QTest::keyClick(&canvas_, Qt::Key_K);
  EXPECT_TRUE(canvas_.annotations().is_key({"a", 0}));
  QTest::keyClick(&canvas_, Qt::Key_K);
  EXPECT_TRUE(canvas_.annotations().key_images().empty());
}

}  // namespace
}  // namespace rdc::station
