// Devices' C-STORE into the spool: success is said only when the object is durable.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "acquisition_agent/receive/known_devices.h"
#include "acquisition_agent/spool/spool.h"
#include "common/dicom/storage_server.h"

namespace rdc::agent {

struct DicomReceiverOptions {
  std::uint16_t port = 11112;          // 0: any free one
  std::vector<std::string> ae_titles;  // called AE titles answered to; empty: any
  unsigned max_associations = 16;
};

// Starts a server that answers: 0x0000 durable (or here already); 0xA700 the disk is full, or the catalog cannot be
// written: the device keeps it; 0xC000 unreadable, kept in quarantine. Borrows spool and devices.
Result<std::unique_ptr<dicom::StorageServer>> start_dicom_receiver(const DicomReceiverOptions& options, Spool& spool,
                                                                   const KnownDevices& devices);

}  // namespace rdc::agent
