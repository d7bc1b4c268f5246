// rdc.v1.Mailbox on the wire: a site's letters, to its agent alone.
#pragma once

#include "common/rpc/server_calls.h"
#include "common/storage/database.h"
#include "dicom_router/audit/audit_log.h"
#include "dicom_router/ports.h"
#include "dicom_router/store/mailbox_store.h"
#include "dicom_router/store/object_store.h"
#include "rdc/v1/mailbox.grpc.pb.h"

namespace rdc::router {

// Borrows everything. `hub` is notified after every commit that wrote a letter.
class MailboxService final : public v1::Mailbox::CallbackService {
 public:
  MailboxService(storage::Database& database, const MailboxStore& letters, const ObjectStore& objects,
                 const AuditLog& audit, rpc::FeedHub& hub, rpc::WorkerPool& pool, LetterKeptSink kept = {})
      : database_(database),
        letters_(letters),
        objects_(objects),
        audit_(audit),
        hub_(hub),
        pool_(pool),
        kept_(std::move(kept)) {}

  grpc::ServerWriteReactor<v1::Delivery>* Subscribe(grpc::CallbackServerContext* context,
                                                    const v1::SubscribeRequest* request) override;
  grpc::ServerWriteReactor<v1::DataChunk>* ReadAttachment(grpc::CallbackServerContext* context,
                                                          const v1::ReadAttachmentRequest* request) override;
  grpc::ServerUnaryReactor* Acknowledge(grpc::CallbackServerContext* context, const v1::AcknowledgeRequest* request,
                                        v1::AcknowledgeReply* reply) override;

 private:
  // One subscription's place; used by one pool task at a time.
  struct Reading {
    std::string site_id;
    std::string archive_life;
    std::uint64_t cursor = 0;
    bool begun = false;
  };
  Result<std::vector<v1::Delivery>> next_deliveries(Reading& reading);
  void note_delivery(const std::string& site_id, std::uint64_t sequence);

  storage::Database& database_;
  const MailboxStore& letters_;
  const ObjectStore& objects_;
  const AuditLog& audit_;
  rpc::FeedHub& hub_;
  rpc::WorkerPool& pool_;
  const LetterKeptSink kept_;
};

}  // namespace rdc::router
