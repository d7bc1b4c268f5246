#include "dicom_router/alert/alert_service.h"

#include <google/protobuf/util/time_util.h>

#include "dicom_router/alert/performance.h"
#include "dicom_router/alert/request_checks.h"
#include "dicom_router/alert/rota.h"
#include "dicom_router/serve_written.h"
#include "dicom_router/store/rota_store.h"

namespace rdc::router {
namespace {

using google::protobuf::util::TimeUtil;

constexpr int kCasesALook = 64;
constexpr int kCasesListed = 200;
// A reply stays below gRPC's 4 MiB; what does not fit is asked for case by case.
constexpr std::size_t kReplyLimit = 3 * 1024 * 1024;

AuditEntry read_entry(const rpc::Caller& caller, const char* action, const std::string& subject) {
  return {caller.user_id, caller.machine_name, action, subject, "ok", ""};
}

}  // namespace

AlertService::AlertService(Parts parts)
    : parts_(std::move(parts)),
      views_(parts_.book, parts_.clock),
      changes_(parts_.catalog, parts_.pool, parts_.heartbeat, AlertStore::last_change) {}

template <typename Request, typename Reply>
AlertService::Reactor* AlertService::serve(Context* context, const Request* request, Reply* reply,
                                           Result<v1::AlertCase> (DutyDesk::*act)(soci::session&, const rpc::Caller&,
                                                                                  const Request&) const) {
  return serve_written(
      parts_, context,
      [=, this](soci::session& session, const rpc::Caller& caller) {
        return (parts_.duty.*act)(session, caller, *request);
      },
      [reply](v1::AlertCase&& seen) { *reply->mutable_alert_case() = std::move(seen); });
}

template <typename Request, typename Reply>
AlertService::Reactor* AlertService::serve_site(Context* context, const Request* request, Reply* reply,
                                                Result<Reply> (SiteDesk::*act)(soci::session&, const rpc::Caller&,
                                                                               const Request&) const) {
  return serve_written(
      parts_, context,
      [=, this](soci::session& session, const rpc::Caller& caller) {
        return (parts_.site.*act)(session, caller, *request);
      },
      [reply](Reply&& answered) { *reply = std::move(answered); });
}

AlertService::Reactor* AlertService::MeasureClock(Context* context, const v1::MeasureClockRequest* request,
                                                  v1::MeasureClockReply* reply) {
  const auto now = [this] { return TimeUtil::MicrosecondsToTimestamp(base::to_micros(parts_.clock.now())); };
  *reply->mutable_received_at() = now();
  *reply->mutable_client_sent_at() = request->client_sent_at();
  *reply->mutable_sent_at() = now();
  auto* reactor = context->DefaultReactor();
  reactor->Finish(grpc::Status::OK);
  return reactor;
}

AlertService::Reactor* AlertService::OpenCase(Context* context, const v1::OpenCaseRequest* request,
                                              v1::OpenCaseReply* reply) {
  return serve_site(context, request, reply, &SiteDesk::open_case);
}
AlertService::Reactor* AlertService::AttachEcg(Context* context, const v1::AttachEcgRequest* request,
                                               v1::AttachEcgReply* reply) {
  return serve_site(context, request, reply, &SiteDesk::attach_ecg);
}
AlertService::Reactor* AlertService::RecordSitePoints(Context* context, const v1::RecordSitePointsRequest* request,
                                                      v1::RecordSitePointsReply* reply) {
  return serve_site(context, request, reply, &SiteDesk::record_points);
}
AlertService::Reactor* AlertService::ReadBack(Context* context, const v1::ReadBackRequest* request,
                                              v1::ReadBackReply* reply) {
  return serve_site(context, request, reply, &SiteDesk::read_back);
}
AlertService::Reactor* AlertService::ReportDisplayed(Context* context, const v1::ReportDisplayedRequest* request,
                                                     v1::ReportDisplayedReply* reply) {
  return serve(context, request, reply, &DutyDesk::displayed);
}
AlertService::Reactor* AlertService::Acknowledge(Context* context, const v1::AcknowledgeAlertRequest* request,
                                                 v1::AcknowledgeAlertReply* reply) {
  return serve(context, request, reply, &DutyDesk::acknowledge);
}
AlertService::Reactor* AlertService::Decide(Context* context, const v1::DecideRequest* request,
                                            v1::DecideReply* reply) {
  return serve(context, request, reply, &DutyDesk::decide);
}
AlertService::Reactor* AlertService::Close(Context* context, const v1::CloseCaseRequest* request,
                                           v1::CloseCaseReply* reply) {
  return serve(context, request, reply, &DutyDesk::close);
}
AlertService::Reactor* AlertService::Advise(Context* context, const v1::AdviseRequest* request,
                                            v1::AdviseReply* reply) {
  return serve(context, request, reply, &DutyDesk::advise);
}
AlertService::Reactor* AlertService::RecordCasePoints(Context* context, const v1::RecordCasePointsRequest* request,
                                                      v1::RecordCasePointsReply* reply) {
  return serve(context, request, reply, &DutyDesk::record_points);
}
AlertService::Reactor* AlertService::OpenFromStudy(Context* context, const v1::OpenFromStudyRequest* request,
                                                   v1::OpenFromStudyReply* reply) {
  return serve_written(
      parts_, context,
      [=, this](soci::session& session, const rpc::Caller& caller) {
        return parts_.duty.open_from_study(session, caller, *request);
      },
      [reply](v1::AlertCase&& seen) {
        reply->set_case_id(seen.case_id());
        *reply->mutable_alert_case() = std::move(seen);
      });
}

// ---- Looking -------------------------------------------------------------------------------------------------------

Result<AlertService::Changes::Look> AlertService::look(soci::session& session, const rpc::Caller& caller,
                                                       std::uint64_t after) {
  const auto found = AlertStore::changes_after(session, after, kCasesALook);
  Changes::Look looked{{}, found.cursor};
  for (const auto& case_id : found.case_ids) {
    auto seen = views_.show(session, case_id, caller.user_id);
    if (!seen) return fail(seen);
    auto& change = looked.changes.emplace_back();
    change.set_cursor(seen->change());
    *change.mutable_alert_case() = std::move(*seen);
  }
  return looked;
}

grpc::ServerWriteReactor<v1::CaseChange>* AlertService::Watch(Context* context, const v1::WatchCasesRequest* request) {
  const auto caller = parts_.callers.caller_of(*context);
  Changes::Watcher watcher;
  watcher.cursor = request->cursor();
  if (parts_.callers.recheck_of) watcher.recheck = parts_.callers.recheck_of(*context, v1::PERMISSION_READ_ALERT);
  watcher.note = [this, caller](soci::session& session) {
    return parts_.book.audit(session, read_entry(caller, "alert.watch", ""));
  };
  watcher.look = [this, caller](soci::session& session, std::uint64_t after) { return look(session, caller, after); };
  return changes_.serve(std::move(watcher));
}

AlertService::Reactor* AlertService::GetCase(Context* context, const v1::GetCaseRequest* request,
                                             v1::GetCaseReply* reply) {
  return rpc::serve_unary(parts_.pool, context, [=, this]() -> Result<void> {
    const auto caller = parts_.callers.caller_of(*context);
    return parts_.catalog.write<void>([&](soci::session& session) -> Result<void> {
      auto id = request->case_id();
      if (id.empty()) id = AlertStore::case_of_study(session, request->study_id()).value_or("");
      auto record = parts_.book.find(session, id);
      if (!record) return fail(record);
      auto seen = parts_.book.show(session, record->case_id, caller.user_id);
      if (!seen) return fail(seen);
      *reply->mutable_alert_case() = std::move(*seen);
      return parts_.book.audit(session, read_entry(caller, "alert.read", record->case_id));
    });
  });
}

AlertService::Reactor* AlertService::ListCases(Context* context, const v1::ListCasesRequest* request,
                                               v1::ListCasesReply* reply) {
  return rpc::serve_unary(parts_.pool, context, [=, this]() -> Result<void> {
    if (request->site_ids_size() > 512) return bad_request("filter by fewer sites");
    const auto caller = parts_.callers.caller_of(*context);
    const int limit =
        request->limit() == 0 || request->limit() > kCasesListed ? kCasesListed : static_cast<int>(request->limit());
    return parts_.catalog.write<void>([&](soci::session& session) -> Result<void> {
      reply->set_cursor(AlertStore::last_change(session));
      std::size_t size = 0;
      for (const auto& id : AlertStore::list(session, *request, limit)) {
        auto seen = parts_.book.show(session, id, caller.user_id);
        if (!seen) return fail(seen);
        size += seen->ByteSizeLong();
        if (size > kReplyLimit) break;
        *reply->add_cases() = std::move(*seen);
      }
      return parts_.book.audit(session, read_entry(caller, "alert.list", ""));
    });
  });
}

AlertService::Reactor* AlertService::GetPerformance(Context* context, const v1::GetPerformanceRequest* request,
                                                    v1::GetPerformanceReply* reply) {
  return rpc::serve_unary(parts_.pool, context, [=, this]() -> Result<void> {
    const auto caller = parts_.callers.caller_of(*context);
    auto noted = parts_.catalog.write<void>([&](soci::session& session) {
      return parts_.book.audit(session, read_entry(caller, "alert.performance", ""));
    });
    if (!noted) return noted;
    auto counted = parts_.catalog.read<v1::GetPerformanceReply>(
        [&](soci::session& session) { return performance_of(session, *request); });
    if (!counted) return fail(counted);
    *reply = std::move(*counted);
    return {};
  });
}

AlertService::Reactor* AlertService::GetRota(Context* context, const v1::GetRotaRequest* request,
                                             v1::GetRotaReply* reply) {
  return rpc::serve_unary(parts_.pool, context, [=, this]() -> Result<void> {
    return parts_.catalog.read<void>([&](soci::session& session) -> Result<void> {
      auto rota = RotaStore::find(session, request->version());
      if (!rota) return fail(rota);
      std::uint32_t ordinal = 0;
      for (const auto& step : timetable_of(*rota)) {
        auto& now = *reply->add_now();
        now.set_ordinal(ordinal++);
        now.set_name(step.name());
        *now.mutable_label() = label_of_step(step.name());
        for (auto& person : RotaStore::on_duty(session, *rota, step.name(), parts_.book.now()))
          *now.add_people() = std::move(person);
      }
      *reply->mutable_rota() = std::move(*rota);
      return {};
    });
  });
}

AlertService::Reactor* AlertService::SetRota(Context* context, const v1::SetRotaRequest* request,
                                             v1::SetRotaReply* reply) {
  return serve_written(
      parts_, context,
      [=, this](soci::session& session, const rpc::Caller& caller) -> Result<v1::Rota> {
        auto rota = request->rota();
        rota.set_set_by(caller.user_display_name);
        auto added = RotaStore::add(session, std::move(rota), request->based_on(), parts_.book.now());
        if (!added) return added;
        auto noted = parts_.book.audit(session, read_entry(caller, "rota.set", std::to_string(added->version())));
        if (!noted) return fail(noted);
        return added;
      },
      [reply](v1::Rota&& set) { *reply->mutable_rota() = std::move(set); });
}

}  // namespace rdc::router
