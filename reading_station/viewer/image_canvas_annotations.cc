// An ImageCanvas and what is drawn on it: tools, keys, the words of a text.
#include <QKeyEvent>
#include <QLineEdit>
#include <algorithm>
#include <utility>

#include "common/imaging/heart_proposal.h"
#include "reading_station/viewer/image_canvas.h"
#include "reading_station/viewer/viewer_theme.h"

namespace rdc::station {
namespace {

constexpr double kReach = 8;  // screen pixels

}  // namespace

std::optional<AnnotationKind> ImageCanvas::drawn_by(Tool tool) {
  switch (tool) {
    case Tool::kPan:
    case Tool::kWindow:
    case Tool::kZoom:
      return std::nullopt;
    case Tool::kLength:
      return AnnotationKind::kLength;
    case Tool::kRegion:
      return AnnotationKind::kEllipse;
    case Tool::kAngle:
      return AnnotationKind::kAngle;
    case Tool::kCobb:
      return AnnotationKind::kCobb;
    case Tool::kPolyline:
      return AnnotationKind::kPolyline;
    case Tool::kRectangle:
      return AnnotationKind::kRectangle;
    case Tool::kFreehand:
      return AnnotationKind::kFreehand;
    case Tool::kPoint:
      return AnnotationKind::kPoint;
    case Tool::kArrow:
      return AnnotationKind::kArrow;
    case Tool::kText:
      return AnnotationKind::kText;
    case Tool::kHeartRatio:
      return AnnotationKind::kHeartRatio;
    case Tool::kLimb:
      return AnnotationKind::kLimb;
    case Tool::kVertebra:
      return AnnotationKind::kVertebra;
    case Tool::kCalibration:
      return AnnotationKind::kCalibration;
  }
  return std::nullopt;
}

void ImageCanvas::set_annotations(AnnotationSet* annotations) {
  annotations_->disconnect(this);
  annotations_ = annotations == nullptr ? &own_annotations_ : annotations;
  editor_.set_annotations(annotations_);
  connect(annotations_, &AnnotationSet::changed, this, &ImageCanvas::annotations_changed);
  connect(annotations_, &AnnotationSet::key_images_changed, this, qOverload<>(&QWidget::update));
  update();
}

void ImageCanvas::annotations_changed() {
  editor_.measure_again();
  Q_EMIT measurements_changed();
  update();
}

double ImageCanvas::reach() const { return kReach / std::max(1e-6, view_.zoom()); }

void ImageCanvas::clear_measurements() { annotations_->clear(editor_.image()); }

void ImageCanvas::remove_last_measurement() {
  // Of the image shown: what cannot be seen is not removed.
  if (!image_) return;
  const auto drawn = annotations_->of(editor_.image());
  const auto last = std::find_if(drawn.rbegin(), drawn.rend(), [](const Annotation& a) { return a.is_own(); });
  if (last != drawn.rend()) annotations_->remove(last->uid);
}

bool ImageCanvas::propose_heart_ratio() {
  if (!image_) return false;
  const auto found = imaging::propose_heart_ratio(*image_->info, image_->decoded, *pipeline_);
  if (!found) return false;
  const auto point = [](imaging::ImagePoint at) { return QPointF(at.x, at.y); };
  return editor_.add_proposal(
      {point(found->heart_left), point(found->heart_right), point(found->chest_left), point(found->chest_right)});
}

void ImageCanvas::toggle_key_image() {
  if (image_) annotations_->set_key(editor_.image(), !annotations_->is_key(editor_.image()));
}

void ImageCanvas::ask_for_words() {
  const auto& waiting = editor_.waiting_for_text();
  if (!waiting || words_ != nullptr) return;
  words_ = new QLineEdit(this);
  words_->setObjectName(QStringLiteral("annotation_words"));
  words_->setAccessibleName(tr("Words of the annotation"));
  words_->setFont(theme::font(15));
  words_->setText(waiting->text);
  words_->setPlaceholderText(waiting->kind == AnnotationKind::kCalibration ? tr("Known length in mm")
                                                                           : tr("Text, then Enter"));
  words_->setMaxLength(1000);
  const QPointF at = view_.to_widget(waiting->points.back());
  words_->setFixedWidth(std::min(220, width() - 8));
  words_->move(static_cast<int>(std::clamp(at.x(), 4.0, std::max(4.0, width() - 224.0))),
               static_cast<int>(std::clamp(at.y(), 4.0, std::max(4.0, height() - 40.0))));
  connect(words_, &QLineEdit::editingFinished, this, &ImageCanvas::take_words);
  words_->show();
  words_->selectAll();
  words_->setFocus();
}

// Enter, or a click elsewhere: what was typed counts. After Escape nothing waits for it any more.
void ImageCanvas::take_words() {
  QLineEdit* words = std::exchange(words_, nullptr);
  if (words == nullptr) return;
  editor_.finish_text(words->text());
  words->deleteLater();
  words->hide();
  setFocus();
  update();
}

bool ImageCanvas::take_editing_key(const QKeyEvent& event) {
  const auto nudge = [this](double x, double y) {
    const bool moved = editor_.nudge({x, y});
    update();
    return moved;
  };
  if (event.matches(QKeySequence::Undo)) return annotations_->history().undo(), true;
  if (event.matches(QKeySequence::Redo) ||
      (event.key() == Qt::Key_Z && event.modifiers() == (Qt::ControlModifier | Qt::ShiftModifier)))
    return annotations_->history().redo(), true;
  if (event.modifiers() == Qt::ShiftModifier) {
    switch (event.key()) {
      case Qt::Key_Left:
        return nudge(-1, 0);
      case Qt::Key_Right:
        return nudge(1, 0);
      case Qt::Key_Up:
        return nudge(0, -1);
      case Qt::Key_Down:
        return nudge(0, 1);
      default:
        return false;
    }
  }
  if (event.modifiers() & (Qt::ControlModifier | Qt::AltModifier | Qt::MetaModifier)) return false;
  bool done = true;
  switch (event.key()) {
    case Qt::Key_Delete:
      if (!editor_.remove_selected()) remove_last_measurement();
      break;
    case Qt::Key_Escape:
      done = editor_.escape();
      take_words();
      break;
    case Qt::Key_Return:
    case Qt::Key_Enter:
      done = editor_.enter();
      break;
    default:
      return false;
  }
  update();
  return done;
}

bool ImageCanvas::handle_annotation_key(int key) {
  switch (key) {
    case Qt::Key_N:
      set_tool(Tool::kAngle);
      break;
    case Qt::Key_B:
      set_tool(Tool::kCobb);
      break;
    case Qt::Key_T:
      set_tool(Tool::kText);
      break;
    case Qt::Key_C:
      set_tool(Tool::kHeartRatio);
      propose_heart_ratio();
      break;
    case Qt::Key_K:
      toggle_key_image();
      break;
    default:
      return false;
  }
  update();
  return true;
}

}  // namespace rdc::station
