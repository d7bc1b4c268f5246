#include "common/dicom/nodelay_transport_layer.h"

#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>

namespace rdc::dicom {

DcmTransportConnection* NodelayTransportLayer::createConnection(DcmNativeSocketType openSocket, OFBool useSecureLayer) {
  const int on = 1;
  ::setsockopt(openSocket, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
  if (on_connection_) on_connection_(openSocket);
  return DcmTransportLayer::createConnection(openSocket, useSecureLayer);
}

}  // namespace rdc::dicom
