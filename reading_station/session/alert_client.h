// Cases of chest pain and critical values at the router: everything a station does with one.
#pragma once

#include <functional>

#include "rdc/v1/alert.grpc.pb.h"
#include "reading_station/session/router_stub.h"

namespace rdc::station {

// GUI thread only; answers come on it. Every write is idempotent on the id in its request: it may be sent again as it
// is.
class AlertClient {
 public:
  using WithCase = std::function<void(Result<v1::AlertCase>)>;

  explicit AlertClient(CallRunner& runner) : runner_(runner), stub_(runner) {}

  void report_displayed(v1::ReportDisplayedRequest request, WithCase done);
  void acknowledge(v1::AcknowledgeAlertRequest request, WithCase done);
  void decide(v1::DecideRequest request, WithCase done);
  void close(v1::CloseCaseRequest request, WithCase done);
  void advise(v1::AdviseRequest request, WithCase done);
  void record_points(v1::RecordCasePointsRequest request, WithCase done);
  void open_from_study(v1::OpenFromStudyRequest request, WithCase done);
  // By case, or by the study whose ECG belongs to one.
  void get_case(v1::GetCaseRequest request, WithCase done);
  void list_cases(v1::ListCasesRequest request, std::function<void(Result<v1::ListCasesReply>)> done);

 private:
  // Calls `method` of the stub and hands on the case in its reply.
  template <typename Reply, typename Request, typename Method>
  void call(Request request, Method method, WithCase done);

  CallRunner& runner_;
  RouterStub<v1::Alert> stub_;
};

}  // namespace rdc::station
