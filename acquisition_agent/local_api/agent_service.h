// The agent's own API on DATA/agent.sock, for its command line and the clinic console.
#pragma once

#include <functional>
#include <string>

#include "acquisition_agent/inbox/letter_store.h"
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
};

// Thread-safe. Borrows its parts and the pool.
class AgentService final : public v1::Agent::CallbackService {
 public:
  AgentService(AgentServiceParts parts, rpc::WorkerPool& pool) : parts_(std::move(parts)), pool_(pool) {}

  grpc::ServerUnaryReactor* GetStatus(grpc::CallbackServerContext* context, const v1::GetStatusRequest*,
                                      v1::GetStatusReply* reply) override;
  grpc::ServerUnaryReactor* SendFile(grpc::CallbackServerContext* context, const v1::SendFileRequest* request,
                                     v1::SendFileReply* reply) override;
  grpc::ServerUnaryReactor* ListQuarantine(grpc::CallbackServerContext* context, const v1::ListQuarantineRequest*,
                                           v1::ListQuarantineReply* reply) override;
  grpc::ServerUnaryReactor* ReleaseQuarantine(grpc::CallbackServerContext* context,
                                              const v1::ReleaseQuarantineRequest* request,
                                              v1::ReleaseQuarantineReply* reply) override;

 private:
  Result<void> get_status(v1::GetStatusReply& reply);
  Result<void> send_file(const v1::SendFileRequest& request, v1::SendFileReply& reply);
  Result<void> list_quarantine(v1::ListQuarantineReply& reply);
  Result<void> release(const std::string& item_id);

  const AgentServiceParts parts_;
  rpc::WorkerPool& pool_;
};

}  // namespace rdc::agent
