#include "ecg/formats/scp_reader.h"

#include <gmock/gmock.h>

#include "ecg/formats/scp_bimodal.h"
#include "ecg/formats/scp_huffman.h"
#include "ecg/formats/scp_sections.h"
#include "tests/ecg/formats/recordings.h"
#include "tests/ecg/formats/scp_files.h"

namespace rdc::ecg::scp {
namespace {

using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

std::vector<float> microvolts(const std::vector<std::int16_t>& steps, float step) {
  std::vector<float> out;
  for (const auto value : steps) out.push_back(static_cast<float>(value) * step);
  return out;
}

std::vector<std::int16_t> steps(std::size_t count, std::int32_t limit) {
  std::vector<std::int16_t> out;
  for (std::size_t i = 0; i < count; ++i) out.push_back(static_cast<std::int16_t>(ecg::testing::scrambled(i, limit)));
  return out;
}

class DefaultTable : public ::testing::TestWithParam<int> {};

TEST_P(DefaultTable, DecodesWhatItEncodesAtEveryDifferenceOrder) {
  for (const std::int32_t limit : {0, 3, 8, 9, 127, 129, 32767}) {
    const auto samples = steps(500, limit);
    auto back = decode({&default_table(), 1}, encode_default(differences(samples, GetParam())), 10'000);
    undo_differences(back, GetParam());
    EXPECT_EQ(back, samples) << limit;  // and nothing from the bits that fill the last byte
  }
}
INSTANTIATE_TEST_SUITE_P(Orders, DefaultTable, ::testing::Values(0, 1, 2));

TEST(Huffman, TheStandardsOwnCodes) {
  // EN 1064 table C.1: 0 is "0", 1 "100", -1 "101", 2 "1100"; then a byte behind "1111111110".
  const std::vector<std::byte> bits = {std::byte{0b01001011}, std::byte{0b10011111}, std::byte{0b11110000},
                                       std::byte{0b01010000}};
  EXPECT_THAT(decode({&default_table(), 1}, bits, 5), ElementsAre(0, 1, -1, 2, 10));
}

TEST(Huffman, CustomTablesAreFollowedFromOneToTheNext) {
  // Table 1: "0" is 5, "10" is -7, "11" goes on with table 2. There "0" is 100, "1" four bits of value.
  const std::vector<Table> tables = {{{1, 1, false, 5, 0}, {2, 2, false, -7, 1}, {2, 2, true, 2, 3}},
                                     {{1, 1, false, 100, 0}, {1, 5, false, 0, 1}}};
  // 0 10 11 0 1 1101 0
  const std::vector<std::byte> bits = {std::byte{0b01011011}, std::byte{0b10100000}};
  EXPECT_THAT(decode(tables, bits, 5), ElementsAre(5, -7, 100, -3, 100));
}

TEST(Huffman, BitsOfNoCodeEndTheSamples) {
  const std::vector<Table> tables = {{{2, 2, false, 1, 0}}};
  EXPECT_THAT(decode(tables, std::vector<std::byte>{std::byte{0b00001000}}, 9), ElementsAre(1, 1));
}

TEST(Scp, CustomTablesOfSectionTwoAreUsed) {
  ByteWriter table;  // "0" is 3, "1" is -4
  table.u16(1).u16(2).u8(1).u8(1).u8(1).u16(3).u32(0).u8(1).u8(1).u8(1).u16(0xFFFC).u32(1);
  const auto file = file_of(
      {{2, table}, {3, leads_section(4, 8, {1})}, {6, wave_section(1000, 2000, 0, 0, {{std::byte{0b01100101}}})}});
  const auto recording = read(file);
  ASSERT_TRUE(recording) << recording.error().message;
  EXPECT_THAT(recording->rhythm.channels[0].samples, ElementsAre(3, -4, -4, 3, 3, -4, 3, -4));
  EXPECT_THAT(recording->warnings, IsEmpty());
}

TEST(Scp, WithoutSectionTwoSamplesArePlainAndDifferencesHold) {
  const auto want = steps(50, 1000);
  for (const int order : {0, 1, 2}) {
    const auto file = file_of({{3, leads_section(4, 50, {11, 66})},
                               {6, wave_section(2500, 1000, static_cast<std::uint8_t>(order), 0,
                                                {plain(differences(want, order)), plain(differences(want, order))})}});
    const auto recording = read(file);
    ASSERT_TRUE(recording) << recording.error().message;
    EXPECT_EQ(recording->rhythm.find(Lead::kV3R)->samples, microvolts(want, 2.5F));
    EXPECT_EQ(recording->rhythm.find(Lead::kV8)->samples, microvolts(want, 2.5F));
    EXPECT_DOUBLE_EQ(recording->rhythm.rate_hz, 1000);
  }
}

TEST(Scp, TheReferenceBeatIsAddedBackAroundEachQrs) {
  // A beat of five samples with its fiducial third, once at sample 10 and once, of another type, at sample 20.
  const std::vector<std::int16_t> beat = {10, 20, 30, 20, 10};
  const auto residual = steps(30, 4);
  ByteWriter qrs;
  qrs.u16(10).u16(3).u16(2);
  qrs.u16(0).u32(8).u32(10).u32(12).u16(1).u32(18).u32(20).u32(22);
  const auto file = file_of({{3, leads_section(1, 30, {2})},
                             {4, qrs},
                             {5, wave_section(2000, 2000, 0, 0, {plain(beat)})},
                             {6, wave_section(1000, 2000, 0, 0, {plain(residual)})}});
  const auto recording = read(file);
  ASSERT_TRUE(recording) << recording.error().message;
  auto want = residual;
  for (std::size_t i = 0; i < 5; ++i) want[7 + i] = static_cast<std::int16_t>(want[7 + i] + 2 * beat[i]);
  EXPECT_EQ(recording->rhythm.channels[0].samples, microvolts(want, 1.0F));
  ASSERT_TRUE(recording->median);
  EXPECT_EQ(recording->median->channels[0].samples, microvolts(beat, 2.0F));
}

TEST(Scp, AMissingReferenceBeatIsSaid) {
  const auto file = file_of({{3, leads_section(1, 3, {2})}, {6, wave_section(1000, 2000, 0, 0, {plain({1, 2, 3})})}});
  EXPECT_THAT(ecg::testing::reasons_of(read(file)->warnings), ElementsAre("NO_REFERENCE_BEAT"));
}

TEST(Bimodal, ProtectedSamplesAreExactAndAStraightLineStaysStraight) {
  // 40 samples, 17 to 24 protected: 4 stored values before, 8 single ones, 4 after.
  std::vector<std::int16_t> line;
  for (int i = 0; i < 40; ++i) line.push_back(static_cast<std::int16_t>(100 * i));
  std::vector<std::int16_t> stored;
  const auto mean = [&](int from) { return static_cast<std::int16_t>(100 * from + 150); };
  for (const int from : {0, 4, 8, 12}) stored.push_back(mean(from));
  stored.insert(stored.end(), line.begin() + 16, line.begin() + 24);
  for (const int from : {24, 28, 32, 36}) stored.push_back(mean(from));
  for (const int stated : {4, 1}) {  // a file that does not state the decimation is understood by its sample count
    const StoredLead lead{{1, 40}, stored.size()};
    const auto out = expand_bimodal(stored, bimodal_layout({&lead, 1}, {{17, 24}}, stated), lead.place);
    ASSERT_EQ(out.size(), 40U);
    EXPECT_TRUE(std::equal(out.begin() + 16, out.begin() + 24, line.begin() + 16));
    for (std::size_t i = 2; i < 14; ++i) EXPECT_EQ(out[i], line[i]) << i;
    EXPECT_EQ(out[0], stored[0]);  // held at the ends
    EXPECT_EQ(out[39], stored.back());
  }
}

TEST(Bimodal, AWholeFileIsReadAtTheReferenceBeatsRate) {
  std::vector<std::int16_t> stored(16, 25);
  ByteWriter qrs;
  qrs.u16(8).u16(2).u16(1).u16(1).u32(17).u32(20).u32(24).u32(17).u32(24);
  const auto file = file_of({{3, leads_section(4, 40, {1})},
                             {4, qrs},
                             {5, wave_section(1000, 2000, 0, 0, {plain({1, 2, 3, 4})})},
                             {6, wave_section(1000, 8000, 0, 1, {plain(stored)})}});
  const auto recording = read(file);
  ASSERT_TRUE(recording) << recording.error().message;
  EXPECT_DOUBLE_EQ(recording->rhythm.rate_hz, 500);
  EXPECT_EQ(recording->rhythm.channels[0].samples, std::vector<float>(40, 25.0F));
  EXPECT_THAT(ecg::testing::reasons_of(recording->warnings), ElementsAre("BIMODAL_INTERPOLATED"));
}

TEST(Scp, ALengthThatSixteenBitsCannotHoldGivesTheSamplesAndAWarning) {
  const auto want = steps(100, 50);
  const auto file =
      file_of({{3, leads_section(4, 150, {1, 2})}, {6, wave_section(5000, 1250, 0, 0, {plain(want), plain(want)})}});
  const auto recording = read(file);
  ASSERT_TRUE(recording);
  EXPECT_EQ(recording->rhythm.length(), 100U);
  ASSERT_THAT(ecg::testing::reasons_of(recording->warnings), ElementsAre("FEWER_SAMPLES"));
  EXPECT_THAT(recording->warnings[0].message, ::testing::HasSubstr("150 samples are declared, the file holds 100"));
}

TEST(Scp, DamageThatLeavesTheSamplesReadableIsAWarning) {
  const auto good = write(ecg::testing::recording_of({ecg::testing::eight_leads(), 500, 600, 2.5, 500}), Format::kScp);
  ASSERT_TRUE(good);
  auto bytes = good->files.front().bytes;
  bytes[200] ^= std::byte{1};  // in section 1
  EXPECT_THAT(ecg::testing::reasons_of(read(bytes)->warnings), Contains("CRC_MISMATCH"));
  bytes = good->files.front().bytes;
  bytes.resize(bytes.size() - 700);  // the last leads are cut
  const auto cut = read(bytes);
  ASSERT_TRUE(cut) << cut.error().message;
  EXPECT_THAT(ecg::testing::reasons_of(cut->warnings), Contains("LENGTH_MISMATCH"));
  EXPECT_THAT(ecg::testing::reasons_of(cut->warnings), Contains("FEWER_SAMPLES"));
}

TEST(Scp, OverlappingZonesOfADamagedFileCostNoQuadraticTime) {
  ByteWriter qrs;
  qrs.u16(10).u16(1).u16(4600);
  for (int i = 0; i < 4600; ++i) qrs.u16(0).u32(1).u32(1).u32(30'000);
  const std::vector<std::int16_t> long_lead(30'000, 1);
  const auto file = file_of({{3, leads_section(1, 30'000, {1, 2})},
                             {4, qrs},
                             {5, wave_section(1000, 2000, 0, 0, {plain(long_lead), plain(long_lead)})},
                             {6, wave_section(1000, 2000, 0, 0, {plain(long_lead), plain(long_lead)})}});
  const auto recording = read(file);
  ASSERT_TRUE(recording) << recording.error().message;
  EXPECT_LT(recording->rhythm.channels[0].samples[0], 10.0F);  // four or five beats were added, not 4,600
}

TEST(Scp, LeadsOneBehindTheOtherAreSeparatedByGaps) {
  ByteWriter leads;
  leads.u8(2).u8(0).u32(1).u32(3).u8(1).u32(4).u32(6).u8(2);
  const auto file = file_of({{3, leads}, {6, wave_section(1000, 2000, 0, 0, {plain({1, 2, 3}), plain({4, 5, 6})})}});
  const auto recording = read(file);
  ASSERT_TRUE(recording) << recording.error().message;
  ASSERT_EQ(recording->rhythm.length(), 6U);
  EXPECT_TRUE(std::isnan(recording->rhythm.channels[0].samples[3]));
  EXPECT_EQ(recording->rhythm.channels[1].samples[3], 4.0F);
}

struct BadScp {
  const char* name;
  std::map<std::uint16_t, ByteWriter> contents;
  const char* reason;
};
std::ostream& operator<<(std::ostream& out, const BadScp& c) { return out << c.name; }
class Refused : public ::testing::TestWithParam<BadScp> {};

TEST_P(Refused, WithItsReason) {
  const auto recording = read(file_of(GetParam().contents));
  ASSERT_FALSE(recording);
  EXPECT_EQ(recording.error().code, ErrorCode::kInvalid);
  EXPECT_EQ(recording.error().reason, GetParam().reason);
}
INSTANTIATE_TEST_SUITE_P(
    Faults, Refused,
    ::testing::Values(
        BadScp{"NoLeads", {{6, wave_section(1000, 2000, 0, 0, {})}}, "BAD_SCP"},
        BadScp{"TooManyLeads",
               {{3, leads_section(4, 1, std::vector<std::uint8_t>(33, 1))}, {6, wave_section(1000, 2000, 0, 0, {})}},
               "BAD_SCP"},
        BadScp{"NoRhythm", {{3, leads_section(4, 10, {1})}}, "NO_ECG"},
        BadScp{
            "NoAmplitude", {{3, leads_section(4, 1, {1})}, {6, wave_section(0, 2000, 0, 0, {plain({1})})}}, "BAD_SCP"},
        BadScp{"ThirdDifferences",
               {{3, leads_section(4, 1, {1})}, {6, wave_section(1000, 2000, 3, 0, {plain({1})})}},
               "BAD_SCP"},
        BadScp{"EndBeforeStart",
               {{3, leads_section(4, 0, {1})}, {6, wave_section(1000, 2000, 0, 0, {plain({1})})}},
               "BAD_SCP"},
        // A beat every 5 ms cannot be taken from samples every 2 ms, nor the other way round.
        BadScp{"BeatOfAnotherRate",
               {{3, leads_section(1, 2, {1})},
                {4, ByteWriter().u16(10).u16(1).u16(1).u16(0).u32(1).u32(1).u32(2)},
                {5, wave_section(1000, 5000, 0, 0, {plain({1, 2})})},
                {6, wave_section(1000, 2000, 0, 0, {plain({1, 2})})}},
               "BAD_SCP"},
        BadScp{"BeatOfNoWholePart",
               {{3, leads_section(1, 2, {1})},
                {4, ByteWriter().u16(10).u16(1).u16(1).u16(0).u32(1).u32(1).u32(2)},
                {5, wave_section(1000, 2000, 0, 0, {plain({1, 2})})},
                {6, wave_section(1000, 5000, 0, 0, {plain({1, 2})})}},
               "BAD_SCP"},
        BadScp{"CutTable",
               {{2, ByteWriter().u16(1).u16(9).u8(1)},
                {3, leads_section(4, 1, {1})},
                {6, wave_section(1000, 2000, 0, 0, {plain({1})})}},
               "BAD_SCP"}),
    [](const auto& tested) { return tested.param.name; });

}  // namespace
}  // namespace rdc::ecg::scp
