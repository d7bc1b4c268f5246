// Critical values and what became of them. Stateless; every call works in the caller's transaction. Times are
// microseconds UTC by the router's clock.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include <soci/soci.h>

#include "common/base/result.h"
#include "rdc/v1/critical.pb.h"

namespace rdc::router {

class CriticalStore {
 public:
  // Writer. `notice` as it is sent: its times and people filled in. Takes the next change number.
  static Result<void> add(soci::session& session, const v1::CriticalNotice& notice, long long look_at);
  // As it is now, but for `overdue`, which depends on the moment. kNotFound/NO_SUCH_NOTICE, also when it is another
  // site's than `site_id` ("": any); kCorrupt/BAD_NOTICE.
  static Result<v1::CriticalNotice> find(soci::session& session, const std::string& notice_id,
                                         const std::string& site_id = "");
  // The notice that this action belongs to.
  static std::optional<std::string> notice_of_action(soci::session& session, const std::string& action_id);

  // Writers. True when this was the first time; otherwise nothing changed. None takes a change number: touch() does.
  static bool set_delivered(soci::session& session, const std::string& notice_id, long long at);
  static Result<bool> set_read_back(soci::session& session, const std::string& notice_id,
                                    const v1::CriticalReadBack& read_back);
  static Result<bool> add_action(soci::session& session, const std::string& notice_id,
                                 const v1::CriticalAction& action);
  static bool set_closed(soci::session& session, const std::string& notice_id, const v1::Person& by,
                         const std::string& note, long long at);

  // Writers.
  static void set_look(soci::session& session, const std::string& notice_id, long long at);  // 0: never
  static void touch(soci::session& session, const std::string& notice_id);  // watchers see the notice again

  // Whose look_at has come; at most 100, the longest due first.
  static std::vector<std::string> due(soci::session& session, long long now);
  static long long next_due(soci::session& session);  // 0: none

  static std::uint64_t last_change(soci::session& session);
  struct Changes {
    std::vector<std::string> notice_ids;  // in order of change
    std::uint64_t cursor = 0;
  };
  // Cursor 0: those that are not closed, then all that follows.
  static Changes changes_after(soci::session& session, std::uint64_t cursor, int limit);
  // Newest first, of one study or ("") of all, notified in [from, until); at most `limit`.
  static std::vector<std::string> list(soci::session& session, const std::string& study_id, long long from,
                                       long long until, int limit);
};

}  // namespace rdc::router
