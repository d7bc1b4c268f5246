// The centre's answer over everything, until somebody has read it back line by line.
#pragma once

#include <string>
#include <vector>

#include <QFrame>
#include <QTimer>

#include "acquisition_agent/clinic_console/tongue.h"

class QCheckBox;
class QLabel;
class QLineEdit;
class QPushButton;
class QGridLayout;

namespace rdc::console {

// GUI thread only. Shows the oldest answer that still sounds; hidden when there is none.
class AnswerPanel final : public QFrame {
  Q_OBJECT
 public:
  explicit AnswerPanel(QWidget* parent = nullptr);
  void show_view(const v1::ClinicView& view, const Tongue& say);
  bool is_sounding() const { return !answer_id_.empty(); }
  void set_reader(const QString& name);

 Q_SIGNALS:
  void read_back(const std::string& answer_id, const QString& by, const QString& text);

 private:
  void fill(const v1::AnswerLetter& letter, const Tongue& say);
  void update_button();
  void flash();

  std::string answer_id_;
  Language shown_in_ = Language::kChinese;
  int waiting_ = 0;
  QLabel* title_;
  QLabel* patient_;
  QLabel* hint_;
  QGridLayout* lines_;
  std::vector<QCheckBox*> boxes_;
  QLineEdit* reader_;
  QPushButton* done_;
  QTimer flash_;
};

}  // namespace rdc::console
