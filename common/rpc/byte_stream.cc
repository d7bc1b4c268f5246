#include <array>
#include <cstring>
#include <fstream>
#include <mutex>

#include "common/rpc/server_calls.h"

namespace rdc::rpc {
namespace {

class FileSource final : public ByteSource {
 public:
  explicit FileSource(std::ifstream in) : in_(std::move(in)) {}
  Result<std::size_t> read(std::span<std::byte> out) override {
    in_.read(reinterpret_cast<char*>(out.data()), static_cast<std::streamsize>(out.size()));
    if (in_.bad()) return fail(ErrorCode::kCorrupt, "CANNOT_READ", "the disk does not give these bytes back");
    return static_cast<std::size_t>(in_.gcount());
  }

 private:
  std::ifstream in_;
};

class TextSource final : public ByteSource {
 public:
  explicit TextSource(std::string bytes) : bytes_(std::move(bytes)) {}
  Result<std::size_t> read(std::span<std::byte> out) override {
    const std::size_t size = std::min(out.size(), bytes_.size() - at_);
    std::memcpy(out.data(), bytes_.data() + at_, size);
    at_ += size;
    return size;
  }

 private:
  std::string bytes_;
  std::size_t at_ = 0;
};

// Two chunks: one on the wire, one being read. All state under mutex_; at most one pool task and one write in flight.
class ByteStream final : public grpc::ServerWriteReactor<v1::DataChunk> {
 public:
  using Open = std::function<Result<std::unique_ptr<ByteSource>>()>;
  ByteStream(WorkerPool& pool, std::uint64_t offset, Open open, Recheck recheck)
      : pool_(pool), offset_(offset), open_(std::move(open)), recheck_(std::move(recheck)) {}

  bool begin() {
    reading_ = true;
    return pool_.offer([this] { read_next(); });
  }
  void refuse() {
    finished_ = true;
    Finish(to_status({ErrorCode::kNoSpace, "BUSY", "the router has more calls waiting than it may hold: try again"}));
  }

  void OnWriteDone(bool ok) override {
    step([&] {
      writing_ = false;
      if (!ok) end(grpc::Status::CANCELLED);
    });
  }
  void OnCancel() override {
    step([&] { end(grpc::Status::CANCELLED); });
  }
  void OnDone() override { delete this; }

 private:
  void end(const grpc::Status& status) {
    if (ended_) return;
    ended_ = true;
    ready_ = false;
    status_ = status;
  }

  template <typename Change>
  void step(Change change) {
    enum { kNothing, kFinish, kGoOn } next = kNothing;
    bool write = false;
    bool read = false;
    grpc::Status status;
    {
      const std::lock_guard lock(mutex_);
      change();
      if (finished_) return;
      if (ready_ && !writing_) {
        std::swap(on_wire_, being_read_);
        ready_ = false;
        write = writing_ = true;
      }
      if (!ready_ && !reading_ && !ended_) read = reading_ = true;
      if (write || read)
        next = kGoOn;
      else if (ended_ && !ready_ && !writing_ && !reading_)
        finished_ = true, next = kFinish, status = status_;
    }
    // Nothing of this object is touched after the last of these: Finish may lead to OnDone at once.
    if (next == kFinish) return Finish(status);
    if (read) {
      if (write) StartWrite(&on_wire_);
      pool_.post([this] { read_next(); });
    } else if (write) {
      StartWrite(&on_wire_);
    }
  }

  // On the pool.
  void read_next() {
    bool got = false;
    const auto outcome = run_guarded([&]() -> Result<void> {
      if (!source_) {
        auto opened = open_();
        if (!opened) return fail(opened);
        source_ = std::move(*opened);
      } else if (recheck_ && ++chunks_ % kRecheckEvery == 0) {
        if (auto allowed = recheck_(); !allowed) return allowed;
      }
      auto* data = being_read_.mutable_data();
      data->resize(kChunkLimit);
      auto size = source_->read(std::as_writable_bytes(std::span{data->data(), data->size()}));
      if (!size) return fail(size);
      data->resize(*size);
      being_read_.set_offset(offset_);
      offset_ += *size;
      got = *size > 0;
      return {};
    });
    step([&] {
      reading_ = false;
      if (!outcome) return end(to_status(outcome.error()));
      if (got && !ended_) ready_ = true;
      if (!got) end(grpc::Status::OK);
    });
  }

  static constexpr std::uint64_t kRecheckEvery = 16;  // 4 MiB

  WorkerPool& pool_;
  std::uint64_t offset_;
  const Open open_;
  const Recheck recheck_;
  std::unique_ptr<ByteSource> source_;
  std::uint64_t chunks_ = 0;
  std::mutex mutex_;
  v1::DataChunk on_wire_;
  v1::DataChunk being_read_;
  bool reading_ = false;  // a pool task owns being_read_
  bool ready_ = false;    // being_read_ waits for the wire
  bool writing_ = false;  // gRPC owns on_wire_
  bool ended_ = false;    // finish with status_ once nothing is in flight
  bool finished_ = false;
  grpc::Status status_;
};

}  // namespace

Result<std::unique_ptr<ByteSource>> open_file_source(const std::string& path, std::uint64_t offset) {
  std::ifstream in(path, std::ios::binary | std::ios::ate);
  if (!in) return fail(ErrorCode::kNotFound, "NO_SUCH_OBJECT", "these bytes are not here");
  const auto size = in.tellg();
  if (size < 0 || offset > static_cast<std::uint64_t>(size))
    return fail(ErrorCode::kInvalid, "BAD_OFFSET", "offset {} is beyond the end", offset);
  in.seekg(static_cast<std::streamoff>(offset));
  return std::make_unique<FileSource>(std::move(in));
}

std::unique_ptr<ByteSource> make_text_source(std::string bytes) {
  return std::make_unique<TextSource>(std::move(bytes));
}

grpc::ServerWriteReactor<v1::DataChunk>* stream_bytes(WorkerPool& pool, grpc::CallbackServerContext*,
                                                      std::uint64_t offset,
                                                      std::function<Result<std::unique_ptr<ByteSource>>()> open,
                                                      Recheck recheck) {
  auto* stream = new ByteStream(pool, offset, std::move(open), std::move(recheck));
  if (!stream->begin()) stream->refuse();
  return stream;
}

}  // namespace rdc::rpc
