// Strips that are too short for a rhythm to be judged: what is said of them, and what is not.
#include <gtest/gtest.h>

#include <ostream>

#include "ecg/interpretation/interpret.h"
#include "ecg/measurement/measure.h"
#include "ecg/simulation/simulator.h"

namespace rdc::ecg {
namespace {

using simulation::Request;
using simulation::Rhythm;

struct ShortStrip {
  const char* name;
  double seconds, rate;
  bool too_short;
  Confidence surest;  // of "sinus rhythm"
};
std::ostream& operator<<(std::ostream& out, const ShortStrip& c) { return out << c.name; }

Interpretation said_of_strip(const ShortStrip& c, std::uint64_t person, Rhythm rhythm = Rhythm::kSinus) {
  Request request;
  request.seed = person;
  request.rhythm = rhythm;
  request.seconds = c.seconds;
  request.heart_rate = c.rate;
  const auto made = simulation::simulate(request);
  return interpret(made.recording, *measure(made.recording));
}

class StripLength : public ::testing::TestWithParam<ShortStrip> {};

TEST_P(StripLength, DecidesWhatIsSaidOfAHealthyHeart) {
  const auto& c = GetParam();
  for (std::uint64_t person = 1; person <= 5; ++person) {
    SCOPED_TRACE(person);
    const auto said = said_of_strip(c, person);
    const auto* limited = said.find("STRIP_SHORT");
    ASSERT_EQ(limited != nullptr, c.too_short);
    EXPECT_EQ(said.find("NORMAL_ECG") == nullptr, c.too_short);
    if (limited != nullptr) {
      EXPECT_EQ(limited->category, Category::kQuality);
      ASSERT_EQ(limited->evidence.facts.size(), 2U);
      EXPECT_LT(limited->evidence.facts[0].value, *limited->evidence.facts[0].threshold);
      EXPECT_LT(limited->evidence.facts[1].value, *limited->evidence.facts[1].threshold);
    }
    const auto* sinus = said.find("SINUS_RHYTHM");
    if (sinus != nullptr) {
      EXPECT_LE(sinus->confidence, c.surest);
    }
  }
}

// Eight beats are what ten seconds hold of the slowest rhythms that are read every day; four beats have two
// differences of intervals, without which nothing is known to be regular.
INSTANTIATE_TEST_SUITE_P(Lengths, StripLength,
                         ::testing::Values(ShortStrip{"TwoSeconds", 2.0, 72, true, Confidence::kPossible},
                                           ShortStrip{"TwoSecondsAt95", 2.0, 95, true, Confidence::kPossible},
                                           ShortStrip{"FiveSecondsAt64", 5.0, 64, true, Confidence::kProbable},
                                           ShortStrip{"SixSecondsAt72", 6.0, 72, true, Confidence::kProbable},
                                           ShortStrip{"EightSecondsAt90", 8.0, 90, false, Confidence::kDefinite},
                                           ShortStrip{"TenSecondsAt62", 10.0, 62, false, Confidence::kDefinite},
                                           ShortStrip{"AMinuteAt72", 60.0, 72, false, Confidence::kDefinite}),
                         [](const auto& tested) { return tested.param.name; });

// Ten seconds are what everybody records: few beats in them are the finding, not the strip's fault.
TEST(TenSeconds, OfASlowHeartAreNotTooShort) {
  const auto said = said_of_strip({"", 10.0, 30, false, Confidence::kDefinite}, 1);
  EXPECT_EQ(said.find("STRIP_SHORT"), nullptr);
  EXPECT_NE(said.find("SINUS_BRADYCARDIA"), nullptr);
}

// What is urgent or critical is said as loudly as ever.
TEST(TwoSeconds, OfVentricularTachycardiaAreCritical) {
  for (std::uint64_t person = 1; person <= 5; ++person) {
    const auto said =
        said_of_strip({"", 3.0, 170, true, Confidence::kPossible}, person, Rhythm::kVentricularTachycardia);
    const bool told = said.find("VENTRICULAR_TACHYCARDIA") != nullptr ||
                      said.find("WIDE_COMPLEX_TACHYCARDIA") != nullptr ||
                      said.find("VENTRICULAR_FIBRILLATION") != nullptr;
    EXPECT_TRUE(told) << person;
  }
}

}  // namespace
}  // namespace rdc::ecg
