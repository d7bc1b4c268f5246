// The agent's own API on DATA/agent.sock, for its command line and the clinic console.
#pragma once

#include <functional>
#include <memory>
#include <string>

#include "acquisition_agent/alert/critical_book.h"
#include "acquisition_agent/inbox/letter_store.h"
#include "acquisition_agent/local_api/clinic_view.h"
#include "acquisition_agent/receive/file_intake.h"
#include "acquisition_agent/spool/spool.h"
#include "acquisition_agent/transfer/link_status.h"
#include "common/rpc/server_calls.h"
#include "rdc/v1/agent.grpc.pb.h"

namespace rdc::agent {

struct AgentServiceParts {
  Spool& spool;
  FileIntake& intake;
  LinkStatus& status;
  LetterStore& letters;
  std::string site_id;
  std::string site_name;
  std::function<base::Timestamp()> certificate_until;
  CaseBook& book;
  CriticalBook& criticals;
  AnalysisStore& analyses;
  const base::Clock& clock;
};

// Thread-safe. Borrows its parts and the pool.
class AgentService final : public v1::Agent::CallbackService {
 public:
  // Bursts of changes are told together, this far apart at most.
  static constexpr std::chrono::milliseconds kTogether{200};
  static constexpr std::chrono::milliseconds kAtLeastEvery{1'000};

  AgentService(AgentServiceParts parts, rpc::WorkerPool& pool);
  // Ends the watchers; before the server is shut down.
  void close_feeds() { hub_.close(); }

  grpc::ServerUnaryReactor* GetStatus(grpc::CallbackServerContext* context, const v1::GetStatusRequest*,
                                      v1::GetStatusReply* reply) override;
  grpc::ServerUnaryReactor* SendFile(grpc::CallbackServerContext* context, const v1::SendFileRequest* request,
                                     v1::SendFileReply* reply) override;
  grpc::ServerUnaryReactor* ListQuarantine(grpc::CallbackServerContext* context, const v1::ListQuarantineRequest*,
                                           v1::ListQuarantineReply* reply) override;
  grpc::ServerUnaryReactor* ReleaseQuarantine(grpc::CallbackServerContext* context,
                                              const v1::ReleaseQuarantineRequest* request,
                                              v1::ReleaseQuarantineReply* reply) override;
  grpc::ServerWriteReactor<v1::ClinicView>* Watch(grpc::CallbackServerContext* context,
                                                  const v1::WatchClinicRequest*) override;
  grpc::ServerUnaryReactor* PressChestPain(grpc::CallbackServerContext* context,
                                           const v1::PressChestPainRequest* request,
                                           v1::PressChestPainReply* reply) override;
  grpc::ServerUnaryReactor* RecordPoint(grpc::CallbackServerContext* context, const v1::RecordPointRequest* request,
                                        v1::RecordPointReply* reply) override;
  grpc::ServerUnaryReactor* UndoPoint(grpc::CallbackServerContext* context, const v1::UndoPointRequest* request,
                                      v1::UndoPointReply* reply) override;
  grpc::ServerUnaryReactor* JoinEcg(grpc::CallbackServerContext* context, const v1::JoinEcgRequest* request,
                                    v1::JoinEcgReply* reply) override;
  grpc::ServerUnaryReactor* ReadBackAnswer(grpc::CallbackServerContext* context,
                                           const v1::ReadBackAnswerRequest* request,
                                           v1::ReadBackAnswerReply* reply) override;
  grpc::ServerUnaryReactor* ReadBackCritical(grpc::CallbackServerContext* context,
                                             const v1::ReadBackClinicCriticalRequest* request,
                                             v1::ReadBackClinicCriticalReply* reply) override;
  grpc::ServerUnaryReactor* RecordCriticalAction(grpc::CallbackServerContext* context,
                                                 const v1::RecordClinicCriticalActionRequest* request,
                                                 v1::RecordClinicCriticalActionReply* reply) override;
  grpc::ServerUnaryReactor* SeeWarning(grpc::CallbackServerContext* context, const v1::SeeWarningRequest* request,
                                       v1::SeeWarningReply* reply) override;

 private:
  Result<void> get_status(v1::GetStatusReply& reply);
  Result<void> send_file(const v1::SendFileRequest& request, v1::SendFileReply& reply);
  Result<void> list_quarantine(v1::ListQuarantineReply& reply);
  Result<void> release(const std::string& item_id);

  const AgentServiceParts parts_;
  rpc::WorkerPool& pool_;
  ClinicViewMaker views_;
  rpc::FeedHub hub_;
  std::shared_ptr<void> listening_;
};

}  // namespace rdc::agent
