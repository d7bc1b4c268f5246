#include "reading_station/session/critical_feed.h"

#include <algorithm>

#include <QRandomGenerator>

#include "reading_station/session/server_stream.h"

namespace rdc::station {
namespace {

constexpr int kCriticalSilenceMs = 35'000;  // two heartbeats missed: the stream is dead
constexpr int kCriticalFirstRetryMs = 500;
constexpr int kCriticalLongestRetryMs = 10'000;

}  // namespace

CriticalFeed::CriticalFeed(CallRunner& runner, QObject* parent) : QObject(parent), runner_(runner), stub_(runner) {
  for (QTimer* timer : {&retry_, &silence_}) timer->setSingleShot(true);
  connect(&retry_, &QTimer::timeout, this, &CriticalFeed::watch);
  connect(&silence_, &QTimer::timeout, this, [this] {
    if (watch_) watch_->TryCancel();
  });
}

void CriticalFeed::start() {
  if (started_) return;
  started_ = true;
  cursor_ = 0;
  failures_ = 0;
  watch();
}

void CriticalFeed::stop() {
  started_ = false;
  ++generation_;
  if (watch_) watch_->TryCancel();
  watch_.reset();
  for (QTimer* timer : {&retry_, &silence_}) timer->stop();
  set_live(false);
}

void CriticalFeed::watch() {
  v1::WatchCriticalRequest request;
  request.set_cursor(cursor_);
  const quint64 mine = ++generation_;
  auto gate = runner_.gate();
  watch_ = ServerStream<v1::CriticalChange>::open(
      runner_,
      [&](grpc::ClientContext* context, grpc::ClientReadReactor<v1::CriticalChange>* reactor) {
        stub_->async()->Watch(context, &request, reactor);
      },
      [this, gate, mine](v1::CriticalChange&& change) {
        gate->post([this, mine, change = std::move(change)] {
          if (mine == generation_) receive(change);
        });
        return true;
      },
      [this, gate, mine](const grpc::Status& status) {
        gate->post([this, mine, error = rpc::from_status(status)] {
          if (mine != generation_) return;
          watch_.reset();
          silence_.stop();
          if (started_) retry(error);
        });
      });
  silence_.start(kCriticalSilenceMs);
}

void CriticalFeed::receive(const v1::CriticalChange& change) {
  failures_ = 0;
  cursor_ = std::max<std::uint64_t>(cursor_, change.cursor());
  silence_.start(kCriticalSilenceMs);
  set_live(true);
  if (change.has_notice()) Q_EMIT changed(change.notice());
}

void CriticalFeed::retry(const Error& error) {
  runner_.report(error);
  if (!started_) return;
  set_live(false, error);
  // Nothing of theirs: asking again would be refused again.
  if (error.code == ErrorCode::kDenied) return;
  const int longest = std::min(kCriticalLongestRetryMs, kCriticalFirstRetryMs << std::min(failures_++, 5));
  // Jitter, so that fifty stations do not come back in the same instant.
  retry_.start(longest / 2 + static_cast<int>(QRandomGenerator::global()->bounded(longest / 2 + 1)));
}

void CriticalFeed::set_live(bool live, const std::optional<Error>& why) {
  if (live_ == live && !why) return;
  live_ = live;
  Q_EMIT live_changed(live, why);
}

}  // namespace rdc::station
