#include "common/ui/tone.h"

#include <QGuiApplication>
#include <QPalette>
#include <QStyle>
#include <QVariant>
#include <QWidget>

namespace rdc::ui {
namespace {

constexpr const char* kProperty = "tone";

struct Shades {
  const char* word;  // the property's value
  QRgb on_dark, on_light;
};

const Shades& shades(Tone tone) {
  static constexpr std::array<Shades, kTones.size()> kShades{{{"plain", 0xf1f3f5, 0x16191d},
                                                              {"quiet", 0xadb5bd, 0x434a51},
                                                              {"faint", 0xa2abb3, 0x525960},
                                                              {"good", 0x69db7c, 0x17602a},
                                                              {"attention", 0xffd43b, 0x6b4e00},
                                                              {"warning", 0xffb84d, 0x8a3f00},
                                                              {"bad", 0xff8787, 0xa80f17},
                                                              {"info", 0x74c0fc, 0x10509c},
                                                              {"heading", 0x9ecbff, 0x0b4a8f}}};
  return kShades[static_cast<std::size_t>(tone)];
}

}  // namespace

QColor colour_on_dark(Tone tone) { return QColor(shades(tone).on_dark); }
QColor colour_on_light(Tone tone) { return QColor(shades(tone).on_light); }

bool is_dark_theme() { return QGuiApplication::palette().color(QPalette::Window).lightness() < 128; }

QColor colour(Tone tone) { return is_dark_theme() ? colour_on_dark(tone) : colour_on_light(tone); }

QColor ground(Signal signal) {
  switch (signal) {
    case Signal::kAlarm:
      return QColor(0xe0, 0x31, 0x31);
    case Signal::kSuspected:
      return QColor(0xc2, 0x47, 0x0a);
    case Signal::kWatch:
      return QColor(0x8a, 0x62, 0x00);
    case Signal::kDone:
      return QColor(0x49, 0x50, 0x57);
    case Signal::kCalm:
      break;
  }
  return QColor(0x37, 0x3c, 0x42);
}

QColor on_signal() { return Qt::white; }

Marking removed_marking() {
  if (is_dark_theme()) return {QColor(0xff, 0xc9, 0xc9), QColor(0x5c, 0x20, 0x20)};
  return {QColor(0x7a, 0x0f, 0x15), QColor(0xff, 0xdc, 0xdc)};
}

Marking added_marking() {
  if (is_dark_theme()) return {QColor(0xb2, 0xf2, 0xbb), QColor(0x1e, 0x4d, 0x2b)};
  return {QColor(0x0f, 0x4a, 0x1e), QColor(0xd3, 0xf5, 0xdc)};
}

void set_tone(QWidget& widget, Tone tone) {
  const QString word = QLatin1String(shades(tone).word);
  if (widget.property(kProperty).toString() == word) return;
  widget.setProperty(kProperty, word);
  // The sheet looks at properties when a widget is polished.
  widget.style()->unpolish(&widget);
  widget.style()->polish(&widget);
}

QString tone_rules(QColor (*colour_of)(Tone)) {
  QString rules;
  for (const Tone tone : kTones)
    rules += QStringLiteral("*[%1=\"%2\"] { color: %3; }\n")
                 .arg(QLatin1String(kProperty), QLatin1String(shades(tone).word), colour_of(tone).name());
  return rules;
}

}  // namespace rdc::ui
