#include "dicom_router/ingest/upload_reactor.h"

#include <google/protobuf/util/time_util.h>

#include "common/base/handover.h"
#include "common/base/logging.h"
#include "common/rpc/server_calls.h"
#include "common/rpc/status.h"

namespace rdc::router {
namespace {

v1::Outcome retry(const std::string& item_id, const Error& why) {
  v1::Outcome outcome;
  outcome.set_item_id(item_id);
  outcome.set_result(v1::Outcome::RETRY);
  outcome.mutable_error()->set_reason(why.reason);
  outcome.mutable_error()->set_message(why.message);
  return outcome;
}

}  // namespace

UploadReactor::UploadReactor(IngestService::Parts& parts, const rpc::Caller& caller, rpc::Recheck recheck)
    : parts_(parts), recheck_(std::move(recheck)) {
  sender_.site_id = caller.site_id;
  sender_.machine_name = caller.machine_name;
  step([&] { want_read_ = true; });
}

template <typename Change>
void UploadReactor::step(Change change) {
  bool read = false;
  bool write = false;
  bool finish = false;
  {
    const std::lock_guard lock(mutex_);
    change();
    if (finished_) return;
    if (peer_gone_) {
      replies_.clear();
      progress_.reset();
    }
    const bool has_room =
        unfinished_items_ < parts_.limits.unfinished_items && unfinished_bytes_ < parts_.limits.unfinished_bytes;
    if (want_read_ && !reads_over_ && has_room) {
      want_read_ = false;
      read = message_in_hand_ = true;
    }
    if (!writing_ && (!replies_.empty() || progress_)) {
      write = writing_ = true;
      if (!replies_.empty()) {
        on_wire_ = std::move(replies_.front());
        replies_.pop_front();
      } else {
        on_wire_ = std::move(*progress_);
        progress_.reset();
      }
    }
    finish = reads_over_ && !message_in_hand_ && !writing_ && unfinished_items_ == 0;
    finished_ = finish;
  }
  base::handed_over(this);
  // Nothing of this object is touched after Finish, nor after the last start.
  if (finish) return Finish(status_);
  if (write && read) {
    StartWrite(&on_wire_);
    return StartRead(&request_);
  }
  if (write) StartWrite(&on_wire_);
  if (read) StartRead(&request_);
}

void UploadReactor::OnReadDone(bool ok) {
  base::taken_over(this);
  if (ok) return parts_.receiving.post([this] { handle_message(); });
  parts_.receiving.post([this] { end_of_stream(); });
}

void UploadReactor::OnWriteDone(bool ok) {
  base::taken_over(this);
  step([&] {
    writing_ = false;
    if (!ok) peer_gone_ = true;
  });
}

void UploadReactor::OnDone() {
  base::taken_over(this);
  delete this;
}

void UploadReactor::OnCancel() {
  base::taken_over(this);
  step([&] { peer_gone_ = true; });
}

void UploadReactor::handle_message() {
  Result<void> handled = fail(ErrorCode::kInvalid, "EMPTY_MESSAGE", "a message without a step");
  try {
    if (request_.has_begin())
      handled = handle_begin(request_.begin());
    else if (request_.has_chunk())
      handled = handle_chunk(request_.chunk());
    else if (request_.has_abandon())
      handled = handle_abandon(request_.abandon());
  } catch (const std::exception& thrown) {
    spdlog::error("a lane of {} failed: {}", sender_.machine_name, thrown.what());
    handled = fail(ErrorCode::kInternal, "INTERNAL", "the router failed at this item: send it again later");
  }
  if (!handled) item_.reset();
  step([&] {
    message_in_hand_ = false;
    if (handled) {
      want_read_ = true;
    } else {
      reads_over_ = true;
      status_ = rpc::to_status(handled.error());
    }
  });
}

void UploadReactor::end_of_stream() {
  if (item_)
    if (auto kept = item_->keep(); !kept) spdlog::warn("part of an item was not kept: {}", kept.error().message);
  item_.reset();
  step([&] {
    message_in_hand_ = false;
    reads_over_ = true;
  });
}

Result<void> UploadReactor::handle_begin(const v1::Begin& begin) {
  if (item_)
    return fail(ErrorCode::kInvalid, "ITEM_UNFINISHED", "an item begins while {} is unfinished",
                item_->begin().item_id());
  if (auto fine = check_begin(begin, parts_.limits); !fine) return fine;
  if (recheck_)
    if (auto allowed = recheck_(); !allowed) return allowed;
  using google::protobuf::util::TimeUtil;
  sender_.clock_uncertainty = -1;
  if (begin.has_sent_at())
    sender_.clock_offset = base::to_micros(parts_.clock.now()) - TimeUtil::TimestampToMicroseconds(begin.sent_at());
  if (begin.has_clock()) {
    sender_.clock_offset = begin.clock().offset_ms() * 1000;
    sender_.clock_uncertainty = begin.clock().uncertainty_ms();
  }
  answered_item_ = begin.item_id();
  auto known = parts_.intake.known(begin, sender_);
  if (!known && known.error().code == ErrorCode::kDenied) return fail(known);
  if (!known) return answer(retry(begin.item_id(), known.error())), Result<void>{};
  if (*known) return answer(**known), Result<void>{};
  auto free = parts_.staging.free_bytes();
  if (!free || *free < begin.coded_size() + begin.size() + parts_.limits.reserve_bytes)
    return answer(retry(begin.item_id(),
                        {ErrorCode::kNoSpace, "DISK_FULL", "the centre's disk is full: it is kept at the site"})),
           Result<void>{};
  auto staged = parts_.staging.begin(begin);
  if (!staged) return answer(retry(begin.item_id(), staged.error())), Result<void>{};
  answered_item_.clear();
  item_ = std::move(*staged);
  if (begin.resume()) report_progress();
  hand_over_if_complete();
  return {};
}

Result<void> UploadReactor::handle_chunk(const v1::Chunk& chunk) {
  if (chunk.data().size() > rpc::kChunkLimit)
    return fail(ErrorCode::kTooLarge, "CHUNK_TOO_LARGE", "a chunk holds at most 256 KiB");
  if (!item_ && chunk.item_id() == answered_item_) return {};  // was on its way when the answer left
  if (!item_ || chunk.item_id() != item_->begin().item_id())
    return fail(ErrorCode::kInvalid, "NO_SUCH_ITEM", "a chunk of an item that was not begun");
  auto appended = item_->append(chunk.offset(), base::as_bytes(chunk.data()));
  if (!appended && appended.error().code == ErrorCode::kInvalid) return appended;
  if (!appended) {
    answered_item_ = chunk.item_id();
    item_.reset();
    answer(retry(chunk.item_id(), appended.error()));
    return {};
  }
  report_progress();
  hand_over_if_complete();
  return {};
}

Result<void> UploadReactor::handle_abandon(const v1::Abandon& abandon) {
  if (!item_ || abandon.item_id() != item_->begin().item_id()) return {};
  auto kept = item_->keep();
  if (kept) report_progress();
  item_.reset();
  return kept;
}

void UploadReactor::hand_over_if_complete() {
  if (!item_ || !item_->complete()) return;
  const auto bytes = item_->begin().coded_size();
  step([&] {
    ++unfinished_items_;
    unfinished_bytes_ += bytes;
    progress_.reset();  // the outcome says it all
  });
  parts_.finishing.post([this, bytes, item = std::move(item_), sender = sender_]() mutable {
    parts_.intake.finish(std::move(item), std::move(sender),
                         [this, bytes](const v1::Outcome& outcome) { finished_one(outcome, bytes); });
  });
  item_.reset();
}

void UploadReactor::finished_one(const v1::Outcome& outcome, std::uint64_t bytes) {
  step([&] {
    --unfinished_items_;
    unfinished_bytes_ -= bytes;
    *replies_.emplace_back().mutable_outcome() = outcome;
  });
}

void UploadReactor::answer(const v1::Outcome& outcome) {
  step([&] { *replies_.emplace_back().mutable_outcome() = outcome; });
}

void UploadReactor::report_progress() {
  v1::UploadReply reply;
  auto* progress = reply.mutable_progress();
  progress->set_item_id(item_->begin().item_id());
  progress->set_durable_offset(item_->durable());
  progress->set_received_offset(item_->received());
  step([&] { progress_ = std::move(reply); });
}

}  // namespace rdc::router
