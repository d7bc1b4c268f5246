#include "dicom_router/study/verified_source.h"

#include <algorithm>
#include <array>
#include <fstream>

namespace rdc::router {
namespace {

class VerifiedSource final : public rpc::ByteSource {
 public:
  VerifiedSource(std::ifstream in, std::string sha256, std::uint64_t size)
      : in_(std::move(in)), sha256_(std::move(sha256)), left_(size) {}

  Result<std::size_t> read(std::span<std::byte> out) override {
    if (left_ == 0) return std::size_t{0};
    const auto wanted = static_cast<std::size_t>(std::min<std::uint64_t>(out.size(), left_));
    in_.read(reinterpret_cast<char*>(out.data()), static_cast<std::streamsize>(wanted));
    if (static_cast<std::size_t>(in_.gcount()) != wanted) return damaged();
    hasher_.update(out.first(wanted));
    left_ -= wanted;
    // Checked before the last bytes leave: whoever got them all got the right ones.
    if (left_ == 0 && hasher_.finish().hex() != sha256_) return damaged();
    return wanted;
  }

  Result<void> skip(std::uint64_t offset) {
    std::array<std::byte, 64 * 1024> buffer{};
    while (offset > 0) {
      auto got = read(std::span(buffer).first(std::min<std::uint64_t>(buffer.size(), offset)));
      if (!got) return fail(got);
      offset -= *got;
    }
    return {};
  }

 private:
  tl::unexpected<Error> damaged() const {
    return fail(ErrorCode::kCorrupt, "OBJECT_DAMAGED",
                "object {} no longer holds what was stored: tell the administrator", sha256_);
  }

  std::ifstream in_;
  const std::string sha256_;
  std::uint64_t left_;
  base::Sha256Hasher hasher_;
};

}  // namespace

Result<std::unique_ptr<rpc::ByteSource>> open_verified(const ObjectStore& objects, const std::string& sha256,
                                                       std::uint64_t size, std::uint64_t offset) {
  if (offset > size) return fail(ErrorCode::kInvalid, "BAD_OFFSET", "the object has {} bytes", size);
  auto found = objects.size_of(sha256);
  if (!found)
    return fail(ErrorCode::kCorrupt, "OBJECT_DAMAGED", "object {} is missing: tell the administrator", sha256);
  if (*found != size)
    return fail(ErrorCode::kCorrupt, "OBJECT_DAMAGED", "object {} has another size than was stored", sha256);
  auto source =
      std::make_unique<VerifiedSource>(std::ifstream(objects.path_of(sha256), std::ios::binary), sha256, size);
  if (auto skipped = source->skip(offset); !skipped) return fail(skipped);
  return source;
}

}  // namespace rdc::router
