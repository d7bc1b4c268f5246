#include "dicom_router/critical/critical_service.h"

#include <limits>
#include <utility>

#include <google/protobuf/util/time_util.h>

#include "dicom_router/alert/request_checks.h"
#include "dicom_router/serve_written.h"

namespace rdc::router {
namespace {

using google::protobuf::util::TimeUtil;

constexpr int kCriticalsALook = 64;
constexpr int kNoticesListed = 500;
// A reply stays below gRPC's 4 MiB.
constexpr std::size_t kListBytes = 3 * 1024 * 1024;

}  // namespace

CriticalService::CriticalService(Parts parts)
    : parts_(std::move(parts)), changes_(parts_.catalog, parts_.pool, parts_.heartbeat, CriticalStore::last_change) {}

template <typename Request, typename Reply>
CriticalService::Reactor* CriticalService::serve(
    Context* context, const Request* request, Reply* reply,
    Result<v1::CriticalNotice> (CriticalDesk::*act)(soci::session&, const rpc::Caller&, const Request&) const) {
  return serve_written(
      parts_, context,
      [=, this](soci::session& session, const rpc::Caller& caller) {
        return (parts_.desk.*act)(session, caller, *request);
      },
      [reply](v1::CriticalNotice&& seen) { *reply->mutable_notice() = std::move(seen); });
}

template <typename Request, typename Reply>
CriticalService::Reactor* CriticalService::serve_site(Context* context, const Request* request, Reply* reply,
                                                      Result<Reply> (CriticalDesk::*act)(soci::session&,
                                                                                         const rpc::Caller&,
                                                                                         const Request&) const) {
  return serve_written(
      parts_, context,
      [=, this](soci::session& session, const rpc::Caller& caller) {
        return (parts_.desk.*act)(session, caller, *request);
      },
      [reply](Reply&& answered) { *reply = std::move(answered); });
}

CriticalService::Reactor* CriticalService::GetTable(Context* context, const v1::GetCriticalTableRequest*,
                                                    v1::CriticalTable* reply) {
  return rpc::serve_unary(parts_.pool, context, [=, this]() -> Result<void> {
    *reply = parts_.desk.table().to_message(parts_.clock.now());
    return {};
  });
}

Result<v1::CriticalNotice> CriticalService::notify(const rpc::Caller& caller,
                                                   const v1::NotifyCriticalRequest& request) {
  if (auto fine = parts_.desk.check(request); !fine) return fail(fine);
  // Sent again because its answer was lost: nobody has to prove anything twice.
  auto before = parts_.catalog.read<std::optional<v1::CriticalNotice>>(
      [&](soci::session& session) { return parts_.desk.sent_before(session, caller, request); });
  if (!before) return fail(before);
  if (*before) return std::move(**before);
  // Takes its time, by design of the password's hash: outside of the transaction.
  auto checker = parts_.checker(caller, request.checker_user_name(), request.checker_password());
  if (!checker) return fail(checker);
  return parts_.catalog.write<v1::CriticalNotice>(
      [&](soci::session& session) { return parts_.desk.notify(session, caller, request, *checker); });
}

CriticalService::Reactor* CriticalService::Notify(Context* context, const v1::NotifyCriticalRequest* request,
                                                  v1::NotifyCriticalReply* reply) {
  return rpc::serve_unary(parts_.pool, context, [=, this]() -> Result<void> {
    auto sent = notify(parts_.callers.caller_of(*context), *request);
    if (!sent) return fail(sent);
    *reply->mutable_notice() = std::move(*sent);
    return {};
  });
}

CriticalService::Reactor* CriticalService::RecordPhoneReadBack(Context* context,
                                                               const v1::RecordPhoneReadBackRequest* request,
                                                               v1::RecordPhoneReadBackReply* reply) {
  return serve(context, request, reply, &CriticalDesk::phone_read_back);
}
CriticalService::Reactor* CriticalService::RecordPhoneAction(Context* context,
                                                             const v1::RecordPhoneActionRequest* request,
                                                             v1::RecordPhoneActionReply* reply) {
  return serve(context, request, reply, &CriticalDesk::phone_action);
}
CriticalService::Reactor* CriticalService::Close(Context* context, const v1::CloseCriticalRequest* request,
                                                 v1::CloseCriticalReply* reply) {
  return serve(context, request, reply, &CriticalDesk::close);
}
CriticalService::Reactor* CriticalService::ReadBack(Context* context, const v1::ReadBackCriticalRequest* request,
                                                    v1::ReadBackCriticalReply* reply) {
  return serve_site(context, request, reply, &CriticalDesk::site_read_back);
}
CriticalService::Reactor* CriticalService::RecordSiteAction(Context* context,
                                                            const v1::RecordSiteActionRequest* request,
                                                            v1::RecordSiteActionReply* reply) {
  return serve_site(context, request, reply, &CriticalDesk::site_action);
}

// ---- Looking -------------------------------------------------------------------------------------------------------

Result<CriticalService::Changes::Look> CriticalService::look(soci::session& session, std::uint64_t after) {
  const auto found = CriticalStore::changes_after(session, after, kCriticalsALook);
  Changes::Look looked{{}, found.cursor};
  for (const auto& notice_id : found.notice_ids) {
    auto seen = parts_.desk.show(session, notice_id);
    if (!seen) return fail(seen);
    auto& change = looked.changes.emplace_back();
    change.set_cursor(seen->change());
    *change.mutable_notice() = std::move(*seen);
  }
  return looked;
}

grpc::ServerWriteReactor<v1::CriticalChange>* CriticalService::Watch(Context* context,
                                                                     const v1::WatchCriticalRequest* request) {
  const auto caller = parts_.callers.caller_of(*context);
  Changes::Watcher watcher;
  watcher.cursor = request->cursor();
  if (parts_.callers.recheck_of) watcher.recheck = parts_.callers.recheck_of(*context, v1::PERMISSION_READ_CRITICAL);
  watcher.note = [this, caller](soci::session& session) {
    return parts_.desk.audit(session, audit_entry(caller, "critical.watch", ""));
  };
  watcher.look = [this](soci::session& session, std::uint64_t after) { return look(session, after); };
  return changes_.serve(std::move(watcher));
}

Result<void> CriticalService::list(soci::session& session, const v1::ListCriticalRequest& request,
                                   v1::ListCriticalReply& reply) {
  const int limit =
      request.limit() == 0 || request.limit() > kNoticesListed ? kNoticesListed : static_cast<int>(request.limit());
  const long long from = TimeUtil::TimestampToMicroseconds(request.from());
  const long long until =
      request.has_until() ? TimeUtil::TimestampToMicroseconds(request.until()) : std::numeric_limits<long long>::max();
  const auto found = CriticalStore::list(session, request.study_id(), from, until, limit + 1);
  reply.set_truncated(found.size() > static_cast<std::size_t>(limit));
  std::size_t size = 0;
  for (std::size_t i = 0; i < found.size() && i < static_cast<std::size_t>(limit); ++i) {
    auto seen = parts_.desk.show(session, found[i]);
    if (!seen) return fail(seen);
    size += seen->ByteSizeLong();
    if (size > kListBytes) {
      reply.set_truncated(true);
      break;
    }
    *reply.add_notices() = std::move(*seen);
  }
  return {};
}

CriticalService::Reactor* CriticalService::List(Context* context, const v1::ListCriticalRequest* request,
                                                v1::ListCriticalReply* reply) {
  return rpc::serve_unary(parts_.pool, context, [=, this]() -> Result<void> {
    if (request->study_id().size() > 64) return bad_request("study_id is too long");
    if (auto fine = check_time(request->from(), "from"); !fine) return fine;
    if (auto fine = check_time(request->until(), "until"); !fine) return fine;
    const auto caller = parts_.callers.caller_of(*context);
    return parts_.catalog.write<void>([&](soci::session& session) -> Result<void> {
      if (auto listed = list(session, *request, *reply); !listed) return listed;
      return parts_.desk.audit(session, audit_entry(caller, "critical.list", request->study_id()));
    });
  });
}

}  // namespace rdc::router
