#include "tests/testkit/happenings.h"

#include <atomic>
#include <fstream>
#include <thread>

#include <gtest/gtest.h>

#include "tests/testkit/scratch_directory.h"

namespace rdc::testkit {
namespace {

using namespace std::chrono_literals;

class HappeningsTest : public ::testing::Test {
 protected:
  base::SystemClock clock_;
  ScratchDirectory folder_{"happenings"};
  Happenings happenings_{clock_};
};

TEST_F(HappeningsTest, LooksAgainWhenItIsRung) {
  std::atomic<bool> so = false;
  std::jthread other([&] {
    so = true;
    happenings_.ring();
  });
  EXPECT_TRUE(happenings_.wait_until([&] { return so.load(); }, 30s));
}

TEST_F(HappeningsTest, LooksOnceAtTheBeginningAndNeverAgainForNothing) {
  int looks = 0;
  EXPECT_FALSE(happenings_.wait_until(
      [&] {
        ++looks;
        return false;
      },
      100ms));
  EXPECT_LE(looks, 3) << "at the beginning, at the end";
}

TEST_F(HappeningsTest, HearsOfFilesThatComeAndGoAlsoInFoldersMadeLater) {
  happenings_.watch(folder_.path());
  const auto file = folder_ / "a/b/file";
  std::jthread writer([&] {
    std::filesystem::create_directories(file.parent_path());
    std::ofstream(file) << "here";
  });
  EXPECT_TRUE(happenings_.wait_until([&] { return std::filesystem::exists(file); }, 30s));
  writer.join();
  std::jthread remover([&] { std::filesystem::remove(file); });
  EXPECT_TRUE(happenings_.wait_until([&] { return !std::filesystem::exists(file); }, 30s));
}

}  // namespace
}  // namespace rdc::testkit
