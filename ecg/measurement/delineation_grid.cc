#include "ecg/measurement/delineation_grid.h"

#include <algorithm>
#include <cmath>

#include "ecg/signal/lanes.h"
#include "ecg/signal/running_sums.h"
#include "ecg/signal/wide_loops.h"

namespace rdc::ecg {
namespace {

// Means over 8 ms (or the interpolated value at low rates) every 4 ms; where the means begin and end is the same in
// all leads.
class Resampler {
 public:
  Resampler(std::size_t samples, double rate_hz) {
    const double step = rate_hz * kGridMs / 1000.0;
    const auto length = static_cast<std::size_t>(static_cast<double>(samples) / step);
    const auto end = static_cast<double>(samples);
    means_.resize(length);
    for (std::size_t i = 0; i < length; ++i) {
      const double centre = static_cast<double>(i) * step + 0.5;  // a sample's value stands for its middle
      const double half = std::max(step, 0.5);
      const double from = std::max(0.0, centre - half), to = std::min(end, centre + half);
      const auto whole = [&](double at) { return std::min(static_cast<std::size_t>(at), samples - 1); };
      auto& mean = means_[i];
      mean = {whole(from), whole(to), 0.0, 0.0, to - from};
      mean.from_part = from - static_cast<double>(mean.from);
      mean.to_part = to - static_cast<double>(mean.to);
    }
  }

  std::size_t length() const { return means_.size(); }

  // `sums`: the lead's integral up to any sample, so that means over fractions of samples are exact.
  void operator()(std::span<const float> lead, const std::vector<double>& sums, float* out) const {
    for (const auto& mean : means_) {
      const double until = sums[mean.to] + mean.to_part * static_cast<double>(lead[mean.to]);
      const double since = sums[mean.from] + mean.from_part * static_cast<double>(lead[mean.from]);
      *out++ = static_cast<float>((until - since) / mean.width);
    }
  }

 private:
  struct Mean {
    std::size_t from = 0, to = 0;  // whole samples
    double from_part = 0.0, to_part = 0.0, width = 1.0;
  };
  std::vector<Mean> means_;
};

constexpr float kFloorUv = 3.0F;  // movements below this are noise: keeps the logarithms quiet

std::size_t in_groups(std::size_t count) {
  constexpr std::size_t kGroup = MomentBlock::kGroup;
  return (count + kGroup - 1) / kGroup * kGroup;
}

// One column: the movement that `at` tells of each place, as a log against the QRS size.
template <typename At>
void fill_column(std::array<float, MomentBlock::kMostPlaces>& column, const GridPlaces& places, float factor,
                 const At& at) {
  const std::size_t count = in_groups(places.count);
  if (places.step == 1) {
    for (std::size_t i = 0; i < count; ++i) column[i] = at(places.first + static_cast<long>(i));
  } else {
    for (std::size_t i = 0; i < count; ++i) column[i] = at(places.first + places.step * static_cast<long>(i));
  }
  wide_loops().logs(column.data(), count, kFloorUv, factor);
}

// Running sums of how far some leads have moved, in step: one lead's sums wait for each other.
template <std::size_t kLeads>
void add_up_travel(std::span<const std::vector<float>> values, std::span<std::vector<float>> travelled) {
  std::array<float, kLeads> sums{};
  const std::size_t length = values.front().size();
  for (std::size_t i = 0; i + 1 < length; ++i) {
    for (std::size_t l = 0; l < kLeads; ++l) {
      travelled[l][i] = sums[l];
      sums[l] += std::abs(values[l][i + 1] - values[l][i]);
    }
  }
  for (std::size_t l = 0; l < kLeads; ++l) travelled[l].back() = sums[l];
}

// The ends repeated beyond them.
void pad_ends(std::vector<float>& padded, std::size_t pad) {
  std::fill_n(padded.begin(), pad, padded[pad]);
  std::fill_n(padded.end() - static_cast<long>(pad), pad, padded[padded.size() - pad - 1]);
}

}  // namespace

DelineationGrid::DelineationGrid(std::span<const std::span<const float>> leads, double rate_hz) {
  if (leads.empty()) return;
  const Resampler resampler(leads.front().size(), rate_hz);
  length_ = static_cast<long>(resampler.length());
  const std::size_t padded = resampler.length() + 2 * kPad;
  std::vector<float> all(padded, 0.0F);
  const auto count = static_cast<float>(leads.size());
  for (std::size_t first = 0; first < leads.size(); first += kLeadsInStep) {
    const auto some = leads.subspan(first, std::min(kLeadsInStep, leads.size() - first));
    const auto sums = running_sums(some);
    for (std::size_t l = 0; l < some.size(); ++l) {
      auto& values = values_.emplace_back(padded);
      resampler(some[l], sums[l], values.data() + kPad);
      pad_ends(values, kPad);
    }
  }
  travelled_.assign(leads.size(), std::vector<float>(padded));
  std::size_t l = 0;
  for (; l + kLeadsInStep <= leads.size(); l += kLeadsInStep)
    add_up_travel<kLeadsInStep>(std::span(values_).subspan(l), std::span(travelled_).subspan(l));
  for (; l < leads.size(); ++l) add_up_travel<1>(std::span(values_).subspan(l), std::span(travelled_).subspan(l));
  for (const auto& travelled : travelled_) {
    for (std::size_t i = 0; i < padded; ++i) all[i] += travelled[i] / count;
  }
  travelled_.push_back(std::move(all));
  scales_.assign(values_.size(), 100.0F);
  sum_up_leads();
}

void DelineationGrid::sum_up_leads() {
  const std::size_t padded = values_.front().size();
  const auto count = static_cast<float>(values_.size());
  const auto mean = [&](std::vector<float>& out, std::size_t reach, auto&& movement) {
    out.assign(padded, 0.0F);
    for (const auto& values : values_) {
      const float* v = values.data();
      for (std::size_t i = reach; i + reach < padded; ++i) out[i] += movement(v + i);
    }
    for (float& value : out) value /= count;
  };
  for (std::size_t k = 0; k < kDifferenceLags.size(); ++k) {
    const long lag = kDifferenceLags[k];
    mean(all_differences_[k], static_cast<std::size_t>(lag),
         [lag](const float* v) { return std::abs(v[0] - v[-lag]); });
  }
  for (std::size_t k = 0; k < kCurvatureLags.size(); ++k) {
    const long lag = kCurvatureLags[k];
    mean(all_curvatures_[k], static_cast<std::size_t>(lag),
         [lag](const float* v) { return std::abs(v[0] - 0.5F * (v[-lag] + v[lag])); });
  }
}

void DelineationGrid::set_scale(long qrs) {
  all_scale_ = 0.0F;
  for (std::size_t l = 0; l < values_.size(); ++l) {
    const std::size_t from = clamp(qrs - 20) + kPad, to = clamp(qrs + 20) + kPad + 1;
    const auto [low, high] = extremes_of(std::span(values_[l]).subspan(from, to - from));
    scales_[l] = std::max(50.0F, high - low);
    all_scale_ += scales_[l] / static_cast<float>(values_.size());
  }
}

float DelineationGrid::scale(std::size_t lead) const { return lead == kAllLeads ? all_scale_ : scales_[lead]; }

void DelineationGrid::describe(std::size_t lead, const GridPlaces& places, MomentBlock& out) const {
  const float own = 1.0F / (scale(lead) + kFloorUv);
  std::size_t n = 0;
  const bool all = lead == kAllLeads;
  const float* v = all ? nullptr : values_[lead].data() + kPad;
  for (std::size_t k = 0; k < kDifferenceLags.size(); ++k) {
    const long lag = kDifferenceLags[k];
    if (all) {
      const float* d = all_differences_[k].data() + kPad;
      fill_column(out.columns[n++], places, own, [d](long at) { return d[at]; });
      fill_column(out.columns[n++], places, own, [d, lag](long at) { return d[at + lag]; });
    } else {
      fill_column(out.columns[n++], places, own, [v, lag](long at) { return std::abs(v[at] - v[at - lag]); });
      fill_column(out.columns[n++], places, own, [v, lag](long at) { return std::abs(v[at + lag] - v[at]); });
    }
  }
  const float* travelled = (all ? travelled_.back() : travelled_[lead]).data() + kPad;
  for (const long lag : kEnergyLags) {
    const float* t = travelled;
    fill_column(out.columns[n++], places, own, [t, lag](long at) { return t[at] - t[at - lag]; });
    fill_column(out.columns[n++], places, own, [t, lag](long at) { return t[at + lag] - t[at]; });
  }
  for (std::size_t k = 0; k < kCurvatureLags.size(); ++k) {
    const long lag = kCurvatureLags[k];
    if (all) {
      const float* c = all_curvatures_[k].data() + kPad;
      fill_column(out.columns[n++], places, own, [c](long at) { return c[at]; });
    } else {
      fill_column(out.columns[n++], places, own,
                  [v, lag](long at) { return std::abs(v[at] - 0.5F * (v[at - lag] + v[at + lag])); });
    }
  }
}

void DelineationGrid::describe_together(const GridPlaces& places, long anchor, float context1, float context2,
                                        MomentBlock& out) const {
  constexpr std::size_t kOwnFeatures = 18;
  const float factor = 1.0F / (all_scale_ + kFloorUv);
  const float* t = travelled_.back().data() + kPad;
  std::size_t n = kOwnFeatures;
  for (const long lag : {3L, 6L, 12L}) {
    fill_column(out.columns[n++], places, factor, [t, lag](long at) { return t[at] - t[at - lag]; });
    fill_column(out.columns[n++], places, factor, [t, lag](long at) { return t[at + lag] - t[at]; });
  }
  for (std::size_t i = 0; i < in_groups(places.count); ++i) {
    const long at = places.first + places.step * static_cast<long>(i);
    const float position = static_cast<float>(at - anchor) / 25.0F;
    out.columns[n][i] = position;
    out.columns[n + 1][i] = position * position;
    out.columns[n + 2][i] = context1;
    out.columns[n + 3][i] = context2;
  }
}

std::array<float, kMomentFeatures> DelineationGrid::moment(std::size_t lead, long at, long anchor, float context1,
                                                           float context2) const {
  MomentBlock block;
  const GridPlaces place{at, 1, 1};
  describe(lead, place, block);
  describe_together(place, anchor, context1, context2, block);
  std::array<float, kMomentFeatures> out;
  for (std::size_t f = 0; f < out.size(); ++f) out[f] = block.columns[f][0];
  return out;
}

}  // namespace rdc::ecg
