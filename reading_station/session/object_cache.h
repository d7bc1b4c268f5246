// Objects streamed from the router into a bounded cache on disk, digest checked, resumed after a cut.
//   <directory>/<sha256>       complete and checked
//   <directory>/<sha256>.part  being received
#pragma once

#include <deque>
#include <filesystem>
#include <map>
#include <memory>

#include <QElapsedTimer>
#include <QTimer>

#include "rdc/v1/study.grpc.pb.h"
#include "reading_station/session/router_stub.h"
#include "reading_station/viewer/object_source.h"

namespace rdc::station {

// GUI thread only; disk and network run elsewhere. Objects belong to the study last given to set_study().
class ObjectCache final : public ObjectSource {
  Q_OBJECT
 public:
  // limit: bytes the cache may hold; the least recently used go first, never those asked for since set_study().
  ObjectCache(CallRunner& runner, std::filesystem::path directory, quint64 limit, QObject* parent = nullptr);
  ~ObjectCache() override;

  // Drops what is still wanted for the study before; its running streams are cancelled.
  void set_study(const QString& study_id);
  // An object of another study than set_study()'s; forgotten with the next set_study().
  void assign(const QString& sha256, const QString& study_id) { owners_[sha256] = study_id; }
  void request(const QString& sha256, quint64 size, Priority priority) override;
  void cancel(const QString& sha256) override;

 private:
  struct Wanted;
  struct Download;
  void pump();
  void look_on_disk(const QString& sha256);
  void fetch(const QString& sha256, std::uint64_t offset);
  void finished(const QString& sha256, const Result<void>& outcome);
  void trim();
  // Whether an answer still belongs to what is wanted now.
  bool is_current(const QString& sha256, const std::shared_ptr<Wanted>& wanted) const;
  std::filesystem::path path_of(const QString& sha256) const;

  CallRunner& runner_;
  RouterStub<v1::Study> stub_;
  const std::filesystem::path directory_;
  const quint64 limit_;
  QString study_id_;
  std::map<QString, QString> owners_;
  std::map<QString, std::shared_ptr<Wanted>> wanted_;
  quint64 asked_ = 0;  // numbers requests, so that equals keep their order
  int running_ = 0;
};

}  // namespace rdc::station
