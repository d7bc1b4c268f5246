#include "dicom_router/ecg/ecg_service.h"

#include <algorithm>
#include <set>

#include <google/protobuf/util/time_util.h>

#include "common/base/file_system.h"
#include "dicom_router/alert/request_checks.h"
#include "dicom_router/ecg/stored_analysis.h"

namespace rdc::router {
namespace {

using google::protobuf::util::TimeUtil;

constexpr int kStudiesLimit = 200;
constexpr int kCorrectionsLimit = 500;
constexpr std::size_t kStatementText = 1000 * 4;

AuditEntry ecg_entry(const rpc::Caller& caller, const char* action, const std::string& study_id,
                     const std::string& detail = "") {
  return {caller.user_id, caller.machine_name, action, study_id, "ok", detail};
}

v1::EcgSummary summary_of(soci::session& session, const EcgRecord& ecg) {
  v1::EcgSummary summary;
  summary.set_study_id(ecg.study_id);
  summary.set_sha256(ecg.sha256);
  summary.set_case_id(AlertStore::case_of_study(session, ecg.study_id).value_or(""));
  const auto overreads = EcgStore::overreads_of(session, ecg.instance_key);
  summary.set_overread(overreads && !overreads->empty());
  const auto analysis = EcgStore::analysis_of(session, ecg.instance_key);
  if (!analysis) return summary;
  summary.set_rule_version(analysis->rule_version);
  summary.set_tier(analysis->tier);
  *summary.mutable_headline() = analysis->headline;
  summary.set_batch_signable(analysis->batch_signable);
  summary.set_critical(analysis->critical);
  summary.set_unreadable_reason(analysis->unreadable_reason);
  if (analysis->acquired_at != 0)
    *summary.mutable_acquired_at() = TimeUtil::MicrosecondsToTimestamp(analysis->acquired_at);
  return summary;
}

Result<void> check(const v1::EcgOverread& overread) {
  if (!base::is_uuid(overread.overread_id())) return bad_request("overread_id is no UUID");
  if (!overread.previous_overread_id().empty() && !base::is_uuid(overread.previous_overread_id()))
    return bad_request("previous_overread_id is no UUID");
  if (overread.statements_size() > kListLimit || overread.corrections_size() > kCorrectionsLimit)
    return bad_request("more than 100 statements or 500 corrections");
  for (const auto& one : overread.statements()) {
    if (!v1::StatementVerdict_IsValid(one.verdict()) || one.verdict() == v1::STATEMENT_VERDICT_UNSPECIFIED)
      return bad_request("a statement has no verdict");
    const bool own = one.verdict() == v1::STATEMENT_VERDICT_EDITED || one.verdict() == v1::STATEMENT_VERDICT_ADDED;
    if (own && one.text().empty()) return bad_request("a statement of the reader's own has no text");
    if (one.text().size() > kStatementText || one.reason().size() > kStatementText || one.code().size() > 64)
      return bad_request("a statement is too long");
  }
  for (const auto& one : overread.corrections())
    if (one.name().empty() || one.name().size() > 32 || one.lead().size() > 8 || one.unit().size() > 8)
      return bad_request("a correction names no value");
  return check_text(overread.note(), "note", Needed::kNo);
}

// Every judged statement must be one that the machine made: an overread of something else is a mistake.
Result<void> check_codes(const v1::EcgOverread& overread, const v1::EcgAnalysis& analysis) {
  std::set<std::string> codes;
  for (const auto& statement : analysis.statements()) codes.insert(statement.code());
  for (const auto& one : overread.statements())
    if (one.verdict() != v1::STATEMENT_VERDICT_ADDED && !codes.contains(one.code()))
      return fail(ErrorCode::kInvalid, "NO_SUCH_STATEMENT", "the analysis has no statement {}", one.code());
  return {};
}

tl::unexpected<Error> not_analysed() {
  return fail(ErrorCode::kNotFound, "NOT_ANALYSED", "this electrocardiogram is not analysed yet: ask again");
}

struct Found {
  EcgRecord ecg;
  EcgAnalysisRecord analysis;
};

Result<Found> find(soci::session& session, const std::string& study_id, const std::string& sha256,
                   const std::string& rule_version) {
  auto ecg = EcgStore::find(session, study_id, sha256);
  if (!ecg) return fail(ecg);
  auto analysis = EcgStore::analysis_of(session, ecg->instance_key, rule_version);
  if (!analysis) return not_analysed();
  return Found{std::move(*ecg), std::move(*analysis)};
}

}  // namespace

EcgService::Reactor* EcgService::ReportOpened(Context* context, const v1::ReportEcgOpenedRequest* request,
                                              v1::ReportEcgOpenedReply*) {
  return rpc::serve_unary(parts_.pool, context, [=, this]() -> Result<void> {
    const auto caller = parts_.callers.caller_of(*context);
    return parts_.catalog.write<void>([&](soci::session& session) -> Result<void> {
      auto ecg = EcgStore::find(session, request->study_id(), request->sha256());
      if (!ecg) return fail(ecg);
      if (auto told = parts_.alarms.opened(session, *ecg, actor_of(caller)); !told) return told;
      return parts_.audit(session, ecg_entry(caller, "ecg.open", request->study_id(), ecg->sha256));
    });
  });
}

EcgService::Reactor* EcgService::GetAnalysis(Context* context, const v1::GetEcgAnalysisRequest* request,
                                             v1::GetEcgAnalysisReply* reply) {
  return rpc::serve_unary(parts_.pool, context, [=, this]() -> Result<void> {
    const auto caller = parts_.callers.caller_of(*context);
    auto found = parts_.catalog.write<Found>([&](soci::session& session) -> Result<Found> {
      auto one = find(session, request->study_id(), request->sha256(), request->rule_version());
      if (!one) return one;
      if (auto noted = parts_.audit(session, ecg_entry(caller, "ecg.read", request->study_id(), one->ecg.sha256));
          !noted)
        return fail(noted);
      return one;
    });
    if (!found) return fail(found);
    auto analysis = stored_analysis(parts_.objects, found->ecg, found->analysis);
    if (!analysis) return fail(analysis);
    *reply->mutable_analysis() = std::move(*analysis);
    return {};
  });
}

EcgService::Reactor* EcgService::ListSummaries(Context* context, const v1::ListEcgSummariesRequest* request,
                                               v1::ListEcgSummariesReply* reply) {
  return rpc::serve_unary(parts_.pool, context, [=, this]() -> Result<void> {
    if (request->study_ids_size() > kStudiesLimit) return bad_request("more than 200 studies");
    const auto caller = parts_.callers.caller_of(*context);
    return parts_.catalog.write<void>([&](soci::session& session) -> Result<void> {
      for (const auto& study_id : request->study_ids()) {
        const auto ecgs = EcgStore::of_study(session, study_id);
        for (const auto& ecg : ecgs) *reply->add_summaries() = summary_of(session, ecg);
        if (ecgs.empty()) continue;
        if (auto noted = parts_.audit(session, ecg_entry(caller, "ecg.summary", study_id)); !noted) return noted;
      }
      return {};
    });
  });
}

EcgService::Reactor* EcgService::ListPriorEcgs(Context* context, const v1::ListPriorEcgsRequest* request,
                                               v1::ListPriorEcgsReply* reply) {
  return rpc::serve_unary(parts_.pool, context, [=, this]() -> Result<void> {
    const auto caller = parts_.callers.caller_of(*context);
    std::vector<std::pair<EcgRecord, std::optional<EcgAnalysisRecord>>> found;
    auto read = parts_.catalog.write<void>([&](soci::session& session) -> Result<void> {
      auto priors = parts_.studies.priors_of(session, request->study_id());
      if (!priors) return fail(priors);
      for (const auto& study : *priors)
        for (const auto& ecg : EcgStore::of_study(session, study.study_id())) {
          if (reply->ecgs_size() == kListLimit) break;
          auto& prior = *reply->add_ecgs();
          *prior.mutable_summary() = summary_of(session, ecg);
          if (study.has_study_time()) *prior.mutable_study_time() = study.study_time();
          prior.set_site_name(study.site_name());
          prior.set_report_status(study.report_status());
          found.emplace_back(ecg, EcgStore::analysis_of(session, ecg.instance_key));
        }
      return parts_.audit(session, ecg_entry(caller, "ecg.priors", request->study_id()));
    });
    if (!read) return read;
    for (std::size_t i = 0; i < found.size(); ++i) {
      if (!found[i].second) continue;
      auto analysis = stored_analysis(parts_.objects, found[i].first, *found[i].second);
      if (!analysis) return fail(analysis);
      *reply->mutable_ecgs(static_cast<int>(i))->mutable_values() = analysis->values();
    }
    return {};
  });
}

Result<v1::EcgOverread> EcgService::save(const rpc::Caller& caller, v1::EcgOverread overread) {
  if (auto fine = check(overread); !fine) return fail(fine);
  overread.set_reader_user_id(caller.user_id);
  overread.set_reader_name(caller.user_display_name);
  *overread.mutable_saved_at() = TimeUtil::MicrosecondsToTimestamp(base::to_micros(parts_.clock.now()));
  auto found = parts_.catalog.read<Found>([&](soci::session& session) {
    return find(session, overread.study_id(), overread.sha256(), overread.rule_version());
  });
  if (!found) return fail(found);
  auto analysis = stored_analysis(parts_.objects, found->ecg, found->analysis);
  if (!analysis) return fail(analysis);
  if (auto fine = check_codes(overread, *analysis); !fine) return fail(fine);
  return parts_.catalog.write<v1::EcgOverread>([&](soci::session& session) -> Result<v1::EcgOverread> {
    if (auto saved = EcgStore::save_overread(session, found->ecg.instance_key, overread); !saved) return fail(saved);
    auto noted = parts_.audit(session, ecg_entry(caller, "ecg.overread", overread.study_id(), overread.overread_id()));
    if (!noted) return fail(noted);
    return overread;
  });
}

EcgService::Reactor* EcgService::SaveOverread(Context* context, const v1::SaveOverreadRequest* request,
                                              v1::SaveOverreadReply* reply) {
  return rpc::serve_unary(parts_.pool, context, [=, this]() -> Result<void> {
    auto saved = save(parts_.callers.caller_of(*context), request->overread());
    if (!saved) return fail(saved);
    *reply->mutable_overread() = std::move(*saved);
    return {};
  });
}

EcgService::Reactor* EcgService::GetOverreads(Context* context, const v1::GetOverreadsRequest* request,
                                              v1::GetOverreadsReply* reply) {
  return rpc::serve_unary(parts_.pool, context, [=, this]() -> Result<void> {
    const auto caller = parts_.callers.caller_of(*context);
    return parts_.catalog.write<void>([&](soci::session& session) -> Result<void> {
      auto ecg = EcgStore::find(session, request->study_id(), request->sha256());
      if (!ecg) return fail(ecg);
      auto overreads = EcgStore::overreads_of(session, ecg->instance_key);
      if (!overreads) return fail(overreads);
      for (auto& one : *overreads) *reply->add_overreads() = std::move(one);
      return parts_.audit(session, ecg_entry(caller, "ecg.overreads", request->study_id()));
    });
  });
}

}  // namespace rdc::router
