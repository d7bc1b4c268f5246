// An SQLite catalog through SOCI: one writer that commits in groups, a pool of readers, numbered migrations.
//
// Every connection: WAL, synchronous=FULL, foreign keys on, double-quoted strings off, busy timeout 10 s (the command
// line opens the same file beside the running router). Readers cannot write.
#pragma once

#include <chrono>
#include <cstddef>
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
  std::string sql;  // statements, each ended by ";" at the end of a line
};

// Thread-safe. The destructor commits what was queued, then closes.
class Database {
 public:
  struct Options {
    std::filesystem::path file;
    int readers = 4;
    std::size_t group_limit = 512;  // transactions committed together at most
    // Pages of 4 KiB that the write-ahead log gathers before they go into the catalog. Many spare a large catalog's
    // random pages; few keep the log short, and a commit into a log that need not grow is one disk flush instead of
    // two.
    int checkpoint_pages = 16'384;
    std::size_t queue_limit = 16'384;  // write_async refuses beyond; write waits
    // How long the writer waits for company before it commits: one commit for several costs much less than several.
    std::chrono::microseconds gather{0};
    std::chrono::milliseconds patience{50};  // the longest that write_lazily waits for company
  };

  // Creates the file if absent, then applies missing migrations. kCorrupt: not a database. kConflict: a migration
  // recorded there is newer than this program, or is not the one this program knows by that number.
  static Result<std::unique_ptr<Database>> open(Options options, std::vector<Migration> migrations,
                                                const base::Clock& clock);
  virtual ~Database() = default;

  using Work = std::function<Result<void>(soci::session&)>;
  using Done = std::function<void(Result<void>)>;

  // Runs `work` inside the writer's current group, under its own savepoint: an Error or an exception rolls back this
  // work alone. Returns only after the group's COMMIT is durable. Must not be called from `work` or a commit listener.
  template <typename T>
  Result<T> write(std::function<Result<T>(soci::session&)> work) {
    Result<T> outcome = fail(ErrorCode::kCancelled, "SHUTTING_DOWN", "the catalog is closing: try again");
    auto committed = write_and_wait([&](soci::session& session) -> Result<void> {
      outcome = work(session);
      if (!outcome) return fail(outcome);
      return {};
    });
    if (!committed) return fail(committed);
    return outcome;
  }

  // The same without waiting: `done` runs on the writer's thread after the commit is durable (or with the error).
  // It must not block. When the queue is full or closing, `done` gets kUnavailable at once, on the caller's thread.
  virtual void write_async(Work work, Done done) = 0;
  // The same for what nobody waits for: it joins the next group, or makes one after Options::patience. All work is done
  // in the order in which it was queued, lazy or not.
  virtual void write_lazily(Work work, Done done) = 0;

  // Runs `work` on a pooled reader, in one read transaction (a consistent snapshot). Blocks while all are busy.
  template <typename T>
  Result<T> read(std::function<Result<T>(soci::session&)> work) {
    Result<T> outcome = fail(ErrorCode::kInternal, "NOT_RUN", "the read did not run");
    auto ran = run_read([&](soci::session& session) { outcome = work(session); });
    if (!ran) return fail(ran);
    return outcome;
  }

  // Called on the writer's thread after every durable group in which some work succeeded: how change feeds learn that
  // there may be news. Must not block. Ends when the returned token is destroyed, which waits for a running call.
  virtual std::shared_ptr<void> on_commit(std::function<void()> listener) = 0;

  // A copy of the live catalog, consistent, made while it is in use (SQLite's online backup), durable on return.
  // kExists: the target is there already. `progress` gets pages done and pages in all.
  virtual Result<void> backup_to(const std::filesystem::path& file,
                                 const std::function<void(std::size_t, std::size_t)>& progress = {}) = 0;

 protected:
  virtual Result<void> write_and_wait(Work work) = 0;
  virtual Result<void> run_read(const std::function<void(soci::session&)>& work) = 0;
};

}  // namespace rdc::storage
