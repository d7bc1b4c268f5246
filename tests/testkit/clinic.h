// The village doctor: the agent's local API, as the clinic console calls it. Blocking; not thread-safe.
#pragma once

#include <filesystem>
#include <functional>
#include <memory>
#include <optional>

#include "common/rpc/channel.h"
#include "rdc/v1/agent.grpc.pb.h"

namespace rdc::testkit {

class Clinic {
 public:
  // data: the agent's. Waits for an agent that is just starting.
  explicit Clinic(const std::filesystem::path& data)
      : stub_(v1::Agent::NewStub(rpc::make_local_channel((data / "agent.sock").string()))) {}

  template <typename Reply, typename Request>
  grpc::Status call(grpc::Status (v1::Agent::Stub::*method)(grpc::ClientContext*, const Request&, Reply*),
                    const Request& request) {
    grpc::ClientContext context;
    context.set_wait_for_ready(true);
    rpc::set_deadline(context, std::chrono::seconds(20));
    Reply reply;
    return ((*stub_).*method)(&context, request, &reply);
  }
  // Follows the console's view until it satisfies `wanted`; nullopt: time ran out or the agent went.
  std::optional<v1::ClinicView> wait_for_view(const std::function<bool(const v1::ClinicView&)>& wanted,
                                              std::chrono::milliseconds timeout = std::chrono::seconds(20)) {
    grpc::ClientContext context;
    context.set_wait_for_ready(true);
    rpc::set_deadline(context, timeout);
    const auto stream = stub_->Watch(&context, {});
    v1::ClinicView view;
    while (stream->Read(&view)) {
      if (!wanted(view)) continue;
      context.TryCancel();
      return view;
    }
    return std::nullopt;
  }

 private:
  std::unique_ptr<v1::Agent::Stub> stub_;
};

}  // namespace rdc::testkit
