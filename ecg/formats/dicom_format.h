// ECGs as DICOM waveforms, both ways. Maps; the file itself is common/dicom's.
#pragma once

#include <vector>

#include "common/base/result.h"
#include "common/dicom/waveform.h"
#include "ecg/recording.h"

namespace rdc::ecg {

// Value = sample x sensitivity x correction + baseline, in microvolts from µV, mV, V or nV. The first multiplex group
// is the rhythm, a group called median beat (or one shorter than half that begins with it) the representative beat.
// Further groups of the rhythm's rate add their leads and times to it, where Multiplex Group Time Offset says, with
// gaps elsewhere; others, and copies of what is there, become Recording::others. Channels that are not voltages are
// left out of the strips. Padding becomes NaN; a channel's skew is evened out to the nearest sample. Warnings:
// FEWER_SAMPLES (the file ends early), WRONG_SOP_CLASS (the object is not what its class says), NO_SENSITIVITY.
// kInvalid/NO_ECG when nothing is left; the errors of check().
Result<Recording> from_dicom(const dicom::Waveform& waveform);

// The other way: 16-bit steps on the recorder's own grid, which makes every sample exact; samples on no grid are
// rounded to 1 µV, or coarser where a lead exceeds that, which `notes` (if any) says. NaN becomes the padding value
// -32768. The SOP class is 12-lead, general or ambulatory ECG, the first whose limits hold. UIDs, study and order
// fields are left empty for the caller. kInvalid: see check(); NO_ROOM when amplitudes do not fit.
Result<dicom::Waveform> to_dicom(const Recording& recording, std::vector<Warning>* notes = nullptr);

}  // namespace rdc::ecg
