#include "tests/testkit/database_watch.h"

#include <algorithm>

#include <poll.h>
#include <sqlite3.h>
#include <sys/inotify.h>
#include <unistd.h>

#include "tests/testkit/must.h"

namespace rdc::testkit {

Result<std::unique_ptr<DatabaseWatch>> DatabaseWatch::open(const std::filesystem::path& file,
                                                           const base::Clock& clock) {
  if (!std::filesystem::exists(file))
    return fail(ErrorCode::kNotFound, "NO_DATABASE", "{} is not there", file.string());
  sqlite3* database = nullptr;
  // Read-only connections cannot recover a log that a killed process left: hence read-write, and query_only.
  if (sqlite3_open_v2(file.c_str(), &database, SQLITE_OPEN_READWRITE, nullptr) != SQLITE_OK) {
    const std::string why = sqlite3_errmsg(database);
    sqlite3_close(database);
    return fail(ErrorCode::kUnavailable, "CANNOT_OPEN", "{}: {}", file.string(), why);
  }
  sqlite3_busy_timeout(database, 10'000);
  sqlite3_db_config(database, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1, nullptr);
  sqlite3_exec(database, "PRAGMA query_only = 1", nullptr, nullptr, nullptr);
  const int watcher = inotify_init1(IN_CLOEXEC | IN_NONBLOCK);
  inotify_add_watch(watcher, file.parent_path().c_str(), IN_MODIFY | IN_CREATE | IN_CLOSE_WRITE | IN_MOVED_TO);
  return std::unique_ptr<DatabaseWatch>(new DatabaseWatch(database, watcher, clock));
}

DatabaseWatch::~DatabaseWatch() {
  sqlite3_close(database_);
  close(watcher_);
}

Result<std::vector<Row>> DatabaseWatch::rows(const std::string& sql, const std::vector<std::string>& values) {
  sqlite3_stmt* statement = nullptr;
  if (sqlite3_prepare_v2(database_, sql.c_str(), -1, &statement, nullptr) != SQLITE_OK) {
    return fail(ErrorCode::kInternal, "BAD_SQL", "{}: {}", sql, sqlite3_errmsg(database_));
  }
  const std::unique_ptr<sqlite3_stmt, decltype(&sqlite3_finalize)> guard(statement, &sqlite3_finalize);
  for (std::size_t i = 0; i < values.size(); ++i) {
    sqlite3_bind_text(statement, static_cast<int>(i) + 1, values[i].c_str(), -1, SQLITE_TRANSIENT);
  }
  std::vector<Row> found;
  int step = SQLITE_ROW;
  while ((step = sqlite3_step(statement)) == SQLITE_ROW) {
    Row row;
    for (int column = 0; column < sqlite3_column_count(statement); ++column) {
      const auto* text = reinterpret_cast<const char*>(sqlite3_column_text(statement, column));
      row.emplace_back(text == nullptr ? "" : text);
    }
    found.push_back(std::move(row));
  }
  if (step == SQLITE_BUSY) return fail(ErrorCode::kUnavailable, "BUSY", "the catalog is locked");
  if (step != SQLITE_DONE) return fail(ErrorCode::kInternal, "SQL_FAILED", "{}: {}", sql, sqlite3_errmsg(database_));
  return found;
}

Result<std::int64_t> DatabaseWatch::number(const std::string& sql, const std::vector<std::string>& values) {
  auto found = rows(sql, values);
  if (!found) return fail(found);
  if (found->empty() || found->front().empty() || found->front().front().empty()) return 0;
  return std::stoll(found->front().front());
}

std::int64_t DatabaseWatch::count(const std::string& sql, const std::vector<std::string>& values) {
  return must(number(sql, values));
}

bool DatabaseWatch::wait_until(const std::function<bool(DatabaseWatch&)>& holds, std::chrono::milliseconds timeout) {
  using std::chrono::milliseconds;
  const auto until = clock_.monotonic() + timeout;
  auto active_until = clock_.monotonic();
  while (!holds(*this)) {
    const auto now = clock_.monotonic();
    if (now >= until) return false;
    // The kernel tells of the write to the log, which comes before the commit can be seen: so look again a few times.
    const auto rest = std::chrono::ceil<milliseconds>(until - now);
    pollfd changed{watcher_, POLLIN, 0};
    const bool active = now < active_until;
    // And a slow disk may sync for longer than that, with no event at its end: look once a second in any case.
    const auto patience = active ? milliseconds(2) : milliseconds(1000);
    if (poll(&changed, 1, static_cast<int>(std::min(patience, rest).count())) <= 0) continue;
    char events[4096];
    while (read(watcher_, events, sizeof events) > 0) {
    }
    active_until = clock_.monotonic() + milliseconds(200);
    if (active) poll(nullptr, 0, 1);  // a burst of writes must not make this a busy loop
  }
  return true;
}

bool DatabaseWatch::wait_for_number(const std::string& sql, std::int64_t at_least, std::chrono::milliseconds timeout) {
  return wait_until(
      [&](DatabaseWatch& self) {
        const auto value = self.number(sql);
        return value && *value >= at_least;
      },
      timeout);
}

}  // namespace rdc::testkit
