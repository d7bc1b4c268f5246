// C-ECHO and C-STORE as a user: simulated devices, tests, forwarding to a PACS. Sends data sets' bytes as they are in
// the file, in the file's own transfer syntax, over one association with TCP_NODELAY. Blocking; one call a thread.
#pragma once

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <span>
#include <string>
#include <vector>

#include "common/base/result.h"

namespace rdc::dicom {

struct StoragePeer {
  std::string host = "127.0.0.1";
  std::uint16_t port = 104;
  std::string calling_ae = "RDC";
  std::string called_ae = "ANY-SCP";
  std::chrono::seconds connect_timeout{10};
  std::chrono::seconds answer_timeout{60};
  std::uint32_t max_pdu = 131072;
};

struct SentFile {
  std::filesystem::path path;
  std::string sop_instance_uid;
  std::uint16_t status = 0;  // DIMSE status; 0 and 0xBxxx are success
  std::string refusal;       // why it was not sent at all (unreadable, no presentation context), else ""
  bool stored() const { return refusal.empty() && (status == 0 || (status & 0xF000) == 0xB000); }
};

// After each file. False stops: the association is released, the rest is not sent.
using SendProgress = std::function<bool(const SentFile&, std::size_t done, std::size_t total)>;

// One entry for each file tried, in order. More kinds (SOP class and transfer syntax) than one association can hold
// (128) are sent over several. Errors: kUnavailable UNREACHABLE, ASSOCIATION_REJECTED, CONNECTION_LOST (files already
// acknowledged were reported to `progress`).
Result<std::vector<SentFile>> send_files(const StoragePeer& peer, std::span<const std::filesystem::path> files,
                                         const SendProgress& progress = {});

// Errors as above; kUnavailable ECHO_FAILED when the peer answers with another status than success.
Result<void> echo(const StoragePeer& peer);

}  // namespace rdc::dicom
