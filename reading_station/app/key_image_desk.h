// The key images that a reader marks in the viewer, for the report.
#pragma once

#include "reading_station/report/key_image_source.h"
#include "reading_station/viewer/annotation.h"

namespace rdc::station {

class AnnotationDesk;
class StudyViewer;

// GUI thread only. Borrows viewer and desk, which must outlive this.
class KeyImageDesk final : public KeyImageSource {
  Q_OBJECT
 public:
  KeyImageDesk(StudyViewer& viewer, AnnotationDesk& annotations, QObject* parent = nullptr);

  // False: the viewer has another study than the one being reported. Nothing is marked or drawn then.
  void set_reported(bool reported);

  std::vector<PrintedImage> marked() const override;
  std::optional<PrintedImage> as_shown(const PrintedImage& image) const override;
  void draw(const PrintedImage& image, Drawn drawn) override;

 private:
  void compare();

  StudyViewer& viewer_;
  std::vector<ImageOf> known_;  // marked, as last heard of
  bool reported_ = true;
};

}  // namespace rdc::station
