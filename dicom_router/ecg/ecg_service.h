// rdc.v1.Ecg on the wire.
#pragma once

#include "common/rpc/server_calls.h"
#include "dicom_router/alert/ecg_alarms.h"
#include "dicom_router/ports.h"
#include "dicom_router/store/catalog.h"
#include "dicom_router/store/object_store.h"
#include "dicom_router/store/study_store.h"
#include "rdc/v1/ecg.grpc.pb.h"

namespace rdc::router {

// Borrows everything.
class EcgService final : public v1::Ecg::CallbackService {
 public:
  struct Parts {
    Catalog& catalog;
    ObjectStore& objects;
    StudyStore& studies;
    const EcgAlarms& alarms;
    const base::Clock& clock;
    CallerPort callers;
    AuditSink audit;
    rpc::WorkerPool& pool;
  };
  explicit EcgService(Parts parts) : parts_(std::move(parts)) {}

  using Context = grpc::CallbackServerContext;
  using Reactor = grpc::ServerUnaryReactor;
  Reactor* ReportOpened(Context* context, const v1::ReportEcgOpenedRequest* request,
                        v1::ReportEcgOpenedReply* reply) override;
  Reactor* GetAnalysis(Context* context, const v1::GetEcgAnalysisRequest* request,
                       v1::GetEcgAnalysisReply* reply) override;
  Reactor* ListSummaries(Context* context, const v1::ListEcgSummariesRequest* request,
                         v1::ListEcgSummariesReply* reply) override;
  Reactor* ListPriorEcgs(Context* context, const v1::ListPriorEcgsRequest* request,
                         v1::ListPriorEcgsReply* reply) override;
  Reactor* SaveOverread(Context* context, const v1::SaveOverreadRequest* request,
                        v1::SaveOverreadReply* reply) override;
  Reactor* GetOverreads(Context* context, const v1::GetOverreadsRequest* request,
                        v1::GetOverreadsReply* reply) override;

 private:
  Result<v1::EcgOverread> save(const rpc::Caller& caller, v1::EcgOverread overread);

  Parts parts_;
};

}  // namespace rdc::router
