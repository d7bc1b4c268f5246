// The live worklist: everything there is, then every change, across cuts of the link.
#pragma once

#include <memory>
#include <optional>
#include <vector>

#include <QElapsedTimer>
#include <QObject>
#include <QTimer>

#include "rdc/v1/worklist.grpc.pb.h"
#include "reading_station/session/router_stub.h"

namespace rdc::station {

// GUI thread only. Changes that come in a burst arrive together.
class WorklistFeed final : public QObject {
  Q_OBJECT
 public:
  explicit WorklistFeed(CallRunner& runner, QObject* parent = nullptr);

  // Lists, then watches from the list's cursor; after a cut from the last cursor seen, so nothing is missed.
  void start();
  void stop();
  // Lists again, now.
  void refresh();
  bool live() const { return live_; }

 Q_SIGNALS:
  // Replaces what was known.
  void listed(const std::vector<rdc::v1::WorklistItem>& items);
  // In order; an item may occur twice.
  void changed(const std::vector<rdc::v1::WorklistItem>& items);
  // Whether changes arrive as they happen; nullopt in `why`: just not yet.
  void live_changed(bool live, const std::optional<rdc::Error>& why);

 private:
  void list();
  void watch();
  void receive(v1::WorklistChange change);
  void ended(const Error& error);
  void retry(const Error& error);
  void set_live(bool live, const std::optional<Error>& why = {});
  // A stream that was opened again may hang in a dead link for long: only an answer, or a link that stands, proves it.
  void prove();

  CallRunner& runner_;
  RouterStub<v1::Worklist> stub_;
  std::shared_ptr<grpc::ClientContext> watch_;
  quint64 generation_ = 0;  // of the watch; answers of older ones are dropped
  std::uint64_t cursor_ = 0;
  bool started_ = false;
  bool has_list_ = false;
  bool live_ = false;
  int failures_ = 0;
  std::vector<v1::WorklistItem> pending_;
  QTimer flush_;
  QTimer retry_;
  QTimer silence_;
  QTimer proof_;
};

}  // namespace rdc::station
