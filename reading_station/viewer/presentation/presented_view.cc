#include "reading_station/viewer/presentation/presented_view.h"

#include <QStringList>
#include <algorithm>
#include <cmath>

#include "reading_station/viewer/annotation_files.h"

namespace rdc::station {
namespace {

const dicom::PresentedImage* find_image(const dicom::PresentationState& state, const LoadedImage& image) {
  const auto found = std::ranges::find_if(state.images, [&](const dicom::PresentedImage& presented) {
    return !presented.image.sop_instance_uid.empty() &&
           presented.image.sop_instance_uid == image.info->sop_instance_uid &&
           (presented.all_frames || image.info->frames == 1 || presented.image.frame == image.frame());
  });
  return found == state.images.end() ? nullptr : &*found;
}

// A state has no Pixel Representation to say whether a first value of 60,000 is one or -5,536: the values do.
std::shared_ptr<const imaging::LookupTable> table_from(const dicom::StoredTable& stored, bool signed_input) {
  if (stored.entries.empty()) return nullptr;
  auto table = std::make_shared<imaging::LookupTable>();
  table->first_mapped = signed_input && stored.first_mapped > 32767 ? stored.first_mapped - 65536 : stored.first_mapped;
  table->bits = stored.bits;
  table->entries = stored.entries;
  table->explanation = stored.explanation;
  return table;
}

imaging::VoiFunction function_of(const std::string& word) {
  if (word == "SIGMOID") return imaging::VoiFunction::kSigmoid;
  return word == "LINEAR_EXACT" ? imaging::VoiFunction::kLinearExact : imaging::VoiFunction::kLinear;
}

imaging::PresentedTransform transform_of(const dicom::PresentationState& state, const dicom::PresentedImage& presented,
                                         const imaging::ImageInfo& info) {
  imaging::PresentedTransform transform;
  transform.rescale_slope = state.modality.slope;
  transform.rescale_intercept = state.modality.intercept;
  transform.rescale_type = state.modality.type;
  transform.modality_lut = table_from(state.modality.table, info.is_signed);
  const bool signed_values = !transform.modality_lut && (info.is_signed || state.modality.intercept < 0);
  if (presented.window && presented.voi_table.entries.empty()) {
    const auto function = function_of(presented.window->function);
    const double least = function == imaging::VoiFunction::kLinear ? 1 : 1e-6;
    if (presented.window->width >= least)
      transform.window = {presented.window->center, presented.window->width, function, ""};
  }
  transform.voi_lut = table_from(presented.voi_table, signed_values);
  transform.presentation_lut = table_from(state.presentation_table, false);
  transform.inverse = state.inverse && !transform.presentation_lut;
  return transform;
}

// As imaging's reader of an image's own shutter does it: edges' pixels are shown, corners are pixel centres.
imaging::DisplayShutter shutter_from(const dicom::Shutter& stored) {
  imaging::DisplayShutter shutter;
  if (const auto& edges = stored.rectangle; edges && (*edges)[0] <= (*edges)[2] && (*edges)[1] <= (*edges)[3])
    shutter.rectangle = {(*edges)[0] - 1.0, (*edges)[1] - 1.0, static_cast<double>((*edges)[2]),
                         static_cast<double>((*edges)[3])};
  if (stored.circle && stored.circle->radius > 0)
    shutter.circle = {stored.circle->x - 0.5, stored.circle->y - 0.5, static_cast<double>(stored.circle->radius)};
  if (stored.polygon.size() >= 3)
    for (const auto& [column, row] : stored.polygon) shutter.polygon.emplace_back(column - 0.5, row - 0.5);
  shutter.overlay_group = stored.overlay_group;
  shutter.value = stored.value;
  return shutter;
}

std::vector<imaging::OverlayMask> overlays_of(const dicom::PresentationState& state, const LoadedImage& image) {
  const auto is_wanted = [&state](int group) {
    return group == state.shutter.overlay_group ||
           std::ranges::find(state.shown_groups, group) != state.shown_groups.end();
  };
  const auto is_own = [&state](int group) {
    return std::ranges::find(state.overlays, group, &dicom::StoredOverlay::group) != state.overlays.end();
  };
  std::vector<imaging::OverlayMask> masks;
  // A state's own group hides the image's of the same number.
  for (const imaging::OverlayMask& mask : image.decoded.overlays)
    if (is_wanted(mask.group) && !is_own(mask.group)) masks.push_back(mask);
  for (const dicom::StoredOverlay& overlay : state.overlays) {
    if (!is_wanted(overlay.group)) continue;
    auto mask = imaging::mask_from_bits(overlay.bits, 0, overlay.rows, overlay.columns);
    if (!mask) continue;
    mask->group = overlay.group;
    mask->is_region = overlay.is_region;
    mask->at += cv::Point(overlay.left, overlay.top);
    masks.push_back(std::move(*mask));
  }
  return masks;
}

// Corners are named as they stand on the display: of a turned image, either may be the smaller (PS3.3 C.10.4).
std::optional<QRectF> area_of(const dicom::PresentedImage& presented, const imaging::ImageInfo& info) {
  const auto& [left, top, right, bottom] = presented.area;
  if (left == 0 && top == 0 && right == 0 && bottom == 0) return std::nullopt;
  const QRectF area(QPointF(std::min(left, right) - 1, std::min(top, bottom) - 1),
                    QPointF(std::max(left, right), std::max(top, bottom)));
  const bool is_all = area == QRectF(0, 0, info.columns, info.rows);
  return is_all ? std::nullopt : std::optional(area);
}

// From parts of the displayed area, as the reader sees it, to image pixels.
class OnDisplay {
 public:
  OnDisplay(const PresentedView& view, const imaging::ImageInfo& info)
      : area_(view.area.value_or(QRectF(0, 0, info.columns, info.rows))),
        quarters_(view.quarters),
        mirrored_(view.mirrored) {}

  dicom::Position to_image(const dicom::Position& part) const {
    double x = part[0] - 0.5, y = part[1] - 0.5;
    for (int i = 0; i < quarters_; ++i) {
      const double was_x = x;
      x = y;
      y = -was_x;
    }
    if (mirrored_) x = -x;
    return {area_.center().x() + x * area_.width(), area_.center().y() + y * area_.height()};
  }

 private:
  const QRectF area_;
  const int quarters_;
  const bool mirrored_;
};

std::vector<Annotation> display_marks(const dicom::PresentationState& state, const LoadedImage& image,
                                      const PresentedView& view) {
  const OnDisplay display(view, *image.info);
  std::vector<Annotation> marks;
  for (dicom::Mark mark : state.marks) {
    if (!mark.on_display || mark.image.sop_instance_uid != image.info->sop_instance_uid) continue;
    if (image.info->frames > 1 && mark.image.frames > 1 && mark.image.frame != image.frame()) continue;
    for (dicom::Graphic& graphic : mark.graphics)
      for (dicom::Position& point : graphic.points) point = display.to_image(point);
    mark.text_anchor = display.to_image(mark.text_anchor);
    for (const dicom::Mark& part : parts_of(mark)) {
      Annotation annotation = annotation_of(part, view.title);
      if (!annotation.points.empty()) marks.push_back(std::move(annotation));
    }
  }
  return marks;
}

}  // namespace

bool applies_to(const dicom::PresentationState& state, const LoadedImage& image) {
  return find_image(state, image) != nullptr;
}

QString title_of(const dicom::PresentationState& state) {
  QStringList parts{QString::fromStdString(state.label), QString::fromStdString(state.by.author)};
  parts.removeAll(QString());
  return parts.isEmpty() ? QStringLiteral("GSPS") : parts.join(QStringLiteral(", "));
}

PresentedViewPtr present(const dicom::PresentationState& state, const LoadedImage& image) {
  const dicom::PresentedImage* presented = find_image(state, image);
  if (presented == nullptr) return nullptr;
  const imaging::ImageInfo& info = *image.info;
  auto view = std::make_shared<PresentedView>(PresentedView{
      title_of(state),
      image.decoded.is_colour
          ? image.pipeline
          : imaging::GreyPipeline(info, image.frame(), image.decoded, transform_of(state, *presented, info)),
      shutter_from(state.shutter),
      overlays_of(state, image),
      0,
      state.flipped,
      area_of(*presented, info),
      std::nullopt,
      {}});
  // PS3.3 C.10.6 turns first and mirrors then; here it is the other way round.
  view->quarters = (state.flipped ? 360 - state.rotation : state.rotation) / 90 % 4;
  if (!info.frame(image.frame()).spacing.in_millimetres() && presented->pixel_height > 0.05 &&
      presented->pixel_height < 20)
    view->pixel_height = presented->pixel_height;
  view->marks = display_marks(state, image, *view);
  return view;
}

void PresentationStates::set(std::vector<dicom::PresentationState> states) {
  std::ranges::stable_sort(states, std::ranges::greater{},
                           [](const dicom::PresentationState& state) { return state.by.written; });
  states_.clear();
  for (dicom::PresentationState& state : states)
    states_.push_back(std::make_shared<const dicom::PresentationState>(std::move(state)));
}

std::vector<PresentationStates::State> PresentationStates::of(const LoadedImage& image) const {
  std::vector<State> found;
  std::ranges::copy_if(states_, std::back_inserter(found),
                       [&image](const State& state) { return applies_to(*state, image); });
  return found;
}

}  // namespace rdc::station
