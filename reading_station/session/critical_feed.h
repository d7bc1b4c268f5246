// The live critical values: all that are not closed, then every change, across cuts of the link.
#pragma once

#include <memory>
#include <optional>

#include <QObject>
#include <QTimer>

#include "rdc/v1/critical.grpc.pb.h"
#include "reading_station/session/router_stub.h"

namespace rdc::station {

// GUI thread only.
class CriticalFeed final : public QObject {
  Q_OBJECT
 public:
  explicit CriticalFeed(CallRunner& runner, QObject* parent = nullptr);

  // Watches from the beginning; after a cut from the last cursor seen, so that no change is missed.
  void start();
  void stop();
  bool live() const { return live_; }

 Q_SIGNALS:
  void changed(const rdc::v1::CriticalNotice& notice);
  void live_changed(bool live, const std::optional<rdc::Error>& why);

 private:
  void watch();
  void receive(const v1::CriticalChange& change);
  void retry(const Error& error);
  void set_live(bool live, const std::optional<Error>& why = {});

  CallRunner& runner_;
  RouterStub<v1::Critical> stub_;
  std::shared_ptr<grpc::ClientContext> watch_;
  quint64 generation_ = 0;
  std::uint64_t cursor_ = 0;
  bool started_ = false;
  bool live_ = false;
  int failures_ = 0;
  QTimer retry_;
  QTimer silence_;
};

}  // namespace rdc::station
