// Below the tracing: what the machine says and why, the reader's judgements, and the numbers.
#pragma once

#include <functional>
#include <memory>

#include <QWidget>

#include "reading_station/ecg_view/ecg_analysis.h"
#include "reading_station/ecg_view/findings_model.h"
#include "reading_station/ecg_view/measurements_model.h"

class QHBoxLayout;
class QLabel;
class QLayout;
class QPushButton;
class QSplitter;
class QTableView;
class QTabWidget;
class QTextBrowser;
class QTreeView;
class QUrl;

namespace rdc::station {

// GUI thread only. Borrows the overread. Keys in the list of findings: A accept, E edit, R reject (Shift+R with a
// reason), U undo, N a statement of one's own, Delete an own one; in the evidence Tab and Enter go through the leads.
class EcgPanel final : public QWidget {
  Q_OBJECT
 public:
  explicit EcgPanel(Overread& overread, QWidget* parent = nullptr);

  void show(const AnalysedEcg& ecg, std::shared_ptr<const v1::EcgAnalysis> analysis);
  void clear();
  void set_prior(std::shared_ptr<const v1::EcgAnalysis> prior);
  // False: looking only, another person holds the study.
  void set_writable(bool writable);

  FindingsModel* findings() const { return findings_; }
  MeasurementsModel* measurements() const { return measurements_; }
  LeadValuesModel* lead_values() const { return leads_; }
  QTreeView* tree() const { return tree_; }
  QTextBrowser* evidence() const { return evidence_; }
  QTableView* table() const { return table_; }
  QTabWidget* tabs() const { return tabs_; }

 Q_SIGNALS:
  // Leads that a chosen finding, a link or a row of the table is about.
  void leads_chosen(const std::vector<rdc::ecg::Lead>& leads);
  // The reader wants what stands of the statements in the report.
  void report_wanted();

 protected:
  void changeEvent(QEvent* event) override;

 private:
  enum class Act { kAccept, kEdit, kReject, kRejectWithReason, kUndo, kAdd, kRemove };
  void build();
  void build_findings();
  QLayout* build_buttons();
  void wire();
  void retranslate();
  void act(Act what);
  void next_to_judge();
  void finding_chosen(const QModelIndex& finding);
  void follow(const QUrl& link);
  void ask_words(const QString& title, const QString& label, const QString& start,
                 std::function<void(const QString&)> done);
  void ask_statement();
  void refresh_actions();
  void complain(const QString& sentence);

  Overread& overread_;
  FindingsModel* findings_;
  MeasurementsModel* measurements_;
  LeadValuesModel* leads_;
  QTreeView* tree_;
  QTextBrowser* evidence_;
  QTableView* table_;
  QTableView* lead_table_;
  QTabWidget* tabs_;
  QSplitter* splitter_;
  QLabel* note_;
  QPushButton* accept_;
  QPushButton* edit_;
  QPushButton* reject_;
  QPushButton* undo_;
  QPushButton* add_;
  QPushButton* report_;
  bool writable_ = true;
};

}  // namespace rdc::station
