#include "dicom_router/store/object_store.h"

#include <gtest/gtest.h>

#include <thread>

#include "tests/testkit/crashing_file_system.h"
#include "tests/testkit/scratch_directory.h"

namespace rdc::router {
namespace {

TEST(ObjectStore, EqualBytesAreOneObject) {
  testkit::ScratchDirectory scratch("objects");
  base::PosixFileSystem fs;
  auto store = ObjectStore::open(scratch / "objects", fs);
  ASSERT_TRUE(store);
  auto first = (*store)->put_bytes(base::as_bytes("hello"));
  auto second = (*store)->put_bytes(base::as_bytes("hello"));
  ASSERT_TRUE(first);
  EXPECT_EQ(*first, *second);
  EXPECT_EQ(*(*store)->size_of(*first), 5u);
  EXPECT_TRUE((*store)->verify(*first));
  EXPECT_EQ((*store)->size_of("../../etc/passwd").error().code, ErrorCode::kInvalid);
}

TEST(ObjectStore, ManyThreadsPublishTogether) {
  testkit::ScratchDirectory scratch("objects");
  base::PosixFileSystem fs;
  auto store = ObjectStore::open(scratch / "objects", fs);
  ASSERT_TRUE(store);
  std::vector<std::jthread> threads;
  for (int t = 0; t < 8; ++t)
    threads.emplace_back([&, t] {
      for (int i = 0; i < 10; ++i) {
        auto put = (*store)->put_bytes(base::as_bytes("object " + std::to_string(t * 7 + i)));
        ASSERT_TRUE(put);
        EXPECT_TRUE((*store)->verify(*put));
      }
    });
}

TEST(ObjectStore, KeepsAcknowledgedObjectsWhicheverOperationCrashes) {
  for (int n = 0;; ++n) {
    testkit::ScratchDirectory scratch("objects");
    testkit::CrashingFileSystem disk(scratch.path(), n, static_cast<std::uint64_t>(n));
    std::vector<std::string> acknowledged;
    if (auto store = ObjectStore::open(scratch / "objects", disk)) {
      for (const char* text : {"one", "two", "three", "two"})
        if (auto put = (*store)->put_bytes(base::as_bytes(text))) acknowledged.push_back(*put);
    }
    const bool crashed = disk.crashed();
    disk.restart();
    auto store = ObjectStore::open(scratch / "objects", disk);
    ASSERT_TRUE(store);
    for (const auto& one : acknowledged) EXPECT_TRUE((*store)->verify(one)) << "operation " << n;
    (void)(*store)->list([&](const std::filesystem::path& path, std::uint64_t) {
      EXPECT_TRUE((*store)->verify(path.filename().string())) << "half an object has its name, operation " << n;
    });
    EXPECT_TRUE((*store)->put_bytes(base::as_bytes("one")));
    if (!crashed) break;
  }
}

}  // namespace
}  // namespace rdc::router
