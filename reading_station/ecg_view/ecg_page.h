// The electrocardiogram of a study: the sheet, its format, speed and gain, and what the device measured.
#pragma once

#include <functional>
#include <memory>

#include <QWidget>

#include "common/ui/ecg_sheet.h"
#include "ecg/recording.h"
#include "reading_station/session/call_runner.h"

class QComboBox;
class QLabel;
class QPushButton;

namespace rdc::station {

// GUI thread only; files are read elsewhere. Borrows the runner.
class EcgPage final : public QWidget {
  Q_OBJECT
 public:
  explicit EcgPage(CallRunner& runner, QWidget* parent = nullptr);

  // Several tracings of one study are kept; the newest is shown first.
  void clear();
  void load_file(const QString& path, const QString& charset_override);
  // In the place of the measurements; a function, so that it changes with the program's language.
  void set_message(std::function<QString()> sentence);
  ui::EcgSheet* sheet() const { return sheet_; }
  std::shared_ptr<const ecg::Recording> recording() const;

 Q_SIGNALS:
  void recording_shown();
  void unreadable(const rdc::Error& error);

 protected:
  void changeEvent(QEvent* event) override;

 private:
  void retranslate();
  void show_current();
  void sync_controls();

  CallRunner& runner_;
  std::vector<std::shared_ptr<const ecg::Recording>> recordings_;
  quint64 generation_ = 0;
  QComboBox* which_;
  QComboBox* format_;
  QComboBox* speed_;
  QComboBox* gain_;
  QPushButton* dark_;
  QLabel* marks_;
  std::function<QString()> message_;
  ui::EcgSheet* sheet_;
};

}  // namespace rdc::station
