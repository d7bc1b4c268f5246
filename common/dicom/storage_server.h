// C-ECHO and C-STORE as a provider. Objects are written to disk exactly as they come off the wire and are never parsed
// here: no data set parser, recursive or other, runs on received bytes. Command sets are read by a flat, bounded
// reader.
//
// Accepted: Verification, and every abstract syntax that is not a known non-storage service, so private and future
// storage classes too; of each presentation context the first transfer syntax proposed, known or not. File written: 128
// zero bytes, "DICM", a meta group of ours (class, instance, transfer syntax; the same for the same object, whoever
// sends it and whenever), then the data set's bytes untouched.
#pragma once

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <string>

#include "common/base/digest.h"
#include "common/base/file_system.h"
#include "common/base/result.h"

namespace rdc::dicom {

// What the sender is told. The numbers are the DIMSE status codes.
enum class StoreStatus : std::uint16_t {
  kSuccess = 0x0000,
  kDuplicate = 0x0111,  // duplicate SOP instance: most devices treat it as a failure; prefer kSuccess
  kNotAuthorised = 0x0124,
  kOutOfResources = 0xA700,  // disk watermark: devices retry later
  kDataSetMismatch = 0xA900,
  kCannotUnderstand = 0xC000,  // will never be accepted
};

// Where an object is to be written. `id` is the owner's own and comes back with the object.
struct NewFile {
  std::string id;
  std::filesystem::path path;
  std::unique_ptr<base::WritableFile> file;
};

struct ReceivedInstance {
  NewFile file;  // complete, open, not yet synced; see on_stored
  std::string calling_ae;
  std::string called_ae;
  std::string peer_address;   // numeric
  std::string sop_class_uid;  // these three from the C-STORE command and the presentation context
  std::string sop_instance_uid;
  std::string transfer_syntax_uid;
  std::uint64_t size = 0;  // of the file, bytes
  base::Sha256 sha256;     // of the file
};

struct AssociationPeer {
  std::string calling_ae;
  std::string called_ae;
  std::string peer_address;
};

enum class Admission { kAccept, kCallingAeUnknown, kCalledAeUnknown, kBusy };

// Callbacks run on association threads, several at once; they may block (the sender waits) and must not throw.
struct StorageServerOptions {
  std::function<Result<NewFile>()> new_file;  // an empty file for the next object; an error: 0xA700
  std::uint16_t port = 104;                   // 0: any free one
  std::string bind_note;                      // for log lines, e.g. "main"
  unsigned max_associations = 16;             // further peers wait in the listen queue
  std::uint32_t max_pdu = 131072;             // bytes, 4096..131072
  std::chrono::seconds acse_timeout{15};      // from connect to the association request
  std::chrono::seconds idle_timeout{300};     // silence within an association
  std::uint64_t max_instance_bytes = 4ULL << 30;
  // Asked for every association. Empty: everyone is admitted.
  std::function<Admission(const AssociationPeer&)> admit;
  // Asked before the data set is received, to refuse without taking it. Empty: kSuccess.
  std::function<StoreStatus(const AssociationPeer&)> before_receive;
  // Called before C-STORE-RSP is sent. Whoever wants the file moves `file.file` out; else the server removes it.
  std::function<StoreStatus(ReceivedInstance&)> on_stored;
};

// Thread-safe. The destructor stops.
class StorageServer {
 public:
  // kInvalid: an option is out of range. kUnavailable PORT_TAKEN: the port is taken or not permitted.
  static Result<std::unique_ptr<StorageServer>> start(StorageServerOptions options);
  ~StorageServer();
  StorageServer(const StorageServer&) = delete;
  StorageServer& operator=(const StorageServer&) = delete;

  std::uint16_t port() const;
  unsigned open_associations() const;
  // Stops accepting, lets objects being received and answered finish for at most `grace`, then cuts the connections,
  // joins the threads. Idempotent.
  void stop(std::chrono::milliseconds grace = std::chrono::seconds(5));

 private:
  class Implementation;
  explicit StorageServer(std::unique_ptr<Implementation> implementation);
  std::unique_ptr<Implementation> implementation_;
};

}  // namespace rdc::dicom
