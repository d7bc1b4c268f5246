// One accepted association, from its request to its end, on one thread.
#pragma once

#include <dcmtk/config/osconfig.h>
#include <dcmtk/dcmnet/assoc.h>

#include <atomic>
#include <memory>

#include "common/dicom/dimse_command.h"
#include "common/dicom/storage_server.h"

namespace rdc::dicom {

// Not thread-safe. Borrows options and stopping, which must outlive it.
class StorageAssociation {
 public:
  // Takes over the association that DCMTK received.
  StorageAssociation(T_ASC_Association* association, const StorageServerOptions& options,
                     const std::atomic<bool>& stopping, std::uint64_t number);
  ~StorageAssociation();
  StorageAssociation(const StorageAssociation&) = delete;
  StorageAssociation& operator=(const StorageAssociation&) = delete;

  // Negotiates, then serves until the peer releases, the connection fails, or the server stops.
  void serve();

 private:
  enum class Next { kGoOn, kEnd };

  bool negotiate();
  void serve_messages();
  Next serve_one_message();
  Next answer_store(const DimseCommand& command, T_ASC_PresentationContextID context);
  // The status to answer; an error ends the association.
  Result<StoreStatus> receive_object(const DimseCommand& command, T_ASC_PresentationContextID context);
  int silence_limit() const { return static_cast<int>(options_.idle_timeout.count()); }
  std::string transfer_syntax_of(T_ASC_PresentationContextID id) const;

  T_ASC_Association* association_;
  const StorageServerOptions& options_;
  const std::atomic<bool>& stopping_;
  const std::uint64_t number_;  // names the association in the log
  std::uint64_t objects_ = 0;
  AssociationPeer peer_;
};

}  // namespace rdc::dicom
