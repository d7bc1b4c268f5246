#include "reading_station/viewer/image_stack.h"

#include <gtest/gtest.h>

#include "reading_station/viewer/frame_cache.h"
#include "tests/reading_station/viewer/test_images.h"

namespace rdc::station {
namespace {

SeriesContent series(int count) {
  SeriesContent content;
  for (int i = 0; i < count; ++i)
    content.instances.push_back({QString::number(i), QStringLiteral("d%1").arg(i), 1000, i + 1, 1, {}});
  return content;
}

std::shared_ptr<const imaging::ImageInfo> at_height(double z) {
  auto info = std::make_shared<imaging::ImageInfo>();
  info->frame_infos.resize(1);
  info->frame_infos[0].position = {0, 0, z};
  info->frame_infos[0].orientation = {1, 0, 0, 0, 1, 0};
  return info;
}

TEST(ImageStack, IsByNumberUntilAllPositionsAreKnown) {
  ImageStack stack(series(3));
  EXPECT_FALSE(stack.set_header("d0", at_height(-10)));
  EXPECT_FALSE(stack.set_header("d1", at_height(10)));
  EXPECT_EQ(stack.at(0).sha256, "d0");
  EXPECT_TRUE(stack.set_header("d2", at_height(0)));
  EXPECT_EQ(stack.at(0).sha256, "d1");  // head first
  EXPECT_EQ(stack.at(2).sha256, "d0");
  EXPECT_EQ(stack.index_of({"d2", 0}), 1);
}

TEST(ImageStack, AnUnreadableObjectGoesLastAndHoldsNothingUp) {
  ImageStack stack(series(3));
  stack.set_header("d0", nullptr);
  stack.set_header("d1", at_height(0));
  stack.set_header("d2", at_height(5));
  EXPECT_EQ(stack.count(), 3);
  EXPECT_EQ(stack.at(2).sha256, "d0");
  EXPECT_EQ(stack.at(0).sha256, "d2");
}

TEST(ImageStack, FramesAreWhatTheFileHolds) {
  auto content = series(1);
  ImageStack stack(content);
  auto info = std::make_shared<imaging::ImageInfo>();
  info->frames = 5;
  info->frame_infos.resize(1);
  EXPECT_TRUE(stack.set_header("d0", info));
  EXPECT_EQ(stack.count(), 5);
  EXPECT_EQ(stack.at(4).frame, 4);
}

TEST(ImageStack, ReportsAndWaveformsAreLeftOut) {
  auto content = series(2);
  content.instances[0].frames = 0;
  EXPECT_EQ(ImageStack(content).count(), 1);
}

TEST(FrameCache, KeepsTheRecentOnesWithinItsBudget) {
  FrameCache cache(100 * 200 * 2 * 2);
  cache.put(ramp_image("a"));
  cache.put(ramp_image("b"));
  EXPECT_NE(cache.find({"a", 0}), nullptr);
  cache.put(ramp_image("c"));
  EXPECT_EQ(cache.find({"b", 0}), nullptr);
  EXPECT_NE(cache.find({"a", 0}), nullptr);
  EXPECT_LE(cache.bytes(), cache.budget());
  FrameCache tiny(1);
  tiny.put(ramp_image("a"));
  EXPECT_NE(tiny.find({"a", 0}), nullptr);
}

}  // namespace
}  // namespace rdc::station
