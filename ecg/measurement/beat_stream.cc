#include "ecg/measurement/beat_stream.h"

#include <algorithm>

namespace rdc::ecg {

Result<BeatStream> BeatStream::create(const Options& options) {
  const auto inside = [](double value, double low, double high) { return value >= low && value <= high; };
  if (!inside(options.rate_hz, 100.0, 2000.0)) {
    return fail(ErrorCode::kInvalid, "BAD_RATE", "{} Hz: beats are found at 100 to 2000 Hz", options.rate_hz);
  }
  if (options.leads < 1 || options.leads > 32) {
    return fail(ErrorCode::kInvalid, "BAD_CHANNEL_COUNT", "{} leads: 1 to 32 are accepted", options.leads);
  }
  if (!inside(options.block_seconds, 10.0, 600.0) || !inside(options.context_seconds, 5.0, 60.0)) {
    return fail(ErrorCode::kInvalid, "BAD_BLOCK", "a block of {} s with {} s of context: 10 to 600 and 5 to 60 s",
                options.block_seconds, options.context_seconds);
  }
  return BeatStream(options);
}

Result<std::vector<ClassifiedBeat>> BeatStream::push(std::span<const std::span<const float>> leads) {
  if (leads.size() != samples_.size()) {
    return fail(ErrorCode::kInvalid, "BAD_CHANNEL_COUNT", "{} leads were pushed into a stream of {}", leads.size(),
                samples_.size());
  }
  for (const auto& lead : leads) {
    if (lead.size() != leads.front().size()) {
      return fail(ErrorCode::kInvalid, "UNEQUAL_CHANNELS", "channels of one push differ in length");
    }
  }
  std::vector<ClassifiedBeat> out;
  const auto context = static_cast<std::size_t>(options_.context_seconds * options_.rate_hz);
  const auto whole = static_cast<std::size_t>(options_.block_seconds * options_.rate_hz) + 2 * context;
  std::size_t taken = 0;
  while (taken < leads.front().size()) {
    const std::size_t room = whole - samples_.front().size();
    const std::size_t count = std::min(room, leads.front().size() - taken);
    for (std::size_t l = 0; l < leads.size(); ++l) {
      const auto piece = leads[l].subspan(taken, count);
      samples_[l].insert(samples_[l].end(), piece.begin(), piece.end());
    }
    taken += count;
    if (samples_.front().size() < whole) break;
    search(whole - context, out);
    forget(whole - 2 * context);
  }
  return out;
}

std::vector<ClassifiedBeat> BeatStream::finish() {
  std::vector<ClassifiedBeat> out;
  if (!samples_.front().empty()) search(samples_.front().size(), out);
  forget(samples_.front().size());
  return out;
}

std::size_t BeatStream::kept() const { return samples_.size() * samples_.front().size(); }

void BeatStream::search(std::size_t until, std::vector<ClassifiedBeat>& out) {
  std::vector<std::span<const float>> leads(samples_.begin(), samples_.end());
  const double offset = 1000.0 * static_cast<double>(first_) / options_.rate_hz;
  const double end = offset + 1000.0 * static_cast<double>(until) / options_.rate_hz;
  constexpr double kSameBeatMs = 120.0;  // a beat on the seam is found twice, at most this far apart
  const auto envelopes = qrs_envelopes(leads, options_.rate_hz);
  for (auto& beat :
       classify_beats(leads, options_.rate_hz, detect_qrs(leads, options_.rate_hz, envelopes), {}, envelopes)) {
    beat.at_ms += offset;
    if (beat.at_ms >= end || (reported_ms_ >= 0.0 && beat.at_ms < reported_ms_ + kSameBeatMs)) continue;
    out.push_back(beat);
  }
  if (!out.empty()) reported_ms_ = std::max(reported_ms_, out.back().at_ms);
}

void BeatStream::forget(std::size_t until) {
  for (auto& lead : samples_) lead.erase(lead.begin(), lead.begin() + static_cast<long>(std::min(until, lead.size())));
  first_ += until;
}

}  // namespace rdc::ecg
