#include "reading_station/session/call_runner.h"

namespace rdc::station {

void CallGate::post(std::function<void()> event) {
  const std::lock_guard lock(mutex_);
  if (target_ != nullptr) QMetaObject::invokeMethod(target_, std::move(event), Qt::QueuedConnection);
}

bool CallGate::enter(grpc::ClientContext* context) {
  const std::lock_guard lock(mutex_);
  if (target_ == nullptr) return false;
  running_.insert(context);
  return true;
}

void CallGate::ending(grpc::ClientContext* context) {
  const std::lock_guard lock(mutex_);
  running_.erase(context);
  ++ending_;
}

void CallGate::ended() {
  const std::lock_guard lock(mutex_);
  if (--ending_ == 0 && running_.empty()) idle_.notify_all();
}

void CallGate::close() {
  std::unique_lock lock(mutex_);
  target_ = nullptr;
  for (grpc::ClientContext* context : running_) context->TryCancel();
  idle_.wait(lock, [this] { return running_.empty() && ending_ == 0; });
}

CallRunner::CallRunner(std::vector<std::shared_ptr<grpc::Channel>> channels, QObject* parent)
    : QObject(parent),
      channels_(std::move(channels)),
      gate_(std::make_shared<CallGate>(this)),
      executor_(std::make_unique<base::SerialExecutor>("station")) {}

CallRunner::~CallRunner() {
  gate_->close();
  executor_.reset();
}

void CallRunner::prepare(grpc::ClientContext& context) const {
  if (!token_.empty()) rpc::set_session(context, token_);
}

void CallRunner::report(const Error& error) {
  if (error.code == ErrorCode::kUnauthenticated && !token_.empty())
    Q_EMIT unauthenticated(QString::fromStdString(error.reason));
}

}  // namespace rdc::station
