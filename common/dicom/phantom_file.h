// Writes one phantom image as a Part-10 file. Internal to the phantoms.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "common/dicom/phantom.h"

class DcmDataset;

namespace rdc::dicom {

struct PhantomPixels {
  int columns = 0;
  int rows = 0;
  int bits_stored = 12;
  bool monochrome1 = false;
  std::vector<std::uint16_t> values;
};

// One study's files in the making: the attributes that all of them share, then one file after another.
class PhantomFileWriter {
 public:
  struct Study {
    std::string modality, sop_class_uid, study_description, series_description, body_part;
  };
  PhantomFileWriter(const PhantomOrder& order, Study study, std::filesystem::path directory);

  // Patient, study, series, equipment and pixel attributes; the caller adds what its image class needs.
  void fill(DcmDataset& data, int instance_number, const PhantomPixels& pixels);
  Result<void> save(DcmDataset& data, int instance_number);
  PhantomStudy finish() { return std::move(study_); }

 private:
  void put_text(DcmDataset& data, std::uint16_t group, std::uint16_t element, const std::string& utf8) const;

  const PhantomOrder& order_;
  const Study what_;
  const std::filesystem::path directory_;
  PhantomStudy study_;
};

}  // namespace rdc::dicom
