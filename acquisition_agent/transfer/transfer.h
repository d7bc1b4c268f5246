// Sends what the spool owes: three lanes, each with its own connection, and the ledger.
#pragma once

#include <memory>
#include <stop_token>
#include <string>
#include <thread>

#include "acquisition_agent/transfer/router_link.h"
#include "acquisition_agent/transfer/upload_session.h"

namespace rdc::agent {

// One urgency's connection to the router: an Upload stream, opened again with growing pauses whenever it ends.
// Borrows everything. The destructor ends the stream; items under way go back to the queue.
class UploadLane {
 public:
  UploadLane(v1::Urgency lane, TransferParts& parts, RouterLink& link);

 private:
  void run(std::stop_token stop);

  const v1::Urgency lane_;
  const std::string name_;
  TransferParts& parts_;
  RouterLink& link_;
  ItemBackoff item_backoff_;
  std::jthread thread_;  // last: starts when everything above exists
};

// Starts with what the spool owes from before. Borrows everything.
class Transfer {
 public:
  static Result<std::unique_ptr<Transfer>> start(TransferParts parts, RouterLink& link);

 private:
  Transfer(TransferParts parts, RouterLink& link);
  TransferParts parts_;
  UploadLane emergency_;
  UploadLane urgent_;
  UploadLane routine_;
};

}  // namespace rdc::agent
