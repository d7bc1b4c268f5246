// What tells a QRS from a T wave at any voltage: how sharp it is, and what usually stands at its place.
#include "ecg/measurement/qrs_detector.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <numbers>

#include "ecg/evaluation/matching.h"
#include "ecg/measurement/beat_classifier.h"
#include "ecg/measurement/beat_surroundings.h"
#include "ecg/simulation/simulator.h"

namespace rdc::ecg {
namespace {

QrsShape wave(double period_ms, double size = 1.0) {
  QrsShape out;
  for (std::size_t i = 0; i < QrsShape::kPoints; ++i) {
    const double t = 8.0 * (static_cast<double>(i) - static_cast<double>(QrsShape::kPoints / 2));
    out.values[i] = static_cast<float>(size * std::sin(2.0 * std::numbers::pi * t / period_ms));
  }
  return out;
}

TEST(QrsShape, IsSharperTheShorterItsWaves) {
  double last = -10.0;
  for (const double period : {200.0, 120.0, 80.0, 60.0}) {
    const auto sharpness = static_cast<double>(wave(period).sharpness());
    EXPECT_GT(sharpness, last + 0.1) << period;
    last = sharpness;
  }
  // Of a sine: the move in 16 ms is 2 sin(w * 8 ms) times the cosine.
  EXPECT_NEAR(static_cast<double>(wave(112.0).sharpness()),
              std::log(2.0 * std::sin(2.0 * std::numbers::pi * 8.0 / 112.0)), 0.08);
}

TEST(QrsShape, IsAsSharpAtAnyVoltage) {
  EXPECT_NEAR(wave(100.0, 0.02).sharpness(), wave(100.0, 3.0).sharpness(), 1e-3);
  EXPECT_TRUE(std::isfinite(QrsShape{}.sharpness()));
}

// Beats once a second, each with a T of 0.4 at 300 ms, but for the fourth: there an ectopic beat stands.
struct DrawnBeats {
  static constexpr double kRate = 200.0;
  static constexpr std::size_t kCount = 8, kEctopic = 3;
  QrsCandidates all;
  std::vector<std::size_t> beats;

  explicit DrawnBeats(std::size_t count = kCount) {
    all.rate_hz = kRate;
    all.smoothed.assign(static_cast<std::size_t>(kRate) * (count + 1), 0.01F);
    for (std::size_t n = 0; n < count; ++n) {
      const auto at = static_cast<std::size_t>(kRate * (0.5 + static_cast<double>(n)));
      beats.push_back(all.candidates.size());
      add(at, 1.0F, wave(80.0));
      if (n == kEctopic) {
        add(at + 60, 0.8F, wave(160.0, -1.0));
      } else {
        add(at + 60, 0.4F, wave(240.0));
      }
    }
  }
  void add(std::size_t index, float size, const QrsShape& shape) {
    QrsCandidate candidate;
    candidate.index = index;
    candidate.size = size;
    candidate.shape = shape;
    all.candidates.push_back(candidate);
    all.smoothed[index] = size;
  }
};

TEST(BeatSurroundings, AreUsualForAWaveThatComesWithEveryBeat) {
  const DrawnBeats drawn;
  BeatSurroundings surroundings(drawn.all, drawn.beats);
  const auto behind = surroundings.behind(drawn.beats[5] + 1, 5);
  EXPECT_NEAR(behind.larger, 0.0F, 1e-4F);
  EXPECT_NEAR(behind.likeness, 1.0F, 1e-3F);
  EXPECT_NEAR(behind.known, std::log(static_cast<float>(DrawnBeats::kCount - 1)), 1e-4F);
  // Seen from the next beat it stands 700 ms ahead: no P is so early.
  EXPECT_EQ(surroundings.ahead(drawn.beats[5] + 1, 6).known, 0.0F);
}

TEST(BeatSurroundings, AreNotForAnEctopicBeatWhereTsStand) {
  const DrawnBeats drawn;
  BeatSurroundings surroundings(drawn.all, drawn.beats);
  const auto behind = surroundings.behind(drawn.beats[DrawnBeats::kEctopic] + 1, DrawnBeats::kEctopic);
  EXPECT_NEAR(behind.larger, std::log(2.0F), 1e-4F);
  EXPECT_LT(behind.likeness, 0.5F);
}

TEST(BeatSurroundings, AreUnknownOfTooFewBeatsOrOtherKinds) {
  const DrawnBeats three(3);
  EXPECT_EQ(BeatSurroundings(three.all, three.beats).behind(three.beats[1] + 1, 1).known, 0.0F);
  DrawnBeats others;
  for (std::size_t n = 0; n < others.beats.size(); n += 2)
    others.all.candidates[others.beats[n]].shape = wave(80.0, -1.0);
  for (std::size_t n = 1; n < others.beats.size(); n += 2)
    others.all.candidates[others.beats[n]].size = 0.3F + 0.7F * (n == 1);
  EXPECT_EQ(BeatSurroundings(others.all, others.beats).behind(others.beats[1] + 1, 1).known, 0.0F);
}

// Two leads, 250 Hz.
struct Drawn {
  static constexpr double kRate = 250.0, kSeconds = 60.0;
  std::vector<std::vector<float>> leads = std::vector<std::vector<float>>(2);
  std::vector<double> beats_ms;

  explicit Drawn(double noise_uv) {
    simulation::SeededNoise noise(3);
    for (auto& lead : leads) {
      for (std::size_t i = 0; i < static_cast<std::size_t>(kRate * kSeconds); ++i)
        lead.push_back(static_cast<float>(noise_uv * noise.normal()));
    }
  }
  // A bell in both leads, `width_ms` its standard deviation.
  void add(double at_ms, double uv, double width_ms, double second_lead = 0.7) {
    for (std::size_t i = 0; i < leads[0].size(); ++i) {
      const double u = (1000.0 * static_cast<double>(i) / kRate - at_ms) / width_ms;
      if (std::abs(u) > 5.0) continue;
      leads[0][i] += static_cast<float>(uv * std::exp(-0.5 * u * u));
      leads[1][i] += static_cast<float>(second_lead * uv * std::exp(-0.5 * u * u));
    }
  }
  std::vector<double> found() const {
    std::vector<double> out;
    const std::vector<std::span<const float>> views(leads.begin(), leads.end());
    for (const auto& beat : detect_qrs(views, kRate)) out.push_back(beat.at_ms);
    return out;
  }
};

struct TallT {
  const char* name;
  double qrs_uv, t_uv, t_width_ms, interval_ms;
};
std::ostream& operator<<(std::ostream& out, const TallT& c) { return out << c.name; }

class LowVoltage : public ::testing::TestWithParam<TallT> {};

TEST_P(LowVoltage, HasNoBeatInItsT) {
  const auto& c = GetParam();
  Drawn drawn(8.0);
  for (double t = 700.0; t < 1000.0 * Drawn::kSeconds - 200.0; t += c.interval_ms + 15.0 * std::sin(0.01 * t)) {
    drawn.beats_ms.push_back(t);
    drawn.add(t, c.qrs_uv, 12.0);
    drawn.add(t + 28.0, -0.5 * c.qrs_uv, 12.0);
    drawn.add(t + 300.0, c.t_uv, c.t_width_ms);
  }
  auto found = drawn.found();
  // Nothing behind the last beat vouches for its T.
  std::erase_if(found, [&](double at_ms) { return at_ms > drawn.beats_ms.back() + 150.0; });
  ASSERT_EQ(found.size(), drawn.beats_ms.size());
  for (std::size_t n = 0; n < found.size(); ++n) EXPECT_NEAR(found[n], drawn.beats_ms[n], 60.0);
}

INSTANTIATE_TEST_SUITE_P(Drawn, LowVoltage,
                         ::testing::Values(TallT{"TAsHighAsQrs", 200.0, 200.0, 45.0, 850.0},
                                           TallT{"TTwiceAsHigh", 200.0, 400.0, 45.0, 850.0},
                                           TallT{"Fast", 200.0, 300.0, 45.0, 600.0},
                                           TallT{"Slow", 200.0, 400.0, 50.0, 1200.0}),
                         [](const auto& tested) { return tested.param.name; });

class EarlyVentricularBeats : public ::testing::TestWithParam<double> {};

// Wide, slow and where the beat before has its T. Parameter: width, ms.
TEST_P(EarlyVentricularBeats, AreFoundWhereTsStand) {
  Drawn drawn(8.0);
  int n = 0;
  for (double t = 700.0; t < 1000.0 * Drawn::kSeconds - 1500.0; ++n) {
    drawn.beats_ms.push_back(t);
    drawn.add(t, 900.0, 12.0);
    drawn.add(t + 28.0, -450.0, 12.0);
    if (n % 6 == 5) {
      drawn.beats_ms.push_back(t + 370.0);
      drawn.add(t + 370.0, -700.0, GetParam(), -0.4);
      drawn.add(t + 680.0, 250.0, 60.0);
      t += 1300.0;
    } else {
      drawn.add(t + 300.0, 180.0, 45.0);
      t += 800.0 + 60.0 * std::sin(0.01 * t);
    }
  }
  const auto found = drawn.found();
  ASSERT_EQ(found.size(), drawn.beats_ms.size());
  for (std::size_t k = 0; k < found.size(); ++k) EXPECT_NEAR(found[k], drawn.beats_ms[k], 80.0);
}

INSTANTIATE_TEST_SUITE_P(Width, EarlyVentricularBeats, ::testing::Values(36.0, 32.0, 28.0));

struct Burst {
  double uv, seconds;
};

// An electrode that moves, in one lead of three: what it shows is many times the QRS.
TEST(BurstInOneLead, HidesAndInventsNoBeat) {
  for (const auto& [uv, seconds] : {Burst{4000.0, 0.6}, Burst{4000.0, 1.2}, Burst{8000.0, 1.2}}) {
    for (std::uint64_t person = 1; person <= 20; ++person) {
      simulation::Request request;
      request.seed = person;
      auto made = simulation::simulate(request);
      auto& channels = made.recording.rhythm.channels;
      simulation::SeededNoise noise(person);
      double value = 0.0;
      for (std::size_t i = 2000; i < 2000 + static_cast<std::size_t>(500.0 * seconds); ++i) {
        value = 0.8 * value + noise.normal();
        if (i / 60 % 2 == 1) channels[10].samples[i] += static_cast<float>(uv * value);
      }
      std::vector<std::span<const float>> leads;
      for (const std::size_t lead : {1U, 6U, 10U}) leads.emplace_back(channels[lead].samples);
      std::vector<double> wanted, found;
      for (const auto& beat : made.beats) wanted.push_back(1000.0 * beat.r_peak);
      for (const auto& beat : detect_qrs(leads, request.rate_hz)) found.push_back(beat.at_ms);
      const auto matching = evaluation::match(wanted, found, 90.0);
      EXPECT_EQ(matching.missed.size() + matching.extra.size(), 0U) << person << ": " << uv << " uV";
    }
  }
}

// Two minutes of two leads, one of which is disturbed for ten seconds from a minute on.
struct TwoLeads {
  static constexpr double kRate = 250.0;
  static constexpr std::size_t kFrom = 15000, kTo = 17500;
  simulation::Simulation made;
  std::vector<Samples> leads;

  explicit TwoLeads(std::uint64_t person) {
    simulation::Request request;
    request.seed = person;
    request.rate_hz = kRate;
    request.seconds = 120.0;
    made = simulation::simulate(request);
    for (const std::size_t lead : {1U, 7U}) leads.push_back(made.recording.rhythm.channels[lead].samples);
  }
  // Missed and invented beats together.
  std::size_t errors() const {
    std::vector<double> wanted, found;
    for (const auto& beat : made.beats) wanted.push_back(1000.0 * beat.r_peak);
    const std::vector<std::span<const float>> spans(leads.begin(), leads.end());
    for (const auto& beat : detect_qrs(spans, kRate)) found.push_back(beat.at_ms);
    const auto matching = evaluation::match(wanted, found, 90.0);
    return matching.missed.size() + matching.extra.size();
  }
};

class OneOfTwoLeads : public ::testing::TestWithParam<std::size_t> {};

// Parameter: which.
TEST_P(OneOfTwoLeads, MayLoseItsContact) {
  std::size_t errors = 0;
  for (std::uint64_t person = 1; person <= 20; ++person) {
    TwoLeads two(person);
    auto& lead = two.leads[GetParam()];
    constexpr float kLimit = 5000.0F;
    std::fill(lead.begin() + TwoLeads::kFrom, lead.begin() + TwoLeads::kTo, kLimit);
    for (std::size_t i = TwoLeads::kTo; i < lead.size(); ++i) {
      lead[i] += kLimit * static_cast<float>(std::exp(-static_cast<double>(i - TwoLeads::kTo) / TwoLeads::kRate));
    }
    errors += two.errors();
  }
  EXPECT_LE(errors, 6U);  // of some 2,900 beats: where the contact breaks and comes back
}

TEST_P(OneOfTwoLeads, MayMoveItsElectrode) {
  std::size_t errors = 0;
  for (std::uint64_t person = 1; person <= 20; ++person) {
    TwoLeads two(person);
    simulation::SeededNoise noise(person);
    float step = 0.0F, slow = 0.0F;
    for (std::size_t i = TwoLeads::kFrom; i < TwoLeads::kTo; ++i) {
      if (noise.unit() < 3.0 / TwoLeads::kRate) step += static_cast<float>(8000.0 * noise.normal());
      step *= 0.988F;
      slow += 0.2F * (step - slow);
      two.leads[GetParam()][i] += slow;
    }
    errors += two.errors();
  }
  EXPECT_LE(errors, 2U);
}

INSTANTIATE_TEST_SUITE_P(Each, OneOfTwoLeads, ::testing::Values(0U, 1U));

struct UntimelyCase {
  const char* name;
  std::size_t feature;  // of the second score, from kQrsFeatures on; kSharpness of the first
  float value;
  float want;
};
std::ostream& operator<<(std::ostream& out, const UntimelyCase& c) { return out << c.name; }
class UntimelyBeat : public ::testing::TestWithParam<UntimelyCase> {};

// A candidate like the tracing's beats and as large, where they have nothing: the case changes one of its features.
TEST_P(UntimelyBeat, IsOneWhenNothingElseStandsThere) {
  const auto& [name, feature, value, want] = GetParam();
  QrsCandidates all;
  all.candidates.resize(1);
  auto& candidate = all.candidates[0];
  candidate.log_odds = -2.0F;
  const auto context = [&](std::size_t n) -> float& { return candidate.features[kQrsFeatures + n]; };
  context(1) = 0.9F;   // as a beat
  context(4) = 0.5F;   // as another wave
  context(10) = 2.0F;  // larger than what stands there behind beats
  context(12) = 2.0F;  // known of seven
  candidate.features[kSharpness] = 0.0F;
  candidate.features[feature] = value;
  raise_untimely_beats(all);
  EXPECT_FLOAT_EQ(all.candidates[0].log_odds, want);
}

INSTANTIATE_TEST_SUITE_P(OneFeature, UntimelyBeat,
                         ::testing::Values(UntimelyCase{"Plain", kQrsFeatures + 1, 0.9F, 1.5F},
                                           UntimelyCase{"UnlikeBeats", kQrsFeatures + 1, 0.7F, -2.0F},
                                           UntimelyCase{"OfAnotherSize", kQrsFeatures + 2, 0.6F, -2.0F},
                                           UntimelyCase{"MoreLikeOtherWaves", kQrsFeatures + 4, 0.95F, -2.0F},
                                           UntimelyCase{"WhereATWaveStands", kQrsFeatures + 10, 0.5F, -2.0F},
                                           UntimelyCase{"TooFewToTell", kQrsFeatures + 12, 1.1F, -2.0F},
                                           UntimelyCase{"WhereAPWaveStands", kQrsFeatures + 15, 2.0F, -2.0F},
                                           UntimelyCase{"Blunt", kSharpness, -0.5F, -2.0F}),
                         [](const auto& tested) { return tested.param.name; });

struct VentricularCase {
  const char* name;
  float early, likeness, width, share, count, family_late;
  bool want;
};
std::ostream& operator<<(std::ostream& out, const VentricularCase& c) { return out << c.name; }
class MayBeVentricular : public ::testing::TestWithParam<VentricularCase> {};

TEST_P(MayBeVentricular, NeedsMoreThanWidthInTime) {
  const auto& c = GetParam();
  std::array<float, kBeatFeatures> f{};
  f[0] = c.early;
  f[3] = c.likeness;
  f[5] = c.width;
  f[8] = c.share;
  f[9] = c.count;
  f[17] = c.family_late;
  EXPECT_EQ(may_be_ventricular(f), c.want);
}

INSTANTIATE_TEST_SUITE_P(
    Beats, MayBeVentricular,
    ::testing::Values(VentricularCase{"EarlyAndAlike", -0.4F, 0.9F, 0.0F, -5.0F, 0.0F, 0.0F, true},
                      VentricularCase{"BeforeAPause", 0.0F, 0.9F, 0.0F, -5.0F, 0.0F, 0.2F, true},
                      VentricularCase{"WideInTime", 0.0F, 0.2F, 0.4F, -3.0F, 1.6F, 0.0F, true},
                      VentricularCase{"LoneInAShortStrip", 0.0F, 0.2F, 0.4F, -2.5F, 0.0F, 0.0F, true},
                      VentricularCase{"NarrowInTime", 0.0F, 0.2F, 0.1F, -3.0F, 1.6F, 0.0F, false},
                      VentricularCase{"WideButAlike", 0.0F, 0.7F, 0.4F, -3.0F, 1.6F, 0.0F, false},
                      VentricularCase{"OnceAmongHundreds", 0.0F, 0.2F, 0.4F, -5.5F, 0.0F, 0.0F, false}),
    [](const auto& tested) { return tested.param.name; });

}  // namespace
}  // namespace rdc::ecg
