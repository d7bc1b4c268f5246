// gRPC's own log lines, and the one thing only they tell: a peer that TLS turned away.
//
// A missing or foreign certificate ends inside the handshake, before any call exists: gRPC 1.51 offers no hook there.
// It logs a line, "Handshake failed with fatal error …", without the peer's address. That line is what we record.
#pragma once

#include <functional>
#include <string>

namespace rdc::rpc {

// From now on gRPC's lines go to our log, and each failed handshake is passed to `refused` (OpenSSL's reason, e.g.
// "peer did not return a certificate"), at most 60 a minute; what is beyond is counted and named in the next. Runs on
// gRPC's threads: must not block. Process-wide; an empty function ends it, and waits for a running call.
void on_tls_refusal(std::function<void(const std::string& reason)> refused);

}  // namespace rdc::rpc
