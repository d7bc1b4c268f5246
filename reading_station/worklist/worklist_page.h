// The worklist on the screen: lists and filters above, rows below.
#pragma once

#include <QTimer>
#include <QWidget>

#include "reading_station/worklist/worklist_filter.h"
#include "reading_station/worklist/worklist_model.h"

class QButtonGroup;
class QComboBox;
class QHBoxLayout;
class QLabel;
class QLineEdit;
class QPushButton;
class QSettings;
class QTableView;

namespace rdc::station {

// GUI thread only. Borrows the model. Enter or a double click opens; Ctrl+1 to Ctrl+9 choose a list; Ctrl+T assigns;
// Ctrl+F searches; F5 asks for the list again.
class WorklistPage final : public QWidget {
  Q_OBJECT
 public:
  explicit WorklistPage(WorklistModel& model, QWidget* parent = nullptr);

  QTableView* table() const { return table_; }
  // A sentence beside the counts, e.g. why the list is not live; "" for none.
  void set_notice(const QString& sentence);
  // Whether the list has arrived: an empty one then means that there is nothing.
  void set_listed(bool listed);
  // Selects the item; false when it is not shown.
  bool select(const QString& item_id);
  void choose(WorklistList list);
  // What to take next of the rows that pass the filter: what is_for_me(), the most urgent, of these what comes back to
  // this person (turn_of()), then the one due first.
  // "" when there is none. `except`: the one just left.
  QString next_item(const QString& except = {}) const { return next_items(1, except).value(0); }
  // The same, and what would be taken after it: at most `count` items.
  QStringList next_items(int count, const QString& except = {}) const;
  // The filters as they were left; the search is not kept: a forgotten one would hide emergencies.
  void save_state(QSettings& settings) const;
  void restore_state(const QSettings& settings);

 Q_SIGNALS:
  // Rows, filters or both: what would be taken next may be another.
  void rows_changed();
  void open_requested(const QString& item_id);
  void refresh_requested();
  void assign_requested(const QString& item_id);
  // The whole archive, by patient.
  void archive_requested();

 protected:
  void changeEvent(QEvent* event) override;

 private:
  QHBoxLayout* build_lists();
  void build_filters();
  void wire_filters();
  void build_table();
  void retranslate();
  void refill_choices();
  void update_counts();
  void show_list_counts();
  void show_empty();
  void open_current();
  QString current_item() const;

  WorklistModel& model_;
  WorklistFilter filter_;
  QLineEdit* search_;
  QButtonGroup* lists_;
  QTimer counting_;  // a burst of changes is counted once
  QComboBox* modality_;
  QComboBox* site_;
  QPushButton* open_;
  QPushButton* assign_;
  QPushButton* archive_;
  QPushButton* refresh_;
  QLabel* counts_;
  QLabel* notice_;
  QTableView* table_;
  QLabel* empty_;
  // Chosen before, not among the choices yet: the list has not come.
  QString wanted_modality_, wanted_site_;
  bool listed_ = true;
};

}  // namespace rdc::station
