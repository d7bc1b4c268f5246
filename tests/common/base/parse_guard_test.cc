#include "common/base/parse_guard.h"

#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <cstdlib>

#include <gtest/gtest.h>

#include "common/base/digest.h"
#include "tests/testkit/scratch_directory.h"

namespace rdc::base {
namespace {

constexpr int kRefused = 42;

struct Death {
  const char* name;
  void (*end)();
  int deaths_until_refused;
};

void PrintTo(const Death& one, std::ostream* out) { *out << one.name; }

class ParseGuardTest : public testing::TestWithParam<Death> {
 protected:
  // A process of its own comes to its end in the middle of a parse, unless it is refused: then true.
  bool is_refused() {
    const pid_t child = fork();
    if (child == 0) {
      auto guard = ParseGuard::open(scratch_.path(), fs_);
      if (!guard) _exit(1);
      const auto scope = (*guard)->enter(sha256_);
      if (!scope) _exit(kRefused);
      GetParam().end();
      _exit(0);
    }
    int status = 0;
    EXPECT_EQ(waitpid(child, &status, 0), child);
    return WIFEXITED(status) && WEXITSTATUS(status) == kRefused;
  }

  testkit::ScratchDirectory scratch_;
  PosixFileSystem fs_;
  const std::string sha256_ = sha256("a file").hex();
};

TEST_P(ParseGuardTest, RefusesAContentAfterAsManyDeaths) {
  int deaths = 0;
  while (deaths < 10 && !is_refused()) ++deaths;
  EXPECT_EQ(deaths, GetParam().deaths_until_refused);
}

TEST_P(ParseGuardTest, ForgetsTheDeathsOnceTheContentParsesWell) {
  ASSERT_FALSE(is_refused());
  {
    auto guard = ParseGuard::open(scratch_.path(), fs_);
    ASSERT_TRUE(guard);
    EXPECT_TRUE((*guard)->enter(sha256_));
  }
  EXPECT_FALSE(std::filesystem::exists(scratch_.path() / (sha256_ + ".deaths")));
  EXPECT_FALSE(is_refused());
}

// A crash is the file's doing; a kill or a power cut may be chance.
INSTANTIATE_TEST_SUITE_P(Deaths, ParseGuardTest,
                         testing::Values(Death{"Abort", [] { std::abort(); }, 2},
                                         Death{"Fault", [] { ::raise(SIGFPE); }, 2},
                                         Death{"FaultSentFromOutside", [] { ::kill(::getpid(), SIGSEGV); }, 2},
                                         Death{"Killed", [] { ::raise(SIGKILL); }, 5},
                                         Death{"EndedByALibrary", [] { _exit(0); }, 5}),
                         [](const auto& death) { return std::string(death.param.name); });

}  // namespace
}  // namespace rdc::base
