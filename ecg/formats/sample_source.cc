#include "ecg/formats/sample_source.h"

#include <algorithm>

namespace rdc::ecg {
namespace {

class WholeSource final : public SampleSource {
 public:
  explicit WholeSource(Recording recording) : whole_(std::move(recording)) {
    description_ = whole_;
    for (auto& channel : description_.rhythm.channels) channel.samples.clear();
    description_.others.clear();
    length_ = whole_.rhythm.length();
  }
  Result<Strip> read(std::uint64_t first, std::size_t count) override {
    Strip strip = description_.rhythm;
    if (first >= length_) return strip;
    const auto begin = static_cast<std::ptrdiff_t>(first);
    const auto end = static_cast<std::ptrdiff_t>(first + std::min<std::uint64_t>(count, length_ - first));
    for (std::size_t c = 0; c < strip.channels.size(); ++c) {
      const auto& samples = whole_.rhythm.channels[c].samples;
      strip.channels[c].samples.assign(samples.begin() + begin, samples.begin() + end);
    }
    return strip;
  }
  Result<std::vector<OtherSignal>> read_others() override { return whole_.others; }

 private:
  Recording whole_;
};

}  // namespace

std::unique_ptr<SampleSource> in_windows(Recording recording) {
  return std::make_unique<WholeSource>(std::move(recording));
}

Result<Recording> read_whole(SampleSource& source, std::uint64_t limit) {
  constexpr std::size_t kWindow = 1U << 16;
  Recording recording = source.description();
  auto& channels = recording.rhythm.channels;
  if (source.length() > limit || source.length() * channels.size() > limit) {
    return fail(ErrorCode::kTooLarge, "TOO_LONG_FOR_MEMORY",
                "{} leads of {} samples do not fit in memory at once: read them in windows", channels.size(),
                source.length());
  }
  for (auto& channel : channels) channel.samples.reserve(static_cast<std::size_t>(source.length()));
  for (std::uint64_t at = 0; at < source.length();) {
    const auto count = static_cast<std::size_t>(std::min<std::uint64_t>(kWindow, source.length() - at));
    auto window = source.read(at, count);
    if (!window) return fail(window);
    if (window->length() == 0) break;
    for (std::size_t c = 0; c < channels.size(); ++c) {
      const auto& got = window->channels[c].samples;
      channels[c].samples.insert(channels[c].samples.end(), got.begin(), got.end());
    }
    at += window->length();
  }
  auto others = source.read_others();
  if (!others) return fail(others);
  recording.others = std::move(*others);
  for (auto& warning : source.closing_warnings()) recording.warnings.push_back(std::move(warning));
  return recording;
}

}  // namespace rdc::ecg
