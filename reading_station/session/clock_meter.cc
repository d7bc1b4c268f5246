#include "reading_station/session/clock_meter.h"

#include <algorithm>

#include "reading_station/session/wire_time.h"

namespace rdc::station {
namespace {

constexpr int kExchanges = 5;
constexpr int kRoundMs = 600'000;       // ten minutes, as alert.proto asks
constexpr int kAfterFailureMs = 5'000;  // the link may be down

}  // namespace

ClockMeter::ClockMeter(CallRunner& runner, const base::Clock& clock, QObject* parent)
    : QObject(parent), runner_(runner), stub_(runner), clock_(clock) {
  again_.setSingleShot(true);
  connect(&again_, &QTimer::timeout, this, [this] {
    exchanges_ = 0;
    best_.reset();
    exchange();
  });
}

void ClockMeter::start() {
  running_ = true;
  again_.start(0);
}

void ClockMeter::stop() {
  running_ = false;
  again_.stop();
}

base::Timestamp ClockMeter::centre_now() const {
  const auto now = clock_.now();
  return offset_ ? now + std::chrono::milliseconds(offset_->offset_ms()) : now;
}

void ClockMeter::exchange() {
  v1::MeasureClockRequest request;
  *request.mutable_client_sent_at() = to_wire(clock_.now());
  runner_.unary<v1::MeasureClockReply>(
      std::move(request),
      [this](auto* context, auto* message, auto* reply, auto callback) {
        stub_->async()->MeasureClock(context, message, reply, std::move(callback));
      },
      [this](const Result<v1::MeasureClockReply>& reply) {
        if (!running_) return;
        if (!reply) return again_.start(kAfterFailureMs);
        take(*reply);
      });
}

// As NTP does it: see alert.proto, MeasureClock.
void ClockMeter::take(const v1::MeasureClockReply& reply) {
  const auto now = clock_.now();
  const auto t1 = micros_of(reply.client_sent_at()), t2 = micros_of(reply.received_at()),
             t3 = micros_of(reply.sent_at()), t4 = base::to_micros(now);
  const auto uncertainty = std::max<std::int64_t>(0, ((t4 - t1) - (t3 - t2)) / 2);
  v1::ClockOffset measured;
  measured.set_offset_ms(((t2 - t1) + (t3 - t4)) / 2 / 1000);
  measured.set_uncertainty_ms(static_cast<std::uint32_t>(uncertainty / 1000 + 1));
  *measured.mutable_measured_at() = to_wire(now);
  if (!best_ || measured.uncertainty_ms() < best_->uncertainty_ms()) best_ = measured;
  if (++exchanges_ < kExchanges) return exchange();
  offset_ = best_;
  again_.start(kRoundMs);
  Q_EMIT this->measured();
}

}  // namespace rdc::station
