// A volume's planes of one direction as images that a viewport scrolls through, like a series.
#pragma once

#include <memory>
#include <optional>

#include "common/imaging/volume.h"
#include "reading_station/viewer/loaded_image.h"

namespace rdc::station {

// thickness in mm; 0: a thin plane.
struct Slab {
  double thickness = 0;
  imaging::SlabMode mode = imaging::SlabMode::kAverage;

  bool operator==(const Slab&) const = default;
};

// Immutable; any thread. Shares the volume.
class MprStack {
 public:
  // like: an image of the series: modality, unit and windows are taken from it. name: unique, part of the images' keys.
  MprStack(std::shared_ptr<const imaging::Volume> volume, imaging::PatientPlane direction,
           const imaging::ImageInfo& like, QString name);

  int count() const { return planes_.count; }
  imaging::PatientPlane direction() const { return direction_; }
  imaging::SlicePlane plane(int index) const;
  const imaging::Volume& volume() const { return *volume_; }
  // Of image(index, slab).
  FrameKey key(int index, const Slab& slab) const;
  // Some milliseconds for a plane, more for a thick slab. index must be below count().
  LoadedImagePtr image(int index, const Slab& slab) const;

 private:
  std::shared_ptr<const imaging::Volume> volume_;
  imaging::PatientPlane direction_;
  imaging::PlaneStack planes_;
  imaging::ImageInfo like_;
  QString name_;
};

}  // namespace rdc::station
