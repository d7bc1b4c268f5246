#include "reading_station/session/case_feed.h"

#include <utility>

namespace rdc::station {
namespace {

using std::chrono::milliseconds;

constexpr milliseconds kCaseFlush{5};  // a burst is one change; an alarm does not wait
// Pauses shorter than the worklist's: silence here costs muscle. A reader who is never alarmed is refused.
constexpr StandingFeed::Rules kCaseRules{.first_pause = milliseconds(250),
                                         .longest_pause = milliseconds(5'000),
                                         .proof = StandingFeed::Proof::kLink,
                                         .look = milliseconds(250),
                                         .when_denied = StandingFeed::WhenDenied::kGiveUp};

}  // namespace

CaseFeed::CaseFeed(CallRunner& runner, QObject* parent)
    : QObject(parent), stub_(runner), feed_(runner, kCaseRules, [this] { watch(); }) {
  flush_.setSingleShot(true);
  connect(&flush_, &QTimer::timeout, this, [this] { Q_EMIT changed(std::exchange(pending_, {})); });
  connect(&feed_, &StandingFeed::live_changed, this, &CaseFeed::live_changed);
}

void CaseFeed::stop() {
  flush_.stop();
  pending_.clear();
  feed_.stop();
}

void CaseFeed::refresh() {
  if (!feed_.started()) return;
  stop();
  start();
}

void CaseFeed::watch() {
  feed_.watch<v1::CaseChange>(
      v1::WatchCasesRequest(),
      [this](auto* context, auto* request, auto* reactor) { stub_->async()->Watch(context, request, reactor); },
      [this](v1::CaseChange&& change) { receive(std::move(change)); });
}

void CaseFeed::receive(v1::CaseChange&& change) {
  if (!change.has_alert_case()) return;
  pending_.push_back(std::move(*change.mutable_alert_case()));
  if (!flush_.isActive()) flush_.start(kCaseFlush);
}

}  // namespace rdc::station
