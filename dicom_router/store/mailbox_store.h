// The letters of each site. Stateless but for its ids and clock; every call works in the caller's transaction.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include <soci/soci.h>

#include "common/base/clock.h"
#include "common/base/ids.h"
#include "common/base/result.h"
#include "rdc/v1/mailbox.pb.h"

namespace rdc::router {

class MailboxStore {
 public:
  MailboxStore(const base::Clock& clock, base::IdGenerator& ids) : clock_(clock), ids_(ids) {}

  // Writer. Gives the letter its number, identifier and time. kNotFound/NO_SUCH_SITE.
  Result<void> append(soci::session& session, const std::string& site_id, v1::Letter letter) const;

  // At most `limit` letters after `cursor`, in order.
  static Result<std::vector<v1::Letter>> after(soci::session& session, const std::string& site_id, std::uint64_t cursor,
                                               int limit);
  // At most `limit` letters up to `cursor` that were never acknowledged, in order: normally none.
  static Result<std::vector<v1::Letter>> unacknowledged(soci::session& session, const std::string& site_id,
                                                        std::uint64_t cursor, int limit);
  static std::optional<v1::Letter> find(soci::session& session, const std::string& letter_id);
  // Sequence of the site's letter before this one; 0 when there is none.
  static std::uint64_t before(soci::session& session, const std::string& site_id, std::uint64_t sequence);
  // Writer. Letters up to `sequence` went out; the first time counts.
  void mark_delivered(soci::session& session, const std::string& site_id, std::uint64_t sequence) const;
  // Size of an attachment of a letter of this site. kNotFound/NO_SUCH_ATTACHMENT.
  static Result<std::uint64_t> attachment_size(soci::session& session, const std::string& site_id,
                                               const std::string& letter_id, const std::string& sha256);
  // Writer. True when this changed something (an acknowledgement repeated does not). kNotFound/NO_SUCH_LETTER.
  Result<bool> acknowledge(soci::session& session, const std::string& site_id, const std::string& letter_id,
                           int verdict, const std::string& detail) const;

 private:
  const base::Clock& clock_;
  base::IdGenerator& ids_;
};

}  // namespace rdc::router
