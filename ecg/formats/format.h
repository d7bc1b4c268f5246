// The file formats of electrocardiograms, and which one bytes are in, told by their content alone.
#pragma once

#include <optional>
#include <string_view>

#include "ecg/formats/byte_cursor.h"

namespace rdc::ecg {

enum class Format { kScp, kAecg, kDicom, kMuse, kPhilips, kMfer, kEdf, kWfdb, kCsv };

// "SCP-ECG", "HL7 aECG", "DICOM", "MUSE XML", "Philips XML", "MFER", "EDF", "WFDB", "CSV".
std::string_view name_of(Format format);
// "scp", "aecg", "dicom", "muse", "philips", "mfer", "edf", "wfdb", "csv"; also the usual file suffixes "dcm", "xml"
// (aECG), "hea".
std::optional<Format> format_from_word(std::string_view word);

// `beginning`: the first bytes of the file, 64 KiB or all of it. WFDB is told by its header file or a record's
// archive (wfdb_archive.h). nullopt when it is no ECG format known here.
std::optional<Format> sniff(Bytes beginning);
// What bytes are that are no supported ECG, for the sentence that refuses them: "a MATLAB 5 file", "a PDF", ...; ""
// when unknown.
std::string_view foreign_name(Bytes beginning);

}  // namespace rdc::ecg
