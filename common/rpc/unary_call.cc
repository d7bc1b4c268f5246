#include "common/rpc/server_calls.h"

#include "common/base/handover.h"

namespace rdc::rpc {

grpc::ServerUnaryReactor* serve_unary(WorkerPool& pool, grpc::CallbackServerContext* context,
                                      std::function<Result<void>()> work) {
  auto* reactor = context->DefaultReactor();
  const bool taken = pool.offer([reactor, work = std::move(work)] {
    const auto outcome = run_guarded(work);
    base::handed_over(&base::kCallsServed);
    reactor->Finish(outcome ? grpc::Status::OK : to_status(outcome.error()));
  });
  if (!taken)
    reactor->Finish(
        to_status({ErrorCode::kNoSpace, "BUSY", "the router has more calls waiting than it may hold: try again"}));
  return reactor;
}

}  // namespace rdc::rpc
