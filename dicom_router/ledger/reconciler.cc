#include "dicom_router/ledger/reconciler.h"

#include "dicom_router/store/ledger_store.h"

namespace rdc::router {

Result<v1::ReconcileReply> Reconciler::reconcile() {
  constexpr std::uint64_t kNamedGaps = 10'000;
  return catalog_.read<v1::ReconcileReply>(
      [](soci::session& session) { return LedgerStore::reconcile(session, kNamedGaps); });
}

}  // namespace rdc::router
