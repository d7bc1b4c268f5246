// A case on paper and as data, for certification: every point with its source, clock offset and editor.
#pragma once

#include <QByteArray>
#include <QString>

#include "common/base/clock.h"
#include "common/base/result.h"
#include "rdc/v1/alert.pb.h"

namespace rdc::station {

// The contract's message as JSON (protobuf's mapping, UTF-8, indented).
Result<QByteArray> case_json(const v1::AlertCase& alert_case);
// Comma-separated, UTF-8 with a byte-order mark (so that spreadsheets read Chinese): a row for each point, superseded
// ones included, then one for each interval. Column names are English and stable.
QByteArray case_csv(const v1::AlertCase& alert_case);
// A4, in the program's language: patient, alarms, decisions, the chart, all points. Needs a QGuiApplication; any
// thread. kInvalid/FONT_MISSING when no Chinese font is installed.
Result<QByteArray> case_pdf(const v1::AlertCase& alert_case, const QString& centre_name, base::Timestamp now);
// "case-20261126-1403-liuhe": for a file, without patient data.
QString case_file_name(const v1::AlertCase& alert_case);

}  // namespace rdc::station
