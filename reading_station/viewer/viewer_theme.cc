#include "reading_station/viewer/viewer_theme.h"

#include <QGuiApplication>
#include <QPalette>
#include <QStringList>

namespace rdc::station::theme {

QFont font(int pixel_size) {
  QFont font;
  font.setFamilies(
      {QStringLiteral("WenQuanYi Micro Hei"), QStringLiteral("Noto Sans CJK SC"), QStringLiteral("sans-serif")});
  font.setPixelSize(pixel_size);
  return font;
}

const Chrome& chrome() {
  return QGuiApplication::palette().color(QPalette::Window).lightness() < 128 ? kDarkChrome : kLightChrome;
}

QString style_sheet() {
  const Chrome& now = chrome();
  return QStringLiteral(
             "QWidget#viewer { background: %1; }"
             "QToolBar { background: %1; border: none; spacing: 2px; padding: 3px; }"
             "QToolBar::separator { background: %5; width: 1px; margin: 5px 4px; }"
             "QToolButton { color: %3; background: transparent; border: 1px solid transparent; border-radius: 4px; "
             "padding: 5px 7px; }"
             "QToolButton:hover { background: %2; }"
             "QToolButton:checked { background: %2; border-color: %4; color: %3; }"
             "QToolButton:disabled { color: %6; }"
             "QToolButton::menu-indicator { width: 0; }"
             "QMenu { background: %2; color: %3; border: 1px solid %5; } QMenu::item { padding: 6px 24px; }"
             "QMenu::item:selected { background: %4; color: %1; }"
             "QListView { background: %1; border: none; outline: none; }"
             "QLabel { color: %3; }"
             "QProgressBar { background: %2; border: none; border-radius: 3px; max-height: 6px; }"
             "QProgressBar::chunk { background: %4; border-radius: 3px; }"
             "QScrollBar:vertical { background: %1; width: 8px; } QScrollBar::handle { background: %5; border-radius: "
             "4px; min-height: 30px; }"
             "QScrollBar::add-line, QScrollBar::sub-line { height: 0; }"
             "QToolTip { background: %2; color: %3; border: 1px solid %5; }")
      .arg(now.panel.name(), now.raised.name(), now.text.name(), now.accent.name(), now.line.name(), now.faint.name());
}

}  // namespace rdc::station::theme
