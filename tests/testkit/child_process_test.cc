#include "tests/testkit/child_process.h"

#include <csignal>

#include <gtest/gtest.h>

#include "tests/testkit/manual_clock.h"
#include "tests/testkit/scratch_directory.h"
#include "tests/testkit/seeded_random.h"

namespace rdc::testkit {
namespace {

using namespace std::chrono_literals;

Command shell(const std::string& script) { return Command{{"sh", "-c", script}, {}, {}, {}, {}}; }

TEST(ChildProcess, TellsExitCodeAndOutput) {
  const auto finished = run(shell("echo out; echo err >&2; exit 3"));
  ASSERT_TRUE(finished);
  EXPECT_EQ(finished->ended.exit_code, 3);
  EXPECT_EQ(finished->output, "out\nerr\n");
}

TEST(ChildProcess, WaitsForTheReadyLine) {
  auto child = ChildProcess::start(
      shell("echo starting; echo 'ready port 1234'; cat >/dev/null; read x; exec tail -f /dev/null"));
  ASSERT_TRUE(child);
  const auto line = (*child)->wait_for_line("ready", 5s);
  ASSERT_TRUE(line);
  EXPECT_EQ(*line, "ready port 1234");
  EXPECT_TRUE((*child)->running());
  (*child)->kill_now();
  const auto ended = (*child)->wait(5s);
  ASSERT_TRUE(ended);
  EXPECT_EQ(ended->signal, SIGKILL);
}

TEST(ChildProcess, StopsWaitingWhenTheProgramEnds) {
  auto child = ChildProcess::start(shell("echo no"));
  ASSERT_TRUE(child);
  EXPECT_FALSE((*child)->wait_for_line("ready", 20s));
}

TEST(ChildProcess, ReportsAProgramThatIsNotThere) {
  const auto finished = run(Command{{"/nonexistent/program"}, {}, {}, {}, {}});
  ASSERT_TRUE(finished);
  EXPECT_EQ(finished->ended.exit_code, 127);
}

TEST(ChildProcess, PassesEnvironmentInputAndDirectory) {
  const ScratchDirectory scratch;
  Command command = shell("echo $GREETING $(pwd) $(cat)");
  command.environment = {"GREETING=hello"};
  command.directory = scratch.path();
  command.input = "typed";
  const auto finished = run(command);
  ASSERT_TRUE(finished);
  EXPECT_EQ(finished->output, "hello " + scratch.path().string() + " typed\n");
}

TEST(ChildProcess, KillsWhatDoesNotEndInTime) {
  const auto finished = run(shell("echo begun; exec tail -f /dev/null"), 300ms);
  ASSERT_FALSE(finished);
  EXPECT_EQ(finished.error().reason, "TIMED_OUT");
  EXPECT_NE(finished.error().message.find("begun"), std::string::npos);
}

TEST(ManualClock, MovesOnlyWhenTold) {
  ManualClock clock;
  const auto wall = clock.now();
  const auto mono = clock.monotonic();
  EXPECT_EQ(clock.now(), wall);
  clock.advance(90s);
  EXPECT_EQ(clock.now() - wall, 90s);
  EXPECT_EQ(clock.monotonic() - mono, 90s);
  clock.set_wall_clock(wall);
  EXPECT_EQ(clock.monotonic() - mono, 90s);
  EXPECT_EQ(base::to_iso8601(wall).substr(0, 16), "2026-03-02T08:00");
}

TEST(SeededRandom, RepeatsItselfByItsSeed) {
  SeededRandom a(7), b(7), c(8);
  const auto first = a.next_u64();
  EXPECT_EQ(first, b.next_u64());
  EXPECT_NE(first, c.next_u64());
  for (int i = 0; i < 1000; ++i) {
    const auto n = a.between(3, 5);
    EXPECT_GE(n, 3U);
    EXPECT_LE(n, 5U);
  }
}

}  // namespace
}  // namespace rdc::testkit
