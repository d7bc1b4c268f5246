#include "reading_station/session/ecg_client.h"

namespace rdc::station {

void EcgClient::report_opened(const QString& study_id, const QString& sha256, std::function<void(Result<void>)> done) {
  v1::ReportEcgOpenedRequest request;
  request.set_study_id(study_id.toStdString());
  request.set_sha256(sha256.toStdString());
  runner_.unary<v1::ReportEcgOpenedReply>(
      std::move(request),
      [this](auto* context, auto* message, auto* reply, auto callback) {
        stub_->async()->ReportOpened(context, message, reply, std::move(callback));
      },
      [done = std::move(done)](const Result<v1::ReportEcgOpenedReply>& reply) {
        done(reply ? Result<void>() : Result<void>(fail(reply)));
      });
}

void EcgClient::get_analysis(const QString& study_id, const QString& sha256,
                             std::function<void(Result<v1::GetEcgAnalysisReply>)> done) {
  v1::GetEcgAnalysisRequest request;
  request.set_study_id(study_id.toStdString());
  request.set_sha256(sha256.toStdString());
  runner_.unary<v1::GetEcgAnalysisReply>(
      std::move(request),
      [this](auto* context, auto* message, auto* reply, auto callback) {
        stub_->async()->GetAnalysis(context, message, reply, std::move(callback));
      },
      std::move(done));
}

void EcgClient::list_summaries(const QStringList& study_ids,
                               std::function<void(Result<v1::ListEcgSummariesReply>)> done) {
  v1::ListEcgSummariesRequest request;
  for (const auto& id : study_ids) request.add_study_ids(id.toStdString());
  runner_.unary<v1::ListEcgSummariesReply>(
      std::move(request),
      [this](auto* context, auto* message, auto* reply, auto callback) {
        stub_->async()->ListSummaries(context, message, reply, std::move(callback));
      },
      std::move(done));
}

void EcgClient::list_priors(const QString& study_id, std::function<void(Result<v1::ListPriorEcgsReply>)> done) {
  v1::ListPriorEcgsRequest request;
  request.set_study_id(study_id.toStdString());
  runner_.unary<v1::ListPriorEcgsReply>(
      std::move(request),
      [this](auto* context, auto* message, auto* reply, auto callback) {
        stub_->async()->ListPriorEcgs(context, message, reply, std::move(callback));
      },
      std::move(done));
}

void EcgClient::get_overreads(const QString& study_id, const QString& sha256,
                              std::function<void(Result<v1::GetOverreadsReply>)> done) {
  v1::GetOverreadsRequest request;
  request.set_study_id(study_id.toStdString());
  request.set_sha256(sha256.toStdString());
  runner_.unary<v1::GetOverreadsReply>(
      std::move(request),
      [this](auto* context, auto* message, auto* reply, auto callback) {
        stub_->async()->GetOverreads(context, message, reply, std::move(callback));
      },
      std::move(done));
}

void EcgClient::save_overread(v1::EcgOverread overread, std::function<void(Result<v1::SaveOverreadReply>)> done) {
  v1::SaveOverreadRequest request;
  *request.mutable_overread() = std::move(overread);
  runner_.unary<v1::SaveOverreadReply>(
      std::move(request),
      [this](auto* context, auto* message, auto* reply, auto callback) {
        stub_->async()->SaveOverread(context, message, reply, std::move(callback));
      },
      std::move(done));
}

}  // namespace rdc::station
