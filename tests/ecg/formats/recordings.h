// Recordings, files in memory and comparisons that the format tests share.
#pragma once

#include <gtest/gtest.h>

#include <cmath>
#include <map>
#include <string>

#include "ecg/formats/byte_writer.h"
#include "ecg/formats/read.h"
#include "ecg/formats/write.h"

namespace rdc::ecg::testing {

inline Bytes bytes_of(std::string_view text) { return std::as_bytes(std::span(text.data(), text.size())); }

inline Result<Recording> read_text(std::string_view file) { return read(bytes_of(file)); }

// Deterministic steps that look like nothing in particular, within +-limit.
inline std::int32_t scrambled(std::uint64_t i, std::int32_t limit) {
  std::uint64_t x = (i + 1) * 0x9E3779B97F4A7C15ULL;
  x ^= x >> 29;
  x *= 0xBF58476D1CE4E5B9ULL;
  x ^= x >> 32;
  return static_cast<std::int32_t>(x % (2ULL * static_cast<std::uint64_t>(limit) + 1)) - limit;
}

struct Shape {
  std::vector<Lead> leads;
  double rate_hz = 500.0;
  std::size_t samples = 600;
  double step_uv = 2.5;
  std::int32_t largest_step = 2000;
};

inline Strip strip_of(const Shape& shape) {
  Strip strip;
  strip.rate_hz = shape.rate_hz;
  for (std::size_t c = 0; c < shape.leads.size(); ++c) {
    Channel channel{shape.leads[c], std::string(name_of(shape.leads[c])), {}, shape.step_uv, false};
    for (std::size_t i = 0; i < shape.samples; ++i) {
      channel.samples.push_back(static_cast<float>(scrambled(c * 7919 + i, shape.largest_step) * shape.step_uv));
    }
    strip.channels.push_back(std::move(channel));
  }
  return strip;
}

inline Recording recording_of(const Shape& shape) {
  Recording recording;
  recording.rhythm = strip_of(shape);
  recording.acquired_at = DeviceTime(std::chrono::local_days(std::chrono::year{2026} / 11 / 24)) +
                          std::chrono::hours(9) + std::chrono::minutes(8) + std::chrono::seconds(7);
  recording.subject = {"P-1", "王小明", "19630512", Sex::kFemale, 63.0};
  recording.device.manufacturer = "Maker";
  recording.device.model = "M1";
  recording.device.high_pass_hz = 0.05;
  recording.device.low_pass_hz = 150;
  recording.marks.push_back({"Statement", "Sinus rhythm <& \"normal\">", ""});
  return recording;
}

// Files by name.
class MemoryFiles final : public Companions {
 public:
  std::map<std::string, std::string> files;
  Result<std::unique_ptr<ByteSource>> open(const std::string& name) override {
    const auto found = files.find(name);
    if (found == files.end()) return fail(ErrorCode::kNotFound, "CANNOT_OPEN", "no file {}", name);
    return bytes_in_memory(bytes_of(found->second));
  }
};

inline Result<Recording> read_written(const Written& written) {
  if (written.files.size() == 1) return read(Bytes(written.files.front().bytes));
  MemoryFiles files;
  files.files["ecg.dat"] = std::string(as_characters(written.files[1].bytes));
  return read(Bytes(written.files[0].bytes), {}, &files);
}

inline bool same_sample(float a, float b) { return a == b || (std::isnan(a) && std::isnan(b)); }

inline void expect_same_strip(const Strip& got, const Strip& want) {
  EXPECT_NEAR(got.rate_hz, want.rate_hz, 1e-9 * want.rate_hz);
  for (const auto& channel : want.channels) {
    const auto same = std::find_if(got.channels.begin(), got.channels.end(), [&](const Channel& other) {
      return channel.lead == Lead::kUnknown ? other.label == channel.label : other.lead == channel.lead;
    });
    ASSERT_NE(same, got.channels.end()) << channel.label << " is missing";
    ASSERT_EQ(same->samples.size(), channel.samples.size()) << channel.label;
    for (std::size_t i = 0; i < channel.samples.size(); ++i) {
      ASSERT_TRUE(same_sample(same->samples[i], channel.samples[i]))
          << channel.label << " sample " << i << ": " << same->samples[i] << " for " << channel.samples[i];
    }
  }
}

inline std::vector<std::string> reasons_of(const std::vector<Warning>& warnings) {
  std::vector<std::string> reasons;
  for (const auto& warning : warnings) reasons.push_back(warning.reason);
  return reasons;
}

inline const std::vector<Lead>& eight_leads() {
  static const std::vector<Lead> leads = {Lead::kI,  Lead::kII, Lead::kV1, Lead::kV2,
                                          Lead::kV3, Lead::kV4, Lead::kV5, Lead::kV6};
  return leads;
}
inline std::vector<Lead> twelve_leads() { return {kTwelveLeads.begin(), kTwelveLeads.end()}; }
inline std::vector<Lead> fifteen_leads() {
  auto leads = twelve_leads();
  leads.insert(leads.end(), {Lead::kV3R, Lead::kV4R, Lead::kV7});
  return leads;
}

}  // namespace rdc::ecg::testing
