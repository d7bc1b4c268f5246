#include "common/dicom/content_tree.h"

namespace rdc::dicom {

DcmItem& put_content(DcmItem& parent, const char* relation, const char* value_type,
                     const std::optional<CodedWord>& name) {
  DcmItem& item = new_item(parent, DCM_ContentSequence);
  set_text(item, DCM_RelationshipType, relation);
  set_text(item, DCM_ValueType, value_type);
  if (name) put_code(item, DCM_ConceptNameCodeSequence, *name);
  return item;
}

DcmItem& put_container(DcmItem& parent, const CodedWord& name) {
  DcmItem& item = put_content(parent, "CONTAINS", "CONTAINER", name);
  set_text(item, DCM_ContinuityOfContent, "SEPARATE");
  return item;
}

void put_text(DcmItem& parent, const char* relation, const CodedWord& name, const std::string& value) {
  set_text(put_content(parent, relation, "TEXT", name), DCM_TextValue, value);
}

void put_coded(DcmItem& parent, const char* relation, const CodedWord& name, const CodedWord& value) {
  put_code(put_content(parent, relation, "CODE", name), DCM_ConceptCodeSequence, value);
}

DcmItem& put_number(DcmItem& parent, const CodedWord& name, double value, const CodedWord& unit) {
  DcmItem& item = put_content(parent, "CONTAINS", "NUM", name);
  DcmItem& measured = new_item(item, DCM_MeasuredValueSequence);
  set_text(measured, DCM_NumericValue, decimal(value));
  put_code(measured, DCM_MeasurementUnitsCodeSequence, unit);
  return item;
}

void put_template(DcmItem& item, const char* number) {
  DcmItem& identified = new_item(item, DCM_ContentTemplateSequence);
  set_text(identified, DCM_MappingResource, "DCMR");
  set_text(identified, DCM_TemplateIdentifier, number);
}

void put_document(DcmDataset& data, const StudyIdentity& study, const Authorship& by, const CodedWord& title,
                  const char* template_number, const std::vector<ImagePlace>& evidence) {
  OFString value;
  data.findAndGetOFString(DCM_SeriesDate, value);
  set_text(data, DCM_ContentDate, value);
  data.findAndGetOFString(DCM_SeriesTime, value);
  set_text(data, DCM_ContentTime, value);
  data.insertEmptyElement(DCM_ReferencedPerformedProcedureStepSequence);
  if (!evidence.empty()) {
    DcmItem& ours = new_item(data, DCM_CurrentRequestedProcedureEvidenceSequence);
    set_text(ours, DCM_StudyInstanceUID, study.study_instance_uid);
    put_series_references(ours, evidence, DCM_ReferencedSOPSequence);
  }
  set_text(data, DCM_ValueType, "CONTAINER");
  put_code(data, DCM_ConceptNameCodeSequence, title);
  set_text(data, DCM_ContinuityOfContent, "SEPARATE");
  put_template(data, template_number);
  if (by.author.empty()) return;
  put_coded(data, "HAS OBS CONTEXT", dcm("121005", "Observer Type"), dcm("121006", "Person"));
  set_text(put_content(data, "HAS OBS CONTEXT", "PNAME", dcm("121008", "Person Observer Name")), DCM_PersonName,
           by.author);
}

void put_language(DcmItem& root, const std::string& language) {
  const CodedWord coded =
      language == "zh" ? CodedWord{"zh", "RFC5646", "Chinese"} : CodedWord{"en", "RFC5646", "English"};
  put_coded(root, "HAS CONCEPT MOD", dcm("121049", "Language of Content Item and Descendants"), coded);
}

}  // namespace rdc::dicom
