#include "reading_station/session/claim_keeper.h"

#include <algorithm>

namespace rdc::station {
namespace {

constexpr int kRetryMs = 2000;

}  // namespace

ClaimKeeper::ClaimKeeper(CallRunner& runner, QObject* parent) : QObject(parent), runner_(runner), stub_(runner) {
  renew_.setSingleShot(true);
  lapse_.setSingleShot(true);
  connect(&renew_, &QTimer::timeout, this, [this] { ask(); });
  connect(&lapse_, &QTimer::timeout, this, [this] {
    held_ = false;
    Q_EMIT lost({ErrorCode::kConflict, "LEASE_LAPSED", ""});
  });
}

void ClaimKeeper::claim(const QString& item_id, Assigned assigned) {
  if (item_id_ != item_id.toStdString()) release();
  item_id_ = item_id.toStdString();
  ask(assigned);
}

void ClaimKeeper::ask(Assigned assigned) {
  v1::ClaimRequest request;
  request.set_item_id(item_id_);
  request.set_take_over(assigned == Assigned::kTakeOver);
  runner_.unary<v1::ClaimReply>(
      std::move(request),
      [this](auto* context, auto* message, auto* reply, auto callback) {
        stub_->async()->Claim(context, message, reply, std::move(callback));
      },
      [this, asked = item_id_](const Result<v1::ClaimReply>& reply) {
        if (asked != item_id_) return;  // another study was opened meanwhile
        if (reply) {
          const bool first = !std::exchange(held_, true);
          lease_ms_ = static_cast<int>(std::max(reply->lease_seconds(), 3U)) * 1000;
          renew_.start(lease_ms_ / 3);
          lapse_.start(lease_ms_);
          if (first) Q_EMIT granted(reply->item());
          return;
        }
        const bool unreachable = reply.error().code == ErrorCode::kUnavailable;
        if (unreachable) renew_.start(held_ ? std::min(kRetryMs, lease_ms_ / 3) : kRetryMs);
        if (!held_) return Q_EMIT refused(reply.error());
        if (unreachable) return;  // the lease may outlast the cut
        held_ = false;
        lapse_.stop();
        Q_EMIT lost(reply.error());
      });
}

void ClaimKeeper::release() {
  renew_.stop();
  lapse_.stop();
  const bool had = std::exchange(held_, false);
  v1::ReleaseRequest request;
  request.set_item_id(std::exchange(item_id_, {}));
  if (!had) return;
  runner_.unary<v1::ReleaseReply>(
      std::move(request),
      [this](auto* context, auto* message, auto* reply, auto callback) {
        stub_->async()->Release(context, message, reply, std::move(callback));
      },
      [](const Result<v1::ReleaseReply>&) {});
}

}  // namespace rdc::station
