// SCP-ECG as devices write it that read the standard otherwise, or an older version of it.
#include <gmock/gmock.h>

#include "ecg/formats/scp_bimodal.h"
#include "tests/ecg/formats/recordings.h"
#include "tests/ecg/formats/scp_files.h"

namespace rdc::ecg::scp {
namespace {

using ::testing::Each;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

// What a file stores of a ramp of hundreds: means of four outside the zone, single samples within it.
struct Thinned {
  std::size_t length;
  Zone zone;
  bool keeps_leftover;
};

std::vector<std::int16_t> ramp(std::size_t length) {
  std::vector<std::int16_t> out;
  for (std::size_t i = 0; i < length; ++i) out.push_back(static_cast<std::int16_t>(100 * i));
  return out;
}

std::vector<std::int16_t> stored_of(const Thinned& file) {
  const auto line = ramp(file.length);
  std::vector<std::int16_t> out;
  std::size_t at = 0;
  const auto thin = [&](std::size_t end) {
    for (; at + 4 <= end; at += 4) out.push_back(static_cast<std::int16_t>(100 * at + 150));
    if (at < end && !file.keeps_leftover) out.push_back(line[at]);
    if (file.keeps_leftover)
      out.insert(out.end(), line.begin() + static_cast<std::ptrdiff_t>(at),
                 line.begin() + static_cast<std::ptrdiff_t>(end));
    at = end;
  };
  thin(file.zone.begin - 1);
  for (; at < file.zone.end; ++at) out.push_back(line[at]);
  thin(file.length);
  return out;
}

// A stretch of 19 samples is four means and three samples as they are, or five means; what follows must lie where it
// was.
TEST(BimodalLayout, WhatIsLeftOverOfAStretchIsKeptOrNotAsTheSampleCountTells) {
  for (const bool kept : {true, false}) {
    for (const int stated : {4, 1}) {
      const Thinned file{.length = 61, .zone = {20, 28}, .keeps_leftover = kept};
      const auto stored = stored_of(file);
      // Filling bits looked like samples in both leads, in one more than in the other.
      const std::array leads = {StoredLead{{1, 61}, stored.size() + 1}, StoredLead{{1, 61}, stored.size() + 7}};
      const auto layout = bimodal_layout(leads, {file.zone}, stated);
      EXPECT_EQ(layout.ratio, 4U);
      EXPECT_EQ(layout.keeps_leftover, kept) << stated;
      const auto out = expand_bimodal(stored, layout, {1, 61});
      const auto line = ramp(61);
      ASSERT_EQ(out.size(), 61U);
      EXPECT_TRUE(std::equal(out.begin() + 19, out.begin() + 28, line.begin() + 19)) << kept;
      for (const std::size_t i : {5U, 9U, 32U, 40U, 50U}) EXPECT_EQ(out[i], line[i]) << kept << ' ' << i;
      for (std::size_t i = 16; kept && i < 19; ++i) EXPECT_EQ(out[i], line[i]) << i;
    }
  }
}

TEST(BimodalLayout, ACutLeadDoesNotChangeHowTheOthersAreRead) {
  const Thinned file{.length = 61, .zone = {20, 28}, .keeps_leftover = false};
  const auto stored = stored_of(file);
  const std::array leads = {StoredLead{{1, 61}, stored.size()}, StoredLead{{1, 61}, stored.size()},
                            StoredLead{{1, 61}, 5}};
  EXPECT_FALSE(bimodal_layout(leads, {file.zone}, 4).keeps_leftover);
}

// Versions 1.0 and 1.1 (Cardioline, Esaote) state no zones: samples are single where a beat was subtracted, and no flag
// says so.
TEST(ScpOlderVersions, SamplesAreSingleWhereABeatWasSubtracted) {
  for (const std::uint8_t version : {std::uint8_t{10}, std::uint8_t{11}}) {
    const Thinned lead{.length = 60, .zone = {21, 28}, .keeps_leftover = true};
    ByteWriter qrs;  // the beat that is not of the reference's type was not subtracted, and is protected as well
    qrs.u16(16).u16(2).u16(1).u16(1).u32(21).u32(24).u32(28);
    const auto file = file_of({{3, leads_section(1, 60, {1})},
                               {4, qrs},
                               {5, wave_section(1000, 2000, 0, 0, {plain({1, 2, 3, 4, 5, 6, 7, 8})})},
                               {6, wave_section(1000, 8000, 0, 0, {plain(stored_of(lead))})}},
                              version);
    const auto recording = read(file);
    ASSERT_TRUE(recording) << recording.error().message;
    EXPECT_DOUBLE_EQ(recording->rhythm.rate_hz, 500);
    const auto& samples = recording->rhythm.channels[0].samples;
    ASSERT_EQ(samples.size(), 60U);
    for (std::size_t i = 20; i < 28; ++i) EXPECT_EQ(samples[i], 100.0F * static_cast<float>(i));
    EXPECT_EQ(samples[40], 4000.0F);
  }
}

struct Claimed {
  const char* name;
  std::uint16_t beat_ms;
  std::uint16_t type;
};
std::ostream& operator<<(std::ostream& out, const Claimed& c) { return out << c.name; }
class NothingSubtracted : public ::testing::TestWithParam<Claimed> {};

// The flag of section 3 alone subtracts nothing: a file whose beat could not be added is read, without a warning.
TEST_P(NothingSubtracted, SamplesStayAsTheyAre) {
  ByteWriter qrs;
  qrs.u16(GetParam().beat_ms).u16(1).u16(1).u16(GetParam().type).u32(1).u32(1).u32(3);
  for (const std::uint16_t beat_us : {std::uint16_t{2000}, std::uint16_t{5000}}) {
    const auto file = file_of({{3, leads_section(1, 3, {2})},
                               {4, qrs},
                               {5, wave_section(1000, beat_us, 0, 0, {plain({100, 100, 100})})},
                               {6, wave_section(1000, 2000, 0, 0, {plain({7, 8, 9})})}});
    const auto recording = read(file);
    ASSERT_TRUE(recording) << recording.error().message;
    EXPECT_THAT(recording->rhythm.channels[0].samples, ElementsAre(7, 8, 9));
    EXPECT_DOUBLE_EQ(recording->rhythm.rate_hz, 500);
    EXPECT_THAT(recording->warnings, IsEmpty());
  }
}
INSTANTIATE_TEST_SUITE_P(Files, NothingSubtracted,
                         ::testing::Values(Claimed{"BeatOfNoLength", 0, 0}, Claimed{"BeatsOfOtherTypes", 10, 1}),
                         [](const auto& tested) { return tested.param.name; });

TEST(Scp, AChecksumThatTheDeviceDidNotComputeIsNoDamage) {
  auto file = file_of({{3, leads_section(4, 3, {2})}, {6, wave_section(1000, 2000, 0, 0, {plain({1, 2, 3})})}});
  const auto at = [&file](std::size_t place) {
    return std::to_integer<std::uint32_t>(file[place]) | std::to_integer<std::uint32_t>(file[place + 1]) << 8;
  };
  for (const std::byte none : {std::byte{0}, std::byte{0xFF}}) {
    for (std::size_t pointer = 22 + 3 * 10; pointer <= 22 + 6 * 10; pointer += 3 * 10) {  // of sections 3 and 6
      const std::size_t section = at(pointer + 6) - 1;
      file[section] = file[section + 1] = none;
    }
    file[0] = file[1] = none;
    EXPECT_THAT(read(file)->warnings, IsEmpty());
  }
  file[0] = std::byte{1};
  EXPECT_THAT(ecg::testing::reasons_of(read(file)->warnings), ElementsAre("CRC_MISMATCH"));
}

// Devices of version 1.1 count pacemaker spikes in two bytes: a byte off, every measurement would be another.
TEST(ScpOlderVersions, MeasurementsAreReadBehindTheWiderSpikeCount) {
  for (const std::uint8_t version : {std::uint8_t{11}, std::uint8_t{20}}) {
    ByteWriter measured;
    measured.u8(1);
    version == 11 ? measured.u16(0) : measured.u8(0);
    measured.u16(800).u16(29999).u16(100).u16(200).u16(260).u16(350).u16(640).u16(45).u16(30).u16(60);
    const auto recording = read(file_of(
        {{3, leads_section(4, 1, {1})}, {6, wave_section(1000, 2000, 0, 0, {plain({1})})}, {7, measured}}, version));
    ASSERT_TRUE(recording) << recording.error().message;
    ASSERT_GE(recording->marks.size(), 2U);
    EXPECT_EQ(recording->marks[0].value, "800");
    EXPECT_EQ(recording->marks[1].value, "100") << recording->marks[1].name;
  }
}

}  // namespace
}  // namespace rdc::ecg::scp
