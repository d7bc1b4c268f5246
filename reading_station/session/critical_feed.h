// The live critical values: all that are not closed, then every change, across cuts of the link.
#pragma once

#include <optional>

#include <QObject>

#include "rdc/v1/critical.grpc.pb.h"
#include "reading_station/session/router_stub.h"
#include "reading_station/session/standing_feed.h"

namespace rdc::station {

// GUI thread only.
class CriticalFeed final : public QObject {
  Q_OBJECT
 public:
  explicit CriticalFeed(CallRunner& runner, QObject* parent = nullptr);

  // Watches from the beginning; after a cut from the last cursor seen, so that no change is missed.
  void start() { feed_.start(); }
  void stop() { feed_.stop(); }
  bool live() const { return feed_.live(); }

 Q_SIGNALS:
  void changed(const rdc::v1::CriticalNotice& notice);
  void live_changed(bool live, const std::optional<rdc::Error>& why);

 private:
  void watch();

  RouterStub<v1::Critical> stub_;
  StandingFeed feed_;
};

}  // namespace rdc::station
