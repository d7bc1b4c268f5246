// XML documents as other devices and programs are known to write them.
#include <gmock/gmock.h>

#include <fmt/format.h>

#include "ecg/formats/field_text.h"
#include "tests/ecg/formats/recordings.h"

namespace rdc::ecg {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

// Parts of an aECG that vary.
struct AecgParts {
  std::string subject;
  std::string increment = R"(value="2" unit="ms")";
  std::string head = "20230615103000.000";
  std::string scale = R"(value="2.5" unit="uV")";
  std::string code = R"(code="MDC_ECG_LEAD_II")";
  std::string digits = "1 2 3";
  std::string in_series, in_root;
};

std::string aecg_sequences(const AecgParts& parts) {
  return fmt::format(
      R"(<component><sequenceSet><component><sequence><code code="TIME_ABSOLUTE"/><value><head value="{}"/>)"
      R"(<increment {}/></value></sequence></component><component><sequence><code {}/><value>)"
      R"(<origin value="0" unit="uV"/><scale {}/><digits>{}</digits></value></sequence></component></sequenceSet></component>)",
      parts.head, parts.increment, parts.code, parts.scale, parts.digits);
}

std::string aecg_with(const AecgParts& parts) {
  return "<AnnotatedECG>" + parts.subject + parts.in_root + R"(<component><series><code code="RHYTHM"/>)" +
         aecg_sequences(parts) + parts.in_series + "</series></component></AnnotatedECG>";
}

std::string trial_subject(const std::string& person) {
  return R"(<trialSubject><id extension="P7"/><subjectDemographicPerson>)" + person +
         "</subjectDemographicPerson></trialSubject>";
}

TEST(AecgVariants, ANameMayComeInParts) {
  struct Named {
    const char *xml, *name;
  };
  for (const auto& [xml, name] :
       {Named{"<name>Clark</name>", "Clark"},
        Named{"<name><given>Ann</given><given>Marie</given><family>Doe</family></name>", "Doe^Ann Marie"},
        Named{"<name use=\"L\"><family>王</family><given>小明</given></name>", "王^小明"},
        Named{"<name><family>Doe</family></name>", "Doe"}, Named{"<name/>", ""}}) {
    AecgParts parts;
    parts.subject = "<subject>" + trial_subject(xml) + "</subject>";  // beside the trial's path, as some have it
    const auto recording = testing::read_text(aecg_with(parts));
    ASSERT_TRUE(recording) << recording.error().message;
    EXPECT_EQ(recording->subject.name, name);
    EXPECT_EQ(recording->subject.id, "P7");
  }
}

TEST(AecgVariants, SexAndBirthMayBeSaidOtherwise) {
  AecgParts parts;
  parts.subject =
      trial_subject(R"(<administrativeGenderCode code="" displayName="Female"/><birthTime value="1953-05-08"/>)");
  const auto recording = testing::read_text(aecg_with(parts));
  ASSERT_TRUE(recording) << recording.error().message;
  EXPECT_EQ(recording->subject.sex, Sex::kFemale);
  EXPECT_EQ(recording->subject.birth_date, "19530508");
  EXPECT_EQ(recording->subject.age_years, 70);
}

TEST(AecgVariants, TheAgeHasItsUnitAndItsPlace) {
  const auto age_of = [](const std::string& value, bool in_series) {
    AecgParts parts;
    (in_series ? parts.in_series : parts.in_root) =
        R"(<controlVariable><relatedObservation><code code="21612-7"/><value )" + value +
        "/></relatedObservation></controlVariable>";
    return testing::read_text(aecg_with(parts))->subject.age_years;
  };
  EXPECT_EQ(age_of(R"(value="46" unit="a")", false), 46);
  EXPECT_EQ(age_of(R"(value="46" unit="yr")", true), 46);
  EXPECT_EQ(age_of(R"(value="6" unit="mo")", false), 0.5);
  EXPECT_EQ(age_of(R"(value="46" unit="kg")", false), std::nullopt);
  EXPECT_EQ(age_of(R"(value="146" unit="a")", false), std::nullopt);
}

TEST(AecgVariants, UnitsAndTimesAreReadAsDevicesWriteThem) {
  AecgParts parts;
  parts.increment = R"(value="0,002" unit="sec")";
  parts.head = "2023-06-15T10:30:00.000+08:00";
  parts.scale = R"(value="2,5" unit="µV")";
  parts.digits = "1 NaN 3";
  const auto recording = testing::read_text(aecg_with(parts));
  ASSERT_TRUE(recording) << recording.error().message;
  EXPECT_DOUBLE_EQ(recording->rhythm.rate_hz, 500);
  EXPECT_EQ(recording->utc_offset, std::chrono::minutes(480));
  EXPECT_FLOAT_EQ(recording->rhythm.channels[0].samples[2], 7.5F);
  EXPECT_TRUE(std::isnan(recording->rhythm.channels[0].samples[1]));
  for (const char* wrong : {R"(value="2")", R"(value="500" unit="Hz")", R"(value="1,250" unit="ms")"}) {
    parts.increment = wrong;
    EXPECT_THAT(testing::read_text(aecg_with(parts)).error().message, HasSubstr("no increment")) << wrong;
  }
}

TEST(AecgVariants, ALeadMayBeANumberOrOnlyDisplayed) {
  struct Coded {
    const char* code;
    Lead lead;
  };
  for (const auto& [code, lead] :
       {Coded{R"(code="MDC_ECG_LEAD_aVF")", Lead::kAvf}, Coded{R"(code="131330")", Lead::kII},
        Coded{R"(code="MDC_ECG_LEAD_AVRneg")", Lead::kMinusAvr},
        Coded{R"(code="11" displayName="Lead V3R")", Lead::kV3R}, Coded{R"(code="ACC")", Lead::kUnknown}}) {
    AecgParts parts;
    parts.code = code;
    const auto recording = testing::read_text(aecg_with(parts));
    ASSERT_TRUE(recording) << recording.error().message;
    EXPECT_EQ(recording->rhythm.channels[0].lead, lead) << code;
  }
}

// A print of four times three beside its rhythm lead.
TEST(AecgVariants, ALeadThatComesTwiceIsOneWhereItGoesOn) {
  AecgParts part, strip;
  part.digits = "1 2";
  strip.digits = "9 9 3 4";
  part.in_series = aecg_sequences(strip);
  const auto recording = testing::read_text(aecg_with(part));
  ASSERT_TRUE(recording) << recording.error().message;
  ASSERT_EQ(recording->rhythm.channels.size(), 1U);
  EXPECT_THAT(recording->rhythm.channels[0].samples, ElementsAre(2.5F, 5.0F, 7.5F, 10.0F));
  EXPECT_THAT(recording->warnings, IsEmpty());
}

std::string muse_document(const std::string& lead_elements, const std::string& demographics = "") {
  return "<RestingECG>" + demographics +
         "<Waveform><WaveformType>Rhythm</WaveformType><SampleBase>500</SampleBase><LeadData>" + lead_elements +
         "<LeadID>II</LeadID><WaveFormData>AQD//wIA</WaveFormData></LeadData></Waveform></RestingECG>";
}

TEST(MuseVariants, TheStepMayHaveACommaOrBeTheUsualOne) {
  constexpr const char* kMicrovolts = "<LeadAmplitudeUnits>MICROVOLTS</LeadAmplitudeUnits>";
  const auto step = [](const std::string& value) {
    return "<LeadAmplitudeUnitsPerBit>" + value + "</LeadAmplitudeUnitsPerBit>";
  };
  const auto comma = testing::read_text(muse_document(step("4,88") + kMicrovolts));
  ASSERT_TRUE(comma) << comma.error().message;
  EXPECT_FLOAT_EQ(comma->rhythm.channels[0].samples[2], 9.76F);
  EXPECT_THAT(comma->warnings, IsEmpty());
  for (const auto& text : {std::string(), std::string(kMicrovolts), step("4.88")}) {
    const auto usual = testing::read_text(muse_document(text));
    ASSERT_TRUE(usual) << usual.error().message;
    EXPECT_FLOAT_EQ(usual->rhythm.channels[0].samples[2], 9.76F) << text;
    EXPECT_THAT(testing::reasons_of(usual->warnings), ElementsAre("UNCALIBRATED")) << text;
  }
  for (const auto& text : {step("0") + kMicrovolts, step("4,880") + kMicrovolts,
                           std::string("<LeadAmplitudeUnits>MMHG</LeadAmplitudeUnits>")}) {
    EXPECT_THAT(testing::read_text(muse_document(text)).error().message, HasSubstr("no voltage")) << text;
  }
}

TEST(MuseVariants, DatesAreReadInEveryOrderThatTells) {
  for (const char* date : {"09-22-2020", "09/22/2020", "22.09.2020", "22-09-2020", "2020-09-22"}) {
    for (const char* time : {"09:03:00", "09:03"}) {
      const auto recording = testing::read_text(muse_document(
          "",
          fmt::format("<PatientDemographics><DateofBirth>{}</DateofBirth></PatientDemographics><TestDemographics>"
                      "<AcquisitionDate>{}</AcquisitionDate><AcquisitionTime>{}</AcquisitionTime></TestDemographics>",
                      date, date, time)));
      ASSERT_TRUE(recording) << recording.error().message;
      EXPECT_EQ(recording->subject.birth_date, "20200922") << date;
      ASSERT_TRUE(recording->acquired_at) << date << ' ' << time;
      EXPECT_EQ(compact_text(*recording->acquired_at), "20200922090300.000000");
    }
  }
}

std::string philips_document(const std::string& attributes, const std::string& numbers) {
  return "<restingecgdata><documentinfo><documentversion>1.04</documentversion></documentinfo><waveforms>"
         "<parsedwaveforms dataencoding=\"Plain\" samplespersecond=\"500\" bitspersample=\"16\" " +
         attributes + ">" + numbers + "</parsedwaveforms></waveforms></restingecgdata>";
}

TEST(PhilipsVariants, CommasPartLabelsAndDecimals) {
  const auto recording = testing::read_text(
      philips_document(R"(numberofleads="2" leadlabels="I, V4R" resolution="2,5" durationperchannel="4")", "1 2 -3 4"));
  ASSERT_TRUE(recording) << recording.error().message;
  EXPECT_THAT(recording->rhythm.find(Lead::kI)->samples, ElementsAre(2.5F, 5.0F));
  EXPECT_THAT(recording->rhythm.find(Lead::kV4R)->samples, ElementsAre(-7.5F, 10.0F));
}

// 5,500 of 5,000 samples a lead would have put the end of every lead at the beginning of the next.
TEST(PhilipsVariants, LeadsThatShareAllSamplesAreNotCutByAWrongDuration) {
  const auto recording = testing::read_text(
      philips_document(R"(numberofleads="2" leadlabels="I II" resolution="5" durationperchannel="6")", "1 2 3 4"));
  ASSERT_TRUE(recording) << recording.error().message;
  EXPECT_THAT(recording->rhythm.find(Lead::kI)->samples, ElementsAre(5, 10));
  EXPECT_THAT(recording->rhythm.find(Lead::kII)->samples, ElementsAre(15, 20));
  EXPECT_THAT(recording->warnings, IsEmpty());
}

}  // namespace
}  // namespace rdc::ecg
