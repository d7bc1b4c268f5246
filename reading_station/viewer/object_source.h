// Where the viewer gets objects from. The session's source streams them from the router into a cache on disk.
#pragma once

#include <QObject>
#include <QString>
#include <functional>

#include "reading_station/viewer/stored_object.h"

namespace rdc::station {

// GUI thread only; nothing blocks; every signal is emitted from the event loop, never from inside request().
class ObjectSource : public QObject {
  Q_OBJECT
 public:
  // Smaller goes first; within one, in the order asked.
  enum class Priority { kNow, kSoon, kLater };
  Q_ENUM(Priority)

  using QObject::QObject;

  // Answered by exactly one arrived() or failed() per digest, whatever the number of requests before the answer.
  // A second request may raise the priority, never lowers it. After failed() the viewer may ask again.
  virtual void request(const QString& sha256, quint64 size, Priority priority) = 0;
  // Drops what has not been asked for by anybody else; no answer comes then. Unknown digests are ignored.
  virtual void cancel(const QString& sha256) = 0;

 Q_SIGNALS:
  // Bytes on disk so far; rate-limited by the source (at most some ten a second for each object).
  void progress(const QString& sha256, quint64 received, quint64 total);
  // The whole object, digest checked. It can be opened while the source lives.
  void arrived(const QString& sha256, const rdc::station::StoredObjectPtr& object);
  // sentence: why, for the reader; asked again when the program's language is another.
  void failed(const QString& sha256, const std::function<QString()>& sentence);
};

}  // namespace rdc::station
