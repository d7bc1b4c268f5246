#include "reading_station/viewer/image_canvas.h"

#include <QKeyEvent>
#include <QMouseEvent>
#include <QWheelEvent>
#include <algorithm>
#include <cmath>

#include "reading_station/viewer/viewer_theme.h"
#include "reading_station/viewer/window_presets.h"

namespace rdc::station {
namespace {

constexpr double kZoomStep = 1.2;

}  // namespace

ImageCanvas::ImageCanvas(QWidget* parent) : QWidget(parent) {
  setFocusPolicy(Qt::StrongFocus);
  setMouseTracking(true);
  setMinimumSize(160, 160);
  setAttribute(Qt::WA_OpaquePaintEvent);
  setFont(theme::font(14));
  set_annotations(nullptr);
}

ImageCanvas::~ImageCanvas() = default;

void ImageCanvas::show_image(LoadedImagePtr image, ViewChange change) {
  if (change == ViewChange::kReset) {
    chosen_window_.reset();
    chosen_inverted_ = false;
    view_.set_turn(0, false);
    view_.fit();
  }
  image_ = std::move(image);
  display_pixels_.release();
  presented_.reset();
  message_.clear();
  awaited_.clear();
  pipeline_ = image_->pipeline;
  apply_choice();
  editor_.set_image(image_);
  editor_.measure_again();  // what came from the archive before its pixels
  view_.set_image(QSizeF(image_->decoded.pixels.cols, image_->decoded.pixels.rows),
                  image_->info->pixel_height(image_->frame()));
  view_changed();
}

void ImageCanvas::apply_choice() {
  if (!pipeline_) return;
  pipeline_->reset();
  if (chosen_window_) pipeline_->set_window(*chosen_window_);
  pipeline_->set_inverted(chosen_inverted_);
}

void ImageCanvas::show_message(const QString& text, MessageKind kind) {
  message_ = text;
  awaited_.clear();
  message_kind_ = kind;
  image_.reset();
  pipeline_.reset();
  editor_.set_image(nullptr);
  view_changed();
}

void ImageCanvas::set_overlay(const OverlayContext& context) {
  overlay_ = context;
  update();
}

void ImageCanvas::set_awaited(const QString& text) {
  if (awaited_ == text) return;
  awaited_ = text;
  update();
}

void ImageCanvas::clear() {
  awaited_.clear();
  image_.reset();
  pipeline_.reset();
  message_.clear();
  overlay_ = {};
  editor_.set_image(nullptr);
  own_annotations_.load({});
  reference_lines_.clear();
  view_changed();
}

bool ImageCanvas::inverted() const { return chosen_inverted_; }

CornerTexts ImageCanvas::corner_texts() const {
  const std::optional<QPointF> at = pointer_ ? std::optional(view_.to_image(*pointer_)) : std::nullopt;
  CornerTexts texts = station::corner_texts(overlay_, image_.get(), pipeline(), view_.zoom(), at);
  // What the file wants shown and the reader has put away must not be forgotten.
  if (has_overlays() && !overlays_shown_) texts.bottom_right << tr("Overlays hidden");
  if (has_shutter() && !shutter_shown_) texts.bottom_right << tr("Shutter off");
  return texts;
}

void ImageCanvas::set_window(double center, double width) {
  if (!pipeline_ || image_->decoded.is_colour) return;
  auto window = pipeline_->equivalent_window();
  window.center = center;
  window.width = width;
  window.explanation.clear();
  pipeline_->set_window(window);
  chosen_window_ = *pipeline_->window();
  levels_changed();
}

void ImageCanvas::reset_window() {
  chosen_window_.reset();
  apply_choice();
  levels_changed();
}

void ImageCanvas::apply_preset(int index) {
  if (!pipeline_ || image_->decoded.is_colour || index < 0) return;
  const auto presets = presets_for(*image_->info, image_->frame());
  if (static_cast<std::size_t>(index) >= presets.size()) return;
  pipeline_->set_window(presets[static_cast<std::size_t>(index)].window);
  chosen_window_ = *pipeline_->window();
  levels_changed();
}

void ImageCanvas::set_inverted(bool inverted) {
  if (chosen_inverted_ == inverted) return;
  chosen_inverted_ = inverted;
  if (pipeline_) pipeline_->set_inverted(inverted);
  Q_EMIT inverted_changed(inverted);
  levels_changed();
}

void ImageCanvas::fit() {
  view_.fit();
  view_changed();
}

void ImageCanvas::actual_size() {
  // One image pixel on one pixel of the screen, whatever the scaling of the desktop.
  view_.set_zoom(1 / devicePixelRatioF(), QPointF(width() / 2.0, height() / 2.0));
  view_changed();
}

void ImageCanvas::zoom_by(double factor) {
  view_.set_zoom(view_.zoom() * factor, QPointF(width() / 2.0, height() / 2.0));
  view_changed();
}

void ImageCanvas::reset() {
  take_presented_view();
  chosen_window_.reset();
  const bool was_inverted = std::exchange(chosen_inverted_, false);
  apply_choice();
  if (was_inverted) Q_EMIT inverted_changed(false);
  view_changed();
  levels_changed();
}

void ImageCanvas::set_tool(Tool tool) {
  if (tool_ == tool) return;
  tool_ = tool;
  editor_.set_kind(drawn_by(tool));
  setCursor(drawn_by(tool) ? Qt::CrossCursor : Qt::ArrowCursor);
  Q_EMIT tool_changed(tool);
  update();
}

void ImageCanvas::set_active(bool active) {
  active_ = active;
  update();
}

void ImageCanvas::view_changed() {
  view_.set_widget(QSizeF(size()));
  resampled_ = {};
  levels_current_ = false;
  planes_current_ = false;
  Q_EMIT zoom_changed(view_.zoom());
  update();
}

void ImageCanvas::levels_changed() {
  levels_current_ = false;
  const auto window = pipeline_ ? pipeline_->equivalent_window() : imaging::WindowSetting{};
  Q_EMIT window_changed(window.center, window.width);
  // The image, and the corner where the window is told: the ground of a large screen takes long to paint, too.
  if (!shows_pixels() || magnifier_) return update();
  update(QRegion(image_place().toAlignedRect()) | level_corner());
}

void ImageCanvas::resizeEvent(QResizeEvent* /*event*/) { view_changed(); }

ImageCanvas::Drag ImageCanvas::drag_for(const QMouseEvent& event) const {
  if (event.button() == Qt::RightButton) return Drag::kWindow;
  if (event.button() == Qt::MiddleButton) return Drag::kPan;
  if (event.button() != Qt::LeftButton) return Drag::kNone;
  if (event.modifiers() & Qt::ControlModifier) return Drag::kZoom;
  switch (tool_) {
    case Tool::kPan:
      return Drag::kPan;
    case Tool::kWindow:
      return Drag::kWindow;
    case Tool::kZoom:
      return Drag::kZoom;
    default:
      return Drag::kMeasure;
  }
}

void ImageCanvas::mousePressEvent(QMouseEvent* event) {
  setFocus(Qt::MouseFocusReason);
  Q_EMIT activated();
  if (drag_ != Drag::kNone || !image_) return;
  drag_ = drag_for(*event);
  drag_from_ = event->position();
  if (event->button() != Qt::LeftButton || drag_ == Drag::kZoom) return;
  if (editor_.press(view_.to_image(event->position()), reach())) drag_ = Drag::kMeasure;
  ask_for_words();
  update();
}

void ImageCanvas::mouseMoveEvent(QMouseEvent* event) {
  pointer_ = event->position();
  const QPointF delta = event->position() - drag_from_;
  switch (drag_) {
    case Drag::kNone:
      if (image_) editor_.move(view_.to_image(event->position()), reach(), false);
      update();
      return;
    case Drag::kPan:
      view_.pan(delta);
      view_changed();
      break;
    case Drag::kWindow:
      drag_window(delta);
      break;
    case Drag::kZoom:
      view_.set_zoom(view_.zoom() * std::pow(1.01, -delta.y()), QPointF(width() / 2.0, height() / 2.0));
      view_changed();
      break;
    case Drag::kMeasure:
      if (image_) editor_.move(view_.to_image(event->position()), reach(), true);
      update();
      return;
  }
  drag_from_ = event->position();
}

void ImageCanvas::drag_window(QPointF delta) {
  if (!pipeline_) return;
  const auto window = pipeline_->equivalent_window();
  // The whole range of the image lies within about a widget's width, finer where the window is narrow already.
  const auto [low, high] = pipeline_->value_range();
  const double step = std::clamp(window.width / 400, (high - low) / 20000, std::max(1e-6, (high - low) / 500));
  set_window(window.center + delta.y() * step, window.width + delta.x() * step);
}

void ImageCanvas::mouseReleaseEvent(QMouseEvent* event) {
  if (drag_ == Drag::kMeasure && image_) editor_.release(view_.to_image(event->position()), reach());
  drag_ = Drag::kNone;
  ask_for_words();
  update();
}

void ImageCanvas::mouseDoubleClickEvent(QMouseEvent* event) {
  if (event->button() != Qt::LeftButton) return;
  if (image_ && editor_.double_click(view_.to_image(event->position()), reach())) {
    ask_for_words();
    return update();
  }
  if (!drawn_by(tool_)) Q_EMIT maximize_requested();
}

void ImageCanvas::wheelEvent(QWheelEvent* event) {
  Q_EMIT activated();
  event->accept();
  if ((event->modifiers() & Qt::ControlModifier) || overlay_.count <= 1) {
    view_.set_zoom(view_.zoom() * std::pow(kZoomStep, event->angleDelta().y() / 120.0), event->position());
    view_changed();
    return;
  }
  // Fine wheels send parts of a step.
  wheel_rest_ += event->angleDelta().y();
  const int steps = wheel_rest_ / 120;
  wheel_rest_ -= steps * 120;
  if (steps != 0) Q_EMIT scroll_requested(-steps);
}

bool ImageCanvas::handle_scroll_key(int key) {
  const int page = std::max(1, overlay_.count / 10);
  switch (key) {
    case Qt::Key_Up:
    case Qt::Key_Left:
      Q_EMIT scroll_requested(-1);
      return true;
    case Qt::Key_Down:
    case Qt::Key_Right:
      Q_EMIT scroll_requested(1);
      return true;
    case Qt::Key_PageUp:
      Q_EMIT scroll_requested(-page);
      return true;
    case Qt::Key_PageDown:
      Q_EMIT scroll_requested(page);
      return true;
    case Qt::Key_Home:
      Q_EMIT scroll_to_requested(0);
      return true;
    case Qt::Key_End:
      Q_EMIT scroll_to_requested(-1);
      return true;
    default:
      return false;
  }
}

bool ImageCanvas::handle_view_key(int key) {
  if (key >= Qt::Key_1 && key <= Qt::Key_9) {
    apply_preset(key - Qt::Key_1);
    return true;
  }
  switch (key) {
    case Qt::Key_0:
      reset_window();
      return true;
    case Qt::Key_F:
      fit();
      return true;
    case Qt::Key_A:
      actual_size();
      return true;
    case Qt::Key_R:
      reset();
      return true;
    case Qt::Key_I:
      set_inverted(!chosen_inverted_);
      return true;
    case Qt::Key_P:
    case Qt::Key_Escape:
      set_tool(Tool::kPan);
      return true;
    case Qt::Key_L:
      set_tool(Tool::kLength);
      return true;
    case Qt::Key_E:
      set_tool(Tool::kRegion);
      return true;
    case Qt::Key_Plus:
    case Qt::Key_Equal:
      zoom_by(kZoomStep);
      return true;
    case Qt::Key_Minus:
      zoom_by(1 / kZoomStep);
      return true;
    default:
      return false;
  }
}

void ImageCanvas::keyPressEvent(QKeyEvent* event) {
  if (take_editing_key(*event)) return;
  const bool plain = (event->modifiers() & (Qt::ControlModifier | Qt::AltModifier | Qt::MetaModifier)) == 0;
  const int key = event->key();
  if (!plain || (!handle_annotation_key(key) && !handle_scroll_key(key) && !handle_view_key(key)))
    QWidget::keyPressEvent(event);
}

void ImageCanvas::leaveEvent(QEvent* /*event*/) {
  pointer_.reset();
  update();
}

void ImageCanvas::changeEvent(QEvent* event) {
  if (event->type() == QEvent::LanguageChange) update();
  QWidget::changeEvent(event);
}

}  // namespace rdc::station
