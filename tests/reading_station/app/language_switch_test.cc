// On every page, switching the language leaves no text behind.
#include <algorithm>

#include <gtest/gtest.h>
#include <QAbstractButton>
#include <QAction>
#include <QComboBox>
#include <QDialog>
#include <QLabel>
#include <QLineEdit>
#include <QPlainTextEdit>
#include <QRegularExpression>
#include <QTableView>
#include <QTextEdit>
#include <QToolBar>

#include "tests/reading_station/app/window_at_work.h"

namespace rdc::station {
namespace {

// Every text a person can see or hover over, with where it stands.
QMap<QString, QString> visible_texts(QWidget& window) {
  QMap<QString, QString> all;
  int number = 0;
  const auto add = [&](const QObject* of, const char* what, const QString& text) {
    // The order of widgets does not depend on the language.
    all.insert(QStringLiteral("%1 %2 %3").arg(++number, 4).arg(of->objectName(), QLatin1String(what)), text);
  };
  for (QWidget* widget : window.findChildren<QWidget*>()) {
    // Which tools fit into a bar depends on how long their words are: one in the bar's overflow is seen there.
    if (widget->objectName() == QLatin1String("qt_toolbar_ext_button")) continue;
    const bool tool = qobject_cast<QToolBar*>(widget->parentWidget()) != nullptr;
    if (tool ? !widget->parentWidget()->isVisible() : !widget->isVisible()) continue;
    add(widget, "tool tip", widget->toolTip());
    if (widget->isWindow()) add(widget, "title", widget->windowTitle());
    if (auto* label = qobject_cast<QLabel*>(widget)) add(label, "text", label->text());
    if (auto* button = qobject_cast<QAbstractButton*>(widget)) add(button, "text", button->text());
    if (auto* line = qobject_cast<QLineEdit*>(widget)) add(line, "placeholder", line->placeholderText());
    if (auto* box = qobject_cast<QComboBox*>(widget))
      for (int i = 0; i < box->count(); ++i) add(box, "choice", box->itemText(i));
    if (auto* table = qobject_cast<QTableView*>(widget))
      for (int i = 0; i < table->model()->columnCount(); ++i)
        add(table, "column", table->model()->headerData(i, Qt::Horizontal).toString());
    for (QAction* action : widget->actions()) add(action, "action", action->text());
  }
  return all;
}

// The same in both languages, though it has words: forgotten, unless it is a name or a unit.
QStringList forgotten(WindowAtWork& work) {
  const QRegularExpression word("[A-Za-z]{3,}|[\\x{4E00}-\\x{9FFF}]");
  const QStringList names{"English", QStringLiteral("中文"), "PNG", "HU", "MPR"};
  work.window->use_language("en");
  work.robot.settle();
  const auto english = visible_texts(*work.window);
  work.window->use_language("zh_CN");
  work.robot.settle();
  const auto chinese = visible_texts(*work.window);
  // Said as text: a difference between lists of QString prints as bytes.
  EXPECT_EQ(english.keys().join('\n').toStdString(), chinese.keys().join('\n').toStdString());
  QStringList same;
  for (auto it = english.begin(); it != english.end(); ++it) {
    const QString text = it.value();
    if (text == chinese.value(it.key()) && text.contains(word) && !names.contains(text)) same << it.key() + ": " + text;
  }
  return same;
}

TEST(LanguageSwitch, LeavesNoTextBehindOnAnyPage) {
  testkit::Township township({.programs = RDC_PROGRAMS, .seed = 23});
  send_radiograph(township, 1);
  WindowAtWork work(township);
  const auto expect_only = [&](const char* page, const QStringList& data) {
    QStringList left = forgotten(work);
    // What comes from patients, people and devices is nobody's to translate.
    left.removeIf([&](const QString& text) {
      return std::any_of(data.begin(), data.end(), [&](const QString& known) { return text.contains(known); });
    });
    EXPECT_EQ(left.join('\n').toStdString(), "") << page;
  };
  expect_only("log-in", {"login_title"});
  work.window->use_language("en");
  work.log_in();
  auto* table = work.robot.find<QTableView>("worklist_table");
  work.robot.wait_until([&] { return table->model()->rowCount() == 1; }, "the study");
  const QStringList data{"report_template choice", "worklist_site",   "worklist_modality",
                         "status_person",          "reading_patient", "report_language"};
  expect_only("worklist", data);
  work.robot.click(work.robot.find("worklist_archive"));
  expect_only("archive", data + QStringList{"archive_modality"});
  work.robot.click(work.robot.find("archive_back"));
  work.window->use_language("en");
  work.open_study();
  work.write("typed", "typed");
  work.robot.click(work.robot.find("report_save"));
  work.wait_for_text("report_note", "Draft saved");
  expect_only("reading", data);
  // What opens over the page, and an error said in it.
  work.window->use_language("en");
  work.robot.click(work.robot.find("report_sign"));
  work.robot.type(work.robot.find("secret_new"), "1");
  work.robot.click(work.robot.find("secret_ok"));
  work.wait_for_text("secret_error", "At least 6 characters");
  expect_only("asking for the PIN", data);
  work.wait_for_text("secret_error", QStringLiteral("至少"));
  work.robot.click(work.robot.find("secret_cancel"));
  work.robot.click(work.robot.find("report_preview"));
  auto* preview = work.robot.find<QDialog>("report_preview_dialog");
  expect_only("preview", data);
  preview->close();
  work.robot.click(work.robot.find("report_view_revision"));
  auto* words = work.robot.find<QTextEdit>("report_revision_text");
  work.window->use_language("en");
  work.robot.settle();
  EXPECT_TRUE(words->toPlainText().startsWith("Clinical history")) << words->toPlainText().toStdString();
  work.window->use_language("zh_CN");
  work.robot.settle();
  EXPECT_TRUE(words->toPlainText().startsWith(QStringLiteral("临床病史"))) << words->toPlainText().toStdString();
}

}  // namespace
}  // namespace rdc::station
