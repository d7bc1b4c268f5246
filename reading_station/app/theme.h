// The look of the program, Chinese and Latin in one face: dark for a reading room, light for a bright office. Images
// and tracings on their own ground look the same in both.
#pragma once

#include <vector>

#include <QColor>
#include <QString>

class QApplication;

namespace rdc::station {

enum class Theme { kDark, kLight };

// "dark" or "light", as in settings; anything else is dark.
Theme theme_of(const QString& name);
QString name_of(Theme theme);

// Sets style, palette, font (WenQuanYi Micro Hei) and style sheet; may be called again while windows are open: they are
// told by a language change, which is when every page says its words anew.
void apply_theme(QApplication& application, Theme theme);

// Every ground of the theme that a text of any tone may stand on, and every other pair of text and ground that its
// sheet makes: for those who measure.
struct TextOnGround {
  QString where;
  QColor text, ground;
};
std::vector<TextOnGround> texts_of(Theme theme);

}  // namespace rdc::station
