// Giving worklist items to readers.
#pragma once

#include <functional>

#include "rdc/v1/worklist.grpc.pb.h"
#include "reading_station/session/router_stub.h"

namespace rdc::station {

// GUI thread only; answers come on it.
class WorklistClient {
 public:
  explicit WorklistClient(CallRunner& runner) : runner_(runner), stub_(runner) {}

  void list_readers(std::function<void(Result<v1::ListReadersReply>)> done);
  void assign(v1::AssignRequest request, std::function<void(Result<v1::WorklistItem>)> done);

 private:
  CallRunner& runner_;
  RouterStub<v1::Worklist> stub_;
};

}  // namespace rdc::station
