// The reading half of an Upload stream, and what becomes of items.
#include <algorithm>

#include "acquisition_agent/transfer/upload_session.h"
#include "acquisition_agent/transfer/wire_time.h"
#include "common/base/logging.h"

namespace rdc::agent {

base::MonotonicTime::duration backoff(int attempt, std::chrono::milliseconds first, std::chrono::milliseconds longest,
                                      base::Random& random) {
  const auto whole = std::min<std::chrono::milliseconds>(first * (1LL << std::clamp(attempt - 1, 0, 20)), longest);
  return std::chrono::duration_cast<base::MonotonicTime::duration>(whole * (0.5 + 0.5 * random.next_unit()));
}

base::MonotonicTime ItemBackoff::next_try(const std::string& item_id) {
  const std::lock_guard lock(mutex_);
  return clock_.monotonic() + backoff(++failures_[item_id], std::chrono::seconds(1), std::chrono::minutes(5), random_);
}

void ItemBackoff::forget(const std::string& item_id) {
  const std::lock_guard lock(mutex_);
  failures_.erase(item_id);
}

void UploadSession::read_replies() {
  v1::UploadReply reply;
  while (stream_->Read(&reply)) {
    answered_ = true;
    parts_.status.up(lane_name_);
    if (reply.has_progress()) on_progress(reply.progress());
    if (reply.has_outcome()) on_outcome(reply.outcome());
  }
  {
    const std::lock_guard lock(mutex_);
    ended_ = true;
    changed_.notify_all();
  }
  parts_.queue.wake();
}

void UploadSession::on_progress(const v1::Progress& progress) {
  const std::lock_guard lock(mutex_);
  last_answer_ = parts_.clock.monotonic();
  changed_.notify_all();
  const auto found = unsettled_.find(progress.item_id());
  if (found == unsettled_.end()) return;
  Unsettled& entry = found->second;
  if (entry.asked && !entry.resume_at) {
    const std::uint64_t at = std::min<std::uint64_t>(progress.durable_offset(), entry.prepared.size);
    entry.resume_at = at;
    entry.sent_offset = entry.received_offset = entry.durable_offset = at;
    return;
  }
  const std::uint64_t received =
      std::min<std::uint64_t>(std::max(progress.received_offset(), progress.durable_offset()), entry.sent_offset);
  if (received > entry.received_offset) {
    flow_.received(received - entry.received_offset, last_answer_);
    hold_gate();
    entry.received_offset = received;
    parts_.status.measured(flow_.rate());
  }
  if (progress.durable_offset() > entry.durable_offset) {
    entry.durable_offset = progress.durable_offset();
    item_backoff_.forget(progress.item_id());
  }
}

void UploadSession::on_outcome(const v1::Outcome& outcome) {
  Unsettled unsettled;
  {
    const std::lock_guard lock(mutex_);
    last_answer_ = parts_.clock.monotonic();
    const auto found = unsettled_.find(outcome.item_id());
    if (found == unsettled_.end()) {
      spdlog::warn("lane {}: an outcome for item {}, which was not begun", lane_name_, outcome.item_id());
      return;
    }
    unsettled = std::move(found->second);
    unsettled_.erase(found);
    std::erase(order_, outcome.item_id());
    flow_.received(unsettled.sent_offset - unsettled.received_offset, last_answer_);
    hold_gate();
    parts_.status.measured(flow_.rate());
    changed_.notify_all();
  }
  settle(unsettled, outcome);
}

void UploadSession::settle(const Unsettled& unsettled, const v1::Outcome& outcome) {
  const Item& item = unsettled.item;
  switch (outcome.result()) {
    case v1::Outcome::STORED:
    case v1::Outcome::DUPLICATE: {
      item_backoff_.forget(item.item_id);
      const auto at = outcome.has_stored_at() ? from_wire(outcome.stored_at()) : parts_.clock.now();
      // Runs when the catalog commits, at the latest when the spool closes: the lanes may be gone, queue and clock not.
      parts_.spool.stored(item, at, unsettled.bytes_sent,
                          [&queue = parts_.queue, &clock = parts_.clock, item](bool recorded) {
                            if (recorded)
                              queue.finish(item.item_id);
                            else
                              queue.put_back(item, clock.monotonic() + std::chrono::seconds(10));
                          });
      return;
    }
    case v1::Outcome::REJECTED: {
      parts_.spool.items().add_bytes_sent_later(item.item_id, unsettled.bytes_sent);
      give_up_item(item, {ErrorCode::kInvalid, outcome.error().reason().empty() ? "REJECTED" : outcome.error().reason(),
                          outcome.error().message()});
      return;
    }
    default: {
      spdlog::info("item {}: the router asks to come back: {}", item.item_id, outcome.error().reason());
      parts_.spool.items().add_bytes_sent_later(item.item_id, unsettled.bytes_sent);
      parts_.queue.put_back(item, item_backoff_.next_try(item.item_id));
    }
  }
}

// It will not be sent as it is: aside, so that the others go on.
void UploadSession::give_up_item(const Item& item, const Error& why) {
  item_backoff_.forget(item.item_id);
  {
    const std::lock_guard lock(mutex_);
    unsettled_.erase(item.item_id);
    std::erase(order_, item.item_id);
  }
  auto done = why.reason == "BYTES_MISSING" ? parts_.spool.items().mark_missing(item.item_id, why)
                                            : parts_.spool.quarantine(item, why);
  if (!done) {
    spdlog::error("item {} cannot be set aside: {}", item.item_id, done.error().message);
    parts_.queue.put_back(item, item_backoff_.next_try(item.item_id));
    return;
  }
  parts_.queue.finish(item.item_id);
}

// The oldest item without progress is the likeliest cause of the stream's end: it alone waits longer.
void UploadSession::put_back_unsettled() {
  if (next_) {
    (void)next_->prepared.get();
    parts_.queue.put_back(next_->item, {});
    next_.reset();
  }
  bool suspect = true;
  for (const std::string& id : order_) {
    Unsettled& entry = unsettled_.at(id);
    parts_.spool.items().add_bytes_sent_later(id, entry.bytes_sent);
    const bool moved = entry.durable_offset > entry.resume_at.value_or(0);
    parts_.queue.put_back(entry.item,
                          suspect && entry.begun && !moved ? item_backoff_.next_try(id) : base::MonotonicTime{});
    suspect = false;
  }
  order_.clear();
  unsettled_.clear();
}

}  // namespace rdc::agent
