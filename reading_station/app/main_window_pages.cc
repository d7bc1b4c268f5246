// Which page the window shows, and how a study gets onto it.
#include <QLabel>
#include <QSettings>
#include <QStackedWidget>
#include <QTableView>

#include "reading_station/alert/cases_page.h"
#include "reading_station/app/batch_page.h"
#include "reading_station/app/case_flow.h"
#include "reading_station/app/main_window.h"
#include "reading_station/app/reading_page.h"
#include "reading_station/session/qt_text.h"
#include "reading_station/worklist/archive_page.h"
#include "reading_station/worklist/worklist_page.h"

namespace rdc::station {

void MainWindow::open_item(const QString& item_id) {
  const v1::WorklistItem* item = model_->find(item_id);
  if (item == nullptr) return;
  stack_->setCurrentWidget(reading_);
  reading_->open(*item);
  retranslate();
}

void MainWindow::open_next() {
  if (!connection_.logged_in()) return;
  const QWidget* shown = stack_->currentWidget();
  if (shown != worklist_ && shown != reading_) return;
  const QString next = worklist_->next_item(reading_->item_id());
  // The one being read stays: nothing is lost by asking.
  if (next.isEmpty()) return hint_->setText(tr("Nothing waits to be read that passes the worklist's filter."));
  worklist_->select(next);
  open_item(next);
}

void MainWindow::open_study(const QString& study_id) {
  const v1::WorklistItem* item = model_->find_study(study_id);
  wanted_study_ = item == nullptr ? study_id : QString();
  if (item == nullptr || (reading_->has_study() && reading_->study_id() == study_id)) {
    if (item != nullptr) stack_->setCurrentWidget(reading_);
    return retranslate();
  }
  open_item(from(item->item_id()));
}

void MainWindow::show_batch() {
  if (!connection_.logged_in() || stack_->currentWidget() != worklist_) return;
  std::vector<v1::WorklistItem> items;
  for (int row = 0; row < model_->rowCount(); ++row) items.push_back(model_->at(row));
  stack_->setCurrentWidget(batch_page_);
  batch_page_->begin(items);
  retranslate();
}

void MainWindow::show_worklist() {
  reading_->close();
  stack_->setCurrentWidget(worklist_);
  settings_->setValue(QStringLiteral("list"), QStringLiteral("worklist"));
  worklist_->table()->setFocus();
  retranslate();
}

// Back to where the study came from.
void MainWindow::leave_study() {
  const bool viewed = reading_->has_study() && reading_->item_id().isEmpty();
  reading_->close();
  viewed ? show_archive() : show_worklist();
}

void MainWindow::show_archive() {
  if (!connection_.logged_in()) return;
  reading_->close();
  stack_->setCurrentWidget(archive_);
  archive_->found().rowCount() > 0 ? archive_->table()->setFocus() : archive_->focus_search();
  retranslate();
}

void MainWindow::view_archived(const v1::StudySummary& study) {
  stack_->setCurrentWidget(reading_);
  reading_->view(study);
  retranslate();
}

}  // namespace rdc::station
