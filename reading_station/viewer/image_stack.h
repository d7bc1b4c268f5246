// The frames of one series in the order a reader scrolls them. No widget in it.
#pragma once

#include <QHash>
#include <memory>
#include <vector>

#include "common/imaging/image_info.h"
#include "reading_station/viewer/loaded_image.h"
#include "reading_station/viewer/study_content.h"

namespace rdc::station {

// By instance number until the headers of all objects are known; then by position where the slices form a stack.
class ImageStack {
 public:
  explicit ImageStack(const SeriesContent& series);

  int count() const { return static_cast<int>(frames_.size()); }
  bool contains(int index) const { return index >= 0 && index < count(); }
  const FrameKey& at(int index) const { return frames_[static_cast<std::size_t>(index)]; }
  int index_of(const FrameKey& key) const;                 // -1: none
  const QStringList& digests() const { return digests_; }  // of objects worth fetching, each once, by instance number

  // What an object turned out to hold; nullptr: unreadable. True when the order or the number of frames changed.
  bool set_header(const QString& sha256, const std::shared_ptr<const imaging::ImageInfo>& info);

 private:
  struct Member {
    InstanceContent content;
    bool known = false;
    std::shared_ptr<const imaging::ImageInfo> info;
  };
  void rebuild();

  std::vector<Member> members_;  // by instance number, then UID
  QHash<QString, std::size_t> places_;
  QStringList digests_;
  std::size_t unknown_ = 0;
  std::vector<FrameKey> frames_;
};

}  // namespace rdc::station
