#include "reading_station/session/alert_client.h"

namespace rdc::station {

template <typename Reply, typename Request, typename Method>
void AlertClient::call(Request request, Method method, WithCase done) {
  runner_.unary<Reply>(
      std::move(request),
      [this, method](auto* context, auto* message, auto* reply, auto callback) {
        (stub_->async()->*method)(context, message, reply, std::move(callback));
      },
      [done = std::move(done)](const Result<Reply>& reply) {
        done(reply ? Result<v1::AlertCase>(reply->alert_case()) : Result<v1::AlertCase>(fail(reply)));
      });
}

namespace {

// Of the stub's two overloads the one with a callback.
template <typename Request, typename Reply>
using CallbackMethod = void (v1::Alert::Stub::async::*)(grpc::ClientContext*, const Request*, Reply*,
                                                        std::function<void(grpc::Status)>);

}  // namespace

void AlertClient::report_displayed(v1::ReportDisplayedRequest request, WithCase done) {
  const CallbackMethod<v1::ReportDisplayedRequest, v1::ReportDisplayedReply> method =
      &v1::Alert::Stub::async::ReportDisplayed;
  call<v1::ReportDisplayedReply>(std::move(request), method, std::move(done));
}

void AlertClient::acknowledge(v1::AcknowledgeAlertRequest request, WithCase done) {
  const CallbackMethod<v1::AcknowledgeAlertRequest, v1::AcknowledgeAlertReply> method =
      &v1::Alert::Stub::async::Acknowledge;
  call<v1::AcknowledgeAlertReply>(std::move(request), method, std::move(done));
}

void AlertClient::decide(v1::DecideRequest request, WithCase done) {
  const CallbackMethod<v1::DecideRequest, v1::DecideReply> method = &v1::Alert::Stub::async::Decide;
  call<v1::DecideReply>(std::move(request), method, std::move(done));
}

void AlertClient::close(v1::CloseCaseRequest request, WithCase done) {
  const CallbackMethod<v1::CloseCaseRequest, v1::CloseCaseReply> method = &v1::Alert::Stub::async::Close;
  call<v1::CloseCaseReply>(std::move(request), method, std::move(done));
}

void AlertClient::advise(v1::AdviseRequest request, WithCase done) {
  const CallbackMethod<v1::AdviseRequest, v1::AdviseReply> method = &v1::Alert::Stub::async::Advise;
  call<v1::AdviseReply>(std::move(request), method, std::move(done));
}

void AlertClient::record_points(v1::RecordCasePointsRequest request, WithCase done) {
  const CallbackMethod<v1::RecordCasePointsRequest, v1::RecordCasePointsReply> method =
      &v1::Alert::Stub::async::RecordCasePoints;
  call<v1::RecordCasePointsReply>(std::move(request), method, std::move(done));
}

void AlertClient::open_from_study(v1::OpenFromStudyRequest request, WithCase done) {
  const CallbackMethod<v1::OpenFromStudyRequest, v1::OpenFromStudyReply> method =
      &v1::Alert::Stub::async::OpenFromStudy;
  call<v1::OpenFromStudyReply>(std::move(request), method, std::move(done));
}

void AlertClient::get_case(v1::GetCaseRequest request, WithCase done) {
  const CallbackMethod<v1::GetCaseRequest, v1::GetCaseReply> method = &v1::Alert::Stub::async::GetCase;
  call<v1::GetCaseReply>(std::move(request), method, std::move(done));
}

void AlertClient::list_cases(v1::ListCasesRequest request, std::function<void(Result<v1::ListCasesReply>)> done) {
  runner_.unary<v1::ListCasesReply>(
      std::move(request),
      [this](auto* context, auto* message, auto* reply, auto callback) {
        stub_->async()->ListCases(context, message, reply, std::move(callback));
      },
      std::move(done));
}

}  // namespace rdc::station
