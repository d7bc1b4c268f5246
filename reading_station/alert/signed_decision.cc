#include "reading_station/alert/signed_decision.h"

#include <utility>

#include <QHBoxLayout>
#include <QLabel>
#include <QPushButton>
#include <QVBoxLayout>

#include "common/ui/named.h"
#include "reading_station/alert/case_words.h"
#include "reading_station/ecg_view/ecg_words.h"

namespace rdc::station {

SignedDecision::SignedDecision(AlertDesk& desk, QWidget* window) : QObject(window), desk_(desk), window_(window) {}

void SignedDecision::ask(const Report& report, GoOn go_on) {
  const bool ends_reading = report.status == v1::REPORT_STATUS_FINAL || report.status == v1::REPORT_STATUS_AMENDED;
  const auto* found = desk_.cases().find_study(report.study_id.toStdString());
  if (!ends_reading || found == nullptr || !is_undecided(*found)) return go_on({});
  if (!dialog_) choose(*found, report, go_on);
}

void SignedDecision::choose(const v1::AlertCase& alert_case, const Report& report, const GoOn& go_on) {
  auto* dialog = new QDialog(window_);
  dialog_ = dialog;
  dialog->setObjectName(QStringLiteral("signed_decision_dialog"));
  dialog->setAttribute(Qt::WA_DeleteOnClose);
  dialog->setWindowTitle(tr("An alarm on this ECG is undecided"));
  auto* title = new QLabel(case_patient_text(alert_case), dialog);
  title->setStyleSheet(QStringLiteral("font-size: 20px; font-weight: bold"));
  auto* reason = new QLabel(words(alert_case.reason()), dialog);
  auto* question =
      new QLabel(tr("Your signature on this report ends the alarm. What does it say of the case?"), dialog);
  for (auto* label : {title, reason, question}) label->setWordWrap(true);
  auto* confirm = ui::named<QPushButton>("signed_decision_confirm", dialog);
  auto* refute = ui::named<QPushButton>("signed_decision_refute", dialog);
  auto* cancel = ui::named<QPushButton>("signed_decision_cancel", dialog);
  confirm->setText(tr("Confirmed…"));
  refute->setText(tr("Refuted…"));
  cancel->setText(tr("Not yet: back to the report"));
  confirm->setProperty("alarms", true);
  for (auto* button : {confirm, refute, cancel}) {
    button->setMinimumHeight(44);
    button->setAutoDefault(false);  // Enter decides nothing
  }
  auto* buttons = new QHBoxLayout;
  buttons->addWidget(cancel);
  buttons->addStretch();
  buttons->addWidget(refute);
  buttons->addWidget(confirm);
  auto* column = new QVBoxLayout(dialog);
  for (auto* label : {title, reason, question}) column->addWidget(label);
  column->addLayout(buttons);
  dialog->setMinimumWidth(620);
  const auto go = [=, this](DecisionDialog::Kind kind) {
    dialog_.clear();
    dialog->close();
    decide(kind, alert_case, report, go_on);
  };
  connect(confirm, &QPushButton::clicked, this, [go] { go(DecisionDialog::Kind::kConfirm); });
  connect(refute, &QPushButton::clicked, this, [go] { go(DecisionDialog::Kind::kRefute); });
  connect(cancel, &QPushButton::clicked, dialog, &QDialog::reject);
  dialog->open();
}

void SignedDecision::decide(DecisionDialog::Kind kind, const v1::AlertCase& alert_case, const Report& report,
                            const GoOn& go_on) {
  auto* dialog = new DecisionDialog(kind, alert_case, window_);
  dialog_ = dialog;
  dialog->leads_to_signature();
  dialog->set_diagnosis(report.impression.trimmed());
  connect(dialog, &DecisionDialog::decided, this, [=, this, case_id = alert_case.case_id()] {
    const auto given = dialog->given();
    const auto verdict =
        kind == DecisionDialog::Kind::kConfirm ? v1::DECISION_VERDICT_CONFIRMED : v1::DECISION_VERDICT_REFUTED;
    door_ = given.door_in ? std::optional(Door{report.study_id, case_id, given}) : std::nullopt;
    dialog_.clear();
    dialog->accept();
    go_on(desk_.request_of(case_id, {verdict, given.diagnosis, given.plan, given.advice, {}}));
  });
  dialog->open();
}

void SignedDecision::report_signed(const QString& study_id) {
  const auto door = std::exchange(door_, std::nullopt);
  if (door && door->study_id == study_id)
    desk_.record_door_in(door->case_id, *door->given.door_in, door->given.door_in_typed);
}

}  // namespace rdc::station
