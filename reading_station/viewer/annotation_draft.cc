#include "reading_station/viewer/annotation_draft.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>

namespace rdc::station {
namespace {

QJsonObject json_of(const ImageOf& image) { return {{"image", image.sop_instance_uid}, {"frame", image.frame}}; }

ImageOf image_from(const QJsonObject& json) { return {json["image"].toString(), json["frame"].toInt()}; }

QJsonObject json_of(const Annotation& annotation) {
  QJsonObject json = json_of(annotation.image);
  QJsonArray points;
  for (const QPointF& at : annotation.points) {
    points.append(at.x());
    points.append(at.y());
  }
  json["uid"] = annotation.uid;
  json["kind"] = QLatin1String(key_of(annotation.kind));
  json["points"] = points;
  json["text"] = annotation.text;
  json["proposal"] = annotation.proposal;
  return json;
}

std::optional<Annotation> annotation_from(const QJsonObject& json) {
  const auto kind = kind_of(json["kind"].toString());
  const QJsonArray points = json["points"].toArray();
  if (!kind || points.size() > static_cast<qsizetype>(2 * AnnotationSet::kMostPoints)) return std::nullopt;
  Annotation annotation;
  annotation.kind = *kind;
  annotation.uid = json["uid"].toString();
  annotation.image = image_from(json);
  annotation.text = json["text"].toString();
  annotation.proposal = json["proposal"].toBool();
  for (qsizetype i = 0; i + 1 < points.size(); i += 2)
    annotation.points.emplace_back(points[i].toDouble(), points[i + 1].toDouble());
  const auto [least, most] = points_of(*kind);
  const int count = static_cast<int>(annotation.points.size());
  if (count < least || (most != 0 && count > most) || annotation.uid.isEmpty()) return std::nullopt;
  return annotation;
}

}  // namespace

QByteArray to_json(const AnnotationDraft& draft) {
  QJsonArray annotations, keys;
  for (const Annotation& annotation : draft.annotations) annotations.append(json_of(annotation));
  for (const ImageOf& image : draft.key_images) keys.append(json_of(image));
  return QJsonDocument(QJsonObject{{"annotations", annotations}, {"key_images", keys}}).toJson(QJsonDocument::Compact);
}

std::optional<AnnotationDraft> draft_from_json(const QByteArray& bytes) {
  const QJsonObject json = QJsonDocument::fromJson(bytes).object();
  if (!json["annotations"].isArray()) return std::nullopt;
  AnnotationDraft draft;
  for (const QJsonValue& value : json["annotations"].toArray()) {
    if (draft.annotations.size() >= AnnotationSet::kMost) break;
    if (auto annotation = annotation_from(value.toObject())) draft.annotations.push_back(std::move(*annotation));
  }
  for (const QJsonValue& value : json["key_images"].toArray()) {
    if (draft.key_images.size() >= AnnotationSet::kMost) break;
    draft.key_images.push_back(image_from(value.toObject()));
  }
  return draft;
}

}  // namespace rdc::station
