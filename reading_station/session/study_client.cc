#include "reading_station/session/study_client.h"

namespace rdc::station {

void StudyClient::get_study(const QString& study_id, std::function<void(Result<v1::GetStudyReply>)> done) {
  v1::GetStudyRequest request;
  request.set_study_id(study_id.toStdString());
  get(std::move(request), std::move(done));
}

void StudyClient::get_study_ahead(const QString& study_id, std::function<void(Result<v1::GetStudyReply>)> done) {
  v1::GetStudyRequest request;
  request.set_study_id(study_id.toStdString());
  request.set_ahead(true);
  get(std::move(request), std::move(done));
}

void StudyClient::get(v1::GetStudyRequest request, std::function<void(Result<v1::GetStudyReply>)> done) {
  runner_.unary<v1::GetStudyReply>(
      std::move(request),
      [this](auto* context, auto* message, auto* reply, auto callback) {
        stub_->async()->GetStudy(context, message, reply, std::move(callback));
      },
      std::move(done));
}

void StudyClient::list_priors(const QString& study_id, std::function<void(Result<v1::ListPriorsReply>)> done) {
  v1::ListPriorsRequest request;
  request.set_study_id(study_id.toStdString());
  runner_.unary<v1::ListPriorsReply>(
      std::move(request),
      [this](auto* context, auto* message, auto* reply, auto callback) {
        stub_->async()->ListPriors(context, message, reply, std::move(callback));
      },
      std::move(done));
}

void StudyClient::search(v1::SearchStudiesRequest request, std::function<void(Result<v1::SearchStudiesReply>)> done) {
  runner_.unary<v1::SearchStudiesReply>(
      std::move(request),
      [this](auto* context, auto* message, auto* reply, auto callback) {
        stub_->async()->SearchStudies(context, message, reply, std::move(callback));
      },
      std::move(done));
}

void StudyClient::store_derived(const QString& study_id, std::string object,
                                std::function<void(Result<v1::StoreDerivedReply>)> done) {
  v1::StoreDerivedRequest request;
  request.set_study_id(study_id.toStdString());
  request.set_object(std::move(object));
  runner_.unary<v1::StoreDerivedReply>(
      std::move(request),
      [this](auto* context, auto* message, auto* reply, auto callback) {
        stub_->async()->StoreDerived(context, message, reply, std::move(callback));
      },
      std::move(done));
}

}  // namespace rdc::station
