#include "common/dicom/waveform.h"

#include <gtest/gtest.h>

#include <cmath>

#include "common/dicom/instance_header.h"
#include "common/dicom/uid.h"
#include "tests/common/dicom/test_data.h"

namespace rdc::dicom {
namespace {

using testing::Bytes;
using testing::identity;
using testing::part10;
using testing::TemporaryDirectory;
using testing::write_all;

Waveform twelve_leads() {
  Waveform ecg;
  ecg.sop_instance_uid = "1.2.3.1";
  ecg.study_instance_uid = "1.2.3.2";
  ecg.series_instance_uid = "1.2.3.3";
  ecg.patient_name = "Wang^Xiaoming=王^小明";
  ecg.patient_id = "E-17";
  ecg.sex = "M";
  ecg.birth_date = "19600229";
  ecg.age = "066Y";
  ecg.acquisition_datetime = "20261124081530.250000+0800";
  ecg.study_date = "20261124";
  ecg.study_time = "081530";
  ecg.institution = "某县人民医院";
  ecg.manufacturer = "RDC";
  const char* leads[] = {"Lead I", "Lead II", "Lead III", "aVR", "aVL", "aVF", "V1", "V2", "V3", "V4", "V5", "V6"};
  MultiplexGroup rhythm;
  rhythm.label = "RHYTHM";
  rhythm.originality = "ORIGINAL";
  rhythm.rate_hz = 500;
  for (int lead = 0; lead < 12; ++lead) {
    WaveformChannel channel;
    channel.source = {"2:" + std::to_string(lead + 1), "MDC", leads[lead]};
    channel.sensitivity = 2.5;
    channel.unit = "uV";
    channel.filter_low_hz = 0.05;
    channel.filter_high_hz = 150;
    for (int s = 0; s < 5000; ++s)
      channel.samples.push_back(static_cast<int>(std::lround(1000 * std::sin(s * 0.01 * (lead + 1)))) - 12 * lead);
    rhythm.channels.push_back(channel);
  }
  ecg.groups.push_back(rhythm);
  MultiplexGroup median = rhythm;
  median.label = "MEDIAN BEAT";
  median.originality = "DERIVED";
  for (auto& channel : median.channels) channel.samples.resize(600);
  ecg.groups.push_back(median);
  WaveformAnnotation note;
  note.name = {"5.10.3-3", "SCPECG", "QRS Duration"};
  note.number = 94;
  note.unit = "ms";
  ecg.annotations.push_back(note);
  return ecg;
}

TEST(Waveform, ReadsBackWhatItWrites) {
  const TemporaryDirectory directory;
  const auto written = twelve_leads();
  ASSERT_TRUE(write_twelve_lead_ecg(written, directory / "ecg.dcm"));
  const auto read = read_waveform(directory / "ecg.dcm");
  ASSERT_TRUE(read) << read.error().message;
  EXPECT_EQ(read->sop_class_uid, kTwelveLeadEcgStorage);
  EXPECT_EQ(read->patient_name, "Wang^Xiaoming=王^小明");
  EXPECT_EQ(read->institution, "某县人民医院");
  EXPECT_EQ(read->acquisition_datetime, written.acquisition_datetime);
  ASSERT_EQ(read->groups.size(), 2u);
  for (std::size_t g = 0; g < 2; ++g) {
    EXPECT_EQ(read->groups[g].label, written.groups[g].label);
    EXPECT_EQ(read->groups[g].originality, written.groups[g].originality);
    EXPECT_EQ(read->groups[g].rate_hz, 500);
    ASSERT_EQ(read->groups[g].channels.size(), 12u);
    for (std::size_t c = 0; c < 12; ++c) {
      const auto& channel = read->groups[g].channels[c];
      EXPECT_EQ(channel.samples, written.groups[g].channels[c].samples);
      EXPECT_EQ(channel.source.code, written.groups[g].channels[c].source.code);
      EXPECT_EQ(channel.sensitivity, 2.5);
      EXPECT_EQ(channel.unit, "uV");
      EXPECT_EQ(channel.filter_low_hz, 0.05);
    }
  }
  ASSERT_EQ(read->annotations.size(), 1u);
  EXPECT_EQ(read->annotations[0].number, 94);
  EXPECT_EQ(read->annotations[0].name.meaning, "QRS Duration");

  const auto header = read_header(directory / "ecg.dcm");
  ASSERT_TRUE(header) << header.error().message;
  EXPECT_EQ(header->patient_name, "王小明");
  EXPECT_EQ(header->modality, "ECG");
  EXPECT_TRUE(header->structure.warnings.empty());
}

TEST(Waveform, SaysWhatAnEcgLacksBeforeWriting) {
  const TemporaryDirectory directory;
  auto no_uid = twelve_leads();
  no_uid.sop_instance_uid.clear();
  auto uneven = twelve_leads();
  uneven.groups[0].channels[3].samples.pop_back();
  auto slow = twelve_leads();
  slow.groups[0].rate_hz = 100;
  auto unscaled = twelve_leads();
  unscaled.groups[0].channels[0].sensitivity.reset();
  for (const auto& wrong : {no_uid, uneven, slow, unscaled}) {
    const auto written = write_twelve_lead_ecg(wrong, directory / "ecg.dcm");
    ASSERT_FALSE(written);
    EXPECT_EQ(written.error().code, ErrorCode::kInvalid);
    EXPECT_FALSE(std::filesystem::exists(directory / "ecg.dcm"));
  }
}

TEST(Waveform, WritesOverwhatWasThere) {
  const TemporaryDirectory directory;
  write_all(directory / "ecg.dcm", std::string(5 << 20, 'x'));
  ASSERT_TRUE(write_twelve_lead_ecg(twelve_leads(), directory / "ecg.dcm"));
  EXPECT_TRUE(read_waveform(directory / "ecg.dcm"));
}

// One group of two channels, four samples each, made by hand.
std::string small_waveform(std::string_view interpretation, std::uint16_t allocated, std::string_view data,
                           std::uint32_t samples = 4,
                           std::string_view lead = std::string_view("MDC_ECG_LEAD_I\0\0", 16),
                           std::uint16_t stored = 0) {
  const auto channel = [&] {
    Bytes code, definition;
    code.element(0x00080100, "SH", std::string(lead))
        .element(0x00080102, "SH", "MDC")
        .element(0x00080104, "LO", "Lead I");
    definition.head(0x003A0208, "SQ", static_cast<std::uint32_t>(code.text().size() + 8));
    definition.item(static_cast<std::uint32_t>(code.text().size())).raw(code.text());
    definition.element(0x003A0210, "DS", "1.25")
        .element(0x003A0213, "DS", "-5")
        .u16(0x003A021A, stored > 0 ? stored : allocated);
    return definition.text();
  };
  Bytes set = identity();
  set.head(0x54000100, "SQ", 0xFFFFFFFF).item(0xFFFFFFFF).u16(0x003A0005, 2);
  set.head(0x003A0010, "UL", 4).raw({reinterpret_cast<const char*>(&samples), 4});
  set.element(0x003A001A, "DS", "250").head(0x003A0200, "SQ", 0xFFFFFFFF);
  for (int i = 0; i < 2; ++i) set.item(0xFFFFFFFF).raw(channel()).item_end();
  set.sequence_end().u16(0x54001004, allocated).element(0x54001006, "CS", std::string(interpretation));
  set.element(0x54001010, allocated == 8 ? "OB" : "OW", std::string(data)).item_end().sequence_end();
  return part10(kExplicitLittleEndian, set.text());
}

TEST(Waveform, ReadsEightBitAndUnsignedSamplesAndNulPaddedCodes) {
  const TemporaryDirectory directory;
  write_all(directory / "w", small_waveform("SB", 8, "\x01\xFF\x02\xFE\x03\xFD\x04\xFC"));
  const auto bytes = read_waveform(directory / "w");
  ASSERT_TRUE(bytes) << bytes.error().message;
  const auto& channels = bytes->groups.at(0).channels;
  EXPECT_EQ(channels[0].samples, (std::vector<std::int32_t>{1, 2, 3, 4}));
  EXPECT_EQ(channels[1].samples, (std::vector<std::int32_t>{-1, -2, -3, -4}));
  EXPECT_EQ(channels[0].source.code, "MDC_ECG_LEAD_I");
  EXPECT_EQ(channels[0].baseline, -5);

  write_all(directory / "w",
            small_waveform("US", 16,
                           std::string_view("\x01\x00\xFF\xFF\x02\x00\xFE\xFF\x03\x00\xFD\xFF\x04\x00\xFC\xFF", 16)));
  const auto words = read_waveform(directory / "w");
  ASSERT_TRUE(words) << words.error().message;
  EXPECT_EQ(words->groups[0].channels[1].samples, (std::vector<std::int32_t>{65535, 65534, 65533, 65532}));
}

// A group of one channel whose lengths are all stated, as most writers do.
std::string stated_group(std::string_view samples) {
  Bytes code, definition, group;
  code.element(0x00080100, "SH", "2:1").element(0x00080102, "SH", "MDC").element(0x00080104, "LO", "Lead I");
  definition.head(0x003A0208, "SQ", static_cast<std::uint32_t>(code.text().size() + 8));
  definition.item(static_cast<std::uint32_t>(code.text().size())).raw(code.text());
  const auto count = static_cast<std::uint32_t>(samples.size() / 2);
  group.u16(0x003A0005, 1).head(0x003A0010, "UL", 4).raw({reinterpret_cast<const char*>(&count), 4});
  group.element(0x003A001A, "DS", "250");
  group.head(0x003A0200, "SQ", static_cast<std::uint32_t>(definition.text().size() + 8));
  group.item(static_cast<std::uint32_t>(definition.text().size())).raw(definition.text());
  group.u16(0x54001004, 16).element(0x54001006, "CS", "SS").element(0x54001010, "OW", std::string(samples));
  Bytes item;
  item.item(static_cast<std::uint32_t>(group.text().size())).raw(group.text());
  return item.text();
}

// 12 of 16 bits whose sign is not in the four above (CT with an ECG of its own): 4095 is -1. A tracing that lies high
// and does not jump stays where it is, and so does one that states no such bits.
TEST(Waveform, SignsOfFewerBitsAreExtended) {
  const TemporaryDirectory directory;
  const std::string_view data("\x01\x00\xB8\x0B\xFF\x0F\xB9\x0B\x02\x00\xBA\x0B\xFE\x0F\xBB\x0B", 16);
  for (const std::uint16_t stored : {std::uint16_t{12}, std::uint16_t{16}}) {
    write_all(directory / "w", small_waveform("SS", 16, data, 4, "MDC_ECG_LEAD_I", stored));
    const auto read = read_waveform(directory / "w");
    ASSERT_TRUE(read) << read.error().message;
    const auto& channels = read->groups.at(0).channels;
    EXPECT_EQ(channels[0].samples,
              stored == 12 ? (std::vector<std::int32_t>{1, -1, 2, -2}) : (std::vector<std::int32_t>{1, 4095, 2, 4094}));
    EXPECT_EQ(channels[1].samples, (std::vector<std::int32_t>{3000, 3001, 3002, 3003}));
    EXPECT_EQ(channels[0].sign_restored, stored == 12);
    EXPECT_FALSE(channels[1].sign_restored);
  }
}

TEST(Waveform, AGroupThatCannotBeReadLeavesTheNext) {
  const TemporaryDirectory directory;
  std::string bad = stated_group("abcdefgh");
  bad.replace(bad.find("CS") + 4, 2, "XX");  // its sample interpretation
  for (const auto& [groups, readable] :
       {std::pair{bad + stated_group("ijklmnop"), true}, std::pair{bad + bad, false}}) {
    Bytes set = identity();
    set.head(0x54000100, "SQ", static_cast<std::uint32_t>(groups.size())).raw(groups);
    write_all(directory / "w", part10(kExplicitLittleEndian, set.text()));
    const auto read = read_waveform(directory / "w");
    ASSERT_EQ(read.has_value(), readable);
    EXPECT_EQ(readable ? read->faults.size() : 0U, readable ? 1U : 0U);
    EXPECT_EQ(readable ? "BAD_WAVEFORM" : read.error().reason, "BAD_WAVEFORM");
  }
}

TEST(Waveform, GivesWhatIsThereOfWholeSamples) {
  const TemporaryDirectory directory;
  for (const std::uint32_t declared : {5U, 0xFFFFFFFFU}) {
    write_all(directory / "w", small_waveform("SB", 8, "\x01\xFF\x02\xFE\x03\xFD\x04\xFC", declared));
    const auto read = read_waveform(directory / "w");
    ASSERT_TRUE(read) << read.error().message;
    EXPECT_EQ(read->groups[0].declared_samples, declared);
    EXPECT_EQ(read->groups[0].channels[1].samples, (std::vector<std::int32_t>{-1, -2, -3, -4}));
  }
}

TEST(Waveform, IsReadFromAFileThatWasCut) {
  const TemporaryDirectory directory;
  const std::string groups = stated_group("abcdefgh") + stated_group("ijklmnop");
  Bytes set = identity();
  set.head(0x54000100, "SQ", static_cast<std::uint32_t>(groups.size())).raw(groups);
  const std::string whole = part10(kExplicitLittleEndian, set.text());
  const std::size_t second = stated_group("ijklmnop").size();
  for (std::size_t cut = 0; cut < groups.size(); ++cut) {
    write_all(directory / "w", whole.substr(0, whole.size() - cut));
    const auto read = read_waveform(directory / "w");
    const std::size_t lost = cut > second ? cut - second : 0;  // of the first group
    if (lost > 6) {                                            // no whole sample is left
      EXPECT_FALSE(read) << cut;
      continue;
    }
    ASSERT_TRUE(read) << cut << ": " << read.error().message;
    EXPECT_EQ(read->groups[0].channels[0].samples.size(), (8 - lost) / 2) << cut;
    EXPECT_EQ(read->groups[0].declared_samples, 4U) << cut;
    const std::size_t groups_left = cut <= 6 ? 2 : 1;
    EXPECT_EQ(read->groups.size(), groups_left) << cut;
    if (groups_left == 2) {
      EXPECT_EQ(read->groups[1].channels[0].samples.size(), (8 - cut) / 2) << cut;
    } else if (cut < second - 8) {  // with less of the second group left, nothing tells that there was one
      EXPECT_EQ(read->faults.size(), 1U) << cut;
    }
  }
}

TEST(Waveform, RefusesCountsThatTheDataDoNotHold) {
  const TemporaryDirectory directory;
  const std::string_view data("\x01\xFF\x02\xFE\x03\xFD\x04\xFC");
  for (const auto& wrong : {small_waveform("SB", 16, data.substr(0, 6), 5), small_waveform("XX", 8, data),
                            small_waveform("SB", 12, data), small_waveform("SB", 8, "")}) {
    write_all(directory / "w", wrong);
    const auto read = read_waveform(directory / "w");
    ASSERT_FALSE(read);
    EXPECT_EQ(read.error().reason, "BAD_WAVEFORM");
  }
  write_all(directory / "w", part10(kExplicitLittleEndian, identity().text()));
  EXPECT_EQ(read_waveform(directory / "w").error().reason, "NO_WAVEFORM");
}

// Carts send these as "the ECG", too.
TEST(Waveform, ADocumentOrAPictureIsSaidToBeOne) {
  const TemporaryDirectory directory;
  struct Shown {
    std::string elements, says;
  };
  Bytes document = identity(), picture = identity(), other = identity();
  document.element(0x00420011, "OB", "%PDF-1.4").element(0x00420012, "LO", "application/pdf");
  other.element(0x00420011, "OB", "<a></a> ").element(0x00420012, "LO", "text/XML");
  picture.element(0x7FE00010, "OB", std::string(2, '\0'));
  for (const auto& [elements, says] : {Shown{document.text(), "a PDF document"}, Shown{other.text(), "a document"},
                                       Shown{picture.text(), "a picture"}}) {
    write_all(directory / "w", part10(kExplicitLittleEndian, elements));
    const auto read = read_waveform(directory / "w");
    ASSERT_FALSE(read);
    EXPECT_EQ(read.error().reason, "NO_SAMPLES");
    EXPECT_NE(read.error().message.find(says), std::string::npos) << read.error().message;
    EXPECT_NE(read.error().message.find("Have the device send"), std::string::npos);
  }
}

TEST(Waveform, ReadsRealRecordings) {
  const auto folder = testing::real_dicom();
  if (!folder) GTEST_SKIP() << "RDC_DATA is not set";
  const auto mortara = read_waveform(*folder / "ecg-waveform/waveform_ecg.dcm");
  ASSERT_TRUE(mortara) << mortara.error().message;
  ASSERT_EQ(mortara->groups.size(), 2u);
  EXPECT_EQ(mortara->groups[0].rate_hz, 1000);
  ASSERT_EQ(mortara->groups[0].channels.size(), 12u);
  EXPECT_EQ(mortara->groups[0].channels[0].samples.size(), 10000u);
  EXPECT_EQ(mortara->groups[1].channels[0].samples.size(), 1200u);
  EXPECT_EQ(mortara->groups[0].channels[0].sensitivity, 1.25);
  EXPECT_EQ(mortara->groups[0].channels[0].unit, "uV");

  const auto toolkit = read_waveform(*folder / "../ecg/dicom/ecgtoolkit-Example.dcm");
  ASSERT_TRUE(toolkit) << toolkit.error().message;
  ASSERT_EQ(toolkit->groups.size(), 2u);
  EXPECT_EQ(toolkit->groups[0].rate_hz, 500);
  EXPECT_EQ(toolkit->groups[0].channels.at(0).samples.size(), 5000u);
  EXPECT_EQ(toolkit->groups[1].channels.at(0).samples.size(), 600u);

  const auto deflated = read_waveform(*folder / "ecg-waveform/wave_dfl.dcm");
  ASSERT_TRUE(deflated) << deflated.error().message;
  EXPECT_FALSE(deflated->groups.empty());
}

}  // namespace
}  // namespace rdc::dicom
