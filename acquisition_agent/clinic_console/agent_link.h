// The console's only gRPC user: the agent's local API over its socket. Everything reaches the GUI thread as queued
// calls with values; nothing here blocks it.
#pragma once

#include <functional>
#include <memory>
#include <mutex>
#include <stop_token>
#include <string>
#include <thread>

#include <grpcpp/grpcpp.h>
#include <QObject>
#include <QString>

#include "common/base/result.h"
#include "common/base/serial_executor.h"
#include "rdc/v1/agent.grpc.pb.h"

namespace rdc::console {

using View = std::shared_ptr<const v1::ClinicView>;

// GUI thread only.
class AgentLink final : public QObject {
  Q_OBJECT
 public:
  // `socket`: DATA/agent.sock. Watches from now on, and again whenever the agent comes back.
  explicit AgentLink(const std::string& socket, QObject* parent = nullptr);
  ~AgentLink() override;

  // Each answers by failed(), or not at all: what was recorded shows in the next view.
  void press_chest_pain(v1::PressChestPainRequest request);
  void record_point(v1::RecordPointRequest request);
  void undo_point(const std::string& point_id);
  void join_ecg(const std::string& case_id, const std::string& item_id);
  void read_back(v1::ReadBackAnswerRequest request);
  void read_back_critical(v1::ReadBackClinicCriticalRequest request);
  void record_critical_action(v1::RecordClinicCriticalActionRequest request);
  void see_warning(const std::string& item_id, const std::string& by);

 Q_SIGNALS:
  void view_changed(const rdc::console::View& view);
  // The agent does not answer: nothing can be recorded.
  void agent_lost();
  void failed(const QString& reason, const QString& message);

 private:
  void watch(std::stop_token stop);
  void deliver(v1::ClinicView view);
  // Runs `call` on the worker; an error reaches failed().
  void run(std::function<grpc::Status(v1::Agent::Stub&, grpc::ClientContext&)> call);

  std::shared_ptr<grpc::Channel> channel_;
  std::unique_ptr<v1::Agent::Stub> stub_;
  std::mutex mutex_;
  View latest_;          // not yet delivered: a burst arrives as its last
  bool queued_ = false;  // a delivery is on its way
  base::SerialExecutor worker_;
  std::jthread watcher_;  // last
};

}  // namespace rdc::console
