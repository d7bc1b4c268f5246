// The shape of a handler whose whole work is one transaction that writes.
#pragma once

#include <type_traits>
#include <utility>

#include <soci/soci.h>

#include "common/rpc/server_calls.h"
#include "dicom_router/ports.h"
#include "dicom_router/store/catalog.h"

namespace rdc::router {

// Runs `act(session, caller)` in a transaction on the pool, gives what it returned to `fill`, which puts it into the
// reply, and finishes the call. `parts` (a service's: catalog, callers, pool) must outlive the call.
template <typename Parts, typename Act, typename Fill>
grpc::ServerUnaryReactor* serve_written(const Parts& parts, grpc::CallbackServerContext* context, Act act, Fill fill) {
  using Value = typename std::invoke_result_t<Act, soci::session&, const rpc::Caller&>::value_type;
  return rpc::serve_unary(parts.pool, context, [&parts, context, act, fill]() -> Result<void> {
    const auto caller = parts.callers.caller_of(*context);
    auto made = parts.catalog.template write<Value>([&](soci::session& session) { return act(session, caller); });
    if (!made) return fail(made);
    fill(std::move(*made));
    return {};
  });
}

}  // namespace rdc::router
