// The agent's analyses, kept beside the items: one for each ECG, with the version of the rules that made it.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "common/base/clock.h"
#include "common/storage/database.h"
#include "rdc/v1/agent.pb.h"

namespace rdc::agent {

struct AnalysisRow {
  v1::AgentEcgAnalysis result;
  base::Timestamp seen_at{};  // 1970: nobody has seen the warning
  std::string seen_by{};
};

// Thread-safe. Borrows the database.
class AnalysisStore {
 public:
  explicit AnalysisStore(storage::Database& database) : database_(database) {}

  // Durable on return. What was kept for the item stays: it is what the clinic was told.
  Result<void> keep(const v1::AgentEcgAnalysis& analysis);
  Result<std::optional<AnalysisRow>> find(const std::string& item_id);
  // kNotFound/NO_SUCH_ITEM.
  Result<void> mark_seen(const std::string& item_id, const std::string& by, base::Timestamp at);
  // Inside a transaction of the caller.
  static std::optional<AnalysisRow> find_in(soci::session& session, const std::string& item_id);

 private:
  storage::Database& database_;
};

}  // namespace rdc::agent
