#include "tests/duty_station/duty_station.h"

#include <algorithm>

namespace rdc::testkit {
namespace {

std::size_t undecided_alerts(const v1::AlertCase& one) {
  return static_cast<std::size_t>(std::ranges::count_if(one.alerts(), [](const v1::AlertEntry& alert) {
    return alert.state() == v1::ALERT_STATE_RAISED || alert.state() == v1::ALERT_STATE_DELIVERED;
  }));
}

}  // namespace

DutyStation::DutyStation(const station::StationIdentity& identity, Options options, const base::Clock& clock,
                         base::IdGenerator& ids)
    : options_(std::move(options)),
      connection_(station::channels_of(identity, {.connection = rpc::Connection::kOwn}), clock),
      desk_(connection_, clock, ids),
      ecgs_(connection_.calls()) {
  const auto log_in = [this] { connection_.log_in(options_.user_name, options_.password); };
  login_again_.setSingleShot(true);
  connect(&login_again_, &QTimer::timeout, this, log_in);
  connect(&connection_, &station::RouterConnection::login_succeeded, this, [this] { desk_.start(); });
  connect(&connection_, &station::RouterConnection::login_failed, this, [this](const Error& error) {
    if (error.code != ErrorCode::kUnavailable) Q_EMIT login_failed(QString::fromStdString(error.reason));
    login_again_.start(options_.login_again_ms);
  });
  connect(&connection_, &station::RouterConnection::session_ended, this, [this](const std::optional<Error>&) {
    desk_.stop();
    login_again_.start(options_.login_again_ms);
  });
  connect(&desk_.feed(), &station::CaseFeed::live_changed, this, [this](bool live, const std::optional<Error>&) {
    if (live) Q_EMIT ready();
  });
  connect(&desk_, &station::AlertDesk::sounding_changed, this, &DutyStation::look_at_alarms);
  connect(&desk_, &station::AlertDesk::case_changed, this, [this](const v1::AlertCase& one) {
    Q_EMIT seen(one);
    go_on(one);
  });
  log_in();
}

void DutyStation::look_at_alarms() {
  const auto sounding = desk_.sounding();
  std::map<std::string, std::size_t> now;
  for (const auto& one : sounding) {
    now[one.case_id()] = undecided_alerts(one);
    if (sounding_[one.case_id()] < now[one.case_id()]) Q_EMIT sounds(one);
  }
  sounding_ = std::move(now);
  if (options_.diligence >= Diligence::kDisplay) desk_.displayed(sounding);
  if (options_.diligence < Diligence::kOpen) return;
  for (const auto& one : sounding) {
    // As the reading page does when the case is taken up and the tracing is on the screen.
    for (const auto& ecg : one.ecgs())
      if (!ecg.study_id().empty() && opened_.insert(ecg.study_id()).second)
        ecgs_.report_opened(QString::fromStdString(ecg.study_id()), QString::fromStdString(ecg.sha256()),
                            [](const Result<void>&) {});
  }
  if (options_.diligence < Diligence::kAcknowledge) return;
  // Each acknowledgement comes back here by sounding_changed: asked anew each time, or one would be acknowledged twice.
  for (auto left = desk_.sounding(); !left.empty(); left = desk_.sounding()) desk_.acknowledge(left.front().case_id());
}

void DutyStation::go_on(const v1::AlertCase& one) {
  if (one.state() == v1::ALERT_STATE_RAISED) {  // anew
    decided_.erase(one.case_id());
    closed_.erase(one.case_id());
  }
  // Nobody decides on an order alone, nor before the machine has said what it can.
  const bool analysed = !one.ecgs().empty() && std::ranges::all_of(one.ecgs(), [](const v1::CaseEcg& ecg) {
    return ecg.tier() != v1::ECG_TIER_UNSPECIFIED || ecg.unreadable();
  });
  if (options_.diligence >= Diligence::kDecide && analysed && one.state() == v1::ALERT_STATE_ACKNOWLEDGED &&
      decided_.insert(one.case_id()).second) {
    desk_.decide(one.case_id(), {v1::DECISION_VERDICT_CONFIRMED,
                                 QStringLiteral("急性ST段抬高型心肌梗死"),
                                 v1::TREATMENT_PLAN_PRIMARY_PCI,
                                 QStringLiteral("立即转运"),
                                 {}});
  }
  if (options_.diligence >= Diligence::kClose && one.state() == v1::ALERT_STATE_CONFIRMED &&
      closed_.insert(one.case_id()).second) {
    desk_.close(one.case_id(), v1::TREATMENT_PLAN_PRIMARY_PCI, {});
  }
}

}  // namespace rdc::testkit
