// Notices on their way to the world outside. Stateless; every call works in the caller's transaction. Times are
// microseconds UTC.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include <soci/soci.h>

namespace rdc::router {

struct WebhookNotice {
  std::string notice_id, endpoint, event, case_id, content;
  long long created_at = 0, next_at = 0;
  int attempts = 0;
};

class WebhookStore {
 public:
  static void add(soci::session& session, const WebhookNotice& notice);  // writer
  // Due at or before `now`, the oldest due first, at most `limit`.
  static std::vector<WebhookNotice> due(soci::session& session, long long now, int limit);
  static long long next_due(soci::session& session);  // 0: none
  // Writers.
  static void delivered(soci::session& session, const std::string& notice_id, long long at);
  static void retry(soci::session& session, const std::string& notice_id, long long next_at, const std::string& error);
  static void give_up(soci::session& session, const std::string& notice_id, const std::string& error);
};

}  // namespace rdc::router
