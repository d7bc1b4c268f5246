// Looks into the catalog of a running program from outside, without disturbing it, and waits for what it will say.
#pragma once

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "common/base/clock.h"
#include "common/base/result.h"

struct sqlite3;

namespace rdc::testkit {

// One row: every value as text, NULL as "".
using Row = std::vector<std::string>;

// Never writes, never checkpoints. Not thread-safe. Borrows the clock.
class DatabaseWatch {
 public:
  // kNotFound: no such file.
  static Result<std::unique_ptr<DatabaseWatch>> open(const std::filesystem::path& file, const base::Clock& clock);
  ~DatabaseWatch();
  DatabaseWatch(const DatabaseWatch&) = delete;
  DatabaseWatch& operator=(const DatabaseWatch&) = delete;

  // kInternal with SQLite's words when the statement is wrong; kUnavailable while the writer holds everything up.
  Result<std::vector<Row>> rows(const std::string& sql, const std::vector<std::string>& values = {});
  // The first value of the first row; 0 when there is none.
  Result<std::int64_t> number(const std::string& sql, const std::vector<std::string>& values = {});
  // The same for a test that cannot go on without it: throws std::runtime_error with the words of the error.
  std::int64_t count(const std::string& sql, const std::vector<std::string>& values = {});

  // Asks whenever the file changes. False: time ran out.
  bool wait_until(const std::function<bool(DatabaseWatch&)>& holds, std::chrono::milliseconds timeout);
  bool wait_for_number(const std::string& sql, std::int64_t at_least, std::chrono::milliseconds timeout);

 private:
  DatabaseWatch(sqlite3* database, int watcher, const base::Clock& clock)
      : database_(database), watcher_(watcher), clock_(clock) {}

  sqlite3* database_;
  int watcher_;
  const base::Clock& clock_;
};

}  // namespace rdc::testkit
