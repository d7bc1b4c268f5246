#include "common/dicom/pdv_stream.h"

#include <algorithm>
#include <vector>

namespace rdc::dicom {

OFCondition send_fragments(T_ASC_Association& association, T_ASC_PresentationContextID context, DUL_DATAPDV type,
                           std::span<const std::byte> data) {
  const std::size_t most = std::max<std::size_t>(association.sendPDVLength, 1024) & ~std::size_t{1};
  do {
    const auto piece = data.first(std::min(most, data.size()));
    data = data.subspan(piece.size());
    DUL_PDV pdv{};
    pdv.fragmentLength = static_cast<unsigned long>(piece.size());
    pdv.presentationContextID = context;
    pdv.pdvType = type;
    pdv.lastPDV = data.empty() ? OFTrue : OFFalse;
    pdv.data = const_cast<std::byte*>(piece.data());  // DCMTK copies from it
    DUL_PDVLIST list{};
    list.count = 1;
    list.pdv = &pdv;
    if (const OFCondition sent = DUL_WritePDVs(&association.DULassociation, &list); sent.bad()) return sent;
  } while (!data.empty());
  return EC_Normal;
}

Result<void> receive_fragments(T_ASC_Association& association, int timeout_seconds, const TakeFragment& take) {
  const auto lost = [](const OFCondition& condition) {
    return fail(ErrorCode::kUnavailable, "CONNECTION_LOST", "{}", condition.text());
  };
  for (;;) {
    DUL_PDV pdv{};
    OFCondition condition = DUL_NextPDV(&association.DULassociation, &pdv);
    if (condition.bad()) {
      condition = DUL_ReadPDVs(&association.DULassociation, nullptr, DUL_NOBLOCK, timeout_seconds);
      if (condition == DUL_PEERREQUESTEDRELEASE) return fail(ErrorCode::kCancelled, "PEER_RELEASED", "released");
      if (condition == DUL_PEERABORTEDASSOCIATION)
        return fail(ErrorCode::kCancelled, "PEER_ABORTED", "aborted by the peer");
      if (condition != DUL_PDATAPDUARRIVED) return lost(condition);
      condition = DUL_NextPDV(&association.DULassociation, &pdv);
      if (condition.bad()) return lost(condition);
    }
    auto taken = take(pdv, std::span(static_cast<const std::byte*>(pdv.data), pdv.fragmentLength));
    if (!taken) return taken;
    if (pdv.lastPDV) return {};
  }
}

Result<DimseCommand> receive_command(T_ASC_Association& association, int timeout_seconds,
                                     T_ASC_PresentationContextID& context) {
  std::vector<std::byte> bytes;
  auto received = receive_fragments(association, timeout_seconds,
                                    [&](const DUL_PDV& pdv, std::span<const std::byte> data) -> Result<void> {
                                      if (pdv.pdvType != DUL_COMMANDPDV)
                                        return fail(ErrorCode::kCorrupt, "BAD_PDV", "data where a command must be");
                                      if (bytes.size() + data.size() > kMaxCommandBytes)
                                        return fail(ErrorCode::kTooLarge, "BAD_COMMAND", "a command is too long");
                                      context = pdv.presentationContextID;
                                      bytes.insert(bytes.end(), data.begin(), data.end());
                                      return {};
                                    });
  if (!received) return fail(received);
  return parse_command(bytes);
}

}  // namespace rdc::dicom
