#include "common/imaging/fragments.h"

#include <array>
#include <span>

#include "common/imaging/codestream.h"
#include "common/imaging/limits.h"

namespace rdc::imaging {
namespace {

tl::unexpected<Error> short_of(std::size_t found, int frames) {
  return fail(ErrorCode::kCorrupt, "PIXEL_DATA_SHORT", "the object promises {} frames but holds the data of {}", frames,
              found);
}

DcmPixelItem* item_at(DcmPixelSequence& sequence, unsigned long index) {
  DcmPixelItem* item = nullptr;
  return sequence.getItem(item, index).good() ? item : nullptr;
}

std::vector<std::uint32_t> offset_table(DcmPixelSequence& sequence, int frames) {
  DcmPixelItem* item = item_at(sequence, 0);
  const std::size_t expected = static_cast<std::size_t>(frames) * 4;
  if (item == nullptr || item->getLength() != expected) return {};
  Uint8* bytes = nullptr;
  if (item->getUint8Array(bytes).bad() || bytes == nullptr) return {};
  std::vector<std::uint32_t> offsets;
  for (std::size_t at = 0; at < expected; at += 4)
    offsets.push_back(static_cast<std::uint32_t>(bytes[at]) | static_cast<std::uint32_t>(bytes[at + 1]) << 8 |
                      static_cast<std::uint32_t>(bytes[at + 2]) << 16 |
                      static_cast<std::uint32_t>(bytes[at + 3]) << 24);
  return offsets;
}

// Frame starts found by a predicate on (fragment index, byte offset behind the table).
std::vector<FragmentRange> ranges_from(const std::vector<unsigned long>& starts, unsigned long last_fragment) {
  std::vector<FragmentRange> ranges;
  for (std::size_t i = 0; i < starts.size(); ++i)
    ranges.push_back({starts[i], i + 1 < starts.size() ? starts[i + 1] - 1 : last_fragment});
  return ranges;
}

std::vector<unsigned long> starts_by_table(DcmPixelSequence& sequence, int frames, unsigned long fragments) {
  const auto offsets = offset_table(sequence, frames);
  std::vector<unsigned long> starts;
  std::uint64_t offset = 0;
  for (unsigned long i = 1; i <= fragments && starts.size() < offsets.size(); ++i) {
    if (offset == offsets[starts.size()]) starts.push_back(i);
    DcmPixelItem* item = item_at(sequence, i);
    if (item == nullptr) return {};
    offset += 8 + item->getLength();
  }
  return starts;
}

std::vector<unsigned long> starts_by_signature(DcmPixelSequence& sequence, unsigned long fragments) {
  std::vector<unsigned long> starts;
  for (unsigned long i = 1; i <= fragments; ++i) {
    DcmPixelItem* item = item_at(sequence, i);
    std::array<std::uint8_t, 12> head{};
    if (item == nullptr || item->getLength() < head.size()) continue;
    if (item->getPartialValue(head.data(), 0, head.size()).bad()) continue;
    if (starts_jpeg(head) || starts_jpeg2000(head)) starts.push_back(i);
  }
  return starts;
}

}  // namespace

Result<std::vector<FragmentRange>> locate_frames(DcmPixelSequence& sequence, int frames) {
  const unsigned long items = sequence.card();
  if (items < 2) return short_of(0, frames);
  const unsigned long fragments = items - 1;
  const auto wanted = static_cast<std::size_t>(frames);
  if (wanted == 1) return std::vector<FragmentRange>{{1, fragments}};
  if (fragments < wanted) return short_of(fragments, frames);
  if (fragments == wanted) {
    std::vector<FragmentRange> ranges;
    for (unsigned long i = 1; i <= fragments; ++i) ranges.push_back({i, i});
    return ranges;
  }
  if (const auto starts = starts_by_table(sequence, frames, fragments); starts.size() == wanted)
    return ranges_from(starts, fragments);
  const auto starts = starts_by_signature(sequence, fragments);
  if (starts.size() != wanted) return short_of(starts.size(), frames);
  return ranges_from(starts, fragments);
}

Result<std::vector<std::uint8_t>> join_fragments(DcmPixelSequence& sequence, const FragmentRange& range,
                                                 DcmFileCache& cache) {
  std::vector<std::uint8_t> joined;
  for (unsigned long i = range.first; i <= range.last; ++i) {
    DcmPixelItem* item = item_at(sequence, i);
    if (item == nullptr) return fail(ErrorCode::kCorrupt, "PIXEL_DATA_SHORT", "a fragment of the image is missing");
    const std::uint32_t length = item->getLength();
    const std::size_t before = joined.size();
    if (before + length > kMaxCodestream)
      return fail(ErrorCode::kTooLarge, "FRAME_TOO_LARGE", "the compressed frame is larger than {} MiB",
                  kMaxCodestream >> 20);
    if (length == 0) continue;
    joined.resize(before + length);
    if (item->getPartialValue(joined.data() + before, 0, length, &cache).bad())
      return fail(ErrorCode::kCorrupt, "PIXEL_DATA_SHORT", "a fragment of the image cannot be read");
  }
  if (joined.empty()) return fail(ErrorCode::kCorrupt, "PIXEL_DATA_SHORT", "the frame has no data");
  return joined;
}

}  // namespace rdc::imaging
