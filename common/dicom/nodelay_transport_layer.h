// DCMTK's plain TCP transport with Nagle's algorithm off: with it, each response waits for a delayed acknowledgement
// (400 CT slices in 20 s instead of 0.5 s). DCMTK offers no other way to the socket.
#pragma once

#include <dcmtk/config/osconfig.h>
#include <dcmtk/dcmnet/dcmlayer.h>

namespace rdc::dicom {

// Used by one network on one thread.
class NodelayTransportLayer final : public DcmTransportLayer {
 public:
  DcmTransportConnection* createConnection(DcmNativeSocketType openSocket, OFBool useSecureLayer) override;
  // Of the connection made last; -1 before the first.
  int last_socket() const { return last_socket_; }

 private:
  int last_socket_ = -1;
};

}  // namespace rdc::dicom
