#include "acquisition_agent/local_api/clinic_view.h"

#include <algorithm>
#include <map>
#include <set>

#include "acquisition_agent/alert/case_clocks.h"
#include "acquisition_agent/alert/critical_book.h"
#include "acquisition_agent/alert/json.h"
#include "acquisition_agent/transfer/wire_time.h"

namespace rdc::agent {
namespace {

constexpr std::uint32_t kUnknownUncertainty = 4'294'967'295;

struct Progress {
  long long stage = 0, at = 0;
  std::string by{}, case_id{};
};

std::optional<Progress> progress_of(soci::session& session, const std::string& item_id) {
  Progress row;
  soci::statement query =
      (session.prepare << "SELECT stage, at, by_name, case_id FROM ecg_progress WHERE item_id = :item",
       soci::into(row.stage), soci::into(row.at), soci::into(row.by), soci::into(row.case_id), soci::use(item_id));
  if (!query.execute(true)) return std::nullopt;
  return row;
}

// As far as the spool knows.
v1::ClinicProgress progress_of(const Item& item, base::Timestamp& at) {
  switch (item.state) {
    case ItemState::kSpooled:
      at = item.received_at;
      return v1::CLINIC_PROGRESS_RECEIVED;
    case ItemState::kSending:
      at = base::to_micros(item.sending_at) == 0 ? item.received_at : item.sending_at;
      return v1::CLINIC_PROGRESS_SENDING;
    case ItemState::kStored:
      at = item.stored_at;
      return v1::CLINIC_PROGRESS_STORED;
    default:
      at = item.received_at;
      return v1::CLINIC_PROGRESS_SET_ASIDE;
  }
}

v1::ClinicPoint shown_point(const v1::TimePoint& told) {
  v1::ClinicPoint point;
  point.set_point_id(told.point_id());
  point.set_kind(told.kind());
  *point.mutable_at() = told.centre_time();
  point.set_at_centre_time(true);
  point.set_uncertainty_ms(told.uncertainty_ms());
  point.set_entered_by(told.entered_by());
  point.set_note(told.note());
  point.set_source(told.source());
  point.set_sent(true);
  point.set_superseded(told.superseded());
  return point;
}

v1::ClinicPoint shown_point(const PointRow& row, SiteClock& clock) {
  v1::ClinicPoint point;
  point.set_point_id(row.point_id);
  point.set_kind(row.kind);
  point.set_entered_by(row.entered_by);
  point.set_note(row.note);
  point.set_source(row.source);
  point.set_own(true);
  if (row.source == v1::POINT_SOURCE_TYPED) {  // read from a clock on the wall: taken as right within a minute
    *point.mutable_at() = to_wire(row.moment.wall);
    point.set_at_centre_time(true);
    point.set_uncertainty_ms(60'000);
    return point;
  }
  const auto reckoned = clock.reckon(row.moment);
  *point.mutable_at() = to_wire(reckoned.time);
  point.set_at_centre_time(reckoned.at_centre);
  point.set_uncertainty_ms(
      reckoned.at_centre
          ? static_cast<std::uint32_t>(std::chrono::ceil<std::chrono::milliseconds>(reckoned.uncertainty).count())
          : kUnknownUncertainty);
  return point;
}

// Clocks of a case that is over, or no infarction after all, do not run on.
bool has_ended(const v1::ClinicCase& shown) {
  return shown.state() == v1::ALERT_STATE_CLOSED || shown.state() == v1::ALERT_STATE_REFUTED;
}

bool runs(const v1::ClinicClock& clock) {
  return clock.state() == v1::CLINIC_CLOCK_STATE_RUNNING || clock.state() == v1::CLINIC_CLOCK_STATE_OVERDUE;
}

}  // namespace

base::Timestamp ClinicViewMaker::by_wall(base::Timestamp at) const {
  return parts_.book.clock().reckon({at, {}, ""}).time;
}

Result<v1::ClinicView> ClinicViewMaker::make() {
  const Moment now = parts_.book.clock().now();
  const auto items = parts_.spool.items().ecgs_since(now.wall - kDay, kEcgLimit);
  if (!items) return fail(items);
  v1::ClinicView view;
  view.set_site_name(parts_.site_name);
  *view.mutable_now() = to_wire(now.wall);
  if (auto added = add_link(view, now); !added) return fail(added);
  const auto read = parts_.spool.database().read<bool>([&](soci::session& session) -> Result<bool> {
    for (const Item& item : *items) add_ecg(session, view, item);
    add_cases(session, view, now);
    add_answers(session, view, now);
    for (auto& critical : CriticalBook::shown(session, parts_.book.clock(), now))
      *view.add_criticals() = std::move(critical);
    return true;
  });
  if (!read) return fail(read);
  return view;
}

Result<void> ClinicViewMaker::add_link(v1::ClinicView& view, const Moment& now) {
  const auto totals = parts_.spool.items().totals();
  if (!totals) return fail(totals);
  v1::ClinicLink& link = *view.mutable_link();
  link.set_connected(parts_.status.connected());
  link.set_detail(parts_.status.detail());
  link.set_waiting(totals->waiting);
  link.set_waiting_bytes(totals->waiting_bytes);
  link.set_refusing(parts_.spool.refusing());
  link.set_clock_was_set(parts_.book.clock().was_set());
  if (const auto offset = parts_.book.clock().offset_of(now)) *link.mutable_clock() = *offset;
  const auto counted = parts_.spool.database().read<bool>([&](soci::session& session) -> Result<bool> {
    long long unsent = 0, refused = 0;
    session << "SELECT COUNT(*) FROM alert_outbox WHERE sent = 0 AND refused = ''", soci::into(unsent);
    session << "SELECT COUNT(*) FROM alert_outbox WHERE sent = 0 AND refused <> ''", soci::into(refused);
    link.set_unsent_events(static_cast<std::uint32_t>(unsent));
    link.set_refused_events(static_cast<std::uint32_t>(refused));
    return true;
  });
  return counted ? Result<void>{} : Result<void>(fail(counted));
}

void ClinicViewMaker::add_ecg(soci::session& session, v1::ClinicView& view, const Item& item) {
  v1::ClinicEcg& ecg = *view.add_ecgs();
  ecg.set_item_id(item.item_id);
  ecg.set_sha256(item.sha256);
  ecg.set_source(item.source);
  *ecg.mutable_received_at() = to_wire(by_wall(item.received_at));
  base::Timestamp at;
  ecg.set_progress(progress_of(item, at));
  // Stored is the router's own word.
  *ecg.mutable_progress_at() = to_wire(ecg.progress() == v1::CLINIC_PROGRESS_STORED ? at : by_wall(at));
  if (ecg.progress() == v1::CLINIC_PROGRESS_SET_ASIDE) {
    ecg.mutable_problem()->set_reason(item.reason);
    ecg.mutable_problem()->set_message(item.message);
  }
  ecg.set_case_id(rows::case_of_ecg(session, item.item_id));
  if (auto analysis = AnalysisStore::find_in(session, item.item_id)) {
    *ecg.mutable_analysis() = std::move(analysis->result);
    ecg.set_warning_seen(base::to_micros(analysis->seen_at) != 0);
  }
  const auto progress = progress_of(session, item.item_id);
  if (!progress || ecg.progress() == v1::CLINIC_PROGRESS_SET_ASIDE) return;
  if (progress->stage >= v1::ProgressLetter::OPENED) {
    ecg.set_progress(progress->stage == v1::ProgressLetter::OPENED ? v1::CLINIC_PROGRESS_OPENED
                                                                   : v1::CLINIC_PROGRESS_ANSWERED);
    *ecg.mutable_progress_at() = to_wire(base::from_micros(progress->at));
    ecg.set_progress_by(progress->by);
  }
}

void ClinicViewMaker::add_cases(soci::session& session, v1::ClinicView& view, const Moment& now) {
  auto found = rows::cases(session, "WHERE merged_into = '' ORDER BY closed, opened_at DESC LIMIT 100");
  for (const CaseRow& row : found) {
    if (static_cast<std::size_t>(view.cases_size()) == kCaseLimit) break;
    if (row.closed && row.opened_at < now.wall - kDay) continue;
    const auto opening = from_json<v1::OpenCaseRequest>(row.opening).value_or(v1::OpenCaseRequest{});
    v1::AlertCase centre;
    if (!row.centre.empty()) centre = from_json<v1::AlertCase>(row.centre).value_or(v1::AlertCase{});
    v1::ClinicCase& shown = *view.add_cases();
    shown.set_case_id(row.case_id);
    shown.set_cause(opening.cause());
    const bool told = !centre.case_id().empty();
    shown.set_state(told ? centre.state() : v1::ALERT_STATE_RAISED);
    const auto opened = rows::outbox(session, "WHERE kind = 'open' AND subject = :key", row.case_id);
    shown.set_known_at_centre(told || (!opened.empty() && opened.front().sent));
    *shown.mutable_patient() =
        centre.patient().patient_id().empty() && centre.patient().name().empty() ? opening.patient() : centre.patient();
    *shown.mutable_opened_at() = to_wire(by_wall(row.opened_at));
    shown.set_tier(told ? centre.tier() : opening.tier());
    *shown.mutable_reason() = told && centre.has_reason() ? centre.reason() : opening.reason();
    shown.set_holder(centre.holder().display_name());
    for (auto& item_id : rows::ecgs_of(session, row.case_id)) shown.add_ecg_item_ids(std::move(item_id));
    if (!row.feedback.empty())
      if (auto feedback = from_json<v1::FeedbackLetter>(row.feedback)) *shown.mutable_feedback() = std::move(*feedback);
    add_points(session, shown, centre, now);
  }
}

void ClinicViewMaker::add_points(soci::session& session, v1::ClinicCase& shown, const v1::AlertCase& centre,
                                 const Moment& now) {
  const auto own = rows::points_of(session, shown.case_id());
  std::set<std::string> ours, replaced, at_centre_received;
  for (const PointRow& row : own) ours.insert(row.point_id);
  for (const PointRow& row : own)
    if (!row.replaces.empty()) replaced.insert(row.replaces);
  for (const v1::TimePoint& told : centre.points()) {
    if (told.kind() == v1::POINT_KIND_ECG_RECEIVED) at_centre_received.insert(told.subject());
    if (!ours.contains(told.point_id())) *shown.add_points() = shown_point(told);
  }
  for (const PointRow& row : own) {
    if (row.kind == v1::POINT_KIND_ECG_RECEIVED && at_centre_received.contains(row.subject)) continue;
    v1::ClinicPoint& point = *shown.add_points() = shown_point(row, parts_.book.clock());
    point.set_superseded(replaced.contains(row.point_id));
    const auto owed = rows::outbox(session, "WHERE subject = :key AND kind = 'point'", row.point_id);
    point.set_sent(owed.empty() || owed.front().sent);
    point.set_can_undo(!owed.empty() && !owed.front().sent && owed.front().boot_id == now.boot_id &&
                       owed.front().held_until > now.since_boot);
  }
  std::ranges::stable_sort(*shown.mutable_points(), {}, [](const v1::ClinicPoint& p) { return from_wire(p.at()); });
  std::vector<TimedPoint> timed;
  for (const auto& point : shown.points())
    if (!point.superseded()) timed.push_back({point.kind(), from_wire(point.at())});
  for (auto& clock : case_clocks(timed, parts_.book.clock().reckon(now).time))
    if (!has_ended(shown) || !runs(clock)) *shown.add_clocks() = std::move(clock);
}

void ClinicViewMaker::add_answers(soci::session& session, v1::ClinicView& view, const Moment& now) {
  for (const AnswerRow& row : rows::answers(session, "ORDER BY read_back_at > 0, received_at DESC LIMIT 200")) {
    if (static_cast<std::size_t>(view.answers_size()) == kAnswerLimit) break;
    const bool sounding = base::to_micros(row.read_back_at) == 0;
    if (!sounding && row.read_back_at < now.wall - kDay) continue;
    v1::ClinicAnswer& answer = *view.add_answers();
    if (auto letter = from_json<v1::AnswerLetter>(row.letter)) *answer.mutable_letter() = std::move(*letter);
    *answer.mutable_received_at() = to_wire(by_wall(row.received_at));
    answer.set_sounding(sounding);
    if (sounding) continue;
    *answer.mutable_read_back_at() = to_wire(by_wall(row.read_back_at));
    answer.set_read_back_by(row.read_back_by);
  }
}

}  // namespace rdc::agent
