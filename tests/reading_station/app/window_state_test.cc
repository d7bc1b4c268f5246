// The real window, closed and opened again; every page of it in both themes; and what a screen reader says of it.
#include <gtest/gtest.h>
#include <QAbstractButton>
#include <QAction>
#include <QComboBox>
#include <QDialog>
#include <QHeaderView>
#include <QLabel>
#include <QLineEdit>
#include <QSettings>
#include <QSplitter>
#include <QTableView>
#include <QTest>

#include "common/ui/tone.h"
#include "reading_station/app/accessible_names.h"
#include "reading_station/app/image_place.h"
#include "reading_station/app/prefetch.h"
#include "reading_station/app/reading_page.h"
#include "reading_station/viewer/study_viewer.h"
#include "reading_station/worklist/worklist_model.h"
#include "tests/reading_station/app/window_at_work.h"
#include "tests/reading_station/seen.h"

namespace rdc::station {
namespace {

class Window : public ::testing::Test {
 protected:
  static void SetUpTestSuite() {
    township_ = std::make_unique<testkit::Township>(testkit::Township::Options{.programs = RDC_PROGRAMS, .seed = 41});
    send_radiograph(*township_, 1);
    send_radiograph(*township_, 2);
  }
  static void TearDownTestSuite() { township_.reset(); }
  void SetUp() override { work = std::make_unique<WindowAtWork>(*township_); }
  void TearDown() override { apply_theme(*qApp, Theme::kDark); }
  void log_in(int studies = 2) {
    work->log_in();
    auto* table = work->robot.find<QTableView>("worklist_table");
    work->robot.wait_until([&] { return table->model()->rowCount() == studies; }, "the worklist");
  }
  void wait_for_image() {
    work->robot.wait_until([&] { return work->window->reading().viewer()->canvas()->image() != nullptr; }, "the image");
  }
  static std::unique_ptr<testkit::Township> township_;
  std::unique_ptr<WindowAtWork> work;
};
std::unique_ptr<testkit::Township> Window::township_;

TEST_F(Window, IsAfterARestartAsItWasLeft) {
  log_in();
  auto* table = work->robot.find<QTableView>("worklist_table");
  auto* modality = work->robot.find<QComboBox>("worklist_modality");
  work->robot.click(work->robot.find("worklist_list_all"));
  modality->setCurrentIndex(modality->findData("DX"));
  work->robot.find<QLineEdit>("worklist_search")->setText("nobody of this name");
  table->horizontalHeader()->moveSection(0, 3);
  table->setColumnWidth(WorklistModel::kSite, 231);
  table->sortByColumn(WorklistModel::kPatient, Qt::DescendingOrder);
  work->window->use_language("zh_CN");
  work->window->use_theme(Theme::kLight);
  work->window->setGeometry(60, 70, 1333, 777);
  work->robot.find<QLineEdit>("worklist_search")->clear();
  work->open_study();
  auto* splitter = work->window->reading().splitter();
  splitter->setSizes({800, 500});
  work->robot.settle();
  const auto sizes = splitter->sizes();
  const auto geometry = work->window->geometry();

  work->reopen();
  EXPECT_EQ(work->window->geometry(), geometry);
  EXPECT_EQ(work->language.current(), "zh_CN");
  EXPECT_FALSE(ui::is_dark_theme());
  EXPECT_EQ(work->text_of("login_user_name"), "li");
  log_in();
  table = work->robot.find<QTableView>("worklist_table");
  EXPECT_TRUE(work->robot.find<QAbstractButton>("worklist_list_all")->isChecked());
  EXPECT_EQ(work->robot.find<QComboBox>("worklist_modality")->currentData().toString(), "DX");
  EXPECT_EQ(work->text_of("worklist_search"), "")
      << "a forgotten search hides emergencies, and names a patient on disk";
  EXPECT_EQ(table->horizontalHeader()->visualIndex(0), 3);
  EXPECT_EQ(table->columnWidth(WorklistModel::kSite), 231);
  EXPECT_EQ(table->horizontalHeader()->sortIndicatorSection(), WorklistModel::kPatient);
  EXPECT_EQ(table->horizontalHeader()->sortIndicatorOrder(), Qt::DescendingOrder);
  const auto patient = [&](int row) { return table->model()->index(row, WorklistModel::kPatient).data().toString(); };
  EXPECT_GE(patient(0), patient(1)) << "sorted, not only marked so";
  work->open_study();
  work->robot.settle();
  EXPECT_EQ(work->window->reading().splitter()->sizes(), sizes);
}

TEST_F(Window, ComesBackToTheListThatWasLastLookedAt) {
  log_in();
  work->robot.key(work->robot.find("worklist_table"), Qt::Key_E, Qt::ControlModifier);
  work->robot.find("cases_table");
  work->reopen();
  work->log_in();
  work->robot.find("cases_table");
  EXPECT_FALSE(work->robot.visible("worklist_table"));
}

TEST_F(Window, FetchesWhatWouldBeTakenNext) {
  const auto catalog = township_->county().router_catalog();
  ASSERT_TRUE(catalog);
  const auto count = [&](const char* what) { return (*catalog)->number(what).value_or(-1); };
  constexpr const char* kAhead = "SELECT count(*) FROM audit_event WHERE action = 'study.read' AND detail = 'ahead'";
  constexpr const char* kOpened = "SELECT count(*) FROM audit_event WHERE action = 'study.read' AND detail = ''";
  constexpr const char* kObjects = "SELECT count(*) FROM audit_event WHERE action = 'study.object'";
  constexpr const char* kClaims = "SELECT count(*) FROM audit_event WHERE action LIKE 'worklist.claim%'";
  const auto ahead = count(kAhead), claims = count(kClaims), opened = count(kOpened);
  QStringList here;
  QObject::connect(&work->window->prefetch(), &Prefetch::study_here, work->window.get(),
                   [&](const QString& study) { here << study; });
  log_in();
  work->robot.wait_until([&] { return here.size() == 2; }, "both studies in the cache");
  EXPECT_EQ(count(kAhead), ahead + 2);
  EXPECT_EQ(count(kClaims), claims) << "nothing is claimed";
  EXPECT_EQ(count(kOpened), opened) << "nothing is opened";
  const auto objects = count(kObjects);
  work->open_study();
  wait_for_image();
  EXPECT_EQ(count(kObjects), objects) << "it was here";
  EXPECT_EQ(count(kOpened), opened + 1) << "opened is opened";
}

// A draft of a crashed station: the person's own next log-in opens it, and nobody else's.
TEST_F(Window, WhatWasTypedBeforeACrashIsThereForItsAuthorAlone) {
  log_in();
  work->open_study();
  const QString item = work->window->reading().item_id();
  township_->county().router().kill_now();
  work->wait_for_text("status_link", "No connection");
  work->write(QStringLiteral("右肺上叶见磨玻璃结节。"), QStringLiteral("右肺上叶结节。"));
  work->robot.wait_until([&] { return work->kept_drafts() == 1; }, "the text on this station's disk");
  work->crash();
  ASSERT_TRUE(township_->county().router().start());
  log_in();
  auto* table = work->robot.find<QTableView>("worklist_table");
  for (int row = 0; row < table->model()->rowCount(); ++row) {
    if (table->model()->index(row, 0).data(WorklistModel::kItemRole).toString() == item) table->selectRow(row);
  }
  work->robot.key(table, Qt::Key_Return);
  work->robot.wait_until(
      [&] { return work->robot.visible("report_findings") && !work->text_of("report_findings").isEmpty(); },
      "the text of before the crash");
  EXPECT_EQ(work->text_of("report_findings"), QStringLiteral("右肺上叶见磨玻璃结节。"));
}

struct Unnamed {
  QStringList widgets;
  int seen = 0;
};
void look_for_unnamed(Unnamed& found) {
  for (QWidget* widget : QApplication::allWidgets()) {
    if (!widget->isVisible() || !is_interactive(*widget)) continue;
    ++found.seen;
    if (accessible_name_of(*widget).isEmpty())
      found.widgets << QStringLiteral("%1 '%2' in '%3'")
                           .arg(QLatin1String(widget->metaObject()->className()), widget->objectName(),
                                widget->parentWidget() != nullptr ? widget->parentWidget()->objectName() : QString());
  }
}

// Those of an open study.
void visit_dialogs(WindowAtWork& work, const std::function<void(const char* page)>& look) {
  work.robot.click(work.robot.find("reading_assign"));
  auto* readers = work.robot.find<QComboBox>("assign_readers");
  work.robot.wait_until([&] { return readers->isEnabled(); }, "the readers");
  look("assign");
  work.robot.click(work.robot.find("assign_cancel"));
  work.robot.click(work.robot.find("critical_notify"));
  auto* entry = work.robot.find<QComboBox>("notice_entry");
  work.robot.wait_until([&] { return entry->count() > 2; }, "the county's list");
  look("critical");
  work.robot.click(work.robot.find("notice_cancel"));
}

// Goes through every page, and calls `look` with its name.
void visit_pages(WindowAtWork& work, const std::function<void(const char* page)>& look) {
  look("log-in");
  work.log_in();
  auto* table = work.robot.find<QTableView>("worklist_table");
  work.robot.wait_until([&] { return table->model()->rowCount() > 0; }, "the worklist");
  look("worklist");
  work.robot.key(table, Qt::Key_N, Qt::ControlModifier | Qt::ShiftModifier);
  work.robot.find("batch_page");
  look("batch");
  work.robot.click(work.robot.find("batch_back"));
  work.robot.click(work.robot.find("worklist_archive"));
  work.robot.type(work.robot.find("archive_name"), QStringLiteral("a"));
  work.robot.click(work.robot.find("archive_search"));
  look("archive");
  work.robot.click(work.robot.find("archive_back"));
  work.robot.click(work.robot.find("status_critical"));
  work.robot.find("register_page");
  look("register");
  work.robot.click(work.robot.find("register_back"));
  work.robot.key(work.robot.find("worklist_table"), Qt::Key_E, Qt::ControlModifier);
  work.robot.find("cases_table");
  look("cases");
  work.robot.key(work.robot.find("cases_table"), Qt::Key_W, Qt::ControlModifier);
  work.open_study();
  work.robot.wait_until([&] { return work.window->reading().viewer()->canvas()->image() != nullptr; }, "the image");
  work.robot.settle();
  look("reading");
  visit_dialogs(work, look);
  work.write("typed", "typed");
  work.robot.click(work.robot.find("report_sign"));
  work.robot.find("secret_dialog");
  look("PIN");
  work.robot.click(work.robot.find("secret_cancel"));
  work.robot.click(work.robot.find("report_preview"));
  auto* preview = work.robot.find<QDialog>("report_preview_dialog");
  look("preview");
  preview->close();
}

TEST_F(Window, EveryInteractiveWidgetHasANameForAScreenReader) {
  Unnamed found;
  visit_pages(*work, [&](const char* page) {
    work->robot.settle();
    const auto before = found.widgets.size();
    look_for_unnamed(found);
    for (auto i = before; i < found.widgets.size(); ++i)
      ADD_FAILURE() << page << ": " << found.widgets[i].toStdString();
  });
  EXPECT_GT(found.seen, 100);
}

// With RDC_SCREENSHOTS set the pictures are kept there.
TEST_F(Window, EveryPageIsThereInBothThemesAndImagesStayOnBlack) {
  visit_pages(*work, [&](const char* page) {
    for (const Theme theme : {Theme::kLight, Theme::kDark}) {
      work->window->use_theme(theme);
      work->robot.settle();
      const QImage seen = work->window->grab().toImage();
      work->robot.picture(work->window.get(), QStringLiteral("theme-%1-%2").arg(name_of(theme), QLatin1String(page)));
      if (auto* dialog = QApplication::activeModalWidget())
        work->robot.picture(dialog, QStringLiteral("theme-%1-%2-dialog").arg(name_of(theme), QLatin1String(page)));
      expect_labels_to_be_seen(*work->window, QLatin1String(page) + QLatin1Char(' ') + name_of(theme));
      if (auto* dialog = QApplication::activeModalWidget())
        expect_labels_to_be_seen(*dialog, QLatin1String(page) + QStringLiteral(" dialog ") + name_of(theme));
      // The status bar is on every page: its ground is the theme's.
      const QColor bar = seen.pixelColor(3, seen.height() - 3);
      EXPECT_EQ(bar.lightness() < 128, theme == Theme::kDark) << page;
      auto& viewer = *work->window->reading().viewer();
      if (!viewer.isVisible()) continue;
      const QImage images = viewer.canvas()->grab().toImage();
      // At the edge, beside the image and clear of the texts in the corners.
      EXPECT_EQ(images.pixelColor(1, images.height() * 2 / 5), QColor(Qt::black))
          << page << ' ' << name_of(theme).toStdString();
    }
  });
}

// A reader's own monitor, and the smallest that a county hospital has beside it.
TEST_F(Window, EveryButtonIsWholeOnASmallScreenInBothLanguages) {
  visit_pages(*work, [&](const char* page) {
    if (QApplication::activeModalWidget() != nullptr) return;
    for (const QSize size : {QSize(1280, 800), QSize(1680, 1000)}) {
      for (const char* language : {"zh_CN", "en"}) {
        work->window->use_language(QLatin1String(language));
        work->window->resize(size);
        work->robot.settle();
        const QString where =
            QStringLiteral("%1-%2-%3").arg(QLatin1String(page), QLatin1String(language)).arg(size.width());
        EXPECT_EQ(work->window->width(), size.width()) << where.toStdString() << ": it wants more than there is";
        expect_buttons_to_be_whole(*work->window, where);
        work->robot.picture(work->window.get(), QStringLiteral("fit-") + where);
      }
    }
  });
}

TEST_F(Window, OnTheOtherScreenTheImagesSayWhoseTheyAre) {
  log_in();
  work->window->image_place().set_wanted(true);
  QWidget* images = work->window->image_place().window();
  ASSERT_NE(images, nullptr);
  work->open_study();
  wait_for_image();
  work->robot.settle();
  const QString patient = work->text_of("reading_patient");
  EXPECT_TRUE(images->windowTitle().startsWith(patient)) << images->windowTitle().toStdString();
  EXPECT_TRUE(work->window->reading().viewer()->isVisible());
  EXPECT_EQ(work->window->reading().viewer()->window(), images);
  for (const Theme theme : {Theme::kLight, Theme::kDark}) {
    work->window->use_theme(theme);
    work->robot.settle();
    const QString where = QStringLiteral("screens-") + name_of(theme);
    work->robot.picture(images, where + QStringLiteral("-images"));
    work->robot.picture(work->window.get(), where + QStringLiteral("-report"));
    expect_labels_to_be_seen(*images, where);
    expect_buttons_to_be_whole(*images, where);
  }
  work->robot.click(work->robot.find("reading_back"));
  EXPECT_FALSE(images->windowTitle().contains(patient)) << "nobody's any more";
  work->window->image_place().set_wanted(false);
}

}  // namespace
}  // namespace rdc::station
