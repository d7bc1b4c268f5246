#include "common/rpc/permission_gate.h"

#include <algorithm>
#include <stdexcept>

#include "common/base/handover.h"
#include "common/base/logging.h"
#include "common/identity/certificate.h"
#include "common/rpc/channel.h"
#include "common/rpc/gated_context.h"
#include "common/rpc/status.h"

namespace rdc::rpc {
namespace {

constexpr std::size_t kTokenLimit = 128;
constexpr std::size_t kRemembered = 16'384;  // (machine, session) pairs: more than a county has in a week
// gRPC's own health service: not in our descriptors, but any enrolled machine may ask.
constexpr const char* kHealth = "/grpc.health.v1.Health/";

// The gate dies with its server.
struct HandedOverAtEnd {
  ~HandedOverAtEnd() { base::handed_over(&base::kCallsServed); }
};

std::string to_text(const grpc::string_ref& ref) { return {ref.data(), ref.size()}; }

template <typename Metadata>
std::string first_value(const Metadata& metadata, const char* key) {
  const auto found = metadata.find(key);
  return found != metadata.end() ? to_text(found->second) : std::string();
}

Credentials credentials_of(const grpc::AuthContext* context, std::string token, std::string peer) {
  Credentials credentials;
  credentials.peer = std::move(peer);
  if (token.size() <= kTokenLimit) credentials.session_token = std::move(token);
  if (context == nullptr) return credentials;
  const auto pem = context->FindPropertyValues("x509_pem_cert");
  if (pem.size() != 1) return credentials;
  if (const auto certificate = identity::read_certificate(to_text(pem.front()))) {
    credentials.certificate_fingerprint = certificate->fingerprint;
    credentials.certificate_name = certificate->common_name;
  }
  return credentials;
}

// Identity only: where the call came from does not make another caller.
Credentials key_of(Credentials credentials) {
  credentials.peer.clear();
  credentials.certificate_name.clear();
  return credentials;
}

grpc::Status refusal(const Error& error) {
  const auto status = to_status(error);
  return grpc::Status(status.error_code(), error.reason + ": " + error.message);
}

}  // namespace

Result<MethodPermissions> permissions_of(const std::vector<const google::protobuf::ServiceDescriptor*>& services) {
  MethodPermissions permissions;
  for (const auto* service : services) {
    for (int i = 0; i < service->method_count(); ++i) {
      const auto* method = service->method(i);
      const auto permission = method->options().GetExtension(v1::required_permission);
      if (permission == v1::PERMISSION_UNSPECIFIED || !v1::Permission_IsValid(permission))
        return fail(ErrorCode::kInternal, "NO_PERMISSION", "{} states no permission: the contract must",
                    method->full_name());
      permissions.emplace("/" + service->full_name() + "/" + method->name(), permission);
    }
  }
  return permissions;
}

PermissionGate::PermissionGate(MethodPermissions permissions, Authority& authority)
    : permissions_(std::move(permissions)), authority_(authority) {}

grpc::Status PermissionGate::Process(const InputMetadata& metadata, grpc::AuthContext* context, OutputMetadata*,
                                     OutputMetadata*) {
  try {
    const std::string method = first_value(metadata, ":path");
    const auto credentials = credentials_of(context, first_value(metadata, kSessionKey), "");
    auto permission = v1::PERMISSION_UNSPECIFIED;
    if (const auto found = permissions_.find(method); found != permissions_.end())
      permission = found->second;
    else if (method.starts_with(kHealth))
      permission = v1::PERMISSION_MACHINE;

    Result<Caller> caller = fail(ErrorCode::kDenied, "NO_SUCH_METHOD", "this router offers no such method");
    if (permission != v1::PERMISSION_UNSPECIFIED) caller = authority_.admit(credentials, permission, method);
    if (!caller) {
      authority_.refused(credentials, method.substr(0, 128), caller.error());
      return refusal(caller.error());
    }
    remember(key_of(credentials), *caller);
    return grpc::Status::OK;
  } catch (const std::exception& thrown) {
    spdlog::error("the permission gate failed, and refused: {}", thrown.what());
    return refusal({ErrorCode::kUnavailable, "GATE_FAILED", "the router cannot check permissions now: try again"});
  }
}

void PermissionGate::remember(const Credentials& credentials, const Caller& caller) {
  const HandedOverAtEnd after;
  const std::lock_guard lock(mutex_);
  const auto [entry, fresh] = admitted_.try_emplace(credentials, caller);
  if (!fresh) {
    // A session that ended meanwhile takes nobody's name away from a call that was admitted before.
    if (!caller.session_id.empty() || entry->second.session_id.empty()) entry->second = caller;
    return;
  }
  order_.push_back(credentials);
  if (order_.size() <= kRemembered) return;
  // The older half at once: a call between gate and handler is never that old.
  const auto half = order_.begin() + static_cast<std::ptrdiff_t>(order_.size() / 2);
  std::for_each(order_.begin(), half, [this](const Credentials& old) { admitted_.erase(old); });
  order_.erase(order_.begin(), half);
}

Caller PermissionGate::admitted(const Credentials& credentials) const {
  const HandedOverAtEnd after;
  const std::lock_guard lock(mutex_);
  const auto found = admitted_.find(key_of(credentials));
  if (found == admitted_.end()) throw std::logic_error("a handler runs for a caller the gate did not admit");
  return found->second;
}

Credentials GatedContext::credentials() const {
  const auto peer_identity = auth_context();
  return credentials_of(peer_identity.get(), first_value(client_metadata(), kSessionKey), peer());
}

Caller caller_of(const grpc::ServerContextBase& context) {
  const auto* gated = dynamic_cast<const GatedContext*>(&context);
  if (gated == nullptr) throw std::logic_error("caller_of() needs a server with the permission gate");
  if (gated->gate()) return gated->gate()->admitted(gated->credentials());
  Caller local;
  local.kind = MachineKind::kLocal;
  local.machine_name = "local";
  return local;
}

Recheck recheck_of(const grpc::ServerContextBase& context, v1::Permission permission) {
  const auto* gated = dynamic_cast<const GatedContext*>(&context);
  if (gated == nullptr) throw std::logic_error("recheck_of() needs a server with the permission gate");
  if (!gated->gate()) return [] { return Result<void>(); };
  return [gate = gated->gate(), credentials = gated->credentials(), permission] {
    return gate->authority().recheck(credentials, permission);
  };
}

}  // namespace rdc::rpc
