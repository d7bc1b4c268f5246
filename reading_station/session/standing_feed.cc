#include "reading_station/session/standing_feed.h"

#include <algorithm>

#include <QRandomGenerator>

namespace rdc::station {

StandingFeed::StandingFeed(CallRunner& runner, const Rules& rules, std::function<void()> attempt, QObject* parent)
    : QObject(parent), runner_(runner), rules_(rules), attempt_(std::move(attempt)) {
  for (QTimer* timer : {&pause_, &silence_, &proof_}) timer->setSingleShot(true);
  connect(&pause_, &QTimer::timeout, this, [this] { attempt_(); });
  connect(&proof_, &QTimer::timeout, this, &StandingFeed::look_at_link);
  connect(&silence_, &QTimer::timeout, this, [this] {
    if (watch_) watch_->TryCancel();
  });
}

StandingFeed::~StandingFeed() {
  ++*step_;
  if (watch_) watch_->TryCancel();
}

void StandingFeed::start() {
  if (started_) return;
  started_ = true;
  cursor_ = 0;
  failures_ = 0;
  attempt_();
}

void StandingFeed::stop() {
  started_ = false;
  ++*step_;
  if (watch_) watch_->TryCancel();
  watch_.reset();
  for (QTimer* timer : {&pause_, &silence_, &proof_}) timer->stop();
  set_live(false);
}

std::function<bool()> StandingFeed::begin_step() {
  return [step = step_, mine = ++*step_] { return *step == mine; };
}

void StandingFeed::opened() {
  silence_.start(rules_.silence);
  if (rules_.proof == Proof::kMessage) return;
  if (rules_.proof == Proof::kLinkAfterFailure && failures_ == 0) return set_live(true);
  proof_.start(rules_.look);
}

void StandingFeed::look_at_link() {
  if (!watch_) return;
  if (runner_.channel()->GetState(false) == GRPC_CHANNEL_READY) return set_live(true);
  proof_.start(rules_.look);
}

void StandingFeed::heard(std::uint64_t cursor) {
  failures_ = 0;
  cursor_ = std::max(cursor_, cursor);
  silence_.start(rules_.silence);
  set_live(true);
}

void StandingFeed::ended(const Error& error) {
  watch_.reset();
  proof_.stop();
  silence_.stop();
  failed(error);
}

void StandingFeed::failed(const Error& error) {
  runner_.report(error);
  if (started_) set_live(false, error);
  if (!started_) return;  // or no longer: who heard it logged out
  // Who is not let in will not be let in by asking again.
  if (error.code == ErrorCode::kDenied && rules_.when_denied == WhenDenied::kGiveUp) return;
  const auto longest = std::min(rules_.longest_pause, rules_.first_pause * (1 << std::min(failures_++, 5)));
  // Jitter, so that fifty stations do not come back in the same instant.
  const auto half = static_cast<int>(longest.count() / 2);
  pause_.start(half + static_cast<int>(QRandomGenerator::global()->bounded(half + 1)));
}

void StandingFeed::set_live(bool live, const std::optional<Error>& why) {
  if (live_ == live && !why) return;
  live_ = live;
  Q_EMIT live_changed(live, why);
}

}  // namespace rdc::station
