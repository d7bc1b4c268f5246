#include "reading_station/session/worklist_feed.h"

#include <utility>

namespace rdc::station {
namespace {

constexpr std::chrono::milliseconds kFlush{40};  // a burst is shown as one change
constexpr StandingFeed::Rules kWorklistRules{.proof = StandingFeed::Proof::kLinkAfterFailure};

}  // namespace

WorklistFeed::WorklistFeed(CallRunner& runner, QObject* parent)
    : QObject(parent),
      runner_(runner),
      stub_(runner),
      feed_(runner, kWorklistRules, [this] { has_list_ ? watch() : list(); }) {
  flush_.setSingleShot(true);
  connect(&flush_, &QTimer::timeout, this, [this] { Q_EMIT changed(std::exchange(pending_, {})); });
  connect(&feed_, &StandingFeed::live_changed, this, &WorklistFeed::live_changed);
}

void WorklistFeed::start() {
  if (!feed_.started()) has_list_ = false;
  feed_.start();
}

void WorklistFeed::stop() {
  flush_.stop();
  pending_.clear();
  feed_.stop();
}

void WorklistFeed::refresh() {
  if (!feed_.started()) return;
  stop();
  start();
}

void WorklistFeed::list() {
  v1::ListWorklistRequest request;
  request.set_limit(1000);
  const auto wanted = feed_.begin_step();
  runner_.unary<v1::ListWorklistReply>(
      std::move(request),
      [this](auto* context, auto* message, auto* reply, auto callback) {
        stub_->async()->List(context, message, reply, std::move(callback));
      },
      [this, wanted](const Result<v1::ListWorklistReply>& reply) {
        if (!wanted()) return;
        if (!reply) return feed_.failed(reply.error());
        feed_.go_on_after(reply->cursor());
        has_list_ = true;
        Q_EMIT listed({reply->items().begin(), reply->items().end()});
        if (wanted()) watch();
      });
}

void WorklistFeed::watch() {
  feed_.watch<v1::WorklistChange>(
      v1::WatchWorklistRequest(),
      [this](auto* context, auto* request, auto* reactor) { stub_->async()->Watch(context, request, reactor); },
      [this](v1::WorklistChange&& change) { receive(std::move(change)); });
}

void WorklistFeed::receive(v1::WorklistChange&& change) {
  if (!change.has_item()) return;
  pending_.push_back(std::move(*change.mutable_item()));
  if (!flush_.isActive()) flush_.start(kFlush);
}

}  // namespace rdc::station
