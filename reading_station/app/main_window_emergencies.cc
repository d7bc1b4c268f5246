// The window's way to chest-pain cases and critical values.
#include <QPushButton>
#include <QSettings>
#include <QShortcut>
#include <QStackedWidget>
#include <QStatusBar>
#include <QTableView>
#include <QVBoxLayout>

#include "common/ui/tone.h"
#include "reading_station/alert/cases_page.h"
#include "reading_station/app/case_flow.h"
#include "reading_station/app/critical_flow.h"
#include "reading_station/app/main_window.h"
#include "reading_station/critical/overdue_bar.h"
#include "reading_station/critical/register_page.h"

namespace rdc::station {

void MainWindow::show_cases() {
  if (!connection_.logged_in()) return;
  stack_->setCurrentWidget(cases_->page());
  settings_->setValue(QStringLiteral("list"), QStringLiteral("cases"));
  cases_->page()->table()->setFocus();
  retranslate();
}

void MainWindow::show_case_count() {
  const int open = cases_->desk().cases().rowCount();
  cases_button_->setVisible(connection_.logged_in());
  cases_button_->setText(tr("Chest pain: %n (Ctrl+E)", nullptr, open));
  cases_button_->setStyleSheet(open > 0 ? QStringLiteral("font-weight: bold") : QString());
  ui::set_tone(*cases_button_, open > 0 ? ui::Tone::kBad : ui::Tone::kPlain);
}

void MainWindow::wire_critical() {
  stack_->addWidget(critical_->page());
  statusBar()->insertPermanentWidget(2, critical_->button());
  static_cast<QVBoxLayout*>(centralWidget()->layout())->insertWidget(0, critical_->overdue());
  connect(critical_, &CriticalFlow::rang, this, &MainWindow::tell_tray);
  connect(critical_, &CriticalFlow::study_wanted, this, &MainWindow::open_study);
  connect(critical_, &CriticalFlow::page_wanted, this, &MainWindow::show_register);
  connect(critical_->page(), &RegisterPage::back_wanted, this, &MainWindow::show_worklist);
  connect(new QShortcut(Qt::CTRL | Qt::SHIFT | Qt::Key_E, this), &QShortcut::activated, this,
          &MainWindow::show_register);
}

void MainWindow::show_register() {
  if (!connection_.logged_in()) return;
  stack_->setCurrentWidget(critical_->page());
  critical_->overdue()->looked_at();
  critical_->page()->refresh();
  critical_->page()->table()->setFocus();
  retranslate();
}

}  // namespace rdc::station
