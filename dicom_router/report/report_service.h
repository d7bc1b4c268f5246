// rdc.v1.Report on the wire; ReportDesk decides.
#pragma once

#include <atomic>
#include <filesystem>

#include "common/base/file_system.h"
#include "common/base/ids.h"
#include "common/rpc/server_calls.h"
#include "dicom_router/report/report_desk.h"
#include "rdc/v1/report.grpc.pb.h"

namespace rdc::router {

// Borrows everything. `staging`: an existing directory on the objects' file system, emptied by whoever starts the
// router.
class ReportService final : public v1::Report::CallbackService {
 public:
  ReportService(ReportDesk& desk, base::FileSystem& fs, base::IdGenerator& ids, std::filesystem::path staging,
                rpc::WorkerPool& pool)
      : desk_(desk), fs_(fs), ids_(ids), staging_(std::move(staging)), pool_(pool) {}

  grpc::ServerUnaryReactor* GetReport(grpc::CallbackServerContext* context, const v1::GetReportRequest* request,
                                      v1::GetReportReply* reply) override;
  grpc::ServerUnaryReactor* SaveDraft(grpc::CallbackServerContext* context, const v1::SaveDraftRequest* request,
                                      v1::SaveDraftReply* reply) override;
  grpc::ServerUnaryReactor* ReturnToAuthor(grpc::CallbackServerContext* context,
                                           const v1::ReturnToAuthorRequest* request,
                                           v1::ReturnToAuthorReply* reply) override;
  grpc::ServerReadReactor<v1::SubmitSignedRequest>* SubmitSigned(grpc::CallbackServerContext* context,
                                                                 v1::SubmitSignedReply* reply) override;
  grpc::ServerWriteReactor<v1::DataChunk>* ReadRevisionFile(grpc::CallbackServerContext* context,
                                                            const v1::ReadRevisionFileRequest* request) override;

 private:
  ReportDesk& desk_;
  base::FileSystem& fs_;
  base::IdGenerator& ids_;
  const std::filesystem::path staging_;
  rpc::WorkerPool& pool_;
};

}  // namespace rdc::router
