#include "acquisition_agent/inbox/letter_store.h"

namespace rdc::agent {
namespace {

struct Keys {
  std::string letter{}, report{}, revision{};
};

// `tail` follows FROM letter and may use ":letter", ":report" and ":revision".
std::vector<KeptLetter> select(soci::session& session, const std::string& tail, const Keys& keys = {}) {
  long long sequence = 0, verdict = 0, written = 0, ordinal = 0;
  KeptLetter row;
  soci::statement query(session);
  query.exchange(soci::into(sequence));
  query.exchange(soci::into(row.letter_id));
  query.exchange(soci::into(row.kind));
  query.exchange(soci::into(verdict));
  query.exchange(soci::into(row.detail));
  query.exchange(soci::into(written));
  query.exchange(soci::into(row.report_id));
  query.exchange(soci::into(row.revision_id));
  query.exchange(soci::into(ordinal));
  query.exchange(soci::into(row.document_sha256));
  query.exchange(soci::into(row.folder));
  if (tail.find(":letter") != std::string::npos) query.exchange(soci::use(keys.letter, "letter"));
  if (tail.find(":report") != std::string::npos) query.exchange(soci::use(keys.report, "report"));
  if (tail.find(":revision") != std::string::npos) query.exchange(soci::use(keys.revision, "revision"));
  query.alloc();
  query.prepare(
      "SELECT sequence, letter_id, kind, verdict, detail, written_at, report_id, revision_id, ordinal, "
      "document_sha256, folder FROM letter " +
      tail);
  query.define_and_bind();
  std::vector<KeptLetter> rows;
  query.execute();
  while (query.fetch()) {
    row.sequence = static_cast<std::uint64_t>(sequence);
    row.verdict = static_cast<int>(verdict);
    row.ordinal = static_cast<int>(ordinal);
    row.written_at = base::from_micros(written);
    rows.push_back(row);
  }
  return rows;
}

}  // namespace

Result<std::uint64_t> LetterStore::cursor() {
  return database_.read<std::uint64_t>([](soci::session& session) -> Result<std::uint64_t> {
    long long last = 0;
    session << "SELECT COALESCE(MAX(sequence), 0) FROM letter", soci::into(last);
    return static_cast<std::uint64_t>(last);
  });
}

Result<void> LetterStore::keep(const KeptLetter& letter, base::Timestamp now) {
  auto done = database_.write<bool>([&](soci::session& session) -> Result<bool> {
    const long long sequence = static_cast<long long>(letter.sequence), verdict = letter.verdict,
                    written = base::to_micros(letter.written_at), kept = base::to_micros(now), ordinal = letter.ordinal;
    session << "INSERT INTO letter (sequence, letter_id, kind, verdict, detail, acknowledged, written_at, kept_at, "
               "report_id, "
               "revision_id, ordinal, document_sha256, folder) VALUES (:sequence, :id, :kind, :verdict, :detail, 0, "
               ":written, "
               ":kept, :report, :revision, :ordinal, :document, :folder) ON CONFLICT (sequence) DO NOTHING",
        soci::use(sequence), soci::use(letter.letter_id), soci::use(letter.kind), soci::use(verdict),
        soci::use(letter.detail), soci::use(written), soci::use(kept), soci::use(letter.report_id),
        soci::use(letter.revision_id), soci::use(ordinal), soci::use(letter.document_sha256), soci::use(letter.folder);
    return true;
  });
  if (!done) return fail(done);
  return {};
}

Result<void> LetterStore::mark_acknowledged(const std::string& letter_id) {
  auto done = database_.write<bool>([&](soci::session& session) -> Result<bool> {
    session << "UPDATE letter SET acknowledged = 1 WHERE letter_id = :id", soci::use(letter_id);
    return true;
  });
  if (!done) return fail(done);
  return {};
}

Result<std::vector<KeptLetter>> LetterStore::unacknowledged() {
  return database_.read<std::vector<KeptLetter>>([](soci::session& session) -> Result<std::vector<KeptLetter>> {
    return select(session, "WHERE acknowledged = 0 ORDER BY sequence LIMIT 1000");
  });
}

Result<std::optional<KeptLetter>> LetterStore::find(const std::string& letter_id) {
  return database_.read<std::optional<KeptLetter>>([&](soci::session& session) -> Result<std::optional<KeptLetter>> {
    auto rows = select(session, "WHERE letter_id = :letter", {.letter = letter_id});
    if (rows.empty()) return std::optional<KeptLetter>{};
    return std::optional<KeptLetter>{std::move(rows.front())};
  });
}

Result<std::optional<KeptLetter>> LetterStore::find_revision(const std::string& report_id,
                                                             const std::string& revision_id) {
  return database_.read<std::optional<KeptLetter>>([&](soci::session& session) -> Result<std::optional<KeptLetter>> {
    auto rows = select(session, "WHERE report_id = :report AND revision_id = :revision AND verdict = 1",
                       {.report = report_id, .revision = revision_id});
    if (rows.empty()) return std::optional<KeptLetter>{};
    return std::optional<KeptLetter>{std::move(rows.front())};
  });
}

Result<int> LetterStore::revisions_of(const std::string& report_id) {
  return database_.read<int>([&](soci::session& session) -> Result<int> {
    int count = 0;
    session << "SELECT COUNT(*) FROM letter WHERE report_id = :report AND verdict = 1", soci::use(report_id),
        soci::into(count);
    return count;
  });
}

Result<LetterTotals> LetterStore::totals() {
  return database_.read<LetterTotals>([](soci::session& session) -> Result<LetterTotals> {
    long long kept = 0, failed = 0;
    session << "SELECT COUNT(*) FROM letter WHERE verdict = 1 AND kind = 'report'", soci::into(kept);
    session << "SELECT COUNT(*) FROM letter WHERE verdict = 2", soci::into(failed);
    return LetterTotals{static_cast<std::uint64_t>(kept), static_cast<std::uint64_t>(failed)};
  });
}

}  // namespace rdc::agent
