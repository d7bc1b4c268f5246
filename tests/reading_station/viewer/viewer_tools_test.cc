// The row of tools: whatever the width and the language, nothing of it is out of reach.
#include "reading_station/viewer/viewer_tools.h"

#include <gtest/gtest.h>
#include <QApplication>
#include <QMenu>
#include <QTest>
#include <QToolButton>
#include <QTranslator>
#include <QVBoxLayout>
#include <optional>

#include "reading_station/viewer/viewer_theme.h"

namespace rdc::station {
namespace {

class Tools : public ::testing::Test {
 protected:
  Tools() {
    window.setStyleSheet(theme::style_sheet());
    auto* column = new QVBoxLayout(&window);
    column->setContentsMargins(0, 0, 0, 0);
    column->addWidget(&tools);
    column->addWidget(tools.status());
    window.show();
  }
  void be_wide(int pixels) {
    window.resize(pixels, 90);
    QCoreApplication::processEvents();
  }
  QToolButton* more() { return tools.findChild<QToolButton*>("viewer_more"); }
  // What the bar shows, as a person reads it.
  QStringList shown() {
    QStringList texts;
    for (auto* button : tools.findChildren<QToolButton*>())
      if (button->isVisible()) texts << plain(button->text());
    return texts;
  }
  QStringList in_more() {
    QStringList texts;
    for (auto* action : more()->menu()->actions()) texts << plain(action->text());
    return texts;
  }
  static QString plain(QString text) { return text.remove(QStringLiteral(" ▾")); }
  void expect_all_within_reach(const QStringList& wanted, int width) {
    EXPECT_EQ(window.width(), width) << "the row does not hold the window open";
    for (auto* button : tools.findChildren<QToolButton*>()) {
      if (!button->isVisible()) continue;
      EXPECT_TRUE(tools.rect().contains(button->geometry()))
          << width << ": " << button->text().toStdString() << " is cut";
    }
    EXPECT_TRUE(more()->isVisible());
    const QStringList here = shown() + in_more();
    for (const auto& text : wanted) EXPECT_TRUE(here.contains(text)) << width << ": " << text.toStdString();
  }
  QWidget window;
  ViewerTools tools;
};

TEST_F(Tools, WhatDoesNotFitIsInMoreInBothLanguages) {
  tools.set_documents(2, false);
  QTranslator chinese;
  ASSERT_TRUE(chinese.load(":/i18n/viewer_zh_CN.qm"));
  for (const bool in_chinese : {false, true}) {
    if (in_chinese) QApplication::installTranslator(&chinese);
    QCoreApplication::processEvents();
    be_wide(2000);
    const QStringList all = shown();
    EXPECT_GT(all.size(), 14) << all.join(' ').toStdString();
    // Beside the report at 1,280 and at 1,680 pixels; in a window of the images' own; and beside the documents.
    for (const int width : {700, 840, 1240, 1600, 2000}) {
      be_wide(width);
      expect_all_within_reach(all, width);
    }
    EXPECT_EQ(shown(), all) << "there is room again";
  }
  QApplication::removeTranslator(&chinese);
}

TEST_F(Tools, APartOfMoreDoesWhatItsButtonDoes) {
  be_wide(700);
  const auto part = [&](const QString& text) {
    for (auto* action : more()->menu()->actions())
      if (plain(action->text()) == text) return action;
    return static_cast<QAction*>(nullptr);
  };
  ASSERT_NE(part("Slab"), nullptr);
  EXPECT_FALSE(part("Slab")->isEnabled()) << "slabs are of reformatted images";
  tools.set_state(true, false, true);
  EXPECT_TRUE(part("Slab")->isEnabled());
  ASSERT_NE(part("Slab")->menu(), nullptr);
  std::optional<Slab> chosen;
  QObject::connect(&tools, &ViewerTools::slab_chosen, &tools, [&](const Slab& slab) { chosen = slab; });
  part("Slab")->menu()->actions().at(1)->trigger();
  ASSERT_TRUE(chosen);
  EXPECT_EQ(chosen->thickness, 5.0);
  ASSERT_NE(part("Link"), nullptr);
  EXPECT_TRUE(part("Link")->isChecked());
  QString action;
  QObject::connect(&tools, &ViewerTools::action_chosen, &tools, [&](const QString& id) { action = id; });
  part("Link")->trigger();
  EXPECT_EQ(action, "link");
}

}  // namespace
}  // namespace rdc::station
