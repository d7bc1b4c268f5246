// What viewports tell each other: scrolling together, reference lines; and cine.
#include <algorithm>
#include <cmath>

#include "reading_station/viewer/study_loader.h"
#include "reading_station/viewer/study_viewer.h"
#include "reading_station/viewer/viewer_tools.h"

namespace rdc::station {
namespace {

double middle_along(const imaging::Vec3& normal, const imaging::SlicePlane& plane) {
  return imaging::dot(normal, plane.at(plane.columns / 2.0, plane.rows / 2.0));
}

}  // namespace

std::optional<imaging::SlicePlane> StudyViewer::plane_of(const Tile& tile, int index) const {
  if (index < 0 || index >= count_of(tile)) return std::nullopt;
  if (tile.mpr) return tile.mpr->plane(index);
  const FrameKey& key = stacks_[static_cast<std::size_t>(tile.series)].at(index);
  const auto info = headers_.value(key.sha256);
  return info && key.frame < info->frames ? imaging::slice_plane(*info, key.frame) : std::nullopt;
}

void StudyViewer::set_linked(bool linked) {
  linked_ = linked;
  for (Tile& tile : tiles_) tile.anchor = tile.index;
  // In one frame of reference the others come to this place at once; else what is seen now is taken to belong together.
  if (linked_) follow(active());
  update_tools();
}

void StudyViewer::follow(const Tile& source) {
  if (!linked_ || source.series < 0) return;
  for (Tile& tile : tiles_)
    if (&tile != &source && tile.series >= 0 && tile.canvas->isVisibleTo(this)) follow_with(tile, source);
  update_wanted();
}

void StudyViewer::follow_with(Tile& tile, const Tile& source) {
  const auto show = [&](int index) {
    if (index == tile.index || index < 0 || index >= count_of(tile)) return;
    tile.index = index;
    refresh_tile(tile);
  };
  const auto here = plane_of(source, source.index);
  std::vector<std::optional<imaging::SlicePlane>> stack;
  for (int i = 0; i < count_of(tile); ++i) stack.push_back(plane_of(tile, i));
  const auto there = plane_of(tile, tile.anchor), was_here = plane_of(source, source.anchor);
  const bool placed = here && there && was_here;
  const bool one_patient_space =
      placed && (tile.series == source.series ||
                 (!here->frame_of_reference.empty() && here->frame_of_reference == there->frame_of_reference));
  if (one_patient_space && !imaging::are_parallel(*here, *there)) return;  // its reference line moves instead
  if (placed && imaging::are_parallel(*here, *there)) {
    // Another examination: as far apart as when the reader linked them.
    const imaging::Vec3 normal = there->normal();
    const double offset = one_patient_space ? 0 : middle_along(normal, *there) - middle_along(normal, *was_here);
    if (const auto nearest = imaging::nearest_slice(*here, stack, offset)) show(static_cast<int>(*nearest));
    return;
  }
  show(std::clamp(tile.anchor + source.index - source.anchor, 0, std::max(0, count_of(tile) - 1)));
}

void StudyViewer::update_reference_lines() {
  const auto source = active().shown ? plane_of(active(), active().shown_index()) : std::nullopt;
  for (Tile& tile : tiles_) {
    std::vector<QLineF> lines;
    if (lines_shown_ && source && &tile != &active() && tile.shown) {
      const auto target = plane_of(tile, tile.shown_index());
      const auto line = target ? imaging::reference_line(*source, *target) : std::nullopt;
      // Pixel centres lie half a pixel inside the canvas' image coordinates.
      if (line) lines.emplace_back((*line)[0] + 0.5, (*line)[1] + 0.5, (*line)[2] + 0.5, (*line)[3] + 0.5);
    }
    tile.canvas->set_reference_lines(std::move(lines));
  }
}

void StudyViewer::set_cine(bool running) {
  if (running && image_count() > 1)
    cine_.start(1000 / cine_rate_);
  else
    cine_.stop();
  update_tools();
}

void StudyViewer::set_cine_rate(int images_a_second) {
  cine_rate_ = std::clamp(images_a_second, 1, 60);
  if (cine_.isActive()) cine_.start(1000 / cine_rate_);
  say(tr("%1 images a second").arg(cine_rate_));
}

void StudyViewer::cine_step() {
  const int count = image_count();
  if (count < 2) return set_cine(false);
  // An image still being decoded is waited for: a loop with holes shows a movement that is not there.
  if (!shows_current()) return;
  scroll_to((active().index + 1) % count);
}

}  // namespace rdc::station
