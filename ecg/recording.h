// An electrocardiogram as every format is read into and every measurement starts from.
//
// Plain values: no file, device or wire type. Copyable; thread-safe as any value.
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <vector>

#include "common/base/result.h"
#include "ecg/lead.h"

namespace rdc::ecg {

// Microvolts, evenly sampled. NaN where the device recorded nothing (lead off).
using Samples = std::vector<float>;

struct Channel {
  Lead lead = Lead::kUnknown;
  std::string label;  // as the device named it; shown when `lead` is kUnknown
  Samples samples;
};

// Channels sampled together: all have the same number of samples.
struct Strip {
  double rate_hz = 0.0;  // 50..16,000
  std::vector<Channel> channels;

  std::size_t length() const { return channels.empty() ? 0 : channels.front().samples.size(); }
  double seconds() const { return rate_hz > 0.0 ? static_cast<double>(length()) / rate_hz : 0.0; }
  // nullptr when the lead was not recorded.
  const Channel* find(Lead lead) const;
};

enum class Sex { kUnknown, kMale, kFemale };

struct Subject {
  std::string id;
  std::string name;        // UTF-8, readable
  std::string birth_date;  // "YYYYMMDD" or ""
  Sex sex = Sex::kUnknown;
  std::optional<double> age_years;
};

struct Device {
  std::string manufacturer;
  std::string model;
  std::string serial;
  std::optional<double> high_pass_hz;  // filters already in the samples
  std::optional<double> low_pass_hz;
  std::optional<double> notch_hz;
};

// Something the device measured or stated, kept as it said it.
struct Mark {
  std::string name;   // "PR Interval", "QRS Duration", "Statement"
  std::string value;  // "160", "Sinus rhythm"
  std::string unit;   // "ms", "uV", ""
};

// A moment of the device's own clock, which has no time zone and may be wrong.
using DeviceTime = std::chrono::local_time<std::chrono::microseconds>;

struct Recording {
  Strip rhythm;                 // the whole tracing
  std::optional<Strip> median;  // the device's representative beat
  std::optional<DeviceTime> acquired_at;
  Subject subject;
  Device device;
  std::vector<Mark> marks;
};

// The lead's samples, recorded or computed by Einthoven's and Goldberger's relations from two recorded limb leads.
// kNotFound when neither is possible.
Result<Samples> samples_of(const Strip& strip, Lead lead);

// kInvalid when a rate, length or count is outside the limits above, or channels differ in length. At most 32 channels
// and 24 h.
Result<void> check(const Recording& recording);

}  // namespace rdc::ecg
