// rdc.v1.Worklist: list, watch, claim, release, assign.
#pragma once

#include <chrono>
#include <memory>

#include "common/rpc/change_feed.h"
#include "common/rpc/worker_pool.h"
#include "dicom_router/ports.h"
#include "dicom_router/store/catalog.h"
#include "dicom_router/store/worklist_store.h"
#include "dicom_router/worklist/assignments.h"
#include "dicom_router/worklist/lease_keeper.h"
#include "dicom_router/worklist/paced_notifier.h"
#include "rdc/v1/worklist.grpc.pb.h"

namespace rdc::router {

// Borrows everything. close() before the server shuts down, or watchers take its whole grace.
class WorklistService final : public v1::Worklist::CallbackService {
 public:
  struct Parts {
    Catalog& catalog;
    base::IdGenerator& ids;
    const base::Clock& clock;
    CallerPort callers;
    AuditSink audit;
    rpc::WorkerPool& pool;
    std::chrono::seconds lease{120};
    std::chrono::milliseconds heartbeat = rpc::kHeartbeat;
  };
  explicit WorklistService(Parts parts);

  grpc::ServerUnaryReactor* List(grpc::CallbackServerContext* context, const v1::ListWorklistRequest* request,
                                 v1::ListWorklistReply* reply) override;
  grpc::ServerWriteReactor<v1::WorklistChange>* Watch(grpc::CallbackServerContext* context,
                                                      const v1::WatchWorklistRequest* request) override;
  grpc::ServerUnaryReactor* Claim(grpc::CallbackServerContext* context, const v1::ClaimRequest* request,
                                  v1::ClaimReply* reply) override;
  grpc::ServerUnaryReactor* Release(grpc::CallbackServerContext* context, const v1::ReleaseRequest* request,
                                    v1::ReleaseReply* reply) override;
  grpc::ServerUnaryReactor* Assign(grpc::CallbackServerContext* context, const v1::AssignRequest* request,
                                   v1::AssignReply* reply) override;
  grpc::ServerUnaryReactor* ListReaders(grpc::CallbackServerContext* context, const v1::ListReadersRequest* request,
                                        v1::ListReadersReply* reply) override;
  void close() { hub_.close(); }

 private:
  Parts parts_;
  WorklistStore store_;
  Assignments assignments_;
  rpc::FeedHub hub_;
  LeaseKeeper keeper_;
  PacedNotifier notifier_;
  std::shared_ptr<void> commits_;  // last: its callbacks reach notifier_
};

}  // namespace rdc::router
