#include "dicom_router/alert/escalation.h"

#include <algorithm>

#include "common/base/logging.h"

namespace rdc::router {
namespace {

constexpr std::chrono::microseconds kLongestLook = std::chrono::seconds(5);
constexpr std::chrono::microseconds kShortestLook = std::chrono::milliseconds(20);

AlertFinding undecided_finding(const AlertConfig& config) {
  AlertFinding finding;
  finding.cause = v1::ALERT_CAUSE_UNANSWERED_ECG;
  finding.tier = v1::ECG_TIER_SUSPECTED;
  finding.reason.set_zh(fmt::format("已应答{}分钟仍未作出决定", config.decide_minutes));
  finding.reason.set_en(fmt::format("acknowledged {} minutes ago and still not decided", config.decide_minutes));
  return finding;
}

// The first error of several, so that each gets its try.
void keep_first(Result<void>& kept, const Result<void>& outcome) {
  if (kept && !outcome) kept = outcome;
}

}  // namespace

Result<std::int64_t> Escalation::run_due() {
  const auto now = book_.now();
  Result<void> outcome;
  keep_first(outcome, fire_steps(now));
  keep_first(outcome, alarm_undecided(now));
  keep_first(outcome, alarm_unanswered(now));
  if (!outcome) return fail(outcome);
  return catalog_.read<std::int64_t>([](soci::session& session) -> Result<std::int64_t> {
    const auto alerts = AlertStore::next_due(session), ecgs = EcgStore::next_unanswered(session);
    if (alerts == 0 || ecgs == 0) return alerts + ecgs;
    return std::min(alerts, ecgs);
  });
}

Result<void> Escalation::fire_steps(std::int64_t now) {
  auto due = catalog_.read<std::vector<DueStep>>(
      [&](soci::session& session) -> Result<std::vector<DueStep>> { return AlertStore::due_steps(session, now); });
  if (!due) return fail(due);
  Result<void> outcome;
  for (const auto& step : *due)
    keep_first(outcome, catalog_.write<void>([&](soci::session& session) -> Result<void> {
      // Again, now that nothing else can change: an acknowledgement may have come in between.
      const auto still = AlertStore::due_steps(session, now);
      const bool owed = std::ranges::any_of(
          still, [&](const DueStep& one) { return one.alert_id == step.alert_id && one.ordinal == step.ordinal; });
      if (!owed) return {};
      if (auto fired = book_.fire(session, step); !fired) return fired;
      return book_.changed(session, step.case_id, step.is_repeat ? Tell::kCentre : Tell::kSites, Actor{},
                           "alert.escalate", step.alert_id + " " + step.name);
    }));
  return outcome;
}

Result<void> Escalation::alarm_undecided(std::int64_t now) {
  auto watched =
      catalog_.read<std::vector<std::string>>([&](soci::session& session) -> Result<std::vector<std::string>> {
        return AlertStore::watched_cases(session, now);
      });
  if (!watched) return fail(watched);
  Result<void> outcome;
  for (const auto& case_id : *watched)
    keep_first(outcome, catalog_.write<void>([&](soci::session& session) -> Result<void> {
      const auto record = AlertStore::find_case(session, case_id);
      if (!record || record->watch_at == 0 || record->watch_at > now) return {};
      AlertStore::set_watch(session, case_id, 0);  // acknowledging anew sets it again
      if (record->closed_at != 0 || !is_undecided(record->state)) return {};
      if (auto raised = book_.raise(session, case_id, undecided_finding(book_.config())); !raised) return fail(raised);
      return book_.changed(session, case_id, Tell::kSites, Actor{}, "alert.undecided");
    }));
  return outcome;
}

Result<void> Escalation::alarm_unanswered(std::int64_t now) {
  auto due = catalog_.read<std::vector<EcgRecord>>(
      [&](soci::session& session) -> Result<std::vector<EcgRecord>> { return EcgStore::unanswered(session, now); });
  if (!due) return fail(due);
  Result<void> outcome;
  for (const auto& ecg : *due)
    keep_first(outcome, catalog_.write<void>([&](soci::session& session) -> Result<void> {
      const auto still = EcgStore::find(session, ecg.instance_key);
      if (!still || still->answered_at != 0 || still->alarmed_at != 0) return {};
      return ecgs_.unanswered(session, *still);
    }));
  return outcome;
}

Escalator::Escalator(RunDue run_due, const base::Clock& clock)
    : run_due_(std::move(run_due)), clock_(clock), thread_([this](const std::stop_token& stop) { run(stop); }) {}

Escalator::~Escalator() {
  thread_.request_stop();
  stopped_.notify_all();
}

void Escalator::run(const std::stop_token& stop) {
  while (!stop.stop_requested()) {
    const auto wait = look();
    std::unique_lock lock(mutex_);
    stopped_.wait_for(lock, stop, wait, [] { return false; });
  }
}

std::chrono::microseconds Escalator::look() {
  auto next = run_due_();
  if (!next) spdlog::error("what is due could not be told, and is tried again: {}", next.error().message);
  if (!next || *next == 0) return kLongestLook;
  const auto left = std::chrono::microseconds(*next - base::to_micros(clock_.now()));
  return std::clamp(left, kShortestLook, kLongestLook);
}

}  // namespace rdc::router
