// Made-up patients and plausible chest studies, for simulators, tests and the demo: no real person, no real image.
//
// Everything is a function of the seed, pixels and UIDs included: the same arguments give the same bytes. A program
// that wants fresh UIDs draws a fresh seed. Files are Part 10, Explicit VR Little Endian, named "0001.dcm", "0002.dcm"
// … Identity-card numbers have the right form and check digit (GB 11643) and begin with 99, a region that does not
// exist.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "common/base/clock.h"
#include "common/base/result.h"

namespace rdc::dicom {

struct PhantomPatient {
  std::string name;        // "王^小明", UTF-8, family^given
  std::string romanised;   // "Wang^Xiaoming"
  std::string patient_id;  // an identity-card number of 18 characters
  std::string sex;         // "M" or "F"
  std::string birth_date;  // "YYYYMMDD"
};
PhantomPatient make_phantom_patient(std::uint64_t seed);

// "2.25." and the decimal value of a UUID that depends on the seed and the purpose only (PS3.5 B.2).
std::string phantom_uid(std::uint64_t seed, std::string_view purpose);

enum class PhantomCharset {
  kUtf8,            // ISO_IR 192
  kGb18030,         // GB18030
  kMislabelledGbk,  // GBK bytes that claim ISO_IR 100, the commonest fault of old devices
};

// What a device knows about an examination. acquired_at is written in the machine's time zone, as devices do.
struct PhantomOrder {
  PhantomPatient patient;
  std::uint64_t seed = 1;
  base::Timestamp acquired_at{};
  std::string institution = "模拟卫生院";
  std::string station_name = "SIM01";
  std::string accession_number;
  std::string clinical_history;
  std::string priority;  // Requested Procedure Priority: "STAT", "HIGH", "ROUTINE" or ""
  PhantomCharset charset = PhantomCharset::kUtf8;
};

struct PhantomInstance {
  std::filesystem::path path;
  std::string sop_class_uid;
  std::string sop_instance_uid;
};
struct PhantomStudy {
  std::string study_instance_uid;
  PhantomPatient patient;
  std::string modality;
  std::string description;
  std::vector<PhantomInstance> instances;
  std::uint64_t bytes = 0;  // of all files
};

// kPneumothorax: of the right side, under tension (radiographs; a CT shows none).
enum class PhantomLesion { kNone, kNodule, kPneumonia, kPneumothorax };

// A frontal chest radiograph (DX for presentation), 14 bits in 16: lungs, ribs, clavicles, spine, heart, vessels,
// noise.
struct PhantomRadiograph {
  int columns = 2000;
  int rows = 2500;
  PhantomLesion lesion = PhantomLesion::kNone;
  enum class Photometric { kMonochrome1, kMonochrome2 } photometric = Photometric::kMonochrome2;
};
// kNoSpace, kUnavailable: the directory cannot be written. kInvalid: fewer than 16 rows or columns.
Result<PhantomStudy> write_chest_radiograph(const PhantomOrder& order, const PhantomRadiograph& what,
                                            const std::filesystem::path& directory);

// A chest CT from the apices to the upper abdomen, 12 bits in 16, rescale intercept -1024, square slices.
struct PhantomCt {
  int slices = 200;
  int side = 512;  // pixels; the field of view stays 360 mm
  double slice_thickness_mm = 1.5;
  PhantomLesion lesion = PhantomLesion::kNone;
};
Result<PhantomStudy> write_chest_ct(const PhantomOrder& order, const PhantomCt& what,
                                    const std::filesystem::path& directory);

}  // namespace rdc::dicom
