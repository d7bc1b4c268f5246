// All SQL about letters. What it returns is durable.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "acquisition_agent/spool/item.h"
#include "common/storage/database.h"

namespace rdc::agent {

struct KeptLetter {
  std::uint64_t sequence = 0;
  std::string letter_id;
  std::string kind;  // "report" or "rejection"
  int verdict = 0;   // AcknowledgeRequest.Verdict
  std::string detail;
  base::Timestamp written_at;
  std::string report_id;
  std::string revision_id;
  int ordinal = 0;  // of the revision among the report's letters: 1, 2, 3 …
  std::string document_sha256;
  std::string folder;  // where its files are
};

struct LetterTotals {
  std::uint64_t kept = 0;
  std::uint64_t failed = 0;
};

// Thread-safe. Borrows the database.
class LetterStore {
 public:
  explicit LetterStore(storage::Database& database) : database_(database) {}

  Result<std::uint64_t> cursor();  // the last letter durable here; 0 for none
  // Idempotent on the sequence.
  Result<void> keep(const KeptLetter& letter, base::Timestamp now);
  Result<void> mark_acknowledged(const std::string& letter_id);
  Result<std::vector<KeptLetter>> unacknowledged();
  Result<std::optional<KeptLetter>> find(const std::string& letter_id);
  Result<std::optional<KeptLetter>> find_revision(const std::string& report_id, const std::string& revision_id);
  Result<int> revisions_of(const std::string& report_id);
  Result<LetterTotals> totals();

 private:
  storage::Database& database_;
};

}  // namespace rdc::agent
