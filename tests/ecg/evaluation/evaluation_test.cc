#include <gtest/gtest.h>

#include <array>

#include "ecg/evaluation/beat_evaluation.h"
#include "ecg/evaluation/delineation_evaluation.h"

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

}  // namespace
}  // namespace rdc::ecg::evaluation
