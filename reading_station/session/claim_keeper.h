// Holds the claim on the study that is open, by renewing its lease until it is given back.
#pragma once

#include <memory>

#include <QObject>
#include <QTimer>

#include "rdc/v1/worklist.grpc.pb.h"
#include "reading_station/session/router_stub.h"

namespace rdc::station {

// GUI thread only. One claim at a time: taking another gives the first back.
class ClaimKeeper final : public QObject {
  Q_OBJECT
 public:
  explicit ClaimKeeper(CallRunner& runner, QObject* parent = nullptr);

  // kTakeOver: although it is assigned to another reader. For this one claim, not for its renewals.
  enum class Assigned { kRespect, kTakeOver };
  void claim(const QString& item_id, Assigned assigned = Assigned::kRespect);
  void release();
  bool holds() const { return held_; }

 Q_SIGNALS:
  void granted(const rdc::v1::WorklistItem& item);
  // kUnavailable: it is asked for again until the link is back. Anything else is the answer.
  void refused(const rdc::Error& error);
  // It was held, and is no longer. After a cut it is asked for again, and granted() if nobody took it meanwhile.
  void lost(const rdc::Error& error);

 private:
  void ask(Assigned assigned = Assigned::kRespect);

  CallRunner& runner_;
  RouterStub<v1::Worklist> stub_;
  std::string item_id_;
  bool held_ = false;
  int lease_ms_ = 0;
  QTimer renew_;
  QTimer lapse_;  // the lease as this station counts it
};

}  // namespace rdc::station
