// One SQLite connection with its pragmas, and statements that are prepared once on it.
#pragma once

#include <filesystem>
#include <functional>
#include <map>
#include <memory>
#include <typeindex>

#include <soci/soci.h>

#include "common/base/result.h"

namespace rdc::storage {

enum class Access { kWrite, kRead };

// What Database hands out as soci::session&. Used by one thread at a time. Not movable: prepared statements point here.
class Connection final : public soci::session {
 public:
  // Throws soci::soci_error when the file cannot be opened or is no database.
  Connection(const std::filesystem::path& file, Access access, int checkpoint_pages = 16'384);
  Connection(const Connection&) = delete;
  Connection& operator=(const Connection&) = delete;

  // False once SQLite rolled the transaction back by itself (disk full, I/O error).
  bool in_transaction();
  // SQLite's last extended result code on this connection.
  int last_code();
  std::shared_ptr<void>& statement_slot(std::type_index type) { return statements_[type]; }

  // Online backup of this connection's database into a new file, step by step.
  Result<void> copy_to(const std::filesystem::path& file,
                       const std::function<void(std::size_t, std::size_t)>& progress);

 private:
  std::map<std::type_index, std::shared_ptr<void>> statements_;  // freed before the session closes
};

// T holds a soci::statement and the variables bound to it; T(soci::session&) prepares it. Made once per connection.
// Only for sessions that Database handed out.
template <typename T>
T& prepared(soci::session& session) {
  auto& slot = static_cast<Connection&>(session).statement_slot(typeid(T));
  if (!slot) slot = std::make_shared<T>(session);
  return *static_cast<T*>(slot.get());
}

// Runs a prepared query of at most one row. True if there was one; the bound variables hold it. Steps to the end, so
// that the statement keeps no read transaction open.
bool fetch_one(soci::statement& statement);
// Runs a prepared statement that returns nothing; the number of rows it changed.
long long run(soci::statement& statement);

}  // namespace rdc::storage
