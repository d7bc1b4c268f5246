// The three shapes most handlers have, for the callback API: a blocking unary call, an object streamed in chunks,
// and (change_feed.h) a change feed.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <span>
#include <string>

#include <grpcpp/grpcpp.h>

#include "common/base/result.h"
#include "common/rpc/change_feed.h"
#include "common/rpc/permission_gate.h"
#include "common/rpc/worker_pool.h"
#include "rdc/v1/types.pb.h"

namespace rdc::rpc {

// Runs `work` on the pool and finishes the call with its result. Request, reply and context stay valid until then,
// so `work` captures them as they are. An exception becomes INTERNAL; a full pool RESOURCE_EXHAUSTED/BUSY.
//   grpc::ServerUnaryReactor* Claim(grpc::CallbackServerContext* context, const v1::ClaimRequest* request,
//                                   v1::ClaimReply* reply) override {
//     return serve_unary(pool_, context, [=, this] { return claim(caller_of(*context), *request, *reply); });
//   }
grpc::ServerUnaryReactor* serve_unary(WorkerPool& pool, grpc::CallbackServerContext* context,
                                      std::function<Result<void>()> work);

inline constexpr std::size_t kChunkLimit = 256 * 1024;  // bytes of data in a DataChunk

// Bytes to send. Used by one thread at a time, on the pool.
class ByteSource {
 public:
  virtual ~ByteSource() = default;
  // Fills as much of `out` as there is; 0 at the end.
  virtual Result<std::size_t> read(std::span<std::byte> out) = 0;
};

// A file from `offset` on. kNotFound; kInvalid/BAD_OFFSET beyond its end.
Result<std::unique_ptr<ByteSource>> open_file_source(const std::string& path, std::uint64_t offset);
std::unique_ptr<ByteSource> make_text_source(std::string bytes);

// Opens on the pool (permission, audit row and look-up belong in `open`: its error is the call's), then streams in
// chunks numbered from `offset`. The next chunk is read while one is on the wire. An empty source sends no chunk.
grpc::ServerWriteReactor<v1::DataChunk>* stream_bytes(WorkerPool& pool, grpc::CallbackServerContext* context,
                                                      std::uint64_t offset,
                                                      std::function<Result<std::unique_ptr<ByteSource>>()> open,
                                                      Recheck recheck);

}  // namespace rdc::rpc
