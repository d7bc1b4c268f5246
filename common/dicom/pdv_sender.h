// Bytes of a command or data set as P-DATA fragments.
#pragma once

#include <dcmtk/config/osconfig.h>
#include <dcmtk/dcmnet/assoc.h>

#include <cstddef>
#include <span>

namespace rdc::dicom {

// `type`: DUL_COMMANDPDV or DUL_DATASETPDV. Blocks until all is handed to the socket.
OFCondition send_fragments(T_ASC_Association& association, T_ASC_PresentationContextID context, DUL_DATAPDV type,
                           std::span<const std::byte> data);

}  // namespace rdc::dicom
