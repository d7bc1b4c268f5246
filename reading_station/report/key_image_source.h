// A study's key images as a report uses them: the report knows no viewer.
#pragma once

#include <functional>
#include <optional>
#include <vector>

#include <QObject>

#include "common/ui/report_page.h"
#include "reading_station/report/report_text.h"

namespace rdc::station {

// GUI thread only.
class KeyImageSource : public QObject {
  Q_OBJECT
 public:
  using QObject::QObject;

  // Those marked in the study being reported, in the order of marking; each as it is shown now, or else as the file
  // says.
  virtual std::vector<PrintedImage> marked() const = 0;
  // As the reader has the image before them; nullopt: it is not on the screen.
  virtual std::optional<PrintedImage> as_shown(const PrintedImage& image) const = 0;
  // With what is drawn on it. Answers once, later, from the event loop; a null picture: the image cannot be had.
  using Drawn = std::function<void(const ui::ReportPicture&)>;
  virtual void draw(const PrintedImage& image, Drawn drawn) = 0;

 Q_SIGNALS:
  // By this reader, just now.
  void image_marked(const rdc::station::PrintedImage& image);
  void image_unmarked(const rdc::station::PrintedImage& image);
  // marked() is another, or what is drawn on an image.
  void changed();
};

}  // namespace rdc::station
