// rdc.v1.Critical on the wire; CriticalDesk decides.
#pragma once

#include "common/rpc/server_calls.h"
#include "dicom_router/critical/critical_desk.h"
#include "dicom_router/worklist/watched_changes.h"
#include "rdc/v1/critical.grpc.pb.h"

namespace rdc::router {

// Who has this name and password, and may stand for a notice. Accounts::vouch with the role table; audited there.
using CheckerPort = std::function<Result<CriticalChecker>(const rpc::Caller&, const std::string& user_name,
                                                          const std::string& password)>;

// Borrows everything. close() before the server shuts down, or watchers take its whole grace.
class CriticalService final : public v1::Critical::CallbackService {
 public:
  struct Parts {
    Catalog& catalog;
    const CriticalDesk& desk;
    CheckerPort checker;
    const base::Clock& clock;
    CallerPort callers;
    rpc::WorkerPool& pool;
    std::chrono::milliseconds heartbeat = rpc::kHeartbeat;
  };
  explicit CriticalService(Parts parts);

  using Context = grpc::CallbackServerContext;
  using Reactor = grpc::ServerUnaryReactor;
  Reactor* GetTable(Context* context, const v1::GetCriticalTableRequest* request, v1::CriticalTable* reply) override;
  Reactor* Notify(Context* context, const v1::NotifyCriticalRequest* request, v1::NotifyCriticalReply* reply) override;
  grpc::ServerWriteReactor<v1::CriticalChange>* Watch(Context* context,
                                                      const v1::WatchCriticalRequest* request) override;
  Reactor* List(Context* context, const v1::ListCriticalRequest* request, v1::ListCriticalReply* reply) override;
  Reactor* RecordPhoneReadBack(Context* context, const v1::RecordPhoneReadBackRequest* request,
                               v1::RecordPhoneReadBackReply* reply) override;
  Reactor* RecordPhoneAction(Context* context, const v1::RecordPhoneActionRequest* request,
                             v1::RecordPhoneActionReply* reply) override;
  Reactor* Close(Context* context, const v1::CloseCriticalRequest* request, v1::CloseCriticalReply* reply) override;
  Reactor* ReadBack(Context* context, const v1::ReadBackCriticalRequest* request,
                    v1::ReadBackCriticalReply* reply) override;
  Reactor* RecordSiteAction(Context* context, const v1::RecordSiteActionRequest* request,
                            v1::RecordSiteActionReply* reply) override;
  void close() { changes_.close(); }

 private:
  // Answers a call of the desk with the notice it returns.
  template <typename Request, typename Reply>
  Reactor* serve(Context* context, const Request* request, Reply* reply,
                 Result<v1::CriticalNotice> (CriticalDesk::*act)(soci::session&, const rpc::Caller&, const Request&)
                     const);
  template <typename Request, typename Reply>
  Reactor* serve_site(Context* context, const Request* request, Reply* reply,
                      Result<Reply> (CriticalDesk::*act)(soci::session&, const rpc::Caller&, const Request&) const);
  Result<v1::CriticalNotice> notify(const rpc::Caller& caller, const v1::NotifyCriticalRequest& request);
  Result<void> list(soci::session& session, const v1::ListCriticalRequest& request, v1::ListCriticalReply& reply);
  using Changes = WatchedChanges<v1::CriticalChange>;
  Result<Changes::Look> look(soci::session& session, std::uint64_t after);

  Parts parts_;
  Changes changes_;  // last: its watchers' looks reach all the others
};

}  // namespace rdc::router
