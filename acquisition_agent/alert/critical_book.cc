#include "acquisition_agent/alert/critical_book.h"

#include <algorithm>
#include <optional>

#include "acquisition_agent/alert/json.h"
#include "acquisition_agent/transfer/wire_time.h"
#include "common/base/logging.h"

namespace rdc::agent {
namespace {

using std::chrono::duration_cast;
using std::chrono::microseconds;

constexpr std::size_t kCriticalName = 64;
constexpr std::size_t kCriticalText = 2000;
constexpr const char* kAction = "action";

auto unfit(const char* field, const char* what) {
  return fail(ErrorCode::kInvalid, "BAD_REQUEST", "{}: {}", field, what);
}

// Counted in characters, not bytes.
Result<void> check_typed(const std::string& text, std::size_t limit, const char* field) {
  if (text.empty()) return unfit(field, "is missing");
  const auto characters =
      std::ranges::count_if(text, [](char c) { return (static_cast<unsigned char>(c) & 0xC0) != 0x80; });
  if (static_cast<std::size_t>(characters) > limit) return unfit(field, "is too long");
  return {};
}

struct NoticeRow {
  v1::CriticalNotice notice{};
  long long received_at = 0, read_back_at = 0, acted_at = 0;
  std::string read_back_by{}, action{};

  bool is_read_back() const { return read_back_at != 0 || notice.has_read_back(); }
  bool sounds() const { return !is_read_back() && !notice.has_closed_at(); }
  bool lacks_action() const {
    return is_read_back() && acted_at == 0 && notice.actions().empty() && !notice.has_closed_at();
  }
};

std::vector<NoticeRow> notices(soci::session& session, const std::string& tail, const std::string& key = "") {
  NoticeRow row;
  std::string text;
  soci::statement query(session);
  query.exchange(soci::into(text));
  query.exchange(soci::into(row.received_at));
  query.exchange(soci::into(row.read_back_at));
  query.exchange(soci::into(row.read_back_by));
  query.exchange(soci::into(row.acted_at));
  query.exchange(soci::into(row.action));
  if (tail.find(":key") != std::string::npos) query.exchange(soci::use(key, "key"));
  query.alloc();
  query.prepare("SELECT notice, received_at, read_back_at, read_back_by, acted_at, action FROM critical_notice " +
                tail);
  query.define_and_bind();
  std::vector<NoticeRow> found;
  query.execute();
  while (query.fetch()) {
    auto notice = from_json<v1::CriticalNotice>(text);
    if (!notice) {
      spdlog::error("{}", notice.error().message);
      continue;
    }
    row.notice = std::move(*notice);
    found.push_back(row);
  }
  return found;
}

Result<NoticeRow> find_notice(soci::session& session, const std::string& notice_id) {
  auto found = notices(session, "WHERE notice_id = :key", notice_id);
  if (found.empty()) return fail(ErrorCode::kNotFound, "NO_SUCH_NOTICE", "there is no such critical value here");
  return std::move(found.front());
}

// False when it is there already.
bool add_event(soci::session& session, const std::string& event_id, const std::string& notice_id,
               const std::string& kind, const std::string& request, const Moment& moment) {
  long long there = 0;
  session << "SELECT COUNT(*) FROM critical_event WHERE event_id = :id", soci::use(event_id), soci::into(there);
  if (there > 0) return false;
  const long long wall = base::to_micros(moment.wall),
                  boot = duration_cast<microseconds>(moment.since_boot.time_since_epoch()).count();
  session
      << "INSERT INTO critical_event (event_id, notice_id, kind, request, wall, boot, boot_id) VALUES (:id, :notice, "
         ":kind, :request, :wall, :boot, :start)",
      soci::use(event_id), soci::use(notice_id), soci::use(kind), soci::use(request), soci::use(wall), soci::use(boot),
      soci::use(moment.boot_id);
  rows::owe(session, {.kind = OutboxKind::kCritical, .case_id = notice_id, .subject = event_id, .body = ""});
  return true;
}

}  // namespace

Result<void> CriticalBook::read_back(const v1::ReadBackClinicCriticalRequest& request) {
  if (auto fine = check_typed(request.by(), kCriticalName, "by"); !fine) return fine;
  if (auto fine = check_typed(request.text(), kCriticalText, "text"); !fine) return fine;
  v1::ReadBackCriticalRequest owed;
  owed.set_notice_id(request.notice_id());
  owed.set_by(request.by());
  owed.set_text(request.text());
  const Moment moment = book_.clock().now();
  const auto done = book_.database().write<bool>([&](soci::session& session) -> Result<bool> {
    const auto row = find_notice(session, request.notice_id());
    if (!row) return fail(row);
    if (row->is_read_back()) return true;
    owed.set_read_back_id(ids_.next());
    auto text = to_json(owed);
    if (!text) return fail(text);
    add_event(session, owed.read_back_id(), request.notice_id(), "read_back", *text, moment);
    const long long at = base::to_micros(moment.wall);
    session << "UPDATE critical_notice SET read_back_at = :at, read_back_by = :by WHERE notice_id = :id", soci::use(at),
        soci::use(request.by()), soci::use(request.notice_id());
    return true;
  });
  if (!done) return fail(done);
  book_.poke();
  return {};
}

Result<void> CriticalBook::record_action(const v1::RecordClinicCriticalActionRequest& request) {
  if (!base::is_uuid(request.action_id())) return unfit("action_id", "must be a UUID");
  if (auto fine = check_typed(request.by(), kCriticalName, "by"); !fine) return fine;
  if (auto fine = check_typed(request.doctor(), kCriticalName, "doctor"); !fine) return fine;
  if (auto fine = check_typed(request.text(), kCriticalText, "text"); !fine) return fine;
  if (!request.has_doctor_told_at()) return unfit("doctor_told_at", "is missing");
  v1::RecordSiteActionRequest owed;
  owed.set_notice_id(request.notice_id());
  owed.set_action_id(request.action_id());
  owed.set_by(request.by());
  owed.set_doctor(request.doctor());
  *owed.mutable_doctor_told_at() = request.doctor_told_at();
  owed.set_text(request.text());
  const auto text = to_json(owed);
  if (!text) return fail(text);
  const Moment moment = book_.clock().now();
  const auto done = book_.database().write<bool>([&](soci::session& session) -> Result<bool> {
    const auto row = find_notice(session, request.notice_id());
    if (!row) return fail(row);
    if (!row->is_read_back()) return fail(ErrorCode::kConflict, "NOT_READ_BACK", "read the critical value back first");
    if (!add_event(session, request.action_id(), request.notice_id(), kAction, *text, moment)) return true;
    const long long at = base::to_micros(moment.wall);
    session << "UPDATE critical_notice SET acted_at = :at, action = :action WHERE notice_id = :id", soci::use(at),
        soci::use(request.text()), soci::use(request.notice_id());
    return true;
  });
  if (!done) return fail(done);
  book_.poke();
  return {};
}

void CriticalBook::take(soci::session& session, const v1::CriticalNotice& told, const Moment& now) {
  const std::string text = to_json(told).value_or("{}");
  const long long change = static_cast<long long>(told.change()), at = base::to_micros(now.wall);
  session << "INSERT INTO critical_notice (notice_id, change_number, notice, received_at, read_back_at, read_back_by, "
             "acted_at, action) VALUES (:id, :change, :notice, :at, 0, '', 0, '') ON CONFLICT (notice_id) DO UPDATE "
             "SET notice = excluded.notice, change_number = excluded.change_number "
             "WHERE excluded.change_number > critical_notice.change_number",
      soci::use(told.notice_id()), soci::use(change), soci::use(text), soci::use(at);
}

std::vector<v1::ClinicCritical> CriticalBook::shown(soci::session& session, SiteClock& clock, const Moment& now) {
  const auto by_wall = [&](long long wall) { return to_wire(clock.reckon({base::from_micros(wall), {}, ""}).time); };
  const long long since = base::to_micros(now.wall - kDay);
  auto kept = notices(session, "ORDER BY received_at DESC LIMIT 1000");
  const auto rank = [](const NoticeRow& row) { return row.sounds() ? 0 : row.lacks_action() ? 1 : 2; };
  std::ranges::stable_sort(kept, {}, rank);
  std::vector<v1::ClinicCritical> made;
  for (const NoticeRow& row : kept) {
    if (made.size() == kShown) break;
    const auto last = std::max({row.received_at, row.read_back_at, row.acted_at});
    if (rank(row) == 2 && last < since) continue;
    v1::ClinicCritical& one = made.emplace_back();
    *one.mutable_received_at() = by_wall(row.received_at);
    one.set_sounding(row.sounds());
    one.set_action_missing(row.lacks_action());
    if (row.read_back_at != 0) {
      *one.mutable_read_back_at() = by_wall(row.read_back_at);
      one.set_read_back_by(row.read_back_by);
    } else if (row.notice.has_read_back()) {
      *one.mutable_read_back_at() = row.notice.read_back().at();
      one.set_read_back_by(row.notice.read_back().by());
    }
    one.set_action(row.action);
    if (row.action.empty() && !row.notice.actions().empty()) one.set_action(row.notice.actions().rbegin()->text());
    one.set_sent(
        rows::outbox(session, "WHERE kind = 'critical' AND case_id = :key AND sent = 0", row.notice.notice_id())
            .empty());
    *one.mutable_notice() = row.notice;
  }
  return made;
}

Result<CriticalEvent> CriticalBook::find_event(soci::session& session, const std::string& event_id) {
  std::string kind, request, boot_id;
  long long wall = 0, boot = 0;
  session << "SELECT kind, request, wall, boot, boot_id FROM critical_event WHERE event_id = :id", soci::use(event_id),
      soci::into(kind), soci::into(request), soci::into(wall), soci::into(boot), soci::into(boot_id);
  if (!session.got_data())
    return fail(ErrorCode::kNotFound, "NO_SUCH_EVENT", "a critical value's record is not in the catalog");
  CriticalEvent event;
  event.is_action = kind == kAction;
  event.moment = {base::from_micros(wall), base::MonotonicTime(microseconds(boot)), boot_id};
  if (event.is_action) {
    auto action = from_json<v1::RecordSiteActionRequest>(request);
    if (!action) return fail(action);
    event.action = std::move(*action);
  } else {
    auto told = from_json<v1::ReadBackCriticalRequest>(request);
    if (!told) return fail(told);
    event.read_back = std::move(*told);
  }
  return event;
}

}  // namespace rdc::agent
