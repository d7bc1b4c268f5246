// A day of Holter is read in windows, in memory that does not grow with the day.
#include <gtest/gtest.h>
#include <sys/resource.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>

#include "tests/ecg/formats/recordings.h"

namespace rdc::ecg {
namespace {

long peak_kilobytes() {
  rusage usage{};
  ::getrusage(RUSAGE_SELF, &usage);
  return usage.ru_maxrss;
}

class LongRecording : public ::testing::Test {
 protected:
  void SetUp() override {
    directory_ = std::filesystem::temp_directory_path() / ("rdc-holter-" + std::to_string(::getpid()));
    std::filesystem::create_directories(directory_);
  }
  void TearDown() override { std::filesystem::remove_all(directory_); }

  // Zeros on disk take no room and read like any others.
  void make_sparse(const std::string& name, const std::string& head, std::uint64_t data_bytes) const {
    std::ofstream(directory_ / name, std::ios::binary) << head;
    std::filesystem::resize_file(directory_ / name, head.size() + data_bytes);
  }

  void expect_bounded(const std::filesystem::path& path, std::uint64_t length, std::size_t channels) const {
    const auto source = open_samples(path);
    ASSERT_TRUE(source) << source.error().message;
    EXPECT_EQ((*source)->length(), length);
    EXPECT_EQ((*source)->description().rhythm.channels.size(), channels);
    const long before = peak_kilobytes();
    std::uint64_t seen = 0;
    for (std::uint64_t at = 0; at < length; at += 1U << 16) {
      const auto window = (*source)->read(at, 1U << 16);
      ASSERT_TRUE(window);
      seen += window->length();
    }
    EXPECT_EQ(seen, length);
#ifndef __SANITIZE_ADDRESS__                          // which keeps what is freed for a while
    EXPECT_LT(peak_kilobytes() - before, 32 * 1024);  // the whole day would be 250 MiB and more
#else
    (void)before;
#endif
  }

  std::filesystem::path directory_;
};

TEST_F(LongRecording, WfdbInWindows) {
  constexpr std::uint64_t kSamples = 24ULL * 3600 * 250;
  make_sparse("day.dat", "", kSamples * 3 * 3 / 2);
  std::ofstream(directory_ / "day.hea") << "day 3 250 " << kSamples
                                        << "\nday.dat 212 200 12 0 0 0 0 V1\nday.dat 212 200 12 0 0 0 0 V3\n"
                                        << "day.dat 212 200 12 0 0 0 0 V5\n";
  expect_bounded(directory_ / "day.hea", kSamples, 3);
}

TEST_F(LongRecording, MferInWindows) {
  constexpr std::uint64_t kSamples = 24ULL * 3600 * 125;
  constexpr std::uint64_t kBytes = kSamples * 3 * 2;
  std::string head =
      std::string("@\x06") + "MFR  1" +
      std::string("\x01\x01\x01\x0B\x04\x01\xFD\x08\x00\x0C\x04\x00\xFA\x14\x00\x05\x01\x03\x1E\x84", 20);
  for (int shift = 24; shift >= 0; shift -= 8) head.push_back(static_cast<char>(kBytes >> shift & 0xFF));
  make_sparse("day.mwf", head, kBytes);
  expect_bounded(directory_ / "day.mwf", kSamples, 3);
}

TEST_F(LongRecording, WhatDoesNotFitInMemoryIsRefusedWhole) {
  make_sparse("day.dat", "", 400'000'000);
  std::ofstream(directory_ / "day.hea")
      << "day 2 2000 100000000\nday.dat 16 200 12 0 0 0 0 V1\nday.dat 16 200 12 0 0 0 0 V5\n";
  EXPECT_EQ(read(directory_ / "day.hea").error().reason, "TOO_LONG_FOR_MEMORY");
}

TEST_F(LongRecording, WindowsAreTheSameAsTheWhole) {
  const auto recording = testing::recording_of({testing::eight_leads(), 500, 5001, 2.5, 2000});
  const auto written = write(recording, Format::kWfdb, {Rounding::kRefuse, DerivedLeads::kLeaveOut, "short"});
  for (const auto& file : written->files) {
    std::ofstream(directory_ / ("short" + file.suffix), std::ios::binary) << as_characters(file.bytes);
  }
  // By the signal file's path as well as by the header's.
  for (const char* name : {"short.hea", "short.dat"}) {
    const auto source = open_samples(directory_ / name);
    ASSERT_TRUE(source) << source.error().message;
    for (const std::uint64_t first :
         {std::uint64_t{4990}, std::uint64_t{0}, std::uint64_t{1234}, std::uint64_t{6000}}) {
      const auto window = (*source)->read(first, 100);
      ASSERT_TRUE(window);
      ASSERT_EQ(window->length(), first >= 5001 ? 0 : std::min<std::uint64_t>(100, 5001 - first));
      for (std::size_t i = 0; i < window->length(); ++i) {
        ASSERT_EQ(window->channels[3].samples[i], recording.rhythm.channels[3].samples[first + i]);
      }
    }
  }
  std::ofstream(directory_ / "short.atr", std::ios::binary) << std::string("\x12\x34\0\0", 4);
  EXPECT_EQ(read(directory_ / "short.atr").error().reason, "NOT_AN_ECG");
}

}  // namespace
}  // namespace rdc::ecg
