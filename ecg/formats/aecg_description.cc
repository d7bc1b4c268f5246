#include "ecg/formats/aecg_description.h"

#include <algorithm>
#include <optional>
#include <string>

#include "ecg/formats/field_text.h"
#include "ecg/formats/xml_tree.h"

namespace rdc::ecg::aecg {
namespace {

constexpr std::size_t kMaxMarks = 1000;

// Plain text, or HL7's person name in parts: "family^given middle".
std::string person_name(const pugi::xml_node& name) {
  std::string plain = readable(xml::text(name));
  if (!plain.empty()) return plain;
  std::string family, given;
  for (const auto& [element, into] : {std::pair{"family", &family}, std::pair{"given", &given}}) {
    for (const auto& part : xml::children(name, element, 8)) {
      const std::string text = readable(xml::text(part));
      if (!text.empty()) *into += (into->empty() ? "" : " ") + text;
    }
  }
  return given.empty() ? family : family + "^" + given;
}

// LOINC 21612-7: reported age.
void read_age(const pugi::xml_node& parent, Recording& recording) {
  for (const auto& variable : xml::children(parent, "controlVariable")) {
    const auto observation = xml::child(variable, "relatedObservation");
    const auto value = xml::child(observation, "value");
    const auto unit = xml::attribute(value, "unit");
    const auto age = age_of(xml::attribute(value, "value"), unit);
    if (code_of(observation) == "21612-7" && age && !unit.empty()) recording.subject.age_years = age;
  }
}

}  // namespace

std::string_view code_of(const pugi::xml_node& node) { return xml::attribute(xml::child(node, "code"), "code"); }

void read_subject(const pugi::xml_node& root, const pugi::xml_node& series, Recording& recording) {
  auto subject =
      xml::path(root, {"componentOf", "timepointEvent", "componentOf", "subjectAssignment", "subject", "trialSubject"});
  if (!subject) subject = xml::find(root, "trialSubject");
  recording.subject.id = readable(xml::attribute(xml::child(subject, "id"), "extension"));
  const auto person = xml::child(subject, "subjectDemographicPerson");
  recording.subject.name = person_name(xml::child(person, "name"));
  const auto gender = xml::child(person, "administrativeGenderCode");
  recording.subject.sex = sex_of_word(xml::attribute(gender, "code"));
  if (recording.subject.sex == Sex::kUnknown)
    recording.subject.sex = sex_of_word(xml::attribute(gender, "displayName"));
  const auto birth = any_time(xml::attribute(xml::child(person, "birthTime"), "value"));
  if (birth) recording.subject.birth_date = compact_text(birth->time).substr(0, 8);
  read_age(root, recording);
  if (!recording.subject.age_years) read_age(series, recording);
  // Carts of Mindray, Lepu and Creative state number and age of the patient in elements of their own; the first two
  // call every subject "trialSubject".
  if (recording.subject.id == "trialSubject") recording.subject.id.clear();
  for (const auto& own : person.children()) {
    const std::string name = lower_case(xml::local_name(own));
    if (name == "patientid" && recording.subject.id.empty()) recording.subject.id = readable(xml::text(own));
    if (name == "age" && !recording.subject.age_years)
      recording.subject.age_years = age_of(xml::text(own), xml::attribute(own, "unit"));
  }
}

void read_device(const pugi::xml_node& series, Recording& recording) {
  const auto author = xml::path(series, {"author", "seriesAuthor"});
  const auto device = xml::child(author, "manufacturedSeriesDevice");
  recording.device.model = readable(xml::text(device, {"manufacturerModelName"}));
  recording.device.serial = readable(xml::attribute(xml::child(device, "id"), "extension"));
  for (const char* own : {"SerialNumber", "serialNumber"}) {
    if (recording.device.serial.empty()) recording.device.serial = readable(xml::text(device, {own}));
  }
  recording.device.manufacturer = readable(xml::text(author, {"manufacturerOrganization", "name"}));
  for (const auto& outer : xml::children(series, "controlVariable")) {
    const auto filter = xml::child(outer, "controlVariable");
    const std::string_view kind = code_of(filter);
    for (const auto& component : xml::children(filter, "component")) {
      const auto variable = xml::child(component, "controlVariable");
      const auto hertz = number_of(xml::attribute(xml::child(variable, "value"), "value"));
      const std::string_view code = code_of(variable);
      if (!hertz || !(code.ends_with("CUTOFF_FREQ") || code.ends_with("NOTCH_FREQ"))) continue;
      if (kind.ends_with("LOW_PASS")) recording.device.low_pass_hz = hertz;
      if (kind.ends_with("HIGH_PASS")) recording.device.high_pass_hz = hertz;
      if (kind.ends_with("NOTCH")) recording.device.notch_hz = hertz;
    }
  }
}

void read_annotations(const pugi::xml_node& series, Recording& recording) {
  const auto set = xml::path(series, {"subjectOf", "annotationSet"});
  // A stack with the next on top, so that marks keep the document's order.
  std::vector<pugi::xml_node> open = xml::children(set, "component");
  std::reverse(open.begin(), open.end());
  while (!open.empty() && recording.marks.size() < kMaxMarks) {
    const auto annotation = xml::child(open.back(), "annotation");
    open.pop_back();
    const auto value = xml::child(annotation, "value");
    const std::string_view code = code_of(annotation), type = xml::attribute(value, "xsi:type");
    if (type == "PQ") {
      recording.marks.push_back(
          {readable(code), readable(xml::attribute(value, "value")), readable(xml::attribute(value, "unit"))});
    } else if (type == "ST" || type == "ED") {
      if (const auto text = readable(xml::text(value)); !text.empty())
        recording.marks.push_back({"Statement", text, ""});
    } else if (code.starts_with("MDC_ECG_RHY") || code.starts_with("MDC_ECG_INTERPRETATION")) {
      if (const auto text = readable(xml::attribute(value, "displayName")); !text.empty()) {
        recording.marks.push_back({"Statement", text, ""});
      }
    }
    const auto inner = xml::children(annotation, "component");
    open.insert(open.end(), inner.rbegin(), inner.rend());
  }
}

}  // namespace rdc::ecg::aecg
