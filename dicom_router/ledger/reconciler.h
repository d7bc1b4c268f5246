// Proves that acquired = stored = reported = acknowledged, or lists what is not.
#pragma once

#include "dicom_router/store/catalog.h"
#include "rdc/v1/audit.pb.h"

namespace rdc::router {

// Thread-safe. Borrows the catalog.
class Reconciler {
 public:
  explicit Reconciler(Catalog& catalog) : catalog_(catalog) {}
  // Both sides as of one moment; at most 10,000 gaps by name, all of them counted.
  Result<v1::ReconcileReply> reconcile();

 private:
  Catalog& catalog_;
};

}  // namespace rdc::router
