// The audit's rows, as the chain reads and writes them. Stateless; every call works in the caller's transaction.
#pragma once

#include <cstdint>
#include <functional>
#include <string>

#include <soci/soci.h>

namespace rdc::router {

struct AuditRow {
  long long sequence = 0;
  long long at = 0;  // microseconds UTC
  std::string user_id, machine, action, subject, outcome, detail;
  std::string hash;
};

struct AuditHead {
  long long last_sequence = 0;
  std::string hash;
  std::string seal;
};

class AuditStore {
 public:
  // Writer. Takes the head's row for this transaction, then reads it: two writers never see the same head.
  static AuditHead lock_head(soci::session& session);
  static AuditHead head(soci::session& session);
  // Writer.
  static void insert(soci::session& session, const AuditRow& row);
  static void set_head(soci::session& session, const AuditHead& head);
  // In order of sequence; stops when `each` returns false.
  static void each_row(soci::session& session, const std::function<bool(const AuditRow&)>& each);
  // Rows after `after`, at most `limit`; subject and user "" for all.
  static void each_row(soci::session& session, long long after, int limit, const std::string& subject,
                       const std::string& user_id, const std::function<bool(const AuditRow&)>& each);
};

}  // namespace rdc::router
