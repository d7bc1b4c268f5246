#include "reading_station/viewer/annotation_editor.h"

#include <algorithm>
#include <cmath>

namespace rdc::station {
namespace {

using Kind = AnnotationKind;

double distance(QPointF a, QPointF b) { return std::hypot(a.x() - b.x(), a.y() - b.y()); }

double distance_to_segment(QPointF at, QPointF a, QPointF b) {
  const QPointF along = b - a;
  const double length = QPointF::dotProduct(along, along);
  if (length == 0) return distance(at, a);
  const double part = std::clamp(QPointF::dotProduct(at - a, along) / length, 0.0, 1.0);
  return distance(at, a + along * part);
}

bool is_dragged(Kind kind) {
  return kind == Kind::kFreehand || (points_of(kind).least == 2 && points_of(kind).most == 2);
}

bool wants_text(const Annotation& annotation) {
  return annotation.kind == Kind::kText || annotation.kind == Kind::kCalibration ||
         (annotation.kind == Kind::kVertebra && annotation.text.isEmpty());
}

}  // namespace

ImageOf image_of(const LoadedImage* image) {
  if (image == nullptr) return {};
  const std::string& uid = image->info->sop_instance_uid;
  return {uid.empty() ? image->key.sha256 : QString::fromStdString(uid), image->frame()};
}

void AnnotationEditor::set_image(LoadedImagePtr image) {
  const ImageOf of = image_of(image.get());
  if (!(of == of_) || !image) {
    draft_.reset();
    waiting_.reset();
    if (grip_ && set_ != nullptr) set_->end_change();
    grip_.reset();
    selected_.clear();
    touched_point_ = -1;
  }
  of_ = of;
  image_ = std::move(image);
}

void AnnotationEditor::set_kind(std::optional<Kind> kind) {
  kind_ = kind;
  draft_.reset();
}

void AnnotationEditor::measure(Annotation& annotation) const {
  if (image_) evaluate(annotation, *image_, set_->calibration(of_, image_->info->pixel_height(image_->frame())));
}

void AnnotationEditor::measure_again() {
  if (!image_ || set_ == nullptr) return;
  for (Annotation& annotation : set_->of(of_)) {
    if (!annotation.is_own()) continue;
    measure(annotation);
    set_->refresh(annotation);
  }
}

std::optional<AnnotationEditor::Grip> AnnotationEditor::grip_at(QPointF at, double reach) const {
  const auto drawn = set_->of(of_);
  // The last drawn lies on top.
  for (auto annotation = drawn.rbegin(); annotation != drawn.rend(); ++annotation) {
    if (!annotation->is_own()) continue;
    if (annotation->kind == Kind::kFreehand) continue;  // its outline has no handles: it is moved as a whole
    for (std::size_t i = 0; i < annotation->points.size(); ++i)
      if (distance(annotation->points[i], at) <= reach) return Grip{annotation->uid, static_cast<int>(i), at};
  }
  if (kind_) return std::nullopt;
  const QString uid = hit(at, reach);
  return uid.isEmpty() ? std::nullopt : std::optional(Grip{uid, -1, at});
}

QString AnnotationEditor::hit(QPointF at, double reach) const {
  const auto drawn = set_->of(of_);
  for (auto annotation = drawn.rbegin(); annotation != drawn.rend(); ++annotation) {
    if (!annotation->is_own()) continue;
    for (const auto& line : lines_drawn(*annotation)) {
      if (line.size() == 1 && distance(line[0], at) <= reach) return annotation->uid;
      for (std::size_t i = 1; i < line.size(); ++i)
        if (distance_to_segment(at, line[i - 1], line[i]) <= reach) return annotation->uid;
    }
  }
  return {};
}

bool AnnotationEditor::press(QPointF at, double reach) {
  if (!image_ || set_ == nullptr) return false;
  pressed_at_ = at;
  if (draft_) {
    // The next point of an angle, a polyline, …
    add_point(at);
    return true;
  }
  grip_ = grip_at(at, reach);
  if (grip_) {
    selected_ = grip_->uid;
    touched_point_ = grip_->point;
    set_->begin_change(grip_->uid);
    return true;
  }
  selected_.clear();
  if (!kind_) return false;
  begin(at);
  return true;
}

void AnnotationEditor::begin(QPointF at) {
  Annotation annotation;
  annotation.kind = *kind_;
  annotation.image = of_;
  annotation.points = {at};
  draft_ = annotation;
  if (points_of(*kind_).most == 1) {
    if (*kind_ == Kind::kVertebra) draft_->text = proposed_level();
    return finish();
  }
  draft_->points.push_back(at);  // follows the pointer
}

QString AnnotationEditor::proposed_level() const {
  QString last;
  for (const Annotation& annotation : set_->of(of_))
    if (annotation.kind == Kind::kVertebra && annotation.is_own()) last = annotation.text;
  return next_vertebra(last);
}

void AnnotationEditor::add_point(QPointF at) {
  draft_->points.back() = at;
  const int most = points_of(draft_->kind).most;
  const auto count = draft_->points.size();
  if ((most != 0 && static_cast<int>(count) == most) || count >= AnnotationSet::kMostPoints) return finish();
  draft_->points.push_back(at);
  measure(*draft_);
}

bool AnnotationEditor::move(QPointF at, double reach, bool pressed) {
  if (grip_ && pressed) {
    drag_grip(at);
    return true;
  }
  if (!draft_) return false;
  if (draft_->kind == Kind::kFreehand && pressed) {
    const auto count = draft_->points.size();
    if (count >= 2 && distance(draft_->points[count - 2], at) >= reach / 4 && count < AnnotationSet::kMostPoints)
      draft_->points.push_back(at);
  }
  draft_->points.back() = at;
  measure(*draft_);
  return true;
}

void AnnotationEditor::drag_grip(QPointF at) {
  const Annotation* now = set_->find(grip_->uid);
  if (now == nullptr) return;
  Annotation moved = *now;
  if (grip_->point >= 0) {
    moved.points[static_cast<std::size_t>(grip_->point)] = at;
  } else {
    for (QPointF& point : moved.points) point += at - grip_->from;
    grip_->from = at;
  }
  moved.proposal = false;
  measure(moved);
  set_->change(moved);
}

void AnnotationEditor::release(QPointF at, double reach) {
  if (grip_) {
    grip_.reset();
    set_->end_change();
    return;
  }
  if (!draft_) return;
  const bool dragged = distance(at, pressed_at_) >= reach / 2;
  if (is_dragged(draft_->kind)) {
    // A click is no measurement; a freehand outline has to have an inside.
    if (!dragged && draft_->kind != Kind::kFreehand) return draft_.reset();
    if (static_cast<int>(draft_->points.size()) < points_of(draft_->kind).least) return draft_.reset();
    if (draft_->kind != Kind::kFreehand) draft_->points.back() = at;
    return finish();
  }
  if (dragged) add_point(at);
}

bool AnnotationEditor::double_click(QPointF at, double reach) {
  if (!image_ || set_ == nullptr) return false;
  if (draft_) return enter();
  const QString uid = hit(at, reach);
  const Annotation* found = set_->find(uid);
  if (found == nullptr) return kind_.has_value();
  selected_ = uid;
  if (found->kind == Kind::kText || found->kind == Kind::kArrow || found->kind == Kind::kVertebra ||
      found->kind == Kind::kCalibration)
    edit_text(uid);
  return true;
}

void AnnotationEditor::finish() {
  Annotation drawn = *std::exchange(draft_, std::nullopt);
  if (wants_text(drawn)) {
    if (drawn.kind == Kind::kVertebra && drawn.text.isEmpty()) drawn.text = QStringLiteral("L1");
    waiting_ = std::move(drawn);
    return;
  }
  measure(drawn);
  selected_ = set_->add(std::move(drawn));
  touched_point_ = -1;
}

void AnnotationEditor::edit_text(const QString& uid) {
  const Annotation* now = set_->find(uid);
  if (now != nullptr && now->is_own()) waiting_ = *now;
}

bool AnnotationEditor::finish_text(const QString& text) {
  if (!waiting_) return false;
  Annotation annotation = *std::exchange(waiting_, std::nullopt);
  annotation.text = text.trimmed().left(1000);
  const bool optional = annotation.kind == Kind::kArrow;
  if (annotation.text.isEmpty() && !optional) return false;
  if (annotation.kind == Kind::kCalibration &&
      !calibration_of(annotation, image_ ? image_->info->pixel_height(image_->frame()) : 1))
    return false;
  if (annotation.uid.isEmpty())
    selected_ = set_->add(std::move(annotation));
  else
    set_->change(annotation);
  measure_again();
  return true;
}

bool AnnotationEditor::enter() {
  if (draft_) {
    const int least = points_of(draft_->kind).least;
    if (points_of(draft_->kind).most != 0 || draft_->kind == Kind::kFreehand) return false;
    // Neither the point under the pointer nor the double click's second press is one the reader set.
    auto& points = draft_->points;
    points.pop_back();
    while (static_cast<int>(points.size()) > least && points.back() == points[points.size() - 2]) points.pop_back();
    if (static_cast<int>(points.size()) < least)
      draft_.reset();
    else
      finish();
    return true;
  }
  const Annotation* chosen = set_ == nullptr ? nullptr : set_->find(selected_);
  if (chosen == nullptr || !chosen->proposal) return false;
  Annotation confirmed = *chosen;
  confirmed.proposal = false;
  set_->change(confirmed);
  return true;
}

bool AnnotationEditor::escape() {
  if (!draft_ && !waiting_ && selected_.isEmpty()) return false;
  draft_.reset();
  waiting_.reset();
  selected_.clear();
  return true;
}

bool AnnotationEditor::remove_selected() {
  if (set_ == nullptr || set_->find(selected_) == nullptr) return false;
  set_->remove(std::exchange(selected_, QString()));
  measure_again();
  return true;
}

bool AnnotationEditor::nudge(QPointF by) {
  const Annotation* now = set_ == nullptr ? nullptr : set_->find(selected_);
  if (now == nullptr || !now->is_own()) return false;
  Annotation moved = *now;
  if (touched_point_ >= 0 && touched_point_ < static_cast<int>(moved.points.size()))
    moved.points[static_cast<std::size_t>(touched_point_)] += by;
  else
    for (QPointF& point : moved.points) point += by;
  moved.proposal = false;
  measure(moved);
  set_->change(moved);
  return true;
}

bool AnnotationEditor::add_proposal(const std::vector<QPointF>& points) {
  if (!image_ || set_ == nullptr || points.size() != 4) return false;
  for (const Annotation& annotation : set_->of(of_))
    if (annotation.kind == Kind::kHeartRatio && annotation.is_own()) return false;
  Annotation proposal;
  proposal.kind = Kind::kHeartRatio;
  proposal.image = of_;
  proposal.points = points;
  proposal.proposal = true;
  measure(proposal);
  selected_ = set_->add(std::move(proposal));
  touched_point_ = -1;
  return !selected_.isEmpty();
}

}  // namespace rdc::station
