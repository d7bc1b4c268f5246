// A file is what was appended to it, however it was appended and whichever way it went to the disk.
#include "common/base/file_system.h"

#include <fstream>

#include <gtest/gtest.h>

#include "tests/testkit/scratch_directory.h"
#include "tests/testkit/seeded_random.h"

namespace rdc::base {
namespace {

std::string bytes_of(std::size_t size, std::uint64_t seed) {
  testkit::SeededRandom random(seed);
  std::string bytes(size, '\0');
  for (char& byte : bytes) byte = static_cast<char>(random.next_u64());
  return bytes;
}

std::string content(const std::filesystem::path& path) { return read_file(path, 1ULL << 30).value(); }

enum class Way { kOrdinary, kPastCache };

struct Case {
  const char* name;
  std::size_t size;
  std::size_t piece;
};

class WrittenFile : public testing::TestWithParam<std::tuple<Way, Case>> {
 protected:
  Result<std::unique_ptr<WritableFile>> reopen(std::uint64_t size) {
    return std::get<0>(GetParam()) == Way::kOrdinary ? fs_.reopen(path_, size) : fs_.reopen_past_cache(path_, size);
  }
  const Case& shape() const { return std::get<1>(GetParam()); }

  testkit::ScratchDirectory scratch_{"rdc-files"};
  const std::filesystem::path path_ = scratch_ / "file";
  PosixFileSystem fs_;
};

TEST_P(WrittenFile, HoldsWhatWasAppendedAfterEachFlush) {
  ASSERT_TRUE(fs_.create(path_));
  const std::string bytes = bytes_of(shape().size, 1);
  auto file = reopen(0);
  ASSERT_TRUE(file) << file.error().message;
  for (std::size_t at = 0; at < bytes.size(); at += shape().piece) {
    const std::string piece = bytes.substr(at, shape().piece);
    ASSERT_TRUE((*file)->append(as_bytes(piece)));
    ASSERT_EQ((*file)->size(), at + piece.size());
    // Readers look at some moments only: the ways between two flushes must all be right.
    if (at / shape().piece % 5 == 2) {
      ASSERT_TRUE((*file)->flush());
      ASSERT_EQ(content(path_), bytes.substr(0, at + piece.size()));
    }
  }
  ASSERT_TRUE((*file)->sync());
  EXPECT_EQ(content(path_), bytes);
}

TEST_P(WrittenFile, GoesOnWhereItWasCutAndDropsWhatLayBehind) {
  const std::string before = bytes_of(shape().size + 5000, 2);
  std::ofstream(path_, std::ios::binary) << before;
  const std::string more = bytes_of(shape().size, 3);
  {
    auto file = reopen(shape().size);
    ASSERT_TRUE(file) << file.error().message;
    ASSERT_TRUE((*file)->append(as_bytes(more)));
  }  // closing it puts what was appended into the file, too
  EXPECT_EQ(content(path_), before.substr(0, shape().size) + more);
}

TEST_P(WrittenFile, RefusesToGoOnBehindTheEnd) {
  std::ofstream(path_, std::ios::binary) << bytes_of(shape().size, 4);
  const auto file = reopen(shape().size + 1);
  ASSERT_FALSE(file);
  EXPECT_EQ(file.error().code, ErrorCode::kCorrupt);
}

INSTANTIATE_TEST_SUITE_P(
    Shapes, WrittenFile,
    testing::Combine(testing::Values(Way::kOrdinary, Way::kPastCache),
                     testing::Values(Case{"Empty", 0, 1}, Case{"OneByte", 1, 1}, Case{"JustUnderABlock", 4095, 100},
                                     Case{"ABlock", 4096, 4096}, Case{"JustOverABlock", 4097, 4097},
                                     Case{"TheHead", 16384, 5000}, Case{"JustOverTheHead", 16385, 16385},
                                     Case{"ABuffer", 262144, 65536}, Case{"JustOverABuffer", 262145, 100000},
                                     Case{"ManyBuffers", 1000003, 33333}, Case{"LargePieces", 1500000, 700001})),
    [](const auto& shape) {
      return std::string(std::get<1>(shape.param).name) +
             (std::get<0>(shape.param) == Way::kOrdinary ? "Ordinary" : "PastCache");
    });

TEST(FileSystem, SaysWhichFileIsNotThere) {
  const testkit::ScratchDirectory scratch("rdc-files");
  PosixFileSystem fs;
  const auto expect_absent = [](const Result<std::unique_ptr<WritableFile>>& opened) {
    ASSERT_FALSE(opened);
    EXPECT_EQ(opened.error().code, ErrorCode::kNotFound);
    EXPECT_NE(opened.error().message.find("absent"), std::string::npos);
  };
  expect_absent(fs.reopen(scratch / "absent", 0));
  expect_absent(fs.reopen_past_cache(scratch / "absent", 0));
}

TEST(FileSystem, ReplacesASmallFileAsAWhole) {
  const testkit::ScratchDirectory scratch("rdc-files");
  PosixFileSystem fs;
  const auto path = scratch / "settings";
  for (const char* text : {"old", "new and longer"}) {
    ASSERT_TRUE(write_file_atomically(fs, path, as_bytes(text)));
    EXPECT_EQ(content(path), text);
  }
  EXPECT_EQ(std::distance(std::filesystem::directory_iterator(scratch.path()), {}), 1) << "a partial file remains";
  const auto refused = read_file(path, 5);
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, ErrorCode::kTooLarge);
}

}  // namespace
}  // namespace rdc::base
