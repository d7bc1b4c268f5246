#include "dicom_router/report/report_service.h"

#include "dicom_router/report/submit_call.h"

namespace rdc::router {

grpc::ServerUnaryReactor* ReportService::GetReport(grpc::CallbackServerContext* context,
                                                   const v1::GetReportRequest* request, v1::GetReportReply* reply) {
  return rpc::serve_unary(pool_, context, [=, this]() -> Result<void> {
    auto report = desk_.report_of(rpc::caller_of(*context), request->study_id());
    if (!report) return fail(report);
    *reply = std::move(*report);
    return {};
  });
}

grpc::ServerUnaryReactor* ReportService::SaveDraft(grpc::CallbackServerContext* context,
                                                   const v1::SaveDraftRequest* request, v1::SaveDraftReply* reply) {
  return rpc::serve_unary(pool_, context, [=, this]() -> Result<void> {
    auto revision = desk_.save_draft(rpc::caller_of(*context), *request);
    if (!revision) return fail(revision);
    *reply->mutable_revision() = std::move(*revision);
    return {};
  });
}

grpc::ServerUnaryReactor* ReportService::ReturnToAuthor(grpc::CallbackServerContext* context,
                                                        const v1::ReturnToAuthorRequest* request,
                                                        v1::ReturnToAuthorReply* reply) {
  return rpc::serve_unary(pool_, context, [=, this]() -> Result<void> {
    auto returned = desk_.return_to_author(rpc::caller_of(*context), *request);
    if (!returned) return fail(returned);
    *reply->mutable_returned() = std::move(*returned);
    return {};
  });
}

grpc::ServerReadReactor<v1::SubmitSignedRequest>* ReportService::SubmitSigned(grpc::CallbackServerContext* context,
                                                                              v1::SubmitSignedReply* reply) {
  return new SubmitCall(desk_, fs_, staging_ / (ids_.next() + ".pdf"), pool_, rpc::caller_of(*context), reply);
}

grpc::ServerWriteReactor<v1::DataChunk>* ReportService::ReadRevisionFile(grpc::CallbackServerContext* context,
                                                                         const v1::ReadRevisionFileRequest* request) {
  auto open = [this, caller = rpc::caller_of(*context),
               wanted = *request]() -> Result<std::unique_ptr<rpc::ByteSource>> {
    auto file = desk_.file_of(caller, wanted);
    if (!file) return fail(file);
    return rpc::open_file_source(file->string(), 0);
  };
  return rpc::stream_bytes(pool_, context, 0, std::move(open), rpc::recheck_of(*context, v1::PERMISSION_READ_REPORT));
}

}  // namespace rdc::router
