// What a report's states are called, in the program's language.
#pragma once

#include <QString>

#include "rdc/v1/report.pb.h"

namespace rdc::station {

// "Final", "Preliminary"…; "No report yet" for UNSPECIFIED.
QString report_status_text(v1::ReportStatus status);
// Of the button that signs it: "Sign final report"…
QString sign_text(v1::ReportStatus status);
// An amendment and a cancellation say why.
bool needs_reason(v1::ReportStatus status);
// Went out under a signature: not a draft.
bool is_signed(v1::ReportStatus status);

}  // namespace rdc::station
