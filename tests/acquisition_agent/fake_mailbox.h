// The Mailbox service as its contract says, in memory: what it delivers is up to the test.
#pragma once

#include <condition_variable>
#include <map>
#include <mutex>
#include <string>
#include <vector>

#include <grpcpp/grpcpp.h>

#include "acquisition_agent/transfer/router_link.h"
#include "common/base/digest.h"
#include "rdc/v1/mailbox.grpc.pb.h"

namespace rdc::agent {

// Thread-safe.
class FakeMailbox final : public v1::Mailbox::Service, public RouterLink {
 public:
  FakeMailbox() {
    grpc::ServerBuilder builder;
    int port = 0;
    builder.AddListeningPort("127.0.0.1:0", grpc::InsecureServerCredentials(), &port);
    builder.RegisterService(this);
    server_ = builder.BuildAndStart();
    address_ = "127.0.0.1:" + std::to_string(port);
  }
  ~FakeMailbox() override {
    {
      const std::lock_guard lock(mutex_);
      closing_ = true;
      changed_.notify_all();
    }
    server_->Shutdown(std::chrono::system_clock::time_point{});
  }

  std::shared_ptr<grpc::Channel> own_channel() override {
    grpc::ChannelArguments arguments;
    arguments.SetInt(GRPC_ARG_USE_LOCAL_SUBCHANNEL_POOL, 1);
    return grpc::CreateCustomChannel(address_, grpc::InsecureChannelCredentials(), arguments);
  }
  void failed() override {}

  // Delivered as it is to every subscriber, old ones too.
  void deliver(v1::Delivery delivery) {
    const std::lock_guard lock(mutex_);
    deliveries_.push_back(std::move(delivery));
    changed_.notify_all();
  }
  v1::ObjectReference attach(const std::string& bytes) {
    v1::ObjectReference reference;
    reference.set_sha256(base::sha256(bytes).hex());
    reference.set_size(bytes.size());
    const std::lock_guard lock(mutex_);
    attachments_[reference.sha256()] = bytes;
    return reference;
  }

  // Whoever asks for the attachment gets these bytes (none past their end) and this ending instead, `times` times.
  struct Wrong {
    std::string bytes;
    grpc::Status ending = grpc::Status::OK;
    int times = 1'000'000;
  };
  void answer_wrongly(const v1::ObjectReference& attachment, Wrong wrong) {
    const std::lock_guard lock(mutex_);
    wrong_[attachment.sha256()] = std::move(wrong);
  }

  // What was said of each letter so far, once `count` acknowledgements came in all.
  std::multimap<std::string, v1::AcknowledgeRequest> wait_for_acknowledgements(std::size_t count,
                                                                               std::chrono::seconds timeout) {
    std::unique_lock lock(mutex_);
    changed_.wait_for(lock, timeout, [&] { return acknowledged_.size() >= count; });
    return acknowledged_;
  }
  bool wait_for_subscriptions(std::size_t count, std::chrono::seconds timeout) {
    std::unique_lock lock(mutex_);
    return changed_.wait_for(lock, timeout, [&] { return cursors_.size() >= count; });
  }
  std::vector<std::uint64_t> cursors() const {
    const std::lock_guard lock(mutex_);
    return cursors_;
  }

  grpc::Status Subscribe(grpc::ServerContext* context, const v1::SubscribeRequest* request,
                         grpc::ServerWriter<v1::Delivery>* writer) override {
    std::unique_lock lock(mutex_);
    cursors_.push_back(request->cursor());
    changed_.notify_all();
    for (std::size_t next = 0; !closing_ && !context->IsCancelled();) {
      if (next == deliveries_.size()) {
        changed_.wait_for(lock, std::chrono::milliseconds(50));  // a cancelled call wakes nobody
        continue;
      }
      const v1::Delivery delivery = deliveries_[next++];
      lock.unlock();
      const bool written = writer->Write(delivery);
      lock.lock();
      if (!written) break;
    }
    return grpc::Status::OK;
  }

  grpc::Status ReadAttachment(grpc::ServerContext*, const v1::ReadAttachmentRequest* request,
                              grpc::ServerWriter<v1::DataChunk>* writer) override {
    const std::lock_guard lock(mutex_);
    if (const auto wrong = wrong_.find(request->sha256()); wrong != wrong_.end() && wrong->second.times-- > 0) {
      write_rest(wrong->second.bytes, request->offset(), *writer);
      return wrong->second.ending;
    }
    const auto found = attachments_.find(request->sha256());
    if (found == attachments_.end()) return {grpc::StatusCode::NOT_FOUND, "no such attachment"};
    write_rest(found->second, request->offset(), *writer);
    return grpc::Status::OK;
  }

  grpc::Status Acknowledge(grpc::ServerContext*, const v1::AcknowledgeRequest* request,
                           v1::AcknowledgeReply*) override {
    const std::lock_guard lock(mutex_);
    acknowledged_.emplace(request->letter_id(), *request);
    changed_.notify_all();
    return grpc::Status::OK;
  }

 private:
  static void write_rest(const std::string& bytes, std::uint64_t offset, grpc::ServerWriter<v1::DataChunk>& writer) {
    if (offset >= bytes.size()) return;
    v1::DataChunk chunk;
    chunk.set_offset(offset);
    chunk.set_data(bytes.substr(offset));
    writer.Write(chunk);
  }

  mutable std::mutex mutex_;
  std::condition_variable changed_;
  std::vector<v1::Delivery> deliveries_;
  std::map<std::string, std::string> attachments_;
  std::map<std::string, Wrong> wrong_;
  std::multimap<std::string, v1::AcknowledgeRequest> acknowledged_;
  std::vector<std::uint64_t> cursors_;
  bool closing_ = false;
  std::string address_;
  std::unique_ptr<grpc::Server> server_;
};

}  // namespace rdc::agent
