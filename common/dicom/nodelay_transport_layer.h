// DCMTK's plain TCP transport with Nagle's algorithm off: with it, each response waits for a delayed acknowledgement
// (400 CT slices in 20 s instead of 0.5 s). DCMTK offers no other way to the socket.
#pragma once

#include <dcmtk/config/osconfig.h>
#include <dcmtk/dcmnet/dcmlayer.h>

#include <functional>
#include <utility>

namespace rdc::dicom {

// Thread-safe if the callback is.
class NodelayTransportLayer final : public DcmTransportLayer {
 public:
  // Called with each new socket, on the thread that accepts or connects, before the first byte passes.
  using OnConnection = std::function<void(int socket)>;

  explicit NodelayTransportLayer(OnConnection on_connection = {}) : on_connection_(std::move(on_connection)) {}
  DcmTransportConnection* createConnection(DcmNativeSocketType socket, OFBool secure) override;

 private:
  const OnConnection on_connection_;
};

}  // namespace rdc::dicom
