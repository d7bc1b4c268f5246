// Commands and data sets as P-DATA fragments, below DIMSE: nothing is parsed.
#pragma once

#include <dcmtk/config/osconfig.h>
#include <dcmtk/dcmnet/assoc.h>

#include <cstddef>
#include <functional>
#include <span>

#include "common/base/result.h"
#include "common/dicom/dimse_command.h"

namespace rdc::dicom {

// `type`: DUL_COMMANDPDV or DUL_DATASETPDV. Blocks until all is handed to the socket.
OFCondition send_fragments(T_ASC_Association& association, T_ASC_PresentationContextID context, DUL_DATAPDV type,
                           std::span<const std::byte> data);

// Fragments of one message, until the last. Blocks at most `timeout_seconds` for each. Errors: kCancelled
// PEER_RELEASED, PEER_ABORTED; kUnavailable CONNECTION_LOST; whatever `take` returns.
using TakeFragment = std::function<Result<void>(const DUL_PDV&, std::span<const std::byte>)>;
Result<void> receive_fragments(T_ASC_Association& association, int timeout_seconds, const TakeFragment& take);

// A whole command and the presentation context it came in. Errors also: kCorrupt BAD_PDV, BAD_COMMAND.
Result<DimseCommand> receive_command(T_ASC_Association& association, int timeout_seconds,
                                     T_ASC_PresentationContextID& context);

}  // namespace rdc::dicom
