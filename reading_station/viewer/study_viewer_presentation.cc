// Other programs' presentation states: offered, applied when the reader asks, never changed.
#include <algorithm>

#include "reading_station/viewer/study_viewer.h"

namespace rdc::station {

void StudyViewer::set_presentation_states(std::vector<dicom::PresentationState> states) {
  states_.set(std::move(states));
  for (Tile& tile : tiles_) {
    if (tile.series < 0 || !tile.shown) continue;
    present_tile(tile, ImageCanvas::ViewChange::kKeep);
    tile.canvas->set_overlay(overlay_of(tile));
  }
}

void StudyViewer::present_tile(Tile& tile, ImageCanvas::ViewChange change) {
  const LoadedImage* image = tile.canvas->image();
  PresentedViewPtr view;
  if (image != nullptr && !tile.presented.isEmpty() && !tile.mpr)
    for (const auto& state : states_.of(*image))
      if (QString::fromStdString(state->by.sop_instance_uid) == tile.presented) view = present(*state, *image);
  tile.canvas->present(std::move(view), change);
  tile.canvas->set_overlay(overlay_of(tile));
}

QString StudyViewer::offer_text(const Tile& tile) const {
  const LoadedImage* image = tile.canvas->image();
  if (image == nullptr || tile.mpr) return {};
  const auto count = states_.of(*image).size();
  if (count == 0) return {};
  const QList<QKeySequence> keys = keys_.keys(QStringLiteral("presentation"));
  const QString text = tr("Presentation states: %1").arg(count);
  return keys.isEmpty() ? text : text + QStringLiteral(" (%1)").arg(keys.front().toString(QKeySequence::NativeText));
}

void StudyViewer::step_presentation() {
  Tile& tile = active();
  const LoadedImage* image = tile.canvas->image();
  if (image == nullptr || tile.mpr) return;
  const auto states = states_.of(*image);
  if (states.empty()) return say(tr("No presentation state came with this image."));
  const auto now = std::ranges::find_if(states, [&tile](const auto& state) {
    return QString::fromStdString(state->by.sop_instance_uid) == tile.presented;
  });
  const auto next = now == states.end() ? states.begin() : now + 1;
  tile.presented = next == states.end() ? QString() : QString::fromStdString((*next)->by.sop_instance_uid);
  present_tile(tile, ImageCanvas::ViewChange::kReset);
  update_tools();
}

}  // namespace rdc::station
