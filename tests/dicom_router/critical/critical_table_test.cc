// The county's list: what the defaults hold, what a file may say, and when it is night.
#include <gtest/gtest.h>

#include <ostream>

#include "dicom_router/critical/critical_table.h"

namespace rdc::router {
namespace {

constexpr const char* kNamed = "name = \"清河县\"\nversion = \"2\"\nsource = \"县质控中心\"\n";

TEST(CriticalTableDefaults, HoldTheConditionsOfTheCoreRuleEachWithBothNames) {
  const CriticalTable table;
  for (const char* id : {"tension-pneumothorax", "aortic-dissection", "pulmonary-embolism", "haemorrhage",
                         "brain-herniation", "perforation", "tamponade", "airway-foreign-body", "ecg-pause"})
    EXPECT_NE(table.find(id), nullptr) << id;
  EXPECT_EQ(table.find("no-such"), nullptr);
  for (const auto& entry : table.entries) {
    EXPECT_FALSE(entry.name().zh().empty()) << entry.entry_id();
    EXPECT_FALSE(entry.name().en().empty()) << entry.entry_id();
  }
  const auto message = table.to_message(base::from_micros(0));
  EXPECT_EQ(message.entries_size(), static_cast<int>(table.entries.size()));
  EXPECT_FALSE(message.source().empty());
}

TEST(CriticalTableFile, ReplacesWhatItNames) {
  const auto table = CriticalTable::parse(std::string(kNamed) +
                                              "read_back_minutes = 5\naction_minutes = 20\nnight_from = \"17:30\"\n"
                                              "[[entry]]\nid = \"sah\"\nzh = \"蛛网膜下腔出血\"\nen = \"SAH\"\n"
                                              "words = [\"蛛网膜下腔\"]\n",
                                          "critical.toml");
  ASSERT_TRUE(table) << table.error().message;
  EXPECT_EQ(table->name, "清河县");
  EXPECT_EQ(table->read_back_minutes, 5);
  EXPECT_EQ(table->night_from, 17 * 60 + 30);
  ASSERT_EQ(table->entries.size(), 1U) << "a list of one's own replaces the whole list";
  EXPECT_EQ(table->entries.front().exam(), v1::CRITICAL_EXAM_IMAGING);
  const auto defaults = CriticalTable::parse("", "critical.toml");
  ASSERT_TRUE(defaults);
  EXPECT_EQ(defaults->read_back_minutes, CriticalTable().read_back_minutes);
}

struct WrongFile {
  const char* name;
  std::string toml;
  const char* says;
};
std::ostream& operator<<(std::ostream& out, const WrongFile& wrong) { return out << wrong.name; }
class CriticalTableWrong : public ::testing::TestWithParam<WrongFile> {};

TEST_P(CriticalTableWrong, StopsTheStartAndSaysWhere) {
  const auto table = CriticalTable::parse(GetParam().toml, "critical.toml");
  ASSERT_FALSE(table);
  EXPECT_EQ(table.error().reason, "BAD_CRITICAL_TABLE");
  EXPECT_NE(table.error().message.find("critical.toml:"), std::string::npos) << table.error().message;
  EXPECT_NE(table.error().message.find(GetParam().says), std::string::npos) << table.error().message;
}
INSTANTIATE_TEST_SUITE_P(
    Each, CriticalTableWrong,
    ::testing::Values(
        WrongFile{"UnknownKey", std::string(kNamed) + "readback = 5\n", "unknown key"},
        WrongFile{"NoSource", "name = \"x\"\nversion = \"1\"\n", "name, version and source"},
        WrongFile{"LimitOutOfRange", std::string(kNamed) + "read_back_minutes = 0\n", "read_back_minutes"},
        WrongFile{"ActionBeforeReadBack", std::string(kNamed) + "read_back_minutes = 60\n", "action_minutes"},
        WrongFile{"NoTime", std::string(kNamed) + "night_from = \"24:00\"\n", "night_from"},
        WrongFile{"EntryWithoutName", std::string(kNamed) + "[[entry]]\nid = \"a\"\nzh = \"甲\"\n", "zh and en"},
        WrongFile{
            "EntryTwice",
            std::string(kNamed) +
                "[[entry]]\nid = \"a\"\nzh = \"甲\"\nen = \"A\"\n[[entry]]\nid = \"a\"\nzh = \"乙\"\nen = \"B\"\n",
            "two entries"},
        WrongFile{"BadId", std::string(kNamed) + "[[entry]]\nid = \"A b\"\nzh = \"甲\"\nen = \"A\"\n", "needs an id"},
        WrongFile{"NoToml", "name = ", "critical.toml:1"}),
    [](const auto& tested) { return tested.param.name; });

struct NightCase {
  const char* name;
  const char* from;
  const char* until;
  int hour, minute;  // China's
  bool night;
};
std::ostream& operator<<(std::ostream& out, const NightCase& one) { return out << one.name; }
class Night : public ::testing::TestWithParam<NightCase> {};

TEST_P(Night, IsByTheCentresLocalTime) {
  const auto& one = GetParam();
  const auto table = CriticalTable::parse(
      std::string(kNamed) + "night_from = \"" + one.from + "\"\nnight_until = \"" + one.until + "\"\n",
      "critical.toml");
  ASSERT_TRUE(table) << table.error().message;
  constexpr std::int64_t kMidnightUtc = 1'772'409'600;  // 2026-03-02 00:00 UTC
  const auto at = base::from_micros((kMidnightUtc + ((one.hour - 8) * 60 + one.minute) * 60) * 1'000'000);
  EXPECT_EQ(table->is_night(at), one.night);
}
INSTANTIATE_TEST_SUITE_P(Each, Night,
                         ::testing::Values(NightCase{"Noon", "18:00", "08:00", 12, 0, false},
                                           NightCase{"JustBeforeEvening", "18:00", "08:00", 17, 59, false},
                                           NightCase{"Evening", "18:00", "08:00", 18, 0, true},
                                           NightCase{"Small", "18:00", "08:00", 3, 0, true},
                                           NightCase{"Morning", "18:00", "08:00", 8, 0, false},
                                           NightCase{"NotOverMidnight", "12:00", "14:00", 13, 0, true},
                                           NightCase{"NotOverMidnightAfter", "12:00", "14:00", 14, 0, false},
                                           NightCase{"Never", "08:00", "08:00", 8, 0, false}),
                         [](const auto& tested) { return tested.param.name; });

}  // namespace
}  // namespace rdc::router
