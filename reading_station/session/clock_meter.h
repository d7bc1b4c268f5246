// This station's clock against the router's, so that times from both can be subtracted.
#pragma once

#include <optional>

#include <QObject>
#include <QTimer>

#include "common/base/clock.h"
#include "rdc/v1/alert.grpc.pb.h"
#include "reading_station/session/router_stub.h"

namespace rdc::station {

// GUI thread only. Borrows clock. Five exchanges, of which the quickest counts; again every ten minutes.
class ClockMeter final : public QObject {
  Q_OBJECT
 public:
  ClockMeter(CallRunner& runner, const base::Clock& clock, QObject* parent = nullptr);

  void start();
  void stop();
  // nullopt: never measured.
  const std::optional<v1::ClockOffset>& offset() const { return offset_; }
  // Router's time, as well as it is known.
  base::Timestamp centre_now() const;

 Q_SIGNALS:
  void measured();

 private:
  void exchange();
  void take(const v1::MeasureClockReply& reply);

  CallRunner& runner_;
  RouterStub<v1::Alert> stub_;
  const base::Clock& clock_;
  std::optional<v1::ClockOffset> offset_;
  std::optional<v1::ClockOffset> best_;  // of the round under way
  int exchanges_ = 0;
  bool running_ = false;
  QTimer again_;
};

}  // namespace rdc::station
