#include "common/identity/sealed_file.h"

#include <fcntl.h>
#include <sodium.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <utility>
#include <vector>

namespace rdc::identity {
// Not without a name: SealedWriter::State, which has one, is made of them.
namespace sealed {

namespace fs = std::filesystem;

constexpr std::string_view kMagic = "RDCSEAL1";
constexpr std::size_t kIdBytes = 16;
constexpr std::size_t kHeaderBytes = 8 + kIdBytes + 8;
constexpr std::size_t kNonceBytes = crypto_aead_xchacha20poly1305_ietf_NPUBBYTES;
constexpr std::size_t kOverhead = kNonceBytes + crypto_aead_xchacha20poly1305_ietf_ABYTES;

using Bytes = std::vector<unsigned char>;

std::uint64_t chunks_of(std::uint64_t size) {
  return std::max<std::uint64_t>(1, size / kSealedChunk + (size % kSealedChunk != 0 ? 1 : 0));
}
std::size_t plain_bytes_of(std::uint64_t size, std::uint64_t index) {
  return static_cast<std::size_t>(std::min<std::uint64_t>(kSealedChunk, size - index * kSealedChunk));
}

void put_number(Bytes& to, std::uint64_t number) {
  for (int byte = 0; byte < 8; ++byte) to.push_back(static_cast<unsigned char>(number >> (8 * byte)));
}

class Descriptor {
 public:
  explicit Descriptor(int number) : number_(number) {}
  Descriptor(Descriptor&& other) noexcept : number_(std::exchange(other.number_, -1)) {}
  Descriptor& operator=(Descriptor&&) = delete;
  ~Descriptor() {
    if (number_ >= 0) ::close(number_);
  }
  int get() const { return number_; }
  bool is_open() const { return number_ >= 0; }
  int release() { return std::exchange(number_, -1); }

 private:
  int number_;
};

tl::unexpected<Error> disk_error(const fs::path& file, int number) {
  const auto code = number == ENOENT                                          ? ErrorCode::kNotFound
                    : number == ENOSPC || number == EDQUOT || number == EFBIG ? ErrorCode::kNoSpace
                                                                              : ErrorCode::kUnavailable;
  return fail(code, "SEALED_FILE_IO", "{}: {}", file.string(), std::strerror(number));
}

Result<void> write_all(int descriptor, const fs::path& file, const unsigned char* bytes, std::size_t size) {
  while (size > 0) {
    const auto written = ::write(descriptor, bytes, size);
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) return disk_error(file, errno);
    bytes += written;
    size -= static_cast<std::size_t>(written);
  }
  return {};
}

// Fewer than asked for: the file ends there.
Result<std::size_t> read_up_to(int descriptor, const fs::path& file, unsigned char* bytes, std::size_t size) {
  std::size_t got = 0;
  while (got < size) {
    const auto read = ::read(descriptor, bytes + got, size - got);
    if (read < 0 && errno == EINTR) continue;
    if (read < 0) return disk_error(file, errno);
    if (read == 0) break;
    got += static_cast<std::size_t>(read);
  }
  return got;
}

struct Header {
  std::array<unsigned char, kIdBytes> id{};
  std::uint64_t size = 0;

  Bytes bytes() const {
    Bytes all(kHeaderBytes);  // filled in place: GCC 12 takes appending for an overflow at -O3
    std::copy(kMagic.begin(), kMagic.end(), all.begin());
    std::copy(id.begin(), id.end(), all.begin() + kMagic.size());
    for (std::size_t byte = 0; byte < 8; ++byte)
      all[kMagic.size() + kIdBytes + byte] = static_cast<unsigned char>(size >> (8 * byte));
    return all;
  }
};

Result<Header> read_header(int descriptor, const fs::path& file) {
  std::array<unsigned char, kHeaderBytes> bytes{};
  const auto got = read_up_to(descriptor, file, bytes.data(), bytes.size());
  if (!got) return fail(got);
  if (*got < bytes.size() || !std::equal(kMagic.begin(), kMagic.end(), bytes.begin()))
    return fail(ErrorCode::kCorrupt, "NOT_SEALED", "{} is no sealed file", file.string());
  Header header;
  std::copy_n(bytes.begin() + 8, kIdBytes, header.id.begin());
  for (std::size_t byte = 0; byte < 8; ++byte)
    header.size |= static_cast<std::uint64_t>(bytes[8 + kIdBytes + byte]) << (8 * byte);
  return header;
}

// Seals and opens the chunks of one file.
class ChunkBox {
 public:
  ChunkBox(const Header& header, const SealKey& key, const std::string& name)
      : key_(key), bound_(header.bytes()), number_at_(bound_.size()) {
    put_number(bound_, 0);
    bound_.insert(bound_.end(), name.begin(), name.end());
  }
  void seal(std::uint64_t index, std::string_view plain, Bytes& sealed) {
    set_number(index);
    sealed.resize(plain.size() + kOverhead);
    randombytes_buf(sealed.data(), kNonceBytes);
    crypto_aead_xchacha20poly1305_ietf_encrypt(sealed.data() + kNonceBytes, nullptr,
                                               reinterpret_cast<const unsigned char*>(plain.data()), plain.size(),
                                               bound_.data(), bound_.size(), nullptr, sealed.data(), key_.data());
  }
  // False: it is not what was sealed as this chunk.
  bool open(std::uint64_t index, const Bytes& sealed, Bytes& plain) {
    set_number(index);
    plain.resize(sealed.size() - kOverhead);
    return crypto_aead_xchacha20poly1305_ietf_decrypt(plain.data(), nullptr, nullptr, sealed.data() + kNonceBytes,
                                                      sealed.size() - kNonceBytes, bound_.data(), bound_.size(),
                                                      sealed.data(), key_.data()) == 0;
  }

 private:
  void set_number(std::uint64_t index) {
    for (std::size_t byte = 0; byte < 8; ++byte)
      bound_[number_at_ + byte] = static_cast<unsigned char>(index >> (8 * byte));
  }
  const SealKey& key_;
  Bytes bound_;
  std::size_t number_at_ = 0;
};

// How many chunks from the first are whole and genuine; each is given to `take`.
Result<std::uint64_t> walk(int descriptor, const fs::path& file, const Header& header, ChunkBox& box,
                           const std::function<Result<void>(std::string_view)>& take) {
  Bytes sealed, plain;
  for (std::uint64_t index = 0; index < chunks_of(header.size); ++index) {
    sealed.resize(plain_bytes_of(header.size, index) + kOverhead);
    const auto got = read_up_to(descriptor, file, sealed.data(), sealed.size());
    if (!got) return fail(got);
    if (*got < sealed.size() || !box.open(index, sealed, plain)) return index;
    if (auto taken = take({reinterpret_cast<const char*>(plain.data()), plain.size()}); !taken) return fail(taken);
  }
  return chunks_of(header.size);
}

}  // namespace sealed

using namespace sealed;

struct SealedWriter::State {
  State(fs::path path, int descriptor, const Header& of, SealKeyPtr with, const std::string& name)
      : file(std::move(path)), out(descriptor), header(of), key(std::move(with)), box(header, *key, name) {}

  Result<void> write_chunk() {
    box.seal(index++, pending, sealed);
    pending.clear();
    return write_all(out.get(), file, sealed.data(), sealed.size());
  }

  const fs::path file;
  const Descriptor out;
  const Header header;
  const SealKeyPtr key;
  ChunkBox box;
  std::uint64_t index = 0;  // of the chunk to be written next
  std::string pending;      // its content so far
  Bytes sealed;
};

SealedWriter::SealedWriter(std::unique_ptr<State> state) : state_(std::move(state)) {}
SealedWriter::SealedWriter(SealedWriter&&) noexcept = default;
SealedWriter& SealedWriter::operator=(SealedWriter&&) noexcept = default;
SealedWriter::~SealedWriter() = default;

Result<SealedWriter> SealedWriter::begin(const fs::path& file, SealKeyPtr key, const std::string& name,
                                         std::uint64_t size) {
  // A new file, not the old one emptied: who still writes to that one writes to nothing.
  std::error_code ignored;
  fs::remove(file, ignored);
  const int descriptor = ::open(file.c_str(), O_CREAT | O_EXCL | O_WRONLY | O_CLOEXEC, 0600);
  if (descriptor < 0) return disk_error(file, errno);
  Header header;
  header.size = size;
  randombytes_buf(header.id.data(), header.id.size());
  auto state = std::make_unique<State>(file, descriptor, header, std::move(key), name);
  const Bytes bytes = header.bytes();
  if (auto written = write_all(descriptor, file, bytes.data(), bytes.size()); !written) return fail(written);
  return SealedWriter(std::move(state));
}

Result<SealedWriter> SealedWriter::resume(const fs::path& file, SealKeyPtr key, const std::string& name,
                                          std::uint64_t size) {
  const int descriptor = ::open(file.c_str(), O_RDWR | O_CLOEXEC);
  if (descriptor < 0) return disk_error(file, errno);
  Descriptor owned(descriptor);
  auto header = read_header(descriptor, file);
  if (!header) return fail(header);
  ChunkBox box(*header, *key, name);
  const auto genuine = walk(descriptor, file, *header, box, [](std::string_view) -> Result<void> { return {}; });
  if (!genuine) return fail(genuine);
  if (*genuine == 0 || header->size != size)
    return fail(ErrorCode::kCorrupt, "SEAL_BROKEN", "nothing of {} can be gone on with", file.string());
  // The last chunk of a whole file may be shorter: there is nothing left to append then.
  const std::uint64_t content = std::min(size, *genuine * kSealedChunk);
  const auto end = static_cast<off_t>(kHeaderBytes + content + *genuine * kOverhead);
  if (::ftruncate(descriptor, end) != 0 || ::lseek(descriptor, end, SEEK_SET) < 0) return disk_error(file, errno);
  auto state = std::make_unique<State>(file, owned.release(), *header, std::move(key), name);
  state->index = *genuine;
  return SealedWriter(std::move(state));
}

std::uint64_t SealedWriter::taken() const {
  return std::min(state_->header.size, state_->index * kSealedChunk + state_->pending.size());
}

Result<void> SealedWriter::append(std::string_view bytes) {
  if (bytes.size() > state_->header.size - taken())
    return fail(ErrorCode::kTooLarge, "LONG_CONTENT", "more was appended to {} than said", state_->file.string());
  while (!bytes.empty()) {
    const auto piece = bytes.substr(0, kSealedChunk - state_->pending.size());
    state_->pending.append(piece);
    bytes.remove_prefix(piece.size());
    if (state_->pending.size() < kSealedChunk) continue;
    if (auto written = state_->write_chunk(); !written) return written;
  }
  return {};
}

Result<void> SealedWriter::finish(Durable durable) {
  if (taken() != state_->header.size)
    return fail(ErrorCode::kInvalid, "SHORT_CONTENT", "less was appended to {} than said", state_->file.string());
  if (state_->index < chunks_of(state_->header.size))
    if (auto written = state_->write_chunk(); !written) return written;
  if (durable == Durable::kYes && ::fsync(state_->out.get()) != 0) return disk_error(state_->file, errno);
  return {};
}

Result<void> read_sealed(const fs::path& file, const SealKey& key, const std::string& name,
                         const std::function<Result<void>(std::string_view)>& take) {
  const Descriptor in(::open(file.c_str(), O_RDONLY | O_CLOEXEC));
  if (!in.is_open()) return disk_error(file, errno);
  const auto header = read_header(in.get(), file);
  if (!header) return fail(header);
  ChunkBox box(*header, key, name);
  const auto genuine = walk(in.get(), file, *header, box, take);
  if (!genuine) return fail(genuine);
  unsigned char more = 0;
  const auto behind = read_up_to(in.get(), file, &more, 1);
  if (!behind) return fail(behind);
  if (*genuine < chunks_of(header->size) || *behind != 0)
    return fail(ErrorCode::kCorrupt, "SEAL_BROKEN", "{} is not what was sealed with this key", file.string());
  return {};
}

Result<std::string> read_sealed(const fs::path& file, const SealKey& key, const std::string& name,
                                std::uint64_t limit) {
  std::string content;
  auto read = read_sealed(file, key, name, [&](std::string_view piece) -> Result<void> {
    if (content.size() + piece.size() > limit)
      return fail(ErrorCode::kTooLarge, "FILE_TOO_LARGE", "{} holds more than {} bytes", file.string(), limit);
    content.append(piece);
    return {};
  });
  if (!read) return fail(read);
  return content;
}

Result<std::uint64_t> sealed_content_size(const fs::path& file) {
  const Descriptor in(::open(file.c_str(), O_RDONLY | O_CLOEXEC));
  if (!in.is_open()) return disk_error(file, errno);
  const auto header = read_header(in.get(), file);
  if (!header) return fail(header);
  return header->size;
}

Result<void> write_sealed(const fs::path& file, const SealKeyPtr& key, const std::string& name,
                          std::string_view content) {
  fs::path part = file;
  part += ".new";
  std::error_code error;
  const auto give_up = [&](const Result<void>& failed) {
    fs::remove(part, error);
    return fail(failed);
  };
  {
    auto writer = SealedWriter::begin(part, key, name, content.size());
    if (!writer) return fail(writer);
    if (auto done = writer->append(content); !done) return give_up(done);
    if (auto done = writer->finish(SealedWriter::Durable::kYes); !done) return give_up(done);
  }
  if (::rename(part.c_str(), file.c_str()) != 0) return give_up(Result<void>(disk_error(file, errno)));
  const Descriptor directory(::open(file.parent_path().c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (!directory.is_open() || ::fsync(directory.get()) != 0) return disk_error(file, errno);
  return {};
}

}  // namespace rdc::identity
