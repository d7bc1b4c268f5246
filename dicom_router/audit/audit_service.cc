#include "dicom_router/audit/audit_service.h"

#include <google/protobuf/util/time_util.h>

#include <algorithm>

#include "dicom_router/store/audit_store.h"

namespace rdc::router {
namespace {

constexpr std::uint32_t kRows = 1000;

void fill(const AuditRow& row, v1::AuditEvent& event) {
  event.set_sequence(static_cast<std::uint64_t>(row.sequence));
  *event.mutable_at() = google::protobuf::util::TimeUtil::MicrosecondsToTimestamp(row.at);
  event.set_user_id(row.user_id);
  event.set_machine(row.machine);
  event.set_action(row.action);
  event.set_subject(row.subject);
  event.set_outcome(row.outcome);
  event.set_detail(row.detail);
  event.set_hash(row.hash);
}

}  // namespace

Result<v1::ListEventsReply> list_events(storage::Database& database, const v1::ListEventsRequest& request) {
  const auto limit = static_cast<int>(request.limit() == 0 ? kRows : std::min(request.limit(), kRows));
  return database.read<v1::ListEventsReply>([&](soci::session& session) -> Result<v1::ListEventsReply> {
    v1::ListEventsReply reply;
    AuditStore::each_row(session, static_cast<long long>(request.after_sequence()), limit, request.subject(),
                         request.user_id(), [&](const AuditRow& row) {
                           fill(row, *reply.add_events());
                           return true;
                         });
    return reply;
  });
}

Result<void> AuditService::record(const grpc::CallbackServerContext& context, const char* action,
                                  const std::string& subject) {
  const auto entry = audit_entry(rpc::caller_of(context), action, subject);
  return database_.write<void>([&](soci::session& session) { return audit_.append(session, entry); });
}

grpc::ServerUnaryReactor* AuditService::ListEvents(grpc::CallbackServerContext* context,
                                                   const v1::ListEventsRequest* request, v1::ListEventsReply* reply) {
  return rpc::serve_unary(pool_, context, [=, this]() -> Result<void> {
    if (auto recorded = record(*context, "audit.read", request->subject().substr(0, 128)); !recorded) return recorded;
    auto events = list_events(database_, *request);
    if (!events) return fail(events);
    *reply = std::move(*events);
    return {};
  });
}

grpc::ServerUnaryReactor* AuditService::VerifyChain(grpc::CallbackServerContext* context, const v1::VerifyChainRequest*,
                                                    v1::VerifyChainReply* reply) {
  return rpc::serve_unary(pool_, context, [=, this]() -> Result<void> {
    if (auto recorded = record(*context, "audit.verify", ""); !recorded) return recorded;
    auto verdict = database_.read<AuditLog::Verdict>([&](soci::session& session) { return audit_.verify(session); });
    if (!verdict) return fail(verdict);
    reply->set_intact(verdict->intact);
    reply->set_rows(verdict->rows);
    reply->set_first_bad_sequence(verdict->first_bad_sequence);
    reply->set_finding(verdict->finding);
    return {};
  });
}

grpc::ServerUnaryReactor* AuditService::Reconcile(grpc::CallbackServerContext* context, const v1::ReconcileRequest*,
                                                  v1::ReconcileReply* reply) {
  return rpc::serve_unary(pool_, context, [=, this]() -> Result<void> {
    if (auto recorded = record(*context, "ledger.reconcile", ""); !recorded) return recorded;
    auto balance = reconcile_();
    if (!balance) return fail(balance);
    *reply = std::move(*balance);
    return {};
  });
}

}  // namespace rdc::router
