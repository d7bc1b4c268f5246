#include "ecg/formats/wfdb_archive.h"

#include <algorithm>
#include <map>
#include <optional>
#include <span>

#include <fmt/format.h>

namespace rdc::ecg::wfdb {
namespace {

// Where the fields of a block lie; IEEE 1003.1.
constexpr std::size_t kNameAt = 0, kNameSize = 100;
constexpr std::size_t kSizeAt = 124, kSizeSize = 12;
constexpr std::size_t kSumAt = 148, kSumSize = 8;
constexpr std::size_t kKindAt = 156;
constexpr std::size_t kMagicAt = 257;
constexpr std::string_view kMagic = "ustar";
constexpr std::uint64_t kLargestMember = (std::uint64_t{1} << 33) - 1;  // eleven octal digits

using Block = std::array<std::byte, kArchiveBlock>;

tl::unexpected<Error> broken(std::uint64_t at, const char* what) {
  return fail(ErrorCode::kInvalid, "BAD_ARCHIVE", "the record's archive is damaged at byte {}: {}", at, what);
}

std::string_view field(Bytes block, std::size_t at, std::size_t size) {
  const std::string_view text = as_characters(block.subspan(at, size));
  return text.substr(0, text.find('\0'));
}

std::optional<std::uint64_t> octal(std::string_view text) {
  while (text.starts_with(' ')) text.remove_prefix(1);
  while (text.ends_with(' ')) text.remove_suffix(1);
  if (text.empty() || text.size() > 12) return std::nullopt;
  std::uint64_t value = 0;
  for (const char c : text) {
    if (c < '0' || c > '7') return std::nullopt;
    value = value * 8 + static_cast<std::uint64_t>(c - '0');
  }
  return value;
}

// Of all bytes, the sum's own field taken as blanks.
std::uint64_t sum_of(Bytes block) {
  std::uint64_t sum = kSumSize * ' ';
  for (std::size_t i = 0; i < kArchiveBlock; ++i)
    if (i < kSumAt || i >= kSumAt + kSumSize) sum += std::to_integer<unsigned>(block[i]);
  return sum;
}

bool is_plain_name(std::string_view name) {
  return !name.empty() && name.size() <= kNameSize && name != "." && name != ".." &&
         name.find('/') == std::string_view::npos && name.find('\0') == std::string_view::npos;
}

void put(Block& block, std::size_t at, std::string_view text) {
  std::ranges::copy(std::as_bytes(std::span(text.data(), text.size())),
                    block.begin() + static_cast<std::ptrdiff_t>(at));
}

// Part of another source.
class Section final : public ByteSource {
 public:
  Section(std::shared_ptr<ByteSource> whole, std::uint64_t at, std::uint64_t size)
      : whole_(std::move(whole)), at_(at), size_(size) {}
  std::uint64_t size() const override { return size_; }
  Result<std::size_t> read_at(std::uint64_t offset, std::span<std::byte> out) override {
    if (offset >= size_) return std::size_t{0};
    const auto count = static_cast<std::size_t>(std::min<std::uint64_t>(out.size(), size_ - offset));
    return whole_->read_at(at_ + offset, out.first(count));
  }

 private:
  std::shared_ptr<ByteSource> whole_;
  std::uint64_t at_, size_;
};

struct Place {
  std::uint64_t at = 0, size = 0;
};

class Members final : public Companions {
 public:
  explicit Members(std::shared_ptr<ByteSource> whole) : whole_(std::move(whole)) {}

  // The first one's name. kInvalid/BAD_ARCHIVE.
  Result<std::string> find_all() {
    std::string first;
    for (std::uint64_t at = 0;;) {
      Block block{};
      const auto got = whole_->read_at(at, block);
      if (!got) return fail(got);
      const bool zeros = std::ranges::all_of(block, [](std::byte b) { return b == std::byte{0}; });
      if (*got < kArchiveBlock || zeros) break;
      auto name = add(block, at);
      if (!name) return fail(name);
      if (first.empty()) first = *name;
      const auto& place = places_.at(*name);
      at = place.at + place.size + archive_padding(place.size);
    }
    if (first.empty()) return broken(0, "it is empty");
    return first;
  }

  Result<std::unique_ptr<ByteSource>> open(const std::string& name) override {
    const auto found = places_.find(name);
    if (found == places_.end())
      return fail(ErrorCode::kNotFound, "MISSING_SIGNAL_FILE", "the record's archive lacks a file that it names");
    return std::unique_ptr<ByteSource>(std::make_unique<Section>(whole_, found->second.at, found->second.size));
  }

 private:
  Result<std::string> add(const Block& block, std::uint64_t at) {
    const auto sum = octal(field(block, kSumAt, kSumSize));
    if (!sum || *sum != sum_of(block)) return broken(at, "its checksum is wrong");
    const char kind = static_cast<char>(block[kKindAt]);
    const auto size = octal(field(block, kSizeAt, kSizeSize));
    std::string name(field(block, kNameAt, kNameSize));
    if ((kind != '0' && kind != '\0') || !is_plain_name(name) || !size) return broken(at, "no plain file is there");
    const std::uint64_t begin = at + kArchiveBlock;
    if (begin > whole_->size() || *size > whole_->size() - begin) return broken(at, "the file ends early");
    if (places_.size() == kArchiveMembers) return broken(at, "it has too many files");
    if (!places_.emplace(name, Place{begin, *size}).second) return broken(at, "a name is there twice");
    return name;
  }

  std::shared_ptr<ByteSource> whole_;
  std::map<std::string, Place> places_;
};

}  // namespace

Result<std::array<std::byte, kArchiveBlock>> archive_member(const std::string& name, std::uint64_t size) {
  if (!is_plain_name(name))
    return fail(ErrorCode::kInvalid, "BAD_ARCHIVE_NAME", "a record's file needs a plain name of at most 100 bytes");
  if (size > kLargestMember) return fail(ErrorCode::kTooLarge, "FILE_TOO_LARGE", "a record's file is too large");
  Block block{};
  put(block, kNameAt, name);
  put(block, 100, "0000644");
  put(block, 108, "0000000");
  put(block, 116, "0000000");
  put(block, kSizeAt, fmt::format("{:011o}", size));
  put(block, 136, "00000000000");
  block[kKindAt] = std::byte{'0'};
  put(block, kMagicAt, kMagic);
  put(block, 263, "00");
  put(block, kSumAt, fmt::format("{:06o}", sum_of(block)));
  block[kSumAt + 7] = std::byte{' '};  // six digits, NUL, blank: as everybody writes it
  return block;
}

bool looks_like_archive(Bytes beginning) {
  if (beginning.size() < kArchiveBlock) return false;
  return as_characters(beginning.subspan(kMagicAt, kMagic.size())) == kMagic &&
         field(beginning, kNameAt, kNameSize).ends_with(".hea");
}

Result<Archive> open_archive(std::unique_ptr<ByteSource> bytes) {
  auto members = std::make_unique<Members>(std::move(bytes));
  const auto first = members->find_all();
  if (!first) return fail(first);
  auto header = members->open(*first);
  if (!header) return fail(header);
  return Archive{std::move(*header), std::move(members)};
}

}  // namespace rdc::ecg::wfdb
