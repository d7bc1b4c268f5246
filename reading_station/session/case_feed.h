// The live cases: all that are open, then every change, across cuts of the link.
#pragma once

#include <optional>
#include <vector>

#include <QObject>
#include <QTimer>

#include "rdc/v1/alert.grpc.pb.h"
#include "reading_station/session/router_stub.h"
#include "reading_station/session/standing_feed.h"

namespace rdc::station {

// GUI thread only.
class CaseFeed final : public QObject {
  Q_OBJECT
 public:
  explicit CaseFeed(CallRunner& runner, QObject* parent = nullptr);

  // Watches from the beginning; after a cut from the last cursor seen, so that no case is missed.
  void start() { feed_.start(); }
  void stop();
  bool live() const { return feed_.live(); }
  // Who asks may have changed (a rota's step fired): what the cases say of the caller is asked for anew.
  void refresh();

 Q_SIGNALS:
  // In order; a case may occur twice. Alarms are not made to wait for company: at most some milliseconds.
  void changed(const std::vector<rdc::v1::AlertCase>& cases);
  void live_changed(bool live, const std::optional<rdc::Error>& why);

 private:
  void watch();
  void receive(v1::CaseChange&& change);

  RouterStub<v1::Alert> stub_;
  StandingFeed feed_;
  std::vector<v1::AlertCase> pending_;
  QTimer flush_;
};

}  // namespace rdc::station
