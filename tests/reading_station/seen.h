// What a person at the screen can see of a window: measured on its picture, not on its style sheets.
#pragma once

#include <algorithm>
#include <cmath>
#include <map>

#include <gtest/gtest.h>
#include <QAbstractButton>
#include <QAbstractScrollArea>
#include <QImage>
#include <QLabel>
#include <QPixmap>

namespace rdc::station {

inline double brightness(const QColor& colour) {
  const auto linear = [](double share) {
    return share <= 0.03928 ? share / 12.92 : std::pow((share + 0.055) / 1.055, 2.4);
  };
  return 0.2126 * linear(colour.redF()) + 0.7152 * linear(colour.greenF()) + 0.0722 * linear(colour.blueF());
}

// Of what is drawn: the colour most of it has is the ground, the one furthest from it the letters. Strokes of one pixel
// are mixed with the ground, so that less is asked for than of the colours themselves (theme_test).
inline void expect_labels_to_be_seen(QWidget& window, const QString& where) {
  const QImage seen = window.grab().toImage();
  const auto pixel = [scale = seen.devicePixelRatio()](int at) { return static_cast<int>(at * scale); };
  for (QLabel* label : window.findChildren<QLabel*>()) {
    if (!label->isVisible() || label->text().trimmed().isEmpty() || label->window() != &window) continue;
    const QRect at(label->mapTo(&window, QPoint(0, 0)), label->size());
    std::map<QRgb, int> colours;
    for (int y = pixel(at.top()); y < pixel(at.bottom()) && y < seen.height(); ++y)
      for (int x = pixel(at.left()); x < pixel(at.right()) && x < seen.width(); ++x)
        if (x >= 0 && y >= 0) ++colours[seen.pixel(x, y)];
    if (colours.empty()) continue;
    const auto ground = std::max_element(colours.begin(), colours.end(),
                                         [](const auto& a, const auto& b) { return a.second < b.second; });
    const double below = brightness(QColor(ground->first));
    double best = 1;
    for (const auto& [colour, count] : colours) {
      const double it = brightness(QColor(colour));
      best = std::max(best, (std::max(it, below) + 0.05) / (std::min(it, below) + 0.05));
    }
    EXPECT_GE(best, 3.5) << where.toStdString() << ": " << label->objectName().toStdString() << " '"
                         << label->text().toStdString() << "'";
  }
}

// Buttons that a narrow window has pushed out, or laid over each other, cannot be pressed.
inline void expect_buttons_to_be_whole(QWidget& window, const QString& where) {
  for (auto* button : window.findChildren<QAbstractButton*>()) {
    if (!button->isVisible() || button->window() != &window) continue;
    if (button->text().isEmpty()) continue;  // a part of another widget: what empties a line
    bool scrolls = false;
    for (QWidget* above = button->parentWidget(); above != nullptr; above = above->parentWidget())
      scrolls |= qobject_cast<QAbstractScrollArea*>(above) != nullptr;
    if (scrolls) continue;
    EXPECT_EQ(button->visibleRegion().boundingRect(), button->rect())
        << where.toStdString() << ": " << button->objectName().toStdString() << " '" << button->text().toStdString()
        << "'";
    EXPECT_GE(button->width(), button->minimumSizeHint().width())
        << where.toStdString() << ": '" << button->text().toStdString() << "' is squeezed";
  }
}

}  // namespace rdc::station
