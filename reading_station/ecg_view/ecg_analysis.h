// One electrocardiogram analysed on this station: what the sheet draws, and the machine's view of it in the contract's
// words. The router's analysis is authoritative where there is one; this one draws the median beats, and stands in
// while the router cannot be asked.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "common/base/result.h"
#include "common/ui/median_painting.h"
#include "ecg/measurement/measurements.h"
#include "ecg/recording.h"
#include "rdc/v1/ecg.pb.h"
#include "reading_station/viewer/stored_object.h"

namespace rdc::station {

// Values; what they point to never changes.
struct AnalysedEcg {
  std::shared_ptr<const ecg::Recording> recording;    // as recorded
  std::shared_ptr<const ecg::Measurements> measured;  // null when the tracing cannot be measured
  std::shared_ptr<const v1::EcgAnalysis> analysis;    // never null; `unreadable_reason` says why nothing was measured
  std::vector<ui::StThreshold> thresholds;            // the definition's, for this person's age and sex
};

// Some ten milliseconds for 10 s; any thread.
AnalysedEcg analyse_here(ecg::Recording recording);
// Any format the ECG library reads. charset_override: as ecg::ReadOptions.
Result<AnalysedEcg> read_and_analyse(const StoredObject& object, const std::string& charset_override);

}  // namespace rdc::station
