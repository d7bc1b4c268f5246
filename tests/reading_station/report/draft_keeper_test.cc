#include "reading_station/report/draft_keeper.h"

#include <fstream>

#include <gtest/gtest.h>
#include <QFile>
#include <QTest>

#include "common/base/digest.h"
#include "common/base/file_system.h"
#include "tests/reading_station/offline_runner.h"
#include "tests/testkit/scratch_directory.h"

namespace rdc::station {
namespace {

class Keeper : public ::testing::Test {
 protected:
  Keeper() { runner.set_disk_keys(keys); }
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
    return looked_for(of, whose).draft;
  }
  DraftKeeper::Found looked_for(DraftKeeper& of, const DraftKeeper::Owner& whose) {
    DraftKeeper::Found answer;
    bool answered = false;
    of.find(whose, [&](const DraftKeeper::Found& found) {
      answer = found;
      answered = true;
    });
    EXPECT_TRUE(QTest::qWaitFor([&] { return answered; }, 10'000));
    return answer;
  }
  static std::string content_of(const std::filesystem::path& file) { return *base::read_file(file, 1 << 20); }
  // As the version before kept it.
  std::filesystem::path plain_draft(const QString& findings) {
    std::filesystem::create_directories(folder);
    const auto file = folder / (base::sha256("user-1\nstudy-1").hex() + ".json");
    std::ofstream(file) << R"({"findings":")" << findings.toStdString()
                        << R"(","typed_at":"2026-11-01T08:00:00.000Z"})";
    return file;
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
  const DiskKeys keys{identity::SealKey::random(), identity::SealKey::random()};
  DraftKeeper keeper{runner, folder};
  const DraftKeeper::Owner owner{"user-1", "study-1"};
};

TEST_F(Keeper, GivesBackExactlyWhatWasTypedAfterARestart) {
  EXPECT_FALSE(found(keeper, owner).has_value());
  {
    CallRunner earlier(dead_channel());
    earlier.set_disk_keys(keys);
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

TEST_F(Keeper, NothingOfItIsOnTheDiskInTheClear) {
  keep(keeper, owner, draft(QStringLiteral("右下肺野见斑片影 findings")));
  ASSERT_TRUE(found(keeper, owner));
  const auto bytes = content_of(files().at(0));
  for (const char* part : {"findings", "右下肺野", "右下肺炎症", "revision-1"})
    EXPECT_EQ(bytes.find(part), std::string::npos) << part;
}

TEST_F(Keeper, ADamagedFileIsSaidAndKept) {
  keep(keeper, owner, draft("mine"));
  ASSERT_TRUE(found(keeper, owner));
  const auto file = files()[0];
  QFile(QString::fromStdString(file.string())).resize(static_cast<qint64>(std::filesystem::file_size(file) / 2));
  const auto left = content_of(file);
  const auto first = looked_for(keeper, owner);
  EXPECT_FALSE(first.draft);
  EXPECT_EQ(first.set_aside.toStdString(), file.string() + ".unreadable-1");
  EXPECT_EQ(content_of(first.set_aside.toStdString()), left);
  // Said once; what is typed next is kept beside it.
  EXPECT_TRUE(looked_for(keeper, owner).set_aside.isEmpty());
  keep(keeper, owner, draft("typed anew"));
  EXPECT_EQ(found(keeper, owner)->text.findings, "typed anew");
  EXPECT_EQ(content_of(first.set_aside.toStdString()), left);
}

TEST_F(Keeper, AnotherPersonsKeyOpensNothingAndDestroysNothing) {
  keep(keeper, owner, draft("mine"));
  ASSERT_TRUE(found(keeper, owner));
  const auto before = content_of(files().at(0));
  runner.set_disk_keys({keys.cache, identity::SealKey::random()});
  const auto other = looked_for(keeper, owner);
  EXPECT_FALSE(other.draft);
  ASSERT_FALSE(other.set_aside.isEmpty());
  EXPECT_EQ(content_of(other.set_aside.toStdString()), before);
}

TEST_F(Keeper, WithoutALogInNothingIsKeptAndThatIsSaid) {
  runner.set_disk_keys({});
  std::optional<bool> kept;
  keeper.keep(owner, draft("lost"), [&](bool done) { kept = done; });
  ASSERT_TRUE(QTest::qWaitFor([&] { return kept.has_value(); }, 10'000));
  EXPECT_FALSE(*kept);
  EXPECT_TRUE(files().empty());
}

TEST_F(Keeper, TakesOverWhatAnEarlierVersionLeftInTheClear) {
  const auto plain = plain_draft("typed before");
  EXPECT_EQ(found(keeper, owner)->text.findings, "typed before");
  EXPECT_FALSE(std::filesystem::exists(plain));
  EXPECT_EQ(files().size(), 1U);
  EXPECT_EQ(found(keeper, owner)->text.findings, "typed before");
}

TEST_F(Keeper, WhatOthersLeftInTheClearIsSealedAtTheFirstLogInAndStillTheirs) {
  const auto plain = plain_draft("typed before");
  const auto somebody = folder / "0123.json";
  std::ofstream(somebody) << R"({"findings":"somebody else's"})";
  seal_plain_drafts(folder, keys.cache);
  for (const auto& file : files()) {
    EXPECT_EQ(content_of(file).find("findings"), std::string::npos) << file;
    EXPECT_NE(file.extension(), ".json");
  }
  EXPECT_EQ(files().size(), 2U);
  EXPECT_EQ(found(keeper, owner)->text.findings, "typed before");
  EXPECT_EQ(files().size(), 2U);
}

TEST_F(Keeper, WhatOpensAndMakesNoSenseIsSetAsideToo) {
  std::ofstream(plain_draft("x"), std::ios::trunc) << "{ not json";
  const auto looked = looked_for(keeper, owner);
  EXPECT_FALSE(looked.draft);
  ASSERT_FALSE(looked.set_aside.isEmpty());
  EXPECT_TRUE(std::filesystem::exists(looked.set_aside.toStdString()));
}

}  // namespace
}  // namespace rdc::station
