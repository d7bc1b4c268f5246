// The per-call context that knows which gate admitted the call. Internal to this folder.
#pragma once

#include <memory>

#include <grpcpp/grpcpp.h>

#include "common/rpc/permission_gate.h"

namespace rdc::rpc {

class GatedContext final : public grpc::CallbackServerContext {
 public:
  explicit GatedContext(std::shared_ptr<PermissionGate> gate) : gate_(std::move(gate)) {}
  // Null on a local server: every caller is the machine's own operator.
  const std::shared_ptr<PermissionGate>& gate() const { return gate_; }
  Credentials credentials() const;

 private:
  std::shared_ptr<PermissionGate> gate_;
};

class GatedContexts final : public grpc::ContextAllocator {
 public:
  explicit GatedContexts(std::shared_ptr<PermissionGate> gate) : gate_(std::move(gate)) {}
  grpc::CallbackServerContext* NewCallbackServerContext() override { return new GatedContext(gate_); }
  void Release(grpc::CallbackServerContext* context) override { delete context; }

 private:
  std::shared_ptr<PermissionGate> gate_;
};

}  // namespace rdc::rpc
