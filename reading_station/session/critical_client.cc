#include "reading_station/session/critical_client.h"

namespace rdc::station {

template <typename Reply, typename Request, typename Method>
void CriticalClient::call(Request request, Method method, WithNotice done) {
  runner_.unary<Reply>(
      std::move(request),
      [this, method](auto* context, auto* message, auto* reply, auto callback) {
        (stub_->async()->*method)(context, message, reply, std::move(callback));
      },
      [done = std::move(done)](const Result<Reply>& reply) {
        done(reply ? Result<v1::CriticalNotice>(reply->notice()) : Result<v1::CriticalNotice>(fail(reply)));
      });
}

namespace {

// Of the stub's two overloads the one with a callback.
template <typename Request, typename Reply>
using CriticalMethod = void (v1::Critical::Stub::async::*)(grpc::ClientContext*, const Request*, Reply*,
                                                           std::function<void(grpc::Status)>);

}  // namespace

void CriticalClient::get_table(std::function<void(Result<v1::CriticalTable>)> done) {
  runner_.unary<v1::CriticalTable>(
      v1::GetCriticalTableRequest(),
      [this](auto* context, auto* message, auto* reply, auto callback) {
        stub_->async()->GetTable(context, message, reply, std::move(callback));
      },
      std::move(done));
}

void CriticalClient::list(v1::ListCriticalRequest request, std::function<void(Result<v1::ListCriticalReply>)> done) {
  runner_.unary<v1::ListCriticalReply>(
      std::move(request),
      [this](auto* context, auto* message, auto* reply, auto callback) {
        stub_->async()->List(context, message, reply, std::move(callback));
      },
      std::move(done));
}

void CriticalClient::notify(v1::NotifyCriticalRequest request, WithNotice done) {
  const CriticalMethod<v1::NotifyCriticalRequest, v1::NotifyCriticalReply> method = &v1::Critical::Stub::async::Notify;
  call<v1::NotifyCriticalReply>(std::move(request), method, std::move(done));
}

void CriticalClient::record_read_back(v1::RecordPhoneReadBackRequest request, WithNotice done) {
  const CriticalMethod<v1::RecordPhoneReadBackRequest, v1::RecordPhoneReadBackReply> method =
      &v1::Critical::Stub::async::RecordPhoneReadBack;
  call<v1::RecordPhoneReadBackReply>(std::move(request), method, std::move(done));
}

void CriticalClient::record_action(v1::RecordPhoneActionRequest request, WithNotice done) {
  const CriticalMethod<v1::RecordPhoneActionRequest, v1::RecordPhoneActionReply> method =
      &v1::Critical::Stub::async::RecordPhoneAction;
  call<v1::RecordPhoneActionReply>(std::move(request), method, std::move(done));
}

void CriticalClient::close(v1::CloseCriticalRequest request, WithNotice done) {
  const CriticalMethod<v1::CloseCriticalRequest, v1::CloseCriticalReply> method = &v1::Critical::Stub::async::Close;
  call<v1::CloseCriticalReply>(std::move(request), method, std::move(done));
}

}  // namespace rdc::station
