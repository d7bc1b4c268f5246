// Building the content tree of a structured report (PS3.3 C.17.3). Internal to this folder.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "common/dicom/derived_data_set.h"

namespace rdc::dicom {

inline CodedWord dcm(const char* value, const char* meaning) { return {value, "DCM", meaning}; }

// A content item below `parent`; the caller adds its value. `relation`: "CONTAINS", "HAS OBS CONTEXT", …
DcmItem& put_content(DcmItem& parent, const char* relation, const char* value_type,
                     const std::optional<CodedWord>& name);
DcmItem& put_container(DcmItem& parent, const CodedWord& name);
void put_text(DcmItem& parent, const char* relation, const CodedWord& name, const std::string& value);
void put_coded(DcmItem& parent, const char* relation, const CodedWord& name, const CodedWord& value);
// Returned for what qualifies it.
DcmItem& put_number(DcmItem& parent, const CodedWord& name, double value, const CodedWord& unit);
// Content Template Sequence of a container.
void put_template(DcmItem& item, const char* number);
// The root container: title, template, what the document rests on, and who looked (TID 1002, 1003) where `by` says so.
void put_document(DcmDataset& data, const StudyIdentity& study, const Authorship& by, const CodedWord& title,
                  const char* template_number, const std::vector<ImagePlace>& evidence);
// TID 1204. `language`: "zh" or "en" (RFC 5646).
void put_language(DcmItem& root, const std::string& language);

}  // namespace rdc::dicom
