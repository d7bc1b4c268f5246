#include "reading_station/viewer/mpr/mpr_stack.h"

#include <utility>

namespace rdc::station {

MprStack::MprStack(std::shared_ptr<const imaging::Volume> volume, imaging::PatientPlane direction,
                   const imaging::ImageInfo& like, QString name)
    : volume_(std::move(volume)),
      direction_(direction),
      planes_(imaging::plane_stack(volume_->plan, direction)),
      like_(like),
      name_(std::move(name)) {
  const imaging::SlicePlane& first = planes_.first;
  like_.rows = first.rows;
  like_.columns = first.columns;
  like_.frames = 1;
  like_.bits_allocated = like_.bits_stored = 16;
  like_.high_bit = 15;
  like_.is_signed = true;
  like_.padding.reset();
  like_.view_position.clear();
  like_.patient_orientation = {};
  imaging::FrameInfo frame = like.frame(0);
  frame.modality_lut.reset();
  frame.voi_luts.clear();
  frame.rescale_slope = volume_->plan.scale;
  frame.rescale_intercept = volume_->plan.offset;
  frame.spacing = {first.row_spacing, first.column_spacing, imaging::SpacingSource::kPatient};
  frame.orientation = {first.across[0], first.across[1], first.across[2], first.down[0], first.down[1], first.down[2]};
  like_.frame_infos = {frame};
}

imaging::SlicePlane MprStack::plane(int index) const {
  imaging::SlicePlane plane = planes_.at(index);
  plane.frame_of_reference = like_.frame_of_reference;
  return plane;
}

FrameKey MprStack::key(int index, const Slab& slab) const {
  return {QStringLiteral("%1:%2:%3:%4").arg(name_).arg(index).arg(slab.thickness).arg(static_cast<int>(slab.mode)), 0};
}

LoadedImagePtr MprStack::image(int index, const Slab& slab) const {
  const imaging::SlicePlane plane = planes_.at(index);
  auto info = std::make_shared<imaging::ImageInfo>(like_);
  info->frame_infos[0].position = plane.position;
  info->slice_thickness = slab.thickness > 0 ? slab.thickness : imaging::length(planes_.step);
  imaging::DecodedFrame decoded{imaging::sample_plane(*volume_, plane, slab.thickness, slab.mode), false};
  imaging::GreyPipeline pipeline(*info, 0, decoded);
  return std::make_shared<const LoadedImage>(
      LoadedImage{key(index, slab), std::move(info), std::move(decoded), std::move(pipeline)});
}

}  // namespace rdc::station
