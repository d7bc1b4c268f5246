// DICOM waveforms (PS3.3 C.10.9): 12-lead, general and ambulatory ECG, haemodynamic. Plain values, nothing of DCMTK.
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "common/base/result.h"

namespace rdc::dicom {

// A coded term, e.g. {"2:1", "MDC", "Lead I"}. Trimmed of blanks and NULs.
struct CodedTerm {
  std::string code;
  std::string scheme;
  std::string meaning;
};

// Physical value of sample i, in `unit` (UCUM): samples[i] * sensitivity * sensitivity_correction + baseline. The
// baseline is in the same unit, not in steps. A channel without sensitivity has none: its samples are not measurements.
struct WaveformChannel {
  CodedTerm source;  // lead
  std::string label;
  std::optional<double> sensitivity;
  double sensitivity_correction = 1;
  double baseline = 0;
  std::string unit;        // UCUM code: "uV", "mV", "mm[Hg]"
  double time_skew_s = 0;  // seconds after the group's first channel
  double sample_skew = 0;  // samples
  int bits_stored = 16;
  std::string derivation;                // "" for a measured channel
  std::optional<double> filter_low_hz;   // high-pass corner
  std::optional<double> filter_high_hz;  // low-pass corner
  std::optional<double> notch_hz;
  std::vector<std::int32_t> samples;  // unsigned interpretations as they are, signed ones sign-extended
  bool sign_restored = false;  // the file keeps the sign in bits_stored and not in the bits allocated: told by jumps
};

struct MultiplexGroup {
  std::string label;        // "RHYTHM", "MEDIAN BEAT", or ""
  std::string originality;  // "ORIGINAL" or "DERIVED"
  double rate_hz = 0;
  double time_offset_ms = 0;            // from acquisition time
  std::uint64_t declared_samples = 0;   // of a channel; more than it has when the file was cut short
  std::optional<std::int32_t> padding;  // Waveform Padding Value: samples equal to it were not recorded
  std::vector<WaveformChannel> channels;
};

struct WaveformAnnotation {
  std::string text;  // unformatted
  CodedTerm name;    // concept name, e.g. QRS duration
  CodedTerm value;   // coded value
  std::optional<double> number;
  std::string unit;                             // UCUM
  std::vector<std::uint16_t> channels;          // group, channel, group, channel, … counted from 1
  std::vector<std::uint32_t> sample_positions;  // counted from 1
  std::optional<int> group_number;
};

struct Waveform {
  std::string sop_class_uid;
  std::string sop_instance_uid;
  std::string study_instance_uid;
  std::string series_instance_uid;
  std::string patient_id;
  std::string patient_name;          // DICOM PN in UTF-8, with its carets and groups
  std::string sex;                   // "M", "F", "O", ""
  std::string birth_date;            // "YYYYMMDD"
  std::string age;                   // "045Y"
  std::string acquisition_datetime;  // DICOM DT, "YYYYMMDDHHMMSS.FFFFFF&ZZXX"
  std::string timezone_offset;       // "+0800", Timezone Offset From UTC
  std::string study_date, study_time;
  std::string study_description;
  std::string accession_number;
  std::string study_id;
  std::string institution;
  std::string station_name;
  std::string manufacturer;
  std::string model;
  std::string device_serial;
  std::string referring_physician;
  std::string clinical_history;
  std::vector<MultiplexGroup> groups;
  std::vector<std::string> faults;  // of groups behind the first that cannot be read, and are left out
  std::vector<WaveformAnnotation> annotations;
};

inline constexpr std::string_view kTwelveLeadEcgStorage = "1.2.840.10008.5.1.4.1.1.9.1.1";
inline constexpr std::string_view kGeneralEcgStorage = "1.2.840.10008.5.1.4.1.1.9.1.2";
inline constexpr std::string_view kAmbulatoryEcgStorage = "1.2.840.10008.5.1.4.1.1.9.1.3";

// One of these or a later ECG class.
bool is_ecg_storage(std::string_view sop_class_uid);
// Any waveform: ECG, haemodynamic, respiratory, audio, …
bool is_waveform_storage(std::string_view sop_class_uid);

// Any file from outside. Channels are at most 512 a group, samples of 8, 16 or 32 bits, as many as the file holds:
// fewer than declared when its end is missing or the data are a whole number of samples of every channel. Errors: those
// of check_structure; kInvalid NO_WAVEFORM; kCorrupt BAD_WAVEFORM (counts and data of the first group do not agree,
// unknown sample interpretation).
Result<Waveform> read_waveform(const std::filesystem::path& path, std::string_view charset_override = {});
Result<Waveform> read_waveform(std::span<const std::byte> file, std::string_view charset_override = {});

// The bytes of an ECG object: explicit little endian, ISO_IR 192, 16-bit signed samples. Its SOP class is the
// waveform's and sets the limits (PS3.3 A.34.3 to A.34.5): 12-lead 1 to 13 leads, at most 16384 samples, 200..1000 Hz;
// general up to 4 groups of 24 leads, 200..1000 Hz; ambulatory 1 group of 12 leads, 50..1000 Hz. All leads need
// sensitivity and unit and are equally long. Empty UIDs are errors: the caller makes them. Errors: kInvalid with what
// is missing.
Result<std::vector<std::byte>> encode_ecg(const Waveform& waveform);

// A 12-lead ECG object as a file, whatever SOP class the waveform names. Overwrites. Errors: those of encode_ecg;
// kUnavailable, kNoSpace on writing.
Result<void> write_twelve_lead_ecg(const Waveform& waveform, const std::filesystem::path& path);

}  // namespace rdc::dicom
