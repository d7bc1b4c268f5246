// rdc.v1.Study: what was acquired. Every call leaves an audit row that is durable before the first byte of data goes.
#pragma once

#include "common/rpc/worker_pool.h"
#include "dicom_router/ports.h"
#include "dicom_router/store/catalog.h"
#include "dicom_router/store/object_store.h"
#include "dicom_router/store/study_store.h"
#include "dicom_router/study/derived_objects.h"
#include "rdc/v1/study.grpc.pb.h"

namespace rdc::router {

// Borrows everything.
class StudyService final : public v1::Study::CallbackService {
 public:
  struct Parts {
    Catalog& catalog;
    ObjectStore& objects;
    base::IdGenerator& ids;
    const base::Clock& clock;
    CallerPort callers;
    AuditSink audit;
    rpc::WorkerPool& pool;
  };
  explicit StudyService(Parts parts)
      : parts_(std::move(parts)),
        studies_(parts_.clock, parts_.ids),
        derived_({parts_.catalog, parts_.objects, parts_.ids, parts_.clock, parts_.audit}) {}

  grpc::ServerUnaryReactor* GetStudy(grpc::CallbackServerContext* context, const v1::GetStudyRequest* request,
                                     v1::GetStudyReply* reply) override;
  grpc::ServerUnaryReactor* ListPriors(grpc::CallbackServerContext* context, const v1::ListPriorsRequest* request,
                                       v1::ListPriorsReply* reply) override;
  grpc::ServerUnaryReactor* SearchStudies(grpc::CallbackServerContext* context, const v1::SearchStudiesRequest* request,
                                          v1::SearchStudiesReply* reply) override;
  grpc::ServerWriteReactor<v1::DataChunk>* ReadObject(grpc::CallbackServerContext* context,
                                                      const v1::ReadObjectRequest* request) override;
  grpc::ServerUnaryReactor* StoreDerived(grpc::CallbackServerContext* context, const v1::StoreDerivedRequest* request,
                                         v1::StoreDerivedReply* reply) override;

 private:
  Result<void> note(const rpc::Caller& caller, const std::string& action, const std::string& study_id,
                    const std::string& detail = "");

  Parts parts_;
  StudyStore studies_;
  DerivedObjects derived_;
};

}  // namespace rdc::router
