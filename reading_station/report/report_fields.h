// Fields in a report's text: {长径} takes a measurement, {左|右} is a choice. Pure; any thread.
#pragma once

#include <optional>

#include <QStringList>

#include "reading_station/report/measurement_source.h"

namespace rdc::station {

struct TextField {
  int begin = 0;   // of the opening brace
  int length = 0;  // both braces included
  QString inside;

  // Of a choice; empty for one that is filled in.
  QStringList choices() const;
};

// The innermost fields in order; also runs of three and more underscores, which old templates use.
QList<TextField> fields_of(const QString& text);
// The first one at or behind `from`, else the first of all.
std::optional<TextField> next_field(const QString& text, int from);
// Millimetres and degrees with one decimal, Hounsfield units with none, ratios with two: what the tools resolve.
QString measured_text(const MeasuredValue& value);
// Puts in what was measured: by name, case ignored, the newest where a name occurs twice; {测量} and {measurement} take
// the newest of all. What has no measurement stays a field.
QString fill_fields(const QString& text, const QList<MeasuredValue>& measured);

}  // namespace rdc::station
