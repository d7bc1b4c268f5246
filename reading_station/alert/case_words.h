// Words of cases, in the program's language.
#pragma once

#include <QColor>
#include <QString>

#include "rdc/v1/alert.pb.h"

namespace rdc::station {

QString case_state_text(v1::AlertState state);
QString cause_text(v1::AlertCause cause);
QString plan_text(v1::TreatmentPlan plan);
// "王晓民  男 58岁"; "unknown patient" where nothing is known.
QString case_patient_text(const v1::AlertCase& alert_case);
// "ALARM", "SUSPECTED"…: short.
QString short_tier_text(v1::EcgTier tier);
QColor case_colour(const v1::AlertCase& alert_case);
// Somebody still has to answer: not decided, not closed, not merged.
bool is_undecided(const v1::AlertCase& alert_case);
bool is_open_case(const v1::AlertCase& alert_case);
// It must sound at this station: a step that fired names this person and nobody has acknowledged.
bool sounds(const v1::AlertCase& alert_case);

}  // namespace rdc::station
