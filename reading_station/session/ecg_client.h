// The centre's analyses of electrocardiograms and the readers' corrections of them.
#pragma once

#include <functional>

#include <QStringList>

#include "rdc/v1/ecg.grpc.pb.h"
#include "reading_station/session/router_stub.h"

namespace rdc::station {

// GUI thread only; answers come on it.
class EcgClient {
 public:
  explicit EcgClient(CallRunner& runner) : runner_(runner), stub_(runner) {}

  // The tracing is on this reader's screen.
  void report_opened(const QString& study_id, const QString& sha256, std::function<void(Result<void>)> done);
  // kNotFound/NOT_ANALYSED: ask again in a moment.
  void get_analysis(const QString& study_id, const QString& sha256,
                    std::function<void(Result<v1::GetEcgAnalysisReply>)> done);
  void list_summaries(const QStringList& study_ids, std::function<void(Result<v1::ListEcgSummariesReply>)> done);
  void list_priors(const QString& study_id, std::function<void(Result<v1::ListPriorEcgsReply>)> done);
  void get_overreads(const QString& study_id, const QString& sha256,
                     std::function<void(Result<v1::GetOverreadsReply>)> done);
  void save_overread(v1::EcgOverread overread, std::function<void(Result<v1::SaveOverreadReply>)> done);

 private:
  CallRunner& runner_;
  RouterStub<v1::Ecg> stub_;
};

}  // namespace rdc::station
