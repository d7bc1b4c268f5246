// Recordings as files other programs read.
#pragma once

#include <string>
#include <vector>

#include "common/base/result.h"
#include "ecg/formats/format.h"
#include "ecg/recording.h"

namespace rdc::ecg {

enum class Rounding {
  kRefuse,  // an error when a sample or the rate would not come back exactly
  kState,   // written as near as the format allows, and said in Written::notes
};
enum class DerivedLeads {
  kLeaveOut,  // only what was measured: readers derive the rest again
  kWrite,     // marked as derived where the format can
};

struct WriteOptions {
  Rounding rounding = Rounding::kState;
  DerivedLeads derived_leads = DerivedLeads::kLeaveOut;
  std::string record_name = "ecg";  // of a WFDB record: its files' names
};

struct WrittenFile {
  std::string suffix;  // ".scp", ".xml", ".dcm", ".hea", ".dat", ".csv"
  std::vector<std::byte> bytes;
};

struct Written {
  std::vector<WrittenFile> files;  // two for WFDB, header first
  std::vector<Warning> notes;      // what was rounded or found no place
};

// SCP-ECG, aECG, DICOM, WFDB and CSV are.
bool is_writable(Format format);

// Reading the result gives every sample back exactly unless a note says ROUNDED.
// UIDs are made from the content: the same recording gives the same bytes. Errors: kInvalid NOT_WRITABLE for other
// formats, INEXACT when rounding is refused, those of the format's own writer and of check(). Pure; thread-safe.
Result<Written> write(const Recording& recording, Format format, const WriteOptions& options = {});

}  // namespace rdc::ecg
