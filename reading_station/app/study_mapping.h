// From the wire's study to what the viewer shows.
#pragma once

#include "rdc/v1/study.pb.h"
#include "reading_station/viewer/study_content.h"

namespace rdc::station {

StudyContent study_content(const v1::GetStudyReply& study);
// Whether it is a tracing for the ECG page, DICOM or in its device's own format.
bool is_waveform(const v1::Instance& instance);
// Local time of this station, "2026-11-24 09:15"; "" for none.
QString local_time_text(const google::protobuf::Timestamp& time);

}  // namespace rdc::station
