#include "dicom_router/access/station_keys.h"

#include <gtest/gtest.h>

#include <fstream>

#include "tests/testkit/scratch_directory.h"

namespace rdc::router {
namespace {

TEST(StationKeys, AreTheSameAfterARestartAndDifferForEachStationPersonAndUse) {
  testkit::ScratchDirectory scratch("station-keys");
  base::SystemRandom random;
  base::PosixFileSystem fs;
  const auto file = scratch / "station.key";
  const auto made = StationKeys::load_or_make(file, random, fs);
  ASSERT_TRUE(made) << made.error().message;
  using std::filesystem::perms;
  EXPECT_EQ(std::filesystem::status(file).permissions(), perms::owner_read | perms::owner_write);
  const auto again = StationKeys::load_or_make(file, random, fs);
  ASSERT_TRUE(again);
  const std::string cache = made->of_cache("a");
  EXPECT_EQ(cache.size(), 32U);
  EXPECT_EQ(again->of_cache("a"), cache);
  EXPECT_EQ(again->of_drafts("a"), made->of_drafts("a"));
  EXPECT_NE(made->of_cache("b"), cache);
  EXPECT_NE(made->of_drafts("a"), cache);
  EXPECT_EQ(base::read_file(file, 100)->find(cache), std::string::npos);
  const auto other = StationKeys::load_or_make(scratch / "other.key", random, fs);
  EXPECT_NE(other->of_cache("a"), cache);
}

TEST(StationKeys, ADamagedSecretIsSaidAndNotReplaced) {
  testkit::ScratchDirectory scratch("station-keys");
  base::SystemRandom random;
  base::PosixFileSystem fs;
  const auto file = scratch / "station.key";
  for (const std::size_t size : {0UL, 31UL, 33UL}) {
    std::ofstream(file, std::ios::trunc) << std::string(size, 'k');
    const auto loaded = StationKeys::load_or_make(file, random, fs);
    ASSERT_FALSE(loaded) << size;
    EXPECT_EQ(loaded.error().reason, "BAD_STATION_KEY");
    EXPECT_EQ(std::filesystem::file_size(file), size);
  }
}

}  // namespace
}  // namespace rdc::router
