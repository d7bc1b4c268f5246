// Who is calling, as the permission gate established it before the handler ran.
#pragma once

#include <string>

#include <grpcpp/grpcpp.h>

namespace rdc::rpc {

enum class MachineKind { kAgent, kStation, kLocal };

struct Caller {
  MachineKind kind = MachineKind::kStation;
  std::string machine_id;    // UUIDv7 of the enrolled machine
  std::string machine_name;  // its certificate's common name
  std::string site_id;       // agents only
  std::string user_id;       // "" when nobody is logged in
  std::string user_display_name;
  std::string session_id;  // names the session in audit rows; not the token
};

// Valid in handlers of a server with the gate installed; a broken invariant (throws) elsewhere.
Caller caller_of(const grpc::ServerContextBase& context);

}  // namespace rdc::rpc
