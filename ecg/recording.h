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

// Microvolts, evenly sampled. NaN where the device recorded nothing (lead off); never infinite.
using Samples = std::vector<float>;

struct Channel {
  Lead lead = Lead::kUnknown;
  std::string label;  // as the device named it; shown when `lead` is kUnknown
  Samples samples;
  // Amplitude resolution of the recorder: samples lie on a grid of this step. 0 when the file does not tell.
  double step_uv = 0.0;
  bool derived = false;  // computed from other leads, not measured
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

// Whose clock told the time of acquisition.
enum class ClockSource {
  kUnknown,
  kDevice,   // stamped on the tracing by the acquiring device
  kRecords,  // only the study's or the file's date is known
};

// A signal beside the ECG: pressure, respiration, or an ECG lead sampled at another rate than the rhythm strip.
struct OtherSignal {
  std::string label;
  std::string unit;  // as the file says; samples are in it
  double rate_hz = 0.0;
  std::vector<float> samples;
};

// A fault of the file which did not keep it from being read. `reason` is a stable UPPER_SNAKE word.
struct Warning {
  std::string reason;
  std::string message;  // what, and where in the file; never patient data
};

struct Recording {
  Strip rhythm;                 // the whole tracing
  std::optional<Strip> median;  // the device's representative beat
  std::optional<DeviceTime> acquired_at;
  std::optional<std::chrono::minutes> utc_offset;  // of acquired_at, east positive, when the file states a zone
  ClockSource clock_source = ClockSource::kUnknown;
  Subject subject;
  Device device;
  std::vector<Mark> marks;
  std::vector<OtherSignal> others;
  std::vector<Warning> warnings;
};

// The lead's samples, recorded or computed by Einthoven's and Goldberger's relations from two recorded limb leads.
// kNotFound when neither is possible.
Result<Samples> samples_of(const Strip& strip, Lead lead);

// Completes I, II, III, aVR, aVL and aVF where two of them were recorded: appends the missing ones, marked derived, to
// the rhythm strip and the median beat. Leads that are there stay as they are.
void add_derived_limb_leads(Recording& recording);

// The age at the time of acquisition where the file states the day of birth alone, as most do: whole years, from two
// years on; parts of a year before. Nothing changes when an age is stated, or either date is missing or impossible.
void add_age_at_acquisition(Recording& recording);

// kInvalid when a rate, length or count is outside the limits above, or channels differ in length. At most 32 channels
// and 24 h.
Result<void> check(const Recording& recording);

}  // namespace rdc::ecg
