// A study's annotations: one set for all its tiles, with undo and redo.
#pragma once

#include <QHash>
#include <QObject>
#include <QUndoStack>
#include <functional>
#include <memory>
#include <vector>

#include "common/base/random.h"
#include "reading_station/viewer/annotation.h"
#include "reading_station/viewer/measurement_list.h"

namespace rdc::station {

// GUI thread only. Others' annotations are shown, never changed. Undo covers what this reader did since load().
class AnnotationSet final : public QObject {
  Q_OBJECT
 public:
  // Borrows `random`, which must outlive it; nullptr: the kernel's.
  explicit AnnotationSet(base::Random* random = nullptr, QObject* parent = nullptr);
  ~AnnotationSet() override;

  const std::vector<Annotation>& all() const { return annotations_; }
  std::vector<Annotation> of(const ImageOf& image) const;
  const Annotation* find(const QString& uid) const;
  bool is_empty() const { return annotations_.empty(); }
  // The reader's own, calibrations included: what is saved.
  std::vector<Annotation> own() const;

  // Gives it a uid when it has none; returns the uid. At most kMost in a study: then "" and nothing happens.
  QString add(Annotation annotation);
  // Replaces the own annotation with this uid. A run of changes between begin_change() and end_change() is one step.
  void change(const Annotation& annotation);
  void remove(const QString& uid);
  // The reader's own of this image.
  void clear(const ImageOf& image);

  // In between, change() is not yet a step of its own: dragging a handle.
  void begin_change(const QString& uid);
  void end_change();
  // Readings that follow from another annotation (a calibration) or from the language: no step.
  void refresh(const Annotation& annotation);

  QUndoStack& history() { return history_; }
  // From the archive or a draft: replaces everything; history begins anew.
  void load(std::vector<Annotation> annotations);

  // mm per pixel the reader calibrated this image with, or nullopt.
  std::optional<double> calibration(const ImageOf& image, double pixel_height) const;

  // Key images, in the order they were marked.
  const std::vector<ImageOf>& key_images() const { return key_images_; }
  bool is_key(const ImageOf& image) const;
  void set_key(const ImageOf& image, bool key);
  void load_key_images(std::vector<ImageOf> images);

  // For the report. Proposals are in it, marked.
  MeasurementList measurements() const;

  // Bounds what a study's file may bring and what a reader can draw.
  static constexpr std::size_t kMost = 2000;
  static constexpr std::size_t kMostPoints = 10000;  // of one annotation

 Q_SIGNALS:
  void changed();
  void edited();  // by this reader: to be saved
  void key_images_changed();

 private:
  class Step;
  void put(const QString& uid, const std::optional<Annotation>& value);

  base::SystemRandom system_;
  base::Random& random_;
  std::vector<Annotation> annotations_;
  std::vector<ImageOf> key_images_;
  std::optional<Annotation> before_;  // of begin_change()
  QUndoStack history_;
};

}  // namespace rdc::station
