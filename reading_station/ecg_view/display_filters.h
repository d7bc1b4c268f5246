// Filters for looking, not for measuring: what is measured and stored is always the tracing as recorded.
#pragma once

#include <memory>

#include <QString>

#include "ecg/measurement/measurements.h"
#include "ecg/recording.h"

namespace rdc::station {

struct DisplayFilters {
  bool baseline = false;  // ST-safe: a smooth curve through the silent moments before each QRS is taken away
  bool muscle = false;    // low-pass 35 Hz: also makes QRS smaller
  bool mains = false;     // the hum's own sine wave, 50 or 60 Hz as found

  bool any() const { return baseline || muscle || mains; }
  bool operator==(const DisplayFilters&) const = default;
};

inline constexpr double kMuscleFilterHz = 35.0;

// A filtered copy; gaps stay gaps. `measured` (may be null) tells where the heart is silent: without two beats the
// baseline filter is a zero-phase high-pass of 0.05 Hz, which leaves ST alone too, and removes little. Blocks for some
// ten milliseconds; any thread.
std::shared_ptr<const ecg::Recording> filtered(const ecg::Recording& recording, const ecg::Measurements* measured,
                                               const DisplayFilters& filters);

// For the sheet's caption: "EMG 35 Hz   AC 50 Hz   baseline"; "" for none.
QString filter_text(const DisplayFilters& filters);

}  // namespace rdc::station
