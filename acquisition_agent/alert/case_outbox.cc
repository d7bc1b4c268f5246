// What is owed to the centre: CaseBook's other half.
#include "acquisition_agent/alert/case_book.h"

namespace rdc::agent {
namespace {

bool is_held(const OutboxRow& row, const Moment& now) {
  return row.held_until > now.since_boot && row.boot_id == now.boot_id;
}

}  // namespace

Result<std::vector<OutboxRow>> CaseBook::due(int limit) {
  const Moment now = clock_.now();
  return database_.read<std::vector<OutboxRow>>([&](soci::session& session) -> Result<std::vector<OutboxRow>> {
    auto owed = rows::outbox(session, "WHERE sent = 0 AND refused = '' ORDER BY number LIMIT 1000");
    std::erase_if(owed, [&](const OutboxRow& row) { return is_held(row, now); });
    if (owed.size() > static_cast<std::size_t>(limit)) owed.resize(static_cast<std::size_t>(limit));
    return owed;
  });
}

Result<std::optional<base::MonotonicTime>> CaseBook::next_due() {
  using Time = std::optional<base::MonotonicTime>;
  const Moment now = clock_.now();
  return database_.read<Time>([&](soci::session& session) -> Result<Time> {
    Time next;
    for (const auto& row : rows::outbox(session, "WHERE sent = 0 AND refused = '' AND held_until > 0"))
      if (is_held(row, now) && (!next || row.held_until < *next)) next = row.held_until;
    return next;
  });
}

Result<void> CaseBook::mark_sent(std::uint64_t number) {
  const auto done = database_.write<bool>([&](soci::session& session) -> Result<bool> {
    const auto key = static_cast<long long>(number);
    session << "UPDATE alert_outbox SET sent = 1 WHERE number = :number", soci::use(key);
    return true;
  });
  return done ? Result<void>{} : Result<void>(fail(done));
}

Result<void> CaseBook::mark_refused(std::uint64_t number, const std::string& reason) {
  const auto done = database_.write<bool>([&](soci::session& session) -> Result<bool> {
    const auto key = static_cast<long long>(number);
    session << "UPDATE alert_outbox SET refused = :reason WHERE number = :number", soci::use(reason), soci::use(key);
    return true;
  });
  return done ? Result<void>{} : Result<void>(fail(done));
}

}  // namespace rdc::agent
