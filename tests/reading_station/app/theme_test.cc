// Every text of both themes can be read: contrast as WCAG 2.1 measures it.
#include "reading_station/app/theme.h"

#include <algorithm>
#include <cmath>

#include <gtest/gtest.h>
#include <QApplication>
#include <QLabel>

#include "common/ui/tone.h"
#include "reading_station/alert/case_words.h"
#include "reading_station/ecg_view/ecg_words.h"
#include "reading_station/viewer/viewer_theme.h"

namespace rdc::station {
namespace {

constexpr double kLeastContrast = 4.5;

double luminance(const QColor& colour) {
  const auto linear = [](double share) {
    return share <= 0.03928 ? share / 12.92 : std::pow((share + 0.055) / 1.055, 2.4);
  };
  return 0.2126 * linear(colour.redF()) + 0.7152 * linear(colour.greenF()) + 0.0722 * linear(colour.blueF());
}
double contrast(const QColor& a, const QColor& b) {
  const auto [low, high] = std::minmax({luminance(a), luminance(b)});
  return (high + 0.05) / (low + 0.05);
}
void expect_readable(const QString& where, const QColor& text, const QColor& ground) {
  EXPECT_GE(contrast(text, ground), kLeastContrast)
      << where.toStdString() << ": " << text.name().toStdString() << " on " << ground.name().toStdString();
}

TEST(Contrast, IsMeasuredAsTheStandardSays) {
  EXPECT_NEAR(contrast(Qt::white, Qt::black), 21.0, 0.001);
  EXPECT_NEAR(contrast(QColor(0x767676), Qt::white), 4.54, 0.01);
}

class BothThemes : public ::testing::TestWithParam<Theme> {
 protected:
  ~BothThemes() override { apply_theme(*qApp, Theme::kDark); }
};

TEST_P(BothThemes, EveryTextHasItsContrastOnEveryGround) {
  const auto texts = texts_of(GetParam());
  EXPECT_GT(texts.size(), 60U);
  for (const auto& one : texts) expect_readable(one.where, one.text, one.ground);
}

TEST_P(BothThemes, ThePaletteOfTheProgramHasIt) {
  apply_theme(*qApp, GetParam());
  EXPECT_EQ(ui::is_dark_theme(), GetParam() == Theme::kDark);
  const QPalette palette = QApplication::palette();
  const std::pair<QPalette::ColorRole, QPalette::ColorRole> pairs[] = {
      {QPalette::WindowText, QPalette::Window},         {QPalette::Text, QPalette::Base},
      {QPalette::Text, QPalette::AlternateBase},        {QPalette::ButtonText, QPalette::Button},
      {QPalette::HighlightedText, QPalette::Highlight}, {QPalette::PlaceholderText, QPalette::Base},
      {QPalette::ToolTipText, QPalette::ToolTipBase},   {QPalette::Link, QPalette::Base}};
  for (const auto group : {QPalette::Active, QPalette::Inactive, QPalette::Disabled}) {
    for (const auto& [text, ground] : pairs)
      expect_readable(QStringLiteral("palette %1 on %2").arg(text).arg(ground), palette.color(group, text),
                      palette.color(group, ground));
  }
  for (const auto* severity : {"CRITICAL", "URGENT", "ABNORMAL", "NORMAL", ""})
    expect_readable(QLatin1String(severity), severity_colour(severity), palette.color(QPalette::Base));
}

TEST_P(BothThemes, TheViewersFrameHasItAndItsGroundIsBlack) {
  apply_theme(*qApp, GetParam());
  const auto& frame = theme::chrome();
  for (const auto& text : {frame.text, frame.quiet, frame.faint, frame.accent, frame.problem})
    expect_readable(QStringLiteral("viewer"), text, frame.panel);
  expect_readable(QStringLiteral("chosen in the viewer"), frame.text, frame.raised);
  EXPECT_EQ(theme::kGround, QColor(Qt::black));
  for (const auto& text : {theme::kText, theme::kQuiet, theme::kAccent, theme::kMark, theme::kProblem})
    expect_readable(QStringLiteral("on the image's ground"), text, theme::kGround);
}

TEST_P(BothThemes, WhiteOnTheColourOfACaseHasIt) {
  for (const auto tier : {v1::ECG_TIER_ALARM, v1::ECG_TIER_SUSPECTED, v1::ECG_TIER_WATCH, v1::ECG_TIER_NONE})
    expect_readable(QStringLiteral("tier %1").arg(tier), Qt::white, tier_colour(tier));
  v1::AlertCase confirmed, closed;
  confirmed.set_state(v1::ALERT_STATE_CONFIRMED);
  closed.set_state(v1::ALERT_STATE_CLOSED);
  for (const auto& one : {confirmed, closed}) expect_readable(QStringLiteral("case"), Qt::white, case_colour(one));
}

TEST_P(BothThemes, SignalsAndMarkedChangesHaveIt) {
  apply_theme(*qApp, GetParam());
  for (const auto signal : ui::kSignals)
    expect_readable(QStringLiteral("signal %1").arg(static_cast<int>(signal)), ui::on_signal(), ui::ground(signal));
  for (const auto& marking : {ui::removed_marking(), ui::added_marking()})
    expect_readable(QStringLiteral("a change"), marking.text, marking.ground);
}

TEST_P(BothThemes, AToneFollowsTheThemeWhileTheWindowIsOpen) {
  apply_theme(*qApp, Theme::kDark);
  QLabel label(QStringLiteral("██████"));
  ui::set_tone(label, ui::Tone::kBad);
  label.setAttribute(Qt::WA_DontShowOnScreen);
  label.show();
  apply_theme(*qApp, GetParam());
  const QImage drawn = label.grab().toImage();
  const QColor wanted = ui::colour(ui::Tone::kBad);
  int of_the_tone = 0;
  for (int y = 0; y < drawn.height(); ++y)
    for (int x = 0; x < drawn.width(); ++x) of_the_tone += drawn.pixelColor(x, y) == wanted ? 1 : 0;
  EXPECT_GT(of_the_tone, 20);
}
INSTANTIATE_TEST_SUITE_P(Themes, BothThemes, ::testing::Values(Theme::kDark, Theme::kLight),
                         [](const auto& tested) { return name_of(tested.param).toStdString(); });

TEST(Themes, AreNamedInSettings) {
  for (const Theme theme : {Theme::kDark, Theme::kLight}) EXPECT_EQ(theme_of(name_of(theme)), theme);
  EXPECT_EQ(theme_of("mauve"), Theme::kDark);
}

}  // namespace
}  // namespace rdc::station
