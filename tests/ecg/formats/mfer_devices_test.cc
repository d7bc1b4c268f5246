// MFER with several frames and as single makers' monitors write it.
#include <gmock/gmock.h>

#include "tests/ecg/formats/recordings.h"

namespace rdc::ecg {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

std::string mfer_bytes(std::initializer_list<int> values) {
  std::string out;
  for (const int value : values) out.push_back(static_cast<char>(value));
  return out;
}
std::string mfer_tag(int number, const std::string& value) {
  return mfer_bytes({number, static_cast<int>(value.size())}) + value;
}
std::string mfer_samples(std::initializer_list<int> values) {
  std::string out;
  for (const int value : values) out += mfer_bytes({value & 0xFF, value >> 8 & 0xFF});
  return mfer_tag(0x1E, out);
}
// Little endian, a sample every 2 ms, 5 uV.
const std::string kMferHead = std::string("@\x06MFR  1") + mfer_tag(1, mfer_bytes({1})) +
                              mfer_tag(0x0B, mfer_bytes({1, 0xFD, 2, 0})) + mfer_tag(0x0C, mfer_bytes({0, 0xFA, 5, 0}));
std::string mfer_frame(int block, const std::string& data) {
  return mfer_tag(4, mfer_bytes({block, 0, 0, 0})) + mfer_tag(5, mfer_bytes({2})) + mfer_tag(6, mfer_bytes({1})) +
         mfer_bytes({0x3F, 0, 3, 9, 1, 1}) + mfer_bytes({0x3F, 1, 3, 9, 1, 2}) + data;
}

// As one tracing, a beat of two samples before one of four would part the leads in the wrong places.
TEST(MferFrames, TheLongestIsTheTracingWhereverItStands) {
  const auto beat = mfer_frame(2, mfer_samples({91, 92, 93, 94}));
  const auto tracing = mfer_frame(4, mfer_samples({1, 2, 3, 4, 10, 20, 30, 40}));
  for (const auto& frames : {beat + tracing, tracing + beat}) {
    const auto recording = testing::read_text(kMferHead + frames);
    ASSERT_TRUE(recording) << recording.error().message;
    EXPECT_THAT(recording->rhythm.find(Lead::kI)->samples, ElementsAre(5, 10, 15, 20));
    EXPECT_THAT(recording->rhythm.find(Lead::kII)->samples, ElementsAre(50, 100, 150, 200));
    EXPECT_THAT(testing::reasons_of(recording->warnings), ElementsAre("LATER_FRAME_LEFT_OUT"));
  }
}

TEST(MferFrames, OneThatRepeatsItsDescriptionOrLeavesItOutGoesOn) {
  const std::string repeated = mfer_frame(2, mfer_samples({3, 4, 30, 40}));
  const std::string number = mfer_tag(5, mfer_bytes({2})) + mfer_samples({3, 4, 30, 40});
  for (const auto& second : {repeated, number, mfer_samples({3, 4, 30, 40})}) {
    const auto recording = testing::read_text(kMferHead + mfer_frame(2, mfer_samples({1, 2, 10, 20})) + second);
    ASSERT_TRUE(recording) << recording.error().message;
    EXPECT_THAT(recording->rhythm.find(Lead::kII)->samples, ElementsAre(50, 100, 150, 200));
    EXPECT_THAT(recording->warnings, IsEmpty());
  }
}

// The number of channels may come behind what holds for all of them, in a later frame too.
TEST(MferFrames, ChannelsOfALaterFrameHaveWhatWasSaidOfAll) {
  const auto recording = testing::read_text(kMferHead + mfer_frame(2, mfer_samples({1, 2, 10, 20})) +
                                            mfer_tag(4, mfer_bytes({3, 0, 0, 0})) + mfer_tag(5, mfer_bytes({1})) +
                                            mfer_bytes({0x3F, 0, 3, 9, 1, 3}) + mfer_samples({1, 2, 3}));
  ASSERT_TRUE(recording) << recording.error().message;
  EXPECT_DOUBLE_EQ(recording->rhythm.rate_hz, 500);
  EXPECT_THAT(recording->rhythm.find(Lead::kV1)->samples, ElementsAre(5, 10, 15));
}

// A byte of 250 Hz is not -6 Hz, nor 200 units of 10 nV a tracing upside down.
TEST(MferScales, TheHighestBitIsNoSign) {
  const auto recording = testing::read_text(std::string("@\x06MFR  1") + mfer_tag(1, mfer_bytes({1})) +
                                            mfer_tag(0x0B, mfer_bytes({0, 0, 250})) +
                                            mfer_tag(0x0C, mfer_bytes({0, 0xF8, 200})) + mfer_samples({1, -2}));
  ASSERT_TRUE(recording) << recording.error().message;
  EXPECT_DOUBLE_EQ(recording->rhythm.rate_hz, 250);
  EXPECT_THAT(recording->rhythm.channels[0].samples, ElementsAre(2, -4));
}

TEST(MferMonitors, TheLowestNumberIsNoSample) {
  const auto recording = testing::read_text(kMferHead + mfer_samples({1, -32768, -32767}));
  ASSERT_TRUE(recording) << recording.error().message;
  EXPECT_TRUE(std::isnan(recording->rhythm.channels[0].samples[1]));
  EXPECT_EQ(recording->rhythm.channels[0].samples[2], -163835.0F);
}

TEST(MferMonitors, NamesMayBeOfSixteenBits) {
  const std::string little = mfer_bytes({0x8B, 0x73, 'L', 0}), big = mfer_bytes({0x73, 0x8B, 0, 'L'});
  for (const auto& [code, name] : {std::pair{"UTF-16LE", little}, std::pair{"UTF-16BE", big},
                                   std::pair{"UTF-16", mfer_bytes({0xFF, 0xFE}) + little}}) {
    const auto recording =
        testing::read_text(kMferHead + mfer_tag(3, code) + mfer_tag(0x81, name) + mfer_samples({1, 2}));
    ASSERT_TRUE(recording) << recording.error().message;
    EXPECT_EQ(recording->subject.name, "王L") << code;
  }
}

TEST(MferMonitors, AnInfantIsAsOldAsItsDays) {
  for (const auto& [days, years] :
       {std::pair{std::pair{73, 0}, std::optional(73 / 365.25)}, std::pair{std::pair{0, 0}, std::optional<double>()},
        std::pair{std::pair{0xFF, 0xFF}, std::optional<double>()}}) {
    const auto recording = testing::read_text(
        kMferHead + mfer_tag(0x83, mfer_bytes({0, days.first, days.second, 0xFF, 0xFF, 0xFF, 0xFF})) +
        mfer_samples({1, 2}));
    ASSERT_TRUE(recording) << recording.error().message;
    EXPECT_EQ(recording->subject.age_years, years);
  }
}

}  // namespace
}  // namespace rdc::ecg
