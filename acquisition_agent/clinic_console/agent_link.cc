#include "acquisition_agent/clinic_console/agent_link.h"

#include <chrono>
#include <condition_variable>
#include <utility>

#include <QMetaObject>

#include "common/rpc/channel.h"
#include "common/rpc/status.h"

namespace rdc::console {
namespace {

constexpr std::chrono::milliseconds kAgain{500};
// A local call takes milliseconds: the agent hangs.
constexpr std::chrono::seconds kCallPatience{5};

}  // namespace

AgentLink::AgentLink(const std::string& socket, QObject* parent)
    : QObject(parent),
      channel_(rpc::make_local_channel(socket)),
      stub_(v1::Agent::NewStub(channel_)),
      worker_("console calls"),
      watcher_([this](std::stop_token stop) { watch(stop); }) {}

AgentLink::~AgentLink() {
  watcher_.request_stop();
  watcher_.join();
  worker_.stop();
}

void AgentLink::watch(std::stop_token stop) {
  std::mutex mutex;
  std::condition_variable_any pause;
  while (!stop.stop_requested()) {
    {
      grpc::ClientContext context;
      const std::stop_callback cancel(stop, [&] { context.TryCancel(); });
      const auto stream = stub_->Watch(&context, {});
      v1::ClinicView view;
      while (stream->Read(&view)) deliver(std::move(view));
      (void)stream->Finish();
    }
    if (stop.stop_requested()) return;
    QMetaObject::invokeMethod(
        this, [this] { Q_EMIT agent_lost(); }, Qt::QueuedConnection);
    std::unique_lock lock(mutex);
    pause.wait_for(lock, stop, kAgain, [] { return false; });
  }
}

void AgentLink::deliver(v1::ClinicView view) {
  {
    const std::lock_guard lock(mutex_);
    latest_ = std::make_shared<const v1::ClinicView>(std::move(view));
    if (std::exchange(queued_, true)) return;
  }
  QMetaObject::invokeMethod(
      this,
      [this] {
        View newest;
        {
          const std::lock_guard lock(mutex_);
          newest = std::move(latest_);
          queued_ = false;
        }
        if (newest) Q_EMIT view_changed(newest);
      },
      Qt::QueuedConnection);
}

void AgentLink::run(std::function<grpc::Status(v1::Agent::Stub&, grpc::ClientContext&)> call) {
  worker_.post([this, call = std::move(call)] {
    grpc::ClientContext context;
    rpc::set_deadline(context, kCallPatience);
    const auto status = call(*stub_, context);
    if (status.ok()) return;
    const Error error = rpc::from_status(status);
    const auto reason = QString::fromStdString(error.code == ErrorCode::kUnavailable ? "UNAVAILABLE" : error.reason);
    const auto message = QString::fromStdString(error.message);
    QMetaObject::invokeMethod(
        this, [this, reason, message] { Q_EMIT failed(reason, message); }, Qt::QueuedConnection);
  });
}

void AgentLink::press_chest_pain(v1::PressChestPainRequest request) {
  run([request = std::move(request)](v1::Agent::Stub& stub, grpc::ClientContext& context) {
    v1::PressChestPainReply reply;
    return stub.PressChestPain(&context, request, &reply);
  });
}

void AgentLink::record_point(v1::RecordPointRequest request) {
  run([request = std::move(request)](v1::Agent::Stub& stub, grpc::ClientContext& context) {
    v1::RecordPointReply reply;
    return stub.RecordPoint(&context, request, &reply);
  });
}

void AgentLink::undo_point(const std::string& point_id) {
  run([point_id](v1::Agent::Stub& stub, grpc::ClientContext& context) {
    v1::UndoPointRequest request;
    request.set_point_id(point_id);
    v1::UndoPointReply reply;
    return stub.UndoPoint(&context, request, &reply);
  });
}

void AgentLink::join_ecg(const std::string& case_id, const std::string& item_id) {
  run([case_id, item_id](v1::Agent::Stub& stub, grpc::ClientContext& context) {
    v1::JoinEcgRequest request;
    request.set_case_id(case_id);
    request.set_item_id(item_id);
    v1::JoinEcgReply reply;
    return stub.JoinEcg(&context, request, &reply);
  });
}

void AgentLink::read_back(v1::ReadBackAnswerRequest request) {
  run([request = std::move(request)](v1::Agent::Stub& stub, grpc::ClientContext& context) {
    v1::ReadBackAnswerReply reply;
    return stub.ReadBackAnswer(&context, request, &reply);
  });
}

void AgentLink::read_back_critical(v1::ReadBackClinicCriticalRequest request) {
  run([request = std::move(request)](v1::Agent::Stub& stub, grpc::ClientContext& context) {
    v1::ReadBackClinicCriticalReply reply;
    return stub.ReadBackCritical(&context, request, &reply);
  });
}

void AgentLink::record_critical_action(v1::RecordClinicCriticalActionRequest request) {
  run([request = std::move(request)](v1::Agent::Stub& stub, grpc::ClientContext& context) {
    v1::RecordClinicCriticalActionReply reply;
    return stub.RecordCriticalAction(&context, request, &reply);
  });
}

void AgentLink::see_warning(const std::string& item_id, const std::string& by) {
  run([item_id, by](v1::Agent::Stub& stub, grpc::ClientContext& context) {
    v1::SeeWarningRequest request;
    request.set_item_id(item_id);
    request.set_by(by);
    v1::SeeWarningReply reply;
    return stub.SeeWarning(&context, request, &reply);
  });
}

}  // namespace rdc::console
