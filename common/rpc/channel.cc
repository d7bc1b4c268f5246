#include "common/rpc/channel.h"

#include <grpc/support/time.h>

namespace rdc::rpc {
namespace {

int to_ms(std::chrono::milliseconds time) { return static_cast<int>(time.count()); }

grpc::ChannelArguments arguments_of(const ChannelOptions& options) {
  grpc::ChannelArguments arguments;
  if (options.connection == Connection::kOwn) arguments.SetInt(GRPC_ARG_USE_LOCAL_SUBCHANNEL_POOL, 1);
  if (!options.server_name.empty()) arguments.SetSslTargetNameOverride(options.server_name);
  arguments.SetInt(GRPC_ARG_KEEPALIVE_TIME_MS, to_ms(options.keepalive));
  arguments.SetInt(GRPC_ARG_KEEPALIVE_TIMEOUT_MS, to_ms(options.keepalive_timeout));
  arguments.SetInt(GRPC_ARG_KEEPALIVE_PERMIT_WITHOUT_CALLS, 1);
  arguments.SetInt(GRPC_ARG_HTTP2_MAX_PINGS_WITHOUT_DATA, 0);
  arguments.SetInt(GRPC_ARG_INITIAL_RECONNECT_BACKOFF_MS, to_ms(options.min_backoff));
  arguments.SetInt(GRPC_ARG_MIN_RECONNECT_BACKOFF_MS, to_ms(options.keepalive_timeout));
  arguments.SetInt(GRPC_ARG_MAX_RECONNECT_BACKOFF_MS, to_ms(options.max_backoff));
  arguments.SetMaxReceiveMessageSize(options.max_message_bytes);
  arguments.SetMaxSendMessageSize(options.max_message_bytes);
  // Nothing but our own configuration decides how a call behaves.
  arguments.SetInt(GRPC_ARG_SERVICE_CONFIG_DISABLE_RESOLUTION, 1);
  arguments.SetInt(GRPC_ARG_ENABLE_HTTP_PROXY, 0);
  if (options.write_buffer_bytes > 0) arguments.SetInt(GRPC_ARG_HTTP2_WRITE_BUFFER_SIZE, options.write_buffer_bytes);
  return arguments;
}

}  // namespace

std::shared_ptr<grpc::Channel> make_channel(const std::string& address, const Identity& identity,
                                            const ChannelOptions& options) {
  grpc::SslCredentialsOptions tls;
  tls.pem_root_certs = identity.ca_pem;
  tls.pem_cert_chain = identity.cert_pem;
  tls.pem_private_key = identity.key_pem;
  return grpc::CreateCustomChannel(address, grpc::SslCredentials(tls), arguments_of(options));
}

std::shared_ptr<grpc::Channel> make_local_channel(const std::string& socket_path) {
  grpc::ChannelArguments arguments;
  arguments.SetInt(GRPC_ARG_SERVICE_CONFIG_DISABLE_RESOLUTION, 1);
  return grpc::CreateCustomChannel("unix:" + socket_path, grpc::InsecureChannelCredentials(), arguments);
}

void set_deadline(grpc::ClientContext& context, std::chrono::milliseconds after) {
  context.set_deadline(gpr_time_add(gpr_now(GPR_CLOCK_MONOTONIC), gpr_time_from_millis(after.count(), GPR_TIMESPAN)));
}

void set_session(grpc::ClientContext& context, const std::string& token) { context.AddMetadata(kSessionKey, token); }

}  // namespace rdc::rpc
