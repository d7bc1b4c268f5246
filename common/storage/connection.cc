#include "common/storage/connection.h"

#include <fmt/format.h>
#include <soci/sqlite3/soci-sqlite3.h>

#include <functional>

namespace rdc::storage {
namespace {

std::string connect_string(const std::filesystem::path& file) {
  if (file.string().find('"') != std::string::npos) throw soci::soci_error("a catalog's path must not contain quotes");
  return fmt::format("db=\"{}\" timeout=10", file.string());
}

sqlite_api::sqlite3* handle(soci::session& session) {
  return static_cast<soci::sqlite3_session_backend*>(session.get_backend())->conn_;
}

}  // namespace

Connection::Connection(const std::filesystem::path& file, Access access, int checkpoint_pages)
    // By its factory, not by name: SOCI would look for a plugin when it runs, which no dependency of a package names.
    : soci::session(soci::sqlite3, connect_string(file)) {
  auto* db = handle(*this);
  sqlite_api::sqlite3_extended_result_codes(db, 1);
  sqlite_api::sqlite3_db_config(db, SQLITE_DBCONFIG_DQS_DML, 0, nullptr);
  sqlite_api::sqlite3_db_config(db, SQLITE_DBCONFIG_DQS_DDL, 0, nullptr);
  std::string mode;
  *this << "PRAGMA journal_mode=WAL", soci::into(mode);
  if (mode != "wal") throw soci::soci_error("the catalog's file system cannot hold a write-ahead log");
  *this << "PRAGMA synchronous=FULL";
  *this << "PRAGMA foreign_keys=ON";
  *this << "PRAGMA temp_store=MEMORY";
  if (access == Access::kRead) {
    *this << "PRAGMA query_only=ON";
    *this << "PRAGMA cache_size=-16384";  // KiB
  } else {
    // The writer touches one random page an object (its digest's place in the index): keep those pages in memory, and
    // let several changes of a page meet in one checkpoint.
    *this << "PRAGMA cache_size=-262144";  // KiB
    *this << fmt::format("PRAGMA wal_autocheckpoint={}", checkpoint_pages);
    *this << "PRAGMA journal_size_limit=134217728";
  }
}

bool Connection::in_transaction() { return sqlite_api::sqlite3_get_autocommit(handle(*this)) == 0; }

int Connection::last_code() { return sqlite_api::sqlite3_extended_errcode(handle(*this)); }

Result<void> Connection::copy_to(const std::filesystem::path& file,
                                 const std::function<void(std::size_t, std::size_t)>& progress) {
  sqlite_api::sqlite3* raw = nullptr;
  const int opened =
      sqlite_api::sqlite3_open_v2(file.c_str(), &raw, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE, nullptr);
  const std::unique_ptr<sqlite_api::sqlite3, int (*)(sqlite_api::sqlite3*)> target(raw, &sqlite_api::sqlite3_close);
  if (opened != SQLITE_OK) return fail(ErrorCode::kUnavailable, "BACKUP_FAILED", "cannot create {}", file.string());
  auto* backup = sqlite_api::sqlite3_backup_init(raw, "main", handle(*this), "main");
  if (backup == nullptr) return fail(ErrorCode::kUnavailable, "BACKUP_FAILED", "{}", sqlite_api::sqlite3_errmsg(raw));
  constexpr int kPagesAStep = 2048;
  int code = SQLITE_OK;
  do {
    code = sqlite_api::sqlite3_backup_step(backup, kPagesAStep);
    const auto total = static_cast<std::size_t>(sqlite_api::sqlite3_backup_pagecount(backup));
    const auto left = static_cast<std::size_t>(sqlite_api::sqlite3_backup_remaining(backup));
    if (progress) progress(total - left, total);
  } while (code == SQLITE_OK);
  const int finished = sqlite_api::sqlite3_backup_finish(backup);
  if (code != SQLITE_DONE || finished != SQLITE_OK)
    return fail(code == SQLITE_FULL ? ErrorCode::kNoSpace : ErrorCode::kUnavailable, "BACKUP_FAILED",
                "the catalog's backup stopped: {}", sqlite_api::sqlite3_errstr(code));
  return {};
}

bool fetch_one(soci::statement& statement) {
  if (!statement.execute(true)) return false;
  while (statement.fetch()) {
  }
  return true;
}

long long run(soci::statement& statement) {
  statement.execute(true);
  return statement.get_affected_rows();
}

}  // namespace rdc::storage
