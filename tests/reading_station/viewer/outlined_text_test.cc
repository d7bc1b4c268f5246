// A text drawn from its picture looks as one drawn letter by letter, wherever it stands.
#include "reading_station/viewer/outlined_text.h"

#include <gtest/gtest.h>
#include <QPainterPath>
#include <algorithm>

#include "reading_station/viewer/viewer_theme.h"

namespace rdc::station {
namespace {

struct TextCase {
  const char* name;
  double ratio;
  QPointF origin, baseline;
};
std::ostream& operator<<(std::ostream& out, const TextCase& tested) { return out << tested.name; }

class OutlinedText : public ::testing::TestWithParam<TextCase> {
 protected:
  template <typename Draw>
  QImage drawn(const Draw& draw) const {
    QImage image(500, 150, QImage::Format_RGB32);
    image.setDevicePixelRatio(GetParam().ratio);
    for (int y = 0; y < image.height(); ++y)
      for (int x = 0; x < image.width(); ++x) image.setPixel(x, y, qRgb(x / 2, y, (x + y) / 3));
    QPainter painter(&image);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setFont(theme::font(15));
    painter.translate(GetParam().origin);
    draw(painter);
    return image;
  }
};

TEST_P(OutlinedText, LooksAsIfStrokedInPlace) {
  const QString text = QStringLiteral("W 400  L 40 王小明 gj");
  const QImage direct = drawn([&](QPainter& painter) {
    QPainterPath path;
    path.addText(GetParam().baseline, painter.font(), text);
    painter.strokePath(path, QPen(QColor(0, 0, 0, 210), 3, Qt::SolidLine, Qt::RoundCap, Qt::RoundJoin));
    painter.fillPath(path, theme::kText);
  });
  const QImage untouched = drawn([](QPainter&) {});
  for (int time = 0; time < 2; ++time) {  // made, then kept
    const QImage ours =
        drawn([&](QPainter& painter) { draw_outlined_text(painter, GetParam().baseline, text, theme::kText); });
    int furthest = 0, changed = 0;
    for (int y = 0; y < ours.height(); ++y)
      for (int x = 0; x < ours.width(); ++x) {
        const QRgb a = ours.pixel(x, y), b = direct.pixel(x, y);
        furthest = std::max(
            {furthest, std::abs(qRed(a) - qRed(b)), std::abs(qGreen(a) - qGreen(b)), std::abs(qBlue(a) - qBlue(b))});
        changed += a != untouched.pixel(x, y) ? 1 : 0;
      }
    EXPECT_LE(furthest, 3) << "rounding of two layers, and places told apart to a sixty-fourth of a pixel";
    EXPECT_GT(changed, 500);
  }
}
INSTANTIATE_TEST_SUITE_P(
    Places, OutlinedText,
    ::testing::Values(TextCase{"WholePixels", 1, {0, 0}, {20, 40}}, TextCase{"HalfAPixel", 1, {0, 0}, {20.5, 40.5}},
                      TextCase{"Moved", 1, {31, 7}, {-20, 40}}, TextCase{"PartlyOutside", 1, {0, 0}, {-30, 8}},
                      TextCase{"OneAndAHalf", 1.5, {3, 5}, {20.5, 41}}, TextCase{"Twice", 2, {3, 5}, {20.25, 41}}),
    [](const auto& tested) { return std::string(tested.param.name); });

}  // namespace
}  // namespace rdc::station
