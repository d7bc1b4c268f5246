// What is in a file, told from its content: a DICOM instance, an ECG in another format, or nothing for us.
#pragma once

#include <filesystem>
#include <string_view>

#include "acquisition_agent/spool/spool.h"

namespace rdc::agent {

// Received by C-STORE or found to be DICOM. Errors: those of dicom::check_structure, kInvalid DICOMDIR, kCorrupt
// NO_SOP_INSTANCE_UID.
Result<Inspection> inspect_dicom(const std::filesystem::path& file);

// `original` is the file under the name its maker gave it, where the files that a WFDB header names are beside it.
// kInvalid NOT_RECOGNISED for what is neither DICOM nor an ECG; INCOMPLETE_RECORD, NO_HEADER for a part of a WFDB
// record alone.
Result<Inspection> inspect_file(const std::filesystem::path& file, const std::filesystem::path& original);

// "SCP-ECG", "HL7 aECG", "MUSE XML", "Philips XML", "MFER", "EDF", "ISHNE", "WFDB" or "". head: the first 64 KiB.
std::string_view recognise_ecg(std::string_view head);

}  // namespace rdc::agent
