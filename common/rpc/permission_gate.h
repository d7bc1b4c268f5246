// The permission gate: admits or refuses every call before its handler runs.
//
// It is the AuthMetadataProcessor of the server's TLS credentials. For each call it takes the method from ":path",
// its required_permission from the generated descriptors, the peer's certificate and the session token, and asks the
// Authority. gRPC runs it on its own thread pool (IsBlocking), so the Authority may read the catalog.
//
// gRPC 1.51 shares an AuthContext between all calls of a connection, so nothing about the caller is written to it
// (two people may log in over one connection). Instead, the server makes contexts that know the gate, and
// caller_of(context) asks it again with the same certificate and token.
//
// gRPC drops the error details of a refusal here: the reason travels in the message ("REASON: sentence"), and
// from_status() reads it there.
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include <google/protobuf/descriptor.h>
#include <grpcpp/grpcpp.h>

#include "common/base/result.h"
#include "common/rpc/caller.h"
#include "rdc/v1/permission.pb.h"

namespace rdc::rpc {

// What the peer showed.
struct Credentials {
  std::string certificate_fingerprint;  // SHA-256 of the DER, hexadecimal; "" when there is no certificate
  std::string certificate_name;         // common name, "" likewise
  std::string session_token;            // "" when none was sent
  std::string peer;                     // "ipv4:10.1.2.3:4711", for the audit
  auto operator<=>(const Credentials&) const = default;
};

// Decides. Implemented in dicom_router/access. Thread-safe; may block.
class Authority {
 public:
  virtual ~Authority() = default;
  // The caller behind the credentials, if they hold `permission` now. kUnauthenticated or kDenied with a reason. Who
  // the caller is depends on the credentials alone, never on what is called: calls of the same credentials run side by
  // side, and a handler finds its caller by them.
  virtual Result<Caller> admit(const Credentials& credentials, v1::Permission permission,
                               const std::string& method) = 0;
  // Is the caller admitted earlier still allowed? Asked at every message and heartbeat of a long stream, and does
  // not count as activity of the session.
  virtual Result<void> recheck(const Credentials& credentials, v1::Permission permission) = 0;
  // A call was refused: write the audit row. Runs before the refusal is sent.
  virtual void refused(const Credentials& credentials, const std::string& method, const Error& error) = 0;
};

using MethodPermissions = std::map<std::string, v1::Permission>;  // "/rdc.v1.Study/GetStudy" -> permission

// kInternal/NO_PERMISSION names the first method without a valid one: the server must not start.
Result<MethodPermissions> permissions_of(const std::vector<const google::protobuf::ServiceDescriptor*>& services);

// Thread-safe. Borrows authority, which must outlive the server.
class PermissionGate final : public grpc::AuthMetadataProcessor {
 public:
  PermissionGate(MethodPermissions permissions, Authority& authority);

  bool IsBlocking() const override { return true; }
  grpc::Status Process(const InputMetadata& metadata, grpc::AuthContext* context, OutputMetadata* consumed,
                       OutputMetadata* response) override;

  // The caller admitted with these credentials, most recently for any method.
  Caller admitted(const Credentials& credentials) const;
  Authority& authority() { return authority_; }

 private:
  void remember(const Credentials& credentials, const Caller& caller);

  const MethodPermissions permissions_;
  Authority& authority_;
  mutable std::mutex mutex_;
  std::map<Credentials, Caller> admitted_;
  std::vector<Credentials> order_;  // oldest first; bounds admitted_
};

// A check that a long stream repeats: still enrolled, session alive, permission held. Valid for the call's lifetime
// and beyond; thread-safe; may block, so run it on a worker pool.
using Recheck = std::function<Result<void>()>;
Recheck recheck_of(const grpc::ServerContextBase& context, v1::Permission permission);

}  // namespace rdc::rpc
