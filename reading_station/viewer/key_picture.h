// Key images as pictures for print: drawn by the viewer's own canvas, without the texts in its corners.
#pragma once

#include <QImage>
#include <QRectF>
#include <QString>
#include <optional>
#include <utility>
#include <vector>

#include "reading_station/viewer/annotation.h"
#include "reading_station/viewer/presentation/presented_view.h"

namespace rdc::station {

// How a reader has an image before them.
struct ImageLook {
  std::optional<std::pair<double, double>> window;  // centre and width; nullopt: as the file or its state says
  bool inverted = false;                            // on top of that
  int quarters = 0;                                 // clockwise, after mirroring
  bool mirrored = false;
  std::optional<QRectF> area;  // image pixels; nullopt: all of it

  bool operator==(const ImageLook&) const = default;
};

struct KeyLook {
  ImageOf image;
  ImageLook look;
  QString presented;  // SOP Instance UID of the presentation state it is shown by, or ""

  bool operator==(const KeyLook&) const = default;
};

struct KeyPicture {
  QImage picture;  // null: the image cannot be had
  QString series;  // "3 Lung"
  int number = 0;  // of the image in its series, from 1
  int count = 0;
  std::optional<std::pair<double, double>> window;  // in use; nullopt: colour, or a table
  QString unit;
  bool is_part = false;
};

// Pixels of the longer side.
inline constexpr int kKeyPictureSide = 1280;

// GUI thread only; some 20 ms. drawn: what lies on this image.
KeyPicture paint_key_picture(const LoadedImagePtr& image, const ImageLook& look, std::vector<Annotation> drawn,
                             PresentedViewPtr presented);

}  // namespace rdc::station
