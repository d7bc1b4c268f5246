#include "reading_station/session/worklist_feed.h"

#include <algorithm>

#include <QRandomGenerator>

#include "reading_station/session/server_stream.h"

namespace rdc::station {
namespace {

constexpr int kFlushMs = 40;        // a burst is shown as one change
constexpr int kSilenceMs = 35'000;  // two heartbeats missed: the stream is dead
constexpr int kFirstRetryMs = 500;
constexpr int kLongestRetryMs = 10'000;
constexpr int kProofMs = 500;

}  // namespace

WorklistFeed::WorklistFeed(CallRunner& runner, QObject* parent) : QObject(parent), runner_(runner), stub_(runner) {
  for (QTimer* timer : {&flush_, &retry_, &silence_, &proof_}) timer->setSingleShot(true);
  connect(&flush_, &QTimer::timeout, this, [this] { Q_EMIT changed(std::exchange(pending_, {})); });
  connect(&retry_, &QTimer::timeout, this, [this] { has_list_ ? watch() : list(); });
  connect(&proof_, &QTimer::timeout, this, &WorklistFeed::prove);
  connect(&silence_, &QTimer::timeout, this, [this] {
    if (watch_) watch_->TryCancel();
  });
}

void WorklistFeed::start() {
  if (started_) return;
  started_ = true;
  has_list_ = false;
  cursor_ = 0;
  failures_ = 0;
  list();
}

void WorklistFeed::stop() {
  started_ = false;
  ++generation_;
  if (watch_) watch_->TryCancel();
  watch_.reset();
  for (QTimer* timer : {&flush_, &retry_, &silence_, &proof_}) timer->stop();
  pending_.clear();
  set_live(false);
}

void WorklistFeed::refresh() {
  if (!started_) return;
  stop();
  start();
}

void WorklistFeed::list() {
  v1::ListWorklistRequest request;
  request.set_limit(1000);
  const quint64 mine = ++generation_;
  runner_.unary<v1::ListWorklistReply>(
      std::move(request),
      [this](auto* context, auto* message, auto* reply, auto callback) {
        stub_->async()->List(context, message, reply, std::move(callback));
      },
      [this, mine](const Result<v1::ListWorklistReply>& reply) {
        if (mine != generation_ || !started_) return;
        if (!reply) return retry(reply.error());
        cursor_ = reply->cursor();
        has_list_ = true;
        Q_EMIT listed({reply->items().begin(), reply->items().end()});
        watch();
      });
}

void WorklistFeed::watch() {
  v1::WatchWorklistRequest request;
  request.set_cursor(cursor_);
  const quint64 mine = ++generation_;
  auto gate = runner_.gate();
  watch_ = ServerStream<v1::WorklistChange>::open(
      runner_,
      [&](grpc::ClientContext* context, grpc::ClientReadReactor<v1::WorklistChange>* reactor) {
        // Serialized by StartCall, within open(): the request need not live longer.
        stub_->async()->Watch(context, &request, reactor);
      },
      [this, gate, mine](v1::WorklistChange&& change) {
        gate->post([this, mine, change = std::move(change)] {
          if (mine == generation_) receive(change);
        });
        return true;
      },
      [this, gate, mine](const grpc::Status& status) {
        gate->post([this, mine, error = rpc::from_status(status)] {
          if (mine == generation_) ended(error);
        });
      });
  silence_.start(kSilenceMs);
  if (failures_ == 0) return set_live(true);
  proof_.start(kProofMs);
}

void WorklistFeed::prove() {
  if (!watch_) return;
  if (runner_.channel()->GetState(false) == GRPC_CHANNEL_READY) return set_live(true);
  proof_.start(kProofMs);
}

void WorklistFeed::receive(v1::WorklistChange change) {
  failures_ = 0;
  cursor_ = std::max<std::uint64_t>(cursor_, change.cursor());
  silence_.start(kSilenceMs);
  set_live(true);
  if (!change.has_item()) return;
  pending_.push_back(std::move(*change.mutable_item()));
  if (!flush_.isActive()) flush_.start(kFlushMs);
}

void WorklistFeed::ended(const Error& error) {
  watch_.reset();
  proof_.stop();
  silence_.stop();
  if (started_) retry(error);
}

void WorklistFeed::retry(const Error& error) {
  runner_.report(error);
  if (!started_) return;
  set_live(false, error);
  const int longest = std::min(kLongestRetryMs, kFirstRetryMs << std::min(failures_++, 5));
  // Jitter, so that fifty stations do not come back in the same instant.
  retry_.start(longest / 2 + static_cast<int>(QRandomGenerator::global()->bounded(longest / 2 + 1)));
}

void WorklistFeed::set_live(bool live, const std::optional<Error>& why) {
  if (live_ == live && !why) return;
  live_ = live;
  Q_EMIT live_changed(live, why);
}

}  // namespace rdc::station
