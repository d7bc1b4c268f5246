// Who is on duty: midnight, week-ends, substitutes, and rotas that name nobody.
#include <gtest/gtest.h>

#include "dicom_router/alert/rota.h"
#include "tests/dicom_router/alert/duty.h"

namespace rdc::router {
namespace {

using namespace testing_support;

constexpr const char* kCounty = R"(
utc_offset_minutes = 480
[[shift]]
days = ["mon", "tue", "wed", "thu", "fri"]
from = "08:00"
until = "17:30"
duty = ["li", "wang"]
second = ["zhao"]
[[shift]]
days = ["mon", "tue", "wed", "thu", "fri"]
from = "17:30"
until = "08:00"
duty = ["wang"]
[[shift]]
days = ["sat", "sun"]
from = "08:00"
until = "08:00"
duty = ["zhao"]
[[substitute]]
absent = "wang"
substitute = "qian"
from = "20260303"
until = "20260304"
[[substitute]]
absent = "qian"
substitute = "zhao"
from = "20260304"
until = "20260304"
[otherwise]
duty = ["li"]
head = ["qian"]
)";

struct RotaCase {
  const char* name;
  const char* local;  // "2026-03-02T08:00:00+08:00"
  const char* step;
  std::vector<std::string> want;
};
std::ostream& operator<<(std::ostream& out, const RotaCase& c) { return out << c.name; }
class OnDuty : public ::testing::TestWithParam<RotaCase> {};

std::int64_t micros(const char* text) {
  google::protobuf::Timestamp time;
  if (!TimeUtil::FromString(text, &time)) throw std::invalid_argument(text);
  return TimeUtil::TimestampToMicroseconds(time);
}

TEST_P(OnDuty, IsWhomTheRotaNames) {
  const auto rota = must(rota_from_toml(kCounty, "rota.toml"));
  EXPECT_EQ(people_of(rota, GetParam().step, micros(GetParam().local)), GetParam().want);
}

// 2026-03-02 is a Monday.
INSTANTIATE_TEST_SUITE_P(
    County, OnDuty,
    ::testing::Values(RotaCase{"TheFirstMinute", "2026-03-02T08:00:00+08:00", "duty", {"li", "wang"}},
                      RotaCase{"TheLastMinute", "2026-03-02T17:29:59+08:00", "duty", {"li", "wang"}},
                      RotaCase{"TheNextShift", "2026-03-02T17:30:00+08:00", "duty", {"wang"}},
                      RotaCase{"BeforeMidnight", "2026-03-02T23:59:59+08:00", "duty", {"wang"}},
                      // After midnight it is still Monday's night: Monday's people, and no substitute of Tuesday's.
                      RotaCase{"AfterMidnight", "2026-03-03T00:00:00+08:00", "duty", {"wang"}},
                      RotaCase{"ASubstitute", "2026-03-03T09:00:00+08:00", "duty", {"li", "qian"}},
                      RotaCase{"TheSubstitutesNightGoesOn", "2026-03-04T03:00:00+08:00", "duty", {"qian"}},
                      RotaCase{"ASubstituteOfASubstitute", "2026-03-04T18:00:00+08:00", "duty", {"zhao"}},
                      RotaCase{"BackFromLeave", "2026-03-05T09:00:00+08:00", "duty", {"li", "wang"}},
                      RotaCase{"FridayNightReachesIntoSaturday", "2026-03-07T07:59:59+08:00", "duty", {"wang"}},
                      RotaCase{"Saturday", "2026-03-07T08:00:00+08:00", "duty", {"zhao"}},
                      RotaCase{"SundayNightReachesIntoMonday", "2026-03-09T07:00:00+08:00", "duty", {"zhao"}},
                      RotaCase{"AStepThatTheShiftLeavesOut", "2026-03-02T20:00:00+08:00", "second", {}},
                      RotaCase{"AStepOfOtherwise", "2026-03-02T20:00:00+08:00", "head", {"qian"}},
                      RotaCase{"AStepNobodyHas", "2026-03-02T09:00:00+08:00", "desk", {}}),
    [](const auto& tested) { return tested.param.name; });

TEST(Rota, SubstitutesInACircleEnd) {
  v1::Rota rota;
  rota.mutable_otherwise()->add_duty("a");
  for (const auto& [absent, there] : {std::pair("a", "b"), std::pair("b", "a")}) {
    auto& one = *rota.add_substitutions();
    one.set_absent(absent);
    one.set_substitute(there);
    one.set_from_date("20260101");
    one.set_until_date("20261231");
  }
  EXPECT_EQ(people_of(rota, "duty", micros("2026-03-02T08:00:00+08:00")).size(), 1U);
}

TEST(Rota, AnEmptyRotaAlarmsEveryCardiologistThatIsThere) {
  Duty duty;
  const auto on_duty = [&] {
    return must(
        duty.catalog->read<std::vector<std::string>>([&](soci::session& session) -> Result<std::vector<std::string>> {
          std::vector<std::string> names;
          for (const auto& one : RotaStore::on_duty(session, must(RotaStore::find(session)), "duty", duty.book.now()))
            names.push_back(one.display_name());
          std::sort(names.begin(), names.end());
          return names;
        }));
  };
  EXPECT_EQ(on_duty(), (std::vector<std::string>{"li", "qian", "wang", "zhao"})) << "and not the radiologist";
  must(duty.catalog->write<void>([](soci::session& session) -> Result<void> {
    AccountStore::set_disabled(session, "wang");
    v1::Rota rota;
    rota.mutable_otherwise()->add_duty("wang");
    must(RotaStore::add(session, rota, 0, 1));
    return {};
  }));
  EXPECT_EQ(on_duty(), (std::vector<std::string>{"li", "qian", "zhao"})) << "the rota's only name is gone";
}

TEST(Rota, VersionsAreKeptAndStaleOnesRefused) {
  Duty duty;
  const auto set = [&](const v1::Rota& rota, unsigned based_on) {
    return duty.catalog->write<v1::Rota>(
        [&](soci::session& session) { return RotaStore::add(session, rota, based_on, duty.book.now()); });
  };
  v1::Rota rota = must(rota_from_toml(kCounty, "rota.toml"));
  EXPECT_EQ(must(set(rota, 0)).version(), 1U);
  EXPECT_EQ(set(rota, 0).error().reason, "STALE_ROTA");
  EXPECT_EQ(must(set(rota, 1)).version(), 2U);
  rota.mutable_otherwise()->add_duty("nobody");
  EXPECT_EQ(set(rota, 2).error().reason, "BAD_ROTA");
  EXPECT_EQ(duty.number("SELECT COUNT(*) FROM rota"), 2);
}

TEST(Rota, WhatIsWrittenReadsTheSame) {
  const auto rota = must(rota_from_toml(kCounty, "rota.toml"));
  EXPECT_EQ(must(rota_from_toml(rota_to_toml(rota), "again")).SerializeAsString(), rota.SerializeAsString());
}

TEST(Rota, MistakesAreNamedWithTheirLine) {
  const std::pair<const char*, const char*> kBad[] = {
      {"[[shift]]\nfrom = \"8:00\"\nuntil = \"17:00\"", "rota.toml:2"},
      {"[[shift]]\nfrom = \"08:00\"", "until"},
      {"[[shift]]\nfrom = \"08:00\"\nuntil = \"24:01\"", "rota.toml:3"},
      {"[[shift]]\ndays = [\"monday\"]\nfrom = \"08:00\"\nuntil = \"09:00\"", "rota.toml:2"},
      {"[[shift]]\nfrom = \"08:00\"\nuntil = \"09:00\"\ncook = [\"li\"]", "cook"},
      {"[[substitute]]\nabsent = \"li\"\nsubstitute = \"li\"\nfrom = \"20260101\"\nuntil = \"20260102\"", "two people"},
      {"[[substitute]]\nabsent = \"li\"\nsubstitute = \"wang\"\nfrom = \"20260230\"\nuntil = \"20260302\"", "YYYYMMDD"},
      {"[[step]]\nname = \"duty\"\nminutes = 2", "0 minutes"},
      {"[[step]]\nname = \"duty\"\nminutes = 0\n[[step]]\nname = \"head\"\nminutes = 0", "rise"},
      {"[[step]]\nname = \"cook\"\nminutes = 0", "none of"},
      {"shifts = 1", "unknown key"},
      {"[[shift", "rota.toml:1"}};
  for (const auto& [text, part] : kBad) {
    const auto read = rota_from_toml(text, "rota.toml");
    ASSERT_FALSE(read) << text;
    EXPECT_EQ(read.error().reason, "BAD_ROTA");
    EXPECT_NE(read.error().message.find(part), std::string::npos) << read.error().message;
  }
}

}  // namespace
}  // namespace rdc::router
