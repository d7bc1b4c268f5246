// What the viewer measured, for the report's fields.
#pragma once

#include "reading_station/app/annotation_desk.h"
#include "reading_station/report/measurement_source.h"

namespace rdc::station {

// GUI thread only. Borrows the desk. The reader's own numbers alone: another's, or the program's proposal, is not
// written into a report unasked.
class ViewerMeasurements final : public MeasurementSource {
 public:
  explicit ViewerMeasurements(const AnnotationDesk& desk) : desk_(desk) {}

  QList<MeasuredValue> measurements() const override {
    QList<MeasuredValue> values;
    for (const NamedMeasurement& one : desk_.measurements()) {
      bool is_number = false;
      const double value = one.value.toDouble(&is_number);
      if (is_number && one.author.isEmpty() && !one.proposal) values.push_back({one.name, value, one.unit});
    }
    return values;
  }

 private:
  const AnnotationDesk& desk_;
};

}  // namespace rdc::station
