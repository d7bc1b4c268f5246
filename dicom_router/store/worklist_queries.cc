// The reading half of WorklistStore.
#include <fmt/ranges.h>
#include <google/protobuf/util/time_util.h>

#include <algorithm>

#include "dicom_router/store/study_rows.h"
#include "dicom_router/store/worklist_store.h"

namespace rdc::router {
namespace {

using google::protobuf::util::TimeUtil;
using soci::into;
using soci::use;

struct WorklistRow {
  StudyColumns study;
  std::string item_id, group, holder_user, holder_name, holder_machine;
  ReaderName draft, preliminary, returned_to, returned_by, assigned_to, assigned_by, last_returned_by;
  std::string note;
  long long change = 0, received_at = 0, due_at = 0, lease_until = 0, returned_at = 0, assigned_at = 0;
  int urgency = 0, status = 0, sign_off = 0;

  static std::string query(const std::string& rest) {
    return fmt::format(
        "SELECT {}, w.item_id, w.reading_group, w.holder_user_id, w.holder_name, w.holder_machine, w.draft_user_id, "
        "w.draft_name, w.preliminary_user_id, w.preliminary_name, w.returned_to, w.returned_to_name, w.returned_by, "
        "w.returned_by_name, w.assigned_to, w.assigned_to_name, w.assigned_by, w.assigned_by_name, "
        "COALESCE(b.returned_by, ''), COALESCE(b.returned_by_name, ''), w.assignment_note, "
        "w.change_sequence, w.received_at, w.due_at, w.lease_until, w.returned_at, w.assigned_at, w.urgency, w.status, "
        "w.sign_off FROM worklist_item w "
        "JOIN study s ON s.study_key = w.study_key JOIN site t ON t.site_id = s.site_id "
        // Every signature is a change of the item, so that what follows from the chain is in the feed.
        "LEFT JOIN report_return b ON w.status = {} AND w.returned_to = '' AND b.return_id = ("
        "SELECT x.return_id FROM report_return x JOIN report r ON r.report_id = x.report_id "
        "WHERE r.study_id = s.study_id ORDER BY x.returned_at DESC, x.return_id DESC LIMIT 1) {}",
        StudyColumns::kList, static_cast<int>(v1::WORKLIST_STATUS_PRELIMINARY), rest);
  }
  void bind(soci::statement& statement) {
    study.bind(statement);
    for (auto* text : {&item_id, &group, &holder_user, &holder_name, &holder_machine}) statement.exchange(into(*text));
    for (auto* person :
         {&draft, &preliminary, &returned_to, &returned_by, &assigned_to, &assigned_by, &last_returned_by}) {
      statement.exchange(into(person->user_id));
      statement.exchange(into(person->display_name));
    }
    statement.exchange(into(note));
    for (auto* number : {&change, &received_at, &due_at, &lease_until, &returned_at, &assigned_at})
      statement.exchange(into(*number));
    for (auto* number : {&urgency, &status, &sign_off}) statement.exchange(into(*number));
  }
  v1::WorklistItem item(const Claimant& who, long long now) const;
  void fill_people(v1::WorklistItem& message, const Claimant& who) const;
};

void fill(v1::WorklistPerson& message, const ReaderName& person, const Claimant& who) {
  message.set_user_id(person.user_id);
  message.set_display_name(person.display_name);
  message.set_me(person.user_id == who.user_id);
}

// Whose work it is: absent where there is nobody.
void WorklistRow::fill_people(v1::WorklistItem& message, const Claimant& who) const {
  message.set_needs_reviewer(sign_off == v1::SIGN_OFF_POLICY_AUTHOR_AND_REVIEWER);
  if (!draft.user_id.empty()) fill(*message.mutable_draft_author(), draft, who);
  if (!preliminary.user_id.empty()) fill(*message.mutable_preliminary_author(), preliminary, who);
  if (!returned_to.user_id.empty()) {
    fill(*message.mutable_returned_to(), returned_to, who);
    fill(*message.mutable_returned_by(), returned_by, who);
    *message.mutable_returned_at() = TimeUtil::MicrosecondsToTimestamp(returned_at);
  }
  if (!last_returned_by.user_id.empty()) fill(*message.mutable_last_returned_by(), last_returned_by, who);
  if (!assigned_to.user_id.empty()) {
    fill(*message.mutable_assigned_to(), assigned_to, who);
    fill(*message.mutable_assigned_by(), assigned_by, who);
    *message.mutable_assigned_at() = TimeUtil::MicrosecondsToTimestamp(assigned_at);
    message.set_assignment_note(note);
  }
}

v1::WorklistItem WorklistRow::item(const Claimant& who, long long now) const {
  v1::WorklistItem message;
  const auto summary = study.summary();
  message.set_item_id(item_id);
  message.set_change(static_cast<std::uint64_t>(change));
  message.set_study_id(summary.study_id());
  message.set_study_instance_uid(summary.study_instance_uid());
  *message.mutable_patient() = summary.patient();
  message.set_accession_number(summary.accession_number());
  *message.mutable_modalities() = summary.modalities();
  message.set_body_part(study.body_part);
  message.set_study_description(summary.description());
  message.set_site_id(summary.site_id());
  message.set_site_name(summary.site_name());
  message.set_urgency(static_cast<v1::Urgency>(urgency));
  message.set_reading_group(group);
  if (summary.has_study_time()) *message.mutable_study_time() = summary.study_time();
  *message.mutable_received_at() = TimeUtil::MicrosecondsToTimestamp(received_at);
  *message.mutable_due_at() = TimeUtil::MicrosecondsToTimestamp(due_at);
  message.set_series_count(static_cast<std::uint32_t>(study.series_count));
  message.set_instance_count(summary.instance_count());
  message.set_has_conflict(study.has_conflict != 0);
  const bool held = lease_until > now;
  const bool unread = status == v1::WORKLIST_STATUS_UNREAD;
  message.set_status(held && unread ? v1::WORKLIST_STATUS_CLAIMED : static_cast<v1::WorklistStatus>(status));
  if (held) {
    message.set_claimed_by_name(holder_name);
    message.set_claimed_by_me(holder_user == who.user_id && holder_machine == who.machine_id);
    *message.mutable_lease_until() = TimeUtil::MicrosecondsToTimestamp(lease_until);
  }
  fill_people(message, who);
  return message;
}

// To be read, reviewed or corrected, or somebody's draft: what people work on, unlike the archive bounded by what they
// can read.
constexpr const char* kOpen = "(w.status IN (1, 3) OR w.draft_user_id > '')";

// A WHERE clause whose values are bound, never spelled: the texts outlive the statement that reads them.
struct Filter {
  std::string clause;
  std::vector<std::string> texts;

  // The placeholder of a bound value.
  std::string bind(std::string value) {
    texts.push_back(std::move(value));
    return fmt::format(":t{}", texts.size());
  }
  void add(const std::string& condition) { clause += (clause.empty() ? "WHERE " : " AND ") + condition; }
  // Any of these has to hold, if there are any. Empties the list.
  void add_any(std::vector<std::string>& conditions) {
    if (!conditions.empty()) add(fmt::format("({})", fmt::join(conditions, " OR ")));
    conditions.clear();
  }
};

std::string like_pattern(const std::string& text) {
  std::string pattern = "%";
  for (const char c : text) {
    if (c == '%' || c == '_' || c == '!') pattern += '!';
    pattern += c;
  }
  return pattern + "%";
}

std::string status_condition(v1::WorklistStatus status, const std::string& now) {
  const int unread = v1::WORKLIST_STATUS_UNREAD;
  if (status == v1::WORKLIST_STATUS_CLAIMED) return fmt::format("(w.status = {} AND w.lease_until > {})", unread, now);
  if (status == v1::WORKLIST_STATUS_UNREAD) return fmt::format("(w.status = {} AND w.lease_until <= {})", unread, now);
  return fmt::format("w.status = {}", static_cast<int>(status));
}

Filter filter_of(const v1::ListWorklistRequest& request, long long now) {
  Filter filter;
  std::vector<std::string> any;
  for (const int status : request.statuses())
    any.push_back(status_condition(static_cast<v1::WorklistStatus>(status), std::to_string(now)));
  filter.add_any(any);
  for (const auto& modality : request.modalities())
    any.push_back(fmt::format("(',' || s.modalities || ',') LIKE {} ESCAPE '!'",
                              filter.bind(like_pattern("," + modality + ","))));
  filter.add_any(any);
  for (const auto& site : request.site_ids()) any.push_back(fmt::format("s.site_id = {}", filter.bind(site)));
  filter.add_any(any);
  if (!request.search().empty())
    for (const char* column : {"s.patient_name", "s.patient_id", "s.accession_number"})
      any.push_back(
          fmt::format("LOWER({}) LIKE LOWER({}) ESCAPE '!'", column, filter.bind(like_pattern(request.search()))));
  filter.add_any(any);
  return filter;
}

constexpr int kMaximumItems = 1000;
constexpr std::size_t kMaximumSearch = 64 * 4;  // 64 characters of UTF-8

Result<void> check(const v1::ListWorklistRequest& request) {
  if (request.search().size() > kMaximumSearch)
    return fail(ErrorCode::kInvalid, "SEARCH_TOO_LONG", "search for at most 64 characters");
  if (request.statuses_size() > 16 || request.modalities_size() > 64 || request.site_ids_size() > 512)
    return fail(ErrorCode::kInvalid, "TOO_MANY_FILTERS", "filter by fewer values");
  return {};
}

std::uint64_t last_change(soci::session& session) {
  long long number = 0;
  session << "SELECT last_change FROM worklist_cursor WHERE id = 1", into(number);
  return static_cast<std::uint64_t>(number);
}

}  // namespace

Result<v1::WorklistItem> WorklistStore::find(soci::session& session, const std::string& item_id, const Claimant& who) {
  WorklistRow row;
  soci::statement query(session);
  query.exchange(use(item_id));
  row.bind(query);
  execute(query, WorklistRow::query("WHERE w.item_id = :id"));
  if (!query.fetch()) return fail(ErrorCode::kNotFound, "NO_SUCH_ITEM", "the worklist has no item {}", item_id);
  return row.item(who, base::to_micros(clock_.now()));
}

Result<v1::ListWorklistReply> WorklistStore::list(soci::session& session, const v1::ListWorklistRequest& request,
                                                  const Claimant& who) {
  if (auto fine = check(request); !fine) return fail(fine);
  const long long now = base::to_micros(clock_.now());
  const auto wanted =
      request.limit() == 0 ? kMaximumItems : static_cast<int>(std::min<std::uint32_t>(request.limit(), kMaximumItems));
  v1::ListWorklistReply reply;
  // Two questions, each answered by an index however large the archive: what is done must not crowd out what waits.
  const auto add_those = [&](const std::string& condition, const char* order) {
    auto filter = filter_of(request, now);
    filter.add(condition);
    const int left = wanted - reply.items_size();
    WorklistRow row;
    soci::statement query(session);
    for (auto& text : filter.texts) query.exchange(use(text));
    query.exchange(use(left));
    row.bind(query);
    execute(query, WorklistRow::query(filter.clause + " ORDER BY " + order + " LIMIT :limit"));
    while (query.fetch()) *reply.add_items() = row.item(who, now);
  };
  add_those(kOpen, "w.urgency, w.due_at, w.item_id");
  if (reply.items_size() < wanted) add_those(fmt::format("NOT {}", kOpen), "w.change_sequence DESC");
  reply.set_cursor(last_change(session));
  return reply;
}

Result<WorklistStore::Changes> WorklistStore::changes_after(soci::session& session, std::uint64_t cursor, int limit,
                                                            const Claimant& who) {
  Changes changes;
  const long long now = base::to_micros(clock_.now());
  const auto after = static_cast<long long>(cursor);
  WorklistRow row;
  soci::statement query(session);
  if (cursor == 0) {
    // All at once.
    row.bind(query);
    execute(query, WorklistRow::query(fmt::format("WHERE {} ORDER BY w.change_sequence", kOpen)));
    while (query.fetch()) changes.items.push_back(row.item(who, now));
    changes.cursor = last_change(session);
    return changes;
  }
  query.exchange(use(after));
  query.exchange(use(limit));
  row.bind(query);
  execute(query, WorklistRow::query("WHERE w.change_sequence > :after ORDER BY w.change_sequence LIMIT :limit"));
  while (query.fetch()) changes.items.push_back(row.item(who, now));
  changes.more = static_cast<int>(changes.items.size()) == limit;
  changes.cursor = changes.items.empty() ? cursor : changes.items.back().change();
  return changes;
}

}  // namespace rdc::router
