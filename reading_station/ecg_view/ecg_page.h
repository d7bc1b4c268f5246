// The electrocardiogram of a study: the sheet and what is drawn on it, the machine's findings with their evidence, the
// numbers, and what the reader makes of them.
#pragma once

#include <functional>
#include <memory>

#include <QWidget>

#include "common/ui/ecg_sheet.h"
#include "common/ui/screen_calibration.h"
#include "reading_station/ecg_view/display_filters.h"
#include "reading_station/ecg_view/ecg_analysis.h"
#include "reading_station/ecg_view/overread.h"
#include "reading_station/session/call_runner.h"
#include "reading_station/viewer/stored_object.h"

class QComboBox;
class QLabel;
class QPushButton;
class QScrollArea;
class QSplitter;

namespace rdc::station {

class EcgPanel;
class EcgToolbar;

// GUI thread only; files are read, analysed and filtered elsewhere. Borrows runner and settings.
class EcgPage final : public QWidget {
  Q_OBJECT
 public:
  EcgPage(CallRunner& runner, QSettings& settings, QWidget* parent = nullptr);
  ~EcgPage() override;

  // Several tracings of one study are kept; the newest is shown first. digest: of the file, to which the centre's
  // analysis belongs; "" when there is none.
  void clear();
  void load(const StoredObjectPtr& object, const QString& charset_override, const QString& digest = {});
  void load_file(const QString& path, const QString& charset_override, const QString& digest = {}) {
    load(plain_object(path.toStdString()), charset_override, digest);
  }
  // The centre's own analysis takes the place of this station's.
  void set_central_analysis(const QString& digest, const v1::EcgAnalysis& analysis);
  // Drawn over the median beats and beside the numbers. label: date and place. A null recording takes it away.
  void set_prior(const AnalysedEcg& prior, const QString& label);
  // On the median beats: what an alarm is about, before anything else. Also when its tracing is still on its way.
  void start_with_median();
  void set_writable(bool writable);
  // In the place of the headline; a function, so that it changes with the program's language.
  void set_message(std::function<QString()> sentence);

  ui::EcgSheet* sheet() const { return sheet_; }
  EcgPanel* panel() const { return panel_; }
  EcgToolbar* toolbar() const { return toolbar_; }
  Overread& overread() { return overread_; }
  std::shared_ptr<const ecg::Recording> recording() const;
  // Of the tracing shown; nullptr: none.
  const v1::EcgAnalysis* analysis() const;
  bool analysed_here() const;
  QString digest() const;

 Q_SIGNALS:
  void recording_shown();
  void unreadable(const rdc::Error& error);
  // Statements that stand, one a line; the numbers, the reader's where there are; codes of the statements.
  void report_text(const QString& findings, const QString& impression);

 protected:
  void changeEvent(QEvent* event) override;

 private:
  struct Tracing {
    AnalysedEcg ecg;
    QString digest;
    std::shared_ptr<const v1::EcgAnalysis> central;  // null: not known
  };
  void build();
  void wire();
  void retranslate();
  void show_current();
  void show_picture();
  void show_headline();
  void apply_filters();
  void look_up_calibration();
  void ask_calibration();
  void give_report_text();
  const Tracing* current() const;

  CallRunner& runner_;
  ui::ScreenCalibrations calibrations_;
  Overread overread_;
  std::vector<Tracing> tracings_;
  int shown_ = -1;
  AnalysedEcg prior_;
  QString prior_label_;
  DisplayFilters filters_;
  std::shared_ptr<const ecg::Recording> filtered_;  // of the one shown; null: as recorded
  bool median_first_ = false;
  quint64 generation_ = 0;
  quint64 filter_generation_ = 0;
  EcgToolbar* toolbar_;
  QLabel* headline_;
  QLabel* details_;
  QScrollArea* scroll_;
  ui::EcgSheet* sheet_;
  EcgPanel* panel_;
  QSplitter* splitter_;
  std::function<QString()> message_;
};

}  // namespace rdc::station
