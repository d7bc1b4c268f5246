// Drawing and moving annotations on one image: what pressing, moving and typing mean. Knows no widget: positions are
// image pixels, `reach` is how many image pixels a hand may miss by.
//
// Press and drag: length, rectangle, ellipse, arrow, calibration, freehand. Angle, Cobb, limb, heart: a click a point,
// or a drag for two. Polyline: a click a point, a double click or Enter ends it. A press on a handle of an own
// annotation moves it, with every tool; a press on its line moves all of it, when no drawing tool is chosen.
#pragma once

#include <optional>

#include "reading_station/viewer/annotation_set.h"

namespace rdc::station {

// GUI thread only. Borrows the set.
class AnnotationEditor {
 public:
  void set_annotations(AnnotationSet* set) { set_ = set; }
  // nullptr: no image. Ends what was being drawn, unless it is the same image.
  void set_image(LoadedImagePtr image);
  const ImageOf& image() const { return of_; }
  // nullopt: no drawing tool. Ends what was being drawn.
  void set_kind(std::optional<AnnotationKind> kind);

  // True: the press is the editor's, and so are the moves until the release.
  bool press(QPointF at, double reach);
  // True when something to be seen changed. `pressed`: the button is down.
  bool move(QPointF at, double reach, bool pressed);
  void release(QPointF at, double reach);
  bool double_click(QPointF at, double reach);

  // True: it meant something. Delete the selected one; Escape leaves what is being drawn; Enter ends a polyline or
  // confirms a proposal.
  bool remove_selected();
  bool escape();
  bool enter();
  // The handle touched last, or all of the selected one, by so many image pixels. One undo step each.
  bool nudge(QPointF by);

  // What is being drawn, its next point under the pointer; not yet in the set.
  const std::optional<Annotation>& draft() const { return draft_; }
  const QString& selected() const { return selected_; }
  void select(const QString& uid) { selected_ = uid; }
  // Which own annotation is under the pointer; "" for none.
  QString hit(QPointF at, double reach) const;

  // A drawn annotation that wants words (text, calibration, the first vertebra) waits here until finish_text().
  // nullopt: nothing waits.
  const std::optional<Annotation>& waiting_for_text() const { return waiting_; }
  // Words to be changed of one in the set: it waits, too.
  void edit_text(const QString& uid);
  // "" or, for a calibration, no positive number: nothing is added; false.
  bool finish_text(const QString& text);
  void cancel_text() { waiting_.reset(); }

  // Adds the program's cardiothoracic proposal, or nothing when the image gives none; the reader moves its lines.
  bool add_proposal(const std::vector<QPointF>& points);
  // Own annotations of this image are measured anew: a calibration came or went.
  void measure_again();

 private:
  struct Grip {
    QString uid;
    int point = -1;  // -1: all of it
    QPointF from;
  };
  std::optional<Grip> grip_at(QPointF at, double reach) const;
  void drag_grip(QPointF at);
  void begin(QPointF at);
  void add_point(QPointF at);
  void finish();
  void measure(Annotation& annotation) const;
  QString proposed_level() const;

  AnnotationSet* set_ = nullptr;
  LoadedImagePtr image_;
  ImageOf of_;
  std::optional<AnnotationKind> kind_;
  std::optional<Annotation> draft_;
  std::optional<Annotation> waiting_;
  std::optional<Grip> grip_;
  QPointF pressed_at_;
  QString selected_;
  int touched_point_ = -1;
};

// The handles of an annotation, for painting and for grips: its points (a freehand outline has none but its first).
std::vector<QPointF> handles_of(const Annotation& annotation);
// Its lines, each a run of points; what is hit and drawn. An ellipse is given as the polygon drawn for it.
std::vector<std::vector<QPointF>> lines_drawn(const Annotation& annotation);

}  // namespace rdc::station
