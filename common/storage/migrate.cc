#include "common/storage/migrate.h"

#include <algorithm>
#include <map>
#include <sstream>

#include "common/base/digest.h"

namespace rdc::storage {
namespace {

std::vector<std::string> statements_of(const std::string& sql) {
  std::vector<std::string> statements;
  std::istringstream lines(sql);
  std::string line;
  std::string statement;
  while (std::getline(lines, line)) {
    if (const auto comment = line.find("--"); comment != std::string::npos) line.erase(comment);
    while (!line.empty() && (line.back() == ' ' || line.back() == '\r')) line.pop_back();
    if (line.empty()) continue;
    statement += line + '\n';
    if (line.back() != ';') continue;
    statements.push_back(std::move(statement));
    statement.clear();
  }
  if (!statement.empty()) statements.push_back(std::move(statement));
  return statements;
}

struct Applied {
  std::string name;
  std::string digest;
};

std::map<int, Applied> read_applied(Connection& connection) {
  connection << "CREATE TABLE IF NOT EXISTS schema_migration (version INTEGER PRIMARY KEY, name TEXT NOT NULL, "
                "sha256 TEXT NOT NULL, applied_at BIGINT NOT NULL)";
  std::map<int, Applied> applied;
  int version = 0;
  Applied row;
  soci::statement query = (connection.prepare << "SELECT version, name, sha256 FROM schema_migration ORDER BY version",
                           soci::into(version), soci::into(row.name), soci::into(row.digest));
  query.execute();
  while (query.fetch()) applied[version] = row;
  return applied;
}

Result<void> apply(Connection& connection, const Migration& migration, const std::string& digest,
                   const base::Clock& clock) {
  connection << "BEGIN IMMEDIATE";
  try {
    for (const auto& statement : statements_of(migration.sql)) connection << statement;
    const auto at = static_cast<long long>(base::to_micros(clock.now()));
    connection << "INSERT INTO schema_migration (version, name, sha256, applied_at) VALUES (:v, :n, :d, :t)",
        soci::use(migration.version), soci::use(migration.name), soci::use(digest), soci::use(at);
    connection << "COMMIT";
  } catch (const soci::soci_error& error) {
    if (connection.in_transaction()) connection << "ROLLBACK";
    return fail(ErrorCode::kInternal, "MIGRATION_FAILED", "migration {} ({}) failed: {}", migration.version,
                migration.name, error.what());
  }
  return {};
}

}  // namespace

Result<void> migrate(Connection& connection, std::vector<Migration> migrations, const base::Clock& clock) {
  std::ranges::sort(migrations, {}, &Migration::version);
  const auto applied = read_applied(connection);
  const int newest = migrations.empty() ? 0 : migrations.back().version;
  if (!applied.empty() && applied.rbegin()->first > newest)
    return fail(ErrorCode::kConflict, "CATALOG_TOO_NEW",
                "the catalog has migration {} ({}), this program knows up to {}: use the newer program",
                applied.rbegin()->first, applied.rbegin()->second.name, newest);
  for (const auto& migration : migrations) {
    const std::string digest = base::sha256(migration.sql).hex();
    const auto found = applied.find(migration.version);
    if (found == applied.end()) {
      if (auto done = apply(connection, migration, digest, clock); !done) return done;
    } else if (found->second.digest != digest) {
      return fail(ErrorCode::kConflict, "MIGRATION_CHANGED",
                  "migration {} was applied to the catalog as {} with other text: a migration never changes",
                  migration.version, found->second.name);
    }
  }
  return {};
}

}  // namespace rdc::storage
