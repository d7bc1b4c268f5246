// The reader's own annotations as a file of this station's draft area: not yet in the archive.
#pragma once

#include <QByteArray>
#include <optional>
#include <vector>

#include "reading_station/viewer/annotation_set.h"

namespace rdc::station {

struct AnnotationDraft {
  std::vector<Annotation> annotations;
  std::vector<ImageOf> key_images;
};
QByteArray to_json(const AnnotationDraft& draft);
// nullopt: it is none. Annotations with the wrong number of points, or beyond AnnotationSet's bounds, are left out.
std::optional<AnnotationDraft> draft_from_json(const QByteArray& json);

}  // namespace rdc::station
