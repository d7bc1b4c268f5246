// Objects that are files on this machine already: a folder opened by hand, and tests.
#pragma once

#include <QHash>
#include <QSet>
#include <QStringList>

#include "reading_station/viewer/object_source.h"
#include "reading_station/viewer/study_content.h"

namespace rdc::station {

class FileObjectSource final : public ObjectSource {
  Q_OBJECT
 public:
  using ObjectSource::ObjectSource;

  // The file answers requests for `sha256`.
  void add(const QString& sha256, const QString& path);
  // While held, requests wait: for a reader who opens the study before its objects are there.
  void set_held(bool held);
  // Digests asked for and not yet answered, most urgent first.
  QStringList waiting() const;
  // Answers one waiting request now (from the event loop), held or not.
  void release(const QString& sha256);

  void request(const QString& sha256, quint64 size, Priority priority) override;
  void cancel(const QString& sha256) override;

 private:
  struct Pending {
    QString sha256;
    Priority priority;
  };
  void answer_all();
  void answer(const QString& sha256);

  QHash<QString, QString> paths_;
  std::vector<Pending> pending_;  // in order of priority, then of asking
  bool held_ = false;
};

}  // namespace rdc::station
