#include "common/dicom/pdv_sender.h"

#include <algorithm>

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

}  // namespace rdc::dicom
