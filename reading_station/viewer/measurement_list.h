// The measurements of a study as texts with names: what a report template's {measurement} fields are filled from.
#pragma once

#include <QString>
#include <vector>

namespace rdc::station {

// One number that a reader measured, ready to be read by a person. A study's list is in the order of drawing.
struct NamedMeasurement {
  QString name;              // as people say it, in the program's language: "Length 1", "CTR", "L1–L5 Cobb"
  QString key;               // stable, for templates: "length", "angle", "cobb", "ctr", "area", "mean", …
  QString value;             // "12.3"
  QString unit;              // "mm", "°", "HU", "mm²", "px" or "" (a ratio)
  QString caveat;            // why the millimetre is not simply the patient's ("at detector"), or ""
  QString sop_instance_uid;  // of the image it was measured on
  int frame = 0;             // from 0
  QString author;            // "" when it is this reader's own
  bool proposal = false;     // the program's, not yet confirmed by a reader: do not put into a report unasked

  // "12.3 mm (at detector)"
  QString text() const {
    QString words = unit.isEmpty()                ? value
                    : unit == QStringLiteral("°") ? value + unit
                                                  : value + QLatin1Char(' ') + unit;
    if (!caveat.isEmpty()) words += QStringLiteral(" (%1)").arg(caveat);
    return words;
  }
  bool operator==(const NamedMeasurement&) const = default;
};
using MeasurementList = std::vector<NamedMeasurement>;

}  // namespace rdc::station
