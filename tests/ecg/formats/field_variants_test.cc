// Spellings that other programs and devices are known to write, field by field.
#include <gmock/gmock.h>

#include <algorithm>
#include <cmath>

#include "ecg/formats/field_text.h"
#include "ecg/formats/units.h"
#include "tests/ecg/formats/recordings.h"

namespace rdc::ecg {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

TEST(FieldText, ADecimalCommaIsOneOnlyWhereItCannotPartThousands) {
  EXPECT_EQ(number_with_comma("2,5"), 2.5);
  EXPECT_EQ(number_with_comma(" -8,00 "), -8.0);
  EXPECT_EQ(number_with_comma("+0,250"), 0.25);
  EXPECT_EQ(number_with_comma("4.88"), 4.88);
  EXPECT_EQ(number_with_comma("1,250"), std::nullopt);
  EXPECT_EQ(number_with_comma("1,2,3"), std::nullopt);
  EXPECT_EQ(number_with_comma("1,-2"), std::nullopt);
  EXPECT_EQ(number_with_comma(","), std::nullopt);
}

TEST(FieldText, TimesMayBeWrittenByIso8601) {
  const auto compact = any_time("20230615103000.25+0800"), iso = any_time("2023-06-15T10:30:00.250+08:00");
  ASSERT_TRUE(compact && iso);
  EXPECT_EQ(compact->time, iso->time);
  EXPECT_EQ(iso->utc_offset, std::chrono::minutes(480));
  EXPECT_EQ(compact_text(any_time("2023/06/15 10:30")->time), "20230615103000.000000");
  EXPECT_EQ(compact_text(any_time("1953-05-08")->time).substr(0, 8), "19530508");
  EXPECT_EQ(any_time("2023-13-15"), std::nullopt);
  EXPECT_EQ(any_time("15-06-2023"), std::nullopt);
}

TEST(FieldText, TimesAreReadAsProgramsWriteThem) {
  struct Written {
    const char *text, *moment;
    std::optional<int> offset_minutes;
  };
  for (const auto& [text, moment, offset] :
       {Written{"20230615103000250", "20230615103000.250000", std::nullopt},  // milliseconds without a point
        Written{"20230615103000+08:00", "20230615103000.000000", 480},
        Written{"20230615103000+08", "20230615103000.000000", 480},
        Written{"20230615T103000Z", "20230615103000.000000", 0},
        Written{"20230615 10:30:05", "20230615103005.000000", std::nullopt},
        Written{"2023-6-5 8:03:01", "20230605080301.000000", std::nullopt},
        Written{"2023.06.15 10:30", "20230615103000.000000", std::nullopt},
        Written{"2023/12/5", "20231205000000.000000", std::nullopt},
        Written{"2023-06-15T10:30:00-03:30", "20230615103000.000000", -210}}) {
    const auto time = any_time(text);
    ASSERT_TRUE(time) << text;
    EXPECT_EQ(compact_text(time->time), moment) << text;
    EXPECT_EQ(time->utc_offset, offset ? std::optional(std::chrono::minutes(*offset)) : std::nullopt) << text;
  }
  for (const char* none : {"", "2023", "2023-", "2023-6", "2023-6/5", "2023-xx-05", "202306151030002501234567"})
    EXPECT_EQ(any_time(none), std::nullopt) << none;
}

TEST(FieldText, AnAgeHasAUnitOrIsOfYears) {
  struct Age {
    const char *text, *unit;
    std::optional<double> years;
  };
  for (const auto& [text, unit, years] :
       {Age{"46", "", 46.0}, Age{"46Y", "", 46.0}, Age{"46 岁", "", 46.0}, Age{"6个月", "", 0.5},
        Age{"18", "months", 1.5}, Age{"0,5", "a", 0.5}, Age{"46", "kg", std::nullopt},
        Age{"46Y", "months", std::nullopt}, Age{"", "a", std::nullopt}, Age{"-1", "", std::nullopt},
        Age{"131", "", std::nullopt}, Age{"unknown", "", std::nullopt}}) {
    EXPECT_EQ(age_of(text, unit), years) << text << unit;
  }
}

TEST(FieldText, EscapesOfIso2022NameTheirSets) {
  EXPECT_EQ(readable("\x1B$B;3ED\x1B(B"), "山田");
  EXPECT_EQ(readable("\x1B$)A\xCD\xF5"), "王");
}

TEST(Units, AVoltageHasManySpellings) {
  for (const char* text : {"uV", "µV", "\xB5V", "UV", "uVolt", "microvolts", "µVolts"}) {
    EXPECT_EQ(microvolts_in(text), 1.0) << text;
  }
  for (const char* text : {"mV", "mVolt", "MilliVolt", "MV "}) EXPECT_EQ(microvolts_in(text), 1000.0) << text;
  EXPECT_EQ(microvolts_in("Volt"), 1e6);
  EXPECT_EQ(microvolts_in("nV"), 1e-3);
  for (const char* text : {"", "mmHg", "bpm", "kV", "mVs"}) EXPECT_EQ(microvolts_in(text), std::nullopt) << text;
}

std::vector<bool> chosen(const std::vector<const char*>& labels) {
  std::vector<SignalClaim> claims;
  for (const char* label : labels) {
    claims.push_back({lead_from_name(label).value_or(Lead::kUnknown), label, true, 200.0});
  }
  return choose_strip(claims);
}

// A sleep study stores its electroencephalogram in volts, too, at the rate of its one ECG lead.
TEST(Units, PlacesOnTheScalpAreNoEcg) {
  EXPECT_THAT(chosen({"C3-M2", "O1-A2", "Fp1-Ref", "E1-M2", "LOC", "Chin1-Chin2", "ECG"}),
              ElementsAre(false, false, false, false, false, false, true));
  EXPECT_THAT(chosen({"Fz", "O2", "ECG1-ECG2"}), ElementsAre(false, false, true));
  // Modified and chest leads of the ECG stay.
  EXPECT_THAT(chosen({"MLII", "V5", "MV2", "CM5", "C3", "X", "A"}),
              ElementsAre(true, true, true, true, true, true, true));
}

std::vector<Lead> leads_of_table(const std::string& names) {
  std::vector<Lead> leads;
  const std::size_t columns = static_cast<std::size_t>(std::count(names.begin(), names.end(), ',')) + 1;
  std::string row = "1";
  for (std::size_t i = 1; i < columns; ++i) row += ",1";
  const auto recording = testing::read_text("# rate_hz: 500\n# unit: uV\n" + names + "\n" + row + "\n" + row + "\n");
  if (!recording) return leads;
  for (const auto& channel : recording->rhythm.channels) {
    if (!channel.derived) leads.push_back(channel.lead);
  }
  return leads;
}

std::vector<std::string> warnings_at(double millivolts, float offset) {
  Recording recording = testing::recording_of({testing::eight_leads()});
  for (auto& channel : recording.rhythm.channels) {
    for (std::size_t i = 0; i < channel.samples.size(); ++i)
      channel.samples[i] = static_cast<float>(std::sin(0.05 * static_cast<double>(i)) * 1000.0 * millivolts) + offset;
  }
  const auto table = write(recording, Format::kCsv);
  const auto again = table ? testing::read_written(*table) : Result<Recording>(fail(table));
  return again ? testing::reasons_of(again->warnings) : std::vector<std::string>{again.error().message};
}

// Millivolts that are called volts, or microvolts called millivolts.
TEST(Range, ATracingThatNoHeartMakesIsSaid) {
  EXPECT_THAT(warnings_at(1.0, 0.0F), IsEmpty());
  EXPECT_THAT(warnings_at(1.0, 300'000.0F), IsEmpty());  // an offset of the electrodes
  EXPECT_THAT(warnings_at(1000.0, 0.0F), ElementsAre("IMPLAUSIBLE_RANGE"));
}

TEST(ChestLeads, MayBeNamedAfterTheirElectrodes) {
  EXPECT_THAT(leads_of_table("I,II,C1,C2,C3,C4,C5,C6"),
              ElementsAre(Lead::kI, Lead::kII, Lead::kV1, Lead::kV2, Lead::kV3, Lead::kV4, Lead::kV5, Lead::kV6));
  constexpr auto kNone = Lead::kUnknown;
  EXPECT_THAT(leads_of_table("I,II,C3,C4"), ElementsAre(Lead::kI, Lead::kII, kNone, kNone));
  EXPECT_THAT(leads_of_table("I,V1,C1,C2,C3,C4,C5,C6"),
              ElementsAre(Lead::kI, Lead::kV1, kNone, kNone, kNone, kNone, kNone, kNone));
}

}  // namespace
}  // namespace rdc::ecg
