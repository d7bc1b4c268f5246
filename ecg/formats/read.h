// The one door to every electrocardiogram file.
#pragma once

#include <filesystem>
#include <memory>
#include <string>
#include <string_view>

#include "common/base/result.h"
#include "ecg/formats/byte_source.h"
#include "ecg/formats/csv_reader.h"
#include "ecg/formats/format.h"
#include "ecg/formats/sample_source.h"
#include "ecg/recording.h"

namespace rdc::ecg {

struct ReadOptions {
  csv::Description csv;                             // what a CSV does not say itself
  std::string charset_override;                     // of DICOM text, see dicom::read_waveform
  bool derive_limb_leads = true;                    // add_derived_limb_leads() on what was read
  std::uint64_t max_samples = kMaxSamplesInMemory;  // in all channels
  std::uint64_t max_file_bytes = 1ULL << 30;        // of formats that are read whole
};

// The whole recording, checked (see check()) and completed by derived limb leads and the age at acquisition. The format
// is told by the content; for WFDB pass the header, a signal file with its header of the same name beside it, or a
// record's archive. Errors: kInvalid NOT_AN_ECG (no known format, saying what it is if that is known), NO_ECG, and each
// format's own with what is wrong and where; kNotFound MISSING_SIGNAL_FILE; kTooLarge; kUnavailable. Damage that left
// the samples readable is in Recording::warnings. Thread-safe: concurrent calls share nothing.
Result<Recording> read(const std::filesystem::path& path, const ReadOptions& options = {});
// From memory. `companions` opens the files that a WFDB header names; without it such a header is refused.
Result<Recording> read(Bytes bytes, const ReadOptions& options = {}, Companions* companions = nullptr);

// Window by window for WFDB, EDF, MFER and SCP-ECG 3.0, which may last a day; other formats are read whole behind the
// same interface. Derived leads are not added. Errors as read().
Result<std::unique_ptr<SampleSource>> open_samples(const std::filesystem::path& path, const ReadOptions& options = {});

// The format of a file. Errors: kInvalid NOT_AN_ECG; kNotFound; kUnavailable.
Result<Format> format_of(const std::filesystem::path& path);

}  // namespace rdc::ecg
