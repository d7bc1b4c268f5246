// The live worklist: everything there is, then every change, across cuts of the link.
#pragma once

#include <optional>
#include <vector>

#include <QObject>
#include <QTimer>

#include "rdc/v1/worklist.grpc.pb.h"
#include "reading_station/session/router_stub.h"
#include "reading_station/session/standing_feed.h"

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
  bool live() const { return feed_.live(); }

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
  void receive(v1::WorklistChange&& change);

  CallRunner& runner_;
  RouterStub<v1::Worklist> stub_;
  StandingFeed feed_;
  bool has_list_ = false;
  std::vector<v1::WorklistItem> pending_;
  QTimer flush_;
};

}  // namespace rdc::station
