#include "reading_station/viewer/study_loader.h"

#include <QThread>
#include <algorithm>

#include "reading_station/viewer/open_object.h"
#include "reading_station/viewer/viewer_words.h"

namespace rdc::station {
namespace {

constexpr int kThumbnailSide = 256;  // twice the strip's, for dense screens

// What the reader is told: a sentence in the program's language, and the reason's word for whom they call.
QString sentence(const std::string& reason) {
  QString text = ViewerWords::tr("This image is damaged and cannot be shown.");
  if (reason == "NO_PIXEL_DATA") text = ViewerWords::tr("This object holds no image.");
  if (reason == "UNSUPPORTED_SYNTAX" || reason == "UNSUPPORTED_COLOUR")
    text = ViewerWords::tr("This kind of image is not supported.");
  if (reason == "FRAME_TOO_LARGE" || reason == "TOO_MANY_FRAMES")
    text = ViewerWords::tr("This image claims an impossible size.");
  if (reason == "PIXEL_DATA_SHORT") text = ViewerWords::tr("This image is incomplete: part of its data is missing.");
  return text + QStringLiteral("\n[%1]").arg(QString::fromStdString(reason));
}

}  // namespace

struct StudyLoader::Object {
  enum class State { kAsked, kArrived, kFailed };
  State state = State::kAsked;
  ObjectSource::Priority priority = ObjectSource::Priority::kLater;
  std::shared_ptr<OpenObject> file;
  std::function<QString()> sentence;  // of the source, why it cannot be had; empty: it can
  std::string reason;                 // of the whole object, why it cannot be read; "": it can
  quint64 received = 0, total = 0;
};

// Of one job; only the member of its kind is set, or error.
struct StudyLoader::Outcome {
  LoadedImagePtr image;
  QImage picture;
  std::shared_ptr<const imaging::ImageInfo> info;
  std::optional<Error> error;
};

StudyLoader::StudyLoader(ObjectSource& source, std::size_t cache_bytes, QObject* parent)
    : QObject(parent), source_(source), cache_(cache_bytes) {
  pool_.setMaxThreadCount(std::max(1, QThread::idealThreadCount() - 1));
  connect(&source_, &ObjectSource::arrived, this, &StudyLoader::on_arrived);
  connect(&source_, &ObjectSource::failed, this, &StudyLoader::on_failed);
  connect(&source_, &ObjectSource::progress, this, &StudyLoader::on_progress);
}

StudyLoader::~StudyLoader() {
  for (auto it = objects_.cbegin(); it != objects_.cend(); ++it)
    if (it.value()->state == Object::State::kAsked) source_.cancel(it.key());
  pool_.waitForDone();
}

void StudyLoader::fetch(const QString& sha256, quint64 size, ObjectSource::Priority priority) {
  auto& object = objects_[sha256];
  const bool is_new = !object;
  if (is_new) object = std::make_shared<Object>();
  if (!is_new && (object->state != Object::State::kAsked || object->priority <= priority)) return;
  object->priority = priority;
  object->total = size;
  source_.request(sha256, size, priority);
}

void StudyLoader::set_wanted(const std::vector<FrameKey>& frames) {
  wanted_ = frames;
  attempted_ = decoding_;
  dispatch();
}

void StudyLoader::want_thumbnail(const FrameKey& key) {
  if (std::ranges::find(thumbnails_, key) == thumbnails_.end()) thumbnails_.push_back(key);
  dispatch();
}

std::function<Result<LoadedImagePtr>(const FrameKey&)> StudyLoader::decoder() const {
  QHash<QString, std::shared_ptr<OpenObject>> files;
  for (auto it = objects_.cbegin(); it != objects_.cend(); ++it)
    if (it.value()->file) files.insert(it.key(), it.value()->file);
  return [files](const FrameKey& key) -> Result<LoadedImagePtr> {
    const auto file = files.value(key.sha256);
    if (!file) return fail(ErrorCode::kNotFound, "NOT_ARRIVED", "an image has not arrived yet");
    return file->decode(key);
  };
}

QString StudyLoader::problem(const FrameKey& key) const {
  const auto object = objects_.value(key.sha256);
  if (object && object->sentence) return object->sentence();
  if (object && !object->reason.empty()) return sentence(object->reason);
  const auto reason = reasons_.constFind(key);
  return reason == reasons_.cend() ? QString() : sentence(*reason);
}

bool StudyLoader::is_hopeless(const FrameKey& key) const {
  const auto object = objects_.value(key.sha256);
  return (object && (object->sentence || !object->reason.empty())) || reasons_.contains(key);
}

bool StudyLoader::has_arrived(const QString& sha256) const {
  const auto object = objects_.value(sha256);
  return object && object->state == Object::State::kArrived;
}

int StudyLoader::percent(const QString& sha256) const {
  const auto object = objects_.value(sha256);
  if (!object || object->total == 0) return 0;
  return static_cast<int>(std::min<quint64>(100, object->received * 100 / object->total));
}

void StudyLoader::on_progress(const QString& sha256, quint64 received, quint64 total) {
  const auto object = objects_.value(sha256);
  if (!object) return;
  object->received = received;
  object->total = total;
  Q_EMIT object_progress(sha256);
}

void StudyLoader::on_arrived(const QString& sha256, const StoredObjectPtr& stored) {
  const auto object = objects_.value(sha256);
  if (!object || object->state == Object::State::kArrived) return;
  if (object->state == Object::State::kAsked) ++finished_;
  object->state = Object::State::kArrived;
  object->sentence = nullptr;
  object->reason.clear();
  object->file = std::make_shared<OpenObject>(stored);
  headers_.push_back(sha256);
  Q_EMIT object_finished(sha256);
  dispatch();
}

void StudyLoader::on_failed(const QString& sha256, const std::function<QString()>& sentence) {
  const auto object = objects_.value(sha256);
  if (!object || object->state != Object::State::kAsked) return;
  object->state = Object::State::kFailed;
  object->sentence = sentence;
  ++finished_;
  Q_EMIT header_ready(sha256, nullptr);
  Q_EMIT frame_failed({sha256, 0});
  Q_EMIT object_finished(sha256);
}

std::optional<StudyLoader::Job> StudyLoader::next_job() {
  const auto ready = [this](const FrameKey& key) {
    return has_arrived(key.sha256) && !attempted_.contains(key) && !cache_.contains(key) && !is_hopeless(key);
  };
  // The frame on the screen first; then small pictures and headers, which are quick; then frames to come.
  const auto frame = std::ranges::find_if(wanted_, ready);
  if (frame != wanted_.end() && frame == wanted_.begin()) {
    if (glanced_.contains(*frame)) return Job{JobKind::kFrame, *frame};
    glanced_.insert(*frame);
    return Job{JobKind::kGlance, *frame};
  }
  const auto thumbnail =
      std::ranges::find_if(thumbnails_, [this](const FrameKey& key) { return has_arrived(key.sha256); });
  if (thumbnail != thumbnails_.end()) {
    const FrameKey key = *thumbnail;
    thumbnails_.erase(thumbnail);
    return Job{JobKind::kThumbnail, key};
  }
  if (!headers_.empty()) {
    const QString sha256 = headers_.front();
    headers_.erase(headers_.begin());
    return Job{JobKind::kHeader, {sha256, 0}};
  }
  if (frame != wanted_.end()) return Job{JobKind::kFrame, *frame};
  return std::nullopt;
}

void StudyLoader::dispatch() {
  while (running_ < pool_.maxThreadCount()) {
    const auto job = next_job();
    if (!job) return;
    start(*job);
  }
}

void StudyLoader::start(const Job& job) {
  ++running_;
  if (job.kind == JobKind::kFrame) {
    decoding_.insert(job.key);
    attempted_.insert(job.key);
  }
  pool_.start([this, job, file = objects_.value(job.key.sha256)->file] {
    Outcome outcome;
    const auto take = [&outcome](auto result, auto& place) {
      if (result)
        place = std::move(*result);
      else
        outcome.error = result.error();
    };
    if (job.kind == JobKind::kFrame) take(file->decode(job.key), outcome.image);
    if (job.kind == JobKind::kGlance) take(file->glance(job.key), outcome.image);
    if (job.kind == JobKind::kThumbnail) take(file->thumbnail(job.key.frame, kThumbnailSide), outcome.picture);
    if (job.kind == JobKind::kHeader) take(file->header(), outcome.info);
    // `this` lives: the destructor waits for the pool; what is still queued then is dropped by Qt.
    QMetaObject::invokeMethod(
        this, [this, job, outcome] { finish(job, outcome); }, Qt::QueuedConnection);
  });
}

void StudyLoader::finish(const Job& job, const Outcome& outcome) {
  --running_;
  if (job.kind == JobKind::kFrame) decoding_.remove(job.key);
  if (job.kind == JobKind::kHeader) {
    if (outcome.error) objects_.value(job.key.sha256)->reason = outcome.error->reason;
    Q_EMIT header_ready(job.key.sha256, outcome.info);
    if (outcome.error) Q_EMIT frame_failed(job.key);
  } else if (job.kind == JobKind::kGlance) {
    if (outcome.image) Q_EMIT glance_ready(outcome.image);  // an error comes again with the whole frame
  } else if (job.kind == JobKind::kThumbnail) {
    if (!outcome.error) Q_EMIT thumbnail_ready(job.key, outcome.picture);
  } else if (outcome.error) {
    reasons_.insert(job.key, outcome.error->reason);
    Q_EMIT frame_failed(job.key);
  } else {
    cache_.put(outcome.image);
    Q_EMIT frame_ready(job.key);
  }
  dispatch();
}

}  // namespace rdc::station
