// The router's catalog: the database with this program's tables. What the tables mean is written in migrations/*.sql;
// each subject's statements live in its own *_store class in this folder, and nowhere else.
#pragma once

#include <filesystem>
#include <memory>

#include "common/base/clock.h"
#include "common/storage/database.h"

namespace rdc::router {

// Thread-safe. Owns the database.
class Catalog {
 public:
  // Opens or creates `file` and brings it up to this program's version. Errors as storage::Database::open.
  static Result<std::unique_ptr<Catalog>> open(const std::filesystem::path& file, const base::Clock& clock);
  explicit Catalog(std::unique_ptr<storage::Database> database) : database_(std::move(database)) {}

  storage::Database& database() { return *database_; }

  template <typename T>
  Result<T> write(std::function<Result<T>(soci::session&)> work) {
    return database_->write<T>(std::move(work));
  }
  template <typename T>
  Result<T> read(std::function<Result<T>(soci::session&)> work) {
    return database_->read<T>(std::move(work));
  }

 private:
  std::unique_ptr<storage::Database> database_;
};

}  // namespace rdc::router
