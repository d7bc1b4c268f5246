// The three things a cardiologist does with a case: confirm and start the green channel, refute, close. One dialog, one
// action.
#pragma once

#include <functional>
#include <optional>

#include <QDialog>
#include <QTime>

#include "rdc/v1/alert.pb.h"

class QComboBox;
class QLabel;
class QLineEdit;
class QPlainTextEdit;
class QPushButton;
class QSpinBox;
class QTimeEdit;

namespace rdc::station {

// Expected diagnosis to wire above this: lyse, then transfer (CLINICAL.md section 2).
inline constexpr int kLongestToWireMinutes = 120;
// PRIMARY_PCI or LYSIS_THEN_TRANSFER.
v1::TreatmentPlan plan_for(int diagnosis_to_wire_minutes);

// GUI thread only; to be opened, not executed.
class DecisionDialog final : public QDialog {
  Q_OBJECT
 public:
  enum class Kind { kConfirm, kRefute, kClose };

  DecisionDialog(Kind kind, const v1::AlertCase& alert_case, QWidget* parent = nullptr);

  void set_diagnosis(const QString& text);
  // A PIN is asked for, because a preliminary report is signed with it. Not before the reader has a key.
  void ask_pin(bool wanted);

  // What is given here goes out with a signature that is asked for next.
  void leads_to_signature();

  struct Given {
    QString diagnosis;  // why not, when refuting; a note, when closing
    v1::TreatmentPlan plan = v1::TREATMENT_PLAN_UNSPECIFIED;
    QString advice;
    QString pin;
    std::optional<QTime> door_in;  // for the clock of door in, door out
    bool door_in_typed = false;    // not: it is as the dialog proposed it
  };
  Given given() const;
  // The signature or the router said no: the dialog stays, with the reason.
  void complain(const QString& sentence);
  void set_busy(bool busy);

 Q_SIGNALS:
  void decided();
  // The report could not be signed: go on without it.
  void decided_without_report();

 protected:
  void changeEvent(QEvent* event) override;

 private:
  void build();
  void propose();
  void fill_plans();
  void judge();
  void retranslate();

  const Kind kind_;
  const v1::AlertCase case_;
  QLabel* title_;
  QLabel* proposal_;
  QLabel* minutes_label_;
  QSpinBox* minutes_;
  QLabel* diagnosis_label_;
  QPlainTextEdit* diagnosis_;
  QLabel* plan_label_;
  QComboBox* plan_;
  QLabel* advice_label_;
  QPlainTextEdit* advice_;
  QLabel* door_label_;
  QTimeEdit* door_;
  QTime proposed_door_;
  QLabel* pin_label_;
  QLineEdit* pin_;
  QLabel* error_;
  QPushButton* accept_;
  QPushButton* without_;
  QPushButton* cancel_;
  bool asks_pin_ = false;
  bool leads_to_signature_ = false;
  bool busy_ = false;
};

}  // namespace rdc::station
