#include "tests/reading_station/small_router.h"

#include "common/base/digest.h"
#include "common/base/file_system.h"
#include "common/dicom/instance_header.h"

#include <algorithm>
#include <stdexcept>

#include "common/report/report_document.h"
#include "common/rpc/channel.h"
#include "common/rpc/status.h"

namespace rdc::station {
namespace {

grpc::Status refuse(ErrorCode code, const char* reason) { return rpc::to_status(Error{code, reason, reason}); }

}  // namespace

// Everybody is who they say they are: the user name becomes "user-NAME".
class SmallRouter::Sessions final : public v1::Session::Service {
 public:
  grpc::Status Login(grpc::ServerContext*, const v1::LoginRequest* request, v1::LoginReply* reply) override {
    reply->set_session_token("token of " + request->user_name());
    reply->set_station_cache_key(std::string(32, 'c'));
    reply->set_person_draft_key(base::sha256("drafts of " + request->user_name()).hex().substr(0, 32));
    auto* self = reply->mutable_self();
    self->set_user_id("user-" + request->user_name());
    self->set_user_name(request->user_name());
    self->set_display_name(request->user_name());
    self->set_centre_name("Qinghe");
    return grpc::Status::OK;
  }
};

class SmallRouter::Reports final : public v1::Report::Service {
 public:
  grpc::Status GetReport(grpc::ServerContext*, const v1::GetReportRequest*, v1::GetReportReply* reply) override {
    const std::lock_guard lock(mutex_);
    if (revisions_.empty()) return refuse(ErrorCode::kNotFound, "NO_REPORT");
    reply->set_report_id(revisions_.front().report_id());
    reply->set_policy(policy_);
    for (const auto& [id, returned] : kept_returns_) *reply->add_returns() = returned;
    for (const auto& revision : revisions_) *reply->add_revisions() = revision;
    reply->set_newest_document(newest_);
    return grpc::Status::OK;
  }

  grpc::Status SaveDraft(grpc::ServerContext*, const v1::SaveDraftRequest* request,
                         v1::SaveDraftReply* reply) override {
    const auto document = report::parse(request->document());
    if (!document) return rpc::to_status(document.error());
    const std::lock_guard lock(mutex_);
    const std::string newest = revisions_.empty() ? "" : revisions_.back().revision_id();
    if (request->previous_revision_id() != newest) return refuse(ErrorCode::kConflict, "STALE_REVISION");
    v1::Revision revision;
    revision.set_revision_id(request->revision_id());
    revision.set_report_id(request->report_id());
    revision.set_ordinal(static_cast<std::uint32_t>(revisions_.size() + 1));
    revision.set_status(v1::REPORT_STATUS_DRAFT);
    revision.set_previous_revision_id(newest);
    revision.set_author_user_id(document->author().user_id());
    revision.set_author_name(document->author().display_name());
    revision.mutable_document()->set_sha256(std::string(64, 'a'));
    revisions_.push_back(revision);
    newest_ = request->document();
    *reply->mutable_revision() = revision;
    return grpc::Status::OK;
  }

  grpc::Status ReadRevisionFile(grpc::ServerContext*, const v1::ReadRevisionFileRequest* request,
                                grpc::ServerWriter<v1::DataChunk>* out) override {
    const std::lock_guard lock(mutex_);
    const auto found = files_.find({request->revision_id(), request->file()});
    if (found == files_.end()) return refuse(ErrorCode::kNotFound, "NO_SUCH_REVISION");
    v1::DataChunk chunk;
    chunk.set_data(found->second);
    out->Write(chunk);
    return grpc::Status::OK;
  }

  grpc::Status ReturnToAuthor(grpc::ServerContext*, const v1::ReturnToAuthorRequest* request,
                              v1::ReturnToAuthorReply* reply) override {
    const std::lock_guard lock(mutex_);
    asked_returns_.push_back(*request);
    auto& kept = kept_returns_[request->return_id()];
    kept.set_return_id(request->return_id());
    kept.set_revision_id(request->revision_id());
    kept.set_comments(request->comments());
    if (lost_returns_ > 0) {
      --lost_returns_;
      return refuse(ErrorCode::kUnavailable, "LINK_CUT");
    }
    *reply->mutable_returned() = kept;
    return grpc::Status::OK;
  }

  std::mutex mutex_;
  v1::SignOffPolicy policy_ = v1::SIGN_OFF_POLICY_SINGLE;
  int lost_returns_ = 0;
  std::vector<v1::ReturnToAuthorRequest> asked_returns_;
  std::map<std::string, v1::ReportReturn> kept_returns_;
  std::vector<v1::Revision> revisions_;
  std::string newest_;
  std::map<std::pair<std::string, int>, std::string> files_;
};

class SmallRouter::Objects final : public v1::Study::Service {
 public:
  grpc::Status GetStudy(grpc::ServerContext*, const v1::GetStudyRequest* request, v1::GetStudyReply* reply) override {
    const std::lock_guard lock(mutex_);
    const auto found = studies_.find(request->study_id());
    if (found == studies_.end()) return refuse(ErrorCode::kNotFound, "NO_SUCH_STUDY");
    *reply = found->second;
    return grpc::Status::OK;
  }

  grpc::Status ReadObject(grpc::ServerContext*, const v1::ReadObjectRequest* request,
                          grpc::ServerWriter<v1::DataChunk>* out) override {
    std::string bytes;
    std::size_t limit = std::string::npos;
    {
      const std::lock_guard lock(mutex_);
      offsets_.push_back(request->offset());
      ahead_ += request->ahead() ? 1 : 0;
      const auto found = objects_.find(request->sha256());
      if (found == objects_.end()) return refuse(ErrorCode::kNotFound, "NOT_OF_THIS_STUDY");
      bytes = found->second;
      if (std::exchange(garble_, false)) bytes[bytes.size() / 2] = static_cast<char>(bytes[bytes.size() / 2] ^ 1);
      if (!cuts_.empty()) {
        limit = cuts_.front();
        cuts_.erase(cuts_.begin());
      }
    }
    std::size_t sent = 0;
    for (std::size_t at = request->offset(); at < bytes.size(); at += kChunk) {
      if (sent >= limit) return refuse(ErrorCode::kUnavailable, "LINK_CUT");
      v1::DataChunk chunk;
      chunk.set_offset(at);
      chunk.set_data(bytes.substr(at, kChunk));
      sent += chunk.data().size();
      if (!out->Write(chunk)) break;
    }
    return grpc::Status::OK;
  }

  // Keeps it as a series of its own.
  grpc::Status StoreDerived(grpc::ServerContext*, const v1::StoreDerivedRequest* request,
                            v1::StoreDerivedReply* reply) override {
    const std::lock_guard lock(mutex_);
    if (refused_stores_ > 0) {
      --refused_stores_;
      return refuse(ErrorCode::kUnavailable, "LINK_CUT");
    }
    const auto header = dicom::read_header(base::as_bytes(request->object()));
    const auto found = studies_.find(request->study_id());
    if (!header || found == studies_.end()) return refuse(ErrorCode::kInvalid, "NOT_A_DERIVED_OBJECT");
    const std::string sha256 = base::sha256(request->object()).hex();
    objects_[sha256] = request->object();
    auto& series = *found->second.add_series();
    series.set_series_instance_uid(header->series_instance_uid);
    series.set_modality(header->modality);
    auto& instance = *series.add_instances();
    instance.set_sop_instance_uid(header->sop_instance_uid);
    instance.set_sop_class_uid(header->sop_class_uid);
    instance.mutable_object()->set_sha256(sha256);
    instance.mutable_object()->set_size(request->object().size());
    reply->set_sop_instance_uid(header->sop_instance_uid);
    *reply->mutable_object() = instance.object();
    return grpc::Status::OK;
  }

  std::mutex mutex_;
  int refused_stores_ = 0;
  std::map<std::string, v1::GetStudyReply> studies_;
  std::map<std::string, std::string> objects_;
  std::vector<std::size_t> cuts_;
  bool garble_ = false;
  int ahead_ = 0;
  std::vector<std::uint64_t> offsets_;
};

class SmallRouter::Ecgs final : public v1::Ecg::Service {
 public:
  grpc::Status ReportOpened(grpc::ServerContext*, const v1::ReportEcgOpenedRequest* request,
                            v1::ReportEcgOpenedReply*) override {
    const std::lock_guard lock(mutex_);
    opened_.push_back(request->sha256());
    return grpc::Status::OK;
  }
  grpc::Status GetAnalysis(grpc::ServerContext*, const v1::GetEcgAnalysisRequest* request,
                           v1::GetEcgAnalysisReply* reply) override {
    const std::lock_guard lock(mutex_);
    const auto found = analyses_.find(request->sha256());
    if (found == analyses_.end()) return refuse(ErrorCode::kNotFound, "NOT_ANALYSED");
    *reply->mutable_analysis() = found->second;
    return grpc::Status::OK;
  }
  grpc::Status ListSummaries(grpc::ServerContext*, const v1::ListEcgSummariesRequest* request,
                             v1::ListEcgSummariesReply* reply) override {
    const std::lock_guard lock(mutex_);
    for (const auto& id : request->study_ids()) {
      for (const auto& summary : summaries_) {
        if (summary.study_id() == id) *reply->add_summaries() = summary;
      }
    }
    return grpc::Status::OK;
  }
  grpc::Status GetOverreads(grpc::ServerContext*, const v1::GetOverreadsRequest* request,
                            v1::GetOverreadsReply* reply) override {
    const std::lock_guard lock(mutex_);
    for (const auto& one : overreads_) {
      if (one.sha256() == request->sha256()) *reply->add_overreads() = one;
    }
    return grpc::Status::OK;
  }
  grpc::Status SaveOverread(grpc::ServerContext*, const v1::SaveOverreadRequest* request,
                            v1::SaveOverreadReply* reply) override {
    const std::lock_guard lock(mutex_);
    const std::string newest = overreads_.empty() ? "" : overreads_.back().overread_id();
    if (request->overread().previous_overread_id() != newest) return refuse(ErrorCode::kConflict, "STALE_OVERREAD");
    overreads_.push_back(request->overread());
    *reply->mutable_overread() = request->overread();
    return grpc::Status::OK;
  }

  std::mutex mutex_;
  std::vector<v1::EcgSummary> summaries_;
  std::map<std::string, v1::EcgAnalysis> analyses_;
  std::vector<v1::EcgOverread> overreads_;
  std::vector<std::string> opened_;
};

SmallRouter::SmallRouter()
    : sessions_(std::make_unique<Sessions>()),
      reports_(std::make_unique<Reports>()),
      objects_(std::make_unique<Objects>()),
      ecgs_(std::make_unique<Ecgs>()) {
  grpc::ServerBuilder builder;
  builder.AddListeningPort("unix:" + (folder_ / "router.sock").string(), grpc::InsecureServerCredentials());
  builder.RegisterService(sessions_.get());
  builder.RegisterService(reports_.get());
  builder.RegisterService(objects_.get());
  builder.RegisterService(ecgs_.get());
  server_ = builder.BuildAndStart();
  if (!server_) throw std::runtime_error("the small router cannot listen");
}

SmallRouter::~SmallRouter() { server_->Shutdown(); }

std::vector<std::shared_ptr<grpc::Channel>> SmallRouter::channels() const {
  return {rpc::make_local_channel((folder_ / "router.sock").string())};
}

void SmallRouter::add_object(const std::string& sha256, std::string bytes) {
  const std::lock_guard lock(objects_->mutex_);
  objects_->objects_[sha256] = std::move(bytes);
}

void SmallRouter::cut_next_after(std::vector<std::size_t> bytes) {
  const std::lock_guard lock(objects_->mutex_);
  objects_->cuts_ = std::move(bytes);
}

void SmallRouter::garble_next() {
  const std::lock_guard lock(objects_->mutex_);
  objects_->garble_ = true;
}

int SmallRouter::fetched_ahead() const {
  const std::lock_guard lock(objects_->mutex_);
  return objects_->ahead_;
}

std::vector<std::uint64_t> SmallRouter::offsets() const {
  const std::lock_guard lock(objects_->mutex_);
  return objects_->offsets_;
}

void SmallRouter::add_file(const std::string& revision_id, v1::ReadRevisionFileRequest::File file, std::string bytes) {
  const std::lock_guard lock(reports_->mutex_);
  reports_->files_[{revision_id, file}] = std::move(bytes);
}

std::vector<v1::Revision> SmallRouter::revisions() const {
  const std::lock_guard lock(reports_->mutex_);
  return reports_->revisions_;
}

void SmallRouter::add_revision(const v1::Revision& revision) {
  const std::lock_guard lock(reports_->mutex_);
  reports_->revisions_.push_back(revision);
}

void SmallRouter::set_policy(v1::SignOffPolicy policy) {
  const std::lock_guard lock(reports_->mutex_);
  reports_->policy_ = policy;
}

void SmallRouter::lose_next_returns(int count) {
  const std::lock_guard lock(reports_->mutex_);
  reports_->lost_returns_ = count;
}

std::vector<v1::ReturnToAuthorRequest> SmallRouter::returns() const {
  const std::lock_guard lock(reports_->mutex_);
  return reports_->asked_returns_;
}

void SmallRouter::add_study(const v1::GetStudyReply& study) {
  const std::lock_guard lock(objects_->mutex_);
  objects_->studies_[study.study().study_id()] = study;
}

v1::GetStudyReply SmallRouter::study(const std::string& study_id) const {
  const std::lock_guard lock(objects_->mutex_);
  return objects_->studies_.at(study_id);
}

void SmallRouter::refuse_next_stores(int count) {
  const std::lock_guard lock(objects_->mutex_);
  objects_->refused_stores_ = count;
}

void SmallRouter::add_summary(const v1::EcgSummary& summary) {
  const std::lock_guard lock(ecgs_->mutex_);
  ecgs_->summaries_.push_back(summary);
}

void SmallRouter::add_analysis(const v1::EcgAnalysis& analysis) {
  const std::lock_guard lock(ecgs_->mutex_);
  ecgs_->analyses_[analysis.sha256()] = analysis;
}

std::vector<std::string> SmallRouter::opened() const {
  const std::lock_guard lock(ecgs_->mutex_);
  return ecgs_->opened_;
}

std::vector<v1::EcgOverread> SmallRouter::overreads() const {
  const std::lock_guard lock(ecgs_->mutex_);
  return ecgs_->overreads_;
}

}  // namespace rdc::station
