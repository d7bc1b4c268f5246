// The Ingest service as its contract says, in memory, that can be told to fail.
#pragma once

#include <functional>
#include <map>
#include <mutex>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include <grpcpp/grpcpp.h>

#include "acquisition_agent/transfer/router_link.h"
#include "common/base/digest.h"
#include "rdc/v1/ingest.grpc.pb.h"

namespace rdc::agent {

// Thread-safe. "Durable" moves in steps of 64 KiB, as a router that syncs now and then.
class FakeRouter final : public v1::Ingest::Service, public RouterLink {
  template <typename F>
  auto locked(F f) const {
    const std::lock_guard lock(mutex_);
    return f();
  }

 public:
  FakeRouter() {
    grpc::ServerBuilder builder;
    int port = 0;
    builder.AddListeningPort("127.0.0.1:0", grpc::InsecureServerCredentials(), &port);
    builder.RegisterService(this);
    server_ = builder.BuildAndStart();
    address_ = "127.0.0.1:" + std::to_string(port);
  }
  ~FakeRouter() override { server_->Shutdown(std::chrono::system_clock::time_point{}); }

  std::shared_ptr<grpc::Channel> own_channel() override {
    grpc::ChannelArguments arguments;
    arguments.SetInt(GRPC_ARG_USE_LOCAL_SUBCHANNEL_POOL, 1);
    return grpc::CreateCustomChannel(address_, grpc::InsecureChannelCredentials(), arguments);
  }
  void failed() override {}

  // Told of every change in what this has received; must not block. {} for nobody, before who is told goes.
  void on_change(std::function<void()> told) {
    const std::lock_guard lock(mutex_);
    told_ = std::move(told);
  }
  // Bytes received in all after which the stream is cut, each once, ascending.
  void cut_after(std::vector<std::uint64_t> bytes) {
    const std::lock_guard lock(mutex_);
    cuts_.insert(bytes.begin(), bytes.end());
  }
  // Both before the first stream: by the original's digest.
  void reject(const std::string& sha256) { rejected_.insert(sha256); }
  void refuse_streams_with(const std::string& sha256) { poisonous_.insert(sha256); }
  std::uint64_t received() const {
    return locked([this] { return received_; });
  }
  std::map<std::string, std::string> stored() const {
    return locked([this] { return stored_; });
  }
  std::vector<std::string> order() const {
    return locked([this] { return order_; });
  }
  std::map<std::string, v1::LedgerEntry> ledger() const {
    return locked([this] { return ledger_; });
  }

  grpc::Status Upload(grpc::ServerContext* context,
                      grpc::ServerReaderWriter<v1::UploadReply, v1::UploadRequest>* stream) override {
    v1::UploadRequest request;
    std::optional<v1::Begin> begun;
    while (stream->Read(&request)) {
      if (request.has_begin()) {
        begun = request.begin();
        if (poisonous_.contains(begun->sha256())) return {grpc::StatusCode::INTERNAL, "crashed"};
        if (answer_begin(*begun, *stream))
          begun.reset();
        else if (begun->coded_size() == 0)
          finish(*begun, *stream);
      } else if (request.has_chunk() && begun && request.chunk().item_id() == begun->item_id()) {
        if (!take(*begun, request.chunk(), *stream)) return {grpc::StatusCode::UNAVAILABLE, "cut"};
        if (locked([&] { return staged_[begun->item_id()].size() == begun->coded_size(); })) {
          finish(*begun, *stream);
          begun.reset();
        }
      }
      if (context->IsCancelled()) break;
    }
    return grpc::Status::OK;
  }

  grpc::Status ReportLedger(grpc::ServerContext*, const v1::ReportLedgerRequest* request,
                            v1::ReportLedgerReply*) override {
    const std::lock_guard lock(mutex_);
    for (const auto& entry : request->entries()) ledger_[entry.item_id()] = entry;
    tell();
    return grpc::Status::OK;
  }

 private:
  using Stream = grpc::ServerReaderWriter<v1::UploadReply, v1::UploadRequest>;
  // True when the item is settled at once.
  bool answer_begin(const v1::Begin& begin, Stream& stream) {
    const std::lock_guard lock(mutex_);
    v1::UploadReply reply;
    if (stored_.contains(begin.sha256()) || rejected_.contains(begin.sha256())) {
      reply.mutable_outcome()->set_item_id(begin.item_id());
      reply.mutable_outcome()->set_result(stored_.contains(begin.sha256()) ? v1::Outcome::DUPLICATE
                                                                           : v1::Outcome::REJECTED);
      reply.mutable_outcome()->mutable_error()->set_reason("NOT_WANTED");
      stream.Write(reply);
      return true;
    }
    std::string& staged = staged_[begin.item_id()];
    if (!begin.resume()) staged.clear();
    if (begin.resume()) {
      reply.mutable_progress()->set_item_id(begin.item_id());
      reply.mutable_progress()->set_durable_offset(staged.size());
      reply.mutable_progress()->set_received_offset(staged.size());
      stream.Write(reply);
    }
    return false;
  }

  bool take(const v1::Begin& begin, const v1::Chunk& chunk, Stream& stream) {
    const std::lock_guard lock(mutex_);
    std::string& staged = staged_[begin.item_id()];
    if (chunk.offset() != staged.size()) return false;
    staged += chunk.data();
    received_ += chunk.data().size();
    tell();
    if (!cuts_.empty() && received_ >= *cuts_.begin()) {
      cuts_.erase(cuts_.begin());
      staged.resize(staged.size() / 65536 * 65536);  // the rest was not durable
      return false;
    }
    v1::UploadReply reply;
    reply.mutable_progress()->set_item_id(begin.item_id());
    reply.mutable_progress()->set_received_offset(staged.size());
    reply.mutable_progress()->set_durable_offset(staged.size() / 65536 * 65536);
    stream.Write(reply);
    return true;
  }

  void finish(const v1::Begin& begin, Stream& stream) {
    const std::lock_guard lock(mutex_);
    v1::UploadReply reply;
    v1::Outcome& outcome = *reply.mutable_outcome();
    outcome.set_item_id(begin.item_id());
    const std::string bytes = std::move(staged_[begin.item_id()]);
    staged_.erase(begin.item_id());
    if (base::sha256(bytes).hex() == begin.coded_sha256()) {
      stored_[begin.sha256()] = bytes;
      order_.push_back(begin.sha256());
      outcome.set_result(v1::Outcome::STORED);
    } else {
      outcome.set_result(v1::Outcome::RETRY);
      outcome.mutable_error()->set_reason("DIGEST_MISMATCH");
    }
    stream.Write(reply);
    tell();
  }
  void tell() {
    if (told_) told_();
  }

  mutable std::mutex mutex_;
  std::function<void()> told_;
  std::map<std::string, std::string> staged_;
  std::map<std::string, std::string> stored_;
  std::vector<std::string> order_;
  std::map<std::string, v1::LedgerEntry> ledger_;
  std::set<std::uint64_t> cuts_;
  std::set<std::string> rejected_;
  std::set<std::string> poisonous_;
  std::uint64_t received_ = 0;
  std::string address_;
  std::unique_ptr<grpc::Server> server_;
};

}  // namespace rdc::agent
