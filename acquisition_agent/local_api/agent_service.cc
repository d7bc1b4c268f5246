#include "acquisition_agent/local_api/agent_service.h"

#include "acquisition_agent/receive/inspection.h"
#include "acquisition_agent/transfer/wire_time.h"

namespace rdc::agent {

grpc::ServerUnaryReactor* AgentService::GetStatus(grpc::CallbackServerContext* context, const v1::GetStatusRequest*,
                                                  v1::GetStatusReply* reply) {
  return rpc::serve_unary(pool_, context, [this, reply] { return get_status(*reply); });
}

grpc::ServerUnaryReactor* AgentService::SendFile(grpc::CallbackServerContext* context,
                                                 const v1::SendFileRequest* request, v1::SendFileReply* reply) {
  return rpc::serve_unary(pool_, context, [this, request, reply] { return send_file(*request, *reply); });
}

grpc::ServerUnaryReactor* AgentService::ListQuarantine(grpc::CallbackServerContext* context,
                                                       const v1::ListQuarantineRequest*,
                                                       v1::ListQuarantineReply* reply) {
  return rpc::serve_unary(pool_, context, [this, reply] { return list_quarantine(*reply); });
}

grpc::ServerUnaryReactor* AgentService::ReleaseQuarantine(grpc::CallbackServerContext* context,
                                                          const v1::ReleaseQuarantineRequest* request,
                                                          v1::ReleaseQuarantineReply*) {
  return rpc::serve_unary(pool_, context, [this, request] { return release(request->item_id()); });
}

Result<void> AgentService::get_status(v1::GetStatusReply& reply) {
  const auto totals = parts_.spool.items().totals();
  if (!totals) return fail(totals);
  const auto recent = parts_.spool.items().recent(100);
  if (!recent) return fail(recent);
  const auto letters = parts_.letters.totals();
  if (!letters) return fail(letters);
  reply.set_site_id(parts_.site_id);
  reply.set_site_name(parts_.site_name);
  reply.set_connected(parts_.status.connected());
  reply.set_connection_detail(parts_.status.detail());
  *reply.mutable_certificate_expires_at() = to_wire(parts_.certificate_until());
  reply.set_waiting(totals->waiting);
  reply.set_waiting_bytes(totals->waiting_bytes);
  reply.set_stored(totals->stored);
  reply.set_quarantined(totals->quarantined);
  reply.set_letters(letters->kept);
  reply.set_letters_failed(letters->failed);
  reply.set_refusing(parts_.spool.refusing());
  reply.set_free_bytes(parts_.spool.free_bytes());
  for (const Item& item : *recent) {
    v1::ItemStatus& row = *reply.add_recent();
    row.set_item_id(item.item_id);
    row.set_sha256(item.sha256);
    row.set_size(item.size);
    row.set_source(item.source);
    row.set_urgency(item.urgency);
    row.set_state(to_string(item.state));
    *row.mutable_received_at() = to_wire(item.received_at);
    if (item.state == ItemState::kStored) *row.mutable_stored_at() = to_wire(item.stored_at);
    row.set_bytes_sent(item.bytes_sent);
  }
  return {};
}

Result<void> AgentService::send_file(const v1::SendFileRequest& request, v1::SendFileReply& reply) {
  const std::filesystem::path path = request.path();
  if (!path.is_absolute()) return fail(ErrorCode::kInvalid, "NOT_ABSOLUTE", "give the file's absolute path");
  // The command line waits for an answer, so what cannot be read is refused here and now, and not kept aside.
  if (const auto inspected = parts_.intake.inspect(path); !inspected) return fail(inspected);
  const auto accepted = parts_.intake.take(path, {"file", "", request.urgency()});
  if (!accepted) return fail(accepted);
  if (accepted->quarantined) return tl::unexpected<Error>(*accepted->quarantined);
  reply.set_item_id(accepted->item_id);
  reply.set_duplicate(accepted->duplicate);
  return {};
}

Result<void> AgentService::list_quarantine(v1::ListQuarantineReply& reply) {
  const auto items = parts_.spool.items().aside();
  if (!items) return fail(items);
  for (const Item& item : *items) {
    v1::QuarantinedItem& row = *reply.add_items();
    row.set_item_id(item.item_id);
    if (item.state == ItemState::kQuarantined) row.set_file(parts_.spool.quarantined_bytes_of(item.item_id).string());
    row.set_source(item.source);
    row.mutable_error()->set_reason(item.reason);
    row.mutable_error()->set_message(item.message);
    *row.mutable_at() = to_wire(item.received_at);
    row.set_size(item.size);
  }
  return {};
}

Result<void> AgentService::release(const std::string& item_id) {
  return parts_.spool.release(item_id, [](const std::filesystem::path& file) { return inspect_file(file, file); });
}

}  // namespace rdc::agent
