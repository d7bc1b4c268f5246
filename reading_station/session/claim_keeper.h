// Holds the claim on the study that is open, by renewing its lease until it is given back.
#pragma once

#include <memory>

#include <QObject>
#include <QTimer>

#include "rdc/v1/worklist.grpc.pb.h"
#include "reading_station/session/call_runner.h"

namespace rdc::station {

// GUI thread only. One claim at a time: taking another gives the first back.
class ClaimKeeper final : public QObject {
  Q_OBJECT
 public:
  explicit ClaimKeeper(CallRunner& runner, QObject* parent = nullptr);

  void claim(const QString& item_id);
  void release();
  bool holds() const { return held_; }

 Q_SIGNALS:
  void granted(const rdc::v1::WorklistItem& item);
  void refused(const QString& sentence);
  // It was held, and is no longer.
  void lost(const QString& sentence);

 private:
  void ask();

  CallRunner& runner_;
  std::unique_ptr<v1::Worklist::Stub> stub_;
  std::string item_id_;
  bool held_ = false;
  int lease_ms_ = 0;
  QTimer renew_;
  QTimer lapse_;  // the lease as this station counts it
};

}  // namespace rdc::station
