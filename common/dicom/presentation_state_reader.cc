#include "common/dicom/derived_data_set.h"

#include <algorithm>

namespace rdc::dicom {
namespace {

constexpr std::size_t kMostPoints = 20'000;  // numbers of one graphic
constexpr std::size_t kMostMarks = 5'000;

std::optional<GraphicShape> shape_of(const std::string& word) {
  if (word == "POINT") return GraphicShape::kPoint;
  if (word == "POLYLINE") return GraphicShape::kPolyline;
  if (word == "ELLIPSE") return GraphicShape::kEllipse;
  if (word == "CIRCLE") return GraphicShape::kCircle;
  if (word == "INTERPOLATED") return GraphicShape::kInterpolated;
  return std::nullopt;
}

std::vector<Position> points_in(DcmItem& item, const DcmTagKey& tag) {
  std::vector<Position> points;
  const auto values = numbers_of(item, tag, kMostPoints);
  for (std::size_t i = 0; i + 1 < values.size(); i += 2) points.push_back({values[i], values[i + 1]});
  return points;
}

// The images an item is about; all of the state's when it names none (PS3.3 C.10.5: "applies to all").
std::vector<ImagePlace> places_of(DcmItem& item, const PresentationState& state) {
  std::vector<ImagePlace> places;
  for (DcmItem* reference : items_of(item, DCM_ReferencedImageSequence)) {
    const ImagePlace image = image_of(*reference);
    const auto frames = numbers_of(*reference, DCM_ReferencedFrameNumber, 1000);
    if (frames.size() <= 1) places.push_back(image);
    if (frames.size() > 1)
      for (const double frame : frames)
        places.push_back({image.sop_class_uid, image.sop_instance_uid, "", static_cast<int>(frame) - 1, 2});
  }
  if (places.empty())
    for (const PresentedImage& image : state.images) places.push_back(image.image);
  return places;
}

void read_mark(DcmItem& item, PresentationState& state) {
  Mark mark;
  const auto is_display = [](DcmItem& part, const DcmTagKey& tag) { return text_of(part, tag) == "DISPLAY"; };
  std::vector<Mark> found;
  for (DcmItem* part : items_of(item, DCM_GraphicObjectSequence)) {
    const auto shape = shape_of(text_of(*part, DCM_GraphicType));
    Graphic graphic{shape.value_or(GraphicShape::kPolyline), points_in(*part, DCM_GraphicData),
                    text_of(*part, DCM_GraphicFilled) == "Y"};
    if (!shape || graphic.points.empty()) continue;
    const bool on_display = is_display(*part, DCM_GraphicAnnotationUnits);
    if (!mark.graphics.empty() && on_display != mark.on_display) continue;
    mark.on_display = on_display;
    if (mark.uid.empty()) {
      mark.uid = text_of(*part, DCM_TrackingUID);
      mark.word = text_of(*part, DCM_TrackingID);
    }
    mark.graphics.push_back(std::move(graphic));
  }
  for (DcmItem* part : items_of(item, DCM_TextObjectSequence)) {
    Mark text;
    text.text = text_of(*part, DCM_UnformattedTextValue);
    std::erase(text.text, '\r');
    auto anchor = points_in(*part, DCM_AnchorPoint);
    text.on_display = is_display(*part, DCM_AnchorPointAnnotationUnits);
    if (anchor.empty()) {
      anchor = points_in(*part, DCM_BoundingBoxTopLeftHandCorner);
      text.on_display = is_display(*part, DCM_BoundingBoxAnnotationUnits);
    }
    if (text.text.empty() || anchor.empty()) continue;
    text.text_anchor = anchor.front();
    text.uid = text_of(*part, DCM_TrackingUID);
    text.word = text_of(*part, DCM_TrackingID);
    if (found.empty() && !mark.graphics.empty() && text.on_display == mark.on_display) {
      mark.text = text.text;
      mark.text_anchor = text.text_anchor;
    } else {
      found.push_back(std::move(text));
    }
  }
  if (!mark.graphics.empty()) found.insert(found.begin(), std::move(mark));
  for (ImagePlace place : places_of(item, state)) {
    const auto known = std::ranges::find(state.images, place.sop_instance_uid,
                                         [](const PresentedImage& image) { return image.image.sop_instance_uid; });
    if (known != state.images.end()) place.series_instance_uid = known->image.series_instance_uid;
    for (Mark& one : found) {
      if (state.marks.size() >= kMostMarks) return;
      one.image = place;
      state.marks.push_back(one);
    }
  }
}

void read_images(DcmItem& data, PresentationState& state) {
  for (DcmItem* series : items_of(data, DCM_ReferencedSeriesSequence)) {
    const std::string uid = text_of(*series, DCM_SeriesInstanceUID);
    for (DcmItem* reference : items_of(*series, DCM_ReferencedImageSequence)) {
      PresentedImage image;
      image.image = image_of(*reference);
      image.image.series_instance_uid = uid;
      auto frames = numbers_of(*reference, DCM_ReferencedFrameNumber, kMostMarks);
      image.all_frames = frames.empty();
      if (frames.empty()) frames = {1};
      for (const double frame : frames) {
        image.image.frame = static_cast<int>(std::clamp(frame, 1.0, 1e6)) - 1;
        if (state.images.size() < kMostMarks) state.images.push_back(image);
      }
    }
  }
}

template <typename Change>
void for_images_of(DcmItem& item, PresentationState& state, Change change) {
  const auto named = items_of(item, DCM_ReferencedImageSequence);
  const auto places = places_of(item, state);
  for (PresentedImage& image : state.images)
    if (named.empty() || std::ranges::any_of(places, [&](const ImagePlace& place) {
          return place.sop_instance_uid == image.image.sop_instance_uid &&
                 (place.frames == 1 || image.all_frames || place.frame == image.image.frame);
        }))
      change(image);
}

void read_voi(DcmItem& item, PresentationState& state) {
  std::optional<PresentedWindow> window;
  const auto center = numbers_of(item, DCM_WindowCenter, 1), width = numbers_of(item, DCM_WindowWidth, 1);
  if (!center.empty() && !width.empty() && width[0] > 0) {
    const std::string function = text_of(item, DCM_VOILUTFunction);
    window = {center[0], width[0], function.empty() ? "LINEAR" : function};
  }
  const auto tables = items_of(item, DCM_VOILUTSequence, 1);
  const StoredTable table = tables.empty() ? StoredTable{} : table_of(*tables[0]);
  for_images_of(item, state, [&](PresentedImage& image) {
    image.window = window;
    image.voi_table = table;
  });
}

void read_area(DcmItem& item, PresentationState& state) {
  const auto first = numbers_of(item, DCM_DisplayedAreaTopLeftHandCorner, 2);
  const auto last = numbers_of(item, DCM_DisplayedAreaBottomRightHandCorner, 2);
  if (first.size() != 2 || last.size() != 2) return;
  const auto number = [](double value) { return static_cast<int>(std::clamp(value, -1e6, 1e6)); };
  const auto aspect = numbers_of(item, DCM_PresentationPixelAspectRatio, 2);
  for_images_of(item, state, [&](PresentedImage& image) {
    if (aspect.size() == 2 && aspect[0] > 0 && aspect[1] > 0) image.pixel_height = aspect[0] / aspect[1];
    image.area = {number(first[0]), number(first[1]), number(last[0]), number(last[1])};
  });
}

void read_shutter(DcmItem& data, PresentationState& state) {
  const std::string shape = text_of(data, DCM_ShutterShape);
  const auto number = [&data](const DcmTagKey& tag) {
    const auto values = numbers_of(data, tag, 1);
    return values.empty() ? 0 : static_cast<int>(std::clamp(values[0], -1e6, 1e6));
  };
  if (shape.find("RECTANGULAR") != std::string::npos)
    state.shutter.rectangle = {number(DCM_ShutterLeftVerticalEdge), number(DCM_ShutterUpperHorizontalEdge),
                               number(DCM_ShutterRightVerticalEdge), number(DCM_ShutterLowerHorizontalEdge)};
  if (shape.find("CIRCULAR") != std::string::npos) {
    const auto center = numbers_of(data, DCM_CenterOfCircularShutter, 2);
    if (center.size() == 2)
      state.shutter.circle = Shutter::Circle{static_cast<int>(center[1]), static_cast<int>(center[0]),
                                             number(DCM_RadiusOfCircularShutter)};
  }
  if (shape.find("POLYGONAL") != std::string::npos) {
    const auto corners = numbers_of(data, DCM_VerticesOfThePolygonalShutter, 2000);
    for (std::size_t i = 0; i + 1 < corners.size(); i += 2)
      state.shutter.polygon.push_back({static_cast<int>(corners[i + 1]), static_cast<int>(corners[i])});
  }
  if (shape.find("BITMAP") != std::string::npos) state.shutter.overlay_group = number(DCM_ShutterOverlayGroup);
  state.shutter.value = static_cast<std::uint16_t>(std::clamp(number(DCM_ShutterPresentationValue), 0, 65535));
}

constexpr int kFirstGroup = 0x6000, kLastGroup = 0x601E;

DcmTagKey overlay_tag(int group, Uint16 element) { return {static_cast<Uint16>(group), element}; }

// The lowest bit of a word is the first, whatever the file's byte order.
std::vector<std::uint8_t> overlay_bits(DcmItem& data, int group, std::uint64_t wanted) {
  DcmElement* element = nullptr;
  Uint16* words = nullptr;
  if (data.findAndGetElement(overlay_tag(group, 0x3000), element).bad() || element == nullptr) return {};
  const std::uint64_t bytes = (wanted + 7) / 8;
  if (bytes > element->getLength() || element->getUint16Array(words).bad() || words == nullptr) return {};
  std::vector<std::uint8_t> bits(bytes);
  for (std::size_t i = 0; i < bits.size(); ++i) bits[i] = static_cast<std::uint8_t>(words[i / 2] >> (i % 2 * 8));
  return bits;
}

void read_overlays(DcmItem& data, PresentationState& state) {
  for (int group = kFirstGroup; group <= kLastGroup; group += 2) {
    if (!text_of(data, overlay_tag(group, 0x1001)).empty()) state.shown_groups.push_back(group);
    const auto rows = numbers_of(data, overlay_tag(group, 0x0010), 1);
    const auto columns = numbers_of(data, overlay_tag(group, 0x0011), 1);
    if (rows.empty() || columns.empty() || rows[0] < 1 || columns[0] < 1) continue;
    StoredOverlay overlay;
    overlay.group = group;
    overlay.rows = static_cast<int>(std::min(rows[0], 65535.0));
    overlay.columns = static_cast<int>(std::min(columns[0], 65535.0));
    if (const auto origin = numbers_of(data, overlay_tag(group, 0x0050), 2); origin.size() == 2) {
      overlay.top = static_cast<int>(std::clamp(origin[0], -1e5, 1e5)) - 1;
      overlay.left = static_cast<int>(std::clamp(origin[1], -1e5, 1e5)) - 1;
    }
    overlay.is_region = text_of(data, overlay_tag(group, 0x0040)) == "R";
    overlay.bits = overlay_bits(data, group,
                                static_cast<std::uint64_t>(overlay.rows) * static_cast<std::uint64_t>(overlay.columns));
    if (!overlay.bits.empty()) state.overlays.push_back(std::move(overlay));
  }
}

void read_tables(DcmItem& data, PresentationState& state) {
  const auto first = [&data](const DcmTagKey& tag, double otherwise) {
    const auto values = numbers_of(data, tag, 1);
    return values.empty() ? otherwise : values[0];
  };
  state.modality.slope = first(DCM_RescaleSlope, 1);
  state.modality.intercept = first(DCM_RescaleIntercept, 0);
  state.modality.type = text_of(data, DCM_RescaleType);
  if (const auto tables = items_of(data, DCM_ModalityLUTSequence, 1); !tables.empty()) {
    state.modality.table = table_of(*tables[0]);
    state.modality.type = text_of(*tables[0], DCM_ModalityLUTType);
  }
  state.inverse = text_of(data, DCM_PresentationLUTShape) == "INVERSE";
  if (const auto tables = items_of(data, DCM_PresentationLUTSequence, 1); !tables.empty())
    state.presentation_table = table_of(*tables[0]);
}

}  // namespace

Result<PresentationState> read_presentation_state(const std::filesystem::path& path) {
  auto file = parse_derived(path);
  if (!file) return fail(file);
  DcmDataset& data = *(*file)->getDataset();
  const std::string sop_class = text_of(data, DCM_SOPClassUID);
  if (sop_class != kPresentationStateStorage && sop_class != kColourPresentationStateStorage)
    return fail(ErrorCode::kInvalid, "NOT_A_PRESENTATION_STATE",
                "the object is no presentation state of grey or colour");
  PresentationState state;
  state.is_colour = sop_class == kColourPresentationStateStorage;
  state.label = text_of(data, DCM_ContentLabel);
  state.description = text_of(data, DCM_ContentDescription);
  state.by = authorship_of(data);
  read_images(data, state);
  read_tables(data, state);
  for (DcmItem* item : items_of(data, DCM_SoftcopyVOILUTSequence)) read_voi(*item, state);
  for (DcmItem* item : items_of(data, DCM_DisplayedAreaSelectionSequence)) read_area(*item, state);
  const auto rotation = numbers_of(data, DCM_ImageRotation, 1);
  if (!rotation.empty()) state.rotation = (static_cast<int>(std::clamp(rotation[0], 0.0, 360.0)) / 90 * 90) % 360;
  state.flipped = text_of(data, DCM_ImageHorizontalFlip) == "Y";
  read_shutter(data, state);
  read_overlays(data, state);
  for (DcmItem* item : items_of(data, DCM_GraphicAnnotationSequence)) read_mark(*item, state);
  return state;
}

}  // namespace rdc::dicom
