// rdc.v1.Alert on the wire; CaseBook, SiteDesk and DutyDesk decide.
#pragma once

#include "common/rpc/server_calls.h"
#include "dicom_router/alert/case_views.h"
#include "dicom_router/alert/duty_desk.h"
#include "dicom_router/alert/site_desk.h"
#include "dicom_router/store/catalog.h"
#include "dicom_router/worklist/watched_changes.h"
#include "rdc/v1/alert.grpc.pb.h"

namespace rdc::router {

// Borrows everything. close() before the server shuts down, or watchers take its whole grace.
class AlertService final : public v1::Alert::CallbackService {
 public:
  struct Parts {
    Catalog& catalog;
    const CaseBook& book;
    const SiteDesk& site;
    const DutyDesk& duty;
    const base::Clock& clock;
    CallerPort callers;
    rpc::WorkerPool& pool;
    std::chrono::milliseconds heartbeat = rpc::kHeartbeat;
  };
  explicit AlertService(Parts parts);

  using Context = grpc::CallbackServerContext;
  using Reactor = grpc::ServerUnaryReactor;
  // Answered on the wire's own thread: a wait for a worker would be measured as the clock's error.
  Reactor* MeasureClock(Context* context, const v1::MeasureClockRequest* request,
                        v1::MeasureClockReply* reply) override;
  Reactor* OpenCase(Context* context, const v1::OpenCaseRequest* request, v1::OpenCaseReply* reply) override;
  Reactor* AttachEcg(Context* context, const v1::AttachEcgRequest* request, v1::AttachEcgReply* reply) override;
  Reactor* RecordSitePoints(Context* context, const v1::RecordSitePointsRequest* request,
                            v1::RecordSitePointsReply* reply) override;
  Reactor* ReadBack(Context* context, const v1::ReadBackRequest* request, v1::ReadBackReply* reply) override;
  grpc::ServerWriteReactor<v1::CaseChange>* Watch(Context* context, const v1::WatchCasesRequest* request) override;
  Reactor* GetCase(Context* context, const v1::GetCaseRequest* request, v1::GetCaseReply* reply) override;
  Reactor* ListCases(Context* context, const v1::ListCasesRequest* request, v1::ListCasesReply* reply) override;
  Reactor* ReportDisplayed(Context* context, const v1::ReportDisplayedRequest* request,
                           v1::ReportDisplayedReply* reply) override;
  Reactor* Acknowledge(Context* context, const v1::AcknowledgeAlertRequest* request,
                       v1::AcknowledgeAlertReply* reply) override;
  Reactor* Decide(Context* context, const v1::DecideRequest* request, v1::DecideReply* reply) override;
  Reactor* Close(Context* context, const v1::CloseCaseRequest* request, v1::CloseCaseReply* reply) override;
  Reactor* OpenFromStudy(Context* context, const v1::OpenFromStudyRequest* request,
                         v1::OpenFromStudyReply* reply) override;
  Reactor* Advise(Context* context, const v1::AdviseRequest* request, v1::AdviseReply* reply) override;
  Reactor* RecordCasePoints(Context* context, const v1::RecordCasePointsRequest* request,
                            v1::RecordCasePointsReply* reply) override;
  Reactor* GetPerformance(Context* context, const v1::GetPerformanceRequest* request,
                          v1::GetPerformanceReply* reply) override;
  Reactor* GetRota(Context* context, const v1::GetRotaRequest* request, v1::GetRotaReply* reply) override;
  Reactor* SetRota(Context* context, const v1::SetRotaRequest* request, v1::SetRotaReply* reply) override;
  void close() { changes_.close(); }

 private:
  // Answers a call of the duty desk with the case it returns.
  template <typename Request, typename Reply>
  Reactor* serve(Context* context, const Request* request, Reply* reply,
                 Result<v1::AlertCase> (DutyDesk::*act)(soci::session&, const rpc::Caller&, const Request&) const);
  template <typename Request, typename Reply>
  Reactor* serve_site(Context* context, const Request* request, Reply* reply,
                      Result<Reply> (SiteDesk::*act)(soci::session&, const rpc::Caller&, const Request&) const);
  using Changes = WatchedChanges<v1::CaseChange>;
  Result<Changes::Look> look(soci::session& session, const rpc::Caller& caller, std::uint64_t after);

  Parts parts_;
  CaseViews views_;
  Changes changes_;  // last: its watchers' looks reach all the others
};

}  // namespace rdc::router
