#include "tests/bench/ingest/uploader.h"

#include <algorithm>
#include <thread>

#include "common/base/digest.h"
#include "common/base/file_system.h"
#include "common/base/ids.h"
#include "common/base/random.h"
#include "common/rpc/status.h"
#include "rdc/v1/ingest.grpc.pb.h"

namespace rdc::bench {
namespace {

constexpr std::size_t kChunk = 256 * 1024;

void send_one(grpc::ClientReaderWriter<v1::UploadRequest, v1::UploadReply>& stream, const UploadFile& file,
              const std::string& item_id, const base::Clock& clock) {
  const auto now = base::to_micros(clock.now());
  v1::UploadRequest request;
  v1::Begin* begin = request.mutable_begin();
  begin->set_item_id(item_id);
  begin->set_sha256(file.sha256);
  begin->set_size(file.bytes.size());
  begin->set_kind(v1::ITEM_KIND_DICOM_INSTANCE);
  begin->set_urgency(v1::URGENCY_ROUTINE);
  begin->set_coding(v1::CODING_IDENTITY);
  begin->set_coded_size(file.bytes.size());
  begin->set_coded_sha256(file.sha256);
  begin->set_source("CT01");
  for (auto* time : {begin->mutable_received_at(), begin->mutable_sent_at()}) {
    time->set_seconds(now / 1'000'000);
    time->set_nanos(static_cast<std::int32_t>(now % 1'000'000 * 1000));
  }
  stream.Write(request);
  for (std::size_t at = 0; at < file.bytes.size(); at += kChunk) {
    v1::Chunk* chunk = request.mutable_chunk();
    chunk->set_item_id(item_id);
    chunk->set_offset(at);
    chunk->set_data(file.bytes.substr(at, kChunk));
    stream.Write(request);
  }
}

}  // namespace

Result<std::vector<UploadFile>> load_files(const std::vector<std::filesystem::path>& paths) {
  std::vector<UploadFile> files;
  for (const auto& path : paths) {
    auto bytes = base::read_file(path, 1ULL << 30);
    if (!bytes) return fail(bytes);
    files.push_back({path, base::sha256(*bytes).hex(), std::move(*bytes)});
  }
  return files;
}

Result<double> upload(const std::shared_ptr<grpc::Channel>& channel, const std::vector<UploadFile>& files,
                      const base::Clock& clock) {
  base::SystemRandom random;
  base::IdGenerator ids(clock, random);
  const auto stub = v1::Ingest::NewStub(channel);
  grpc::ClientContext context;
  context.set_wait_for_ready(true);
  const auto stream = stub->Upload(&context);
  const auto begun = clock.monotonic();
  std::jthread writer([&] {
    for (const UploadFile& file : files) send_one(*stream, file, ids.next(), clock);
  });
  std::size_t stored = 0;
  std::string refused;
  v1::UploadReply reply;
  while (stored < files.size() && refused.empty() && stream->Read(&reply)) {
    if (!reply.has_outcome()) continue;
    if (reply.outcome().result() == v1::Outcome::STORED)
      ++stored;
    else
      refused = v1::Outcome::Result_Name(reply.outcome().result()) + " " + reply.outcome().error().message();
  }
  const double seconds = std::chrono::duration<double>(clock.monotonic() - begun).count();
  if (stored < files.size()) context.TryCancel();
  writer.join();
  if (stored == files.size()) stream->WritesDone();
  const grpc::Status status = stream->Finish();
  if (!refused.empty()) return fail(ErrorCode::kInternal, "NOT_STORED", "{}", refused);
  if (stored < files.size()) return tl::unexpected<Error>(rpc::from_status(status));
  return seconds;
}

}  // namespace rdc::bench
