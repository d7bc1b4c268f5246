#include "reading_station/session/critical_feed.h"

namespace rdc::station {
namespace {

// Who has nothing to do with critical values is refused.
constexpr StandingFeed::Rules kCriticalRules{.when_denied = StandingFeed::WhenDenied::kGiveUp};

}  // namespace

CriticalFeed::CriticalFeed(CallRunner& runner, QObject* parent)
    : QObject(parent), stub_(runner), feed_(runner, kCriticalRules, [this] { watch(); }) {
  connect(&feed_, &StandingFeed::live_changed, this, &CriticalFeed::live_changed);
}

void CriticalFeed::watch() {
  feed_.watch<v1::CriticalChange>(
      v1::WatchCriticalRequest(),
      [this](auto* context, auto* request, auto* reactor) { stub_->async()->Watch(context, request, reactor); },
      [this](v1::CriticalChange&& change) {
        if (change.has_notice()) Q_EMIT changed(change.notice());
      });
}

}  // namespace rdc::station
