// Fetches what the reader will probably open next into the station's cache, quietly: behind everything that anybody
// looks at, and never claiming anything.
#pragma once

#include <QObject>
#include <QSet>
#include <QStringList>
#include <QTimer>
#include <deque>

#include "reading_station/session/object_cache.h"
#include "reading_station/session/study_client.h"

namespace rdc::station {

// GUI thread only. Borrows everything. One object at a time. The router is told that nobody opened it ("ahead" in its
// audit). After an error it waits, twice as long each time, up to ten minutes: a link that is bad or dear is left to
// the readers. A study of more than a quarter of the cache is left alone.
class Prefetch final : public QObject {
  Q_OBJECT
 public:
  static constexpr int kMostStudies = 3;

  Prefetch(CallRunner& runner, ObjectCache& objects, QObject* parent = nullptr);

  // What would be taken next, the next first; replaces the list before. Only the first kMostStudies count.
  void want(const QStringList& study_ids);
  // Nobody is logged in, or the link is down: what runs is given up.
  void stop();
  // For tests: how long it lets the reader's own work go first.
  void set_quiet_ms(int milliseconds) { quiet_ms_ = milliseconds; }

 Q_SIGNALS:
  // All of the study is in the cache.
  void study_here(const QString& study_id);

 private:
  struct Object {
    QString sha256;
    quint64 size = 0;
  };
  void step();
  void take(const QString& study_id, const v1::GetStudyReply& study);
  void object_done(const QString& sha256, bool here);
  void wait_after_failure();

  StudyClient studies_;
  ObjectCache& objects_;
  QStringList wanted_;
  QSet<QString> done_;  // here already, or too large; of this session
  QString study_id_;    // being fetched
  std::deque<Object> left_;
  bool asking_ = false;
  bool fetching_ = false;
  int quiet_ms_ = 2'000;
  int failures_ = 0;
  quint64 generation_ = 0;
  QTimer timer_;
};

}  // namespace rdc::station
