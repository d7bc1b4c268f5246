// A signed report on an electrocardiogram as a DICOM object: Comprehensive SR with TID 3700 "ECG Report" (PS3.16), so
// that whoever reads structured reports finds measurements, findings and conclusion without our software.
//
// Concept names come from TID 3713 (global measurements, MDC codes of ISO/IEEE 11073-10101), TID 3708, 3714, 3717, 3719
// and CID 3229 (axes). What DICOM has no code for (a value of one lead, an interpretation statement) has the coding
// scheme kOwnScheme, whose codes are those of docs/ecg-performance.md and ecg.proto. Texts are UTF-8. Pure;
// thread-safe.
#pragma once

#include "common/dicom/annotation_objects.h"

namespace rdc::dicom {

inline constexpr const char* kOwnScheme = "99RDC";

// Of the whole tracing; absent: not measured, and then not written. Rate 1/min, durations ms, axes degrees.
struct EcgGlobalNumbers {
  std::optional<double> heart_rate, rr, pr, qrs, qt;
  std::optional<double> qtc_bazett, qtc_fridericia, qtc_framingham, qtc_hodges;
  std::optional<double> p_axis, qrs_axis, t_axis;
};
struct EcgLeadNumber {
  std::string name;  // "J", "ST60", "T", … as ecg.proto names them
  double value = 0;
  std::string unit;  // "uV" or "ms"
};
struct EcgLeadNumbers {
  CodedWord lead;  // {"2:3", "MDC", "Lead V1"}
  std::vector<EcgLeadNumber> numbers;
};
struct EcgFindingText {
  std::string code;     // "STEMI_INFERIOR"; "": the reader's own words
  std::string meaning;  // in English, of the code
  std::string text;     // as the report says it
};

struct EcgReportObject {
  Authorship by;                             // author: who wrote the report
  std::string language = "zh";               // "zh" or "en"
  std::string procedure_datetime;            // "YYYYMMDDHHMMSS", of the recording; "": unknown
  std::optional<ImagePlace> tracing;         // the DICOM waveform; none where the cart wrote another format
  std::string algorithm, algorithm_version;  // that measured; "": nobody did
  EcgGlobalNumbers global;
  std::vector<EcgLeadNumbers> leads;
  std::vector<EcgFindingText> findings;
  std::string findings_text;  // the report's
  std::string summary;        // its impression
  bool preliminary = false;
  std::string verified_by, institution;  // who signed, and where
  std::string replaces;  // SOP Instance UID of the report that this one amends, in the same series; "": none
};

// kInvalid/NOTHING_TO_WRITE without a summary; kInternal/CANNOT_ENCODE.
Result<std::string> write_ecg_report(const StudyIdentity& study, const EcgReportObject& report);

}  // namespace rdc::dicom
