#include "reading_station/app/theme.h"

#include <utility>

#include <QApplication>
#include <QEvent>
#include <QPalette>
#include <QStyleFactory>
#include <QWidget>

#include "common/ui/tone.h"

namespace rdc::station {
namespace {

using ui::Tone;

struct Grounds {
  QRgb window, panel, base, alternate, button, hover, off, selected;  // what texts stand on
  QRgb line, grid, accent, mark;                                      // what is not read
};

constexpr Grounds kDark{0x17191c, 0x1f2226, 0x101214, 0x15181b, 0x2b2f34, 0x373c42,
                        0x1f2226, 0x123a5c, 0x444a51, 0x24282c, 0x4dabf7, 0x868e96};
constexpr Grounds kLight{0xf1f3f5, 0xe9ecef, 0xffffff, 0xf6f8fa, 0xe3e7eb, 0xd6dbe0,
                         0xe9ecef, 0xcfe4f8, 0xadb5bd, 0xe3e7eb, 0x1971c2, 0x868e96};
// The same in both: white text stands on them.
constexpr QRgb kPrimary = 0x1864ab;
constexpr QRgb kPrimaryLine = 0x339af0;
constexpr QRgb kAlarm = 0xc92a2a;
// The alarm window's words, and what runs round it (IEC 60601-1-8: red and yellow).
constexpr QRgb kSiren = 0x7a0000;
constexpr QRgb kFlash = 0xffd43b;

const Grounds& grounds(Theme theme) { return theme == Theme::kLight ? kLight : kDark; }
QColor (*tones(Theme theme))(Tone) { return theme == Theme::kLight ? ui::colour_on_light : ui::colour_on_dark; }

// Fields have the palette's text colour: one of the sheet's would make their hints half as strong as it.
constexpr const char* kSheet = R"(
* { font-size: 15px; }
QMainWindow, QDialog { background: @window; }
QToolTip { background: @button; color: @plain; border: 1px solid @line; padding: 4px; }
QLineEdit, QPlainTextEdit, QTextEdit, QComboBox { background: @base; border: 1px solid @line;
  border-radius: 4px; padding: 5px; selection-background-color: @selected; selection-color: @plain; }
QComboBox::drop-down { border: none; width: 20px; }
QComboBox::down-arrow { image: url(:/theme/down_arrow.png); width: 10px; height: 6px; }
QLineEdit:focus, QPlainTextEdit:focus, QComboBox:focus { border-color: @accent; }
QPlainTextEdit[readOnly="true"], QLineEdit:disabled { color: @quiet; background: @window; }
QPushButton { background: @button; color: @plain; border: 1px solid @line; border-radius: 4px; padding: 6px 14px; }
QPushButton:hover { background: @hover; }
QPushButton:pressed, QPushButton:checked { background: @primary; border-color: @accent; color: white; }
QPushButton:disabled { color: @faint; background: @off; }
QPushButton:default, QPushButton#report_sign, QPushButton#login_button { background: @primary; color: white;
  border-color: @primary_line; }
QPushButton#report_sign:disabled { color: @faint; background: @off; border-color: @line; }
QPushButton[alarms="true"] { background: @alarm; color: white; font-weight: bold; }
QPushButton[alarms="true"]:disabled { background: @off; color: @faint; }
QTableView { background: @base; alternate-background-color: @alternate; color: @plain; gridline-color: @grid; border: none;
  selection-background-color: @selected; selection-color: @plain; }
QTableView::item { padding: 0 7px; }
QRadioButton::indicator { width: 14px; height: 14px; border-radius: 8px; border: 1px solid @mark; background: @base; }
QRadioButton::indicator:checked { border: 4px solid @accent; width: 8px; height: 8px; background: #ffffff; }
QRadioButton:disabled { color: @faint; }
QHeaderView::section { background: @panel; color: @quiet; border: none; border-right: 1px solid @button; padding: 7px 8px; }
QMenuBar, QStatusBar { background: @panel; color: @quiet; }
QMenuBar::item { background: transparent; padding: 4px 10px; } QMenuBar::item:selected { background: @hover; color: @plain; }
QMenu { background: @button; color: @plain; border: 1px solid @line; } QMenu::item { padding: 6px 26px; }
QMenu::item:selected { background: @selected; color: @plain; }
QStatusBar::item { border: none; }
QWidget#reading_banner, QWidget#case_bar { background: @panel; }
QWidget#alarm_window QLabel { color: white; background: transparent; }
QPushButton#alarm_take { background: white; color: @siren; font-size: 26px; font-weight: bold; border-radius: 8px;
  padding: 8px 24px; }
QPushButton#alarm_take:focus { border: 4px solid @flash; }
QWidget#overdue_bar { background: @alarm; }
QWidget#overdue_bar QLabel { color: white; }
QLabel#overdue_headline { font-size: 17px; font-weight: bold; }
QLabel#reading_patient { font-size: 19px; font-weight: bold; color: @plain; }
QLabel#reading_details { color: @plain; }
QLabel#report_title { font-size: 18px; font-weight: bold; color: @plain; }
QLabel#report_status { font-weight: bold; color: @plain; }
QLabel#report_history_label, QLabel#report_findings_label, QLabel#report_impression_label { color: @heading; }
QPlainTextEdit#report_history, QPlainTextEdit#report_findings, QPlainTextEdit#report_impression { font-size: 17px; }
QLabel#reading_message { font-size: 17px; color: @quiet; }
QLabel#worklist_empty { font-size: 17px; color: @quiet; }
QLabel#worklist_notice { color: @bad; }
QWidget#login_panel { background: @window; }
QLabel#login_error, QLabel#secret_error { color: @bad; }
QProgressBar { background: @base; border: 1px solid @line; border-radius: 3px; height: 8px; text-align: center; }
QProgressBar::chunk { background: @primary_line; }
QSplitter::handle { background: @button; width: 3px; }
QScrollBar:vertical { background: @window; width: 12px; } QScrollBar::handle:vertical { background: @line; min-height: 30px; border-radius: 5px; }
QScrollBar::add-line, QScrollBar::sub-line { height: 0; width: 0; }
)";

QString sheet(Theme theme) {
  const Grounds& on = grounds(theme);
  const auto tone = tones(theme);
  // Longer names first: one begins another.
  const std::pair<const char*, QColor> colours[] = {{"@primary_line", kPrimaryLine},
                                                    {"@primary", kPrimary},
                                                    {"@alarm", kAlarm},
                                                    {"@siren", kSiren},
                                                    {"@flash", kFlash},
                                                    {"@alternate", on.alternate},
                                                    {"@accent", on.accent},
                                                    {"@window", on.window},
                                                    {"@panel", on.panel},
                                                    {"@base", on.base},
                                                    {"@button", on.button},
                                                    {"@hover", on.hover},
                                                    {"@off", on.off},
                                                    {"@selected", on.selected},
                                                    {"@line", on.line},
                                                    {"@grid", on.grid},
                                                    {"@mark", on.mark},
                                                    {"@plain", tone(Tone::kPlain)},
                                                    {"@quiet", tone(Tone::kQuiet)},
                                                    {"@faint", tone(Tone::kFaint)},
                                                    {"@heading", tone(Tone::kHeading)},
                                                    {"@bad", tone(Tone::kBad)}};
  QString text = QString::fromLatin1(kSheet);
  for (const auto& [name, colour] : colours) text.replace(QLatin1String(name), colour.name());
  return text + ui::tone_rules(tone);
}

QPalette palette(Theme theme) {
  const Grounds& on = grounds(theme);
  const auto tone = tones(theme);
  QPalette palette;
  palette.setColor(QPalette::Window, on.window);
  palette.setColor(QPalette::WindowText, tone(Tone::kPlain));
  palette.setColor(QPalette::Base, on.base);
  palette.setColor(QPalette::AlternateBase, on.alternate);
  palette.setColor(QPalette::Text, tone(Tone::kPlain));
  palette.setColor(QPalette::Button, on.button);
  palette.setColor(QPalette::ButtonText, tone(Tone::kPlain));
  palette.setColor(QPalette::Highlight, on.selected);
  palette.setColor(QPalette::HighlightedText, tone(Tone::kPlain));
  palette.setColor(QPalette::PlaceholderText, tone(Tone::kFaint));
  palette.setColor(QPalette::ToolTipBase, on.button);
  palette.setColor(QPalette::ToolTipText, tone(Tone::kPlain));
  palette.setColor(QPalette::Link, tone(Tone::kInfo));
  // Edges that the style draws itself.
  for (const auto role : {QPalette::Light, QPalette::Midlight}) palette.setColor(role, on.button);
  for (const auto role : {QPalette::Mid, QPalette::Dark, QPalette::Shadow}) palette.setColor(role, on.line);
  for (const auto role : {QPalette::WindowText, QPalette::Text, QPalette::ButtonText})
    palette.setColor(QPalette::Disabled, role, tone(Tone::kFaint));
  return palette;
}

}  // namespace

Theme theme_of(const QString& name) { return name == QLatin1String("light") ? Theme::kLight : Theme::kDark; }
QString name_of(Theme theme) { return theme == Theme::kLight ? QStringLiteral("light") : QStringLiteral("dark"); }

void apply_theme(QApplication& application, Theme theme) {
  QApplication::setStyle(QStyleFactory::create(QStringLiteral("Fusion")));
  QApplication::setPalette(palette(theme));
  QFont font(QStringLiteral("WenQuanYi Micro Hei"));
  font.setPixelSize(15);
  QApplication::setFont(font);
  application.setStyleSheet(sheet(theme));
  for (QWidget* window : QApplication::topLevelWidgets()) {
    QEvent again(QEvent::LanguageChange);
    QApplication::sendEvent(window, &again);
    for (QWidget* part : window->findChildren<QWidget*>()) part->update();
  }
}

std::vector<TextOnGround> texts_of(Theme theme) {
  const Grounds& on = grounds(theme);
  const std::pair<const char*, QColor> all[] = {{"window", on.window},       {"panel", on.panel},   {"base", on.base},
                                                {"alternate", on.alternate}, {"button", on.button}, {"off", on.off},
                                                {"selected", on.selected}};
  std::vector<TextOnGround> texts;
  for (const auto& [name, ground] : all) {
    for (const Tone tone : ui::kTones)
      texts.push_back({QStringLiteral("tone %1 on %2").arg(static_cast<int>(tone)).arg(QLatin1String(name)),
                       tones(theme)(tone), ground});
  }
  texts.push_back({QStringLiteral("button under the pointer"), tones(theme)(Tone::kPlain), on.hover});
  for (const auto& [name, ground] : {std::pair{"primary", kPrimary}, std::pair{"alarm", kAlarm}})
    texts.push_back({QLatin1String(name), QColor(Qt::white), QColor(ground)});
  texts.push_back({QStringLiteral("the alarm's button"), QColor(kSiren), QColor(Qt::white)});
  return texts;
}

}  // namespace rdc::station
