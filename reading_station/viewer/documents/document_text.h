// A structured report as text that a person reads: a tree by indentation, plain words, nothing that is fetched from
// anywhere.
#pragma once

#include <QTextDocument>
#include <functional>

#include "common/dicom/study_documents.h"
#include "reading_station/viewer/annotation.h"

namespace rdc::station {

// Replaces what the document holds. Labels are in the program's language of now, the report's words as they are: none
// is read as markup. image_words names an image of the study ("series 3, image 12"); "" for one that is not of it,
// which stays a UID, without a link. Links have the form "image:UID/FRAME", frames from 0.
void write_report(const dicom::StructuredReport& report, QTextDocument& document,
                  const std::function<QString(const ImageOf&)>& image_words);
// Of such a link; nullopt: it is none.
std::optional<ImageOf> image_of_link(const QString& link);

}  // namespace rdc::station
