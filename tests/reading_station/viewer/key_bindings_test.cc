#include "reading_station/viewer/keys/key_bindings.h"

#include <gtest/gtest.h>
#include <QKeySequenceEdit>
#include <QLabel>
#include <QPushButton>
#include <QSettings>
#include <QTableWidget>
#include <QTemporaryDir>
#include <QTest>

#include "reading_station/viewer/keys/key_binding_dialog.h"
#include "reading_station/viewer/study_viewer.h"

namespace rdc::station {
namespace {

KeyBindings delivered() { return KeyBindings(StudyViewer::action_list()); }
QKeySequence key(const char* name) { return QKeySequence(QString(name)); }

TEST(KeyBindings, NoTwoActionsAreDeliveredWithOneKey) {
  const KeyBindings bindings = delivered();
  for (const KeyAction& action : bindings.actions()) {
    EXPECT_FALSE(action.defaults.isEmpty()) << action.id.toStdString();
    for (const QKeySequence& one : action.defaults)
      EXPECT_EQ(bindings.action_of(one).toStdString(), action.id.toStdString());
  }
}

TEST(KeyBindings, ATakenKeyIsRefusedWithItsHolder) {
  KeyBindings bindings = delivered();
  EXPECT_EQ(bindings.assign("invert", {key("F")}), "fit");
  EXPECT_EQ(bindings.action_of(key("F")), "fit");
  EXPECT_EQ(bindings.action_of(key("I")), "invert");
}

TEST(KeyBindings, WhatTheReaderChoseIsKept) {
  const QTemporaryDir folder;
  QSettings settings(folder.filePath("station.ini"), QSettings::IniFormat);
  KeyBindings bindings = delivered();
  // Swapped: each takes the other's key.
  ASSERT_EQ(bindings.assign("fit", {}), "");
  ASSERT_EQ(bindings.assign("invert", {key("F")}), "");
  ASSERT_EQ(bindings.assign("fit", {key("I")}), "");
  bindings.save(settings);
  KeyBindings again = delivered();
  again.load(settings);
  EXPECT_EQ(again.action_of(key("F")), "invert");
  EXPECT_EQ(again.action_of(key("I")), "fit");
  EXPECT_EQ(settings.allKeys().size(), 2);
}

TEST(KeyBindings, ClashingSettingsFallBackToTheDeliveredKeys) {
  const QTemporaryDir folder;
  QSettings settings(folder.filePath("station.ini"), QSettings::IniFormat);
  settings.setValue("viewer_keys/fit", "Q");
  settings.setValue("viewer_keys/invert", "Q");
  KeyBindings bindings = delivered();
  bindings.load(settings);
  EXPECT_EQ(bindings.action_of(key("F")), "fit");
  EXPECT_EQ(bindings.action_of(key("I")), "invert");
}

TEST(KeyDialog, SaysWhatAKeyIsTakenByAndAssignsAFreeOne) {
  KeyBindingDialog dialog(delivered());
  dialog.show();
  auto* table = dialog.findChild<QTableWidget*>("key_table");
  auto* edit = dialog.findChild<QKeySequenceEdit*>("key_edit");
  auto* set = dialog.findChild<QPushButton*>("key_set");
  int row = 0;
  while (dialog.bindings().actions()[static_cast<std::size_t>(row)].id != "invert") ++row;
  table->selectRow(row);
  edit->setKeySequence(key("F"));
  QTest::mouseClick(set, Qt::LeftButton);
  EXPECT_TRUE(dialog.findChild<QLabel*>("key_conflict")->text().contains("Fit the image"));
  EXPECT_EQ(dialog.bindings().action_of(key("F")), "fit");
  edit->setKeySequence(key("J"));
  QTest::mouseClick(set, Qt::LeftButton);
  EXPECT_EQ(dialog.bindings().action_of(key("J")), "invert");
  EXPECT_TRUE(dialog.findChild<QLabel*>("key_conflict")->text().isEmpty());
}

}  // namespace
}  // namespace rdc::station
