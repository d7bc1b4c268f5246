#include "common/dicom/ecg_report_object.h"

#include <array>

#include "common/dicom/content_tree.h"

namespace rdc::dicom {
namespace {

constexpr std::size_t kLongestMeaning = 64;  // of a Code Meaning (LO), characters; ours are ASCII

CodedWord mdc(const char* value, const char* meaning) { return {value, "MDC", meaning}; }
CodedWord finding_name() { return {"271921002", "SCT", "ECG Finding"}; }

CodedWord unit_of(const std::string& unit) {
  if (unit == "1/min") return {"{H.B.}/min", "UCUM", "BPM"};
  if (unit == "deg") return {"deg", "UCUM", "degrees of plane angle"};
  if (unit == "uV") return {"uV", "UCUM", "microvolt"};
  return {"ms", "UCUM", "ms"};
}

void put_if(DcmItem& parent, const CodedWord& name, const std::optional<double>& value, const char* unit) {
  if (value) put_number(parent, name, *value, unit_of(unit));
}

void put_qtc(DcmItem& parent, const std::optional<double>& value, const CodedWord& algorithm) {
  if (!value) return;
  DcmItem& item = put_number(parent, mdc("2:15876", "QTc interval global"), *value, unit_of("ms"));
  put_coded(item, "HAS PROPERTIES", dcm("111001", "Algorithm Name"), algorithm);  // CID 3678
}

// TID 3708
void put_waveform_information(DcmItem& root, const EcgReportObject& report) {
  DcmItem& item = put_container(root, {"55111-9", "LN", "Current Procedure Descriptions"});
  put_template(item, "3708");
  if (!report.procedure_datetime.empty())
    set_text(put_content(item, "CONTAINS", "DATETIME", dcm("122146", "Procedure DateTime")), DCM_DateTime,
             report.procedure_datetime);
  if (report.tracing)
    put_image(put_content(item, "CONTAINS", "WAVEFORM", dcm("121112", "Source of Measurement")),
              DCM_ReferencedSOPSequence, *report.tracing);
  if (report.algorithm.empty()) return;
  put_text(item, "CONTAINS", dcm("111001", "Algorithm Name"), report.algorithm);
  put_text(item, "CONTAINS", dcm("111003", "Algorithm Version"), report.algorithm_version);
}

// TID 3713
void put_global(DcmItem& parent, const EcgGlobalNumbers& numbers) {
  DcmItem& item = put_container(parent, dcm("122158", "ECG Global Measurements"));
  put_template(item, "3713");
  put_if(item, mdc("2:16016", "Ventricular Heart Rate"), numbers.heart_rate, "1/min");
  put_if(item, mdc("2:16160", "QT interval global"), numbers.qt, "ms");
  put_if(item, mdc("2:15872", "PR interval global"), numbers.pr, "ms");
  put_if(item, mdc("2:16156", "QRS duration global"), numbers.qrs, "ms");
  put_if(item, mdc("2:16168", "RR interval global"), numbers.rr, "ms");
  put_qtc(item, numbers.qtc_bazett, dcm("122730", "Bazett QTc Algorithm"));
  put_qtc(item, numbers.qtc_fridericia, dcm("122732", "Fridericia QTc Algorithm"));
  put_qtc(item, numbers.qtc_framingham, dcm("122733", "Framingham QTc Algorithm"));
  put_qtc(item, numbers.qtc_hodges, dcm("122731", "Hodges QTc Algorithm"));
  put_if(item, mdc("2:16128", "P Axis"), numbers.p_axis, "deg");
  put_if(item, mdc("2:16132", "QRS axis"), numbers.qrs_axis, "deg");
  put_if(item, mdc("2:16136", "T axis"), numbers.t_axis, "deg");
}

// TID 3714
void put_lead(DcmItem& parent, const EcgLeadNumbers& lead) {
  DcmItem& item = put_container(parent, dcm("122159", "ECG Lead Measurements"));
  put_template(item, "3714");
  put_coded(item, "HAS CONCEPT MOD", dcm("122148", "Lead ID"), lead.lead);
  for (const EcgLeadNumber& number : lead.numbers)
    put_number(item, {number.name, kOwnScheme, number.name}, number.value, unit_of(number.unit));
}

// TID 3717
void put_findings(DcmItem& root, const EcgReportObject& report) {
  if (report.findings.empty() && report.findings_text.empty()) return;
  DcmItem& item = put_container(root, dcm("122145", "Qualitative Analysis"));
  put_template(item, "3717");
  for (const EcgFindingText& finding : report.findings) {
    if (finding.code.empty()) {
      put_text(item, "CONTAINS", finding_name(), finding.text);
      continue;
    }
    // Code Value is SH, 16 characters; longer ones have an attribute of their own (PS3.3 8.1).
    DcmItem& coded = put_content(item, "CONTAINS", "CODE", finding_name());
    DcmItem& value = new_item(coded, DCM_ConceptCodeSequence);
    set_text(value, finding.code.size() > 16 ? DCM_LongCodeValue : DCM_CodeValue, finding.code);
    set_text(value, DCM_CodingSchemeDesignator, kOwnScheme);
    set_text(value, DCM_CodeMeaning, finding.meaning.substr(0, kLongestMeaning));
    put_text(coded, "HAS CONCEPT MOD", dcm("121051", "Equivalent Meaning of Value"), finding.text);
  }
  if (!report.findings_text.empty()) put_text(item, "CONTAINS", finding_name(), report.findings_text);
}

void put_verification(DcmDataset& data, const EcgReportObject& report) {
  set_text(data, DCM_CompletionFlag, "COMPLETE");
  set_text(data, DCM_PreliminaryFlag, report.preliminary ? "PRELIMINARY" : "FINAL");
  set_text(data, DCM_VerificationFlag, report.verified_by.empty() ? "UNVERIFIED" : "VERIFIED");
  if (report.verified_by.empty()) return;
  OFString date, time;
  data.findAndGetOFString(DCM_SeriesDate, date);
  data.findAndGetOFString(DCM_SeriesTime, time);
  DcmItem& observer = new_item(data, DCM_VerifyingObserverSequence);
  set_text(observer, DCM_VerifyingOrganization, report.institution);
  set_text(observer, DCM_VerificationDateTime, std::string(date + time));
  set_text(observer, DCM_VerifyingObserverName, report.verified_by);
  observer.insertEmptyElement(DCM_VerifyingObserverIdentificationCodeSequence);
}

void put_predecessor(DcmDataset& data, const StudyIdentity& study, const EcgReportObject& report) {
  if (report.replaces.empty()) return;
  DcmItem& item = new_item(data, DCM_PredecessorDocumentsSequence);
  set_text(item, DCM_StudyInstanceUID, study.study_instance_uid);
  put_series_references(item,
                        {{std::string(kComprehensiveSrStorage), report.replaces, report.by.series_instance_uid, 0, 1}},
                        DCM_ReferencedSOPSequence);
}

// Own codes must say whose they are (PS3.3 C.12.1, Coding Scheme Identification Sequence).
void put_own_scheme(DcmDataset& data) {
  DcmItem& item = new_item(data, DCM_CodingSchemeIdentificationSequence);
  set_text(item, DCM_CodingSchemeDesignator, kOwnScheme);
  set_text(item, DCM_CodingSchemeName, "ECG statements and lead measurements of the county diagnosis centre");
}

}  // namespace

Result<std::string> write_ecg_report(const StudyIdentity& study, const EcgReportObject& report) {
  if (report.summary.empty()) return fail(ErrorCode::kInvalid, "NOTHING_TO_WRITE", "an ECG report needs a conclusion");
  try {
    DcmDataset data;
    put_common(data, study, report.by, kComprehensiveSrStorage, "SR", "ECG report");
    put_own_scheme(data);
    put_verification(data, report);
    put_predecessor(data, study, report);
    data.insertEmptyElement(DCM_PerformedProcedureCodeSequence);
    std::vector<ImagePlace> evidence;
    if (report.tracing) evidence.push_back(*report.tracing);
    put_document(data, study, report.by, {"28010-7", "LN", "ECG Report"}, "3700", evidence);
    put_language(data, report.language);
    put_waveform_information(data, report);
    DcmItem& quantitative = put_container(data, dcm("122144", "Quantitative Analysis"));
    put_global(quantitative, report.global);
    for (const EcgLeadNumbers& lead : report.leads) put_lead(quantitative, lead);
    put_findings(data, report);
    DcmItem& summary = put_container(data, {"55112-7", "LN", "Summary"});
    put_template(summary, "3719");
    put_text(summary, "CONTAINS", {"55112-7", "LN", "Summary"}, report.summary);
    return encode(data);
  } catch (const std::runtime_error& failed) {
    return fail(ErrorCode::kInternal, "CANNOT_ENCODE", "{}", failed.what());
  }
}

}  // namespace rdc::dicom
