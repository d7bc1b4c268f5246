// Critical values at the router: everything a station does with a notice.
#pragma once

#include <functional>

#include "rdc/v1/critical.grpc.pb.h"
#include "reading_station/session/router_stub.h"

namespace rdc::station {

// GUI thread only; answers come on it. Every write is idempotent on the id in its request: it may be sent again as it
// is.
class CriticalClient {
 public:
  using WithNotice = std::function<void(Result<v1::CriticalNotice>)>;

  explicit CriticalClient(CallRunner& runner) : runner_(runner), stub_(runner) {}

  void get_table(std::function<void(Result<v1::CriticalTable>)> done);
  void list(v1::ListCriticalRequest request, std::function<void(Result<v1::ListCriticalReply>)> done);
  void notify(v1::NotifyCriticalRequest request, WithNotice done);
  void record_read_back(v1::RecordPhoneReadBackRequest request, WithNotice done);
  void record_action(v1::RecordPhoneActionRequest request, WithNotice done);
  void close(v1::CloseCriticalRequest request, WithNotice done);

 private:
  // Calls `method` of the stub and hands on the notice in its reply.
  template <typename Reply, typename Request, typename Method>
  void call(Request request, Method method, WithNotice done);

  CallRunner& runner_;
  RouterStub<v1::Critical> stub_;
};

}  // namespace rdc::station
