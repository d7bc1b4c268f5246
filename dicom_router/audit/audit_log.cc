#include "dicom_router/audit/audit_log.h"

#include <openssl/evp.h>
#include <openssl/hmac.h>

#include <array>

#include "dicom_router/store/audit_store.h"

namespace rdc::router {
namespace {

constexpr std::size_t kDetailLimit = 1024;

std::string hmac_hex(const std::string& key, const std::string& text) {
  std::array<unsigned char, EVP_MAX_MD_SIZE> mac{};
  unsigned int size = 0;
  HMAC(EVP_sha256(), key.data(), static_cast<int>(key.size()), reinterpret_cast<const unsigned char*>(text.data()),
       text.size(), mac.data(), &size);
  std::string hex;
  for (unsigned int i = 0; i < size; ++i) hex += fmt::format("{:02x}", mac[i]);
  return hex;
}

// Every field with its length before it: no two rows are written alike.
void append_field(std::string& text, std::string_view field) { text += fmt::format("{}:{};", field.size(), field); }

std::string hash_of(const std::string& key, const std::string& previous, const AuditRow& row) {
  std::string text = "row;";
  append_field(text, previous);
  text += fmt::format("{};{};", row.sequence, row.at);
  for (const auto* field : {&row.user_id, &row.machine, &row.action, &row.subject, &row.outcome, &row.detail})
    append_field(text, *field);
  return hmac_hex(key, text);
}

std::string seal_of(const std::string& key, const AuditHead& head) {
  std::string text = fmt::format("head;{};", head.last_sequence);
  append_field(text, head.hash);
  return hmac_hex(key, text);
}

}  // namespace

AuditEntry with(AuditEntry actor, std::string action, std::string subject, std::string detail) {
  actor.action = std::move(action);
  actor.subject = std::move(subject);
  actor.outcome = "ok";
  actor.detail = std::move(detail);
  return actor;
}

AuditEntry audit_entry(const rpc::Caller& caller, std::string action, std::string subject, std::string outcome,
                       std::string detail) {
  return {caller.user_id,     caller.machine_name, std::move(action),
          std::move(subject), std::move(outcome),  std::move(detail)};
}

AuditLog::AuditLog(std::string key, const base::Clock& clock) : key_(std::move(key)), clock_(clock) {}

Result<void> AuditLog::append(soci::session& transaction, const AuditEntry& entry) const {
  AuditHead head = AuditStore::lock_head(transaction);
  AuditRow row;
  row.sequence = head.last_sequence + 1;
  row.at = base::to_micros(clock_.now());
  row.user_id = entry.user_id;
  row.machine = entry.machine;
  row.action = entry.action;
  row.subject = entry.subject;
  row.outcome = entry.outcome;
  row.detail = entry.detail.substr(0, kDetailLimit);
  row.hash = hash_of(key_, head.hash, row);
  head.last_sequence = row.sequence;
  head.hash = row.hash;
  head.seal = seal_of(key_, head);
  AuditStore::insert(transaction, row);
  AuditStore::set_head(transaction, head);
  return {};
}

Result<AuditLog::Verdict> AuditLog::verify(soci::session& session) const {
  Verdict verdict;
  std::string previous;
  AuditStore::each_row(session, [&](const AuditRow& row) {
    const auto expected = static_cast<long long>(verdict.rows) + 1;
    if (row.sequence != expected) {
      verdict.first_bad_sequence = static_cast<std::uint64_t>(expected);
      verdict.finding = fmt::format("row {} is missing: the next one there is {}", expected, row.sequence);
      return false;
    }
    if (hash_of(key_, previous, row) != row.hash) {
      verdict.first_bad_sequence = static_cast<std::uint64_t>(row.sequence);
      verdict.finding = fmt::format("row {} was altered, or the row before it was replaced", row.sequence);
      return false;
    }
    previous = row.hash;
    ++verdict.rows;
    return true;
  });
  if (!verdict.finding.empty()) return verdict;

  const AuditHead head = AuditStore::head(session);
  const auto rows = static_cast<long long>(verdict.rows);
  if (rows == 0)
    verdict.finding = "the audit is empty: a centre's first row is written when it is made";
  else if (head.seal != seal_of(key_, head))
    verdict.finding = "the head of the chain was altered";
  else if (head.last_sequence != rows || head.hash != previous)
    verdict.finding = fmt::format("the chain ends at row {}, its head says {}: the tail was cut or replaced", rows,
                                  head.last_sequence);
  verdict.intact = verdict.finding.empty();
  if (!verdict.intact) verdict.first_bad_sequence = verdict.rows + 1;
  return verdict;
}

}  // namespace rdc::router
