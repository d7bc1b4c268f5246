// rdc.v1.Audit on the wire. Reading the audit is itself an audit row.
#pragma once

#include <functional>

#include "common/rpc/server_calls.h"
#include "common/storage/database.h"
#include "dicom_router/audit/audit_log.h"
#include "rdc/v1/audit.grpc.pb.h"

namespace rdc::router {

// Borrows everything.
class AuditService final : public v1::Audit::CallbackService {
 public:
  // Compares both sides of the ledger; blocks.
  using Reconciler = std::function<Result<v1::ReconcileReply>()>;

  AuditService(storage::Database& database, const AuditLog& audit, Reconciler reconcile, rpc::WorkerPool& pool)
      : database_(database), audit_(audit), reconcile_(std::move(reconcile)), pool_(pool) {}

  grpc::ServerUnaryReactor* ListEvents(grpc::CallbackServerContext* context, const v1::ListEventsRequest* request,
                                       v1::ListEventsReply* reply) override;
  grpc::ServerUnaryReactor* VerifyChain(grpc::CallbackServerContext* context, const v1::VerifyChainRequest* request,
                                        v1::VerifyChainReply* reply) override;
  grpc::ServerUnaryReactor* Reconcile(grpc::CallbackServerContext* context, const v1::ReconcileRequest* request,
                                      v1::ReconcileReply* reply) override;

 private:
  Result<void> record(const grpc::CallbackServerContext& context, const char* action, const std::string& subject);

  storage::Database& database_;
  const AuditLog& audit_;
  const Reconciler reconcile_;
  rpc::WorkerPool& pool_;
};

// Rows after `after`, at most `limit` (1-1,000), on a reader.
Result<v1::ListEventsReply> list_events(storage::Database& database, const v1::ListEventsRequest& request);

}  // namespace rdc::router
