// A service's stub on whichever router is in use at this moment.
#pragma once

#include <map>
#include <memory>

#include "reading_station/session/call_runner.h"

namespace rdc::station {

// GUI thread only. Borrows the runner. A stub is kept for every router once used: calls may still be under way on it.
template <typename Service>
class RouterStub {
 public:
  explicit RouterStub(CallRunner& runner) : runner_(runner) {}

  typename Service::Stub& operator*() {
    auto& stub = stubs_[runner_.channel().get()];
    if (!stub) stub = Service::NewStub(runner_.channel());
    return *stub;
  }
  typename Service::Stub* operator->() { return &**this; }

 private:
  CallRunner& runner_;
  std::map<const grpc::Channel*, std::unique_ptr<typename Service::Stub>> stubs_;
};

}  // namespace rdc::station
