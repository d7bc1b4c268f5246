// Words of the ECG desk: values, units, reasons and tiers in the program's language.
#pragma once

#include <QColor>
#include <QString>

#include "rdc/v1/ecg.pb.h"

namespace rdc::station {

// The sentence in the program's language.
QString words(const v1::Words& both);
// "Heart rate", "QTc (Fridericia)"; the contract's own name for what has no other.
QString value_name(const std::string& name);
// "0.21 mV" for 210 uV, "88 ms", "72 /min", "−30°".
QString quantity(double value, const std::string& unit);
QString unit_text(const std::string& unit);
// Why there is no number: "no such wave", "too noisy"…
QString missing_text(const std::string& code);
QString severity_text(const std::string& severity);
QColor severity_colour(const std::string& severity);
QString confidence_text(const std::string& confidence);
// "No sign found" only where signs could be judged.
QString tier_text(v1::EcgTier tier, const v1::EcgScore& score);
QColor tier_colour(v1::EcgTier tier);
QString placement_text(const std::string& fault);
QString lead_fault_text(const std::string& fault);
// "I", "−aVR" as written on the sheet.
QString lead_label(const std::string& lead);

}  // namespace rdc::station
