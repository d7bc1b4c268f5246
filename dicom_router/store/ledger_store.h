// The no-loss ledger: what the agents say, what the router holds, what was reported and what the sites acknowledged,
// compared. Stateless; reads only.
#pragma once

#include <cstdint>
#include <functional>
#include <string>

#include <soci/soci.h>

#include "common/base/result.h"
#include "rdc/v1/audit.pb.h"

namespace rdc::router {

class LedgerStore {
 public:
  // Balances of every site and every gap, the first `gap_limit` by name. In one read transaction, so both sides are of
  // one moment. An item on its way is a gap of stage "stored" until it is stored, an unread study one of "reported".
  static Result<v1::ReconcileReply> reconcile(soci::session& session, std::uint64_t gap_limit);

  // Every object the catalog names: images, and the files of reports. A digest may be passed twice.
  static Result<void> each_named_object(soci::session& session,
                                        const std::function<void(const std::string& sha256, std::uint64_t size)>& each);
  static Result<bool> names_object(soci::session& session, const std::string& sha256);
};

}  // namespace rdc::router
