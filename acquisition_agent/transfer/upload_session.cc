#include "acquisition_agent/transfer/upload_session.h"

#include <algorithm>
#include <thread>

#include "acquisition_agent/transfer/wire_time.h"
#include "common/base/logging.h"
#include "common/rpc/status.h"

namespace rdc::agent {

UploadSession::UploadSession(v1::Urgency lane, std::string lane_name, TransferParts& parts, ItemBackoff& item_backoff,
                             std::shared_ptr<grpc::Channel> channel)
    : lane_(lane),
      lane_name_(std::move(lane_name)),
      parts_(parts),
      item_backoff_(item_backoff),
      channel_(std::move(channel)),
      stub_(v1::Ingest::NewStub(channel_)),
      last_answer_(parts.clock.monotonic()),
      encoder_("encode") {}

// No item is taken, and none coded, for a router that is not there.
bool UploadSession::connect(std::stop_token stop) {
  constexpr int kSteps = 100;  // of 100 ms: gRPC cannot be told to stop waiting
  for (int step = 0; step < kSteps && !stop.stop_requested(); ++step) {
    const gpr_timespec deadline = gpr_time_add(gpr_now(GPR_CLOCK_MONOTONIC), gpr_time_from_millis(100, GPR_TIMESPAN));
    if (channel_->WaitForConnected(deadline)) return true;
    if (channel_->GetState(false) == GRPC_CHANNEL_TRANSIENT_FAILURE) return false;
  }
  return false;
}

grpc::Status UploadSession::run(std::stop_token stop) {
  if (!connect(stop)) return {grpc::StatusCode::UNAVAILABLE, "the router cannot be reached"};
  stream_ = stub_->Upload(&context_);
  std::jthread reader([this] { read_replies(); });
  {
    // A write may be blocked by the peer's flow control: only cancelling wakes it.
    const std::stop_callback cancel(stop, [this] { context_.TryCancel(); });
    send_items(stop);
    if (!stop.stop_requested()) stream_->WritesDone();
  }
  context_.TryCancel();
  reader.join();
  if (std::exchange(holds_gate_, false)) parts_.gate.finish(lane_);
  grpc::Status status = stream_->Finish();
  put_back_unsettled();
  return status;
}

void UploadSession::send_items(std::stop_token stop) {
  while (!stop.stop_requested()) {
    const std::uint64_t ticket = parts_.queue.ticket();
    {
      const std::lock_guard lock(mutex_);
      if (ended_) return;
    }
    auto next = next_ ? std::exchange(next_, std::nullopt) : take_next();
    if (!next) {
      const auto until = parts_.clock.monotonic() + std::chrono::seconds(30);
      if (parts_.bandwidth.within_hours(lane_))
        parts_.queue.wait(lane_, ticket, until, stop);
      else
        parts_.queue.rest(ticket, until, stop);
      if (silent()) return;
      continue;
    }
    auto prepared = next->prepared.get();
    next_ = take_next();
    if (!send_item(std::move(next->item), std::move(prepared), stop)) return;
  }
}

std::optional<UploadSession::Next> UploadSession::take_next() {
  if (!parts_.bandwidth.within_hours(lane_)) return std::nullopt;
  auto item = parts_.queue.take(lane_);
  if (!item) return std::nullopt;
  auto task = std::make_shared<std::packaged_task<Result<Prepared>()>>(
      [this, copy = *item] { return parts_.preparer.prepare(copy); });
  Next next{std::move(*item), task->get_future()};
  encoder_.post([task] { (*task)(); });
  return next;
}

// False when the stream is of no more use.
bool UploadSession::send_item(Item item, Result<Prepared> prepared, std::stop_token stop) {
  if (!prepared) {
    give_up_item(item, prepared.error());
    return true;
  }
  if (!wait_for_slot(stop)) {
    parts_.queue.put_back(item, {});
    return false;
  }
  const bool resume = item.state == ItemState::kSending;
  item.state = ItemState::kSending;
  item.coding = prepared->coding;
  {
    const std::lock_guard lock(mutex_);
    Unsettled& entry = unsettled_[item.item_id];
    entry.item = item;
    entry.prepared = *prepared;
    entry.asked = resume;
    order_.push_back(item.item_id);
  }
  if (!resume) parts_.spool.items().mark_sending_later(item.item_id, parts_.clock.now(), prepared->coding);
  parts_.gate.start(lane_);
  bool alive = send_begin(item, *prepared, resume);
  if (alive) {
    const std::lock_guard lock(mutex_);
    if (const auto entry = unsettled_.find(item.item_id); entry != unsettled_.end()) entry->second.begun = true;
  }
  std::optional<std::uint64_t> offset = 0;
  if (alive && resume) offset = wait_for_offset(item, stop);
  if (alive && offset) alive = send_chunks(item, *prepared, *offset, stop);
  parts_.gate.finish(lane_);
  return alive && !stop.stop_requested();
}

bool UploadSession::send_begin(const Item& item, const Prepared& prepared, bool resume) {
  v1::UploadRequest request;
  v1::Begin& begin = *request.mutable_begin();
  begin.set_item_id(item.item_id);
  begin.set_sha256(item.sha256);
  begin.set_size(item.size);
  begin.set_kind(item.kind);
  begin.set_urgency(item.urgency);
  begin.set_coding(prepared.coding);
  begin.set_coded_size(prepared.size);
  begin.set_coded_sha256(prepared.sha256);
  begin.set_resume(resume);
  *begin.mutable_received_at() = to_wire(item.received_at);
  *begin.mutable_sent_at() = to_wire(parts_.clock.now());
  if (parts_.site_clock != nullptr)
    if (const auto offset = parts_.site_clock->offset_of(parts_.site_clock->now())) *begin.mutable_clock() = *offset;
  begin.set_source(item.source);
  begin.set_charset_override(item.charset_override);
  return write(request);
}

// nullopt: settled meanwhile, or the stream ended.
std::optional<std::uint64_t> UploadSession::wait_for_offset(const Item& item, std::stop_token stop) {
  std::unique_lock lock(mutex_);
  wait_until(lock, stop, [&] {
    const auto found = unsettled_.find(item.item_id);
    return found == unsettled_.end() || found->second.resume_at.has_value();
  });
  const auto found = unsettled_.find(item.item_id);
  if (found == unsettled_.end()) return std::nullopt;
  return found->second.resume_at;
}

bool UploadSession::send_chunks(const Item& item, const Prepared& prepared, std::uint64_t offset,
                                std::stop_token stop) {
  std::ifstream file(prepared.file, std::ios::binary);
  file.seekg(static_cast<std::streamoff>(offset));
  v1::UploadRequest request;
  v1::Chunk& chunk = *request.mutable_chunk();
  chunk.set_item_id(item.item_id);
  while (offset < prepared.size) {
    parts_.gate.wait_turn(lane_, stop);
    const std::uint64_t room = wait_for_window(item.item_id, stop);
    if (room == 0) break;  // settled early, or the stream ended
    const std::uint64_t length = std::min(room, prepared.size - offset);
    parts_.bandwidth.spend(length, lane_, stop);
    chunk.mutable_data()->resize(length);
    if (!file.read(chunk.mutable_data()->data(), static_cast<std::streamsize>(length))) {
      give_up_item(item, {ErrorCode::kNotFound, "BYTES_MISSING", "the spool's file cannot be read"});
      return false;  // the router has half of it: only a new stream is clean
    }
    chunk.set_offset(offset);
    offset += length;
    {
      const std::lock_guard lock(mutex_);
      const auto found = unsettled_.find(item.item_id);
      if (found == unsettled_.end()) return true;
      found->second.sent_offset = offset;
      found->second.bytes_sent += length;
      flow_.sent(length, parts_.clock.monotonic());
      hold_gate();
    }
    if (!write(request)) return false;
    parts_.gate.progress(lane_);
  }
  const std::lock_guard lock(mutex_);
  return !ended_;
}

// How much may be sent now; 0 when the item is settled or the stream is over.
std::uint64_t UploadSession::wait_for_window(const std::string& item_id, std::stop_token stop) {
  std::unique_lock lock(mutex_);
  wait_until(lock, stop, [&] { return !unsettled_.contains(item_id) || flow_.open(); });
  if (ended_ || stop.stop_requested() || !unsettled_.contains(item_id)) return 0;
  return flow_.open() ? flow_.chunk_size() : 0;
}

bool UploadSession::wait_for_slot(std::stop_token stop) {
  std::unique_lock lock(mutex_);
  wait_until(lock, stop, [&] { return unsettled_.size() < kUnsettledLimit; });
  return !ended_ && !stop.stop_requested() && unsettled_.size() < kUnsettledLimit;
}

// Waits for `ready`, the end of the stream, stop, or too long a silence (which ends the stream).
template <typename Ready>
bool UploadSession::wait_until(std::unique_lock<std::mutex>& lock, std::stop_token stop, Ready ready) {
  const auto asked = parts_.clock.monotonic();
  while (!ready() && !ended_ && !stop.stop_requested()) {
    const auto heard = std::max(asked, last_answer_);
    const auto patience = heard + kAnswerPatience - parts_.clock.monotonic();
    if (patience <= base::MonotonicTime::duration::zero()) {
      spdlog::warn("lane {}: no word from the router for {} s, connecting anew", lane_name_, kAnswerPatience.count());
      ended_ = true;
      context_.TryCancel();
      return false;
    }
    changed_.wait_for(lock, stop, patience, [&] { return ready() || ended_; });
  }
  return !ended_;
}

bool UploadSession::write(const v1::UploadRequest& request) {
  if (stream_->Write(request)) return true;
  const std::lock_guard lock(mutex_);
  ended_ = true;
  return false;
}

// What is written is not yet there: on a thin line it would share the rate with whatever follows it. Needs mutex_.
void UploadSession::hold_gate() {
  parts_.gate.progress(lane_);
  const bool under_way = flow_.in_flight() > 0;
  if (std::exchange(holds_gate_, under_way) == under_way) return;
  if (under_way)
    parts_.gate.start(lane_);
  else
    parts_.gate.finish(lane_);
}

// The lane is idle, but the router owes outcomes and says nothing.
bool UploadSession::silent() const {
  auto& self = const_cast<UploadSession&>(*this);
  const std::lock_guard lock(self.mutex_);
  return !unsettled_.empty() && parts_.clock.monotonic() - last_answer_ > kAnswerPatience;
}

}  // namespace rdc::agent
