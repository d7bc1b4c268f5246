#include "common/dicom/element_walk.h"

#include <algorithm>
#include <array>

#include "common/dicom/part10_meta.h"

namespace rdc::dicom {
namespace {

constexpr std::uint32_t kUndefined = 0xFFFFFFFF;
constexpr std::uint64_t kNoEnd = ~0ULL;
constexpr Tag kItemTag = 0xFFFEE000, kItemEndTag = 0xFFFEE00D, kSequenceEndTag = 0xFFFEE0DD;
constexpr Tag kPixelData = 0x7FE00010;

constexpr std::array kKnownVrs = {vr('A', 'E'), vr('A', 'S'), vr('A', 'T'), vr('C', 'S'), vr('D', 'A'), vr('D', 'S'),
                                  vr('D', 'T'), vr('F', 'D'), vr('F', 'L'), vr('I', 'S'), vr('L', 'O'), vr('L', 'T'),
                                  vr('O', 'B'), vr('O', 'D'), vr('O', 'F'), vr('O', 'L'), vr('O', 'V'), vr('O', 'W'),
                                  vr('P', 'N'), vr('S', 'H'), vr('S', 'L'), vr('S', 'Q'), vr('S', 'S'), vr('S', 'T'),
                                  vr('S', 'V'), vr('T', 'M'), vr('U', 'C'), vr('U', 'I'), vr('U', 'L'), vr('U', 'N'),
                                  vr('U', 'R'), vr('U', 'S'), vr('U', 'T'), vr('U', 'V')};
constexpr std::array kLongVrs = {vr('O', 'B'), vr('O', 'D'), vr('O', 'F'), vr('O', 'L'), vr('O', 'V'),
                                 vr('O', 'W'), vr('S', 'Q'), vr('S', 'V'), vr('U', 'C'), vr('U', 'N'),
                                 vr('U', 'R'), vr('U', 'T'), vr('U', 'V')};

bool may_be_cut(Tag tag) {
  return (tag >> 16) == 0x7FE0 || tag == 0x54001010 || (tag & 0xFF00FFFF) == 0x60003000 || tag == 0x00420011;
}

// Whose items end with waveform data: cut with the file, they still hold samples.
constexpr Tag kWaveformSequence = 0x54000100;

struct Frame {
  enum class Kind { kDataSet, kSequence, kItem, kFragments } kind = Kind::kDataSet;
  std::uint64_t end = kNoEnd;  // where it ends, if its length is defined
  std::uint64_t limit = 0;     // where the innermost defined length around it ends
  bool explicit_vr = true;
  bool big_endian = false;
  bool speculative = false;  // an implicit VR value that looks like a sequence
  Tag tag = 0;               // of the sequence
  std::uint64_t start = 0;   // of the sequence's value
};

struct ElementHead {
  Tag tag = 0;
  Vr vr = 0;
  std::uint32_t length = 0;
  std::uint64_t value = 0;
};

class Walk {
 public:
  Walk(std::span<const std::byte> bytes, const Part10Limits& limits, StructureSummary& summary, ElementVisitor& visitor)
      : bytes_(bytes), limits_(limits), summary_(summary), visitor_(visitor) {}

  Result<void> run() {
    stack_.push_back(
        {Frame::Kind::kDataSet, bytes_.size(), bytes_.size(), summary_.explicit_vr, summary_.big_endian, false, 0, 0});
    while (!stack_.empty()) {
      if (stack_.back().end != kNoEnd && at_ >= stack_.back().end) {
        leave();
        continue;
      }
      auto step = one_step();
      if (step || recover(step.error())) continue;
      if (step.error().reason != "LENGTH_BEYOND_END" || !in_waveforms_at_the_end()) return step;
      warn(summary_, StructureWarning::kTruncatedPixelData);
      finish();
    }
    return {};
  }

 private:
  using Step = Result<void>;

  Step one_step() {
    if (summary_.elements >= limits_.max_elements) {
      return fatal(fail(ErrorCode::kCorrupt, "TOO_MANY_ELEMENTS", "more than {} elements", limits_.max_elements));
    }
    const Frame& frame = stack_.back();
    if (frame.limit - at_ < 8) return too_short();
    switch (frame.kind) {
      case Frame::Kind::kSequence:
        return sequence_step();
      case Frame::Kind::kFragments:
        return fragment_step();
      case Frame::Kind::kDataSet:
      case Frame::Kind::kItem:
        return element_step();
    }
    return {};
  }

  // Whether the file broke off within its waveforms: those before are whole.
  bool in_waveforms_at_the_end() const {
    return !fatal_ && std::ranges::any_of(stack_, [this](const Frame& frame) {
      return frame.kind == Frame::Kind::kSequence && frame.tag == kWaveformSequence && frame.limit == bytes_.size();
    });
  }

  // Fewer than eight bytes: nothing can begin here.
  Step too_short() {
    if (stack_.back().limit != bytes_.size()) return bad("BAD_SEQUENCE", "a sequence breaks off");
    warn(summary_, stack_.size() > 1 ? StructureWarning::kMissingDelimiter : StructureWarning::kTrailingBytes);
    finish();
    return {};
  }

  Tag tag_at(std::uint64_t offset, bool big_endian) const {
    return (static_cast<Tag>(get_u16(bytes_, offset, big_endian)) << 16) | get_u16(bytes_, offset + 2, big_endian);
  }

  Step sequence_step() {
    const Frame frame = stack_.back();
    const Tag tag = tag_at(at_, frame.big_endian);
    const std::uint32_t length = get_u32(bytes_, at_ + 4, frame.big_endian);
    if (tag == kSequenceEndTag && frame.end == kNoEnd) {
      at_ += 8;
      leave();
      return {};
    }
    if (tag != kItemTag) return bad("BAD_SEQUENCE", "no item where a sequence must have one");
    ++summary_.elements;
    const std::uint64_t value = at_ + 8;
    const bool beyond = length != kUndefined && length > frame.limit - value;
    if (beyond && !(frame.tag == kWaveformSequence && frame.limit == bytes_.size()))
      return bad("LENGTH_BEYOND_END", "an item is longer than what holds it");
    if (beyond) warn(summary_, StructureWarning::kTruncatedPixelData);
    const std::uint64_t end = beyond ? frame.limit : value + length;
    Frame item{Frame::Kind::kItem,
               length == kUndefined ? kNoEnd : end,
               length == kUndefined ? frame.limit : end,
               frame.explicit_vr,
               frame.big_endian,
               false,
               0,
               value};
    at_ = value;
    item.explicit_vr = item_is_explicit(item);
    stack_.push_back(item);
    visitor_.begin_item();
    return {};
  }

  // Some devices write implicit items into explicit files, and explicit ones into UN: the item's first element decides.
  bool item_is_explicit(const Frame& item) {
    if (item.limit - at_ < 8) return item.explicit_vr;
    if (tag_at(at_, item.big_endian) >> 16 == 0xFFFE) return item.explicit_vr;
    const bool found = is_known_vr(get_u16(bytes_, at_ + 4, true));
    if (found != item.explicit_vr) warn(summary_, StructureWarning::kEncodingDiffers);
    return found;
  }

  Step fragment_step() {
    const Frame& frame = stack_.back();
    const Tag tag = tag_at(at_, frame.big_endian);
    if (tag == kSequenceEndTag) {
      at_ += 8;
      leave();
      return {};
    }
    if (tag != kItemTag) return bad("BAD_SEQUENCE", "no fragment where pixel data must have one");
    ++summary_.elements;
    const std::uint32_t length = get_u32(bytes_, at_ + 4, frame.big_endian);
    const std::uint64_t value = at_ + 8, there = frame.limit - value;
    if (length == kUndefined) return bad("BAD_SEQUENCE", "a fragment of undefined length");
    if (length > there && frame.limit != bytes_.size())
      return bad("LENGTH_BEYOND_END", "a fragment is longer than what holds it");
    visitor_.fragment(bytes_.subspan(value, std::min<std::uint64_t>(length, there)));
    if (length > there) {
      warn(summary_, StructureWarning::kTruncatedPixelData);
      finish();
      return {};
    }
    at_ = value + length;
    return {};
  }

  Step element_step() {
    const Frame frame = stack_.back();
    const Tag tag = tag_at(at_, frame.big_endian);
    if (tag >> 16 == 0xFFFE) return delimiter_step(frame, tag);
    if (frame.kind == Frame::Kind::kDataSet && only_zeros_left()) {
      warn(summary_, StructureWarning::kTrailingBytes);
      finish();
      return {};
    }
    auto head = read_head(frame, tag);
    if (!head) return fail(head);
    ++summary_.elements;
    if (frame.kind == Frame::Kind::kDataSet) {
      if (tag <= last_root_tag_) warn(summary_, StructureWarning::kOutOfOrder);
      last_root_tag_ = tag;
    }
    return head->length == kUndefined ? open_undefined(frame, *head) : take_defined(frame, *head);
  }

  Step delimiter_step(const Frame& frame, Tag tag) {
    if (tag == kItemEndTag && frame.kind == Frame::Kind::kItem && frame.end == kNoEnd) {
      at_ += 8;
      leave();
      return {};
    }
    if ((tag == kItemTag || tag == kSequenceEndTag) && frame.kind == Frame::Kind::kItem && frame.end == kNoEnd) {
      warn(summary_, StructureWarning::kMissingDelimiter);
      leave();  // the sequence sees the same tag next
      return {};
    }
    if (tag == kItemEndTag || tag == kSequenceEndTag) {  // one too many: harmless
      warn(summary_, StructureWarning::kTrailingBytes);
      ++summary_.elements;
      at_ += 8;
      return {};
    }
    return bad("BAD_SEQUENCE", "an item outside of any sequence");
  }

  Result<ElementHead> read_head(const Frame& frame, Tag tag) {
    ElementHead head{tag, 0, get_u32(bytes_, at_ + 4, frame.big_endian), at_ + 8};
    if (!frame.explicit_vr) return head;
    const Vr found = get_u16(bytes_, at_ + 4, true);
    const auto is_letter = [](unsigned c) { return c >= 'A' && c <= 'Z'; };
    if (!is_known_vr(found) && !(is_letter(found >> 8) && is_letter(found & 0xFF))) {
      warn(summary_, StructureWarning::kImplicitElement);
      return head;
    }
    head.vr = found;
    bool long_form = has_long_form(found);
    if (!is_known_vr(found)) {
      // A VR of the future has the long form (PS3.5 7.1.2), a misprinted one mostly the short.
      warn(summary_, StructureWarning::kOddVr);
      long_form = get_u16(bytes_, at_ + 6, false) == 0 && frame.limit - at_ >= 12;
    }
    if (!long_form) {
      head.length = get_u16(bytes_, at_ + 6, frame.big_endian);
      return head;
    }
    if (frame.limit - at_ < 12) return bad("LENGTH_BEYOND_END", "the file ends within an element");
    head.length = get_u32(bytes_, at_ + 8, frame.big_endian);
    head.value = at_ + 12;
    return head;
  }

  Step open_undefined(const Frame& frame, const ElementHead& head) {
    const bool sequence =
        head.vr == vr('S', 'Q') || head.vr == vr('U', 'N') || (head.vr == 0 && head.tag != kPixelData);
    const bool bulk = head.vr == vr('O', 'B') || head.vr == vr('O', 'W') || (head.vr == 0 && head.tag == kPixelData);
    if (!sequence && !bulk) return bad("BAD_ELEMENT", "undefined length where it is not allowed");
    Frame inner{sequence ? Frame::Kind::kSequence : Frame::Kind::kFragments,
                kNoEnd,
                frame.limit,
                frame.explicit_vr,
                frame.big_endian,
                false,
                head.tag,
                head.value};
    if (head.vr == vr('U', 'N')) inner.explicit_vr = inner.big_endian = false;  // PS3.5 6.2.2
    if (head.tag == kPixelData && stack_.size() == 1) summary_.encapsulated = true;
    return enter(inner);
  }

  Step take_defined(const Frame& frame, const ElementHead& head) {
    const std::uint64_t there = frame.limit - head.value;
    const bool at_end_of_file = frame.limit == bytes_.size();
    if (head.length > there && head.tag == kWaveformSequence && at_end_of_file &&
        (head.vr == vr('S', 'Q') || (head.vr == 0 && there >= 8 && tag_at(head.value, frame.big_endian) == kItemTag))) {
      warn(summary_, StructureWarning::kTruncatedPixelData);
      return enter({Frame::Kind::kSequence, frame.limit, frame.limit, frame.explicit_vr, frame.big_endian, false,
                    head.tag, head.value});
    }
    if (head.length > there) {
      if (!may_be_cut(head.tag) || !at_end_of_file)
        return bad("LENGTH_BEYOND_END", "an element is longer than what holds it");
      warn(summary_, StructureWarning::kTruncatedPixelData);
      visitor_.element({head.tag, head.vr, frame.big_endian, bytes_.subspan(head.value, there)});
      finish();
      return {};
    }
    const bool looks_nested =
        head.vr == 0 && head.length >= 8 && head.tag != kPixelData && tag_at(head.value, frame.big_endian) == kItemTag;
    if (head.vr == vr('S', 'Q') || looks_nested) {
      return enter({Frame::Kind::kSequence, head.value + head.length, head.value + head.length, frame.explicit_vr,
                    frame.big_endian, looks_nested, head.tag, head.value});
    }
    visitor_.element({head.tag, head.vr, frame.big_endian, bytes_.subspan(head.value, head.length)});
    at_ = head.value + head.length;
    return {};
  }

  Step enter(const Frame& inner) {
    const auto depth = static_cast<std::uint32_t>(std::ranges::count_if(
                           stack_, [](const Frame& frame) { return frame.kind == Frame::Kind::kSequence; })) +
                       1;
    if (depth > limits_.max_depth) {
      return fatal(fail(ErrorCode::kCorrupt, "NESTED_TOO_DEEP", "sequences are nested deeper than {} at byte {}",
                        limits_.max_depth, at_));
    }
    summary_.deepest = std::max(summary_.deepest, depth);
    stack_.push_back(inner);
    at_ = inner.start;
    visitor_.begin_sequence(inner.tag);
    return {};
  }

  void leave() {
    const Frame::Kind kind = stack_.back().kind;
    stack_.pop_back();
    if (kind == Frame::Kind::kItem) visitor_.end_item();
    if (kind == Frame::Kind::kSequence || kind == Frame::Kind::kFragments) visitor_.end_sequence();
  }

  // The end of the file ends everything.
  void finish() {
    while (!stack_.empty()) leave();
  }

  bool only_zeros_left() const {
    if (tag_at(at_, false) != 0) return false;
    return std::ranges::all_of(bytes_.subspan(at_), [](std::byte b) { return b == std::byte{0}; });
  }

  tl::unexpected<Error> bad(const char* reason, const char* what) const {
    return fail(ErrorCode::kCorrupt, reason, "{} at byte {}", what, at_);
  }

  Step fatal(tl::unexpected<Error> error) {
    fatal_ = true;
    return error;
  }

  // An error inside a value that only looked like a sequence makes it a plain value. A few items at most may hide in
  // it, so that nobody who reads it more trustingly goes deeper than our limit.
  bool recover(const Error&) {
    if (fatal_) return false;
    const auto guess =
        std::ranges::find_if(stack_.rbegin(), stack_.rend(), [](const Frame& frame) { return frame.speculative; });
    if (guess == stack_.rend()) return false;
    const Frame frame = *guess;
    const auto value = bytes_.subspan(frame.start, frame.end - frame.start);
    constexpr std::string_view kItemBytes("\xFE\xFF\x00\xE0", 4);
    std::uint32_t items = 0;
    for (auto found = as_text(value).find(kItemBytes); found != std::string_view::npos;
         found = as_text(value).find(kItemBytes, found + 4)) {
      if (++items > limits_.max_depth) return false;
    }
    warn(summary_, StructureWarning::kNotASequence);
    stack_.erase(guess.base() - 1, stack_.end());
    visitor_.abandon_sequence(frame.tag);
    visitor_.element({frame.tag, 0, frame.big_endian, value});
    at_ = frame.end;
    return true;
  }

  std::span<const std::byte> bytes_;
  const Part10Limits& limits_;
  StructureSummary& summary_;
  ElementVisitor& visitor_;
  std::vector<Frame> stack_;
  std::uint64_t at_ = 0;
  Tag last_root_tag_ = 0;
  bool fatal_ = false;
};

}  // namespace

bool is_known_vr(Vr vr) { return std::ranges::find(kKnownVrs, vr) != kKnownVrs.end(); }
bool has_long_form(Vr vr) { return std::ranges::find(kLongVrs, vr) != kLongVrs.end(); }

Result<WalkedFile> walk_file(std::span<const std::byte> file, const Part10Limits& limits, ElementVisitor& visitor) {
  if (file.size() > limits.max_file_bytes) {
    return fail(ErrorCode::kTooLarge, "FILE_TOO_LARGE", "the file is larger than {} bytes", limits.max_file_bytes);
  }
  auto summary = read_meta_group(file);
  if (!summary) return fail(summary);
  WalkedFile walked{std::move(*summary), {}};
  auto data_set = file.subspan(walked.summary.data_set_offset);
  if (walked.summary.deflated) {
    auto inflated = inflate_data_set(data_set, limits.max_inflated_bytes);
    if (!inflated) return fail(inflated);
    walked.inflated = std::move(*inflated);
    data_set = walked.inflated;
    settle_encoding(data_set, walked.summary);
  }
  if (auto run = Walk(data_set, limits, walked.summary, visitor).run(); !run) return fail(run);
  return walked;
}

}  // namespace rdc::dicom
