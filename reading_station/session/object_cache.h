// Objects streamed from the router into a bounded cache on disk, digest checked, resumed after a cut.
//   <directory>/<sha256>.sealed       complete and checked
//   <directory>/<sha256>.sealed.part  being received
// Sealed with the session's key (common/identity/sealed_file.h, docs/adr/0009-station-disk.md), bound to the digest.
// What another key sealed, or what is damaged, is not there: it is fetched again. While the session has no key, one is
// used that ends with the program. Files of any other name were the cache of earlier versions, and are removed.
#pragma once

#include <filesystem>
#include <map>
#include <memory>
#include <set>
#include <string>

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
  // Checked when another study is set, and when an object was fetched ahead.
  ObjectCache(CallRunner& runner, std::filesystem::path directory, quint64 limit, QObject* parent = nullptr);
  ~ObjectCache() override;

  // Drops what is still wanted for the study before; its running streams are cancelled.
  void set_study(const QString& study_id);
  // An object of another study than set_study()'s; forgotten with the next set_study().
  void assign(const QString& sha256, const QString& study_id) { owners_[sha256] = study_id; }
  void request(const QString& sha256, quint64 size, Priority priority) override;
  void cancel(const QString& sha256) override;

  // Of a study that nobody has opened, so that it is here when somebody does. One at a time, and only while nothing is
  // requested; given up as soon as something is (what was received stays for later). Nobody hears arrived() of it.
  void fetch_ahead(const QString& study_id, const QString& sha256, quint64 size);
  // Gives up what is being fetched ahead, without an answer.
  void stop_ahead();
  quint64 limit() const { return limit_; }

 Q_SIGNALS:
  // The answer to fetch_ahead(): whether the object is in the cache. The link is asked once, not again and again.
  void fetched_ahead(const QString& sha256, bool here);

 private:
  struct Wanted;
  struct Download;
  struct Found;
  using WantedPtr = std::shared_ptr<Wanted>;
  void pump();
  std::map<QString, WantedPtr>::iterator next_to_start();
  void look_on_disk(const QString& sha256);
  void fetch(const QString& sha256, const Found& found);
  void take_in(const QString& sha256, const std::shared_ptr<Download>& download);
  void finished(const QString& sha256, const Result<void>& outcome);
  bool tries_again(const QString& sha256, const Error& error);
  void give_up_ahead();
  void remove_unsealed();
  void trim();
  identity::SealKeyPtr key() const { return runner_.disk_keys().cache ? runner_.disk_keys().cache : own_key_; }
  // Whether an answer still belongs to what is wanted now.
  bool is_current(const QString& sha256, const WantedPtr& wanted) const;
  std::filesystem::path path_of(const QString& sha256) const;

  CallRunner& runner_;
  RouterStub<v1::Study> stub_;
  const std::filesystem::path directory_;
  const quint64 limit_;
  QString study_id_;
  std::map<QString, QString> owners_;
  const identity::SealKeyPtr own_key_ = identity::SealKey::random();
  std::map<QString, WantedPtr> wanted_;
  QString ahead_;                 // what of it is fetched ahead, or ""
  std::set<std::string> in_use_;  // names of files that trim() leaves alone
  quint64 asked_ = 0;             // numbers requests, so that equals keep their order
  int running_ = 0;
};

}  // namespace rdc::station
