#include "ecg/evaluation/annotations.h"

#include "common/base/file_system.h"

namespace rdc::ecg::evaluation {
namespace {

constexpr std::size_t kMostBytes = 64U << 20;
constexpr int kSkip = 59, kNum = 60, kSub = 61, kChannel = 62, kAux = 63;

class Words {
 public:
  explicit Words(std::span<const std::byte> bytes) : bytes_(bytes) {}
  bool has(std::size_t count) const { return bytes_.size() - at_ >= count; }
  std::size_t at() const { return at_; }
  unsigned word() {
    const auto low = std::to_integer<unsigned>(bytes_[at_]);
    const auto high = std::to_integer<unsigned>(bytes_[at_ + 1]);
    at_ += 2;
    return low | high << 8;
  }
  std::string text(std::size_t length) {
    std::string out;
    for (std::size_t i = 0; i < length; ++i) out.push_back(static_cast<char>(bytes_[at_ + i]));
    while (!out.empty() && out.back() == '\0') out.pop_back();
    at_ += length + length % 2;
    return out;
  }

 private:
  std::span<const std::byte> bytes_;
  std::size_t at_ = 0;
};

tl::unexpected<Error> cut(std::size_t at) {
  return fail(ErrorCode::kCorrupt, "ANNOTATION_CUT", "the annotation file ends inside the field at byte {}", at);
}

int sign_extended(unsigned ten_bits) {
  const int value = static_cast<int>(ten_bits & 0xFFU);
  return value >= 128 ? value - 256 : value;
}

}  // namespace

Result<std::vector<Annotation>> parse_annotations(std::span<const std::byte> bytes) {
  if (bytes.size() > kMostBytes) {
    return fail(ErrorCode::kTooLarge, "ANNOTATIONS_TOO_LARGE", "{} bytes of annotations: at most {} are read",
                bytes.size(), kMostBytes);
  }
  std::vector<Annotation> out;
  Words words(bytes);
  std::int64_t time = 0;
  int channel = 0;
  int number = 0;
  while (words.has(2)) {
    const std::size_t at = words.at();
    const unsigned word = words.word();
    if (word == 0) return out;
    const int code = static_cast<int>(word >> 10);
    const unsigned rest = word & 0x3FFU;
    if (code == kSkip) {
      if (!words.has(4)) return cut(at);
      const unsigned high = words.word();
      const unsigned low = words.word();
      time += static_cast<std::int32_t>(high << 16 | low);
    } else if (code == kNum || code == kSub || code == kChannel) {
      const int value = sign_extended(rest);
      if (code == kNum) number = value;
      if (code == kChannel) channel = value;
      if (out.empty()) continue;
      (code == kNum ? out.back().number : code == kSub ? out.back().subtype : out.back().channel) = value;
    } else if (code == kAux) {
      if (!words.has(rest + rest % 2)) return cut(at);
      auto text = words.text(rest);
      if (!out.empty()) out.back().aux = std::move(text);
    } else {
      time += rest;
      if (time < 0) {
        return fail(ErrorCode::kCorrupt, "ANNOTATION_TIME", "the annotation at byte {} lies before the recording", at);
      }
      out.push_back({time, code, 0, channel, number, {}});
    }
  }
  return out;
}

Result<std::vector<Annotation>> read_annotations(const std::filesystem::path& file) {
  const auto bytes = base::read_file(file, kMostBytes);
  if (!bytes) return fail(bytes);
  return parse_annotations(std::as_bytes(std::span(*bytes)));
}

std::optional<AamiClass> aami_class(int code) {
  switch (code) {
    case 1:   // N
    case 2:   // L
    case 3:   // R
    case 11:  // j
    case 25:  // B
    case 34:  // e
      return AamiClass::kN;
    case 4:   // a
    case 7:   // J
    case 8:   // A
    case 9:   // S
    case 35:  // n
      return AamiClass::kS;
    case 5:   // V
    case 10:  // E
    case 41:  // r
      return AamiClass::kV;
    case 6:  // F
      return AamiClass::kF;
    case 12:  // /
    case 13:  // Q
    case 30:  // ?
    case 38:  // f
      return AamiClass::kQ;
    default:
      return std::nullopt;
  }
}

AamiClass aami_class(BeatClass kind) {
  switch (kind) {
    case BeatClass::kNormal:
      return AamiClass::kN;
    case BeatClass::kAtrialPremature:
      return AamiClass::kS;
    case BeatClass::kVentricularPremature:
      return AamiClass::kV;
    case BeatClass::kFusion:
      return AamiClass::kF;
    default:
      return AamiClass::kQ;
  }
}

}  // namespace rdc::ecg::evaluation
