#include <gtest/gtest.h>

#include <array>

#include "ecg/evaluation/beat_evaluation.h"
#include "ecg/evaluation/delineation_evaluation.h"
#include "ecg/evaluation/global_boundaries.h"

namespace rdc::ecg::evaluation {
namespace {

std::vector<std::byte> bytes(std::initializer_list<unsigned> words) {
  std::vector<std::byte> out;
  for (const unsigned word : words) {
    out.push_back(static_cast<std::byte>(word & 0xFFU));
    out.push_back(static_cast<std::byte>(word >> 8));
  }
  return out;
}
unsigned word(unsigned code, unsigned rest) { return code << 10 | rest; }

TEST(Annotations, ReadIntervalsSkipsAndText) {
  // + at 18 with "(N", V at 100 later, N 70,000 later through a skip.
  const auto file =
      bytes({word(28, 18), word(63, 2), 0x4E28, word(5, 100), word(59, 0), 1, 70000 - 65536, word(1, 0), 0});
  const auto got = *parse_annotations(file);
  ASSERT_EQ(got.size(), 3U);
  EXPECT_EQ(got[0].aux, "(N");
  EXPECT_EQ(got[1].sample, 118);
  EXPECT_EQ(got[1].code, 5);
  EXPECT_EQ(got[2].sample, 70118);
}

TEST(Annotations, RefuseACutField) {
  EXPECT_EQ(parse_annotations(bytes({word(28, 1), word(63, 40), 0x4E28})).error().reason, "ANNOTATION_CUT");
  EXPECT_EQ(parse_annotations(bytes({word(59, 0), 1})).error().reason, "ANNOTATION_CUT");
}

TEST(Matching, IsOneToOneWithinTheWindow) {
  const std::array<double, 3> reference = {1000, 2000, 3000};
  const std::array<double, 4> detected = {1100, 1140, 2151, 2990};
  const auto got = match(reference, detected, 150.0);
  EXPECT_EQ(got.pairs, (std::vector<std::pair<std::size_t, std::size_t>>{{0, 0}, {2, 3}}));
  EXPECT_EQ(got.missed, std::vector<std::size_t>{1});
  EXPECT_EQ(got.extra, (std::vector<std::size_t>{1, 2}));
}

TEST(Proportion, HasTheWilsonInterval) {
  const auto [low, high] = Proportion{95, 100}.interval();
  EXPECT_NEAR(low, 0.8882, 0.0005);
  EXPECT_NEAR(high, 0.9785, 0.0005);
}

TEST(BeatScore, LeavesFibrillationOutAndDoesNotCountFusion) {
  const std::vector<Annotation> reference = {{360, 1, 0, 0, 0, {}},   {720, 5, 0, 0, 0, {}},  {1080, 6, 0, 0, 0, {}},
                                             {1440, 32, 0, 0, 0, {}}, {1800, 5, 0, 0, 0, {}}, {2160, 33, 0, 0, 0, {}}};
  std::vector<ClassifiedBeat> detected(4);
  detected[0].at_ms = 1000;
  detected[0].kind = BeatClass::kVentricularPremature;  // a false PVC
  detected[1].at_ms = 2010;
  detected[1].kind = BeatClass::kVentricularPremature;
  detected[2].at_ms = 3000;
  detected[2].kind = BeatClass::kVentricularPremature;  // on the fusion: not counted
  detected[3].at_ms = 4700;                             // in fibrillation: not counted
  const auto got = score_beats(reference, 360.0, detected, {});
  EXPECT_EQ(got.found, 3U);
  EXPECT_EQ(got.missed, 0U);
  EXPECT_EQ(got.extra, 0U);
  EXPECT_EQ(got.v_found, 1U);
  EXPECT_EQ(got.v_extra, 1U);
}

TEST(WaveScore, MeasuresBoundariesOfMatchedWaves) {
  const std::vector<Annotation> annotations = {{50, 39, 0, 0, 1, {}}, {60, 1, 0, 0, 0, {}}, {75, 40, 0, 0, 1, {}}};
  const auto reference = waves_of(annotations, 500.0);
  ASSERT_EQ(reference[1].size(), 1U);
  const auto got = score_waves(reference[1], {{104.0, 122.0, 148.0}}, reference[1], WaveKind::kQrs);
  EXPECT_EQ(got.found, 1U);
  EXPECT_DOUBLE_EQ(got.onset_errors_ms.at(0), 4.0);
  EXPECT_DOUBLE_EQ(got.offset_errors_ms.at(0), -2.0);
  EXPECT_DOUBLE_EQ(got.f1(), 1.0);
}

// Twelve leads that begin a beat 2 ms apart from 100 ms on, and one of them, annotated badly, at 40 ms.
std::vector<std::vector<ReferenceWave>> twelve_leads_with_an_outlier() {
  std::vector<std::vector<ReferenceWave>> leads;
  for (int l = 0; l < 12; ++l) {
    const double onset = l == 5 ? 40.0 : 100.0 + 2.0 * l;
    leads.push_back({{150.0 + l, onset, 200.0 + 2.0 * l}, {1150.0 + l, onset + 1000.0, 1200.0 + 2.0 * l}});
  }
  return leads;
}

TEST(GlobalBoundaries, AreTheOutermostLeadsOrTheThirdOfTwelve) {
  const auto leads = twelve_leads_with_an_outlier();
  const auto extreme = global_waves(leads, GlobalRule::kExtreme);
  ASSERT_EQ(extreme.size(), 2U);
  EXPECT_DOUBLE_EQ(*extreme[0].onset_ms, 40.0);
  EXPECT_DOUBLE_EQ(*extreme[1].offset_ms, 1222.0);
  const auto confirmed = global_waves(leads, GlobalRule::kConfirmed);
  ASSERT_EQ(confirmed.size(), 2U);
  EXPECT_DOUBLE_EQ(*confirmed[0].onset_ms, 102.0);  // 40, 100, 102
  EXPECT_DOUBLE_EQ(*confirmed[1].offset_ms, 1218.0);
  EXPECT_DOUBLE_EQ(confirmed[1].peak_ms, 1156.0);
}

TEST(GlobalBoundaries, NeedAQuarterOfTheLeads) {
  std::vector<std::vector<ReferenceWave>> leads(12);
  leads[0] = leads[7] = {{150.0, 100.0, 200.0}};
  EXPECT_TRUE(global_waves(leads, GlobalRule::kExtreme).empty());
  leads[3] = {{160.0, std::nullopt, 210.0}};
  const auto three = global_waves(leads, GlobalRule::kExtreme);
  ASSERT_EQ(three.size(), 1U);
  EXPECT_DOUBLE_EQ(*three[0].onset_ms, 100.0);
  EXPECT_DOUBLE_EQ(*three[0].offset_ms, 210.0);
}

TEST(GlobalBoundaries, OfOneLeadAreItsOwn) {
  // Two waves of the same lead are two waves, however close.
  const std::vector<std::vector<Wave>> one = {{{100.0, 120.0, 140.0}, {160.0, 180.0, 200.0}}};
  const auto got = global_waves(one, GlobalRule::kConfirmed);
  ASSERT_EQ(got.size(), 2U);
  EXPECT_DOUBLE_EQ(got[1].onset_ms, 160.0);
}

TEST(GlobalBoundaries, AreScoredAgainstTheReferencesOfTheSameRule) {
  std::vector<std::array<std::vector<ReferenceWave>, 3>> reference(12);
  std::vector<std::array<std::vector<Wave>, 3>> detected(12);
  const auto leads = twelve_leads_with_an_outlier();
  for (std::size_t l = 0; l < leads.size(); ++l) {
    reference[l][1] = leads[l];
    for (const auto& wave : leads[l]) detected[l][1].push_back({104.0 + wave.peak_ms - 150.0, wave.peak_ms, 1e4});
  }
  const auto confirmed = score_globally(reference, detected, GlobalRule::kConfirmed)[1];
  EXPECT_EQ(confirmed.found, 2U);
  EXPECT_EQ(confirmed.missed + confirmed.extra, 0U);
  EXPECT_DOUBLE_EQ(confirmed.onset_errors_ms.at(0), 106.0 - 102.0);
  const auto extreme = score_globally(reference, detected, GlobalRule::kExtreme)[1];
  EXPECT_DOUBLE_EQ(extreme.onset_errors_ms.at(0), 104.0 - 40.0);
}

}  // namespace
}  // namespace rdc::ecg::evaluation
