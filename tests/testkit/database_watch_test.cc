#include "tests/testkit/database_watch.h"

#include <future>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sqlite3.h>

#include "tests/testkit/scratch_directory.h"

namespace rdc::testkit {
namespace {

using namespace std::chrono_literals;

class DatabaseWatchTest : public ::testing::Test {
 protected:
  DatabaseWatchTest() {
    sqlite3_open((scratch_ / "test.sqlite").c_str(), &writer_);
    execute("PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; CREATE TABLE t (n INTEGER, name TEXT)");
  }
  ~DatabaseWatchTest() override { sqlite3_close(writer_); }
  void execute(const std::string& sql) {
    EXPECT_EQ(sqlite3_exec(writer_, sql.c_str(), nullptr, nullptr, nullptr), SQLITE_OK) << sqlite3_errmsg(writer_);
  }

  ScratchDirectory scratch_;
  base::SystemClock clock_;
  sqlite3* writer_ = nullptr;
};

TEST_F(DatabaseWatchTest, ReadsWhatIsCommitted) {
  execute("INSERT INTO t VALUES (1, '柳河'), (2, NULL)");
  auto watch = DatabaseWatch::open(scratch_ / "test.sqlite", clock_);
  ASSERT_TRUE(watch);
  const auto rows = (*watch)->rows("SELECT n, name FROM t WHERE n >= ? ORDER BY n", {"1"});
  ASSERT_TRUE(rows) << rows.error().message;
  EXPECT_EQ(*rows, (std::vector<Row>{{"1", "柳河"}, {"2", ""}}));
  EXPECT_EQ((*watch)->rows("SELECT nothing FROM t").error().reason, "BAD_SQL");
  EXPECT_FALSE((*watch)->rows("INSERT INTO t VALUES (3, 'x')"));
}

TEST_F(DatabaseWatchTest, WakesWhenTheNumberIsReached) {
  auto watch = DatabaseWatch::open(scratch_ / "test.sqlite", clock_);
  ASSERT_TRUE(watch);
  auto writing = std::async(std::launch::async, [&] {
    for (int i = 0; i < 50; ++i) execute("INSERT INTO t VALUES (1, '')");
  });
  EXPECT_TRUE((*watch)->wait_for_number("SELECT count(*) FROM t", 50, 10s));
  writing.get();
  EXPECT_FALSE((*watch)->wait_for_number("SELECT count(*) FROM t", 51, 50ms));
}

TEST_F(DatabaseWatchTest, ACountThatCannotBeHadIsNoNumber) {
  auto watch = DatabaseWatch::open(scratch_ / "test.sqlite", clock_);
  ASSERT_TRUE(watch);
  EXPECT_EQ((*watch)->count("SELECT count(*) FROM t"), 0);
  try {
    (*watch)->count("SELECT count(*) FROM elsewhere");
    FAIL() << "there is no such table";
  } catch (const std::runtime_error& error) {
    EXPECT_THAT(error.what(), ::testing::HasSubstr("no such table: elsewhere"));
  }
}

TEST(DatabaseWatch, SaysWhenThereIsNoFile) {
  const base::SystemClock clock;
  EXPECT_EQ(DatabaseWatch::open("/nonexistent/x.sqlite", clock).error().code, ErrorCode::kNotFound);
}

}  // namespace
}  // namespace rdc::testkit
