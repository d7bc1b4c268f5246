// Pictures for print are what the viewer shows, without the texts in its corners.
#include "reading_station/viewer/key_picture.h"

#include <gtest/gtest.h>

#include "reading_station/viewer/image_canvas.h"
#include "tests/reading_station/viewer/test_images.h"

namespace rdc::station {
namespace {

int level_at(const QImage& picture, double across, double down) {
  return qGreen(picture.pixel(static_cast<int>(picture.width() * across), static_cast<int>(picture.height() * down)));
}

TEST(KeyPicture, HasTheLevelsOfTheChosenWindow) {
  const auto image = ramp_image("a");  // 0 to 199 HU from left to right
  ImageLook look;
  look.window = {100, 100};
  const KeyPicture drawn = paint_key_picture(image, look, {}, nullptr);
  EXPECT_EQ(std::max(drawn.picture.width(), drawn.picture.height()), kKeyPictureSide);
  EXPECT_EQ(drawn.picture.height(), kKeyPictureSide / 2) << "the image's own shape";
  EXPECT_EQ(level_at(drawn.picture, 0.2, 0.3), 0);
  EXPECT_NEAR(level_at(drawn.picture, 0.5, 0.3), 127, 3);
  EXPECT_EQ(level_at(drawn.picture, 0.8, 0.3), 255);
  EXPECT_EQ(drawn.window, std::pair(100.0, 100.0));
  EXPECT_EQ(drawn.unit, "HU");
  EXPECT_FALSE(drawn.is_part);
  look.inverted = true;
  EXPECT_EQ(level_at(paint_key_picture(image, look, {}, nullptr).picture, 0.2, 0.3), 255);
}

TEST(KeyPicture, WithoutAChoiceIsAsTheFileSays) {
  const KeyPicture drawn = paint_key_picture(ramp_image("a"), {}, {}, nullptr);
  EXPECT_EQ(drawn.window, std::pair(40.0, 400.0));
}

TEST(KeyPicture, IsTurnedMirroredAndCutAsTheReaderHadIt) {
  const auto image = ramp_image("a");
  ImageLook look;
  look.window = {100, 100};
  look.mirrored = true;
  EXPECT_EQ(level_at(paint_key_picture(image, look, {}, nullptr).picture, 0.2, 0.3), 255);
  look.quarters = 1;
  const QImage turned = paint_key_picture(image, look, {}, nullptr).picture;
  EXPECT_EQ(turned.height(), kKeyPictureSide);
  EXPECT_EQ(level_at(turned, 0.3, 0.2), 255);
  ImageLook part;
  part.window = {100, 100};
  part.area = QRectF(0, 0, 40, 40);
  const KeyPicture cut = paint_key_picture(image, part, {}, nullptr);
  EXPECT_TRUE(cut.is_part);
  EXPECT_EQ(cut.picture.width(), cut.picture.height());
  EXPECT_EQ(level_at(cut.picture, 0.9, 0.3), 0) << "40 HU and less";
}

TEST(KeyPicture, ShowsWhatIsDrawnOnIt) {
  const auto image = ramp_image("a");
  ImageLook look;
  look.window = {1000, 10};  // all black
  Annotation line;
  line.kind = AnnotationKind::kLength;
  line.image = image_of(image.get());
  line.points = {{20, 20}, {150, 20}};
  const QImage plain = paint_key_picture(image, look, {}, nullptr).picture;
  const QImage drawn = paint_key_picture(image, look, {line}, nullptr).picture;
  const auto coloured = [](const QImage& picture) {
    int count = 0;
    for (int y = 0; y < picture.height(); ++y)
      for (int x = 0; x < picture.width(); ++x) {
        const QRgb pixel = picture.pixel(x, y);
        count += qRed(pixel) > qBlue(pixel) + 60 ? 1 : 0;
      }
    return count;
  };
  EXPECT_EQ(coloured(plain), 0) << "no texts but the letters at the edges";
  EXPECT_GT(coloured(drawn), 1000) << "the line and its length";
}

TEST(KeyPicture, AFlatImageStillFitsAPage) {
  const KeyPicture drawn = paint_key_picture(ramp_image("a", 4, 1000), {}, {}, nullptr);
  EXPECT_GE(drawn.picture.height() * 4, drawn.picture.width());
}

TEST(KeyPicture, TheLookOfACanvasIsTakenByAnother) {
  ImageCanvas canvas;
  canvas.resize(600, 400);
  canvas.show_image(ramp_image("a"), ImageCanvas::ViewChange::kReset);
  EXPECT_EQ(canvas.look(), ImageLook());
  canvas.set_window(60, 120);
  canvas.set_inverted(true);
  canvas.turn(3);
  canvas.set_zoom(12);
  const ImageLook look = canvas.look();
  EXPECT_EQ(look.window, std::pair(60.0, 120.0));
  EXPECT_TRUE(look.inverted);
  EXPECT_EQ(look.quarters, 3);
  ASSERT_TRUE(look.area);
  EXPECT_LT(look.area->width(), 60);
  ImageCanvas other;
  other.resize(400, 600);
  other.show_image(ramp_image("a"), ImageCanvas::ViewChange::kReset);
  other.take_look(look);
  EXPECT_EQ(other.look().window, look.window);
  EXPECT_EQ(other.look().quarters, 3);
  EXPECT_NEAR(other.to_image(QPointF(200, 300)).x(), look.area->center().x(), 1e-6);
  EXPECT_NEAR(other.to_image(QPointF(200, 300)).y(), look.area->center().y(), 1e-6);
}

}  // namespace
}  // namespace rdc::station
