#include <gtest/gtest.h>

#include <fstream>

#include "dicom_router/admin/centre.h"
#include "dicom_router/serve.h"
#include "tests/testkit/scratch_directory.h"

namespace rdc::router {
namespace {

class Init : public ::testing::Test {
 protected:
  Result<identity::Secret> init(const std::string& name = "柳河县远程诊断中心", const std::string& admin = "admin") {
    return init_centre({root, name, admin, {}}, machinery, Passwords(PasswordCost::cheap()));
  }
  testkit::ScratchDirectory scratch{"init"};
  std::filesystem::path root = scratch / "centre";
  Machinery machinery;
};

TEST_F(Init, MakesACentreThatOpens) {
  ASSERT_TRUE(init());
  const auto centre = Centre::open(root, machinery);
  ASSERT_TRUE(centre) << centre.error().message;
  EXPECT_EQ((*centre)->config.name, "柳河县远程诊断中心");
  EXPECT_EQ((*centre)->accounts.list()->size(), 1U);
  EXPECT_EQ(std::filesystem::status(root / "keys").permissions(), std::filesystem::perms::owner_all);
  for (const auto& key : {"ca.key", "server.key", "audit.key", "station.key"})
    EXPECT_EQ(std::filesystem::status(root / "keys" / key).permissions(),
              std::filesystem::perms::owner_read | std::filesystem::perms::owner_write);
}

TEST_F(Init, TakesAnEmptyDirectory) {
  std::filesystem::create_directory(root);
  EXPECT_TRUE(init());
}

TEST_F(Init, RefusesADirectoryThatHoldsAnything) {
  std::filesystem::create_directory(root);
  std::ofstream(root / "note.txt") << "mine";
  const auto made = init();
  ASSERT_FALSE(made);
  EXPECT_EQ(made.error().reason, "NOT_EMPTY");
  EXPECT_EQ(std::distance(std::filesystem::directory_iterator(root), std::filesystem::directory_iterator()), 1);
  EXPECT_FALSE(std::filesystem::exists(root.string() + ".part"));
}

TEST_F(Init, LeavesNothingBehindWhenItFails) {
  EXPECT_FALSE(init(std::string(100, 'x')));
  EXPECT_FALSE(init("centre", "bad name"));
  EXPECT_TRUE(std::filesystem::is_empty(scratch.path()));
}

TEST_F(Init, StartsOverAfterAnInterruptedOne) {
  std::filesystem::create_directories(root.string() + ".part/keys");
  std::ofstream(root.string() + ".part/keys/ca.key") << "half";
  EXPECT_TRUE(init());
  EXPECT_FALSE(std::filesystem::exists(root.string() + ".part"));
}

TEST_F(Init, NamesWhatIsWrongWithTheConfiguration) {
  ASSERT_TRUE(init());
  std::ofstream(root / "router.toml", std::ios::app) << "listn = \"x\"\n";
  const auto centre = Centre::open(root, machinery);
  ASSERT_FALSE(centre);
  EXPECT_EQ(centre.error().reason, "BAD_CONFIGURATION");
  EXPECT_NE(centre.error().message.find("listn"), std::string::npos);
}

TEST_F(Init, NothingOpensWhereNoCentreIs) {
  EXPECT_EQ(Centre::open(root, machinery).error().reason, "NO_CENTRE");
  EXPECT_FALSE(std::filesystem::exists(root));
}

TEST_F(Init, ServesOnceAtATime) {
  ASSERT_TRUE(init());
  std::string second;
  const auto first = serve(
      {root, "127.0.0.1:0"}, machinery, [](int) {},
      [&] {
        const auto again = serve(
            {root, "127.0.0.1:0"}, machinery, [](int) {}, [] {});
        second = again ? "" : again.error().reason;
      });
  EXPECT_TRUE(first) << first.error().message;
  EXPECT_EQ(second, "ALREADY_RUNNING");
  EXPECT_TRUE(serve(
      {root, "127.0.0.1:0"}, machinery, [](int) {}, [] {}));
}

}  // namespace
}  // namespace rdc::router
