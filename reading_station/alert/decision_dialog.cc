#include "reading_station/alert/decision_dialog.h"

#include <algorithm>

#include <QComboBox>
#include <QDateTime>
#include <QEvent>
#include <QFormLayout>
#include <QHBoxLayout>
#include <QLabel>
#include <QLineEdit>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QSpinBox>
#include <QTimeEdit>
#include <QVBoxLayout>

#include "common/ui/named.h"
#include "common/ui/tone.h"
#include "reading_station/alert/case_words.h"
#include "reading_station/ecg_view/ecg_words.h"

namespace rdc::station {
namespace {

using ui::named;

constexpr int kDecisionCharacters = 2000;  // alert.proto's limit of typed texts
constexpr int kLeastPinCharacters = 6;

std::vector<v1::TreatmentPlan> plans_of(DecisionDialog::Kind kind) {
  switch (kind) {
    case DecisionDialog::Kind::kConfirm:
      return {v1::TREATMENT_PLAN_PRIMARY_PCI, v1::TREATMENT_PLAN_LYSIS_THEN_TRANSFER, v1::TREATMENT_PLAN_LYSIS,
              v1::TREATMENT_PLAN_TRANSFER, v1::TREATMENT_PLAN_TREAT_ON_SITE};
    case DecisionDialog::Kind::kRefute:
      return {v1::TREATMENT_PLAN_OBSERVE, v1::TREATMENT_PLAN_TREAT_ON_SITE, v1::TREATMENT_PLAN_TRANSFER,
              v1::TREATMENT_PLAN_NO_TREATMENT};
    case DecisionDialog::Kind::kClose:
      break;
  }
  return {v1::TREATMENT_PLAN_PRIMARY_PCI,  v1::TREATMENT_PLAN_LYSIS_THEN_TRANSFER,
          v1::TREATMENT_PLAN_LYSIS,        v1::TREATMENT_PLAN_TRANSFER,
          v1::TREATMENT_PLAN_OBSERVE,      v1::TREATMENT_PLAN_TREAT_ON_SITE,
          v1::TREATMENT_PLAN_NO_TREATMENT, v1::TREATMENT_PLAN_DECLINED,
          v1::TREATMENT_PLAN_DIED,         v1::TREATMENT_PLAN_OTHER};
}

const v1::TimePoint* point_of(const v1::AlertCase& alert_case, v1::PointKind kind) {
  for (const auto& point : alert_case.points()) {
    if (point.kind() == kind && !point.superseded()) return &point;
  }
  return nullptr;
}

}  // namespace

v1::TreatmentPlan plan_for(int diagnosis_to_wire_minutes) {
  return diagnosis_to_wire_minutes > kLongestToWireMinutes ? v1::TREATMENT_PLAN_LYSIS_THEN_TRANSFER
                                                           : v1::TREATMENT_PLAN_PRIMARY_PCI;
}

DecisionDialog::DecisionDialog(Kind kind, const v1::AlertCase& alert_case, QWidget* parent)
    : QDialog(parent),
      kind_(kind),
      case_(alert_case),
      title_(named<QLabel>("decision_title", this)),
      proposal_(named<QLabel>("decision_proposal", this)),
      minutes_label_(named<QLabel>("decision_minutes_label", this)),
      minutes_(named<QSpinBox>("decision_minutes", this)),
      diagnosis_label_(named<QLabel>("decision_diagnosis_label", this)),
      diagnosis_(named<QPlainTextEdit>("decision_diagnosis", this)),
      plan_label_(named<QLabel>("decision_plan_label", this)),
      plan_(named<QComboBox>("decision_plan", this)),
      advice_label_(named<QLabel>("decision_advice_label", this)),
      advice_(named<QPlainTextEdit>("decision_advice", this)),
      door_label_(named<QLabel>("decision_door_label", this)),
      door_(named<QTimeEdit>("decision_door", this)),
      pin_label_(named<QLabel>("decision_pin_label", this)),
      pin_(named<QLineEdit>("decision_pin", this)),
      error_(named<QLabel>("decision_error", this)),
      accept_(named<QPushButton>("decision_accept", this)),
      without_(named<QPushButton>("decision_without_report", this)),
      cancel_(named<QPushButton>("decision_cancel", this)) {
  setObjectName(QStringLiteral("decision_dialog"));
  setAttribute(Qt::WA_DeleteOnClose);
  build();
  fill_plans();
  propose();
  ask_pin(false);
  retranslate();
}

void DecisionDialog::build() {
  for (auto* label : {title_, proposal_, error_}) label->setWordWrap(true);
  title_->setStyleSheet(QStringLiteral("font-size: 20px; font-weight: bold"));
  proposal_->setStyleSheet(QStringLiteral("font-size: 16px"));
  ui::set_tone(*proposal_, ui::Tone::kAttention);
  ui::set_tone(*error_, ui::Tone::kBad);
  for (auto* field : {diagnosis_, advice_}) {
    field->setTabChangesFocus(true);
    field->setFixedHeight(76);
  }
  minutes_->setRange(1, 1000);
  minutes_->setSuffix(QStringLiteral(" min"));
  door_->setDisplayFormat(QStringLiteral("HH:mm"));
  pin_->setEchoMode(QLineEdit::Password);
  accept_->setDefault(true);
  accept_->setMinimumHeight(48);
  without_->hide();
  const bool confirm = kind_ == Kind::kConfirm;
  accept_->setProperty("alarms", confirm);
  accept_->setStyleSheet(confirm ? QStringLiteral("font-size: 18px") : QStringLiteral("font-size: 17px"));
  auto* form = new QFormLayout;
  form->setLabelAlignment(Qt::AlignLeft);
  form->addRow(diagnosis_label_, diagnosis_);
  form->addRow(minutes_label_, minutes_);
  form->addRow(plan_label_, plan_);
  form->addRow(advice_label_, advice_);
  form->addRow(door_label_, door_);
  form->addRow(pin_label_, pin_);
  const bool proposes = confirm && !case_.proposal().known();
  form->setRowVisible(minutes_, proposes);
  form->setRowVisible(advice_, kind_ != Kind::kClose);
  form->setRowVisible(door_, confirm && point_of(case_, v1::POINT_KIND_DOOR_IN) == nullptr);
  proposal_->setVisible(confirm);
  auto* buttons = new QHBoxLayout;
  buttons->addWidget(cancel_);
  buttons->addStretch();
  buttons->addWidget(without_);
  buttons->addWidget(accept_);
  auto* column = new QVBoxLayout(this);
  column->addWidget(title_);
  column->addWidget(proposal_);
  column->addLayout(form);
  column->addWidget(error_);
  column->addLayout(buttons);
  setMinimumWidth(680);
  if (const auto* contact = point_of(case_, v1::POINT_KIND_FIRST_MEDICAL_CONTACT)) {
    const auto& at = contact->has_centre_time() ? contact->centre_time() : contact->at();
    door_->setTime(QDateTime::fromSecsSinceEpoch(at.seconds()).time());
  } else {
    door_->setTime(QDateTime::fromSecsSinceEpoch(case_.opened_at().seconds()).time());
  }
  proposed_door_ = door_->time();
  connect(diagnosis_, &QPlainTextEdit::textChanged, this, &DecisionDialog::judge);
  connect(plan_, &QComboBox::currentIndexChanged, this, &DecisionDialog::judge);
  connect(pin_, &QLineEdit::textChanged, this, &DecisionDialog::judge);
  connect(minutes_, &QSpinBox::valueChanged, this,
          [this](int minutes) { plan_->setCurrentIndex(plan_->findData(static_cast<int>(plan_for(minutes)))); });
  connect(accept_, &QPushButton::clicked, this, &DecisionDialog::decided);
  connect(without_, &QPushButton::clicked, this, &DecisionDialog::decided_without_report);
  connect(cancel_, &QPushButton::clicked, this, &QDialog::reject);
}

void DecisionDialog::fill_plans() {
  const QVariant before = plan_->currentData();
  plan_->clear();
  // Nothing is chosen for the person unless a rule chose it.
  plan_->addItem(QStringLiteral("—"), static_cast<int>(v1::TREATMENT_PLAN_UNSPECIFIED));
  for (const auto plan : plans_of(kind_)) plan_->addItem(plan_text(plan), static_cast<int>(plan));
  plan_->setCurrentIndex(std::max(0, plan_->findData(before)));
}

void DecisionDialog::propose() {
  if (kind_ != Kind::kConfirm) return;
  if (case_.proposal().known())
    plan_->setCurrentIndex(std::max(0, plan_->findData(static_cast<int>(case_.proposal().plan()))));
}

void DecisionDialog::set_diagnosis(const QString& text) { diagnosis_->setPlainText(text); }

void DecisionDialog::ask_pin(bool wanted) {
  asks_pin_ = wanted;
  pin_->setVisible(wanted);
  pin_label_->setVisible(wanted);
  judge();
}

void DecisionDialog::leads_to_signature() {
  leads_to_signature_ = true;
  retranslate();
}

DecisionDialog::Given DecisionDialog::given() const {
  Given out;
  out.diagnosis = diagnosis_->toPlainText().trimmed().left(kDecisionCharacters);
  out.plan = static_cast<v1::TreatmentPlan>(plan_->currentData().toInt());
  out.advice = advice_->toPlainText().trimmed().left(kDecisionCharacters);
  out.pin = pin_->text();
  if (!door_->isHidden()) out.door_in = door_->time();
  out.door_in_typed = out.door_in && *out.door_in != proposed_door_;
  return out;
}

void DecisionDialog::judge() {
  const Given now = given();
  const bool needs_words =
      kind_ != Kind::kClose || now.plan == v1::TREATMENT_PLAN_OTHER || now.plan == v1::TREATMENT_PLAN_DECLINED;
  const bool complete = now.plan != v1::TREATMENT_PLAN_UNSPECIFIED && (!needs_words || !now.diagnosis.isEmpty());
  accept_->setEnabled(!busy_ && complete && (!asks_pin_ || now.pin.size() >= kLeastPinCharacters));
  without_->setEnabled(!busy_ && complete);
}

void DecisionDialog::complain(const QString& sentence) {
  set_busy(false);
  error_->setText(sentence);
  without_->setVisible(kind_ == Kind::kConfirm);
  pin_->selectAll();
  pin_->setFocus();
}

void DecisionDialog::set_busy(bool busy) {
  busy_ = busy;
  if (busy) error_->clear();
  judge();
}

void DecisionDialog::retranslate() {
  switch (kind_) {
    case Kind::kConfirm:
      setWindowTitle(tr("Confirm"));
      title_->setText(tr("STEMI confirmed: %1").arg(case_patient_text(case_)));
      accept_->setText(tr("Activate the green channel"));
      diagnosis_label_->setText(tr("Diagnosis"));
      plan_label_->setText(tr("Plan"));
      break;
    case Kind::kRefute:
      setWindowTitle(tr("Refute"));
      title_->setText(tr("No infarction: %1").arg(case_patient_text(case_)));
      accept_->setText(tr("Refute"));
      diagnosis_label_->setText(tr("Why, and what it is"));
      plan_label_->setText(tr("What to do"));
      break;
    case Kind::kClose:
      setWindowTitle(tr("Close the case"));
      title_->setText(tr("Close the case: %1").arg(case_patient_text(case_)));
      accept_->setText(tr("Close the case"));
      diagnosis_label_->setText(tr("Note"));
      plan_label_->setText(tr("What was done"));
      break;
  }
  if (leads_to_signature_) accept_->setText(tr("Next: sign the report"));
  const auto& proposal = case_.proposal();
  proposal_->setText(proposal.known()
                         ? tr("Diagnosis to wire expected in %1 min (%2 min of travel): %3")
                               .arg(proposal.diagnosis_to_wire_minutes())
                               .arg(proposal.travel_minutes())
                               .arg(words(proposal.why()))
                         : tr("The travel time from this site is not configured: type how long diagnosis to wire will "
                              "take. More than %1 min: lyse, then transfer.")
                               .arg(kLongestToWireMinutes));
  minutes_label_->setText(tr("Diagnosis to wire"));
  minutes_->setAccessibleName(minutes_label_->text());
  advice_label_->setText(tr("Words to the clinic"));
  door_label_->setText(tr("Door in, at the site"));
  pin_label_->setText(tr("Signing PIN"));
  without_->setText(tr("Go on without a signed report"));
  cancel_->setText(tr("Cancel"));
  fill_plans();
}

void DecisionDialog::changeEvent(QEvent* event) {
  if (event->type() == QEvent::LanguageChange) retranslate();
  QDialog::changeEvent(event);
}

}  // namespace rdc::station
