#include "common/dicom/derived_data_set.h"
#include "common/dicom/icc_profile.h"

#include <algorithm>
#include <cmath>

namespace rdc::dicom {
namespace {

constexpr const char* kLayer = "READING";

const char* word_of(GraphicShape shape) {
  switch (shape) {
    case GraphicShape::kPoint:
      return "POINT";
    case GraphicShape::kPolyline:
      return "POLYLINE";
    case GraphicShape::kEllipse:
      return "ELLIPSE";
    case GraphicShape::kCircle:
      return "CIRCLE";
    case GraphicShape::kInterpolated:
      return "INTERPOLATED";
  }
  return "POLYLINE";
}

void put_floats(DcmItem& item, const DcmTagKey& tag, const std::vector<Position>& points) {
  std::vector<Float32> values;
  for (const Position& point : points) {
    values.push_back(static_cast<Float32>(point[0]));
    values.push_back(static_cast<Float32>(point[1]));
  }
  auto element = std::make_unique<DcmFloatingPointSingle>(DcmTag(tag, EVR_FL));
  element->putFloat32Array(values.data(), static_cast<unsigned long>(values.size()));
  item.insert(element.release(), OFTrue);
}

void put_graphic(DcmItem& annotation, const Graphic& graphic, const Mark* tracked) {
  DcmItem& item = new_item(annotation, DCM_GraphicObjectSequence);
  set_text(item, DCM_GraphicAnnotationUnits, "PIXEL");
  item.putAndInsertUint16(DCM_GraphicDimensions, 2);
  item.putAndInsertUint16(DCM_NumberOfGraphicPoints, static_cast<Uint16>(graphic.points.size()));
  put_floats(item, DCM_GraphicData, graphic.points);
  set_text(item, DCM_GraphicType, word_of(graphic.shape));
  const bool closed = graphic.shape == GraphicShape::kEllipse || graphic.shape == GraphicShape::kCircle ||
                      (graphic.points.size() > 2 && graphic.points.front() == graphic.points.back());
  if (closed) set_text(item, DCM_GraphicFilled, graphic.filled ? "Y" : "N");
  if (tracked == nullptr) return;
  set_text(item, DCM_TrackingID, tracked->word);
  set_text(item, DCM_TrackingUID, tracked->uid);
}

void put_text(DcmItem& annotation, const Mark& mark) {
  DcmItem& item = new_item(annotation, DCM_TextObjectSequence);
  set_text(item, DCM_AnchorPointAnnotationUnits, "PIXEL");
  std::string text = mark.text;
  // ST breaks lines with CR LF.
  for (std::size_t at = 0; (at = text.find('\n', at)) != std::string::npos; at += 2) text.replace(at, 1, "\r\n");
  set_text(item, DCM_UnformattedTextValue, text.substr(0, 1024));
  put_floats(item, DCM_AnchorPoint, {mark.text_anchor});
  set_text(item, DCM_AnchorPointVisibility, "N");
  if (!mark.graphics.empty()) return;
  // A text alone is followed by its own identity.
  set_text(item, DCM_TrackingID, mark.word);
  set_text(item, DCM_TrackingUID, mark.uid);
}

void put_mark(DcmDataset& data, const Mark& mark) {
  DcmItem& item = new_item(data, DCM_GraphicAnnotationSequence);
  put_image(item, DCM_ReferencedImageSequence, mark.image);
  set_text(item, DCM_GraphicLayer, kLayer);
  for (std::size_t i = 0; i < mark.graphics.size(); ++i) put_graphic(item, mark.graphics[i], i == 0 ? &mark : nullptr);
  if (!mark.text.empty()) put_text(item, mark);
}

void put_area(DcmDataset& data, const PresentedImage& image) {
  DcmItem& item = new_item(data, DCM_DisplayedAreaSelectionSequence);
  put_image(item, DCM_ReferencedImageSequence, image.image);
  const std::array<Sint32, 2> first{image.area[0], image.area[1]}, last{image.area[2], image.area[3]};
  const auto corner = [&item](const DcmTagKey& tag, const std::array<Sint32, 2>& at) {
    auto element = std::make_unique<DcmSignedLong>(DcmTag(tag, EVR_SL));
    element->putSint32Array(at.data(), 2);
    item.insert(element.release(), OFTrue);
  };
  corner(DCM_DisplayedAreaTopLeftHandCorner, first);
  corner(DCM_DisplayedAreaBottomRightHandCorner, last);
  set_text(item, DCM_PresentationSizeMode, "SCALE TO FIT");
  // Vertical over horizontal, as whole numbers.
  const int height = std::clamp(static_cast<int>(std::lround(image.pixel_height * 1000)), 1, 1'000'000);
  set_text(item, DCM_PresentationPixelAspectRatio, height == 1000 ? "1\\1" : fmt::format("{}\\1000", height));
}

void put_voi(DcmDataset& data, const PresentedImage& image) {
  if (!image.window && image.voi_table.entries.empty()) return;
  DcmItem& item = new_item(data, DCM_SoftcopyVOILUTSequence);
  put_image(item, DCM_ReferencedImageSequence, image.image);
  if (!image.window) return put_table(item, DCM_VOILUTSequence, image.voi_table);
  set_text(item, DCM_WindowCenter, decimal(image.window->center));
  set_text(item, DCM_WindowWidth, decimal(image.window->width));
  if (image.window->function != "LINEAR") set_text(item, DCM_VOILUTFunction, image.window->function);
}

void put_modality(DcmDataset& data, const ModalityTransform& modality) {
  if (!modality.table.entries.empty()) {
    put_table(data, DCM_ModalityLUTSequence, modality.table);
    DcmItem* lut = nullptr;
    if (data.findAndGetSequenceItem(DCM_ModalityLUTSequence, lut).good())
      set_text(*lut, DCM_ModalityLUTType, modality.type);
    return;
  }
  set_text(data, DCM_RescaleIntercept, decimal(modality.intercept));
  set_text(data, DCM_RescaleSlope, decimal(modality.slope));
  set_text(data, DCM_RescaleType, modality.type);
}

void put_grey_levels(DcmDataset& data, const PresentationState& state) {
  for (const PresentedImage& image : state.images) put_voi(data, image);
  put_modality(data, state.modality);
  set_text(data, DCM_PresentationLUTShape, state.inverse ? "INVERSE" : "IDENTITY");
}

// The ICC Profile module is mandatory (PS3.3 A.33.2.3). The viewer sends what a file has to the screen as it is: sRGB
// is what that means.
void put_colour_space(DcmDataset& data) {
  const std::string profile = srgb_input_profile();
  auto element = std::make_unique<DcmOtherByteOtherWord>(DcmTag(DCM_ICCProfile, EVR_OB));
  element->putUint8Array(reinterpret_cast<const Uint8*>(profile.data()), static_cast<unsigned long>(profile.size()));
  data.insert(element.release(), OFTrue);
  set_text(data, DCM_ColorSpace, "SRGB");
}

void put_layer(DcmDataset& data) {
  DcmItem& layer = new_item(data, DCM_GraphicLayerSequence);
  set_text(layer, DCM_GraphicLayer, kLayer);
  set_text(layer, DCM_GraphicLayerOrder, "1");
  const std::array<Uint16, 3> yellow{60000, 0x6C00, 0xA000};  // CIELab about #FFD43B, PS3.3 C.10.7.1.1
  layer.putAndInsertUint16Array(DCM_GraphicLayerRecommendedDisplayCIELabValue, yellow.data(), 3);
  layer.putAndInsertUint16(DCM_GraphicLayerRecommendedDisplayGrayscaleValue, 0xffff);
}

}  // namespace

Result<std::string> write_presentation_state(const StudyIdentity& study, const PresentationState& state) {
  if (state.images.empty()) return fail(ErrorCode::kInvalid, "NOTHING_TO_WRITE", "a presentation state needs an image");
  try {
    DcmDataset data;
    put_common(data, study, state.by, state.is_colour ? kColourPresentationStateStorage : kPresentationStateStorage,
               "PR", state.description);
    set_text(data, DCM_Laterality, "");  // General Series, type 2C: the images may show either side, or both
    set_text(data, DCM_ContentLabel, state.label.substr(0, 16));
    set_text(data, DCM_ContentDescription, state.description);
    OFString text;
    data.findAndGetOFString(DCM_SeriesDate, text);
    set_text(data, DCM_PresentationCreationDate, text);
    data.findAndGetOFString(DCM_SeriesTime, text);
    set_text(data, DCM_PresentationCreationTime, text);
    set_text(data, DCM_ContentCreatorName, state.by.author);
    std::vector<ImagePlace> places;
    for (const PresentedImage& image : state.images) places.push_back(image.image);
    put_series_references(data, places, DCM_ReferencedImageSequence);
    for (const PresentedImage& image : state.images) put_area(data, image);
    if (state.is_colour)
      put_colour_space(data);
    else
      put_grey_levels(data, state);
    set_text(data, DCM_ImageHorizontalFlip, state.flipped ? "Y" : "N");
    data.putAndInsertUint16(DCM_ImageRotation, static_cast<Uint16>(state.rotation));
    if (!state.marks.empty()) put_layer(data);
    for (const Mark& mark : state.marks) put_mark(data, mark);
    return encode(data);
  } catch (const std::runtime_error& failed) {
    return fail(ErrorCode::kInternal, "CANNOT_ENCODE", "{}", failed.what());
  }
}

}  // namespace rdc::dicom
