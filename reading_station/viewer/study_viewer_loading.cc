// What of the study is fetched and decoded, and in which order; what happens when it is there.
#include <algorithm>

#include "reading_station/viewer/series_model.h"
#include "reading_station/viewer/study_loader.h"
#include "reading_station/viewer/study_viewer.h"
#include "reading_station/viewer/viewer_tools.h"

namespace rdc::station {
namespace {

// Objects behind the one on the screen that are asked for before the bulk: a second of scrolling.
constexpr int kFetchedAhead = 10;

}  // namespace

void StudyViewer::connect_loader() {
  connect(loader_.get(), &StudyLoader::frame_ready, this, &StudyViewer::on_frame);
  connect(loader_.get(), &StudyLoader::frame_ready, this, &StudyViewer::show_memory);
  connect(loader_.get(), &StudyLoader::glance_ready, this, &StudyViewer::on_glance);
  connect(loader_.get(), &StudyLoader::frame_failed, this, &StudyViewer::on_frame);
  connect(loader_.get(), &StudyLoader::header_ready, this, &StudyViewer::on_header);
  connect(loader_.get(), &StudyLoader::object_finished, this, &StudyViewer::on_object_finished);
  connect(loader_.get(), &StudyLoader::object_progress, this, [this](const QString& sha256) {
    for (Tile& tile : tiles_)
      if (tile.series >= 0 && (!tile.shown || !tile.canvas->awaited().isEmpty()) && !tile.mpr &&
          stacks_[static_cast<std::size_t>(tile.series)].at(tile.index).sha256 == sha256)
        refresh_tile(tile);
  });
  connect(loader_.get(), &StudyLoader::thumbnail_ready, this, [this](const FrameKey& key, const QImage& picture) {
    for (std::size_t i = 0; i < stacks_.size(); ++i)
      if (stacks_[i].index_of(key) >= 0) series_model_->set_thumbnail(static_cast<int>(i), picture);
  });
}

void StudyViewer::request_objects() {
  using Priority = ObjectSource::Priority;
  const auto fetch = [this](std::size_t series, const QString& sha256, Priority priority) {
    const InstanceContent* instance = find_instance(series_[series], sha256);
    if (instance != nullptr && instance->unreadable_reason.isEmpty()) loader_->fetch(sha256, instance->size, priority);
  };
  // The picture of each series is its middle image: fetched before the bulk.
  for (std::size_t i = 0; i < series_.size(); ++i) {
    if (stacks_[i].count() == 0) continue;
    const FrameKey& middle = stacks_[i].at(stacks_[i].count() / 2);
    fetch(i, middle.sha256, Priority::kSoon);
    loader_->want_thumbnail(middle);
  }
  for (std::size_t i = 0; i < series_.size(); ++i)
    for (const QString& sha256 : stacks_[i].digests()) fetch(i, sha256, Priority::kLater);
  const auto [done, total] = loader_->progress();
  tools_->set_progress(done, total);
}

void StudyViewer::update_wanted() {
  using Priority = ObjectSource::Priority;
  std::vector<FrameKey> wanted;
  const auto add = [&](const Tile& tile, int index) {
    if (tile.mpr) return;
    const ImageStack& stack = stacks_[static_cast<std::size_t>(tile.series)];
    if (stack.contains(index)) wanted.push_back(stack.at(index));
  };
  const auto fetch = [&](const Tile& tile, int index, Priority priority) {
    const ImageStack& stack = stacks_[static_cast<std::size_t>(tile.series)];
    if (tile.mpr || !stack.contains(index)) return;
    const QString& sha256 = stack.at(index).sha256;
    const InstanceContent* instance = find_instance(series_[static_cast<std::size_t>(tile.series)], sha256);
    if (instance != nullptr && instance->unreadable_reason.isEmpty()) loader_->fetch(sha256, instance->size, priority);
  };
  const auto show = [&](const Tile& tile) {
    add(tile, tile.index);
    fetch(tile, tile.index, Priority::kNow);
  };
  if (active().series >= 0) show(active());
  for (const Tile& tile : tiles_)
    if (&tile != &active() && tile.series >= 0 && tile.canvas->isVisibleTo(this)) show(tile);
  if (active().series >= 0) {
    // Neighbours, more of them ahead than behind, as many as the cache holds beside what is on the screen.
    const LoadedImage* shown = active().canvas->image();
    const std::size_t frame_bytes =
        shown != nullptr ? std::max<std::size_t>(1, shown->decoded.bytes()) : std::size_t{32} << 20;
    const int reach = static_cast<int>(std::min<std::size_t>(1000, loader_->cache_budget() / 2 / frame_bytes));
    for (int step = 1; step <= kFetchedAhead; ++step)
      fetch(active(), active().index + direction_ * step, Priority::kSoon);
    for (int step = 1; step <= reach; ++step) {
      add(active(), active().index + direction_ * step);
      if (step % 2 == 0) add(active(), active().index - direction_ * step / 2);
    }
  }
  loader_->set_wanted(wanted);
}

void StudyViewer::on_glance(const LoadedImagePtr& image) {
  for (Tile& tile : tiles_) {
    if (tile.series < 0 || tile.mpr || (tile.shown && *tile.shown == image->key)) continue;
    const ImageStack& stack = stacks_[static_cast<std::size_t>(tile.series)];
    if (!stack.contains(tile.index) || stack.at(tile.index) != image->key) continue;
    hang_picture(tile, image);
    tile.shown.reset();
    tile.canvas->set_awaited(tr("Preview: the image itself is being decoded"));
  }
}

void StudyViewer::on_frame(const FrameKey& key) {
  for (Tile& tile : tiles_) {
    if (tile.series < 0 || tile.mpr) continue;
    const ImageStack& stack = stacks_[static_cast<std::size_t>(tile.series)];
    if (!stack.contains(tile.index)) continue;
    const FrameKey& awaited = stack.at(tile.index);
    // A failed object fails all its frames.
    const bool concerned = awaited == key || (awaited.sha256 == key.sha256 && !loader_->problem(awaited).isEmpty());
    if (concerned && (!tile.shown || *tile.shown != awaited)) refresh_tile(tile);
  }
}

void StudyViewer::on_header(const QString& sha256, const std::shared_ptr<const imaging::ImageInfo>& info) {
  headers_.insert(sha256, info);
  for (std::size_t i = 0; i < stacks_.size(); ++i) {
    std::vector<std::pair<Tile*, FrameKey>> places;
    for (Tile& tile : tiles_)
      if (tile.series == static_cast<int>(i) && !tile.mpr && stacks_[i].contains(tile.index))
        places.emplace_back(&tile, stacks_[i].at(tile.index));
    if (!stacks_[i].set_header(sha256, info)) continue;
    series_model_->set_count(static_cast<int>(i), stacks_[i].count());
    // The reader who still looks at the first image wants the first; who moved on keeps the image in view.
    for (auto& [tile, key] : places) {
      if (tile->index != 0) tile->index = std::max(0, stacks_[i].index_of(key));
      refresh_tile(*tile);
    }
    update_wanted();
  }
  // A view position may be known only now.
  if (info && !info->view_position.empty() && !hung_by_hand_) hang_study();
  if (headers_.size() == loader_->progress().second) Q_EMIT loading_finished();
}

void StudyViewer::on_object_finished(const QString& /*sha256*/) {
  const auto [done, total] = loader_->progress();
  tools_->set_progress(done, total);
  for (std::size_t i = 0; i < stacks_.size(); ++i) {
    const QStringList digests = stacks_[i].digests();
    series_model_->set_arrived(
        static_cast<int>(i),
        static_cast<int>(std::ranges::count_if(digests, [this](const QString& d) { return loader_->has_arrived(d); })));
  }
  Q_EMIT loading_changed(done, total);
}

}  // namespace rdc::station
