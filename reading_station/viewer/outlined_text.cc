#include "reading_station/viewer/outlined_text.h"

#include <QCache>
#include <QPainterPath>
#include <cmath>
#include <utility>

namespace rdc::station {
namespace {

constexpr qsizetype kKeptBytes = qsizetype{8} << 20;
constexpr double kDarkLine = 3;  // width of the dark line, half of it outside the letters
constexpr int kFractions = 64;   // places within a pixel that are told apart

struct TextKey {
  QString text;
  QFont font;
  QRgb colour;
  double scale;     // screen pixels a logical pixel
  QPoint fraction;  // of a pixel, in 1 / kFractions

  bool operator==(const TextKey&) const = default;
};
size_t qHash(const TextKey& key, size_t seed = 0) {
  return qHashMulti(seed, key.text, key.font, key.colour, key.scale, key.fraction.x(), key.fraction.y());
}

struct TextPicture {
  QImage image;
  QPoint at;  // from the whole pixel of the baseline's start
};

void draw_letters(QPainter& painter, QPointF baseline, const QString& text, const QFont& font, const QColor& colour) {
  QPainterPath path;
  path.addText(baseline, font, text);
  painter.strokePath(path, QPen(QColor(0, 0, 0, 210), kDarkLine, Qt::SolidLine, Qt::RoundCap, Qt::RoundJoin));
  painter.fillPath(path, colour);
}

TextPicture picture_of(const TextKey& key, const QFont& font, const QColor& colour) {
  QPainterPath path;
  path.addText({0, 0}, font, key.text);
  const double margin = kDarkLine * key.scale / 2 + 2;  // of anti-aliasing and the fraction
  const QRectF letters = path.boundingRect();
  const QRect place = QRectF(letters.topLeft() * key.scale, letters.size() * key.scale)
                          .adjusted(-margin, -margin, margin, margin)
                          .toAlignedRect();
  TextPicture picture{QImage(place.size(), QImage::Format_ARGB32_Premultiplied), place.topLeft()};
  picture.image.fill(Qt::transparent);
  QPainter painter(&picture.image);
  painter.setRenderHint(QPainter::Antialiasing);
  painter.translate(QPointF(key.fraction) / kFractions - QPointF(place.topLeft()));
  painter.scale(key.scale, key.scale);
  draw_letters(painter, {0, 0}, key.text, font, colour);
  return picture;
}

}  // namespace

void draw_outlined_text(QPainter& painter, QPointF baseline, const QString& text, const QColor& colour) {
  static QCache<TextKey, TextPicture> kept(kKeptBytes);
  const QTransform to_pixels = painter.deviceTransform();
  if (text.isEmpty()) return;
  if (to_pixels.type() > QTransform::TxScale || to_pixels.m11() != to_pixels.m22() || to_pixels.m11() <= 0) {
    draw_letters(painter, baseline, text, painter.font(), colour);
    return;
  }
  const QPointF exact = to_pixels.map(baseline);
  const QPoint steps(static_cast<int>(std::lround(exact.x() * kFractions)),
                     static_cast<int>(std::lround(exact.y() * kFractions)));
  const QPoint whole(static_cast<int>(std::floor(static_cast<double>(steps.x()) / kFractions)),
                     static_cast<int>(std::floor(static_cast<double>(steps.y()) / kFractions)));
  const TextKey key{text, painter.font(), colour.rgba(), to_pixels.m11(), steps - whole * kFractions};
  const TextPicture* found = kept.object(key);
  TextPicture made;
  if (found == nullptr) made = picture_of(key, painter.font(), colour);
  const TextPicture& picture = found != nullptr ? *found : made;
  painter.save();
  // Pixel for pixel, wherever the painter stands.
  const QPoint at = whole + picture.at;
  painter.setWorldTransform(QTransform::fromTranslate(at.x(), at.y()) * to_pixels.inverted() *
                            painter.worldTransform());
  painter.drawImage(QPoint(0, 0), picture.image);
  painter.restore();
  if (found == nullptr) kept.insert(key, new TextPicture(made), std::max<qsizetype>(1, made.image.sizeInBytes()));
}

}  // namespace rdc::station
