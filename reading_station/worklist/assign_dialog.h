// To whom an item is given: the readers, a note, and the way to take it back.
#pragma once

#include <vector>

#include <QDialog>

#include "rdc/v1/worklist.pb.h"

class QComboBox;
class QLabel;
class QLineEdit;
class QPushButton;

namespace rdc::station {

// GUI thread only. Delete on close.
class AssignDialog final : public QDialog {
  Q_OBJECT
 public:
  static constexpr int kNoteLimit = 500;  // characters

  AssignDialog(const v1::WorklistItem& item, QWidget* parent);

  // Who can be chosen. The author of a preliminary report that waits for its reviewer cannot.
  void set_readers(const std::vector<v1::WorklistPerson>& readers);
  void set_busy(bool busy);
  void show_problem(const QString& sentence);

 Q_SIGNALS:
  // user_id "": the assignment is lifted.
  void assign_requested(const QString& user_id, const QString& note);

 protected:
  void changeEvent(QEvent* event) override;

 private:
  void refresh();
  void retranslate();

  const v1::WorklistItem item_;
  QLabel* study_;
  QLabel* now_;
  QComboBox* readers_;
  QLineEdit* note_;
  QLabel* problem_;
  QPushButton* lift_;
  QPushButton* cancel_;
  QPushButton* assign_;
  bool busy_ = true;  // until the readers are there
};

}  // namespace rdc::station
