#include "ecg/formats/scp_long.h"

#include <gmock/gmock.h>

#include <bit>

#include "ecg/formats/read.h"
#include "tests/ecg/formats/recordings.h"
#include "tests/ecg/formats/scp_files.h"

namespace rdc::ecg::scp {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

struct LongHead {
  std::uint32_t rate = 250;
  std::uint32_t samples = 0;
  std::uint8_t sample_bytes = 2;
  std::vector<std::pair<std::uint8_t, std::uint16_t>> leads;  // code and nanovolts a step
  std::string_view first_text = "", second_text = "";
};

// Section 12 up to its samples, 2026-11-28 23:59:58.
ByteWriter long_head(const LongHead& head) {
  ByteWriter out;
  out.u32(head.rate).u8(head.leads.size()).u32(head.samples).u8(head.sample_bytes);
  out.u16(2026).u8(11).u8(28).u8(23).u8(59).u8(58).zeros(62 - 17);
  out.u32(static_cast<std::uint32_t>(head.first_text.size())).u32(static_cast<std::uint32_t>(head.second_text.size()));
  out.text(head.first_text).text(head.second_text);
  for (const auto& [code, nanovolts] : head.leads) out.u8(code).u16(nanovolts).u8(0);
  return out;
}

void put(ByteWriter& out, std::int64_t value, int bytes) {
  for (int i = 0; i < bytes; ++i) out.u8(static_cast<std::uint64_t>(value) >> (8 * i) & 0xFF);
}

TEST(ScpLong, SamplesOfEveryWidthAreReadByTheirLeadsOwnSteps) {
  for (const int bytes : {1, 2, 3, 4}) {
    const std::int64_t top = (std::int64_t{1} << (8 * bytes - 1)) - 1;
    ByteWriter section = long_head({500, 3, static_cast<std::uint8_t>(bytes), {{1, 1000}, {2, 2500}, {5, 5000}}});
    const std::vector<std::int64_t> values = {0, 1, -1, top, -top - 1, 100, -100, 7, -7};
    for (const auto value : values) put(section, value, bytes);
    const auto recording = read(file_of({{12, section}}, 30));
    ASSERT_TRUE(recording) << recording.error().message;
    EXPECT_THAT(recording->warnings, IsEmpty()) << bytes;
    EXPECT_DOUBLE_EQ(recording->rhythm.rate_hz, 500);
    const auto want = [&](std::size_t i, double step) {
      return static_cast<float>(static_cast<double>(values[i]) * step);
    };
    EXPECT_THAT(recording->rhythm.find(Lead::kI)->samples, ElementsAre(want(0, 1), want(3, 1), want(6, 1)));
    EXPECT_THAT(recording->rhythm.find(Lead::kII)->samples, ElementsAre(want(1, 2.5), want(4, 2.5), want(7, 2.5)));
    EXPECT_THAT(recording->rhythm.find(Lead::kV3)->samples, ElementsAre(want(2, 5), want(5, 5), want(8, 5)));
    EXPECT_EQ(recording->rhythm.channels[1].step_uv, 2.5);
  }
}

TEST(ScpLong, TextsBeforeTheLeadsAndABeginOfItsOwn) {
  ByteWriter section = long_head({250, 2, 1, {{1, 1000}}, "a note", "the maker's"});
  section.u8(5).u8(0xFE);
  ByteWriter patient;
  patient.u8(2).u16(3).text("P-7").u8(25).u16(4).u16(2026).u8(11).u8(27).u8(26).u16(3).u8(8).u8(0).u8(0).u8(255).u16(0);
  const auto recording = read(file_of({{1, patient}, {12, section}}, 30));
  ASSERT_TRUE(recording) << recording.error().message;
  EXPECT_THAT(recording->rhythm.channels[0].samples, ElementsAre(5.0F, -2.0F));
  EXPECT_EQ(recording->subject.id, "P-7");
  EXPECT_EQ(recording->acquired_at,
            DeviceTime{std::chrono::local_days{std::chrono::year{2026} / 11 / 28} + std::chrono::hours{23} +
                       std::chrono::minutes{59} + std::chrono::seconds{58}});
  EXPECT_THAT(recording->warnings, IsEmpty());
}

TEST(ScpLong, WindowsGiveWhatTheWholeGives) {
  ByteWriter section = long_head({1000, 200'000, 3, {{1, 50}, {2, 50}}});
  for (std::size_t i = 0; i < 400'000; ++i) put(section, ecg::testing::scrambled(i, 8'000'000), 3);
  const auto file = file_of({{12, section}}, 30);
  auto source = open(bytes_in_memory(file));
  ASSERT_TRUE(source) << source.error().message;
  EXPECT_EQ((*source)->length(), 200'000U);
  const auto whole = read_whole(**source);
  ASSERT_TRUE(whole);
  EXPECT_THAT(whole->warnings, IsEmpty());
  for (const std::uint64_t first : {0U, 1U, 99'999U, 199'990U}) {
    const auto window = (*source)->read(first, 20);
    ASSERT_TRUE(window);
    const auto& samples = whole->rhythm.channels[1].samples;
    const auto count = static_cast<std::ptrdiff_t>(std::min<std::uint64_t>(20, 200'000 - first));
    const auto begin = samples.begin() + static_cast<std::ptrdiff_t>(first);
    EXPECT_EQ(window->channels[1].samples, Samples(begin, begin + count)) << first;
  }
  EXPECT_EQ((*source)->read(200'000, 5)->length(), 0U);
}

// As a program may write them: nothing states what unit they are in.
TEST(ScpLong, FloatingPointSamplesAreRefusedWithWhatToDo) {
  for (const float scale : {1.0F, 1e-3F, 250.0F}) {
    ByteWriter section = long_head({500, 2000, 4, {{1, 1000}, {2, 1}}});
    for (std::uint64_t i = 0; i < 4000; ++i) {
      // Electrodes are off for a second.
      const float value = i < 1000 ? 0.0F : scale * static_cast<float>(ecg::testing::scrambled(i, 1000)) / 100.0F;
      put(section, std::bit_cast<std::int32_t>(value), 4);
    }
    const auto read_back = read(file_of({{12, section}}, 30));
    ASSERT_FALSE(read_back) << scale;
    EXPECT_EQ(read_back.error().reason, "BAD_SCP");
    EXPECT_THAT(read_back.error().message, HasSubstr("floating-point"));
    EXPECT_THAT(read_back.error().message, HasSubstr("Export"));
  }
}

TEST(ScpLong, WholeNumbersThatNoElectrodeShowsAreAWarning) {
  ByteWriter section = long_head({500, 600, 4, {{1, 1000}}});
  for (std::uint64_t i = 0; i < 600; ++i) put(section, 900'000 + ecg::testing::scrambled(i, 1000), 4);
  const auto recording = read(file_of({{12, section}}, 30));
  ASSERT_TRUE(recording) << recording.error().message;
  EXPECT_THAT(ecg::testing::reasons_of(recording->warnings), ElementsAre("IMPLAUSIBLE_RANGE"));
}

TEST(ScpLong, AChangedSampleIsToldByTheChecksum) {
  ByteWriter section = long_head({500, 51, 1, {{1, 1000}}});
  section.zeros(51);
  auto file = file_of({{12, section}}, 30);
  file[file.size() - 3] ^= std::byte{1};
  EXPECT_THAT(ecg::testing::reasons_of(read(file)->warnings), ElementsAre("CRC_MISMATCH", "CRC_MISMATCH"));
}

TEST(ScpLong, ACutFileGivesWhatIsThereAndAWarning) {
  ByteWriter section = long_head({500, 100, 2, {{1, 1000}, {2, 1000}}});
  for (int i = 0; i < 200; ++i) put(section, i, 2);
  auto file = file_of({{12, section}}, 30);
  file.resize(file.size() - 81);
  const auto recording = read(file);
  ASSERT_TRUE(recording) << recording.error().message;
  EXPECT_EQ(recording->rhythm.length(), 79U);
  EXPECT_EQ(recording->rhythm.channels[1].samples.back(), 157.0F);
  EXPECT_THAT(ecg::testing::reasons_of(recording->warnings),
              ElementsAre("LENGTH_MISMATCH", "LENGTH_MISMATCH", "FEWER_SAMPLES"));
}

TEST(ScpLong, AnEvenLengthMayHoldOneByteMore) {
  ByteWriter section = long_head({500, 3, 1, {{1, 1000}}});
  section.u8(1).u8(2).u8(3).u8(0);
  const auto recording = read(file_of({{12, section}}, 30));
  ASSERT_TRUE(recording) << recording.error().message;
  EXPECT_THAT(recording->rhythm.channels[0].samples, ElementsAre(1.0F, 2.0F, 3.0F));
  EXPECT_THAT(recording->warnings, IsEmpty());
}

TEST(ScpLong, TheShortTracingBesideItIsNamed) {
  ByteWriter section = long_head({500, 1, 1, {{1, 1000}}});
  section.u8(1);
  const auto recording = read(file_of(
      {{3, leads_section(4, 2, {1})}, {6, wave_section(1000, 2000, 0, 0, {plain({8, 9})})}, {12, section}}, 30));
  ASSERT_TRUE(recording) << recording.error().message;
  EXPECT_EQ(recording->rhythm.length(), 1U);
  EXPECT_THAT(ecg::testing::reasons_of(recording->warnings), ElementsAre("SHORT_RHYTHM_LEFT_OUT"));
}

TEST(ScpLong, BeforeVersionThreeTheNumberMeansNothing) {
  ByteWriter section = long_head({500, 1, 1, {{1, 1000}}});
  section.u8(1);
  auto file =
      file_of({{3, leads_section(4, 2, {1})}, {6, wave_section(1000, 2000, 0, 0, {plain({8, 9})})}, {12, section}}, 30);
  const auto at = static_cast<std::size_t>(file.size() - 16 - section.size());
  file[at + 8] = file[at + 9] = std::byte{20};
  EXPECT_THAT(read(file)->rhythm.channels[0].samples, ElementsAre(8.0F, 9.0F));
}

TEST(ScpLong, ItsSectionSixIsNeverBimodal) {
  const auto file = file_of({{3, leads_section(4, 8, {1})}, {6, wave_section(1000, 2000, 0, 1, {plain({1, 2})})}}, 30);
  const auto recording = read(file);
  ASSERT_TRUE(recording) << recording.error().message;
  EXPECT_EQ(recording->rhythm.length(), 2U);
  EXPECT_THAT(ecg::testing::reasons_of(recording->warnings), ElementsAre("FEWER_SAMPLES"));
}

struct BadLong {
  const char* name;
  LongHead head;
  std::size_t sample_bytes;
  const char* message;
};
std::ostream& operator<<(std::ostream& out, const BadLong& c) { return out << c.name; }
class ScpLongRefused : public ::testing::TestWithParam<BadLong> {};

TEST_P(ScpLongRefused, WithWhatIsWrong) {
  ByteWriter section = long_head(GetParam().head);
  section.zeros(GetParam().sample_bytes);
  const auto recording = read(file_of({{12, section}}, 30));
  ASSERT_FALSE(recording);
  EXPECT_EQ(recording.error().reason, "BAD_SCP");
  EXPECT_THAT(recording.error().message, HasSubstr(GetParam().message));
}
INSTANTIATE_TEST_SUITE_P(
    Faults, ScpLongRefused,
    ::testing::Values(
        BadLong{"NoRate", {0, 5, 1, {{1, 1000}}}, 5, "section 12 states no sampling rate"},
        BadLong{"NoLeads", {500, 5, 1, {}}, 5, "section 12 has 0 leads"},
        BadLong{"TooManyLeads", {500, 1, 1, std::vector<std::pair<std::uint8_t, std::uint16_t>>(33)}, 33, "33 leads"},
        BadLong{"FiveByteSamples", {500, 1, 5, {{1, 1000}}}, 5, "samples of 5 bytes, 1 to 4"},
        BadLong{"NoAmplitude", {500, 2, 1, {{1, 1000}, {2, 0}}}, 4, "states no amplitude for lead 2"},
        BadLong{"Askew", {500, 5, 2, {{1, 1000}}}, 16, "its layout is not the known one. Export"}),
    [](const auto& tested) { return tested.param.name; });

TEST(ScpLong, SelectedSequencesAloneAreRefusedByName) {
  const auto recording = read(file_of({{3, leads_section(4, 10, {1})}, {14, ByteWriter().zeros(40)}}, 30));
  ASSERT_FALSE(recording);
  EXPECT_EQ(recording.error().reason, "NO_ECG");
  EXPECT_THAT(recording.error().message, HasSubstr("section 14"));
}

TEST(Scp, AHostileTableOfPointersCostsOneLookAtASection) {
  // Thousands of pointers to one section: each would cost a checksum of all of it.
  ByteWriter table, zero, rest;
  const std::uint32_t pointers = 16 + 10 * 6000;
  ByteWriter body;
  body.u16(1).u32(16 + 8'000'000).u8(20).u8(20).zeros(6).zeros(8'000'000);
  for (int i = 0; i < 6000; ++i) table.u16(1).u32(16 + 8'000'000).u32(6 + pointers + 1);
  zero.u16(0).u32(pointers).u8(20).u8(20).text("SCPECG").bytes(table.data());
  ByteWriter file;
  file.u16(0).u32(0).u16(0).bytes(zero.data()).u16(0).bytes(body.data());
  const auto recording = read(file.data());
  ASSERT_FALSE(recording);
  EXPECT_EQ(recording.error().reason, "NO_ECG");
  EXPECT_THAT(recording.error().message, HasSubstr("section 1 is pointed to twice"));
}

}  // namespace
}  // namespace rdc::ecg::scp
