// What the rest of the system wants to know of a DICOM object: identity, patient, order, geometry. Text is UTF-8.
//
// Read with the structure walk of part10.h, never with a recursive parser, so any file from outside may be given.
#pragma once

#include <array>
#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>

#include "common/base/result.h"
#include "common/dicom/part10.h"

namespace rdc::dicom {

// Empty strings and zeros where the object says nothing. Values are trimmed of padding; dates and times are as sent.
struct InstanceHeader {
  std::string sop_class_uid;
  std::string sop_instance_uid;  // never empty
  std::string transfer_syntax_uid;
  std::string study_instance_uid;
  std::string series_instance_uid;
  std::string modality;  // "CT", "DX", "CR", "ECG", "SR", …
  std::string body_part;
  std::string view_position;
  std::string laterality;  // Image Laterality, else Laterality
  std::string accession_number;
  std::string study_id;

  std::string patient_id;
  std::string issuer_of_patient_id;
  std::string patient_name;  // for people: the ideographic group if there is one; "张伟民", "Buc Jérôme"
  std::array<std::string, 3> patient_name_groups;  // alphabetic, ideographic, phonetic, with their carets
  std::string sex;                                 // "M", "F", "O" or ""
  std::string birth_date;                          // "YYYYMMDD" or ""
  std::string age;                                 // "045Y" or ""

  std::string study_date;            // "YYYYMMDD"
  std::string study_time;            // "HHMMSS.FFFFFF", any prefix of it
  std::string acquisition_datetime;  // Acquisition DateTime, else Acquisition Date and Time joined, else Content's
  std::string study_description;
  std::string series_description;
  std::string protocol_name;
  std::string referring_physician;
  std::string requested_procedure;
  std::string requested_priority;  // Requested Procedure Priority: "STAT", "HIGH", "ROUTINE", …
  std::string institution;
  std::string department;
  std::string station_name;
  std::string manufacturer;
  std::string model;
  std::string clinical_history;  // Additional Patient History, else Reason for Study / for the Requested Procedure

  std::optional<int> series_number;
  std::optional<int> instance_number;
  std::uint32_t rows = 0;
  std::uint32_t columns = 0;
  std::uint32_t frames = 0;  // 1 for a single-frame image, 0 where there are no pixel data
  std::uint32_t bits_stored = 0;
  std::string photometric;

  std::string declared_charset;  // Specific Character Set as sent, "" when absent
  StructureSummary structure;
};

// `charset_override` is the defined term the device should have declared ("GB18030"); "" believes the object as far as
// charset.h does. Errors: those of check_structure; kCorrupt NO_SOP_INSTANCE_UID.
Result<InstanceHeader> read_header(const std::filesystem::path& path, std::string_view charset_override = {});
Result<InstanceHeader> read_header(std::span<const std::byte> file, std::string_view charset_override = {});

// A person name as people read it: "Zhang^Weimin=张^伟民" -> "张伟民"; "Buc^Jérôme" -> "Buc Jérôme". UTF-8 in and out.
std::string readable_person_name(std::string_view utf8_value);

}  // namespace rdc::dicom
