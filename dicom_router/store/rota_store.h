// The versions of the rota. Stateless; every call works in the caller's transaction.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include <soci/soci.h>

#include "common/base/result.h"
#include "rdc/v1/alert.pb.h"

namespace rdc::router {

class RotaStore {
 public:
  // `version` 0: the newest; a rota of version 0 when none was ever set. kNotFound/NO_SUCH_ROTA.
  static Result<v1::Rota> find(soci::session& session, std::uint32_t version = 0);
  // Writer. Gives the next version and `at`. kConflict/STALE_ROTA when `based_on` is not the newest;
  // kInvalid/BAD_ROTA for a user name nobody has.
  static Result<v1::Rota> add(soci::session& session, v1::Rota rota, std::uint32_t based_on, long long at);
  // Whom the rota names for this step at this moment; every cardiologist when it names nobody who is there. Disabled
  // accounts are left out.
  static std::vector<v1::Person> on_duty(soci::session& session, const v1::Rota& rota, const std::string& step,
                                         long long at);
};

}  // namespace rdc::router
