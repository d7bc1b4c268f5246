// The county's list of critical values (危急值): which findings must be told at once, with its source and version.
#pragma once

#include <string>
#include <vector>

#include "ecg/interpretation/statement.h"
#include "ecg/measurement/measurements.h"

namespace rdc::ecg {

// Limits of one county. The defaults are Zhejiang's list (CLINICAL.md section 4); a county with another list passes its
// own. Rates in 1/min, times in ms.
struct CriticalValueTable {
  std::string name = "浙江省心电图危急值";
  std::string version = "1";
  std::string source = "Zhejiang province, list of critical ECG values";
  double pause_ms = 3000.0;          // RR at least this
  double slow_bpm = 35.0;            // rate below
  double complete_block_bpm = 40.0;  // third-degree block, new or below this
  double ventricular_tachycardia_bpm = 150.0;
  double ventricular_tachycardia_s = 30.0;  // a run of at least this; a shorter tracing full of it counts
  double torsade_qtc_ms = 500.0;  // a ventricular run with QTc of at least this counts as torsade de pointes (K)
  double supraventricular_bpm = 230.0;
  double fibrillation_bpm = 180.0;  // atrial
  double preexcited_rr_ms = 250.0;  // shortest RR in pre-excited AF below this
};

// What of the table the tracing shows, in the table's order. `score` and statements must be in `said`.
std::vector<CriticalValue> critical_values(const Measurements& measured, double seconds, const Interpretation& said,
                                           const CriticalValueTable& table);

}  // namespace rdc::ecg
