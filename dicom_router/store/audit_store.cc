#include "dicom_router/store/audit_store.h"

namespace rdc::router {
namespace {

void fetch_all(soci::statement& query, AuditRow& row, const std::function<bool(const AuditRow&)>& each) {
  query.execute();
  while (query.fetch())
    if (!each(row)) return;
}

}  // namespace

AuditHead AuditStore::lock_head(soci::session& session) {
  session << "UPDATE audit_head SET id = 1 WHERE id = 1";
  return head(session);
}

AuditHead AuditStore::head(soci::session& session) {
  AuditHead head;
  session << "SELECT last_sequence, hash, seal FROM audit_head WHERE id = 1", soci::into(head.last_sequence),
      soci::into(head.hash), soci::into(head.seal);
  return head;
}

void AuditStore::insert(soci::session& session, const AuditRow& row) {
  session << "INSERT INTO audit_event (sequence, at, user_id, machine, action, subject, outcome, detail, hash) "
             "VALUES (:sequence, :at, :user_id, :machine, :action, :subject, :outcome, :detail, :hash)",
      soci::use(row.sequence), soci::use(row.at), soci::use(row.user_id), soci::use(row.machine), soci::use(row.action),
      soci::use(row.subject), soci::use(row.outcome), soci::use(row.detail), soci::use(row.hash);
}

void AuditStore::set_head(soci::session& session, const AuditHead& head) {
  session << "UPDATE audit_head SET last_sequence = :sequence, hash = :hash, seal = :seal WHERE id = 1",
      soci::use(head.last_sequence), soci::use(head.hash), soci::use(head.seal);
}

void AuditStore::each_row(soci::session& session, const std::function<bool(const AuditRow&)>& each) {
  AuditRow row;
  soci::statement query =
      (session.prepare << "SELECT sequence, at, user_id, machine, action, subject, outcome, detail, hash "
                          "FROM audit_event ORDER BY sequence",
       soci::into(row.sequence), soci::into(row.at), soci::into(row.user_id), soci::into(row.machine),
       soci::into(row.action), soci::into(row.subject), soci::into(row.outcome), soci::into(row.detail),
       soci::into(row.hash));
  fetch_all(query, row, each);
}

void AuditStore::each_row(soci::session& session, long long after, int limit, const std::string& subject,
                          const std::string& user_id, const std::function<bool(const AuditRow&)>& each) {
  AuditRow row;
  soci::statement query =
      (session.prepare << "SELECT sequence, at, user_id, machine, action, subject, outcome, detail, hash "
                          "FROM audit_event WHERE sequence > :after AND (:any_subject = '' OR subject = :subject) "
                          "AND (:any_user = '' OR user_id = :user_id) ORDER BY sequence LIMIT :limit",
       soci::use(after), soci::use(subject), soci::use(subject), soci::use(user_id), soci::use(user_id),
       soci::use(limit), soci::into(row.sequence), soci::into(row.at), soci::into(row.user_id), soci::into(row.machine),
       soci::into(row.action), soci::into(row.subject), soci::into(row.outcome), soci::into(row.detail),
       soci::into(row.hash));
  fetch_all(query, row, each);
}

}  // namespace rdc::router
