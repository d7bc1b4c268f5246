// How a presentation state shows one image (DICOM PS3.3 A.33.1): worked out apart from any widget. States are read
// only; whoever windows or turns on from one changes what is seen, not the state.
#pragma once

#include <QRectF>
#include <QString>
#include <memory>
#include <optional>
#include <vector>

#include "common/dicom/annotation_objects.h"
#include "reading_station/viewer/annotation.h"
#include "reading_station/viewer/loaded_image.h"

namespace rdc::station {

// Immutable once made. Of the state alone: what it leaves out is left out, also when the image has it (C.11.7).
struct PresentedView {
  QString title;  // its label, and who made it
  imaging::GreyPipeline pipeline;
  imaging::DisplayShutter shutter;
  std::vector<imaging::OverlayMask> overlays;  // the image's that the state activates, and its own
  int quarters = 0;                            // as ViewTransform::set_turn: first mirrored, then turned clockwise
  bool mirrored = false;
  std::optional<QRectF> area;          // image pixels; nullopt: all of them
  std::optional<double> pixel_height;  // of a pixel one wide, when the state says so and the image does not
  std::vector<Annotation> marks;       // placed on the displayed area instead of on the image
};
using PresentedViewPtr = std::shared_ptr<const PresentedView>;

bool applies_to(const dicom::PresentationState& state, const LoadedImage& image);
// nullptr: the state says nothing of this image. Of a colour image only what lies over the pixels, and its place.
// Measures the frame's range: some 10 ms for 9 megapixels.
PresentedViewPtr present(const dicom::PresentationState& state, const LoadedImage& image);

// "LABEL, author"; what is missing is left out.
QString title_of(const dicom::PresentationState& state);

// The states a study came with. A value.
class PresentationStates {
 public:
  using State = std::shared_ptr<const dicom::PresentationState>;

  // The newest first, as they are offered.
  void set(std::vector<dicom::PresentationState> states);
  std::vector<State> of(const LoadedImage& image) const;

 private:
  std::vector<State> states_;
};

}  // namespace rdc::station
