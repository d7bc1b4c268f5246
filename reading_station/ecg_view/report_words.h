// The numbers as a report says them: the reader's where they corrected the machine.
#pragma once

#include <QString>

#include "reading_station/ecg_view/overread.h"

namespace rdc::station {

// "Heart rate 72 /min, PR 160 ms, QRS 92 ms, QT/QTc 400/410 ms (Fridericia), axis 45°". What was not measured is left
// out.
QString measurement_sentence(const v1::EcgAnalysis& analysis, const Overread& overread);

}  // namespace rdc::station
