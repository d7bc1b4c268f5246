// XML documents with what single makers' devices put into them, and with one part that cannot be read.
#include <gmock/gmock.h>

#include <fmt/format.h>

#include "ecg/formats/field_text.h"
#include "tests/ecg/formats/recordings.h"

namespace rdc::ecg {
namespace {

using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

std::string timed_set(const std::string& head, const std::string& lead, const std::string& digits) {
  return fmt::format(
      R"(<component><sequenceSet><component><sequence><code code="TIME_ABSOLUTE"/><value><head value="{}" unit="s"/>)"
      R"(<increment value="0.01" unit="s"/></value></sequence></component><component><sequence><code code="{}"/><value>)"
      R"(<origin value="0" unit="uV"/><scale value="5" unit="uV"/><digits>{}</digits></value></sequence></component>)"
      R"(</sequenceSet></component>)",
      head, lead, digits);
}

std::string aecg_series(const std::string& code, const std::string& content) {
  return "<component><series><code code=\"" + code + "\"/>" + content + "</series></component>";
}

// BeneHeart carts: a moment with a unit (read as seconds, two sets ten seconds apart would be 50), number, age and
// serial number in elements of their own.
TEST(AecgDevices, MindraysMomentsHaveAUnitAndItsPatientsAnAge) {
  const std::string person =
      "<componentOf><trialSubject><subjectDemographicPerson><PatientID>2506</PatientID><Age>{}</Age>"
      "</subjectDemographicPerson></trialSubject></componentOf>";
  std::string digits;
  for (int i = 0; i < 20; ++i) digits += "5 ";
  auto sets =
      timed_set("20250923103555", "MDC_ECG_LEAD_I", digits) + timed_set("20250923103605", "MDC_ECG_LEAD_V1", digits);
  sets +=
      "<author><seriesAuthor><manufacturedSeriesDevice><SerialNumber>FN-3</SerialNumber>"
      "</manufacturedSeriesDevice></seriesAuthor></author>";
  const auto recording = testing::read_text("<AnnotatedECG>" + fmt::format(fmt::runtime(person), "6 Months") +
                                            aecg_series("RHYTHM", sets) + "</AnnotatedECG>");
  ASSERT_TRUE(recording) << recording.error().message;
  ASSERT_TRUE(recording->acquired_at);
  EXPECT_EQ(compact_text(*recording->acquired_at), "20250923103555.000000");
  EXPECT_EQ(recording->rhythm.find(Lead::kV1)->samples.size(), 1020U);
  EXPECT_EQ(recording->rhythm.find(Lead::kV1)->samples[1000], 25.0F);
  EXPECT_EQ(recording->subject.id, "2506");
  EXPECT_EQ(recording->subject.age_years, 0.5);
  EXPECT_EQ(recording->device.serial, "FN-3");
}

std::string effective(const std::string& moment) {
  return "<effectiveTime><low value=\"" + moment + "\"/></effectiveTime>";
}

// A template's moment stays in the time sequence of carts that fill one in.
TEST(AecgDevices, TheMomentOnWhichDocumentAndSeriesAgreeIsRight) {
  struct Moments {
    const char *document, *series, *head, *want;
    bool contradict;
  };
  for (const auto& [document, series, head, want, contradict] :
       {Moments{"20220616101948", "20220616101948", "20171120114229", "20220616101948", true},
        Moments{"20220616101948", "20220616101948", "20220616101948.250", "20220616101948.25", false},
        Moments{"20220616", "20220616101948", "20220616101950", "20220616101950", false},  // the day alone
        Moments{"20220616101948", "20220616101948", "20220616021948+0000", "20220616021948", false}}) {
    const auto recording = testing::read_text(
        "<AnnotatedECG>" + effective(document) +
        aecg_series("RHYTHM", effective(series) + timed_set(head, "MDC_ECG_LEAD_I", "1 2")) + "</AnnotatedECG>");
    ASSERT_TRUE(recording) << recording.error().message;
    ASSERT_TRUE(recording->acquired_at);
    EXPECT_EQ(*recording->acquired_at, any_time(want)->time) << head;
    EXPECT_EQ(testing::reasons_of(recording->warnings),
              contradict ? std::vector<std::string>{"TIMES_CONTRADICT"} : std::vector<std::string>{});
  }
}

TEST(AecgDevices, NobodyIsCalledTrialSubject) {
  for (const auto& [extension, own, id] :
       {std::tuple{"trialSubject", "<PatientID>2022</PatientID>", "2022"},
        std::tuple{"P7", "<PatientID>2022</PatientID>", "P7"}, std::tuple{"trialSubject", "", ""},
        std::tuple{"", "<patientID>2022</patientID><age unit=\"U\">0</age>", "2022"}}) {
    const auto recording = testing::read_text(
        fmt::format("<AnnotatedECG><componentOf><trialSubject><id extension=\"{}\"/><subjectDemographicPerson>{}"
                    "</subjectDemographicPerson></trialSubject></componentOf>",
                    extension, own) +
        aecg_series("RHYTHM", timed_set("20220616101948", "MDC_ECG_LEAD_I", "1 2")) + "</AnnotatedECG>");
    ASSERT_TRUE(recording) << recording.error().message;
    EXPECT_EQ(recording->subject.id, id);
    EXPECT_EQ(recording->subject.age_years, std::nullopt);
  }
}

// The clock in one set, each lead of the beat in another, all in one component.
TEST(AecgDevices, ASetWithoutAClockGoesByTheOneBefore) {
  const auto lead = [](const std::string& code, const std::string& digits) {
    return "<sequenceSet><component><sequence><code code=\"" + code +
           "\"/><value><scale value=\"5\" unit=\"uV\"/><digits>" + digits +
           "</digits></value></sequence></component></sequenceSet>";
  };
  const std::string clock =
      "<sequenceSet><component><sequence><code code=\"TIME_RELATIVE\"/><value><head value=\"0\" unit=\"s\"/>"
      "<increment value=\"1\" unit=\"ms\"/></value></sequence></component></sequenceSet>";
  const auto recording = testing::read_text(
      "<AnnotatedECG>" +
      aecg_series("RHYTHM", timed_set("20220616101948", "MDC_ECG_LEAD_I", "1 2") +
                                "<derivation><derivedSeries><code code=\"REPRESENTATIVE_BEAT\"/><component>" + clock +
                                lead("MDC_ECG_LEAD_I", "1 2") + lead("MDC_ECG_LEAD_V1", "3 4") +
                                "</component></derivedSeries></derivation>") +
      "</AnnotatedECG>");
  ASSERT_TRUE(recording) << recording.error().message;
  ASSERT_TRUE(recording->median);
  EXPECT_DOUBLE_EQ(recording->median->rate_hz, 1000);
  EXPECT_THAT(recording->median->find(Lead::kV1)->samples, ElementsAre(15, 20));
  EXPECT_THAT(recording->warnings, IsEmpty());
}

TEST(AecgDamage, ABeatOrALeadThatCannotBeReadLeavesTheRest) {
  const auto good = testing::read_text(
      "<AnnotatedECG>" +
      aecg_series("RHYTHM",
                  "<component><sequenceSet><component><sequence><code code=\"TIME_RELATIVE\"/><value><head value=\"0\" "
                  "unit=\"s\"/><increment value=\"2\" unit=\"ms\"/></value></sequence></component>"
                  "<component><sequence><code code=\"MDC_ECG_LEAD_I\"/><value><scale value=\"5\" unit=\"uV\"/>"
                  "<digits>1 x 3</digits></value></sequence></component>"
                  "<component><sequence><code code=\"MDC_ECG_LEAD_V2\"/><value><scale value=\"5\" unit=\"uV\"/>"
                  "<digits>1 2 3</digits></value></sequence></component></sequenceSet></component>") +
      aecg_series("REPRESENTATIVE_BEAT", "<component><sequenceSet></sequenceSet></component>") + "</AnnotatedECG>");
  ASSERT_TRUE(good) << good.error().message;
  ASSERT_EQ(good->rhythm.channels.size(), 1U);
  EXPECT_THAT(good->rhythm.find(Lead::kV2)->samples, ElementsAre(5, 10, 15));
  EXPECT_FALSE(good->median);
  EXPECT_THAT(testing::reasons_of(good->warnings), ElementsAre("LEAD_LEFT_OUT", "BAD_BEAT"));
  EXPECT_THAT(good->warnings[0].message, HasSubstr("lead 1: digit 2"));
}

std::string muse_wave(const std::string& type, const std::string& leads) {
  return "<Waveform><WaveformType>" + type + "</WaveformType><SampleBase>500</SampleBase>" + leads + "</Waveform>";
}
std::string muse_data(const std::string& id, const std::string& data, const std::string& more = "") {
  return "<LeadData>" + more +
         "<LeadAmplitudeUnitsPerBit>5</LeadAmplitudeUnitsPerBit><LeadAmplitudeUnits>MICROVOLTS</LeadAmplitudeUnits>"
         "<LeadID>" +
         id + "</LeadID><WaveFormData>" + data + "</WaveFormData></LeadData>";
}

TEST(MuseDamage, ABeatOrALeadThatCannotBeReadLeavesTheRest) {
  const auto recording = testing::read_text(
      "<RestingECG>" + muse_wave("Median", muse_data("I", "!!!!")) +
      muse_wave("Rhythm", muse_data("I", "AQD//wIA") + muse_data("V1", "A!") + muse_data("V2", "AQD//wIA")) +
      "</RestingECG>");
  ASSERT_TRUE(recording) << recording.error().message;
  EXPECT_FALSE(recording->median);
  EXPECT_EQ(recording->rhythm.find(Lead::kV1), nullptr);
  EXPECT_THAT(recording->rhythm.find(Lead::kV2)->samples, ElementsAre(5, -5, 10));
  EXPECT_THAT(testing::reasons_of(recording->warnings), ElementsAre("LEAD_LEFT_OUT", "BAD_BEAT", "LEAD_LEFT_OUT"));
}

// 2,459,505,686 does not fit a signed word.
TEST(MuseDevices, AChecksumMayBeWrittenWithItsSign) {
  const auto reasons = [](const std::string& sum) {
    return testing::reasons_of(
        testing::read_text(
            "<RestingECG>" +
            muse_wave("Rhythm", muse_data("I", "AQACAAMABAA=", "<LeadDataCRC32>" + sum + "</LeadDataCRC32>")) +
            "</RestingECG>")
            ->warnings);
  };
  const std::int64_t unsigned_sum = 2459505686;
  EXPECT_THAT(reasons(std::to_string(unsigned_sum)), IsEmpty());
  EXPECT_THAT(reasons(std::to_string(unsigned_sum - (std::int64_t{1} << 32))), IsEmpty());
  EXPECT_THAT(reasons("-1"), ElementsAre("CHECKSUM_MISMATCH"));
}

TEST(MuseDevices, AnAgeHasTheUnitThatIsStatedOrNone) {
  struct Stated {
    const char *age, *unit;
    std::optional<double> years;
  };
  for (const auto& [age, unit, years] :
       {Stated{"18", "MONTHS", 1.5}, Stated{"6", "MO", 0.5}, Stated{"40", "", 40.0}, Stated{"40", "YEARS", 40.0},
        Stated{"7", "FORTNIGHTS", std::nullopt}, Stated{"200", "YEARS", std::nullopt}}) {
    const auto recording = testing::read_text(
        fmt::format("<RestingECG><PatientDemographics><PatientAge>{}</PatientAge><AgeUnits>{}</AgeUnits>"
                    "</PatientDemographics>{}</RestingECG>",
                    age, unit, muse_wave("Rhythm", muse_data("I", "AQD//wIA"))));
    ASSERT_TRUE(recording) << recording.error().message;
    EXPECT_EQ(recording->subject.age_years, years) << age << unit;
  }
}

TEST(MuseDevices, WhatNobodyEditedIsTheDevices) {
  const std::string original =
      "<OriginalRestingECGMeasurements><PRInterval>150</PRInterval></OriginalRestingECGMeasurements><OriginalDiagnosis>"
      "<DiagnosisStatement><StmtText>Sinus rhythm</StmtText></DiagnosisStatement></OriginalDiagnosis>";
  const std::string edited = "<RestingECGMeasurements><PRInterval>160</PRInterval></RestingECGMeasurements>";
  for (const bool both : {false, true}) {
    const auto recording = testing::read_text("<RestingECG>" + original + (both ? edited : "") +
                                              muse_wave("Rhythm", muse_data("I", "AQD//wIA")) + "</RestingECG>");
    ASSERT_TRUE(recording) << recording.error().message;
    ASSERT_EQ(recording->marks.size(), 2U);
    EXPECT_EQ(recording->marks[0].value, both ? "160" : "150");
    EXPECT_EQ(recording->marks[1].value, "Sinus rhythm");
  }
}

// A lead of XLI from samples whose second differences are nothing: 10-bit codes of single bytes.
std::string xli_lead(std::int16_t first, std::int16_t step, std::size_t count, bool damaged = false) {
  std::vector<std::uint16_t> words(count, 64);
  words[0] = static_cast<std::uint16_t>(first);
  words[1] = static_cast<std::uint16_t>(first + step);
  std::vector<std::uint32_t> codes;
  for (const auto word : words) codes.push_back(word >> 8);
  for (const auto word : words) codes.push_back(word & 0xFFU);
  if (damaged) codes[3] = 1000;
  codes.push_back(1023);
  ByteWriter packed;
  std::uint64_t pending = 0;
  int bits = 0;
  for (const auto code : codes) {
    pending = pending << 10 | code;
    for (bits += 10; bits >= 8; bits -= 8) packed.u8(static_cast<std::uint8_t>(pending >> (bits - 8) & 0xFF));
  }
  packed.u8(static_cast<std::uint8_t>(pending << (8 - bits) & 0xFF));
  ByteWriter chunk;
  chunk.u32(packed.size()).u16(1).u16(0).bytes(packed.data());
  return std::string(as_characters(chunk.data()));
}

std::string base64_of(std::string_view bytes) {
  constexpr std::string_view kAlphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  std::string out;
  for (std::size_t i = 0; i < bytes.size(); i += 3) {
    std::uint32_t three = 0;
    for (std::size_t k = 0; k < 3; ++k)
      three = three << 8 | (i + k < bytes.size() ? static_cast<unsigned char>(bytes[i + k]) : 0U);
    for (std::size_t k = 0; k < 4; ++k)
      out.push_back(i + k <= bytes.size() ? kAlphabet[three >> (18 - 6 * k) & 63] : '=');
  }
  return out;
}

std::string philips_xli(const std::string& labels, std::size_t leads, const std::string& chunks,
                        const std::string& more = "") {
  return fmt::format(
      R"(<restingecgdata><documentinfo><documentversion>1.04</documentversion></documentinfo>{}<waveforms><parsedwaveforms )"
      R"(dataencoding="Base64" compression="XLI" numberofleads="{}" leadlabels="{}" samplespersecond="500" resolution="1" )"
      R"(bitspersample="16">{}</parsedwaveforms></waveforms></restingecgdata>)",
      more, leads, labels, base64_of(chunks));
}

// Residuals belong to leads, not to places: chest leads that stand third to sixth are whole.
TEST(PhilipsDevices, LimbLeadsAreRestoredWhereverTheyStand) {
  const auto one = xli_lead(10, 0, 4), two = xli_lead(25, 0, 4), rest = xli_lead(1, 0, 4), chest = xli_lead(300, 0, 4);
  struct Order {
    const char* labels;
    std::vector<std::string> chunks;
  };
  for (const auto& [labels, chunks] :
       {Order{"I II V1 V2 V3 V4 V5 V6", {one, two, chest, chest, chest, chest, chest, chest}},
        Order{"V1 V2 I II III aVR aVL aVF", {chest, chest, one, two, rest, rest, rest, rest}}}) {
    std::string data;
    for (const auto& chunk : chunks) data += chunk;
    const auto recording = testing::read_text(philips_xli(labels, 8, data));
    ASSERT_TRUE(recording) << recording.error().message;
    EXPECT_THAT(recording->rhythm.find(Lead::kV1)->samples, ElementsAre(300, 300, 300, 300)) << labels;
    EXPECT_THAT(recording->rhythm.find(Lead::kV2)->samples, ElementsAre(300, 300, 300, 300)) << labels;
    EXPECT_NEAR(recording->rhythm.find(Lead::kIII)->samples[0], 15, 1) << labels;
    EXPECT_THAT(recording->warnings, IsEmpty());
  }
}

TEST(PhilipsDamage, ALeadOfDamagedCodesLeavesTheRest) {
  const std::string chunks = xli_lead(10, 2, 4) + xli_lead(25, 0, 4) + xli_lead(1, 0, 4, true) + xli_lead(1, 0, 4) +
                             xli_lead(1, 0, 4) + xli_lead(1, 0, 4) + xli_lead(7, 7, 4);
  const auto recording = testing::read_text(philips_xli("I II III aVR aVL aVF V1", 7, chunks));
  ASSERT_TRUE(recording) << recording.error().message;
  EXPECT_THAT(testing::reasons_of(recording->warnings), ElementsAre("LEAD_LEFT_OUT"));
  EXPECT_THAT(recording->warnings[0].message, HasSubstr("lead 3"));
  EXPECT_THAT(recording->rhythm.find(Lead::kV1)->samples, ElementsAre(7, 14, 21, 28));
  ASSERT_NE(recording->rhythm.find(Lead::kAvr), nullptr);  // computed again: a residual alone is none
  EXPECT_TRUE(recording->rhythm.find(Lead::kAvr)->derived);
  EXPECT_THAT(recording->rhythm.find(Lead::kIII)->samples, ElementsAre(15, 13, 11, 9));
}

TEST(PhilipsDevices, MeasurementsOf104AndAnInfantsAge) {
  const std::string more =
      "<patient><generalpatientdata><age><months>6</months></age></generalpatientdata></patient><interpretations>"
      "<interpretation><globalmeasurements><heartrate>72</heartrate><print>160</print><qrsdur>90</qrsdur><qtint>380</"
      "qtint>"
      "<qtcb>416</qtcb></globalmeasurements></interpretation></interpretations>";
  const auto recording = testing::read_text(philips_xli("I", 1, xli_lead(1, 1, 4), more));
  ASSERT_TRUE(recording) << recording.error().message;
  std::vector<std::string> said;
  for (const auto& mark : recording->marks) said.push_back(mark.name + " " + mark.value);
  EXPECT_THAT(said, ElementsAre("Ventricular Rate 72", "PR Interval 160", "QRS Duration 90", "QT Interval 380",
                                "QTc Interval 416"));
  EXPECT_EQ(recording->subject.age_years, 0.5);
}

TEST(PhilipsDevices, CompressedBeatsAreNotTakenForPlainOnes) {
  auto document = philips_xli("I", 1, xli_lead(1, 1, 4));
  document.insert(document.find("</waveforms>"),
                  R"(<repbeats dataencoding="Base64" compression="Huffman" samplespersec="500"><repbeat leadname="I">)"
                  R"(<waveform>AQACAAMA</waveform></repbeat></repbeats>)");
  const auto recording = testing::read_text(document);
  ASSERT_TRUE(recording) << recording.error().message;
  EXPECT_FALSE(recording->median);
  EXPECT_THAT(testing::reasons_of(recording->warnings), Contains("BAD_BEAT"));
}

}  // namespace
}  // namespace rdc::ecg
