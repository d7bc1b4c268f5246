#include "ecg/lead.h"

#include <gtest/gtest.h>

#include "ecg/recording.h"

namespace rdc::ecg {
namespace {

TEST(Lead, IsFoundByWhatDevicesWrite) {
  EXPECT_EQ(lead_from_name("Lead aVR"), Lead::kAvr);
  EXPECT_EQ(lead_from_name("AVL "), Lead::kAvl);
  EXPECT_EQ(lead_from_name(std::string_view("V3R\0", 4)), Lead::kV3R);
  EXPECT_EQ(lead_from_name("MDC_ECG_LEAD_III"), Lead::kIII);
  EXPECT_EQ(lead_from_name("导联 II"), Lead::kII);
  EXPECT_EQ(lead_from_name("V1导联"), Lead::kV1);
  EXPECT_EQ(lead_from_name("导联"), std::nullopt);
  EXPECT_EQ(lead_from_name("Ⅰ"), Lead::kI);
  EXPECT_EQ(lead_from_name("Ⅱ导联"), Lead::kII);
  EXPECT_EQ(lead_from_name("ECG_V1"), Lead::kV1);
  EXPECT_EQ(lead_from_name("EKG-III"), Lead::kIII);
  EXPECT_EQ(lead_from_name("ECG -aVR"), Lead::kMinusAvr);
  EXPECT_EQ(lead_from_name("ECG-aVR"), std::nullopt);  // parted from its word, or turned round: it does not tell
  EXPECT_EQ(lead_from_name("-aVR"), Lead::kMinusAvr);
  EXPECT_EQ(lead_from_name("MDC_ECG_LEAD_AVRneg"), Lead::kMinusAvr);
  EXPECT_EQ(lead_from_name("aVF lead"), Lead::kAvf);
  EXPECT_EQ(lead_from_name("ECG V1-Ref"), Lead::kV1);
  EXPECT_EQ(lead_from_name("DI"), Lead::kI);
  EXPECT_EQ(lead_from_name("diii"), Lead::kIII);
  EXPECT_EQ(lead_from_name("D2"), Lead::kII);
  EXPECT_EQ(lead_from_name("D4"), std::nullopt);
  EXPECT_EQ(lead_from_name("Resp"), std::nullopt);
}

TEST(Lead, IsFoundByEveryCodingScheme) {
  EXPECT_EQ(lead_from_code("MDC", "2:1"), Lead::kI);
  EXPECT_EQ(lead_from_code("MDC", "2:62"), Lead::kAvr);
  EXPECT_EQ(lead_from_code("SCPECG", "5.6.3-9-3"), Lead::kV1);
  EXPECT_EQ(lead_from_code("MDC", "131329"), Lead::kI);
  EXPECT_EQ(lead_from_code("MDC", "131073"), Lead::kI);
  EXPECT_EQ(lead_from_code("MDC", "2:257"), Lead::kI);
  EXPECT_EQ(lead_from_code("MDC", "131072"), std::nullopt);
  EXPECT_EQ(lead_from_code("MDC", "2:9999"), std::nullopt);
}

DeviceTime noon(int year, unsigned month, unsigned day) {
  return DeviceTime(
             std::chrono::local_days(std::chrono::year{year} / static_cast<int>(month) / static_cast<int>(day))) +
         std::chrono::hours(12);
}

std::optional<double> age_of(std::string birth_date, std::optional<DeviceTime> acquired,
                             std::optional<double> stated = {}) {
  Recording recording;
  recording.subject.birth_date = std::move(birth_date);
  recording.subject.age_years = stated;
  recording.acquired_at = acquired;
  add_age_at_acquisition(recording);
  return recording.subject.age_years;
}

TEST(Recording, TheDayOfBirthGivesTheAgeAtAcquisition) {
  EXPECT_EQ(age_of("19900511", noon(2026, 5, 10)), 35.0);  // the birthday is tomorrow
  EXPECT_EQ(age_of("19900511", noon(2026, 5, 11)), 36.0);
  EXPECT_NEAR(age_of("20251110", noon(2026, 5, 10)).value_or(0), 0.496, 1e-3);
  EXPECT_EQ(age_of("19900511", noon(2026, 5, 11), 40.0), 40.0);  // what the file states stays
}

TEST(Recording, AnAgeIsNotMadeOfWhatIsMissingOrImpossible) {
  for (const char* born : {"", "19901332", "1990", "1990051", "-9900511", "20270101", "18000101", "199005111"})
    EXPECT_EQ(age_of(born, noon(2026, 5, 11)), std::nullopt) << born;
  EXPECT_EQ(age_of("19900511", std::nullopt), std::nullopt);
}

TEST(Recording, DerivesLimbLeadsOnlyFromTwoRecordedOnes) {
  Strip strip{500.0, {{Lead::kI, "I", {100.0F}}, {Lead::kII, "II", {300.0F}}}};
  EXPECT_FLOAT_EQ(samples_of(strip, Lead::kIII)->front(), 200.0F);
  EXPECT_FLOAT_EQ(samples_of(strip, Lead::kAvr)->front(), -200.0F);
  EXPECT_FLOAT_EQ(samples_of(strip, Lead::kAvl)->front(), -50.0F);
  EXPECT_FLOAT_EQ(samples_of(strip, Lead::kAvf)->front(), 250.0F);
  EXPECT_EQ(samples_of(strip, Lead::kV1).error().reason, "NO_SUCH_LEAD");
  strip.channels.pop_back();
  EXPECT_FALSE(samples_of(strip, Lead::kAvr));
}

TEST(Recording, IsRefusedOutsideItsLimits) {
  Recording recording;
  recording.rhythm = {500.0, {{Lead::kI, "I", Samples(500)}, {Lead::kII, "II", Samples(499)}}};
  EXPECT_EQ(check(recording).error().reason, "UNEQUAL_CHANNELS");
  recording.rhythm.channels.pop_back();
  EXPECT_TRUE(check(recording));
  recording.rhythm.rate_hz = 0.0;
  EXPECT_EQ(check(recording).error().reason, "BAD_RATE");
}

}  // namespace
}  // namespace rdc::ecg
