#include "common/rpc/server.h"

#include <grp.h>
#include <grpc/support/time.h>
#include <grpcpp/health_check_service_interface.h>
#include <sys/stat.h>
#include <unistd.h>

#include <filesystem>

#include "common/base/handover.h"
#include "common/rpc/gated_context.h"

namespace rdc::rpc {
namespace {

// To its owner alone, or to a group besides.
Result<void> give_socket(const std::string& path, const std::string& group) {
  if (group.empty()) {
    ::chmod(path.c_str(), 0600);
    return {};
  }
  struct group entry {};
  struct group* found = nullptr;
  std::vector<char> names(64 * 1024);
  if (::getgrnam_r(group.c_str(), &entry, names.data(), names.size(), &found) != 0 || found == nullptr)
    return fail(ErrorCode::kInvalid, "NO_SUCH_GROUP", "this machine has no group {}", group);
  if (::chown(path.c_str(), static_cast<uid_t>(-1), entry.gr_gid) != 0 || ::chmod(path.c_str(), 0660) != 0)
    return fail(ErrorCode::kDenied, "CANNOT_SHARE",
                "the socket {} cannot be given to the group {}: is this user in it?", path, group);
  return {};
}

Result<MethodPermissions> permissions_of_offers(const std::vector<Offer>& offers) {
  std::vector<const google::protobuf::ServiceDescriptor*> services;
  for (const auto& [service, name] : offers) {
    const auto* descriptor = google::protobuf::DescriptorPool::generated_pool()->FindServiceByName(name);
    if (descriptor == nullptr) return fail(ErrorCode::kInternal, "NO_DESCRIPTOR", "{} is not in the contract", name);
    services.push_back(descriptor);
  }
  return permissions_of(services);
}

void set_limits(grpc::ServerBuilder& builder, int max_message_bytes) {
  builder.SetMaxReceiveMessageSize(max_message_bytes);
  builder.SetMaxSendMessageSize(max_message_bytes);
  builder.AddChannelArgument(GRPC_ARG_MAX_METADATA_SIZE, 16 * 1024);
  builder.AddChannelArgument(GRPC_ARG_MAX_CONCURRENT_STREAMS, 256);
  builder.AddChannelArgument(GRPC_ARG_KEEPALIVE_TIME_MS, 30'000);
  builder.AddChannelArgument(GRPC_ARG_KEEPALIVE_TIMEOUT_MS, 10'000);
  builder.AddChannelArgument(GRPC_ARG_KEEPALIVE_PERMIT_WITHOUT_CALLS, 1);
  builder.AddChannelArgument(GRPC_ARG_HTTP2_MAX_PINGS_WITHOUT_DATA, 0);
  builder.AddChannelArgument(GRPC_ARG_HTTP2_MIN_RECV_PING_INTERVAL_WITHOUT_DATA_MS, 5'000);
  builder.AddChannelArgument(GRPC_ARG_HTTP2_MAX_PING_STRIKES, 0);
  builder.AddChannelArgument(GRPC_ARG_ALLOW_REUSEPORT, 0);  // a second router on the port must fail, not share it
}

}  // namespace

Result<std::unique_ptr<Server>> Server::start(const Options& options, const std::vector<Offer>& services,
                                              Authority& authority) {
  auto permissions = permissions_of_offers(services);
  if (!permissions) return fail(permissions);
  grpc::EnableDefaultHealthCheckService(true);
  auto server = std::unique_ptr<Server>(new Server);
  server->gate_ = std::make_shared<PermissionGate>(std::move(*permissions), authority);

  grpc::SslServerCredentialsOptions tls(GRPC_SSL_REQUEST_AND_REQUIRE_CLIENT_CERTIFICATE_AND_VERIFY);
  tls.pem_root_certs = options.identity.ca_pem;
  tls.pem_key_cert_pairs.push_back({options.identity.key_pem, options.identity.cert_pem});
  const auto credentials = grpc::SslServerCredentials(tls);
  credentials->SetAuthMetadataProcessor(server->gate_);

  grpc::ServerBuilder builder;
  set_limits(builder, options.max_message_bytes);
  builder.SetContextAllocator(std::make_unique<GatedContexts>(server->gate_));
  builder.AddListeningPort(options.listen, credentials, &server->port_);
  for (const auto& [service, name] : services) builder.RegisterService(service);
  server->server_ = builder.BuildAndStart();
  if (!server->server_ || server->port_ == 0)
    return fail(ErrorCode::kUnavailable, "CANNOT_LISTEN",
                "cannot listen on {}: is the port taken, or the address not this machine's?", options.listen);
  return server;
}

Result<std::unique_ptr<Server>> Server::start_local(const std::string& socket_path, const std::vector<Offer>& services,
                                                    const std::string& group) {
  auto permissions = permissions_of_offers(services);
  if (!permissions) return fail(permissions);
  for (const auto& [method, permission] : *permissions)
    if (permission != v1::PERMISSION_LOCAL)
      return fail(ErrorCode::kInternal, "NOT_LOCAL", "{} is not for a machine's own operator", method);
  if (socket_path.size() > 100)
    return fail(ErrorCode::kInvalid, "PATH_TOO_LONG", "a socket's path has at most 100 bytes: {}", socket_path);
  std::error_code ignored;
  if (std::filesystem::is_socket(socket_path, ignored)) ::unlink(socket_path.c_str());

  auto server = std::unique_ptr<Server>(new Server);
  grpc::ServerBuilder builder;
  set_limits(builder, kMessageLimit);
  builder.SetContextAllocator(std::make_unique<GatedContexts>(nullptr));
  builder.AddListeningPort("unix:" + socket_path, grpc::InsecureServerCredentials(), &server->port_);
  for (const auto& [service, name] : services) builder.RegisterService(service);
  server->server_ = builder.BuildAndStart();
  if (!server->server_) return fail(ErrorCode::kUnavailable, "CANNOT_LISTEN", "cannot make the socket {}", socket_path);
  if (auto given = give_socket(socket_path, group); !given) return fail(given);
  return server;
}

Server::~Server() { shutdown(std::chrono::milliseconds{0}); }

void Server::shutdown(std::chrono::milliseconds grace) {
  if (!server_) return;
  if (auto* health = server_->GetHealthCheckService()) health->SetServingStatus(false);
  server_->Shutdown(gpr_time_add(gpr_now(GPR_CLOCK_MONOTONIC), gpr_time_from_millis(grace.count(), GPR_TIMESPAN)));
  server_->Wait();
  base::taken_over(&base::kCallsServed);
}

}  // namespace rdc::rpc
