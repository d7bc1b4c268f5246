#include "reading_station/viewer/annotation_set.h"

#include <algorithm>
#include <utility>

#include "common/dicom/uid.h"

namespace rdc::station {

// One annotation from one value to another; nullopt: it does not exist.
class AnnotationSet::Step final : public QUndoCommand {
 public:
  Step(AnnotationSet& set, QString uid, std::optional<Annotation> before, std::optional<Annotation> after)
      : set_(set), uid_(std::move(uid)), before_(std::move(before)), after_(std::move(after)) {}
  void undo() override { set_.put(uid_, before_); }
  void redo() override { set_.put(uid_, after_); }

 private:
  AnnotationSet& set_;
  const QString uid_;
  const std::optional<Annotation> before_, after_;
};

AnnotationSet::AnnotationSet(base::Random* random, QObject* parent)
    : QObject(parent), random_(random == nullptr ? static_cast<base::Random&>(system_) : *random) {}

AnnotationSet::~AnnotationSet() = default;

std::vector<Annotation> AnnotationSet::of(const ImageOf& image) const {
  std::vector<Annotation> found;
  std::ranges::copy_if(annotations_, std::back_inserter(found), [&](const Annotation& a) { return a.image == image; });
  return found;
}

std::vector<Annotation> AnnotationSet::own() const {
  std::vector<Annotation> found;
  std::ranges::copy_if(annotations_, std::back_inserter(found), &Annotation::is_own);
  return found;
}

const Annotation* AnnotationSet::find(const QString& uid) const {
  const auto found = std::ranges::find(annotations_, uid, &Annotation::uid);
  return found == annotations_.end() ? nullptr : &*found;
}

void AnnotationSet::put(const QString& uid, const std::optional<Annotation>& value) {
  const auto found = std::ranges::find(annotations_, uid, &Annotation::uid);
  if (found == annotations_.end()) {
    if (value) annotations_.push_back(*value);
  } else if (value) {
    *found = *value;
  } else {
    annotations_.erase(found);
  }
  Q_EMIT changed();
  Q_EMIT edited();
}

QString AnnotationSet::add(Annotation annotation) {
  if (annotations_.size() >= kMost || annotation.points.size() > kMostPoints) return {};
  if (annotation.uid.isEmpty()) annotation.uid = QString::fromStdString(dicom::make_uid(random_));
  const QString uid = annotation.uid;
  history_.push(new Step(*this, uid, std::nullopt, std::move(annotation)));
  return uid;
}

void AnnotationSet::change(const Annotation& annotation) {
  const Annotation* now = find(annotation.uid);
  if (now == nullptr || !now->is_own() || *now == annotation || annotation.points.size() > kMostPoints) return;
  if (before_ && before_->uid == annotation.uid) {
    *std::ranges::find(annotations_, annotation.uid, &Annotation::uid) = annotation;
    Q_EMIT changed();
    return;
  }
  history_.push(new Step(*this, annotation.uid, *now, annotation));
}

void AnnotationSet::remove(const QString& uid) {
  const Annotation* now = find(uid);
  if (now == nullptr || !now->is_own()) return;
  if (before_ && before_->uid == uid) before_.reset();
  history_.push(new Step(*this, uid, *now, std::nullopt));
}

void AnnotationSet::clear(const ImageOf& image) {
  const auto drawn = of(image);
  if (std::ranges::none_of(drawn, &Annotation::is_own)) return;
  history_.beginMacro(QString());
  for (const Annotation& annotation : drawn) remove(annotation.uid);
  history_.endMacro();
}

void AnnotationSet::begin_change(const QString& uid) {
  const Annotation* now = find(uid);
  before_ = now != nullptr && now->is_own() ? std::optional(*now) : std::nullopt;
}

void AnnotationSet::end_change() {
  const auto before = std::exchange(before_, std::nullopt);
  const Annotation* now = before ? find(before->uid) : nullptr;
  if (now != nullptr && *now != *before) history_.push(new Step(*this, before->uid, before, *now));
}

void AnnotationSet::refresh(const Annotation& annotation) {
  const auto found = std::ranges::find(annotations_, annotation.uid, &Annotation::uid);
  if (found == annotations_.end() || found->readings == annotation.readings) return;
  found->readings = annotation.readings;
  Q_EMIT changed();
}

void AnnotationSet::load(std::vector<Annotation> annotations) {
  before_.reset();
  annotations_ = std::move(annotations);
  if (annotations_.size() > kMost) annotations_.resize(kMost);
  history_.clear();
  Q_EMIT changed();
}

std::optional<double> AnnotationSet::calibration(const ImageOf& image, double pixel_height) const {
  std::optional<double> last;
  for (const Annotation& annotation : annotations_)
    if (annotation.kind == AnnotationKind::kCalibration && annotation.image == image)
      if (const auto scale = calibration_of(annotation, pixel_height)) last = scale;
  return last;
}

bool AnnotationSet::is_key(const ImageOf& image) const {
  return std::ranges::find(key_images_, image) != key_images_.end();
}

void AnnotationSet::set_key(const ImageOf& image, bool key) {
  if (is_key(image) == key || image.sop_instance_uid.isEmpty()) return;
  if (key)
    key_images_.push_back(image);
  else
    std::erase(key_images_, image);
  Q_EMIT key_images_changed();
  Q_EMIT edited();
}

void AnnotationSet::load_key_images(std::vector<ImageOf> images) {
  key_images_ = std::move(images);
  Q_EMIT key_images_changed();
}

MeasurementList AnnotationSet::measurements() const {
  MeasurementList list;
  QHash<int, int> counts;
  for (const Annotation& annotation : annotations_) {
    if (annotation.readings.empty()) continue;
    const int number = ++counts[static_cast<int>(annotation.kind)];
    const QString drawn = QStringLiteral("%1 %2").arg(title_of(annotation.kind)).arg(number);
    for (const Reading& reading : annotation.readings) {
      const bool one = annotation.readings.size() == 1;
      NamedMeasurement named;
      named.name = one ? drawn : QStringLiteral("%1: %2").arg(drawn, title_of(reading.quantity));
      named.key = QLatin1String(key_of(reading.quantity));
      named.value = QString::number(reading.value, 'f', reading.unit.isEmpty() ? 2 : 1);
      named.unit = reading.unit;
      if (reading.unit.startsWith("mm")) named.caveat = caveat_of(reading.source);
      named.sop_instance_uid = annotation.image.sop_instance_uid;
      named.frame = annotation.image.frame;
      named.author = annotation.author;
      named.proposal = annotation.proposal;
      list.push_back(std::move(named));
    }
  }
  return list;
}

}  // namespace rdc::station
