// The client's side: channels with mutual TLS, deadlines, the session's metadata.
#pragma once

#include <chrono>
#include <memory>
#include <string>

#include <grpcpp/grpcpp.h>

#include "common/identity/certificate_authority.h"

namespace rdc::rpc {

struct Identity {
  std::string ca_pem;    // the centre's certificate: the only one trusted
  std::string cert_pem;  // this machine's
  std::string key_pem;
};

enum class Connection {
  kShared,  // channels of equal arguments share a TCP connection
  kOwn,     // this channel has a TCP connection of its own: one per transfer lane
};

struct ChannelOptions {
  Connection connection = Connection::kShared;
  // The name the server's certificate must carry; every router's does.
  std::string server_name = identity::kRouterServerName;
  std::chrono::milliseconds keepalive{20'000};          // ping this often, also without calls
  std::chrono::milliseconds keepalive_timeout{10'000};  // then the connection counts as lost
  std::chrono::milliseconds min_backoff{500};           // between attempts to connect, with gRPC's jitter
  std::chrono::milliseconds max_backoff{20'000};
  int max_message_bytes = 4 * 1024 * 1024;
  // HTTP/2 write buffer for the connection: bounds what is committed to the socket before more urgent bytes (0:
  // gRPC's).
  int write_buffer_bytes = 0;
};

// Connects lazily and reconnects by itself. address: "host:port", "[v6]:port", or "unix:/path".
std::shared_ptr<grpc::Channel> make_channel(const std::string& address, const Identity& identity,
                                            const ChannelOptions& options = {});

// A channel without TLS to a Unix socket whose directory is the guard.
std::shared_ptr<grpc::Channel> make_local_channel(const std::string& socket_path);

// From now. Every unary call gets one; streams get none and rely on keepalive and heartbeats.
void set_deadline(grpc::ClientContext& context, std::chrono::milliseconds after);
inline constexpr std::chrono::milliseconds kUnaryDeadline{15'000};

inline constexpr const char* kSessionKey = "rdc-session";  // metadata name of the session token
void set_session(grpc::ClientContext& context, const std::string& token);

}  // namespace rdc::rpc
