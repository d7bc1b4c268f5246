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
  // Nobody has opened it: fetched for the cache.
  void get_study_ahead(const QString& study_id, std::function<void(Result<v1::GetStudyReply>)> done);
  void list_priors(const QString& study_id, std::function<void(Result<v1::ListPriorsReply>)> done);
  // A page of the archive, by patient.
  void search(v1::SearchStudiesRequest request, std::function<void(Result<v1::SearchStudiesReply>)> done);
  // What a reader made of the study, as a Part-10 file of at most 1 MiB: in the archive when `done` says so.
  void store_derived(const QString& study_id, std::string object,
                     std::function<void(Result<v1::StoreDerivedReply>)> done);

 private:
  void get(v1::GetStudyRequest request, std::function<void(Result<v1::GetStudyReply>)> done);

  CallRunner& runner_;
  RouterStub<v1::Study> stub_;
};

}  // namespace rdc::station
