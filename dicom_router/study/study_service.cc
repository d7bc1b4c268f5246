#include "dicom_router/study/study_service.h"

#include "common/rpc/server_calls.h"
#include "dicom_router/study/verified_source.h"

namespace rdc::router {
namespace {

constexpr std::size_t kReplyLimit = 4 * 1024 * 1024 - 4096;

// Which conditions were given; never their values.
std::string searched_by(const v1::SearchStudiesRequest& request) {
  std::string words;
  const auto add = [&](const char* word, bool given) {
    if (given) words += std::string(words.empty() ? "" : ", ") + word;
  };
  add("name", !request.patient_name().empty());
  add("patient ID", !request.patient_id().empty());
  add("accession number", !request.accession_number().empty());
  add("date", request.has_from() || request.has_before());
  add("modality", !request.modality().empty());
  add("further page", !request.page_token().empty());
  return words;
}

}  // namespace

Result<void> StudyService::note(const rpc::Caller& caller, const std::string& action, const std::string& study_id,
                                const std::string& detail) {
  return parts_.catalog.write<void>([&](soci::session& session) {
    return parts_.audit(session, {caller.user_id, caller.machine_name, action, study_id, "ok", detail});
  });
}

grpc::ServerUnaryReactor* StudyService::GetStudy(grpc::CallbackServerContext* context,
                                                 const v1::GetStudyRequest* request, v1::GetStudyReply* reply) {
  return rpc::serve_unary(parts_.pool, context, [=, this]() -> Result<void> {
    auto read = parts_.catalog.read<void>([&](soci::session& session) -> Result<void> {
      auto study = studies_.find(session, request->study_id());
      if (!study) return fail(study);
      auto series = studies_.series_of(session, request->study_id());
      if (!series) return fail(series);
      reply->set_clinical_history(std::move(study->clinical_history));
      *reply->mutable_study() = std::move(study->summary);
      for (auto& one : *series) *reply->add_series() = std::move(one);
      return {};
    });
    if (!read) return read;
    if (reply->ByteSizeLong() > kReplyLimit)
      return fail(ErrorCode::kTooLarge, "STUDY_TOO_LARGE", "the study has too many instances to be listed at once");
    return note(parts_.callers.caller_of(*context), "study.read", request->study_id(), request->ahead() ? "ahead" : "");
  });
}

grpc::ServerUnaryReactor* StudyService::ListPriors(grpc::CallbackServerContext* context,
                                                   const v1::ListPriorsRequest* request, v1::ListPriorsReply* reply) {
  return rpc::serve_unary(parts_.pool, context, [=, this]() -> Result<void> {
    auto priors = parts_.catalog.read<std::vector<v1::StudySummary>>(
        [&](soci::session& session) { return studies_.priors_of(session, request->study_id()); });
    if (!priors) return fail(priors);
    for (auto& prior : *priors) *reply->add_studies() = std::move(prior);
    return note(parts_.callers.caller_of(*context), "study.priors", request->study_id());
  });
}

grpc::ServerUnaryReactor* StudyService::SearchStudies(grpc::CallbackServerContext* context,
                                                      const v1::SearchStudiesRequest* request,
                                                      v1::SearchStudiesReply* reply) {
  return rpc::serve_unary(parts_.pool, context, [=, this]() -> Result<void> {
    auto found = parts_.catalog.read<v1::SearchStudiesReply>(
        [&](soci::session& session) { return StudyStore::search(session, *request); });
    if (!found) return fail(found);
    const auto caller = parts_.callers.caller_of(*context);
    // A row for the search, which names nobody, and one for each study: who saw a patient is answered by the study.
    auto noted = parts_.catalog.write<void>([&](soci::session& session) -> Result<void> {
      const auto detail = searched_by(*request) + fmt::format("; {} found", found->studies_size());
      if (auto one = parts_.audit(session, audit_entry(caller, "study.search", "", "ok", detail)); !one) return one;
      for (const auto& study : found->studies())
        if (auto one = parts_.audit(session, audit_entry(caller, "study.found", study.study_id())); !one) return one;
      return {};
    });
    if (!noted) return noted;
    *reply = std::move(*found);
    return {};
  });
}

grpc::ServerWriteReactor<v1::DataChunk>* StudyService::ReadObject(grpc::CallbackServerContext* context,
                                                                  const v1::ReadObjectRequest* request) {
  const auto caller = parts_.callers.caller_of(*context);
  auto recheck =
      parts_.callers.recheck_of ? parts_.callers.recheck_of(*context, v1::PERMISSION_READ_STUDY) : rpc::Recheck{};
  auto open = [this, caller, asked = *request]() -> Result<std::unique_ptr<rpc::ByteSource>> {
    auto size = parts_.catalog.read<std::uint64_t>(
        [&](soci::session& session) { return studies_.size_of_object(session, asked.study_id(), asked.sha256()); });
    if (!size) return fail(size);
    auto source = open_verified(parts_.objects, asked.sha256(), *size, asked.offset());
    if (!source) return fail(source);
    const auto detail = asked.ahead() ? asked.sha256() + " ahead" : asked.sha256();
    if (auto noted = note(caller, "study.object", asked.study_id(), detail); !noted) return fail(noted);
    return source;
  };
  return rpc::stream_bytes(parts_.pool, context, request->offset(), std::move(open), std::move(recheck));
}

grpc::ServerUnaryReactor* StudyService::StoreDerived(grpc::CallbackServerContext* context,
                                                     const v1::StoreDerivedRequest* request,
                                                     v1::StoreDerivedReply* reply) {
  return rpc::serve_unary(parts_.pool, context, [=, this]() -> Result<void> {
    auto stored = derived_.store(parts_.callers.caller_of(*context), *request);
    if (!stored) return fail(stored);
    *reply = std::move(*stored);
    return {};
  });
}

}  // namespace rdc::router
