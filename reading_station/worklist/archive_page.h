// The archive by patient on the screen: conditions above, what was found below, page after page.
#pragma once

#include <functional>

#include <QWidget>

#include "common/base/clock.h"
#include "common/base/result.h"
#include "rdc/v1/study.pb.h"
#include "reading_station/worklist/found_studies_model.h"

class QComboBox;
class QDateEdit;
class QLabel;
class QLineEdit;
class QPushButton;
class QTableView;

namespace rdc::station {

// GUI thread only. Enter in a field searches; Enter or a double click on a row opens the study to be looked at; Esc
// goes back.
class ArchivePage final : public QWidget {
  Q_OBJECT
 public:
  // Borrows clock: the dates begin with the year behind us.
  explicit ArchivePage(const base::Clock& clock, QWidget* parent = nullptr);

  FoundStudiesModel& found() { return found_; }
  QTableView* table() const { return table_; }
  // The answer to the last search_requested().
  void show_page(const v1::SearchStudiesReply& reply);
  void show_problem(const Error& error);
  // What was searched and found is nobody else's business: another person logs in.
  void forget();
  void focus_search();

 Q_SIGNALS:
  void search_requested(const rdc::v1::SearchStudiesRequest& request);
  void open_requested(const rdc::v1::StudySummary& study);
  void close_requested();

 protected:
  void changeEvent(QEvent* event) override;

 private:
  void build();
  void build_table();
  void search();
  void more();
  void open_current();
  void refresh();
  void retranslate();
  v1::SearchStudiesRequest request() const;

  const base::Clock& clock_;
  FoundStudiesModel found_;
  QPushButton* back_;
  QLineEdit* name_;
  QLineEdit* patient_id_;
  QLineEdit* accession_;
  QPushButton* dated_;  // whether the dates are a condition
  QDateEdit* from_;
  QDateEdit* to_;
  QComboBox* modality_;
  QPushButton* search_;
  QLabel* state_;
  QTableView* table_;
  QPushButton* more_;
  QPushButton* open_;
  v1::SearchStudiesRequest asked_;
  QString next_page_;
  std::function<QString()> sentence_;
  bool busy_ = false;
};

}  // namespace rdc::station
