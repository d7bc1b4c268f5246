// rdc.v1.Ingest: the agents' lanes.
#pragma once

#include "common/rpc/worker_pool.h"
#include "dicom_router/ingest/item_intake.h"
#include "rdc/v1/ingest.grpc.pb.h"

namespace rdc::router {

// Borrows everything; the server is shut down before anything of it goes away.
class IngestService final : public v1::Ingest::CallbackService {
 public:
  struct Limits {
    std::uint64_t item_bytes = 4ULL << 30;     // of one original
    std::uint64_t reserve_bytes = 2ULL << 30;  // kept free, so that an administrator can still work: RETRY/DISK_FULL
    std::size_t unfinished_items = 64;         // of one lane, received but not answered: then it is read no further
    std::uint64_t unfinished_bytes = 64ULL << 20;  // likewise
  };
  struct Parts {
    ItemIntake& intake;
    Staging& staging;
    Catalog& catalog;
    const base::Clock& clock;
    CallerPort callers;
    rpc::WorkerPool& receiving;  // appends and hashes; few threads
    rpc::WorkerPool& finishing;  // waits for syncs; some 8 threads
    Limits limits;
  };
  explicit IngestService(Parts parts) : parts_(std::move(parts)) {}

  grpc::ServerBidiReactor<v1::UploadRequest, v1::UploadReply>* Upload(grpc::CallbackServerContext* context) override;
  grpc::ServerUnaryReactor* ReportLedger(grpc::CallbackServerContext* context, const v1::ReportLedgerRequest* request,
                                         v1::ReportLedgerReply* reply) override;

 private:
  Parts parts_;
};

// kInvalid names the first rule of the contract that `begin` breaks.
Result<void> check_begin(const v1::Begin& begin, const IngestService::Limits& limits);

}  // namespace rdc::router
