#include "ecg/measurement/beat_surroundings.h"

#include <algorithm>
#include <cmath>

namespace rdc::ecg {
namespace {

constexpr double kFarthestPlace = 0.6;                      // seconds: P and T stand nearer
constexpr std::size_t kKinReach = 14, kFewestKin = 3;       // beats to each side; of one kind
constexpr float kKinSizeGap = 0.5F, kKinLikeness = 0.8F;    // of beats of one kind: log of sizes; correlation
constexpr double kNearPlace = 0.04, kNearPlacePeak = 0.06;  // seconds around a place: T's end wanders with the interval
constexpr double kRoomToBeat = 0.12;                        // seconds to the next beat
constexpr float kLeastSize = 0.003F;

float middle_of(std::vector<float>& values) {
  const auto middle = values.begin() + static_cast<long>(values.size() / 2);
  std::nth_element(values.begin(), middle, values.end());
  return *middle;
}

}  // namespace

UsualThere BeatSurroundings::behind(std::size_t n, std::size_t at) {
  const double offset = all_.seconds(n) - all_.seconds(beats_[at]);
  if (offset > kFarthestPlace) return {};
  if (before_.of != at) find_kin(at, before_);
  return usual(n, before_.beats, offset);
}

UsualThere BeatSurroundings::ahead(std::size_t n, std::size_t at) {
  const double offset = all_.seconds(n) - all_.seconds(beats_[at]);
  if (offset < -kFarthestPlace) return {};
  if (after_.of != at) find_kin(at, after_);
  return usual(n, after_.beats, offset);
}

void BeatSurroundings::find_kin(std::size_t at, Kin& kin) const {
  kin.of = at;
  kin.beats.clear();
  const auto& mine = all_.candidates[beats_[at]];
  const std::size_t from = at > kKinReach ? at - kKinReach : 0, to = std::min(beats_.size(), at + kKinReach + 1);
  for (std::size_t k = from; k < to; ++k) {
    if (k == at) continue;
    const auto& other = all_.candidates[beats_[k]];
    if (std::abs(std::log(other.size / mine.size)) > kKinSizeGap) continue;
    if (QrsShape::likeness(other.shape, mine.shape) >= kKinLikeness) kin.beats.push_back(k);
  }
}

UsualThere BeatSurroundings::usual(std::size_t n, const std::vector<std::size_t>& kin, double offset) {
  sizes_.clear();
  likenesses_.clear();
  const double length = static_cast<double>(all_.smoothed.size()) / all_.rate_hz;
  for (const std::size_t k : kin) {
    const double place = all_.seconds(beats_[k]) + offset;
    if (hidden(k, offset) || place < kNearPlace || place + kNearPlace + 1.0 / all_.rate_hz >= length) continue;
    sizes_.push_back(highest_near(place));
    likenesses_.push_back(likeness_near(n, beats_[k], offset));
  }
  if (sizes_.size() < kFewestKin) return {};
  const auto count = static_cast<float>(sizes_.size());
  const float size = std::max(kLeastSize, all_.candidates[n].size);
  return {std::clamp(std::log(size / middle_of(sizes_)), -2.0F, 2.5F), middle_of(likenesses_), std::log(count)};
}

bool BeatSurroundings::hidden(std::size_t k, double offset) const {
  const double place = all_.seconds(beats_[k]) + offset;
  if (offset > 0.0) return k + 1 < beats_.size() && all_.seconds(beats_[k + 1]) < place + kRoomToBeat;
  return k > 0 && all_.seconds(beats_[k - 1]) > place - kRoomToBeat;
}

float BeatSurroundings::highest_near(double seconds) const {
  const double middle = seconds * all_.rate_hz, reach = kNearPlace * all_.rate_hz;
  const auto from = all_.smoothed.begin() + static_cast<long>(middle - reach);
  const auto to = all_.smoothed.begin() + static_cast<long>(middle + reach) + 1;
  return std::max(kLeastSize, *std::max_element(from, to));
}

// Of the candidates within 60 ms of the place; 0 where there is none.
float BeatSurroundings::likeness_near(std::size_t n, std::size_t beat, double offset) const {
  float out = 0.0F;
  const double place = all_.seconds(beat) + offset;
  for (std::size_t c = beat; offset > 0.0 ? ++c < all_.candidates.size() : c-- > 0;) {
    const double off = all_.seconds(c) - place;
    if (offset > 0.0 ? off > kNearPlacePeak : off < -kNearPlacePeak) break;
    if (std::abs(off) < kNearPlacePeak)
      out = std::max(out, QrsShape::likeness(all_.candidates[n].shape, all_.candidates[c].shape));
  }
  return out;
}

}  // namespace rdc::ecg
