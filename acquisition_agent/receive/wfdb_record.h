// A WFDB record in a folder: one ECG in several files, a text header (.hea) and the signal files that it names. It goes
// into the spool whole, as one item (ecg/formats/wfdb_archive.h), the files in it as they were.
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace rdc::agent {

struct WfdbRecord {
  std::vector<std::filesystem::path> files;  // that are there, the header first; its annotations (.atr) too
  std::vector<std::string> missing;          // names of those that are not
};

// nullopt: `header` is no WFDB header, or a part of another record's (a segment).
std::optional<WfdbRecord> wfdb_record(const std::filesystem::path& header);

// The header of the record that this signal file, annotation file or segment is part of: the one of the same name, or
// for a ".dat" or a segment's header whichever in the folder names it.
std::optional<std::filesystem::path> header_of(const std::filesystem::path& file);

}  // namespace rdc::agent
