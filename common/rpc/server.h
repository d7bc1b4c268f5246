// A gRPC server of ours: mutual TLS, the permission gate, health, limits; or, for one machine's own tools, a Unix
// socket.
#pragma once

#include <chrono>
#include <memory>
#include <string>
#include <vector>

#include <grpcpp/grpcpp.h>

#include "common/base/result.h"
#include "common/rpc/channel.h"
#include "common/rpc/permission_gate.h"

namespace rdc::rpc {

inline constexpr int kMessageLimit = 4 * 1024 * 1024;  // bytes a server accepts in one message

// A service and the contract it implements, whose methods carry the permissions.
struct Offer {
  grpc::Service* service;  // borrowed; outlives the server
  std::string name;        // "rdc.v1.Study"
};
//   offer<v1::Study>(study_service)
template <typename Contract>
Offer offer(grpc::Service& service) {
  return {&service, Contract::service_full_name()};
}

// Thread-safe after start. Stops in its destructor.
class Server {
 public:
  struct Options {
    std::string listen;  // "0.0.0.0:7443"; port 0 picks a free one
    Identity identity;   // the server's own; clients must hold a certificate of the same CA
    int max_message_bytes = kMessageLimit;
  };

  // Serves `services` behind the gate. Starts only if every method has a permission (kInternal/NO_PERMISSION) and the
  // address is free (kUnavailable/CANNOT_LISTEN).
  static Result<std::unique_ptr<Server>> start(const Options& options, const std::vector<Offer>& services,
                                               Authority& authority);

  // Serves on a Unix socket without TLS; every caller is MachineKind::kLocal. Every method must be PERMISSION_LOCAL.
  // The socket is created mode 0600 in a directory that must be the caller's, or 0660 for the members of `group`; a
  // stale one is replaced. kInvalid/NO_SUCH_GROUP; kDenied/CANNOT_SHARE when this process is not of the group.
  static Result<std::unique_ptr<Server>> start_local(const std::string& socket_path, const std::vector<Offer>& services,
                                                     const std::string& group = "");

  ~Server();
  Server(const Server&) = delete;
  Server& operator=(const Server&) = delete;

  int port() const { return port_; }

  // Health turns NOT_SERVING, no new calls; running ones may finish until `grace` has passed, then are cancelled.
  // Blocks until all are done. Idempotent. Close change feeds (FeedHub::close) before, or they take the whole grace.
  void shutdown(std::chrono::milliseconds grace);

 private:
  Server() = default;
  std::shared_ptr<PermissionGate> gate_;
  std::unique_ptr<grpc::Server> server_;
  int port_ = 0;
};

}  // namespace rdc::rpc
