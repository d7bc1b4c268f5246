// The way to the router: this machine's identity, the addresses to try, and the channels made from them.
#pragma once

#include <atomic>
#include <cstdint>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "common/rpc/channel.h"

namespace rdc::agent {

// Makes channels. Tests put a plain one here.
class RouterLink {
 public:
  virtual ~RouterLink() = default;
  // A channel with a TCP connection of its own to the address now in favour. Thread-safe.
  virtual std::shared_ptr<grpc::Channel> own_channel() = 0;
  // The channel's address did not answer: the next one is tried next.
  virtual void failed() = 0;
};

// Over mutual TLS, addresses in turn. Thread-safe.
class SecureRouterLink final : public RouterLink {
 public:
  SecureRouterLink(std::vector<std::string> addresses, rpc::Identity identity)
      : addresses_(std::move(addresses)), identity_(std::move(identity)) {}

  std::shared_ptr<grpc::Channel> own_channel() override {
    const std::lock_guard lock(mutex_);
    rpc::ChannelOptions options;
    options.connection = rpc::Connection::kOwn;
    options.max_backoff = std::chrono::milliseconds(5'000);
    options.write_buffer_bytes = 64 * 1024;
    return rpc::make_channel(addresses_[favourite_ % addresses_.size()], identity_, options);
  }
  void failed() override {
    const std::lock_guard lock(mutex_);
    ++favourite_;
  }
  // Channels made from now on present the new certificate.
  void renew(rpc::Identity identity) {
    const std::lock_guard lock(mutex_);
    identity_ = std::move(identity);
  }

 private:
  std::mutex mutex_;
  const std::vector<std::string> addresses_;
  rpc::Identity identity_;
  std::size_t favourite_ = 0;
};

}  // namespace rdc::agent
