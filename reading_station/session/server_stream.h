// Reads one stream of messages from the router. Used by the worklist's feed, objects and revision files.
#pragma once

#include <functional>
#include <memory>

#include <grpcpp/grpcpp.h>
#include <grpcpp/support/client_callback.h>

#include "reading_station/session/call_runner.h"

namespace rdc::station {

// Deletes itself when the call is over. `on_message` runs on a gRPC thread and must not block for long; it returns
// false to cancel the call. `on_done` runs once, on a gRPC thread, after the last message. Both may use the gate to
// reach the GUI.
template <typename Message>
class ServerStream final : public grpc::ClientReadReactor<Message> {
 public:
  using OnMessage = std::function<bool(Message&&)>;
  using WhenDone = std::function<void(const grpc::Status&)>;

  // A handle to cancel with; cancelling a call that is over does nothing.
  using Canceller = std::shared_ptr<grpc::ClientContext>;

  // start(context, reactor) makes the call. nullptr when the runner is closing.
  template <typename Start>
  static Canceller open(CallRunner& runner, Start start, OnMessage on_message, WhenDone on_done) {
    auto context = std::make_shared<grpc::ClientContext>();
    runner.prepare(*context);
    if (!runner.gate()->enter(context.get())) return nullptr;
    auto* stream = new ServerStream(context, runner.gate(), std::move(on_message), std::move(on_done));
    start(context.get(), stream);
    stream->StartRead(&stream->message_);
    stream->StartCall();
    return context;
  }

  void OnReadDone(bool ok) override {
    if (!ok) return;
    if (!on_message_(std::move(message_))) return context_->TryCancel();
    message_.Clear();
    this->StartRead(&message_);
  }

  void OnDone(const grpc::Status& status) override {
    on_done_(status);
    const auto gate = gate_;
    gate->ending(context_.get());
    delete this;
    gate->ended();
  }

 private:
  ServerStream(std::shared_ptr<grpc::ClientContext> context, std::shared_ptr<CallGate> gate, OnMessage on_message,
               WhenDone on_done)
      : context_(std::move(context)),
        gate_(std::move(gate)),
        on_message_(std::move(on_message)),
        on_done_(std::move(on_done)) {}

  std::shared_ptr<grpc::ClientContext> context_;
  std::shared_ptr<CallGate> gate_;
  OnMessage on_message_;
  WhenDone on_done_;
  Message message_;
};

}  // namespace rdc::station
