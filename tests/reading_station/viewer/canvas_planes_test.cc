// Overlays and shutters on the canvas: where they lie when it is zoomed, turned and mirrored, and that they go away.
#include <gtest/gtest.h>
#include <QTest>

#include "reading_station/viewer/image_canvas.h"
#include "reading_station/viewer/viewer_theme.h"
#include "tests/reading_station/viewer/test_images.h"

namespace rdc::station {
namespace {

// 200 x 100 pixels. Overlay: a filled square of 20 at (150, 10) and a line one pixel high at row 90.
LoadedImagePtr image_with(const imaging::DisplayShutter& shutter) {
  const LoadedImagePtr plain = ramp_image("planes");
  auto info = std::make_shared<imaging::ImageInfo>(*plain->info);
  info->shutter = shutter;
  imaging::DecodedFrame decoded = plain->decoded;
  decoded.overlays.push_back({0x6000, false, cv::Mat(20, 20, CV_8UC1, cv::Scalar(255)), {150, 10}});
  decoded.overlays.push_back({0x6002, false, cv::Mat(1, 100, CV_8UC1, cv::Scalar(255)), {20, 90}});
  return LoadedImagePtr(new LoadedImage{plain->key, info, decoded, plain->pipeline});
}

class Planes : public ::testing::Test {
 protected:
  void show(const imaging::DisplayShutter& shutter = {}, QSize size = {800, 600}) {
    canvas_.resize(size);
    canvas_.show();
    canvas_.show_image(image_with(shutter), ImageCanvas::ViewChange::kReset);
    canvas_.set_window(0, 1);  // all white but column 0
  }
  QColor colour_at(QPointF image) {
    const QImage shown = canvas_.grab().toImage();
    return shown.pixelColor((canvas_.to_widget(image) * shown.devicePixelRatio()).toPoint());
  }
  ImageCanvas canvas_;
};

TEST_F(Planes, OverlaysLieOnTheirPixelsHoweverTheImageIsTurned) {
  show();
  for (const bool mirrored : {false, true})
    for (int quarters = 0; quarters < 4; ++quarters) {
      EXPECT_EQ(colour_at({160, 20}), theme::kOverlay) << quarters << mirrored;
      EXPECT_EQ(colour_at({140, 20}), QColor(Qt::white)) << quarters << mirrored;
      EXPECT_EQ(colour_at({40, 80}), QColor(Qt::white)) << quarters << mirrored;
      canvas_.turn(1);
      if (quarters == 3) canvas_.flip(ImageCanvas::Flip::kAcross);
    }
  canvas_.set_zoom(10);
  EXPECT_EQ(colour_at(canvas_.to_image(QPointF(400, 300))), QColor(Qt::white));
}

TEST_F(Planes, AThinLineStaysVisibleInASmallPicture) {
  show({}, {160, 160});
  canvas_.set_zoom(0.35);
  const QImage shown = canvas_.grab().toImage();
  const QPointF at = canvas_.to_widget({70, 90.5}) * shown.devicePixelRatio();
  int strongest = 255;  // of red, which the overlay has least of
  for (int dy = -1; dy <= 1; ++dy) strongest = std::min(strongest, qRed(shown.pixel(at.toPoint() + QPoint(0, dy))));
  EXPECT_LT(strongest, 190);
}

TEST_F(Planes, OverlaysGoAndTheReaderIsTold) {
  show();
  EXPECT_TRUE(canvas_.has_overlays());
  canvas_.set_overlays_shown(false);
  EXPECT_EQ(colour_at({160, 20}), QColor(Qt::white));
  EXPECT_TRUE(canvas_.corner_texts().bottom_right.contains(QStringLiteral("Overlays hidden")));
  canvas_.set_overlays_shown(true);
  EXPECT_EQ(colour_at({160, 20}), theme::kOverlay);
  EXPECT_FALSE(canvas_.corner_texts().bottom_right.contains(QStringLiteral("Overlays hidden")));
}

TEST_F(Planes, ShuttersHideWhatLiesOutsideAllOfThem) {
  imaging::DisplayShutter shutter;
  shutter.rectangle = {20, 10, 180, 95};
  shutter.circle = {100, 50, 60};
  shutter.polygon = {{30, 0}, {200, 0}, {200, 100}, {60, 100}};
  shutter.value = 0x8080;
  show(shutter);
  const QColor outside(128, 128, 128);
  EXPECT_EQ(colour_at({100, 50}), QColor(Qt::white));
  EXPECT_EQ(colour_at({100, 5}), outside) << "above the rectangle";
  EXPECT_EQ(colour_at({175, 50}), outside) << "outside the circle";
  EXPECT_EQ(colour_at({45, 60}), outside) << "left of the polygon";
  EXPECT_EQ(colour_at({160, 20}), theme::kOverlay) << "overlays are not cut";
  canvas_.set_shutter_shown(false);
  EXPECT_EQ(colour_at({100, 5}), QColor(Qt::white));
  EXPECT_TRUE(canvas_.corner_texts().bottom_right.contains(QStringLiteral("Shutter off")));
}

// What lies over the image lies over it in the magnifying glass too, three times as large.
TEST_F(Planes, TheMagnifyingGlassShowsThemToo) {
  imaging::DisplayShutter shutter;
  shutter.rectangle = {0, 0, 170, 100};
  shutter.value = 0x8080;
  for (const bool turned : {false, true}) {
    show(shutter);
    if (turned) canvas_.turn(1);
    canvas_.set_magnifier(true);
    const QPointF pointer = canvas_.to_widget({165, 25});
    QTest::mouseMove(&canvas_, pointer.toPoint());
    // The place in the glass of a place in the image.
    const auto in_glass = [&](QPointF image) {
      const QPointF at = QPointF(pointer.toPoint()) + 3 * (canvas_.to_widget(image) - QPointF(pointer.toPoint()));
      return colour_at(canvas_.to_image(at));
    };
    EXPECT_EQ(in_glass({167, 22}), theme::kOverlay) << turned;
    EXPECT_EQ(in_glass({163, 33}), QColor(Qt::white)) << turned;
    EXPECT_EQ(in_glass({173, 33}), QColor(128, 128, 128)) << turned;
    canvas_.set_overlays_shown(false);
    EXPECT_EQ(in_glass({167, 22}), QColor(Qt::white)) << turned;
    canvas_.set_overlays_shown(true);
  }
}

TEST_F(Planes, ABitmapShutterIsNoOverlay) {
  imaging::DisplayShutter shutter;
  shutter.overlay_group = 0x6000;
  shutter.value = 0;
  show(shutter);
  EXPECT_EQ(colour_at({160, 20}), QColor(Qt::black));
  canvas_.set_overlays_shown(false);
  EXPECT_EQ(colour_at({160, 20}), QColor(Qt::black));
  canvas_.set_shutter_shown(false);
  EXPECT_EQ(colour_at({160, 20}), QColor(Qt::white));
}

}  // namespace
}  // namespace rdc::station
