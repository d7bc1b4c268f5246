#include "reading_station/session/case_feed.h"

#include <algorithm>
#include <utility>

#include <QRandomGenerator>

#include "reading_station/session/server_stream.h"

namespace rdc::station {
namespace {

constexpr int kCaseFlushMs = 5;         // a burst is one change; an alarm does not wait
constexpr int kCaseSilenceMs = 35'000;  // two heartbeats missed: the stream is dead
constexpr int kCaseFirstRetryMs = 250;  // shorter than the worklist's: silence here costs muscle
constexpr int kCaseLongestRetryMs = 5'000;
constexpr int kCaseProofMs = 250;

}  // namespace

CaseFeed::CaseFeed(CallRunner& runner, QObject* parent) : QObject(parent), runner_(runner), stub_(runner) {
  for (QTimer* timer : {&flush_, &retry_, &silence_, &proof_}) timer->setSingleShot(true);
  connect(&flush_, &QTimer::timeout, this, [this] { Q_EMIT changed(std::exchange(pending_, {})); });
  connect(&retry_, &QTimer::timeout, this, &CaseFeed::watch);
  connect(&proof_, &QTimer::timeout, this, &CaseFeed::prove);
  connect(&silence_, &QTimer::timeout, this, [this] {
    if (watch_) watch_->TryCancel();
  });
}

void CaseFeed::start() {
  if (started_) return;
  started_ = true;
  cursor_ = 0;
  failures_ = 0;
  watch();
}

void CaseFeed::stop() {
  started_ = false;
  ++generation_;
  if (watch_) watch_->TryCancel();
  watch_.reset();
  for (QTimer* timer : {&flush_, &retry_, &silence_, &proof_}) timer->stop();
  pending_.clear();
  set_live(false);
}

void CaseFeed::refresh() {
  if (!started_) return;
  stop();
  start();
}

void CaseFeed::watch() {
  v1::WatchCasesRequest request;
  request.set_cursor(cursor_);
  const quint64 mine = ++generation_;
  auto gate = runner_.gate();
  watch_ = ServerStream<v1::CaseChange>::open(
      runner_,
      [&](grpc::ClientContext* context, grpc::ClientReadReactor<v1::CaseChange>* reactor) {
        stub_->async()->Watch(context, &request, reactor);
      },
      [this, gate, mine](v1::CaseChange&& change) {
        gate->post([this, mine, change = std::move(change)] {
          if (mine == generation_) receive(change);
        });
        return true;
      },
      [this, gate, mine](const grpc::Status& status) {
        gate->post([this, mine, error = rpc::from_status(status)] {
          if (mine != generation_) return;
          watch_.reset();
          proof_.stop();
          silence_.stop();
          if (started_) retry(error);
        });
      });
  silence_.start(kCaseSilenceMs);
  proof_.start(kCaseProofMs);
}

void CaseFeed::prove() {
  if (!watch_) return;
  if (runner_.channel()->GetState(false) == GRPC_CHANNEL_READY) return set_live(true);
  proof_.start(kCaseProofMs);
}

void CaseFeed::receive(v1::CaseChange change) {
  failures_ = 0;
  cursor_ = std::max<std::uint64_t>(cursor_, change.cursor());
  silence_.start(kCaseSilenceMs);
  set_live(true);
  if (!change.has_alert_case()) return;
  pending_.push_back(std::move(*change.mutable_alert_case()));
  if (!flush_.isActive()) flush_.start(kCaseFlushMs);
}

void CaseFeed::retry(const Error& error) {
  runner_.report(error);
  if (!started_) return;
  set_live(false, error);
  // A reader who is never alarmed: asking again would be refused again.
  if (error.code == ErrorCode::kDenied) return;
  const int longest = std::min(kCaseLongestRetryMs, kCaseFirstRetryMs << std::min(failures_++, 5));
  // Jitter, so that fifty stations do not come back in the same instant.
  retry_.start(longest / 2 + static_cast<int>(QRandomGenerator::global()->bounded(longest / 2 + 1)));
}

void CaseFeed::set_live(bool live, const std::optional<Error>& why) {
  if (live_ == live && !why) return;
  live_ = live;
  Q_EMIT live_changed(live, why);
}

}  // namespace rdc::station
