#include "common/dicom/storage_association.h"

#include <dcmtk/dcmnet/dimse.h>
#include <dcmtk/dcmnet/dul.h>

#include <array>
#include <cstring>
#include <string_view>
#include <vector>

#include <spdlog/spdlog.h>

#include "common/base/file_system.h"
#include "common/dicom/meta_group.h"
#include "common/dicom/pdv_stream.h"
#include "common/dicom/uid.h"

namespace rdc::dicom {
namespace {

constexpr int kTick = 1;  // seconds between looks at `stopping` while a peer is silent

// Services that are not storage; everything else is accepted, private and future classes too.
bool is_other_service(std::string_view uid) {
  if (uid == UID_VerificationSOPClass) return false;
  for (const std::string_view prefix :
       {"1.2.840.10008.1.", "1.2.840.10008.3.1.", "1.2.840.10008.5.1.1.", "1.2.840.10008.5.1.4.1.2.",
        "1.2.840.10008.5.1.4.31", "1.2.840.10008.5.1.4.32.", "1.2.840.10008.5.1.4.33", "1.2.840.10008.5.1.4.34.6.",
        "1.2.840.10008.5.1.4.37.", "1.2.840.10008.5.1.4.38.2", "1.2.840.10008.5.1.4.38.3", "1.2.840.10008.5.1.4.39.2",
        "1.2.840.10008.5.1.4.39.3"}) {
    if (uid.starts_with(prefix)) return true;
  }
  return false;
}

}  // namespace

StorageAssociation::StorageAssociation(T_ASC_Association* association, const StorageServerOptions& options,
                                       const std::atomic<bool>& stopping, std::uint64_t number)
    : association_(association), options_(options), stopping_(stopping), number_(number) {
  peer_.calling_ae = association->params->DULparams.callingAPTitle;
  peer_.called_ae = association->params->DULparams.calledAPTitle;
  peer_.peer_address = association->params->DULparams.callingPresentationAddress;
}

StorageAssociation::~StorageAssociation() {
  ASC_dropSCPAssociation(association_, 0);
  ASC_destroyAssociation(&association_);
}

bool StorageAssociation::negotiate() {
  const Admission admission = options_.admit ? options_.admit(peer_) : Admission::kAccept;
  if (admission != Admission::kAccept) {
    T_ASC_RejectParameters reject{ASC_RESULT_REJECTEDPERMANENT, ASC_SOURCE_SERVICEUSER,
                                  ASC_REASON_SU_CALLINGAETITLENOTRECOGNIZED};
    if (admission == Admission::kCalledAeUnknown) reject.reason = ASC_REASON_SU_CALLEDAETITLENOTRECOGNIZED;
    if (admission == Admission::kBusy)
      reject = {ASC_RESULT_REJECTEDTRANSIENT, ASC_SOURCE_SERVICEPROVIDER_PRESENTATION_RELATED,
                ASC_REASON_SP_PRES_LOCALLIMITEXCEEDED};
    ASC_rejectAssociation(association_, &reject);
    return false;
  }
  T_ASC_Parameters* parameters = association_->params;
  const int contexts = ASC_countPresentationContexts(parameters);
  for (int i = 0; i < contexts; ++i) {
    T_ASC_PresentationContext context{};
    if (ASC_getPresentationContext(parameters, i, &context).bad()) continue;
    if (is_other_service(context.abstractSyntax) || context.transferSyntaxCount == 0) {
      ASC_refusePresentationContext(parameters, context.presentationContextID, ASC_P_ABSTRACTSYNTAXNOTSUPPORTED);
    } else {
      ASC_acceptPresentationContext(parameters, context.presentationContextID, context.proposedTransferSyntaxes[0]);
    }
  }
  return ASC_acknowledgeAssociation(association_).good();
}

void StorageAssociation::serve() {
  if (!negotiate()) {
    spdlog::warn("association from {} ({}) to {} refused", peer_.calling_ae, peer_.peer_address, peer_.called_ae);
    return;
  }
  spdlog::debug("association {} from {} ({}) opened", number_, peer_.calling_ae, peer_.peer_address);
  serve_messages();
  spdlog::debug("association {} closed after {} objects", number_, objects_);
}

void StorageAssociation::serve_messages() {
  std::chrono::seconds silent{0};
  while (!stopping_) {
    // A PDV may already be buffered behind the last one; only a silent connection is waited for in ticks.
    if (!ASC_dataWaiting(association_, kTick)) {
      silent += std::chrono::seconds(kTick);
      if (silent < options_.idle_timeout) continue;
      spdlog::warn("association {} from {} was silent for {} s: closed", number_, peer_.calling_ae, silent.count());
      ASC_abortAssociation(association_);
      return;
    }
    silent = std::chrono::seconds(0);
    if (serve_one_message() == Next::kEnd) return;
  }
  ASC_abortAssociation(association_);
}

StorageAssociation::Next StorageAssociation::serve_one_message() {
  T_ASC_PresentationContextID context = 0;
  const auto command = receive_command(*association_, silence_limit(), context);
  if (!command) {
    if (command.error().reason == "PEER_RELEASED") {
      ASC_acknowledgeRelease(association_);
    } else if (command.error().reason != "PEER_ABORTED") {
      spdlog::warn("association {} from {}: {}", number_, peer_.calling_ae, command.error().message);
      ASC_abortAssociation(association_);
    }
    return Next::kEnd;
  }
  if (command->field == DIMSE_C_STORE_RQ) return answer_store(*command, context);
  if (command->field == DIMSE_C_ECHO_RQ) {
    T_DIMSE_C_EchoRQ request{};
    request.MessageID = command->message_id;
    request.DataSetType = DIMSE_DATASET_NULL;
    OFStandard::strlcpy(request.AffectedSOPClassUID, UID_VerificationSOPClass, sizeof request.AffectedSOPClassUID);
    return DIMSE_sendEchoResponse(association_, context, &request, STATUS_Success, nullptr).good() ? Next::kGoOn
                                                                                                   : Next::kEnd;
  }
  spdlog::warn("association {} from {}: command {:#06x} is not served here", number_, peer_.calling_ae, command->field);
  ASC_abortAssociation(association_);
  return Next::kEnd;
}

std::string StorageAssociation::transfer_syntax_of(T_ASC_PresentationContextID id) const {
  T_ASC_PresentationContext context{};
  if (ASC_findAcceptedPresentationContext(association_->params, id, &context).bad()) return {};
  return context.acceptedTransferSyntax;
}

StorageAssociation::Next StorageAssociation::answer_store(const DimseCommand& command,
                                                          T_ASC_PresentationContextID context) {
  const auto status = receive_object(command, context);
  if (!status) {
    spdlog::warn("association {} from {}: an object was not received: {}", number_, peer_.calling_ae,
                 status.error().message);
    ASC_abortAssociation(association_);
    return Next::kEnd;
  }
  ++objects_;
  const auto response = make_store_response(command, static_cast<std::uint16_t>(*status));
  const OFCondition sent = send_fragments(*association_, context, DUL_COMMANDPDV, response);
  if (sent.good()) return Next::kGoOn;
  spdlog::warn("association {} from {}: cannot answer: {}", number_, peer_.calling_ae, sent.text());
  return Next::kEnd;
}

Result<StoreStatus> StorageAssociation::receive_object(const DimseCommand& command,
                                                       T_ASC_PresentationContextID context) {
  ReceivedInstance instance;
  instance.calling_ae = peer_.calling_ae;
  instance.called_ae = peer_.called_ae;
  instance.peer_address = peer_.peer_address;
  instance.sop_class_uid = command.affected_sop_class_uid;
  instance.sop_instance_uid = command.affected_sop_instance_uid;
  instance.transfer_syntax_uid = transfer_syntax_of(context);
  if (!command.has_data_set()) return StoreStatus::kCannotUnderstand;

  StoreStatus refusal = StoreStatus::kSuccess;
  if (instance.transfer_syntax_uid.empty() || !is_uid(instance.sop_class_uid) || !is_uid(instance.sop_instance_uid))
    refusal = StoreStatus::kCannotUnderstand;
  else if (options_.before_receive)
    refusal = options_.before_receive(peer_);

  if (refusal == StoreStatus::kSuccess) {
    auto file = options_.new_file();
    if (file)
      instance.file = std::move(*file);
    else
      refusal = StoreStatus::kOutOfResources;
    if (!file) spdlog::error("association {}: {}", number_, file.error().message);
  }
  if (refusal != StoreStatus::kSuccess) {
    const auto discard = [](const DUL_PDV&, std::span<const std::byte>) { return Result<void>{}; };
    if (auto gone = receive_fragments(*association_, silence_limit(), discard); !gone) return fail(gone);
    return refusal;
  }

  base::Sha256Hasher hasher;
  Result<void> written{};
  const auto put = [&](std::span<const std::byte> data) {
    if (!written) return;  // the disk failed: the rest is taken from the wire, so that the peer can be told
    hasher.update(data);
    instance.size += data.size();
    if (instance.size > options_.max_instance_bytes)
      written = fail(ErrorCode::kTooLarge, "TOO_LARGE", "object too large");
    else
      written = instance.file.file->append(data);
  };
  put(make_meta_group(instance.sop_class_uid, instance.sop_instance_uid, instance.transfer_syntax_uid));
  const auto received = receive_fragments(
      *association_, silence_limit(), [&](const DUL_PDV& pdv, std::span<const std::byte> data) -> Result<void> {
        if (pdv.pdvType != DUL_DATASETPDV || pdv.presentationContextID != context)
          return fail(ErrorCode::kCorrupt, "BAD_PDV", "a command, or another presentation context, where data must be");
        put(data);
        return {};
      });
  StoreStatus status = StoreStatus::kSuccess;
  if (received && !written) {
    status =
        written.error().code == ErrorCode::kTooLarge ? StoreStatus::kCannotUnderstand : StoreStatus::kOutOfResources;
  } else if (received) {
    instance.sha256 = hasher.finish();
    if (options_.on_stored) status = options_.on_stored(instance);
  }
  if (instance.file.file) {  // nobody wanted it
    std::error_code error;
    if (!std::filesystem::remove(instance.file.path, error) || error)
      spdlog::warn("cannot remove {}: {}", instance.file.path.string(), error.message());
  }
  if (!received) return fail(received);
  return status;
}

}  // namespace rdc::dicom
