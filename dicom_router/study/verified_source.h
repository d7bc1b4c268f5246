// An object's bytes, hashed again while they are sent.
#pragma once

#include <memory>
#include <string>

#include "common/rpc/server_calls.h"
#include "dicom_router/store/object_store.h"

namespace rdc::router {

// From `offset` on. The bytes before it are read and hashed too, so a resumed stream is checked as a whole one is. The
// last read fails with kCorrupt/OBJECT_DAMAGED when the disk gave something else than was stored. kNotFound/
// OBJECT_MISSING; kInvalid/BAD_OFFSET.
Result<std::unique_ptr<rpc::ByteSource>> open_verified(const ObjectStore& objects, const std::string& sha256,
                                                       std::uint64_t size, std::uint64_t offset);

}  // namespace rdc::router
