// What the router knows of a study: its series and the same patient's earlier studies.
#pragma once

#include <functional>
#include <memory>

#include "rdc/v1/study.grpc.pb.h"
#include "reading_station/session/router_stub.h"

namespace rdc::station {

// GUI thread only; answers come on it.
class StudyClient {
 public:
  explicit StudyClient(CallRunner& runner) : runner_(runner), stub_(runner) {}

  void get_study(const QString& study_id, std::function<void(Result<v1::GetStudyReply>)> done);
  void list_priors(const QString& study_id, std::function<void(Result<v1::ListPriorsReply>)> done);

 private:
  CallRunner& runner_;
  RouterStub<v1::Study> stub_;
};

}  // namespace rdc::station
