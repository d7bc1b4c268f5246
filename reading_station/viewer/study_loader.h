// Fetches the objects of one study and decodes frames on threads of its own, the most wanted first.
#pragma once

#include <QHash>
#include <QImage>
#include <QObject>
#include <QSet>
#include <QThreadPool>
#include <functional>
#include <memory>
#include <optional>
#include <vector>

#include "reading_station/viewer/frame_cache.h"
#include "reading_station/viewer/loaded_image.h"
#include "reading_station/viewer/object_source.h"

namespace rdc::station {

class OpenObject;

// GUI thread only, but for the decoding itself. Borrows the source, which must outlive it. The destructor waits for the
// frames being decoded (one a thread).
class StudyLoader final : public QObject {
  Q_OBJECT
 public:
  StudyLoader(ObjectSource& source, std::size_t cache_bytes, QObject* parent = nullptr);
  ~StudyLoader() override;

  // Asks the source; a digest is asked for once, or again with a higher priority.
  void fetch(const QString& sha256, quint64 size, ObjectSource::Priority priority);
  // Frames to decode, the most wanted first; replaces the earlier list. What is cached or failed is left out.
  void set_wanted(const std::vector<FrameKey>& frames);
  // A picture of this frame for the series strip, once its object is there.
  void want_thumbnail(const FrameKey& key);

  // Decodes frames of what has arrived by now, past the cache; may be called from any thread, also after this is gone.
  std::function<Result<LoadedImagePtr>(const FrameKey&)> decoder() const;

  LoadedImagePtr find(const FrameKey& key) { return cache_.find(key); }
  // Why the frame cannot be shown, in the program's language of now; "" while that is not known to be so.
  QString problem(const FrameKey& key) const;
  bool has_arrived(const QString& sha256) const;
  // Received share of the object, 0..100.
  int percent(const QString& sha256) const;
  // Objects that arrived or failed, and all asked for.
  std::pair<int, int> progress() const { return {finished_, static_cast<int>(objects_.size())}; }
  void set_cache_budget(std::size_t bytes) { cache_.set_budget(bytes); }
  std::size_t cache_budget() const { return cache_.budget(); }
  std::size_t cache_bytes() const { return cache_.bytes(); }

 Q_SIGNALS:
  void frame_ready(const rdc::station::FrameKey& key);
  // Before frame_ready, of the most wanted frame when that takes long to decode; not kept.
  void glance_ready(const rdc::station::LoadedImagePtr& image);
  void frame_failed(const rdc::station::FrameKey& key);
  // info is null when the object cannot be read.
  void header_ready(const QString& sha256, std::shared_ptr<const rdc::imaging::ImageInfo> info);
  void thumbnail_ready(const rdc::station::FrameKey& key, const QImage& picture);
  void object_progress(const QString& sha256);
  void object_finished(const QString& sha256);

 private:
  struct Object;
  struct Outcome;
  enum class JobKind { kFrame, kGlance, kThumbnail, kHeader };
  struct Job {
    JobKind kind;
    FrameKey key;
  };

  void on_arrived(const QString& sha256, const StoredObjectPtr& stored);
  void on_failed(const QString& sha256, const std::function<QString()>& sentence);
  void on_progress(const QString& sha256, quint64 received, quint64 total);
  bool is_hopeless(const FrameKey& key) const;
  void dispatch();
  std::optional<Job> next_job();
  void start(const Job& job);
  void finish(const Job& job, const Outcome& outcome);

  ObjectSource& source_;
  FrameCache cache_;
  QHash<QString, std::shared_ptr<Object>> objects_;
  QHash<FrameKey, std::string> reasons_;  // why single frames cannot be shown
  std::vector<FrameKey> wanted_;
  std::vector<FrameKey> thumbnails_;
  std::vector<QString> headers_;  // arrived, header not read yet
  QSet<FrameKey> decoding_;
  QSet<FrameKey> glanced_;    // a first look at them was given, or there is none
  QSet<FrameKey> attempted_;  // since the wanted list was set: a list larger than the cache must not go round
  int running_ = 0;
  int finished_ = 0;
  QThreadPool pool_;
};

}  // namespace rdc::station
