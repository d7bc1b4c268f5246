#include "common/dicom/nodelay_transport_layer.h"

#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>

namespace rdc::dicom {

DcmTransportConnection* NodelayTransportLayer::createConnection(DcmNativeSocketType socket, OFBool secure) {
  const int on = 1;
  ::setsockopt(socket, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
  if (on_connection_) on_connection_(socket);
  return DcmTransportLayer::createConnection(socket, secure);
}

}  // namespace rdc::dicom
