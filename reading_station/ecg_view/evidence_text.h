// Why: a finding's evidence as rich text. Leads are links "lead:V2"; the desk highlights them on the tracing.
#pragma once

#include <QString>

#include "reading_station/ecg_view/findings_model.h"

namespace rdc::station {

// In the program's language; "" for a heading without anything to say.
QString evidence_html(const FindingsModel& model, const QModelIndex& finding);

}  // namespace rdc::station
