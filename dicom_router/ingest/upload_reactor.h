// One lane: the server's end of one Upload stream.
//
// Threads: a message is handled on the receiving pool, one at a time (the next read starts when it is done), so `item_`
// and `sender_` need no lock. A complete item goes to the finishing pool and the lane reads on; its outcome comes back
// on the catalog's thread. Everything shared with those (mutex_): the replies that wait, the count of unfinished items,
// and what is in flight. Finish is called once, when nothing is in flight.
#pragma once

#include <deque>
#include <memory>
#include <mutex>
#include <optional>

#include "dicom_router/ingest/ingest_service.h"

namespace rdc::router {

class UploadReactor final : public grpc::ServerBidiReactor<v1::UploadRequest, v1::UploadReply> {
 public:
  UploadReactor(IngestService::Parts& parts, const rpc::Caller& caller, rpc::Recheck recheck);

  void OnReadDone(bool ok) override;
  void OnWriteDone(bool ok) override;
  void OnCancel() override;
  void OnDone() override;  // deletes itself

 private:
  // On the receiving pool.
  void handle_message();
  Result<void> handle_begin(const v1::Begin& begin);
  Result<void> handle_chunk(const v1::Chunk& chunk);
  Result<void> handle_abandon(const v1::Abandon& abandon);
  void hand_over_if_complete();
  void end_of_stream();
  void answer(const v1::Outcome& outcome);
  void report_progress();

  void finished_one(const v1::Outcome& outcome, std::uint64_t bytes);  // any thread

  // Changes shared state, then starts what is due, outside of the lock.
  template <typename Change>
  void step(Change change);

  IngestService::Parts& parts_;
  const rpc::Recheck recheck_;
  Sender sender_;
  v1::UploadRequest request_;
  std::shared_ptr<StagedItem> item_;  // being received
  std::string answered_item_;         // answered at Begin: its chunks may still arrive and are dropped

  std::mutex mutex_;
  std::deque<v1::UploadReply> replies_;
  std::optional<v1::UploadReply> progress_;  // the newest, if it has not been sent
  v1::UploadReply on_wire_;
  std::size_t unfinished_items_ = 0;
  std::uint64_t unfinished_bytes_ = 0;
  bool message_in_hand_ = false;  // a read or its handling
  bool want_read_ = false;
  bool writing_ = false;
  bool reads_over_ = false;
  bool peer_gone_ = false;
  bool finished_ = false;
  grpc::Status status_;
};

}  // namespace rdc::router
