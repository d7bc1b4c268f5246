#include "reading_station/alert/case_words.h"

#include <algorithm>

#include <QCoreApplication>

#include "common/ui/tone.h"
#include "reading_station/ecg_view/ecg_words.h"
#include "reading_station/session/qt_text.h"
#include "reading_station/worklist/worklist_model.h"

namespace rdc::station {
namespace {

QString case_word(const char* text) { return QCoreApplication::translate("rdc::station::CaseWords", text); }

}  // namespace

QString case_state_text(v1::AlertState state) {
  switch (state) {
    case v1::ALERT_STATE_RAISED:
      return case_word(QT_TRANSLATE_NOOP("rdc::station::CaseWords", "raised"));
    case v1::ALERT_STATE_DELIVERED:
      return case_word(QT_TRANSLATE_NOOP("rdc::station::CaseWords", "sounding"));
    case v1::ALERT_STATE_ACKNOWLEDGED:
      return case_word(QT_TRANSLATE_NOOP("rdc::station::CaseWords", "acknowledged"));
    case v1::ALERT_STATE_CONFIRMED:
      return case_word(QT_TRANSLATE_NOOP("rdc::station::CaseWords", "CONFIRMED"));
    case v1::ALERT_STATE_REFUTED:
      return case_word(QT_TRANSLATE_NOOP("rdc::station::CaseWords", "refuted"));
    case v1::ALERT_STATE_CLOSED:
      return case_word(QT_TRANSLATE_NOOP("rdc::station::CaseWords", "closed"));
    default:
      return {};
  }
}

QString cause_text(v1::AlertCause cause) {
  switch (cause) {
    case v1::ALERT_CAUSE_SUSPECTED_STEMI:
      return case_word(QT_TRANSLATE_NOOP("rdc::station::CaseWords", "Suspected infarction"));
    case v1::ALERT_CAUSE_CRITICAL_VALUE:
      return case_word(QT_TRANSLATE_NOOP("rdc::station::CaseWords", "Critical value"));
    case v1::ALERT_CAUSE_CHEST_PAIN_ORDER:
      return case_word(QT_TRANSLATE_NOOP("rdc::station::CaseWords", "Chest pain"));
    case v1::ALERT_CAUSE_UNANSWERED_ECG:
      return case_word(QT_TRANSLATE_NOOP("rdc::station::CaseWords", "Emergency ECG without an answer"));
    case v1::ALERT_CAUSE_AGENT_FINDING:
      return case_word(QT_TRANSLATE_NOOP("rdc::station::CaseWords", "Found at the site, ECG on its way"));
    case v1::ALERT_CAUSE_READER:
      return case_word(QT_TRANSLATE_NOOP("rdc::station::CaseWords", "Opened by a reader"));
    default:
      return {};
  }
}

QString plan_text(v1::TreatmentPlan plan) {
  switch (plan) {
    case v1::TREATMENT_PLAN_PRIMARY_PCI:
      return case_word(QT_TRANSLATE_NOOP("rdc::station::CaseWords", "Transfer straight to the catheter laboratory"));
    case v1::TREATMENT_PLAN_LYSIS_THEN_TRANSFER:
      return case_word(QT_TRANSLATE_NOOP("rdc::station::CaseWords", "Lyse now, then transfer"));
    case v1::TREATMENT_PLAN_LYSIS:
      return case_word(QT_TRANSLATE_NOOP("rdc::station::CaseWords", "Lysis without transfer"));
    case v1::TREATMENT_PLAN_TRANSFER:
      return case_word(QT_TRANSLATE_NOOP("rdc::station::CaseWords", "Transfer to the hospital"));
    case v1::TREATMENT_PLAN_OBSERVE:
      return case_word(QT_TRANSLATE_NOOP("rdc::station::CaseWords", "Stay: repeat the ECG, troponin"));
    case v1::TREATMENT_PLAN_TREAT_ON_SITE:
      return case_word(QT_TRANSLATE_NOOP("rdc::station::CaseWords", "Treat where the patient is"));
    case v1::TREATMENT_PLAN_NO_TREATMENT:
      return case_word(QT_TRANSLATE_NOOP("rdc::station::CaseWords", "No acute illness"));
    case v1::TREATMENT_PLAN_DECLINED:
      return case_word(QT_TRANSLATE_NOOP("rdc::station::CaseWords", "Declined by patient or family"));
    case v1::TREATMENT_PLAN_DIED:
      return case_word(QT_TRANSLATE_NOOP("rdc::station::CaseWords", "Died"));
    case v1::TREATMENT_PLAN_OTHER:
      return case_word(QT_TRANSLATE_NOOP("rdc::station::CaseWords", "Other"));
    default:
      return {};
  }
}

QString case_patient_text(const v1::AlertCase& alert_case) {
  const auto& patient = alert_case.patient();
  const QString name = from(patient.name().empty() ? patient.patient_id() : patient.name());
  if (name.isEmpty()) return case_word(QT_TRANSLATE_NOOP("rdc::station::CaseWords", "Unknown patient"));
  return (name + QStringLiteral("  ") + sex_age_text(patient)).trimmed();
}

QString short_tier_text(v1::EcgTier tier) {
  switch (tier) {
    case v1::ECG_TIER_ALARM:
      return case_word(QT_TRANSLATE_NOOP("rdc::station::CaseWords", "ALARM"));
    case v1::ECG_TIER_SUSPECTED:
      return case_word(QT_TRANSLATE_NOOP("rdc::station::CaseWords", "SUSPECTED"));
    case v1::ECG_TIER_WATCH:
      return case_word(QT_TRANSLATE_NOOP("rdc::station::CaseWords", "watch"));
    default:
      return QStringLiteral("—");
  }
}

QColor case_colour(const v1::AlertCase& alert_case) {
  if (alert_case.state() == v1::ALERT_STATE_CONFIRMED) return ui::ground(ui::Signal::kAlarm);
  if (!is_undecided(alert_case)) return ui::ground(ui::Signal::kDone);
  return tier_colour(alert_case.tier());
}

bool is_undecided(const v1::AlertCase& alert_case) {
  return alert_case.merged_into().empty() &&
         (alert_case.state() == v1::ALERT_STATE_RAISED || alert_case.state() == v1::ALERT_STATE_DELIVERED ||
          alert_case.state() == v1::ALERT_STATE_ACKNOWLEDGED);
}

bool is_open_case(const v1::AlertCase& alert_case) {
  return alert_case.merged_into().empty() && alert_case.state() != v1::ALERT_STATE_CLOSED;
}

bool sounds(const v1::AlertCase& alert_case) {
  return is_open_case(alert_case) && alert_case.addressed_to_me() &&
         (alert_case.state() == v1::ALERT_STATE_RAISED || alert_case.state() == v1::ALERT_STATE_DELIVERED);
}

}  // namespace rdc::station
