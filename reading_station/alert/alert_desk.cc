#include "reading_station/alert/alert_desk.h"

#include <algorithm>

#include <QDateTime>

#include "reading_station/alert/case_words.h"
#include "reading_station/session/qt_text.h"
#include "reading_station/session/wire_time.h"

namespace rdc::station {
namespace {

constexpr int kAskAgainAfterMs = 1'000;

// Asking again may help: the link, a router that starts, a login that has just expired.
bool may_pass(const Error& error) {
  return error.code == ErrorCode::kUnavailable || error.code == ErrorCode::kCancelled ||
         error.code == ErrorCode::kUnauthenticated || error.code == ErrorCode::kInternal;
}

}  // namespace

AlertDesk::AlertDesk(RouterConnection& connection, const base::Clock& clock, base::IdGenerator& ids, QObject* parent)
    : QObject(parent),
      connection_(connection),
      clock_(clock),
      ids_(ids),
      client_(connection.calls()),
      feed_(connection.calls()),
      meter_(connection.calls(), clock),
      cases_(clock) {
  again_.setSingleShot(true);
  connect(&again_, &QTimer::timeout, this, &AlertDesk::send_waiting);
  connect(&feed_, &CaseFeed::changed, this, &AlertDesk::take);
  connect(&feed_, &CaseFeed::live_changed, this, [this](bool live, const std::optional<Error>&) {
    if (live) send_waiting();
  });
  connect(&meter_, &ClockMeter::measured, this, [this] {
    if (meter_.offset()) cases_.set_clock_offset(std::chrono::milliseconds(meter_.offset()->offset_ms()));
  });
}

void AlertDesk::start() {
  meter_.start();
  feed_.start();
  send_waiting();
}

void AlertDesk::stop() {
  feed_.stop();
  meter_.stop();
  again_.stop();
  cases_.clear();
  acknowledged_.clear();
  Q_EMIT sounding_changed();
}

void AlertDesk::take(const std::vector<v1::AlertCase>& cases) {
  cases_.apply(cases);
  for (const auto& one : cases) {
    if (!sounds(one)) acknowledged_.erase(one.case_id());
    Q_EMIT case_changed(one);
  }
  Q_EMIT sounding_changed();
}

std::vector<v1::AlertCase> AlertDesk::sounding() const {
  std::vector<v1::AlertCase> out;
  for (int row = 0; row < cases_.rowCount(); ++row) {
    const auto& one = cases_.at(row);
    if (sounds(one) && !acknowledged_.contains(one.case_id())) out.push_back(one);
  }
  return out;
}

v1::TimePoint AlertDesk::point(v1::PointKind kind) const {
  v1::TimePoint out;
  out.set_point_id(ids_.next());
  out.set_kind(kind);
  *out.mutable_at() = to_wire(clock_.now());
  out.set_source(v1::POINT_SOURCE_STATION);
  if (meter_.offset()) *out.mutable_clock() = *meter_.offset();
  return out;
}

void AlertDesk::ask(Pending pending) {
  if (connection_.logged_in()) pending.user_id = connection_.self().user_id();
  pending_.emplace(++asked_, std::move(pending));
  Q_EMIT waiting_changed();
  send_waiting();
}

void AlertDesk::send_waiting() {
  if (!connection_.logged_in()) return;
  for (auto& [number, pending] : pending_) {
    // Never in another person's name.
    if (pending.user_id != connection_.self().user_id() || std::exchange(pending.on_its_way, true)) continue;
    pending.send([this, number = number](const Result<v1::AlertCase>& reply) {
      const auto found = pending_.find(number);
      if (found == pending_.end()) return;
      if (!reply && may_pass(reply.error())) {
        found->second.on_its_way = false;
        if (!again_.isActive()) again_.start(kAskAgainAfterMs);
        return;
      }
      const Pending answered = std::move(found->second);
      pending_.erase(found);
      Q_EMIT waiting_changed();
      // From here the router's word counts: it sounds again when it was refused, or when a new alert came between. Not
      // while more is asked about the case: the acknowledgement itself may still be on its way.
      const bool more =
          std::ranges::any_of(pending_, [&](const auto& entry) { return entry.second.case_id == answered.case_id; });
      if (!more) acknowledged_.erase(answered.case_id);
      if (!reply) {
        Q_EMIT sounding_changed();
        return Q_EMIT refused(from(answered.case_id), reply.error());
      }
      take({*reply});
      if (answered.done) answered.done();
    });
  }
}

void AlertDesk::displayed(const std::vector<v1::AlertCase>& cases) {
  for (const auto& one : cases) {
    v1::ReportDisplayedRequest request;
    request.set_case_id(one.case_id());
    for (const auto& alert : one.alerts()) {
      if (alert.state() == v1::ALERT_STATE_RAISED && displayed_.emplace(alert.alert_id(), true).second)
        request.add_alert_ids(alert.alert_id());
    }
    if (request.alert_ids().empty()) continue;
    *request.mutable_point() = point(v1::POINT_KIND_ALERT_DELIVERED);
    ask({one.case_id(), [this, request](auto done) { client_.report_displayed(request, std::move(done)); }, {}});
  }
}

void AlertDesk::acknowledge(const std::string& case_id) {
  v1::AcknowledgeAlertRequest request;
  request.set_case_id(case_id);
  request.set_action_id(ids_.next());
  *request.mutable_point() = point(v1::POINT_KIND_ALERT_ACKNOWLEDGED);
  acknowledged_.emplace(case_id, true);
  ask({case_id, [this, request](auto done) { client_.acknowledge(request, std::move(done)); }, {}});
  Q_EMIT sounding_changed();
}

v1::DecideRequest AlertDesk::request_of(const std::string& case_id, const Decision& decision) const {
  v1::DecideRequest request;
  request.set_case_id(case_id);
  request.set_action_id(ids_.next());
  request.set_verdict(decision.verdict);
  request.set_diagnosis(decision.diagnosis.toStdString());
  request.set_plan(decision.plan);
  request.set_advice(decision.advice.toStdString());
  request.set_report_revision_id(decision.report_revision_id.toStdString());
  *request.mutable_point() = point(v1::POINT_KIND_DIAGNOSED);
  return request;
}

void AlertDesk::decide(const std::string& case_id, const Decision& decision) {
  const auto request = request_of(case_id, decision);
  ask({case_id, [this, request](auto done) { client_.decide(request, std::move(done)); },
       [this, case_id] { Q_EMIT decided(from(case_id)); }});
}

void AlertDesk::close(const std::string& case_id, v1::TreatmentPlan treatment, const QString& note) {
  v1::CloseCaseRequest request;
  request.set_case_id(case_id);
  request.set_action_id(ids_.next());
  request.set_treatment(treatment);
  request.set_note(note.toStdString());
  ask({case_id, [this, request](auto done) { client_.close(request, std::move(done)); },
       [this, case_id] { Q_EMIT closed(from(case_id)); }});
}

void AlertDesk::advise(const std::string& case_id, const QString& text, const QStringList& leads) {
  v1::AdviseRequest request;
  request.set_case_id(case_id);
  request.set_answer_id(ids_.next());
  request.set_text(text.toStdString());
  for (const auto& lead : leads) request.add_leads_to_record(lead.toStdString());
  ask({case_id, [this, request](auto done) { client_.advise(request, std::move(done)); }, {}});
}

void AlertDesk::record(const std::string& case_id, const Point& typed) {
  v1::RecordCasePointsRequest request;
  request.set_case_id(case_id);
  auto* out = request.add_points();
  out->set_point_id(ids_.next());
  out->set_kind(typed.kind);
  *out->mutable_at() = to_wire(typed.at);
  out->set_source(v1::POINT_SOURCE_TYPED);
  out->set_replaces_point_id(typed.replaces);
  out->set_edit_reason(typed.reason.toStdString());
  out->set_note(typed.note.toStdString());
  if (connection_.logged_in()) out->set_entered_by(connection_.self().display_name());
  ask({case_id, [this, request](auto done) { client_.record_points(request, std::move(done)); }, {}});
}

void AlertDesk::record_door_in(const std::string& case_id, QTime at, bool typed) {
  const auto now = QDateTime::fromMSecsSinceEpoch(base::to_micros(meter_.centre_now()) / 1000);
  QDateTime moment(now.date(), at);
  if (moment > now) moment = moment.addDays(-1);
  const QString note = typed ? QString() : tr("assumed: when the case was opened");
  record(case_id, {v1::POINT_KIND_DOOR_IN, base::from_micros(moment.toMSecsSinceEpoch() * 1000), {}, {}, note});
}

void AlertDesk::open_from_study(const QString& study_id, const QString& reason) {
  v1::OpenFromStudyRequest request;
  request.set_case_id(ids_.next());
  request.set_study_id(study_id.toStdString());
  request.set_reason(reason.toStdString());
  ask({request.case_id(), [this, request](auto done) { client_.open_from_study(request, std::move(done)); }, {}});
}

}  // namespace rdc::station
