// The form by keyboard: templates, choices, phrases, and what the checks ask.
#include "reading_station/report/report_form.h"

#include <gtest/gtest.h>
#include <QComboBox>
#include <QLabel>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QSignalSpy>
#include <QTextEdit>
#include <QtTest>

#include "reading_station/report/checks_dialog.h"
#include "reading_station/report/report_dialogs.h"
#include "tests/testkit/scratch_directory.h"

namespace rdc::station {
namespace {

struct Measured final : MeasurementSource {
  QList<MeasuredValue> measurements() const override {
    return {{QStringLiteral("压缩百分比"), 30, ""}, {"", 12.34, "mm"}};
  }
};

class ReportFormTest : public ::testing::Test {
 protected:
  void SetUp() override {
    form.typing().set_library(ReportLibrary::load(folder.path(), ""));
    form.typing().set_measurements(&measured);
    form.set_study({true, false, "", {{"DX"}, {"CHEST"}, "CHEST PA"}});
    form.set_access({true, true, false});
    form.resize(430, 800);
    form.show();
    form.activateWindow();
    ASSERT_TRUE(QTest::qWaitForWindowActive(&form));
  }
  template <typename Widget>
  Widget* child(const char* name) {
    return form.findChild<Widget*>(name);
  }
  testkit::ScratchDirectory folder{"form"};
  Measured measured;
  ReportForm form;
};

TEST_F(ReportFormTest, ATemplateAndItsChoicesNeedNoMouse) {
  auto* box = child<QComboBox>("report_template");
  ASSERT_GT(box->count(), 3);
  EXPECT_EQ(box->itemData(1).toString(), "dx-chest");
  QSignalSpy edited(&form, &ReportForm::edited);
  box->setCurrentIndex(box->findData("dx-chest-pneumothorax"));
  Q_EMIT box->activated(box->currentIndex());
  EXPECT_GE(edited.count(), 1);
  auto* findings = child<QPlainTextEdit>("report_findings");
  EXPECT_EQ(findings->textCursor().selectedText(), QStringLiteral("{左|右}"));
  QTest::keyClick(findings, Qt::Key_2);
  EXPECT_TRUE(findings->toPlainText().startsWith(QStringLiteral("右侧胸腔"))) << findings->toPlainText().toStdString();
  EXPECT_EQ(findings->textCursor().selectedText(), QStringLiteral("{无移位|向对侧移位}"));
  EXPECT_EQ(form.text().template_id, "dx-chest-pneumothorax");
  EXPECT_EQ(form.text().codes, QStringList{"SCT:816094009"});
  // A digit elsewhere is a digit.
  findings->moveCursor(QTextCursor::End);
  QTest::keyClick(findings, Qt::Key_2);
  EXPECT_TRUE(findings->toPlainText().endsWith('2'));
}

TEST_F(ReportFormTest, ATemplateNeverOverwritesWhatIsWritten) {
  auto* findings = child<QPlainTextEdit>("report_findings");
  findings->setPlainText(QStringLiteral("自己写的。"));
  form.apply_template(form.typing().library().fitting({{"DX"}, {"CHEST"}, ""}).front());
  EXPECT_TRUE(findings->toPlainText().startsWith(QStringLiteral("自己写的。\n胸廓对称")));
  findings->undo();
  EXPECT_EQ(findings->toPlainText(), QStringLiteral("自己写的。"));
}

TEST_F(ReportFormTest, AKeyAndTabWriteAPhraseWithItsMeasurement) {
  auto* findings = child<QPlainTextEdit>("report_findings");
  findings->setFocus();
  QTest::keyClicks(findings, "a;cl");
  QTest::keyClick(findings, Qt::Key_Tab);
  EXPECT_EQ(findings->toPlainText(), QStringLiteral("a测量值约12.3 mm"));
  // In a report in English, the English one.
  child<QComboBox>("report_language")->setCurrentIndex(1);
  findings->clear();
  QTest::keyClicks(findings, ";ny");
  QTest::keyClick(findings, Qt::Key_Tab);
  EXPECT_EQ(findings->toPlainText(), "No abnormality.");
  // Without a key, Tab goes on to the next field.
  QTest::keyClick(findings, Qt::Key_Tab);
  EXPECT_TRUE(child<QPlainTextEdit>("report_impression")->hasFocus());
}

TEST_F(ReportFormTest, NothingIsWrittenIntoAReportOfSomebodyElse) {
  form.set_access({});
  auto* findings = child<QPlainTextEdit>("report_findings");
  findings->setPlainText(";ny");
  findings->moveCursor(QTextCursor::End);
  QTest::keyClick(findings, Qt::Key_Tab);
  EXPECT_EQ(findings->toPlainText(), ";ny");
  EXPECT_FALSE(child<QComboBox>("report_template")->isEnabled());
}

TEST(ChecksDialog, WhatBlocksCannotBeSigned) {
  QWidget window;
  window.show();
  auto* blocked = new ChecksDialog({{"a", CheckSeverity::kBlocks, QStringLiteral("甲"), "A"}}, &window);
  blocked->open();
  EXPECT_FALSE(blocked->findChild<QPushButton*>("checks_sign")->isVisible());
  QTest::keyClick(blocked, Qt::Key_Return);
  EXPECT_FALSE(blocked->isVisible());

  auto* asks = new ChecksDialog({{"b", CheckSeverity::kAsks, QStringLiteral("乙"), "B<"}}, &window);
  QSignalSpy accepted(asks, &QDialog::accepted);
  asks->open();
  EXPECT_TRUE(asks->findChild<QLabel*>("checks_list")->text().contains("B&lt;"));
  QTest::keyClick(asks, Qt::Key_Return);  // Enter goes back to the report
  EXPECT_EQ(accepted.count(), 0);
}

TEST(RevisionDialog, ShowsWhatTheReviewerChanges) {
  QWidget window;
  window.show();
  ReportText before;
  before.findings = QStringLiteral("左肺结节。");
  ReportText now = before;
  now.findings = QStringLiteral("右肺结节。");
  auto* dialog = new RevisionDialog("1", before, RevisionDialog::Kind::kImaging, &window, now);
  const QString html = dialog->findChild<QTextEdit*>("report_revision_text")->toHtml();
  EXPECT_TRUE(html.contains("line-through")) << html.toStdString();
  EXPECT_TRUE(html.contains("underline"));
  delete dialog;
}

}  // namespace
}  // namespace rdc::station
