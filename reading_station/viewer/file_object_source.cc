#include "reading_station/viewer/file_object_source.h"

#include <QFileInfo>
#include <algorithm>

namespace rdc::station {

void FileObjectSource::add(const QString& sha256, const QString& path) { paths_.insert(sha256, path); }

void FileObjectSource::set_held(bool held) {
  held_ = held;
  if (!held_) QMetaObject::invokeMethod(this, &FileObjectSource::answer_all, Qt::QueuedConnection);
}

QStringList FileObjectSource::waiting() const {
  QStringList digests;
  for (const Pending& pending : pending_) digests << pending.sha256;
  return digests;
}

void FileObjectSource::release(const QString& sha256) {
  QMetaObject::invokeMethod(
      this, [this, sha256] { answer(sha256); }, Qt::QueuedConnection);
}

void FileObjectSource::request(const QString& sha256, quint64 /*size*/, Priority priority) {
  const auto known = std::ranges::find(pending_, sha256, &Pending::sha256);
  if (known != pending_.end()) {
    if (known->priority <= priority) return;
    pending_.erase(known);
  }
  const auto place = std::ranges::upper_bound(pending_, priority, {}, &Pending::priority);
  pending_.insert(place, {sha256, priority});
  if (!held_) QMetaObject::invokeMethod(this, &FileObjectSource::answer_all, Qt::QueuedConnection);
}

void FileObjectSource::cancel(const QString& sha256) {
  std::erase_if(pending_, [&](const Pending& pending) { return pending.sha256 == sha256; });
}

void FileObjectSource::answer_all() {
  // One at a time, so that what became urgent meanwhile goes first and the event loop breathes.
  if (held_ || pending_.empty()) return;
  answer(QString(pending_.front().sha256));  // a copy: the entry goes
  if (!pending_.empty()) QMetaObject::invokeMethod(this, &FileObjectSource::answer_all, Qt::QueuedConnection);
}

void FileObjectSource::answer(const QString& sha256) {
  if (std::erase_if(pending_, [&](const Pending& pending) { return pending.sha256 == sha256; }) == 0) return;
  const QFileInfo file(paths_.value(sha256));
  if (!paths_.contains(sha256) || !file.isFile()) {
    Q_EMIT failed(sha256, [] { return tr("The file is not there any more."); });
    return;
  }
  Q_EMIT progress(sha256, static_cast<quint64>(file.size()), static_cast<quint64>(file.size()));
  Q_EMIT arrived(sha256, plain_object(file.filePath().toStdString()));
}

}  // namespace rdc::station
