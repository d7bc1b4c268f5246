// Items given to readers: who may be given one, what is recorded, all in one transaction.
#pragma once

#include "common/rpc/caller.h"
#include "dicom_router/ports.h"
#include "dicom_router/store/catalog.h"
#include "dicom_router/store/worklist_store.h"

namespace rdc::router {

// Thread-safe; every call blocks. Borrows everything.
class Assignments {
 public:
  struct Parts {
    Catalog& catalog;
    WorklistStore& worklist;
    AuditSink audit;
  };
  explicit Assignments(Parts parts) : parts_(std::move(parts)) {}

  // As rdc.v1.Worklist.Assign.
  Result<v1::WorklistItem> assign(const rpc::Caller& caller, const v1::AssignRequest& request);
  // Everybody who may sign reports, by name.
  Result<v1::ListReadersReply> readers(const rpc::Caller& caller);

 private:
  Parts parts_;
};

}  // namespace rdc::router
