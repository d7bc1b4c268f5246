#include "common/storage/database.h"

#include <csignal>

#include <gtest/gtest.h>
#include <soci/backend-loader.h>
#include <sys/wait.h>
#include <unistd.h>

#include <atomic>
#include <fstream>
#include <future>
#include <latch>
#include <set>
#include <thread>

#include "common/storage/connection.h"
#include "tests/testkit/manual_clock.h"
#include "tests/testkit/scratch_directory.h"

namespace rdc::storage {
namespace {

using soci::into;
using soci::use;

std::vector<Migration> migrations() {
  return {{1, "numbers", "-- a comment; with a semicolon\nCREATE TABLE number (\n  n INTEGER PRIMARY KEY\n);\n"},
          {2, "words", "CREATE TABLE word (w TEXT);\nINSERT INTO word (w) VALUES ('a;b');\n"}};
}

class DatabaseTest : public testing::Test {
 protected:
  std::unique_ptr<Database> open(Database::Options options = {}) {
    options.file = directory_ / "catalog.sqlite";
    auto opened = Database::open(std::move(options), migrations(), clock_);
    EXPECT_TRUE(opened.has_value()) << opened.error().message;
    return std::move(*opened);
  }
  static Result<void> add(soci::session& session, int n) {
    session << "INSERT INTO number (n) VALUES (:n)", use(n);
    return {};
  }
  static Result<int> count(Database& database) {
    return database.read<int>([](soci::session& session) -> Result<int> {
      int number = 0;
      session << "SELECT COUNT(*) FROM number", into(number);
      return number;
    });
  }

  testkit::ScratchDirectory directory_;
  testkit::ManualClock clock_;
};

// A plugin is on every developer's machine, and not on a hospital's: nothing in a package's dependencies names it.
TEST_F(DatabaseTest, TheBackendIsLinked) {
  const auto database = open();
  ASSERT_NE(database, nullptr);
  EXPECT_TRUE(soci::dynamic_backends::list_all().empty()) << soci::dynamic_backends::list_all().front();
}

TEST_F(DatabaseTest, KeepsWhatWasWrittenAcrossReopening) {
  {
    auto database = open();
    ASSERT_TRUE(database->write<void>([](soci::session& s) { return add(s, 7); }));
  }
  auto database = open();
  EXPECT_EQ(count(*database), 1);
}

TEST_F(DatabaseTest, AnErrorUndoesItsOwnWorkAlone) {
  auto database = open();
  std::latch all(3);
  std::atomic<int> failures = 0;
  const auto done = [&](Result<void> outcome) {
    if (!outcome) ++failures;
    all.count_down();
  };
  database->write_async([](soci::session& s) { return add(s, 1); }, done);
  database->write_async(
      [](soci::session& s) -> Result<void> {
        if (auto added = add(s, 2); !added) return added;
        return fail(ErrorCode::kConflict, "NO", "no");
      },
      done);
  database->write_async([](soci::session& s) { return add(s, 3); }, done);
  all.wait();
  EXPECT_EQ(failures, 1);
  EXPECT_EQ(count(*database), 2);
}

TEST_F(DatabaseTest, WorkThatNobodyWaitsForJoinsTheNextCommitInItsOrder) {
  Database::Options options;
  options.patience = std::chrono::hours(1);
  auto database = open(std::move(options));
  std::atomic<int> commits = 0;
  auto listening = database->on_commit([&] { ++commits; });
  std::vector<int> order;
  database->write_lazily(
      [&](soci::session& s) {
        order.push_back(1);
        return add(s, 1);
      },
      [](Result<void>) {});
  ASSERT_TRUE(database->write<void>([&](soci::session& s) {
    order.push_back(2);
    return add(s, 2);
  }));
  ASSERT_TRUE(database->write<void>([](soci::session& s) { return add(s, 3); }));
  EXPECT_EQ(order, (std::vector<int>{1, 2}));
  EXPECT_LE(commits, 2);
  EXPECT_EQ(count(*database), 3);
  listening.reset();
  database->write_lazily([](soci::session& s) { return add(s, 4); }, [](Result<void>) {});
  database.reset();  // does not wait an hour, and loses nothing
  EXPECT_EQ(count(*open()), 4);
}

TEST_F(DatabaseTest, WorkThatNobodyWaitsForIsDoneWithoutCompanyToo) {
  auto database = open();
  std::promise<bool> done;
  database->write_lazily([](soci::session& s) { return add(s, 1); },
                         [&](Result<void> result) { done.set_value(result.has_value()); });
  EXPECT_TRUE(done.get_future().get());
}

TEST_F(DatabaseTest, AnExceptionUndoesItsOwnWorkAloneAndBecomesAnError) {
  auto database = open();
  ASSERT_TRUE(database->write<void>([](soci::session& s) { return add(s, 1); }));
  auto twice = database->write<void>([](soci::session& s) {
    (void)add(s, 2);
    return add(s, 1);
  });
  ASSERT_FALSE(twice);
  EXPECT_EQ(twice.error().reason, "CATALOG_FAILED");
  EXPECT_EQ(count(*database), 1);
  EXPECT_TRUE(database->write<void>([](soci::session& s) { return add(s, 2); }));
}

TEST_F(DatabaseTest, DoubleQuotedTyposAreErrorsAndReadersCannotWrite) {
  auto database = open();
  auto typo = database->read<void>([](soci::session& s) -> Result<void> {
    std::string text;
    s << "SELECT \"nmber\"", into(text);
    return {};
  });
  EXPECT_FALSE(typo);
  auto written = database->read<void>([](soci::session& s) { return add(s, 1); });
  EXPECT_FALSE(written);
  EXPECT_EQ(count(*database), 0) << "the readers still work";
}

TEST_F(DatabaseTest, RefusesACatalogOfANewerProgram) {
  open();
  auto older = Database::open({.file = directory_ / "catalog.sqlite"}, {migrations()[0]}, clock_);
  ASSERT_FALSE(older);
  EXPECT_EQ(older.error().code, ErrorCode::kConflict);
  auto changed = migrations();
  changed[0].sql += "CREATE TABLE more (n INTEGER);\n";
  auto other = Database::open({.file = directory_ / "catalog.sqlite"}, changed, clock_);
  ASSERT_FALSE(other);
  EXPECT_EQ(other.error().reason, "MIGRATION_CHANGED");
}

TEST_F(DatabaseTest, AFailingMigrationLeavesNothingBehind) {
  auto broken = migrations();
  broken[1].sql += "CREATE TABLE number (n INTEGER);\n";
  ASSERT_FALSE(Database::open({.file = directory_ / "catalog.sqlite"}, broken, clock_));
  open();  // the right one applies
}

TEST_F(DatabaseTest, RefusesAFileThatIsNoDatabase) {
  std::ofstream(directory_ / "catalog.sqlite") << std::string(8192, 'x');
  auto opened = Database::open({.file = directory_ / "catalog.sqlite"}, migrations(), clock_);
  ASSERT_FALSE(opened);
  EXPECT_EQ(opened.error().code, ErrorCode::kCorrupt);
}

TEST_F(DatabaseTest, CommitListenersHearOfWorkAndStopWhenTheirTokenGoes) {
  auto database = open();
  std::atomic<int> heard = 0;
  auto token = database->on_commit([&] { ++heard; });
  ASSERT_TRUE(database->write<void>([](soci::session& s) { return add(s, 1); }));
  ASSERT_TRUE(database->write<void>([](soci::session& s) { return add(s, 2); }));
  EXPECT_GE(heard, 1);
  token.reset();
  const int before = heard;
  ASSERT_TRUE(database->write<void>([](soci::session& s) { return add(s, 3); }));
  ASSERT_TRUE(database->write<void>([](soci::session& s) { return add(s, 4); }));
  EXPECT_EQ(heard, before);
}

TEST_F(DatabaseTest, BacksUpOneMomentWhileInUse) {
  auto database = open();
  std::atomic<bool> stop = false;
  std::jthread writer([&] {
    for (int n = 0; !stop; ++n) ASSERT_TRUE(database->write<void>([n](soci::session& s) { return add(s, n); }));
  });
  while (*count(*database) < 50) std::this_thread::yield();
  ASSERT_TRUE(database->backup_to(directory_ / "copy.sqlite"));
  stop = true;
  writer.join();
  auto copy = Database::open({.file = directory_ / "copy.sqlite"}, migrations(), clock_);
  ASSERT_TRUE(copy) << copy.error().message;
  EXPECT_GE(*count(**copy), 50);
  EXPECT_LE(*count(**copy), *count(*database));
  EXPECT_EQ(database->backup_to(directory_ / "copy.sqlite").error().code, ErrorCode::kExists);
}

struct Insert {
  int n = 0;
  soci::statement statement;
  explicit Insert(soci::session& s) : statement((s.prepare << "INSERT INTO number (n) VALUES (:n)", use(n))) {}
};

TEST_F(DatabaseTest, PreparedStatementsSurviveTheErrorsOfEarlierWork) {
  auto database = open();
  for (const int n : {1, 1, 2, 2, 3}) {
    auto ignored = database->write<void>([n](soci::session& s) -> Result<void> {
      auto& insert = prepared<Insert>(s);
      insert.n = n;
      run(insert.statement);
      return {};
    });
    (void)ignored;
  }
  EXPECT_EQ(count(*database), 3);
}

// A process is killed while it writes: what it was told is durable is there, and every work is whole or absent.
TEST_F(DatabaseTest, KeepsEveryAcknowledgedWriteWhenTheProcessIsKilled) {
  for (int round = 0; round < 5; ++round) {
    int pipe_ends[2];
    ASSERT_EQ(::pipe(pipe_ends), 0);
    const int base = round * 1'000'000;
    const pid_t child = ::fork();
    if (child == 0) {
      auto database = open();
      for (int n = 0;; n += 2) {
        const int first = base + n;
        auto outcome = database->write<void>([first](soci::session& s) -> Result<void> {
          (void)add(s, first);
          return add(s, first + 1);
        });
        if (outcome && ::write(pipe_ends[1], &first, sizeof first) != sizeof first) ::_exit(1);
      }
    }
    std::vector<int> acknowledged;
    int n = 0;
    while (static_cast<int>(acknowledged.size()) < 20 + round * 13 && ::read(pipe_ends[0], &n, sizeof n) == sizeof n)
      acknowledged.push_back(n);
    ::kill(child, SIGKILL);
    ::waitpid(child, nullptr, 0);
    ::close(pipe_ends[0]);
    ::close(pipe_ends[1]);
    auto database = open();
    auto rows = database->read<std::set<int>>([](soci::session& s) -> Result<std::set<int>> {
      std::set<int> all;
      int row = 0;
      soci::statement query = (s.prepare << "SELECT n FROM number", into(row));
      query.execute();
      while (query.fetch()) all.insert(row);
      return all;
    });
    ASSERT_TRUE(rows);
    for (const int one : acknowledged) EXPECT_TRUE(rows->contains(one)) << one;
    EXPECT_EQ(rows->size() % 2, 0u) << "half a work was committed";
  }
}

}  // namespace
}  // namespace rdc::storage
