#include "dicom_router/store/webhook_store.h"

namespace rdc::router {

using soci::into;
using soci::use;

void WebhookStore::add(soci::session& session, const WebhookNotice& notice) {
  session << "INSERT INTO webhook_notice (notice_id, endpoint, event, case_id, created_at, content, next_at) "
             "VALUES (:id, :endpoint, :event, :case, :created, :content, :next)",
      use(notice.notice_id), use(notice.endpoint), use(notice.event), use(notice.case_id), use(notice.created_at),
      use(notice.content), use(notice.next_at);
}

std::vector<WebhookNotice> WebhookStore::due(soci::session& session, long long now, int limit) {
  std::vector<WebhookNotice> notices;
  WebhookNotice one;
  soci::statement query =
      (session.prepare << "SELECT notice_id, endpoint, event, case_id, content, created_at, next_at, attempts "
                          "FROM webhook_notice WHERE next_at > 0 AND next_at <= :now ORDER BY next_at, notice_id "
                          "LIMIT :limit",
       use(now), use(limit), into(one.notice_id), into(one.endpoint), into(one.event), into(one.case_id),
       into(one.content), into(one.created_at), into(one.next_at), into(one.attempts));
  query.execute();
  while (query.fetch()) notices.push_back(one);
  return notices;
}

long long WebhookStore::next_due(soci::session& session) {
  long long next = 0;
  session << "SELECT COALESCE(MIN(next_at), 0) FROM webhook_notice WHERE next_at > 0", into(next);
  return next;
}

void WebhookStore::delivered(soci::session& session, const std::string& notice_id, long long at) {
  session << "UPDATE webhook_notice SET delivered_at = :at, next_at = 0, attempts = attempts + 1, last_error = '' "
             "WHERE notice_id = :id",
      use(at), use(notice_id);
}

void WebhookStore::retry(soci::session& session, const std::string& notice_id, long long next_at,
                         const std::string& error) {
  session << "UPDATE webhook_notice SET next_at = :next, attempts = attempts + 1, last_error = :error "
             "WHERE notice_id = :id",
      use(next_at), use(error), use(notice_id);
}

void WebhookStore::give_up(soci::session& session, const std::string& notice_id, const std::string& error) {
  session << "UPDATE webhook_notice SET next_at = 0, failed = 1, attempts = attempts + 1, last_error = :error "
             "WHERE notice_id = :id",
      use(error), use(notice_id);
}

}  // namespace rdc::router
