// The sheet's controls: which tracing, page, format, speed, gain, filters, view, and whether its millimetres are true.
#pragma once

#include <QStringList>
#include <QWidget>

#include "common/ui/ecg_sheet.h"
#include "reading_station/ecg_view/display_filters.h"

class QAction;
class QComboBox;
class QMenu;
class QPushButton;
class QToolButton;

namespace rdc::station {

// GUI thread only. Borrows the sheet, follows what it shows. Everything has a key (tool tips name it).
class EcgToolbar final : public QWidget {
  Q_OBJECT
 public:
  explicit EcgToolbar(ui::EcgSheet& sheet, QWidget* parent = nullptr);

  void set_tracings(const QStringList& times, int current);
  void set_prior(const QString& label);  // "": there is none
  const DisplayFilters& filters() const { return filters_; }
  bool shows_prior() const;

 Q_SIGNALS:
  void tracing_chosen(int index);
  void filters_changed();
  void prior_toggled();
  void calibration_wanted();

 protected:
  void changeEvent(QEvent* event) override;

 private:
  void build();
  void build_menus();
  void wire();
  void sync();
  void retranslate();

  ui::EcgSheet& sheet_;
  DisplayFilters filters_;
  QString prior_label_;
  QComboBox* which_;
  QPushButton* median_;
  QComboBox* format_;
  QComboBox* speed_;
  QComboBox* gain_;
  QToolButton* filter_button_;
  QToolButton* view_button_;
  QPushButton* prior_;
  QPushButton* truth_;
  QMenu* filter_menu_;
  QMenu* view_menu_;
  QAction* baseline_;
  QAction* muscle_;
  QAction* mains_;
  QAction* cabrera_;
  QAction* marks_;
  QAction* rhythm_v1_;
  QAction* dark_;
  QAction* true_size_;
};

}  // namespace rdc::station
