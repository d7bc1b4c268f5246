// Reformatted planes and enhanced images in the viewports.
#include <algorithm>
#include <array>
#include <utility>

#include "reading_station/viewer/mpr/volume_job.h"
#include "reading_station/viewer/study_loader.h"
#include "reading_station/viewer/study_viewer.h"
#include "reading_station/viewer/viewer_tools.h"

namespace rdc::station {
namespace {

using imaging::PatientPlane;

QString plane_name(PatientPlane plane) {
  return plane == PatientPlane::kAxial     ? StudyViewer::tr("axial")
         : plane == PatientPlane::kCoronal ? StudyViewer::tr("coronal")
                                           : StudyViewer::tr("sagittal");
}

QString slab_name(imaging::SlabMode mode) {
  return mode == imaging::SlabMode::kMaximum   ? StudyViewer::tr("MIP")
         : mode == imaging::SlabMode::kMinimum ? StudyViewer::tr("MinIP")
                                               : StudyViewer::tr("average");
}

// Why a series cannot be reformatted, in the reader's language; Error::message is for the log.
QString refusal(const Error& error) {
  const std::string& reason = error.reason;
  QString why = StudyViewer::tr("an image could not be read");
  if (reason == "TOO_FEW_SLICES") why = StudyViewer::tr("fewer than three slices");
  if (reason == "NO_POSITIONS") why = StudyViewer::tr("an image does not say where in the patient it lies");
  if (reason == "COLOUR") why = StudyViewer::tr("colour images");
  if (reason == "MIXED_SIZES" || reason == "MIXED_SPACING" || reason == "SIZE_DIFFERS")
    why = StudyViewer::tr("images of different sizes in one series");
  if (reason == "MIXED_ORIENTATIONS") why = StudyViewer::tr("images of different directions in one series");
  if (reason == "SAME_POSITION") why = StudyViewer::tr("several images in the same place (phases or echoes)");
  if (reason == "MISSING_SLICES") why = StudyViewer::tr("slices are missing");
  if (reason == "VOLUME_TOO_LARGE") why = StudyViewer::tr("more than fits in memory");
  if (reason == "NOT_ARRIVED") why = StudyViewer::tr("not all images are here yet");
  return StudyViewer::tr("MPR is not possible: %1.").arg(why);
}

}  // namespace

bool StudyViewer::shows_mpr(int tile) const {
  return canvas(tile) != nullptr && tiles_[static_cast<std::size_t>(tile)].mpr != nullptr;
}

void StudyViewer::start_mpr() {
  if (active().mpr) {  // back to the images as they were made
    hung_by_hand_ = true;
    const int series = active().series;
    for (Tile& tile : tiles_) clear_tile(tile);
    grid_shape_ = {1, 1};
    active_ = 0;
    show_place(tiles_[0], series, 0);
    return arrange_tiles();
  }
  if (active().series < 0) return;
  const int series = active().series;
  const ImageStack& stack = stacks_[static_cast<std::size_t>(series)];
  std::vector<VolumeJob::Slice> slices;
  for (int i = 0; i < stack.count(); ++i) {
    const FrameKey& key = stack.at(i);
    const auto info = headers_.value(key.sha256);
    if (!info) return say(refusal({ErrorCode::kNotFound, "NOT_ARRIVED", ""}));
    slices.push_back({key, info});
  }
  volume_job_ = std::make_unique<VolumeJob>();
  connect(volume_job_.get(), &VolumeJob::progress, this, [this](int done, int total) {
    say(done < total ? tr("Reformatting: %1 of %2 slices").arg(done).arg(total) : tr("Reformatting…"));
  });
  connect(volume_job_.get(), &VolumeJob::failed, this, [this](const Error& error) { say(refusal(error)); });
  connect(volume_job_.get(), &VolumeJob::finished, this,
          [this, series](const std::shared_ptr<const imaging::Volume>& volume) { show_mpr(volume, series); });
  if (const auto started = volume_job_->start(std::move(slices), loader_->decoder()); !started)
    say(refusal(started.error()));
}

void StudyViewer::show_mpr(std::shared_ptr<const imaging::Volume> volume, int series) {
  const auto index = static_cast<std::size_t>(series);
  if (index >= stacks_.size() || stacks_[index].count() == 0) return;
  const auto like = headers_.value(stacks_[index].at(0).sha256);
  if (!like) return;
  const auto window = active().canvas->pipeline() != nullptr
                          ? std::optional(active().canvas->pipeline()->equivalent_window())
                          : std::nullopt;
  hung_by_hand_ = true;
  grid_shape_ = {2, 2};
  maximised_ = false;
  constexpr std::array kPlanes{PatientPlane::kAxial, PatientPlane::kCoronal, PatientPlane::kSagittal};
  for (std::size_t i = 0; i < tiles_.size(); ++i) {
    clear_tile(tiles_[i]);
    if (i >= kPlanes.size()) continue;
    tiles_[i].mpr = std::make_shared<const MprStack>(
        volume, kPlanes[i], *like,
        QStringLiteral("mpr:%1:%2").arg(QString::fromStdString(like->sop_instance_uid)).arg(i));
    tiles_[i].hung_window = window;
    show_place(tiles_[i], series, tiles_[i].mpr->count() / 2);
  }
  tiles_[kPlanes.size()].hung_window = window;
  show_place(tiles_[kPlanes.size()], series, stacks_[index].count() / 2);
  active_ = 0;
  arrange_tiles();
  const imaging::VolumePlan& plan = volume->plan;
  QStringList done;
  if (plan.is_uneven())
    done << tr("slices %1 to %2 mm apart, resampled").arg(plan.gaps.first, 0, 'f', 1).arg(plan.gaps.second, 0, 'f', 1);
  if (plan.is_sheared()) done << tr("gantry tilt of %1° corrected").arg(plan.shear_degrees, 0, 'f', 1);
  say(done.isEmpty() ? QString() : tr("MPR: %1").arg(done.join(tr("; "))));
  mpr_awaited_ = true;
}

// The plane before stays on the screen, with its own texts, until the one asked for is made.
void StudyViewer::want_plane(Tile& tile) {
  if (tile.index >= tile.mpr->count()) return;
  if (tile.canvas->image() == nullptr)
    tile.canvas->show_message(tr("Reformatting…"), ImageCanvas::MessageKind::kWaiting);
  const auto place = static_cast<std::size_t>(&tile - tiles_.data());
  if (shows_wanted_plane(tile)) return planes_.forget(place);
  planes_.want(place, {tile.mpr, tile.index, tile.slab});
}

bool StudyViewer::shows_wanted_plane(const Tile& tile) const {
  return tile.shown && tile.canvas->image() != nullptr && *tile.shown == tile.mpr->key(tile.index, tile.slab);
}

void StudyViewer::take_plane(std::size_t index, const PlaneRequest& request, const LoadedImagePtr& image) {
  Tile& tile = tiles_[index];
  if (tile.mpr != request.stack) return;  // something else hangs there now
  if (shows_wanted_plane(tile)) return;   // the reader went back to it meanwhile
  tile.plane_shown = request.index;
  tile.slab_shown = request.slab;
  show_picture(tile, image);
  const bool all_there =
      std::ranges::all_of(tiles_, [this](const Tile& one) { return !one.mpr || shows_wanted_plane(one); });
  if (all_there && std::exchange(mpr_awaited_, false)) Q_EMIT mpr_ready();
}

void StudyViewer::set_slab(const Slab& slab) {
  if (!active().mpr) return say(tr("A slab needs a reformatted image: start MPR first."));
  say({});
  for (Tile& tile : tiles_) {
    if (!tile.mpr) continue;
    tile.slab = slab;
    refresh_tile(tile);
  }
}

imaging::Enhancement StudyViewer::enhancement() const { return active().enhancement; }

void StudyViewer::set_enhancement(const imaging::Enhancement& how) {
  const LoadedImage* image = active().canvas->image();
  if (image == nullptr || image->decoded.is_colour) return;
  active().enhancement = how;
  if (how.is_on())
    enhance_tile(active_);
  else
    take_enhanced(active_, image->key, how, {});
  update_tools();
}

void StudyViewer::enhance_tile(std::size_t tile) {
  const LoadedImage* image = tiles_[tile].canvas->image();
  if (image == nullptr || image->is_glance) return;  // the image itself will be
  // Only the newest request of the reader counts; pixels are shared, not copied.
  work_.start([this, tile, key = image->key, how = tiles_[tile].enhancement, pixels = image->decoded.pixels,
               padding = image->info->padding] {
    const cv::Mat enhanced = imaging::enhance(pixels, how, padding);
    QMetaObject::invokeMethod(
        this, [=, this] { take_enhanced(tile, key, how, enhanced); }, Qt::QueuedConnection);
  });
}

void StudyViewer::take_enhanced(std::size_t index, const FrameKey& key, const imaging::Enhancement& how,
                                const cv::Mat& pixels) {
  Tile& tile = tiles_[index];
  const LoadedImage* image = tile.canvas->image();
  if (image == nullptr || image->key != key || tile.enhancement != how) return;
  tile.canvas->set_display_pixels(pixels);
  tile.canvas->set_overlay(overlay_of(tile));
}

QString StudyViewer::state_text(const Tile& tile) const {
  QStringList states;
  if (tile.mpr) {
    QString text = tr("Reformatted: %1").arg(plane_name(tile.mpr->direction()));
    if (tile.slab_shown.thickness > 0)
      text +=
          QStringLiteral("  ") + tr("%1, %2 mm").arg(slab_name(tile.slab_shown.mode)).arg(tile.slab_shown.thickness);
    states << text;
  }
  if (tile.enhancement.is_on()) {
    QStringList kinds;
    if (tile.enhancement.multi_scale > 0) kinds << tr("multi-scale contrast");
    if (tile.enhancement.local_contrast > 0) kinds << tr("local contrast (CLAHE)");
    if (tile.enhancement.sharpening > 0) kinds << tr("sharpening");
    states << tr("Enhanced: %1").arg(kinds.join(QStringLiteral(" + ")));
  }
  if (const PresentedView* view = tile.canvas->presented()) states << tr("Presentation state: %1").arg(view->title);
  return states.join(QStringLiteral("   "));
}

}  // namespace rdc::station
