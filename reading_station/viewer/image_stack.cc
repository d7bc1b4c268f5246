#include "reading_station/viewer/image_stack.h"

#include <algorithm>
#include <tuple>

#include "common/imaging/slice_order.h"

namespace rdc::station {

ImageStack::ImageStack(const SeriesContent& series) {
  for (const InstanceContent& instance : series.instances)
    if (instance.frames > 0 || !instance.unreadable_reason.isEmpty()) members_.push_back({instance, false, nullptr});
  std::ranges::stable_sort(members_, {}, [](const Member& member) {
    return std::tuple(member.content.instance_number, member.content.sop_instance_uid);
  });
  for (std::size_t i = 0; i < members_.size(); ++i) {
    const InstanceContent& content = members_[i].content;
    const bool first_of_its_bytes = !places_.contains(content.sha256);
    if (first_of_its_bytes) places_.insert(content.sha256, i);
    members_[i].known = !content.unreadable_reason.isEmpty() || !first_of_its_bytes;
    if (members_[i].known) continue;
    ++unknown_;
    digests_ << content.sha256;
  }
  rebuild();
}

void ImageStack::rebuild() {
  std::vector<imaging::SliceKey> slices;
  std::vector<FrameKey> readable, unreadable;
  for (const Member& member : members_) {
    const int frames = member.info ? member.info->frames : std::max(1, member.content.frames);
    if (member.known && !member.info) {
      unreadable.push_back({member.content.sha256, 0});
      continue;
    }
    for (int frame = 0; frame < frames; ++frame) {
      readable.push_back({member.content.sha256, frame});
      imaging::SliceKey slice{
          member.content.instance_number, member.content.sop_instance_uid.toStdString(), frame, {}, {}};
      if (unknown_ == 0 && member.info) {
        slice.position = member.info->frame(frame).position;
        slice.orientation = member.info->frame(frame).orientation;
      }
      slices.push_back(std::move(slice));
    }
  }
  frames_.clear();
  for (const std::size_t i : imaging::slice_order(slices)) frames_.push_back(readable[i]);
  frames_.insert(frames_.end(), unreadable.begin(), unreadable.end());
}

bool ImageStack::set_header(const QString& sha256, const std::shared_ptr<const imaging::ImageInfo>& info) {
  const auto place = places_.constFind(sha256);
  if (place == places_.cend() || members_[*place].known) return false;
  members_[*place].known = true;
  members_[*place].info = info;
  --unknown_;
  const bool other_count = info && info->frames != std::max(1, members_[*place].content.frames);
  if (unknown_ != 0 && !other_count) return false;
  const auto before = frames_;
  rebuild();
  return frames_ != before;
}

int ImageStack::index_of(const FrameKey& key) const {
  const auto found = std::ranges::find(frames_, key);
  return found == frames_.end() ? -1 : static_cast<int>(found - frames_.begin());
}

}  // namespace rdc::station
