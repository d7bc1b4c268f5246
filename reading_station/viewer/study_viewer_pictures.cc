// Key images of the open study as pictures for its report.
#include <QPointer>
#include <algorithm>
#include <utility>

#include "reading_station/viewer/study_loader.h"
#include "reading_station/viewer/study_viewer.h"

namespace rdc::station {

std::optional<KeyLook> StudyViewer::look_of(const ImageOf& image) const {
  const auto shows = [&image](const Tile& tile) {
    return tile.series >= 0 && !tile.mpr && tile.canvas->image() != nullptr && image_of(tile.canvas->image()) == image;
  };
  const Tile* found = shows(active()) ? &active() : nullptr;
  for (const Tile& tile : tiles_)
    if (found == nullptr && shows(tile) && tile.canvas->isVisibleTo(this)) found = &tile;
  if (found == nullptr) return std::nullopt;
  return KeyLook{image, found->canvas->look(), found->presented};
}

std::optional<std::pair<FrameKey, KeyPicture>> StudyViewer::place_of(const ImageOf& image) const {
  for (std::size_t i = 0; i < series_.size(); ++i) {
    const SeriesContent& series = series_[i];
    if (prior_of_series_.contains(series.series_instance_uid)) continue;
    const auto found = std::ranges::find_if(series.instances, [&image](const InstanceContent& one) {
      return one.sop_instance_uid == image.sop_instance_uid || one.sha256 == image.sop_instance_uid;
    });
    if (found == series.instances.end()) continue;
    const FrameKey key{found->sha256, image.frame};
    KeyPicture known;
    const QString words = series.description.isEmpty() ? series.body_part : series.description;
    known.series = (series.series_number > 0 ? QString::number(series.series_number) + QLatin1Char(' ') : QString()) +
                   (words.isEmpty() ? series.modality : words);
    known.number = stacks_[i].index_of(key) + 1;
    known.count = stacks_[i].count();
    return std::pair(key, known);
  }
  return std::nullopt;
}

void StudyViewer::draw_key_picture(const KeyLook& look, std::function<void(const KeyPicture&)> done) {
  const auto place = place_of(look.image);
  const auto answer = [this, look, done = std::move(done), place](const LoadedImagePtr& image) {
    KeyPicture made = place ? place->second : KeyPicture();
    if (!image) return done(made);
    PresentedViewPtr presented;
    for (const auto& state : states_.of(*image))
      if (!look.presented.isEmpty() && QString::fromStdString(state->by.sop_instance_uid) == look.presented)
        presented = present(*state, *image);
    KeyPicture drawn = paint_key_picture(image, look.look, annotations_->of(look.image), presented);
    drawn.series = made.series;
    drawn.number = made.number;
    drawn.count = made.count;
    done(drawn);
  };
  const auto later = [this, answer](const LoadedImagePtr& image) {
    QMetaObject::invokeMethod(
        this, [answer, image] { answer(image); }, Qt::QueuedConnection);
  };
  if (!place) return later(nullptr);
  if (const auto image = loader_->find(place->first)) return later(image);
  work_.start([decode = loader_->decoder(), key = place->first, later] {
    auto decoded = decode(key);
    later(decoded ? *decoded : LoadedImagePtr());
  });
}

}  // namespace rdc::station
