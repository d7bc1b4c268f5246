// Overlay planes and shutters as the standard defines them, on images made for the purpose.
#include "common/imaging/overlay.h"

#include <gtest/gtest.h>
#include <array>

#include "common/imaging/image_file.h"
#include "tests/common/imaging/made_image.h"

namespace rdc::imaging {
namespace {

DcmTag overlay_tag(int group, Uint16 element, DcmEVR vr) {
  DcmTag tag(static_cast<Uint16>(group), element);
  tag.setVR(DcmVR(vr));
  return tag;
}

void put_plane(DcmDataset& data, int group, int rows, int columns, std::array<Sint16, 2> origin) {
  data.putAndInsertUint16(overlay_tag(group, 0x0010, EVR_US), static_cast<Uint16>(rows));
  data.putAndInsertUint16(overlay_tag(group, 0x0011, EVR_US), static_cast<Uint16>(columns));
  data.putAndInsertString(overlay_tag(group, 0x0040, EVR_CS), "G");
  data.putAndInsertSint16Array(overlay_tag(group, 0x0050, EVR_SS), origin.data(), 2);
  data.putAndInsertUint16(overlay_tag(group, 0x0100, EVR_US), 1);
  data.putAndInsertUint16(overlay_tag(group, 0x0102, EVR_US), 0);
}

void put_bits(DcmDataset& data, int group, const std::vector<Uint16>& words) {
  data.putAndInsertUint16Array(overlay_tag(group, 0x3000, EVR_OW), words.data(), words.size());
}

// Places set on one frame of a file, "x,y " in row order for one group.
std::string set_places(const std::filesystem::path& path, int frame, int group = 0x6000) {
  auto file = ImageFile::open(path);
  if (!file) return file.error().message;
  const auto decoded = (*file)->decode(frame);
  if (!decoded) return decoded.error().message;
  std::string places;
  for (const OverlayMask& mask : decoded->overlays) {
    if (mask.group != group) continue;
    for (int row = 0; row < mask.pixels.rows; ++row)
      for (int column = 0; column < mask.pixels.cols; ++column)
        if (mask.pixels.at<std::uint8_t>(row, column) != 0)
          places += fmt::format("{},{} ", mask.at.x + column, mask.at.y + row);
  }
  return places;
}

TEST(Overlay, ItsBitsBeginAtItsOrigin) {
  for (const E_TransferSyntax syntax :
       {EXS_LittleEndianExplicit, EXS_LittleEndianImplicit, EXS_BigEndianExplicit, EXS_DeflatedLittleEndianExplicit}) {
    // 3 x 5 bits: (4,0) and (0,2) of the plane, which begins one row above and two columns right of the image.
    const MadeImage image(
        6, 8, 1,
        [](DcmDataset& data) {
          put_plane(data, 0x6000, 3, 5, {0, 3});
          put_bits(data, 0x6000, {1U << 4 | 1U << 10});
        },
        syntax);
    EXPECT_EQ(set_places(image.path(), 0), "6,-1 2,1 ") << DcmXfer(syntax).getXferName();
  }
}

TEST(Overlay, FramesOfAnOverlayLieOnTheFramesItNames) {
  const MadeImage image(4, 4, 4, [](DcmDataset& data) {
    put_plane(data, 0x6000, 3, 3, {1, 1});
    data.putAndInsertString(overlay_tag(0x6000, 0x0015, EVR_IS), "2");
    data.putAndInsertUint16(overlay_tag(0x6000, 0x0051, EVR_US), 2);
    // The second frame's bits begin in the middle of a byte: bit 9.
    put_bits(data, 0x6000, {1U | 1U << (9 + 4), 0});
    put_plane(data, 0x6002, 1, 1, {4, 4});
    put_bits(data, 0x6002, {1});
  });
  EXPECT_EQ(set_places(image.path(), 0), "");
  EXPECT_EQ(set_places(image.path(), 1), "0,0 ");
  EXPECT_EQ(set_places(image.path(), 2), "1,1 ");
  EXPECT_EQ(set_places(image.path(), 3), "");
  for (const int frame : {0, 3}) EXPECT_EQ(set_places(image.path(), frame, 0x6002), "3,3 ") << frame;
}

TEST(Overlay, UnusedBitsOfThePixelsCanHoldOne) {
  const MadeImage image(2, 2, 2, [](DcmDataset& data) {
    const std::array<Uint16, 8> samples{0x2FFF, 0x0001, 0x0002, 0x4003, 0x0004, 0x2005, 0x0006, 0x0007};
    data.putAndInsertUint16Array(DCM_PixelData, samples.data(), samples.size());
    for (const int bit : {13, 14, 3}) {
      const int group = 0x6000 + 2 * (bit - (bit == 3 ? 1 : 13));
      data.putAndInsertUint16(overlay_tag(group, 0x0010, EVR_US), 2);
      data.putAndInsertUint16(overlay_tag(group, 0x0011, EVR_US), 2);
      data.putAndInsertUint16(overlay_tag(group, 0x0100, EVR_US), 16);
      data.putAndInsertUint16(overlay_tag(group, 0x0102, EVR_US), static_cast<Uint16>(bit));
    }
  });
  EXPECT_EQ(set_places(image.path(), 0, 0x6000), "0,0 ");
  EXPECT_EQ(set_places(image.path(), 0, 0x6002), "1,1 ");
  EXPECT_EQ(set_places(image.path(), 1, 0x6000), "1,0 ");
  EXPECT_EQ(set_places(image.path(), 0, 0x6004), "") << "bit 3 is the image's own";
  auto file = ImageFile::open(image.path());
  ASSERT_TRUE(file);
  EXPECT_EQ((*file)->decode(0)->pixels.at<std::uint16_t>(0, 0), 0xFFF) << "the overlay's bit is no part of the value";
}

TEST(Overlay, WhatItsHeaderPromisesMustBeThere) {
  const MadeImage image(2, 2, 1, [](DcmDataset& data) {
    put_plane(data, 0x6000, 65535, 65535, {1, 1});
    put_bits(data, 0x6000, {0xFFFF});
    put_plane(data, 0x6002, 100, 100, {1, 1});
    put_bits(data, 0x6002, {0xFFFF});
    put_plane(data, 0x6004, 0, 4, {1, 1});
    put_bits(data, 0x6004, {0xFFFF});
    put_plane(data, 0x6006, 2, 2, {1, 1});
    put_bits(data, 0x6006, {2});
  });
  for (const int group : {0x6000, 0x6002, 0x6004}) EXPECT_EQ(set_places(image.path(), 0, group), "") << group;
  EXPECT_EQ(set_places(image.path(), 0, 0x6006), "1,0 ") << "a broken neighbour takes nothing away";
}

TEST(Overlay, AllSetAndNothingSet) {
  const std::array<std::uint8_t, 2> all{0xFF, 0xFF};
  const auto mask = mask_from_bits(all, 3, 3, 4);
  ASSERT_TRUE(mask);
  EXPECT_EQ(mask->pixels.size(), cv::Size(4, 3));
  EXPECT_EQ(cv::countNonZero(mask->pixels), 12);
  EXPECT_FALSE(mask_from_bits(all, 5, 3, 4)) << "one bit short";
  EXPECT_FALSE(mask_from_bits(std::array<std::uint8_t, 2>{}, 0, 3, 4));
}

TEST(Shutter, IsReadFromTheImage) {
  const MadeImage image(100, 200, 1, [](DcmDataset& data) {
    data.putAndInsertString(DCM_ShutterShape, "RECTANGULAR\\CIRCULAR\\POLYGONAL");
    data.putAndInsertString(DCM_ShutterLeftVerticalEdge, "11");
    data.putAndInsertString(DCM_ShutterRightVerticalEdge, "190");
    data.putAndInsertString(DCM_ShutterUpperHorizontalEdge, "21");
    data.putAndInsertString(DCM_ShutterLowerHorizontalEdge, "80");
    data.putAndInsertString(DCM_CenterOfCircularShutter, "50\\100");
    data.putAndInsertString(DCM_RadiusOfCircularShutter, "40");
    data.putAndInsertString(DCM_VerticesOfThePolygonalShutter, "1\\1\\1\\200\\100\\100");
    data.putAndInsertUint16(DCM_ShutterPresentationValue, 0x8080);
  });
  auto file = ImageFile::open(image.path());
  ASSERT_TRUE(file);
  const DisplayShutter& shutter = (*file)->info().shutter;
  ASSERT_TRUE(shutter.rectangle && shutter.circle);
  EXPECT_EQ(shutter.rectangle->left, 10) << "columns 11 to 190 are shown";
  EXPECT_EQ(shutter.rectangle->right, 190);
  EXPECT_EQ(shutter.rectangle->top, 20);
  EXPECT_EQ(shutter.rectangle->bottom, 80);
  EXPECT_EQ(shutter.circle->x, 99.5);
  EXPECT_EQ(shutter.circle->y, 49.5);
  EXPECT_EQ(shutter.circle->radius, 40);
  ASSERT_EQ(shutter.polygon.size(), 3U);
  EXPECT_EQ(shutter.polygon[2], cv::Point2d(99.5, 99.5));
  EXPECT_EQ(shutter.value, 0x8080);
}

TEST(Shutter, ThatWouldHideEverythingIsNone) {
  const MadeImage image(10, 10, 1, [](DcmDataset& data) {
    data.putAndInsertString(DCM_ShutterShape, "RECTANGULAR\\POLYGONAL");
    data.putAndInsertString(DCM_ShutterLeftVerticalEdge, "9");
    data.putAndInsertString(DCM_ShutterRightVerticalEdge, "2");
    data.putAndInsertString(DCM_ShutterUpperHorizontalEdge, "1");
    data.putAndInsertString(DCM_ShutterLowerHorizontalEdge, "9");
    data.putAndInsertString(DCM_VerticesOfThePolygonalShutter, "1\\1\\2");
  });
  auto file = ImageFile::open(image.path());
  ASSERT_TRUE(file);
  EXPECT_TRUE((*file)->info().shutter.is_empty());
}

}  // namespace
}  // namespace rdc::imaging
