// P waves at a pace of their own, on drawn residues with known answers.
#include "ecg/measurement/dissociated_p.h"

#include <gtest/gtest.h>

#include <cmath>
#include <ostream>
#include <vector>

#include "ecg/simulation/rhythm.h"

namespace rdc::ecg {
namespace {

constexpr double kRateHz = 125.0, kSeconds = 10.0;

// Ten seconds of atria in three leads: a wave of 50 ms to either side of its peak every `period_ms`, the first
// at `first_ms`; QRS and T blank 450 ms of each RR interval.
AtrialResidue drawn(double rr_ms, double period_ms, double first_ms, double noise_uv) {
  AtrialResidue out;
  out.rate_hz = kRateHz;
  simulation::SeededNoise noise(7);
  const auto length = static_cast<std::size_t>(kSeconds * kRateHz);
  for (const auto& [lead, size_uv] : {std::pair{Lead::kII, 120.0}, {Lead::kAvf, 90.0}, {Lead::kV1, -60.0}}) {
    out.names.push_back(lead);
    auto& samples = out.leads.emplace_back(length);
    for (std::size_t i = 0; i < length; ++i) {
      const double ms = 1000.0 * static_cast<double>(i) / kRateHz;
      const double away = std::remainder(ms - first_ms, period_ms) / 25.0;
      samples[i] = static_cast<float>(size_uv * std::exp(-0.5 * away * away) + noise_uv * noise.normal());
    }
  }
  for (std::size_t i = 0; i < length; ++i) {
    const double after_qrs = std::fmod(1000.0 * static_cast<double>(i) / kRateHz, rr_ms);
    out.silent.push_back(after_qrs > 450.0 ? 1 : 0);
  }
  out.quiet = out.silent;
  return out;
}

struct OwnPace {
  const char* name;
  double rr_ms, period_ms;
};
std::ostream& operator<<(std::ostream& out, const OwnPace& c) { return out << c.name; }
class DissociatedP : public ::testing::TestWithParam<OwnPace> {};

TEST_P(DissociatedP, ShowTheirPace) {
  const auto got = find_dissociated_p(drawn(GetParam().rr_ms, GetParam().period_ms, 300.0, 8.0), GetParam().rr_ms);
  ASSERT_TRUE(got.has_value());
  EXPECT_NEAR(got->period_ms, GetParam().period_ms, 16.0);
  EXPECT_GT(got->likeness, 0.6);
  EXPECT_GT(got->later, 0.6);
  EXPECT_LT(got->at_rr, 0.3);
  EXPECT_LT(got->between, 0.3);
}
INSTANTIATE_TEST_SUITE_P(Drawn, DissociatedP,
                         ::testing::Values(OwnPace{"R25P80", 2400.0, 750.0}, OwnPace{"R35P74", 1714.0, 806.0},
                                           OwnPace{"R40P95", 1500.0, 632.0}, OwnPace{"R50P75", 1200.0, 800.0},
                                           OwnPace{"R38P55", 1580.0, 1090.0}),
                         [](const auto& tested) { return tested.param.name; });

TEST(ConductedP, AreAlikeOneRrLaterAndAtNoPaceOfTheirOwn) {
  for (const double rr_ms : {950.0, 1200.0, 1500.0}) {
    const auto got = find_dissociated_p(drawn(rr_ms, rr_ms, rr_ms - 160.0, 8.0), rr_ms);
    if (!got) continue;
    EXPECT_FALSE(got->likeness > 0.4 && got->later > 0.45 && got->at_rr < 0.3) << rr_ms;
    EXPECT_GT(got->at_rr, 0.6) << rr_ms;
  }
}

TEST(TwoToOneBlock, IsNoPaceOfItsOwn) {
  const auto got = find_dissociated_p(drawn(1500.0, 750.0, 700.0, 8.0), 1500.0);
  EXPECT_FALSE(got && got->likeness > 0.4 && got->at_rr < 0.3);
}

TEST(FlutterWaves, AreAlikeBetweenToo) {
  const auto got = find_dissociated_p(drawn(1714.0, 310.0, 100.0, 8.0), 1714.0);
  ASSERT_TRUE(got.has_value());
  EXPECT_GT(got->between, 0.3);
}

TEST(NoiseWithoutP, HasNoPace) {
  auto residue = drawn(1500.0, 750.0, 300.0, 8.0);
  simulation::SeededNoise noise(11);
  for (auto& lead : residue.leads) {
    for (float& sample : lead) sample = static_cast<float>(20.0 * noise.normal());
  }
  const auto got = find_dissociated_p(residue, 1500.0);
  EXPECT_FALSE(got && got->likeness > 0.4);
}

TEST(NoLeads, HaveNoPace) { EXPECT_FALSE(find_dissociated_p({}, 1500.0).has_value()); }

}  // namespace
}  // namespace rdc::ecg
