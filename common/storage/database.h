// An SQLite catalog through SOCI: one writer that commits in groups, a pool of readers, numbered migrations.
//
// Every connection: WAL, synchronous=FULL, foreign keys on, double-quoted strings off, busy timeout 10 s (the command
// line opens the same file beside the running router).
#pragma once

#include <filesystem>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include <soci/soci.h>

#include "common/base/clock.h"
#include "common/base/result.h"

namespace rdc::storage {

// Applied in order of `version`, each in one transaction, recorded in table schema_migration.
struct Migration {
  int version;
  std::string name;
  std::string sql;  // statements separated by ";" at the end of a line
};

// Thread-safe. The destructor commits what was queued, then closes.
class Database {
 public:
  struct Options {
    std::filesystem::path file;
    int readers = 4;
    std::size_t group_limit = 512;  // transactions committed together at most
  };

  // Creates the file if absent, then applies missing migrations. kCorrupt: not a database, or a migration recorded
  // there is newer than this program (kConflict).
  static Result<std::unique_ptr<Database>> open(Options options, std::vector<Migration> migrations,
                                                const base::Clock& clock);
  virtual ~Database() = default;

  // Runs `work` inside the writer's current group, under its own savepoint: an Error or a SOCI exception rolls back
  // this work alone. Returns only after the group's COMMIT is durable. Must not be called from `work`.
  template <typename T>
  Result<T> write(std::function<Result<T>(soci::session&)> work) {
    Result<T> outcome = fail(ErrorCode::kCancelled, "SHUTTING_DOWN", "the catalog is closing: try again");
    write_and_wait(
        [&](soci::session& session) -> Result<void> {
          outcome = work(session);
          if (!outcome) return tl::unexpected<Error>(outcome.error());
          return {};
        },
        [&](Result<void> committed) {
          if (!committed && outcome)
            outcome = tl::unexpected<Error>(committed.error());
          else if (!committed)
            outcome = tl::unexpected<Error>(committed.error());
        });
    return outcome;
  }

  // The same without waiting: `done` runs on the writer's thread after the commit is durable (or with the error).
  // It must not block. kUnavailable is passed to `done` at once when the queue is full.
  virtual void write_async(std::function<Result<void>(soci::session&)> work,
                           std::function<void(Result<void>)> done) = 0;

  // Runs `work` on a pooled reader, in one read transaction (a consistent snapshot). Blocks while all are busy.
  template <typename T>
  Result<T> read(std::function<Result<T>(soci::session&)> work) {
    Result<T> outcome = fail(ErrorCode::kInternal, "NOT_RUN", "the read did not run");
    auto ran = run_read([&](soci::session& session) { outcome = work(session); });
    if (!ran) return tl::unexpected<Error>(ran.error());
    return outcome;
  }

  // A copy of the live catalog, consistent, made while it is in use (SQLite's online backup). The target must not
  // exist.
  virtual Result<void> backup_to(const std::filesystem::path& file) = 0;

 protected:
  virtual void write_and_wait(std::function<Result<void>(soci::session&)> work,
                              std::function<void(Result<void>)> done) = 0;
  virtual Result<void> run_read(std::function<void(soci::session&)> work) = 0;
};

}  // namespace rdc::storage
