// DICOM images made for a test and written to a file of its own.
#pragma once

#include <filesystem>
#include <functional>
#include <string>
#include <vector>

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <dcmtk/config/osconfig.h>
#include <dcmtk/dcmdata/dctk.h>

namespace rdc::imaging {

// MONOCHROME2, 16 bits allocated, 12 stored, unsigned, all zeros.
inline void describe_image(DcmDataset& data, int rows, int columns, int frames) {
  data.putAndInsertString(DCM_SOPClassUID, UID_SecondaryCaptureImageStorage);
  data.putAndInsertString(DCM_SOPInstanceUID, "1.2.826.0.1.3680043.8.498.1");
  data.putAndInsertString(DCM_PhotometricInterpretation, "MONOCHROME2");
  data.putAndInsertString(DCM_NumberOfFrames, std::to_string(frames).c_str());
  for (const auto& [tag, value] : {std::pair{DCM_SamplesPerPixel, 1},
                                   {DCM_Rows, rows},
                                   {DCM_Columns, columns},
                                   {DCM_BitsAllocated, 16},
                                   {DCM_BitsStored, 12},
                                   {DCM_HighBit, 11},
                                   {DCM_PixelRepresentation, 0}})
    data.putAndInsertUint16(tag, static_cast<Uint16>(value));
  const std::vector<Uint16> zeros(static_cast<std::size_t>(rows * columns * frames));
  data.putAndInsertUint16Array(DCM_PixelData, zeros.data(), zeros.size());
}

// Removes the file again.
class MadeImage {
 public:
  // As describe_image() has it until `change` says otherwise.
  MadeImage(int rows, int columns, int frames, const std::function<void(DcmDataset&)>& change,
            E_TransferSyntax syntax = EXS_LittleEndianExplicit)
      : MadeImage([&](const std::filesystem::path& path) {
          DcmFileFormat file;
          describe_image(*file.getDataset(), rows, columns, frames);
          change(*file.getDataset());
          const OFCondition saved = file.saveFile(path.c_str(), syntax);
          EXPECT_TRUE(saved.good()) << saved.text();
        }) {}
  // Whatever `write` puts at the path.
  explicit MadeImage(const std::function<void(const std::filesystem::path&)>& write) {
    static int count = 0;
    path_ = std::filesystem::path(::testing::TempDir()) / fmt::format("rdc_made_{}_{}.dcm", ::getpid(), ++count);
    write(path_);
  }
  ~MadeImage() { std::filesystem::remove(path_); }
  MadeImage(const MadeImage&) = delete;
  MadeImage& operator=(const MadeImage&) = delete;

  const std::filesystem::path& path() const { return path_; }

 private:
  std::filesystem::path path_;
};

}  // namespace rdc::imaging
