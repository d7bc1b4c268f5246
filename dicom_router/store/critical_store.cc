#include "dicom_router/store/critical_store.h"

#include <google/protobuf/util/json_util.h>
#include <google/protobuf/util/time_util.h>

#include "dicom_router/store/study_rows.h"

namespace rdc::router {
namespace {

using google::protobuf::util::TimeUtil;
using soci::into;
using soci::use;

google::protobuf::Timestamp notice_stamp(long long micros) { return TimeUtil::MicrosecondsToTimestamp(micros); }

template <typename Message>
Result<std::string> written(const Message& message) {
  std::string text;
  if (google::protobuf::util::MessageToJsonString(message, &text).ok()) return text;
  return fail(ErrorCode::kInvalid, "BAD_REQUEST", "a text is not valid UTF-8");
}

template <typename Message>
Result<Message> read_text(const std::string& text) {
  Message message;
  google::protobuf::util::JsonParseOptions options;
  options.ignore_unknown_fields = true;
  if (google::protobuf::util::JsonStringToMessage(text, &message, options).ok()) return message;
  return fail(ErrorCode::kCorrupt, "BAD_NOTICE", "a stored critical value cannot be read: run `dicom-router verify`");
}

long long next_notice_change(soci::session& session) {
  long long change = 0;
  session << "UPDATE critical_cursor SET last_change = last_change + 1 WHERE id = 1 RETURNING last_change",
      into(change);
  return change;
}

v1::CriticalState notice_state(const v1::CriticalNotice& notice) {
  if (notice.has_closed_at()) return v1::CRITICAL_STATE_CLOSED;
  if (!notice.has_read_back())
    return notice.has_delivered_at() ? v1::CRITICAL_STATE_DELIVERED : v1::CRITICAL_STATE_SENT;
  return notice.actions().empty() ? v1::CRITICAL_STATE_READ_BACK : v1::CRITICAL_STATE_ACTED;
}

Result<void> add_actions(soci::session& session, v1::CriticalNotice& notice) {
  std::string content;
  soci::statement query =
      (session.prepare << "SELECT content FROM critical_action WHERE notice_id = :id ORDER BY recorded_at, action_id",
       use(notice.notice_id()), into(content));
  query.execute();
  while (query.fetch()) {
    auto action = read_text<v1::CriticalAction>(content);
    if (!action) return fail(action);
    *notice.add_actions() = std::move(*action);
  }
  return {};
}

}  // namespace

Result<void> CriticalStore::add(soci::session& session, const v1::CriticalNotice& notice, long long look_at) {
  const auto content = written(notice);
  if (!content) return fail(content);
  const long long at = TimeUtil::TimestampToMicroseconds(notice.notified_at());
  const long long change = next_notice_change(session);
  session << "INSERT INTO critical_notice (notice_id, study_id, site_id, notified_by, notified_at, content, look_at, "
             "change_sequence) VALUES (:id, :study, :site, :by, :at, :content, :look, :change)",
      use(notice.notice_id()), use(notice.study_id()), use(notice.site_id()), use(notice.by().user_id()), use(at),
      use(*content), use(look_at), use(change);
  return {};
}

Result<v1::CriticalNotice> CriticalStore::find(soci::session& session, const std::string& notice_id,
                                               const std::string& site_id) {
  std::string content, read_back, site, closed_by, closed_by_name, note;
  long long delivered_at = 0, closed_at = 0, change = 0;
  session << "SELECT site_id, content, delivered_at, read_back, closed_at, closed_by, closed_by_name, closing_note, "
             "change_sequence FROM critical_notice WHERE notice_id = :id",
      use(notice_id), into(site), into(content), into(delivered_at), into(read_back), into(closed_at), into(closed_by),
      into(closed_by_name), into(note), into(change);
  if (!session.got_data() || (!site_id.empty() && site != site_id))
    return fail(ErrorCode::kNotFound, "NO_SUCH_NOTICE", "there is no such critical value");
  auto notice = read_text<v1::CriticalNotice>(content);
  if (!notice) return notice;
  notice->set_change(static_cast<std::uint64_t>(change));
  if (delivered_at != 0) *notice->mutable_delivered_at() = notice_stamp(delivered_at);
  if (!read_back.empty()) {
    auto told = read_text<v1::CriticalReadBack>(read_back);
    if (!told) return fail(told);
    *notice->mutable_read_back() = std::move(*told);
  }
  if (auto added = add_actions(session, *notice); !added) return fail(added);
  if (closed_at != 0) {
    *notice->mutable_closed_at() = notice_stamp(closed_at);
    notice->mutable_closed_by()->set_user_id(closed_by);
    notice->mutable_closed_by()->set_display_name(closed_by_name);
    notice->set_closing_note(note);
  }
  notice->set_state(notice_state(*notice));
  return notice;
}

std::optional<std::string> CriticalStore::notice_of_action(soci::session& session, const std::string& action_id) {
  std::string notice_id;
  session << "SELECT notice_id FROM critical_action WHERE action_id = :id", use(action_id), into(notice_id);
  if (!session.got_data()) return std::nullopt;
  return notice_id;
}

bool CriticalStore::set_delivered(soci::session& session, const std::string& notice_id, long long at) {
  std::string found;
  session << "UPDATE critical_notice SET delivered_at = :at WHERE notice_id = :id AND delivered_at = 0 "
             "RETURNING notice_id",
      use(at), use(notice_id), into(found);
  return !found.empty();
}

Result<bool> CriticalStore::set_read_back(soci::session& session, const std::string& notice_id,
                                          const v1::CriticalReadBack& read_back) {
  const auto content = written(read_back);
  if (!content) return fail(content);
  const long long at = TimeUtil::TimestampToMicroseconds(read_back.at());
  std::string found;
  session << "UPDATE critical_notice SET read_back_at = :at, read_back = :content "
             "WHERE notice_id = :id AND read_back = '' RETURNING notice_id",
      use(at), use(*content), use(notice_id), into(found);
  return !found.empty();
}

Result<bool> CriticalStore::add_action(soci::session& session, const std::string& notice_id,
                                       const v1::CriticalAction& action) {
  if (notice_of_action(session, action.action_id())) return false;
  const auto content = written(action);
  if (!content) return fail(content);
  const long long at = TimeUtil::TimestampToMicroseconds(action.recorded_at());
  session << "INSERT INTO critical_action (action_id, notice_id, recorded_at, content) VALUES (:id, :notice, :at, "
             ":content)",
      use(action.action_id()), use(notice_id), use(at), use(*content);
  session << "UPDATE critical_notice SET acted_at = :at WHERE notice_id = :id AND acted_at = 0", use(at),
      use(notice_id);
  return true;
}

bool CriticalStore::set_closed(soci::session& session, const std::string& notice_id, const v1::Person& by,
                               const std::string& note, long long at) {
  std::string found;
  session << "UPDATE critical_notice SET closed_at = :at, closed_by = :by, closed_by_name = :name, "
             "closing_note = :note, look_at = 0 WHERE notice_id = :id AND closed_at = 0 RETURNING notice_id",
      use(at), use(by.user_id()), use(by.display_name()), use(note), use(notice_id), into(found);
  return !found.empty();
}

void CriticalStore::set_look(soci::session& session, const std::string& notice_id, long long at) {
  session << "UPDATE critical_notice SET look_at = :at WHERE notice_id = :id", use(at), use(notice_id);
}

void CriticalStore::touch(soci::session& session, const std::string& notice_id) {
  const auto change = next_notice_change(session);
  session << "UPDATE critical_notice SET change_sequence = :change WHERE notice_id = :id", use(change), use(notice_id);
}

std::vector<std::string> CriticalStore::due(soci::session& session, long long now) {
  std::vector<std::string> found;
  std::string id;
  soci::statement query = (session.prepare << "SELECT notice_id FROM critical_notice WHERE look_at > 0 AND look_at <= "
                                              ":now ORDER BY look_at LIMIT 100",
                           use(now), into(id));
  query.execute();
  while (query.fetch()) found.push_back(id);
  return found;
}

long long CriticalStore::next_due(soci::session& session) {
  long long next = 0;
  session << "SELECT COALESCE(MIN(look_at), 0) FROM critical_notice WHERE look_at > 0", into(next);
  return next;
}

std::uint64_t CriticalStore::last_change(soci::session& session) {
  long long number = 0;
  session << "SELECT last_change FROM critical_cursor WHERE id = 1", into(number);
  return static_cast<std::uint64_t>(number);
}

CriticalStore::Changes CriticalStore::changes_after(soci::session& session, std::uint64_t cursor, int limit) {
  Changes changes;
  std::string id;
  if (cursor == 0) {
    soci::statement query =
        (session.prepare << "SELECT notice_id FROM critical_notice WHERE closed_at = 0 ORDER BY change_sequence",
         into(id));
    query.execute();
    while (query.fetch()) changes.notice_ids.push_back(id);
    changes.cursor = last_change(session);
    return changes;
  }
  changes.cursor = cursor;
  const auto after = static_cast<long long>(cursor);
  long long change = 0;
  soci::statement query = (session.prepare << "SELECT notice_id, change_sequence FROM critical_notice WHERE "
                                              "change_sequence > :after ORDER BY change_sequence LIMIT :limit",
                           use(after), use(limit), into(id), into(change));
  query.execute();
  while (query.fetch()) {
    changes.notice_ids.push_back(id);
    changes.cursor = static_cast<std::uint64_t>(change);
  }
  return changes;
}

std::vector<std::string> CriticalStore::list(soci::session& session, const std::string& study_id, long long from,
                                             long long until, int limit) {
  std::vector<std::string> found;
  std::string id;
  soci::statement query(session);
  query.exchange(use(from));
  query.exchange(use(until));
  if (!study_id.empty()) query.exchange(use(study_id));
  query.exchange(use(limit));
  query.exchange(into(id));
  execute(query,
          std::string("SELECT notice_id FROM critical_notice WHERE notified_at >= :from AND notified_at < :until") +
              (study_id.empty() ? "" : " AND study_id = :study") +
              " ORDER BY notified_at DESC, notice_id DESC LIMIT :limit");
  while (query.fetch()) found.push_back(id);
  return found;
}

}  // namespace rdc::router
