// One image on a dark ground: zoom, pan, window/level, measurements, corner texts.
//
// Mouse: wheel = previous/next image (single image: zoom) · Ctrl+wheel = zoom about the pointer · right drag = window
// (across: width, down: centre) · middle drag, or left drag with the Pan tool = pan · Ctrl+left drag = zoom · left
// button with a measuring tool, or on an own measurement = draw or move it (annotation_editor.h) · double click = its
// words are edited, else asks for the whole area (maximize_requested). Keys: arrows, Page Up/Down, Home, End = scroll ·
// F fit · A actual pixels · R reset · I invert · 0 the file's window · 1..7 presets (CT), the file's own windows
// (others) · P pan · L length · E region · N angle · B Cobb · T text · C heart ratio · K key image · Delete removes the
// selected measurement, else the last · Shift+arrows move the selected one · Ctrl+Z, Ctrl+Shift+Z undo, redo · Esc
// leaves the drawing, then back to Pan · +/- zoom.
#pragma once

#include <QImage>
#include <QLineF>
#include <QPolygonF>
#include <QWidget>
#include <memory>
#include <optional>
#include <vector>

#include "common/imaging/grey_pipeline.h"
#include "common/imaging/resample.h"
#include "reading_station/viewer/annotation_editor.h"
#include "reading_station/viewer/key_picture.h"
#include "reading_station/viewer/loaded_image.h"
#include "reading_station/viewer/overlay_text.h"
#include "reading_station/viewer/presentation/presented_view.h"
#include "reading_station/viewer/view_transform.h"

class QLineEdit;

namespace rdc::station {

// GUI thread only. All slots work without an image too (they do nothing).
class ImageCanvas final : public QWidget {
  Q_OBJECT
 public:
  enum class Tool {
    kPan,
    kWindow,
    kZoom,
    kLength,
    kRegion,  // an ellipse
    kAngle,
    kCobb,
    kPolyline,
    kRectangle,
    kFreehand,
    kPoint,
    kArrow,
    kText,
    kHeartRatio,
    kLimb,
    kVertebra,
    kCalibration
  };
  Q_ENUM(Tool)
  enum class Flip { kAcross, kDown };

  explicit ImageCanvas(QWidget* parent = nullptr);
  ~ImageCanvas() override;

  // Keeps the reader's window, inversion and zoom when the image belongs to the same series as the one before
  // (`keep_view`); otherwise fits it and takes the file's window.
  enum class ViewChange { kKeep, kReset };
  void show_image(LoadedImagePtr image, ViewChange change);
  // As a presentation state shows the image, until the next show_image(); nullptr: as the file does. kReset takes the
  // state's window, turn and displayed area; kKeep leaves the reader's own where they are.
  void present(PresentedViewPtr view, ViewChange change);
  const PresentedView* presented() const { return presented_.get(); }
  // A sentence in the image's place: unreadable, or still coming. Corner texts stay.
  enum class MessageKind { kWaiting, kProblem };
  void show_message(const QString& text, MessageKind kind);
  void set_overlay(const OverlayContext& context);
  // Above the image that is still shown: which one was asked for and is not there yet. Until the next show_image() or
  // show_message().
  void set_awaited(const QString& text);
  QString awaited() const { return awaited_; }
  void clear();

  // What the reader did to the image shown, and the same again. Both without an image: nothing.
  ImageLook look() const;
  void take_look(const ImageLook& look);
  // A canvas that is never on a screen, only drawn from: so many pixels a logical one, and of the texts the letters at
  // the edges and what stands beside a measurement.
  void set_print_ratio(double ratio) { print_ratio_ = ratio; }

  const LoadedImage* image() const { return image_.get(); }
  QString message() const { return message_; }
  // The message says why there is no image, not that it is on its way.
  bool has_problem() const { return !message_.isEmpty() && message_kind_ == MessageKind::kProblem; }
  const imaging::GreyPipeline* pipeline() const { return pipeline_ ? &*pipeline_ : nullptr; }
  const ViewTransform& view() const { return view_; }
  // Lines of other viewports' images, in image coordinates. Drawn until replaced.
  // Shown in place of the image's own pixels (same size and type) until the next show_image(); values are still read
  // from the image. Empty: the image's own.
  void set_display_pixels(cv::Mat pixels);
  void set_reference_lines(std::vector<QLineF> lines);
  const std::vector<QLineF>& reference_lines() const { return reference_lines_; }
  // The image shown has some; whether they are drawn is the reader's choice.
  bool has_overlays() const;
  bool has_shutter() const;
  bool overlays_shown() const { return overlays_shown_; }
  bool shutter_shown() const { return shutter_shown_; }
  Tool tool() const { return tool_; }
  bool inverted() const;
  // nullopt: the tool draws nothing.
  static std::optional<AnnotationKind> drawn_by(Tool tool);
  // A study's tiles share one set, which must outlive this or be taken away with nullptr: then the canvas uses a set of
  // its own.
  void set_annotations(AnnotationSet* annotations);
  AnnotationSet& annotations() { return *annotations_; }
  // Everything drawn in the set, on other images too.
  const std::vector<Annotation>& measurements() const { return annotations_->all(); }
  const AnnotationEditor& editor() const { return editor_; }
  // What is drawn in the corners now.
  CornerTexts corner_texts() const;
  // Widget position of an image position and back, for scripted readers.
  QPointF to_widget(QPointF image_position) const { return view_.to_widget(image_position); }
  QPointF to_image(QPointF widget_position) const { return view_.to_image(widget_position); }

  QSize sizeHint() const override { return {800, 800}; }

 public Q_SLOTS:
  void set_window(double center, double width);
  void reset_window();
  // Index into presets_for() of the image shown; out of range: nothing happens.
  void apply_preset(int index);
  void set_inverted(bool inverted);
  void fit();
  void actual_size();
  void zoom_by(double factor);
  void set_zoom(double screen_pixels_per_image_pixel);  // about the middle
  // Clockwise, after what is set already.
  void turn(int quarters);
  void flip(rdc::station::ImageCanvas::Flip way);
  // Overlay planes of the image (60xx groups), and its shutter: shown until switched off.
  void set_overlays_shown(bool shown);
  void set_shutter_shown(bool shown);
  // A glass under the pointer, three times as large.
  void set_magnifier(bool on);
  void reset();
  void set_tool(rdc::station::ImageCanvas::Tool tool);
  void clear_measurements();
  void remove_last_measurement();  // of the image shown, the reader's own
  // What the program makes of a chest radiograph, to be moved by the reader. False: it finds no heart here.
  bool propose_heart_ratio();
  void toggle_key_image();
  // Undo, redo, and what concerns the mark being drawn or selected; false: the key is free for others.
  bool take_editing_key(const QKeyEvent& event);
  void set_active(bool active);  // draws the frame of the chosen tile

 Q_SIGNALS:
  void window_changed(double center, double width);
  void inverted_changed(bool inverted);
  void tool_changed(rdc::station::ImageCanvas::Tool tool);
  void zoom_changed(double screen_pixels_per_image_pixel);
  void measurements_changed();
  void scroll_requested(int steps);     // positive: forwards
  void scroll_to_requested(int index);  // 0 first, -1 last
  void activated();                     // the reader touched this tile
  void maximize_requested();

 protected:
  void paintEvent(QPaintEvent* event) override;
  void resizeEvent(QResizeEvent* event) override;
  void mousePressEvent(QMouseEvent* event) override;
  void mouseMoveEvent(QMouseEvent* event) override;
  void mouseReleaseEvent(QMouseEvent* event) override;
  void mouseDoubleClickEvent(QMouseEvent* event) override;
  void wheelEvent(QWheelEvent* event) override;
  void keyPressEvent(QKeyEvent* event) override;
  void leaveEvent(QEvent* event) override;
  void changeEvent(QEvent* event) override;
  int metric(PaintDeviceMetric what) const override;

 private:
  enum class Drag { kNone, kPan, kWindow, kZoom, kMeasure };
  Drag drag_for(const QMouseEvent& event) const;
  void drag_window(QPointF delta);
  double reach() const;  // image pixels that a hand may miss by
  bool handle_annotation_key(int key);
  void ask_for_words();
  void take_words();
  void annotations_changed();
  bool handle_scroll_key(int key);
  bool handle_view_key(int key);
  void view_changed();
  void levels_changed();
  // A part of the image and the pixels of the screen that it fills, turned as the view is.
  struct Sight {
    imaging::Region region;
    cv::Size target;
    cv::Size unturned;
  };
  // On a sight's pixels.
  struct Planes {
    QImage picture;  // null: nothing
    QPoint at;
  };
  Sight sight(const imaging::Region& region, cv::Size target) const;
  Sight whole_sight() const;
  Sight glass_sight() const;
  imaging::Resampled part_of(const cv::Mat& picture, const Sight& sight) const;
  void draw_levels(const imaging::Resampled& part, const Sight& sight, QImage& picture) const;
  void bring_up_to_date();
  bool shows_pixels() const { return image_ != nullptr && !resampled_.pixels.empty(); }
  QRectF image_place() const;  // on the widget
  QRect level_corner() const;  // where draw_corner_texts() tells the window
  void fill_ground(QPainter& painter, const QRegion& damaged) const;
  bool resamples_before_levels() const;
  void write_levels(const cv::Mat& pixels, cv::Mat& screen) const;
  bool draw_into_window(const QPainter& painter) const;
  void draw_image(QPainter& painter);
  void turn_resampled(imaging::Resampled& part, cv::Size target) const;
  Planes planes_of(const Sight& sight) const;
  const std::vector<imaging::OverlayMask>& masks() const;
  const imaging::DisplayShutter& shutter() const;
  void cover_with(const imaging::OverlayMask& mask, const Sight& sight, double gain, cv::Mat& cover) const;
  void draw_planes(QPainter& painter) const;
  QPolygonF on_widget(const std::vector<QPointF>& corners) const;
  void clip_to_shutter(QPainter& painter) const;
  void draw_reference_lines(QPainter& painter) const;
  void draw_magnifier(QPainter& painter) const;
  void draw_message(QPainter& painter) const;
  void draw_measurements(QPainter& painter) const;
  void draw_corner_texts(QPainter& painter) const;
  void draw_lines_of_text(QPainter& painter, const CornerTexts& texts) const;

  LoadedImagePtr image_;
  PresentedViewPtr presented_;
  std::optional<imaging::GreyPipeline> pipeline_;
  ViewTransform view_;
  QString message_;
  MessageKind message_kind_ = MessageKind::kWaiting;
  OverlayContext overlay_;
  QString awaited_;
  Tool tool_ = Tool::kPan;
  bool active_ = false;
  bool magnifier_ = false;
  double print_ratio_ = 0;  // 0: on a screen
  bool is_for_print() const { return print_ratio_ > 0; }
  cv::Mat display_pixels_;
  const cv::Mat& shown_pixels() const { return display_pixels_.empty() ? image_->decoded.pixels : display_pixels_; }
  std::vector<QLineF> reference_lines_;

  // What the reader chose for this series; applied to every image of it.
  std::optional<imaging::WindowSetting> chosen_window_;
  bool chosen_inverted_ = false;
  void apply_choice();
  void take_presented_view();

  AnnotationSet own_annotations_;
  AnnotationSet* annotations_ = &own_annotations_;  // disconnects by itself when it goes first
  AnnotationEditor editor_;
  QLineEdit* words_ = nullptr;  // shown while an annotation waits for its words
  Drag drag_ = Drag::kNone;
  QPointF drag_from_;
  std::optional<QPointF> pointer_;  // for the value under it
  int wheel_rest_ = 0;              // eighths of a degree not yet a step

  imaging::Resampled resampled_;  // stored values at screen size; empty when the view changed
  QImage rendered_;               // what is drawn of the image where it does not go straight into the window
  bool levels_current_ = false;   // rendered_ is of resampled_ and the window
  bool overlays_shown_ = true, shutter_shown_ = true;
  bool planes_current_ = false;  // planes_ is of this view and image
  Planes planes_;                // overlays on the screen
};

}  // namespace rdc::station
