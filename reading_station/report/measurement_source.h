// What a viewer measured, as a report uses it: the report knows no viewer.
#pragma once

#include <QList>
#include <QString>

namespace rdc::station {

struct MeasuredValue {
  QString name;  // as the reader or the tool calls it, e.g. "长径"; may be empty
  double value = 0;
  QString unit;  // "mm", "px", "HU", "°", or "" for a ratio
};

// GUI thread only.
class MeasurementSource {
 public:
  virtual ~MeasurementSource() = default;
  // Of the study being reported, oldest first.
  virtual QList<MeasuredValue> measurements() const = 0;
};

}  // namespace rdc::station
