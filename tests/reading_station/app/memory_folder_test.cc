#include "reading_station/app/memory_folder.h"

#include <fstream>

#include <gtest/gtest.h>
#include <QByteArray>

#include "tests/testkit/scratch_directory.h"

namespace rdc::station {
namespace {

namespace fs = std::filesystem;

class MemoryFolder : public ::testing::Test {
 protected:
  void SetUp() override {
    before_ = qgetenv("XDG_RUNTIME_DIR");
    qunsetenv("XDG_RUNTIME_DIR");
    if (!fs::exists("/dev/shm")) GTEST_SKIP() << "this machine has no memory to keep files in";
  }
  void TearDown() override {
    std::error_code ignored;
    if (!made_.empty()) fs::remove_all(made_, ignored);
    if (!before_.isNull()) qputenv("XDG_RUNTIME_DIR", before_);
  }
  fs::path folder() {
    const auto place = memory_folder(scratch.path(), "reports");
    if (place.parent_path() != scratch.path()) made_ = place.parent_path();
    return place;
  }
  testkit::ScratchDirectory scratch{"memory"};

 private:
  QByteArray before_;
  fs::path made_;
};

TEST_F(MemoryFolder, IsOfThisAccountAloneAndNotOnTheDisk) {
  fs::create_directories(scratch / "reports");
  std::ofstream(scratch / "reports" / "old.pdf") << "a report";
  const auto place = folder();
  EXPECT_EQ(place.filename(), "reports");
  EXPECT_EQ(place.parent_path().parent_path(), "/dev/shm");
  EXPECT_EQ(fs::status(place.parent_path()).permissions(), fs::perms::owner_all);
  EXPECT_FALSE(fs::exists(scratch / "reports")) << "what an earlier version left";
  EXPECT_EQ(folder(), place) << "the same at the next start";
  testkit::ScratchDirectory other("memory");
  const auto others = memory_folder(other.path(), "reports");
  EXPECT_NE(others, place);
  fs::remove_all(others.parent_path());
}

TEST_F(MemoryFolder, ANameThatSomebodyElseTookIsNotUsed) {
  const auto own = folder().parent_path();
  fs::remove_all(own);
  fs::create_directory_symlink(scratch.path(), own);
  EXPECT_EQ(folder(), scratch / "reports");
  fs::remove(own);
  fs::create_directory(own);
  fs::permissions(own, fs::perms::all);
  EXPECT_EQ(folder(), scratch / "reports") << "others may write there";
  fs::remove_all(own);
}

}  // namespace
}  // namespace rdc::station
