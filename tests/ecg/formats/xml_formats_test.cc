#include <gmock/gmock.h>

#include <fmt/format.h>

#include "ecg/formats/philips_xli.h"
#include "ecg/formats/xml_tree.h"
#include "tests/ecg/formats/recordings.h"

namespace rdc::ecg {
namespace {

using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

std::string aecg_set(const std::string& time, const std::string& leads) {
  return "<component><sequenceSet><component><sequence>" + time + "</sequence></component>" + leads +
         "</sequenceSet></component>";
}
std::string aecg_lead(const std::string& code, const std::string& digits,
                      const std::string& scale = R"(value="2.5" unit="uV")",
                      const std::string& origin = R"(value="0" unit="uV")") {
  return fmt::format(
      R"(<component><sequence><code code="{}"/><value xsi:type="SLIST_PQ"><origin {}/><scale {}/><digits>{}</digits></value></sequence></component>)",
      code, origin, scale, digits);
}
std::string absolute(const std::string& head, const std::string& step = R"(value="2" unit="ms")") {
  return fmt::format(
      R"(<code code="TIME_ABSOLUTE"/><value xsi:type="GLIST_TS"><head value="{}"/><increment {}/></value>)", head,
      step);
}
std::string aecg_of(const std::string& sets) {
  return R"(<?xml version="1.0"?><!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]>)"
         R"(<h:AnnotatedECG xmlns:h="urn:hl7-org:v3" xmlns:xsi="x"><component><series><code code="RHYTHM"/>)" +
         sets + "</series></component></h:AnnotatedECG>";
}

TEST(Aecg, UnitsOfTimeScaleAndOriginAreEachTheirOwn) {
  const auto recording = testing::read_text(aecg_of(
      aecg_set(absolute("20261124090807.250+0800"),
               aecg_lead("MDC_ECG_LEAD_II", " 1 -2\n3 ") +
                   aecg_lead("MDC_ECG_LEAD_V4R", "1 2 3", R"(value="0.01" unit="mV")", R"(value="100" unit="uV")"))));
  ASSERT_TRUE(recording) << recording.error().message;
  EXPECT_DOUBLE_EQ(recording->rhythm.rate_hz, 500);
  EXPECT_THAT(recording->rhythm.find(Lead::kII)->samples, ElementsAre(2.5F, -5.0F, 7.5F));
  EXPECT_THAT(recording->rhythm.find(Lead::kV4R)->samples, ElementsAre(110, 120, 130));
  EXPECT_EQ(recording->utc_offset, std::chrono::minutes(480));
  EXPECT_EQ(recording->clock_source, ClockSource::kDevice);
}

TEST(Aecg, SetsOfAPrintLieAtTheirTimes) {
  const auto recording =
      testing::read_text(aecg_of(aecg_set(absolute("20261124090800.000"), aecg_lead("MDC_ECG_LEAD_I", "1 2")) +
                                 aecg_set(absolute("20261124090800.004"), aecg_lead("MDC_ECG_LEAD_V1", "3 4"))));
  ASSERT_TRUE(recording) << recording.error().message;
  ASSERT_EQ(recording->rhythm.length(), 4U);
  EXPECT_TRUE(std::isnan(recording->rhythm.find(Lead::kI)->samples[2]));
  EXPECT_EQ(recording->rhythm.find(Lead::kV1)->samples[2], 7.5F);
  EXPECT_THAT(testing::reasons_of(recording->warnings), Contains("UNEQUAL_LEADS"));
}

TEST(Aecg, SetsMayStandInAnyOrder) {
  const auto recording =
      testing::read_text(aecg_of(aecg_set(absolute("20261124090800.004"), aecg_lead("MDC_ECG_LEAD_V1", "3 4")) +
                                 aecg_set(absolute("20261124090800.000"), aecg_lead("MDC_ECG_LEAD_I", "1 2"))));
  ASSERT_TRUE(recording) << recording.error().message;
  EXPECT_EQ(recording->rhythm.find(Lead::kI)->samples[0], 2.5F);
  EXPECT_EQ(recording->rhythm.find(Lead::kV1)->samples[2], 7.5F);
  EXPECT_EQ(recording->acquired_at->time_since_epoch().count() % 60'000'000, 0);  // of the earliest
}

TEST(Aecg, FurtherSeriesAreNotDroppedWithoutAWord) {
  const std::string set = aecg_set(absolute("20261124090800"), aecg_lead("MDC_ECG_LEAD_I", "1 2"));
  const auto recording =
      testing::read_text(aecg_of(set + "</series></component><component><series><code code=\"RHYTHM\"/>" + set));
  ASSERT_TRUE(recording) << recording.error().message;
  EXPECT_THAT(testing::reasons_of(recording->warnings), ElementsAre("SERIES_LEFT_OUT"));
}

TEST(Aecg, ABeatBeforeTheRhythmIsNotTheRhythm) {
  for (const std::string code : {"REPRESENTATIVE_BEAT", "MEDIAN_BEAT"}) {
    const std::string beat = "</series></component><component><series><code code=\"" + code + "\"/>" +
                             aecg_set(absolute("20261124090800"), aecg_lead("MDC_ECG_LEAD_I", "9 9"));
    const std::string rhythm = "</series></component><component><series><code code=\"RHYTHM\"/>" +
                               aecg_set(absolute("20261124090800"), aecg_lead("MDC_ECG_LEAD_I", "1 2"));
    const auto recording = testing::read_text(aecg_of(beat + rhythm));
    ASSERT_TRUE(recording) << recording.error().message;
    EXPECT_THAT(recording->rhythm.find(Lead::kI)->samples, ElementsAre(2.5F, 5.0F)) << code;
    EXPECT_TRUE(recording->median) << code;
  }
}

TEST(Aecg, WithoutAScaleItSaysSo) {
  const auto recording = testing::read_text(
      aecg_of(aecg_set(absolute("20261124090800"), aecg_lead("MDC_ECG_LEAD_I", "1 2", R"(value="5" unit="mmHg")"))));
  ASSERT_FALSE(recording);
  EXPECT_EQ(recording.error().reason, "NO_ECG");
  EXPECT_THAT(recording.error().message, HasSubstr("has no scale in volts"));
}

TEST(Aecg, RefusalsNameSeriesAndLead) {
  EXPECT_THAT(
      testing::read_text(aecg_of(aecg_set(absolute("2026"), aecg_lead("MDC_ECG_LEAD_I", "1 x 3")))).error().message,
      HasSubstr("rhythm, lead 1: digit 2 is no number"));
  EXPECT_THAT(
      testing::read_text(aecg_of(aecg_set(absolute("2026", ""), aecg_lead("MDC_ECG_LEAD_I", "1")))).error().message,
      HasSubstr("no increment"));
  EXPECT_EQ(testing::read_text(aecg_of("")).error().reason, "NO_ECG");
  EXPECT_EQ(testing::read_text("<AnnotatedECG><component>").error().reason, "BAD_XML");
}

TEST(Xml, EntitiesOfADoctypeAreNeverExpanded) {
  const std::string bomb = R"(<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b "xxxx"><!ENTITY c "&b;&b;&b;">]><a>&c;</a>)";
  const auto document = xml::parse(testing::bytes_of(bomb));
  ASSERT_TRUE(document);
  EXPECT_EQ(std::string((*document)->document_element().child_value()), "&c;");
}

TEST(Xml, DeepNestingIsNoRecursion) {
  std::string deep;
  for (int i = 0; i < 200'000; ++i) deep += "<a>";
  EXPECT_FALSE(xml::parse(testing::bytes_of(deep)));
  std::string closed = deep;
  for (int i = 0; i < 200'000; ++i) closed += "</a>";
  const auto document = xml::parse(testing::bytes_of(closed));
  ASSERT_TRUE(document);
  EXPECT_FALSE(xml::find((*document)->document_element(), "b"));
}

TEST(Base64, SkipsBlanksAndNamesTheFirstStranger) {
  EXPECT_EQ(as_characters(*xml::base64("TW\n Fu ZA==")), "Mand");
  EXPECT_THAT(xml::base64("TW?u").error().message, HasSubstr("character 3"));
}

// Encoders that fill up every piece of their output.
TEST(Base64, JoinsPiecesThatWereEachFilledUp) { EXPECT_EQ(as_characters(*xml::base64("TQ==\nYQ==\nbmQ=")), "Mand"); }

TEST(Aecg, CommentsAndCdataCutNoSamplesOff) {
  const auto recording = testing::read_text(aecg_of(
      aecg_set(absolute("20261124090800"), aecg_lead("MDC_ECG_LEAD_I", "1 2<!-- page 2 --> 3 4") +
                                               aecg_lead("MDC_ECG_LEAD_II", " <![CDATA[1 2]]> 3<![CDATA[ 4]]>"))));
  ASSERT_TRUE(recording) << recording.error().message;
  EXPECT_EQ(recording->rhythm.length(), 4U);
  EXPECT_THAT(recording->rhythm.find(Lead::kII)->samples, ElementsAre(2.5F, 5.0F, 7.5F, 10.0F));
  EXPECT_THAT(recording->warnings, ::testing::IsEmpty());
}

// Chinese devices write GBK and declare it, or ISO-8859-1, or nothing.
TEST(Xml, ChineseTextIsReadWhateverEncodingIsDeclared) {
  const std::string gbk_name = "\xCD\xF5\xD0\xA1\xC3\xF7", gbk_male = "\xC4\xD0",
                    gbk_statement = "\xF1\xBC\xD0\xD4\xD0\xC4\xC2\xC9";
  for (const char* declared : {"GBK", "GB2312", "gb18030", "ISO-8859-1", "UTF-8"}) {
    const auto recording = testing::read_text(fmt::format(
        R"(<?xml version="1.0" encoding="{}"?><RestingECG><PatientDemographics><PatientLastName>{}</PatientLastName><Gender>{}</Gender>)"
        R"(</PatientDemographics><Diagnosis><DiagnosisStatement><StmtText>{}</StmtText></DiagnosisStatement></Diagnosis>)"
        R"(<Waveform><WaveformType>Rhythm</WaveformType><SampleBase>500</SampleBase><LeadData><LeadAmplitudeUnitsPerBit>5</LeadAmplitudeUnitsPerBit>)"
        R"(<LeadAmplitudeUnits>MICROVOLTS</LeadAmplitudeUnits><LeadID>II</LeadID><WaveFormData>AQACAA==</WaveFormData></LeadData></Waveform></RestingECG>)",
        declared, gbk_name, gbk_male, gbk_statement));
    ASSERT_TRUE(recording) << declared << ": " << recording.error().message;
    EXPECT_EQ(recording->subject.name, "王小明") << declared;
    EXPECT_EQ(recording->subject.sex, Sex::kMale) << declared;
    ASSERT_FALSE(recording->marks.empty()) << declared;
    EXPECT_EQ(recording->marks.back().value, "窦性心律") << declared;
  }
}

std::string muse_lead(const std::string& id, const std::string& data, const std::string& unit = "MICROVOLTS") {
  return fmt::format(
      "<LeadData><LeadSampleCountTotal>3</LeadSampleCountTotal><LeadAmplitudeUnitsPerBit>4.88</"
      "LeadAmplitudeUnitsPerBit>"
      "<LeadAmplitudeUnits>{}</LeadAmplitudeUnits><LeadID>{}</LeadID><LeadSampleSize>2</LeadSampleSize>"
      "<WaveFormData>{}</WaveFormData></LeadData>",
      unit, id, data);
}
std::string muse_of(const std::string& leads) {
  return "<?xml version=\"1.0\" encoding=\"ISO-8859-1\"?><!DOCTYPE RestingECG SYSTEM \"restecg.dtd\"><RestingECG>"
         "<PatientDemographics><PatientAge>18</PatientAge><AgeUnits>MONTHS</AgeUnits><Gender>FEMALE</Gender></"
         "PatientDemographics>"
         "<Waveform><WaveformType>Rhythm</WaveformType><SampleBase>25</SampleBase><SampleExponent>1</SampleExponent>" +
         leads + "</Waveform></RestingECG>";
}

TEST(Muse, BaseExponentAndUnitsPerBit) {
  const auto recording = testing::read_text(muse_of(muse_lead("I", "AQD//wIA") + muse_lead("II", "AQACAAMA")));
  ASSERT_TRUE(recording) << recording.error().message;
  EXPECT_DOUBLE_EQ(recording->rhythm.rate_hz, 250);
  EXPECT_THAT(recording->rhythm.find(Lead::kI)->samples, ElementsAre(4.88F, -4.88F, 9.76F));
  EXPECT_TRUE(recording->rhythm.find(Lead::kIII)->derived);
  EXPECT_FLOAT_EQ(recording->rhythm.find(Lead::kIII)->samples[1], 14.64F);
  EXPECT_EQ(recording->subject.age_years, 1.5);
}

TEST(Muse, WhatDoesNotFitIsSaid) {
  const auto with = [](const std::string& element) {
    std::string lead = muse_lead("I", "AQD//wIA");
    lead.insert(lead.find("<LeadSampleSize>"), element);
    return testing::reasons_of(testing::read_text(muse_of(lead))->warnings);
  };
  EXPECT_THAT(with("<LeadDataCRC32>674570904</LeadDataCRC32>"), ::testing::IsEmpty());
  EXPECT_THAT(with("<LeadDataCRC32>1</LeadDataCRC32>"), ElementsAre("CHECKSUM_MISMATCH"));
  EXPECT_THAT(with("<LeadTimeOffset>0</LeadTimeOffset>"), ::testing::IsEmpty());
  EXPECT_THAT(with("<LeadTimeOffset>2500</LeadTimeOffset>"), ElementsAre("LEAD_OFFSET"));
  const auto two = testing::read_text(
      muse_of(muse_lead("I", "AQD//wIA") +
              "</Waveform><Waveform><WaveformType>Rhythm</WaveformType><SampleBase>250</SampleBase>" +
              muse_lead("II", "AQD//wIA")));
  EXPECT_THAT(testing::reasons_of(two->warnings), ElementsAre("SERIES_LEFT_OUT"));
}

TEST(Muse, RefusalsNameTheLead) {
  EXPECT_THAT(testing::read_text(muse_of(muse_lead("I", "A!") + muse_lead("II", "A!"))).error().message,
              HasSubstr("lead 1"));
  EXPECT_THAT(testing::read_text(muse_of(muse_lead("I", "AQD//wIA", "MMHG"))).error().message, HasSubstr("no voltage"));
  EXPECT_THAT(testing::reasons_of(testing::read_text(muse_of(muse_lead("I", "AQD//w==")))->warnings),
              ElementsAre("FEWER_SAMPLES"));
  EXPECT_EQ(testing::read_text(muse_of("")).error().reason, "NO_ECG");
}

TEST(Philips, LimbLeadsAreRestoredFromTheirResiduals) {
  std::vector<philips::RawLead> leads = {{10}, {25}, {1}, {2}, {-1}, {3}};
  philips::restore_limb_leads({&leads[0], &leads[1], &leads[2], &leads[3], &leads[4], &leads[5]});
  EXPECT_EQ(leads[2][0], 14);       // 25 - 10 - 1
  EXPECT_EQ(leads[3][0], -2 - 17);  // -(10 + 25) / 2
  EXPECT_EQ(leads[4][0], -2 - -1);  // (10 - 14) / 2
  EXPECT_EQ(leads[5][0], 19 - 3);   // (25 + 14) / 2
}

TEST(Philips, XliUnpacksLzwAndSecondDifferences) {
  // Four samples 5, 7, 9, 11: high bytes 0, low bytes 5, 7 and two differences of zero (64). The first code repeats.
  const std::vector<std::uint32_t> codes = {0, 256, 0, 5, 7, 64, 64, 1023};
  std::vector<std::byte> packed;
  std::uint32_t pending = 0;
  int bits = 0;
  for (const auto code : codes) {
    pending = pending << 10 | code;
    bits += 10;
    while (bits >= 8) {
      bits -= 8;
      packed.push_back(static_cast<std::byte>(pending >> bits & 0xFF));
    }
  }
  ByteWriter chunk;
  chunk.u32(packed.size()).u16(1).u16(0).bytes(packed);
  std::vector<std::string> faults;
  const auto leads = philips::decompress(chunk.data(), 12, 100, faults);
  ASSERT_TRUE(leads) << leads.error().message;
  ASSERT_EQ(leads->size(), 1U);
  EXPECT_THAT(leads->front(), ElementsAre(5, 7, 9, 11));
  EXPECT_EQ(philips::decompress(chunk.data(), 12, 1, faults).error().reason, "BAD_XLI");  // more than it may hold
  chunk.data().resize(chunk.data().size() - 1);
  EXPECT_THAT(philips::decompress(chunk.data(), 12, 100, faults).error().message, HasSubstr("lead 1"));
}

std::string philips_of(const std::string& waveforms) {
  return "<restingecgdata><documentinfo><documentversion>1.04</documentversion></documentinfo><dataacquisition "
         "date=\"2026-11-24\" "
         "time=\"09:08:07\"><signalcharacteristics><samplingrate>500</samplingrate><resolution>5</"
         "resolution><bitspersample>16"
         "</bitspersample><numberchannelsvalid>2</numberchannelsvalid></signalcharacteristics></"
         "dataacquisition><waveforms>" +
         waveforms + "</waveforms></restingecgdata>";
}

TEST(Philips, PlainAndBase64WithoutCompression) {
  for (
      const char* waveforms :
      {R"(<parsedwaveforms dataencoding="Plain" compressflag="False" compressmethod="XLI" durationperchannel="4">1 2 -3 4</parsedwaveforms>)",
       R"(<parsedwaveforms dataencoding="Base64" leadlabels="I II" durationperchannel="4">AQACAP3/BAA=</parsedwaveforms>)"}) {
    const auto recording = testing::read_text(philips_of(waveforms));
    ASSERT_TRUE(recording) << recording.error().message;
    EXPECT_THAT(recording->rhythm.find(Lead::kI)->samples, ElementsAre(5, 10));
    EXPECT_THAT(recording->rhythm.find(Lead::kII)->samples, ElementsAre(-15, 20));
  }
  EXPECT_THAT(
      testing::read_text(philips_of(R"(<parsedwaveforms dataencoding="Hex">00</parsedwaveforms>)")).error().message,
      HasSubstr("unknown data encoding"));
  EXPECT_EQ(testing::read_text(philips_of("")).error().reason, "NO_ECG");
}

// Whether uncompressed limb leads are whole or what they differ from I and II, the file does not say; the leads do.
TEST(Philips, UncompressedLimbLeadsAreWholeOrResiduals) {
  using Leads = std::vector<philips::RawLead>;
  const auto residual = [](Leads leads) {
    philips::LimbLeads limb{};
    for (std::size_t i = 0; i < leads.size(); ++i) limb[i] = &leads[i];
    return philips::holds_residuals(limb);
  };
  EXPECT_FALSE(residual({{10, 20, -30}, {25, 60, 5}, {15, 40, 35}, {-17, -40, 12}, {-2, -10, -32}, {20, 50, 20}}));
  // With a calibration pulse of 200 steps.
  EXPECT_TRUE(residual({{10, 20, -30}, {25, 60, 5}, {0, -200, 1}, {0, 0, 0}, {0, 0, 0}, {0, 0, 0}}));
  EXPECT_FALSE(residual({{0, 0}, {0, 0}, {0, 0}, {0, 0}, {0, 0}, {0, 0}}));
  EXPECT_FALSE(residual({{1}, {9}, {0}}));
}

}  // namespace
}  // namespace rdc::ecg
