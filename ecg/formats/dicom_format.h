// ECGs as DICOM waveforms, both ways. Maps; the file itself is common/dicom's.
#pragma once

#include "common/base/result.h"
#include "common/dicom/waveform.h"
#include "ecg/recording.h"

namespace rdc::ecg {

// Value = sample x sensitivity x correction + baseline, in microvolts from µV, mV, V or nV. The first multiplex group
// is the rhythm, a group called median beat (or the second, when it is shorter) the representative beat. Channels that
// are not voltages are left out. Padding becomes NaN; a channel's skew is evened out to the nearest sample.
// kInvalid/NO_ECG when nothing is left; the errors of check().
Result<Recording> from_dicom(const dicom::Waveform& waveform);

// The other way: 16-bit steps of 1 µV, or coarser where a lead exceeds them. NaN becomes the padding value -32768.
// UIDs, study and order fields are left empty for the caller. kInvalid: see check().
Result<dicom::Waveform> to_dicom(const Recording& recording);

}  // namespace rdc::ecg
