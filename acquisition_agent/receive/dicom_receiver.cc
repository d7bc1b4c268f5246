#include "acquisition_agent/receive/dicom_receiver.h"

#include <algorithm>

#include "acquisition_agent/receive/inspection.h"
#include "common/base/logging.h"

namespace rdc::agent {
namespace {

dicom::StoreStatus keep(dicom::ReceivedInstance& received, Spool& spool, const KnownDevices& devices) {
  const auto rule = devices.find(received.calling_ae);
  if (!rule) return dicom::StoreStatus::kNotAuthorised;  // removed from the list during the association
  Arrival arrival;
  arrival.item_id = received.file.id;
  arrival.file = std::move(received.file.file);
  arrival.source = received.calling_ae;
  arrival.charset_override = rule->charset_override;
  arrival.urgency = rule->urgency;
  arrival.sha256 = received.sha256;
  const auto accepted = spool.accept(std::move(arrival), inspect_dicom);
  if (!accepted) {
    spdlog::error("from {}: not kept, the device is told to try again: {}", received.calling_ae,
                  accepted.error().message);
    return dicom::StoreStatus::kOutOfResources;
  }
  return accepted->quarantined ? dicom::StoreStatus::kCannotUnderstand : dicom::StoreStatus::kSuccess;
}

}  // namespace

Result<std::unique_ptr<dicom::StorageServer>> start_dicom_receiver(const DicomReceiverOptions& options, Spool& spool,
                                                                   const KnownDevices& devices) {
  dicom::StorageServerOptions server;
  server.new_file = [&spool]() -> Result<dicom::NewFile> {
    auto arrival = spool.begin();
    if (!arrival) return fail(arrival);
    auto path = spool.bytes_of(arrival->item_id);
    return dicom::NewFile{std::move(arrival->item_id), std::move(path), std::move(arrival->file)};
  };
  server.port = options.port;
  server.max_associations = options.max_associations;
  server.admit = [titles = options.ae_titles, &devices](const dicom::AssociationPeer& peer) {
    if (!titles.empty() && std::ranges::find(titles, peer.called_ae) == titles.end()) {
      spdlog::warn("association from {} refused: it calls {}, which is not one of our AE titles", peer.peer_address,
                   peer.called_ae);
      return dicom::Admission::kCalledAeUnknown;
    }
    if (!devices.find(peer.calling_ae)) {
      spdlog::warn("association from {} refused: AE title {} is not a known device", peer.peer_address,
                   peer.calling_ae);
      return dicom::Admission::kCallingAeUnknown;
    }
    return dicom::Admission::kAccept;
  };
  server.before_receive = [&spool](const dicom::AssociationPeer&) {
    if (!spool.refusing()) return dicom::StoreStatus::kSuccess;
    spool.tidy();
    return spool.refusing() ? dicom::StoreStatus::kOutOfResources : dicom::StoreStatus::kSuccess;
  };
  server.on_stored = [&spool, &devices](dicom::ReceivedInstance& received) { return keep(received, spool, devices); };
  return dicom::StorageServer::start(std::move(server));
}

}  // namespace rdc::agent
