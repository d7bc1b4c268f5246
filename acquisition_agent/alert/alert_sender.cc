#include "acquisition_agent/alert/alert_sender.h"

#include <algorithm>
#include <set>
#include <utility>

#include "acquisition_agent/alert/critical_book.h"
#include "acquisition_agent/alert/json.h"
#include "acquisition_agent/transfer/upload_session.h"
#include "acquisition_agent/transfer/wire_time.h"
#include "common/base/logging.h"
#include "common/rpc/status.h"

namespace rdc::agent {
namespace {

constexpr int kInARound = 100;

// One call with the deadline of all short calls, ended early by stop.
template <typename Stub, typename Reply, typename Request>
Result<Reply> call(Stub& stub, grpc::Status (Stub::*method)(grpc::ClientContext*, const Request&, Reply*),
                   const Request& request, std::stop_token stop) {
  grpc::ClientContext context;
  rpc::set_deadline(context, rpc::kUnaryDeadline);
  const std::stop_callback cancel(stop, [&] { context.TryCancel(); });
  Reply reply;
  if (const auto status = (stub.*method)(&context, request, &reply); !status.ok())
    return tl::unexpected<Error>(rpc::from_status(status));
  return reply;
}

// The router has understood and will say the same again.
bool is_final(const Error& error) {
  switch (error.code) {
    case ErrorCode::kInvalid:
    case ErrorCode::kNotFound:
    case ErrorCode::kExists:
    case ErrorCode::kConflict:
    case ErrorCode::kTooLarge:
      return true;
    default:
      return false;
  }
}

bool is_link(const Error& error) {
  return error.code == ErrorCode::kUnavailable || error.code == ErrorCode::kCancelled;
}

}  // namespace

AlertSender::AlertSender(AlertSenderParts parts) : parts_(parts) {
  parts_.book.on_owed([this] {
    const std::lock_guard lock(mutex_);
    news_ = true;
    changed_.notify_all();
  });
  thread_ = std::jthread([this](std::stop_token stop) { run(stop); });
}

void AlertSender::run(std::stop_token stop) {
  std::unique_ptr<v1::Alert::Stub> stub;
  int failures = 0;
  while (!stop.stop_requested()) {
    {
      const std::lock_guard lock(mutex_);
      news_ = false;
    }
    if (!stub) {
      const auto channel = parts_.link.own_channel();
      stub = v1::Alert::NewStub(channel);
      critical_ = v1::Critical::NewStub(channel);
    }
    const auto done = round(*stub, stop);
    if (stop.stop_requested()) return;
    failures = done ? 0 : failures + 1;
    if (!done) {
      if (failures <= 2) spdlog::info("alerts: {}", done.error().message);
      if (is_link(done.error())) {
        parts_.status.down("alert", done.error().message);
        parts_.link.failed();
        stub.reset();
        measured_ = false;
      }
    } else {
      parts_.status.up("alert");
    }
    wait(stop, failures);
  }
}

void AlertSender::wait(std::stop_token stop, int failures) {
  base::MonotonicTime::duration pause = kLook;
  if (failures > 0) pause = backoff(failures, kFirstPause, kLongestPause, parts_.random);
  const auto now = parts_.book.clock().now().since_boot;
  if (const auto next = parts_.book.next_due(); failures == 0 && next && *next)
    pause = std::clamp<base::MonotonicTime::duration>(**next - now, std::chrono::milliseconds(1), pause);
  std::unique_lock lock(mutex_);
  changed_.wait_for(lock, stop, pause, [&] { return news_; });
}

Result<void> AlertSender::round(v1::Alert::Stub& stub, std::stop_token stop) {
  (void)parts_.book.clock().now();  // notices a wall clock that was set
  const bool due =
      !measured_ || parts_.book.clock().measure_again() || parts_.clock.monotonic() - measured_at_ > kMeasureEvery;
  // Before anything that carries times: an event without a network gets its offset now.
  if (due)
    if (auto measured = measure_clock(stub, stop); !measured) return measured;
  return send_due(stub, stop);
}

Result<ClockMeasurement> AlertSender::exchange(v1::Alert::Stub& stub, std::stop_token stop) {
  // The time since boot is what nobody sets; the wall clock is only what t1 and t4 are called.
  const Moment sent = parts_.book.clock().now();
  v1::MeasureClockRequest request;
  *request.mutable_client_sent_at() = to_wire(sent.wall);
  const auto reply = call(stub, &v1::Alert::Stub::MeasureClock, request, stop);
  if (!reply) return fail(reply);
  const Moment got = parts_.book.clock().now();
  const auto round_trip = std::chrono::duration_cast<std::chrono::microseconds>(got.since_boot - sent.since_boot);
  const auto received = from_wire(reply->received_at());
  const auto answered = from_wire(reply->sent_at());
  const auto t4 = sent.wall + round_trip;
  ClockMeasurement measurement;
  measurement.moment = {t4, got.since_boot, got.boot_id};
  measurement.offset = ((received - sent.wall) + (answered - t4)) / 2;
  measurement.uncertainty =
      std::max<std::chrono::microseconds>((round_trip - (answered - received)) / 2, std::chrono::microseconds(0));
  return measurement;
}

Result<void> AlertSender::measure_clock(v1::Alert::Stub& stub, std::stop_token stop) {
  std::optional<ClockMeasurement> best;
  for (int i = 0; i < kExchanges; ++i) {
    auto measurement = exchange(stub, stop);
    if (!measurement) return fail(measurement);
    if (!best || measurement->uncertainty < best->uncertainty) best = std::move(*measurement);
  }
  // Said in terms of the wall clock as it goes now, should it have been set between two exchanges.
  const Moment now = parts_.book.clock().now();
  const auto passed = std::chrono::duration_cast<std::chrono::microseconds>(now.since_boot - best->moment.since_boot);
  const auto centre = best->moment.wall + best->offset + passed;
  best->moment = now;
  best->offset = centre - now.wall;
  parts_.book.clock().measured(*best);
  measured_ = true;
  measured_at_ = parts_.clock.monotonic();
  spdlog::info("clock: the router's is {:+.3f} s from this machine's, ± {:.3f} s",
               static_cast<double>(best->offset.count()) / 1e6, static_cast<double>(best->uncertainty.count()) / 1e6);
  const auto kept = parts_.book.database().write<bool>([&](soci::session& session) -> Result<bool> {
    rows::add_clock_measurement(session, *best);
    return true;
  });
  return kept ? Result<void>{} : Result<void>(fail(kept));
}

Result<void> AlertSender::send_due(v1::Alert::Stub& stub, std::stop_token stop) {
  const auto due = parts_.book.due(kInARound);
  if (!due) return fail(due);
  std::set<std::string> stuck;  // cases whose entries wait for an earlier one
  Result<void> outcome;
  for (const OutboxRow& row : *due) {
    if (stop.stop_requested()) return {};
    if (stuck.contains(row.case_id)) continue;
    auto sent = send(stub, row, stop);
    if (sent) {
      if (auto marked = parts_.book.mark_sent(row.number); !marked) return marked;
      continue;
    }
    if (is_link(sent.error())) return sent;
    if (is_final(sent.error())) {
      spdlog::error("the router refuses {} of case {}: {} {}", to_string(row.kind), row.case_id, sent.error().reason,
                    sent.error().message);
      if (auto marked = parts_.book.mark_refused(row.number, sent.error().reason); !marked) return marked;
      continue;
    }
    stuck.insert(row.case_id);
    outcome = sent;
  }
  return outcome;
}

Result<void> AlertSender::send(v1::Alert::Stub& stub, const OutboxRow& row, std::stop_token stop) {
  switch (row.kind) {
    case OutboxKind::kOpen:
      return send_opening(stub, row, stop);
    case OutboxKind::kAttach:
      return send_attachment(stub, row, stop);
    case OutboxKind::kReadBack:
      return send_read_back(stub, row, stop);
    case OutboxKind::kCritical:
      return send_critical(row, stop);
    case OutboxKind::kPoint:
      break;
  }
  return send_point(stub, row, stop);
}

v1::TimePoint AlertSender::wire_point(const PointRow& row) const {
  v1::TimePoint point;
  point.set_point_id(row.point_id);
  point.set_kind(row.kind);
  *point.mutable_at() = to_wire(row.moment.wall);
  point.set_source(row.source);
  if (row.source != v1::POINT_SOURCE_TYPED)
    if (const auto offset = parts_.book.clock().offset_of(row.moment)) *point.mutable_clock() = *offset;
  point.set_replaces_point_id(row.replaces);
  point.set_edit_reason(row.edit_reason);
  point.set_entered_by(row.entered_by);
  point.set_note(row.note);
  point.set_subject(row.subject);
  return point;
}

Result<void> AlertSender::send_opening(v1::Alert::Stub& stub, const OutboxRow& row, std::stop_token stop) {
  struct Opening {
    std::optional<CaseRow> row;
    std::vector<PointRow> points;
  };
  const auto found = parts_.book.database().read<Opening>([&](soci::session& session) -> Result<Opening> {
    return Opening{rows::find_case(session, row.case_id), rows::points_of(session, row.case_id)};
  });
  if (!found) return fail(found);
  if (!found->row) return fail(ErrorCode::kNotFound, "NO_SUCH_CASE", "the case is not in the catalog");
  auto request = from_json<v1::OpenCaseRequest>(found->row->opening);
  if (!request) return fail(request);
  // Points of the moment it was opened; all others follow on their own.
  for (const PointRow& point : found->points)
    if (point.kind == v1::POINT_KIND_CHEST_PAIN_ORDER || point.kind == v1::POINT_KIND_FIRST_MEDICAL_CONTACT)
      if (point.replaces.empty() && point.source == v1::POINT_SOURCE_AGENT) *request->add_points() = wire_point(point);
  const auto reply = call(stub, &v1::Alert::Stub::OpenCase, *request, stop);
  return reply ? Result<void>{} : Result<void>(fail(reply));
}

Result<void> AlertSender::send_attachment(v1::Alert::Stub& stub, const OutboxRow& row, std::stop_token stop) {
  v1::AttachEcgRequest request;
  request.set_case_id(row.case_id);
  auto ecg = from_json<v1::AttachedEcg>(row.body);
  if (!ecg) return fail(ecg);
  *request.mutable_ecg() = std::move(*ecg);
  const auto reply = call(stub, &v1::Alert::Stub::AttachEcg, request, stop);
  return reply ? Result<void>{} : Result<void>(fail(reply));
}

Result<void> AlertSender::send_point(v1::Alert::Stub& stub, const OutboxRow& row, std::stop_token stop) {
  const auto point = parts_.book.database().read<std::optional<PointRow>>(
      [&](soci::session& session) -> Result<std::optional<PointRow>> {
        return rows::find_point(session, row.subject);
      });
  if (!point) return fail(point);
  if (!point->has_value()) return {};  // taken back meanwhile
  v1::RecordSitePointsRequest request;
  request.set_case_id(row.case_id);
  *request.add_points() = wire_point(**point);
  const auto reply = call(stub, &v1::Alert::Stub::RecordSitePoints, request, stop);
  return reply ? Result<void>{} : Result<void>(fail(reply));
}

Result<void> AlertSender::send_read_back(v1::Alert::Stub& stub, const OutboxRow& row, std::stop_token stop) {
  auto request = from_json<v1::ReadBackRequest>(row.body);
  if (!request) return fail(request);
  const auto point = parts_.book.database().read<std::optional<PointRow>>(
      [&](soci::session& session) -> Result<std::optional<PointRow>> {
        return rows::find_point(session, request->point().point_id());
      });
  if (!point) return fail(point);
  if (!point->has_value())
    return fail(ErrorCode::kNotFound, "NO_SUCH_POINT", "the read-back's time is not in the catalog");
  *request->mutable_point() = wire_point(**point);
  const auto reply = call(stub, &v1::Alert::Stub::ReadBack, *request, stop);
  return reply ? Result<void>{} : Result<void>(fail(reply));
}

Result<void> AlertSender::send_critical(const OutboxRow& row, std::stop_token stop) {
  auto event = parts_.book.database().read<CriticalEvent>(
      [&](soci::session& session) { return CriticalBook::find_event(session, row.subject); });
  if (!event) return fail(event);
  const auto offset = parts_.book.clock().offset_of(event->moment);
  const auto timed = [&](auto& request) {
    *request.mutable_at() = to_wire(event->moment.wall);
    if (offset) *request.mutable_clock() = *offset;
  };
  if (event->is_action) {
    timed(event->action);
    const auto reply = call(*critical_, &v1::Critical::Stub::RecordSiteAction, event->action, stop);
    return reply ? Result<void>{} : Result<void>(fail(reply));
  }
  timed(event->read_back);
  const auto reply = call(*critical_, &v1::Critical::Stub::ReadBack, event->read_back, stop);
  return reply ? Result<void>{} : Result<void>(fail(reply));
}

}  // namespace rdc::agent
