#include "reading_station/report/draft_keeper.h"

#include <fstream>

#include <gtest/gtest.h>
#include <QFile>
#include <QTest>

#include "tests/reading_station/offline_runner.h"
#include "tests/testkit/scratch_directory.h"

namespace rdc::station {
namespace {

class Keeper : public ::testing::Test {
 protected:
  static KeptDraft draft(const QString& findings) {
    return {
        {QStringLiteral("咳嗽三天"),
         findings,
         QStringLiteral("右下肺炎症"),
         true,
         "zh_CN",
         "typing error",
         "dx-chest",
         {"SCT:816094009"},
         {{"1.2.3", 4, std::pair(-600.5, 1500.25), true, 3, true, QRectF(1.5, 2, 100, 50.25), "2.25.7"}, {"1.2.4"}}},
        "revision-1",
        QDateTime::fromMSecsSinceEpoch(1'795'500'000'123)};
  }
  static void keep(DraftKeeper& with, const DraftKeeper::Owner& whose, const KeptDraft& draft) {
    with.keep(whose, draft, [](bool kept) { EXPECT_TRUE(kept); });
  }
  std::optional<KeptDraft> found(DraftKeeper& of, const DraftKeeper::Owner& whose) {
    std::optional<KeptDraft> answer;
    bool answered = false;
    of.find(whose, [&](std::optional<KeptDraft> kept) {
      answer = std::move(kept);
      answered = true;
    });
    EXPECT_TRUE(QTest::qWaitFor([&] { return answered; }, 10'000));
    return answer;
  }
  std::vector<std::filesystem::path> files() const {
    std::vector<std::filesystem::path> all;
    if (std::filesystem::exists(folder))
      for (const auto& entry : std::filesystem::directory_iterator(folder)) all.push_back(entry.path());
    return all;
  }
  testkit::ScratchDirectory scratch{"drafts"};
  const std::filesystem::path folder = scratch / "drafts";
  CallRunner runner{dead_channel()};
  DraftKeeper keeper{runner, folder};
  const DraftKeeper::Owner owner{"user-1", "study-1"};
};

TEST_F(Keeper, GivesBackExactlyWhatWasTypedAfterARestart) {
  EXPECT_FALSE(found(keeper, owner).has_value());
  {
    CallRunner earlier(dead_channel());
    DraftKeeper before(earlier, folder);
    keep(before, owner, draft("first"));
    keep(before, owner, draft(QStringLiteral("右下肺野见斑片影\n\"引号\"")));
  }  // the program ends: what was handed over is written
  const auto kept = found(keeper, owner);
  ASSERT_TRUE(kept);
  EXPECT_EQ(*kept, draft(QStringLiteral("右下肺野见斑片影\n\"引号\"")));
}

TEST_F(Keeper, ForgetsOnlyTheTextThatArrived) {
  keep(keeper, owner, draft("sent"));
  keep(keeper, owner, draft("typed while the answer was on its way"));
  keeper.forget(owner, draft("sent").text);
  ASSERT_TRUE(found(keeper, owner));
  keeper.forget(owner, draft("typed while the answer was on its way").text);
  EXPECT_FALSE(found(keeper, owner));
  EXPECT_TRUE(files().empty());
}

TEST_F(Keeper, OneReadersTextIsNotAnothers) {
  keep(keeper, owner, draft("mine"));
  EXPECT_FALSE(found(keeper, {"user-2", "study-1"}));
  EXPECT_FALSE(found(keeper, {"user-1", "study-2"}));
}

TEST_F(Keeper, OnlyTheOwnerOfTheStationMayReadItAndTheNameTellsNothing) {
  keep(keeper, owner, draft("mine"));
  ASSERT_TRUE(found(keeper, owner));
  ASSERT_EQ(files().size(), 1U);
  using std::filesystem::perms;
  EXPECT_EQ(std::filesystem::status(files()[0]).permissions(), perms::owner_read | perms::owner_write);
  EXPECT_EQ(std::filesystem::status(folder).permissions(), perms::owner_all);
  EXPECT_EQ(files()[0].string().find("study-1"), std::string::npos);
}

TEST_F(Keeper, AWriteThatFailsIsToldAndWhatWasKeptBeforeStays) {
  keep(keeper, owner, draft("on the disk"));
  ASSERT_TRUE(found(keeper, owner));
  std::ofstream(scratch / "no-folder") << "a file";
  DraftKeeper full(runner, scratch / "no-folder");
  std::optional<bool> kept;
  full.keep(owner, draft("lost"), [&](bool done) { kept = done; });
  ASSERT_TRUE(QTest::qWaitFor([&] { return kept.has_value(); }, 10'000));
  EXPECT_FALSE(*kept);
  EXPECT_EQ(found(keeper, owner)->text.findings, QStringLiteral("on the disk"));
}

TEST_F(Keeper, ADamagedFileIsNoText) {
  keep(keeper, owner, draft("mine"));
  ASSERT_TRUE(found(keeper, owner));
  QFile file(QString::fromStdString(files()[0].string()));
  ASSERT_TRUE(file.resize(file.size() / 2));
  EXPECT_FALSE(found(keeper, owner));
}

}  // namespace
}  // namespace rdc::station
