// The real window, closed and opened again; every page of it in both themes; and what a screen reader says of it.
#include <algorithm>
#include <cmath>
#include <map>

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
#include "reading_station/app/prefetch.h"
#include "reading_station/app/reading_page.h"
#include "reading_station/viewer/study_viewer.h"
#include "reading_station/worklist/worklist_model.h"
#include "tests/reading_station/app/window_at_work.h"

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
  work.robot.key(work.robot.find("worklist_table"), Qt::Key_E, Qt::ControlModifier);
  work.robot.find("cases_table");
  look("cases");
  work.robot.key(work.robot.find("cases_table"), Qt::Key_W, Qt::ControlModifier);
  work.open_study();
  work.robot.wait_until([&] { return work.window->reading().viewer()->canvas()->image() != nullptr; }, "the image");
  work.robot.settle();
  look("reading");
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

double brightness(const QColor& colour) {
  const auto linear = [](double share) {
    return share <= 0.03928 ? share / 12.92 : std::pow((share + 0.055) / 1.055, 2.4);
  };
  return 0.2126 * linear(colour.redF()) + 0.7152 * linear(colour.greenF()) + 0.0722 * linear(colour.blueF());
}

// Of what is drawn: the colour most of it has is the ground, the one furthest from it the letters. Strokes of one pixel
// are mixed with the ground, so that less is asked for than of the colours themselves (theme_test).
void expect_labels_to_be_seen(QWidget& window, const QString& where) {
  const QImage seen = window.grab().toImage();
  const auto pixel = [scale = seen.devicePixelRatio()](int at) { return static_cast<int>(at * scale); };
  for (QLabel* label : window.findChildren<QLabel*>()) {
    if (!label->isVisible() || label->text().trimmed().isEmpty() || label->window() != &window) continue;
    const QRect at(label->mapTo(&window, QPoint(0, 0)), label->size());
    std::map<QRgb, int> colours;
    for (int y = pixel(at.top()); y < pixel(at.bottom()) && y < seen.height(); ++y)
      for (int x = pixel(at.left()); x < pixel(at.right()) && x < seen.width(); ++x)
        if (x >= 0 && y >= 0) ++colours[seen.pixel(x, y)];
    if (colours.empty()) continue;
    const auto ground = std::max_element(colours.begin(), colours.end(),
                                         [](const auto& a, const auto& b) { return a.second < b.second; });
    const double below = brightness(QColor(ground->first));
    double best = 1;
    for (const auto& [colour, count] : colours) {
      const double it = brightness(QColor(colour));
      best = std::max(best, (std::max(it, below) + 0.05) / (std::min(it, below) + 0.05));
    }
    EXPECT_GE(best, 3.5) << where.toStdString() << ": " << label->objectName().toStdString() << " '"
                         << label->text().toStdString() << "'";
  }
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

}  // namespace
}  // namespace rdc::station
