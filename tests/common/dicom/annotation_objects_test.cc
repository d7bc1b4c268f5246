// Presentation states, measurement reports and key object selections: what is written is read back, DCMTK's own tools
// accept it, dicom3tools' validator finds no error in any of it, and those of the data set are understood.
#include "common/dicom/annotation_objects.h"

#include <gtest/gtest.h>

#include <cstdlib>
#include <fstream>
#include <sstream>
#include <tuple>

#include <fmt/format.h>

#include "common/dicom/instance_header.h"
#include "tests/common/dicom/test_data.h"
#include "tests/testkit/scratch_directory.h"

namespace rdc::dicom {
namespace {

StudyIdentity study() {
  return {"1.2.3", "20260301", "101500", "S1", "A1", "P1", "Zhang^Weimin=张^伟民", "19700101", "M", ""};
}
Authorship by(const char* uid) {
  return {uid, std::string(uid) + ".1", 901, "李医生", base::from_micros(1'790'000'000'000'000), {}};
}
ImagePlace image() { return {"1.2.840.10008.5.1.4.1.1.2", "1.2.3.1.1", "1.2.3.1", 0, 1}; }

class Written : public ::testing::Test {
 protected:
  std::filesystem::path keep(const Result<std::string>& bytes, const char* name) {
    EXPECT_TRUE(bytes) << (bytes ? "" : bytes.error().message);
    const auto path = scratch_.path() / name;
    std::ofstream(path, std::ios::binary) << bytes.value_or("");
    return path;
  }
  // All that a test kept: no module lacks an attribute, none has a value that PS3.3 does not permit there.
  void TearDown() override {
    if (!has("dciodvfy")) return;
    for (const auto& entry : std::filesystem::directory_iterator(scratch_.path())) {
      if (entry.path().extension() != ".dcm") continue;
      const auto output = scratch_.path() / "validator.txt";
      std::ignore = std::system(("dciodvfy " + entry.path().string() + " >" + output.string() + " 2>&1").c_str());
      std::ifstream in(output);
      for (std::string line; std::getline(in, line);)
        if (line.starts_with("Error")) ADD_FAILURE() << entry.path().filename() << ": " << line;
    }
  }
  // What a DCMTK tool says; fails the test on a bad exit.
  std::string run(const std::string& command) {
    const auto output = scratch_.path() / "output.txt";
    const int code = std::system((command + " >" + output.string() + " 2>&1").c_str());
    std::ifstream in(output);
    std::string text((std::istreambuf_iterator<char>(in)), {});
    EXPECT_EQ(code, 0) << command << "\n" << text;
    return text;
  }
  // Its complaints, but for those that it knows no UTF-8 and checks no templates.
  static std::string complaints(const std::string& said) {
    std::istringstream lines(said);
    std::string found;
    for (std::string line; std::getline(lines, line);)
      if ((line.starts_with("E:") || line.starts_with("W:")) &&
          line.find("does not support this Specific Character Set") == std::string::npos &&
          line.find("Check for template constraints not yet supported") == std::string::npos)
        found += line + "\n";
    return found;
  }
  static bool has(const char* tool) {
    return std::system((std::string("command -v ") + tool + " >/dev/null 2>&1").c_str()) == 0;
  }
  testkit::ScratchDirectory scratch_{"annotation_objects"};
};

PresentationState state() {
  PresentationState state;
  state.description = "测量与标注";
  state.images = {{image(), PresentedWindow{40, 400, "LINEAR"}, {}, {1, 1, 200, 100}, 1}};
  state.modality = {1, -1024, "HU", {}};
  state.by = by("2.25.11");
  Mark length{"2.25.100", "length", image(), {{GraphicShape::kPolyline, {{10, 20}, {60.5, 20}}, false}},
              "25.3 mm",  {62, 20}};
  Mark ellipse{"2.25.101",
               "ellipse",
               image(),
               {{GraphicShape::kEllipse, {{10, 50}, {50, 50}, {30, 40}, {30, 60}}, false}},
               "均值 12.0 HU\nSD 3.0 HU",
               {52, 50}};
  Mark words{"2.25.102", "text", image(), {}, "骨折线", {100, 80}};
  state.marks = {length, ellipse, words};
  return state;
}

TEST_F(Written, APresentationStateComesBackAsItWas) {
  const auto path = keep(write_presentation_state(study(), state()), "state.dcm");
  const auto read = read_presentation_state(path);
  ASSERT_TRUE(read) << read.error().message;
  EXPECT_EQ(read->marks, state().marks);
  EXPECT_EQ(read->modality, state().modality);
  ASSERT_EQ(read->images.size(), 1U);
  EXPECT_EQ(read->images[0].image, image());
  EXPECT_EQ(read->images[0].window, state().images[0].window);
  EXPECT_EQ(read->images[0].area, state().images[0].area);
  EXPECT_EQ(read->by.author, "李医生");
  EXPECT_FALSE(read->inverse);
  const auto header = read_header(path);
  ASSERT_TRUE(header);
  EXPECT_EQ(header->patient_name, "张伟民");
  EXPECT_EQ(header->modality, "PR");
  EXPECT_EQ(header->frames, 0U);
  const auto identity = study_identity_of(path);
  ASSERT_TRUE(identity);
  EXPECT_EQ(identity->patient_name, study().patient_name);
}

TEST_F(Written, DcmtkFindsNoFaultInAPresentationState) {
  if (!has("dcmpschk")) GTEST_SKIP() << "dcmpschk (package dcmtk) is not installed";
  // dcmpschk knows no character set but ASCII: it calls every Chinese text a fault.
  auto plain = state();
  plain.description = "Annotations";
  plain.by.author = "Li^Na";
  for (Mark& mark : plain.marks) mark.text = "Mean 12.0 HU";
  auto patient = study();
  patient.patient_name = "Zhang^Weimin";
  const auto path = keep(write_presentation_state(patient, plain), "state.dcm");
  const std::string said = run("dcmpschk " + path.string());
  EXPECT_EQ(said.find("E:"), std::string::npos) << said;
  EXPECT_NE(said.find("passed"), std::string::npos) << said;
}

MeasurementReport report() {
  MeasurementReport report;
  report.language = "zh";
  report.by = by("2.25.12");
  MeasurementGroup length{"2.25.100",
                          "length",
                          image(),
                          {{GraphicShape::kPolyline, {{10, 20}, {60.5, 20}}, false}},
                          {{{"410668003", "SCT", "Length"}, std::nullopt, 25.25, {"mm", "UCUM", "mm"}}},
                          "at detector"};
  MeasurementGroup mean{"2.25.101",
                        "ellipse",
                        image(),
                        {{GraphicShape::kEllipse, {{10, 50}, {50, 50}, {30, 40}, {30, 60}}, false}},
                        {{{"112031", "DCM", "Attenuation Coefficient"},
                          CodedWord{"373098007", "SCT", "Mean"},
                          -12.5,
                          {"[hnsf'U]", "UCUM", "Hounsfield unit"}}},
                        ""};
  report.groups = {length, mean};
  return report;
}

TEST_F(Written, AMeasurementReportComesBackAndDcmtkPrintsIt) {
  const auto path = keep(write_measurement_report(study(), report()), "report.dcm");
  const auto read = read_measurement_report(path);
  ASSERT_TRUE(read) << read.error().message;
  ASSERT_EQ(read->groups.size(), 2U);
  EXPECT_EQ(read->groups[0].uid, "2.25.100");
  EXPECT_EQ(read->groups[0].word, "length");
  EXPECT_EQ(read->groups[0].comment, "at detector");
  EXPECT_EQ(read->groups[0].image.sop_instance_uid, "1.2.3.1.1");
  ASSERT_EQ(read->groups[1].numbers.size(), 1U);
  EXPECT_EQ(read->groups[1].numbers[0].value, -12.5);
  EXPECT_EQ(read->groups[1].numbers[0].derivation->meaning, "Mean");
  EXPECT_EQ(read->language, "zh");
  EXPECT_EQ(read->by.author, "李医生");
  if (!has("dsrdump")) GTEST_SKIP() << "dsrdump (package dcmtk) is not installed";
  const std::string said = run("dsrdump " + path.string());
  EXPECT_EQ(complaints(said), "");
  EXPECT_NE(said.find("25.25"), std::string::npos) << said;
}

TEST_F(Written, KeyObjectsComeBackAndDcmtkPrintsThem) {
  KeyObjects objects;
  objects.description = "右上肺结节";
  objects.images = {image(), {"1.2.840.10008.5.1.4.1.1.2.1", "1.2.3.1.2", "1.2.3.1", 2, 5}};
  objects.by = by("2.25.13");
  const auto path = keep(write_key_objects(study(), objects), "keys.dcm");
  const auto read = read_key_objects(path);
  ASSERT_TRUE(read) << read.error().message;
  ASSERT_EQ(read->images.size(), 2U);
  EXPECT_EQ(read->images[1].sop_instance_uid, "1.2.3.1.2");
  EXPECT_EQ(read->images[1].frame, 2);
  EXPECT_EQ(read->description, objects.description);
  if (!has("dsrdump")) GTEST_SKIP() << "dsrdump (package dcmtk) is not installed";
  const std::string said = run("dsrdump " + path.string());
  EXPECT_EQ(complaints(said), "");
}

TEST_F(Written, OfTwoInOneSecondTheLaterIsKnown) {
  const auto written_at = [&](std::int64_t micros) {
    KeyObjects objects;
    objects.images = {image()};
    objects.by = by("2.25.13");
    objects.by.at = base::from_micros(micros);
    const auto read = read_key_objects(keep(write_key_objects(study(), objects), "keys.dcm"));
    EXPECT_TRUE(read) << read.error().message;
    return read->by.written;
  };
  EXPECT_LT(written_at(1'790'000'000'000'000), written_at(1'790'000'000'000'001));
  EXPECT_LT(written_at(1'790'000'000'099'000), written_at(1'790'000'000'100'000));
}

TEST_F(Written, TheLastKeyImagesRemovalIsASelectionThatTakesTheEarlierOneBack) {
  KeyObjects nothing;
  nothing.description = "No image is selected any more.";
  nothing.withdrawn = {{std::string(kKeyObjectSelectionStorage), "2.25.13", "2.25.13.1"}};
  nothing.by = by("2.25.14");
  const auto path = keep(write_key_objects(study(), nothing), "withdrawn.dcm");
  const auto read = read_key_objects(path);
  ASSERT_TRUE(read) << read.error().message;
  EXPECT_EQ(read->title, withdrawn_selection());
  EXPECT_FALSE(is_rejection(read->title)) << "nothing is wrong with the images";
  EXPECT_TRUE(read->images.empty());
  ASSERT_EQ(read->withdrawn.size(), 1U);
  EXPECT_EQ(read->withdrawn[0].sop_instance_uid, "2.25.13");
  if (!has("dsrdump")) GTEST_SKIP() << "dsrdump (package dcmtk) is not installed";
  const std::string said = run("dsrdump " + path.string());
  EXPECT_EQ(complaints(said), "");
  EXPECT_NE(said.find("withdrawn"), std::string::npos) << said;
}

TEST_F(Written, AColourImagesStateIsOneOfColours) {
  PresentationState colours = state();
  colours.is_colour = true;
  const auto path = keep(write_presentation_state(study(), colours), "colour.dcm");
  const auto header = read_header(path);
  ASSERT_TRUE(header);
  EXPECT_EQ(header->sop_class_uid, kColourPresentationStateStorage);
  const auto read = read_presentation_state(path);
  ASSERT_TRUE(read) << read.error().message;
  EXPECT_TRUE(read->is_colour);
  EXPECT_EQ(read->marks.size(), colours.marks.size());
  EXPECT_FALSE(read->images.at(0).window) << "colours have no window";
  if (!has("dcmdump")) GTEST_SKIP() << "dcmdump (package dcmtk) is not installed";
  const std::string said = run("dcmdump " + path.string());
  // PS3.3 A.33.2: an ICC profile, and nothing of grey.
  EXPECT_NE(said.find("ICCProfile"), std::string::npos) << said;
  for (const char* grey : {"RescaleSlope", "SoftcopyVOILUTSequence", "PresentationLUTShape"})
    EXPECT_EQ(said.find(grey), std::string::npos) << grey;
}

TEST_F(Written, NothingIsRefusedRatherThanWritten) {
  EXPECT_EQ(write_presentation_state(study(), {}).error().reason, "NOTHING_TO_WRITE");
  EXPECT_EQ(write_measurement_report(study(), {}).error().reason, "NOTHING_TO_WRITE");
  EXPECT_EQ(write_key_objects(study(), {}).error().reason, "NOTHING_TO_WRITE");
  const auto path = keep(write_presentation_state(study(), state()), "state.dcm");
  EXPECT_EQ(read_key_objects(path).error().reason, "NOT_A_KEY_OBJECT_SELECTION");
  EXPECT_EQ(read_measurement_report(path).error().reason, "NOT_A_MEASUREMENT_REPORT");
}

// RDC_DATA: what others wrote.
class Foreign : public ::testing::Test {
 protected:
  void SetUp() override {
    const char* data = std::getenv("RDC_DATA");
    if (data == nullptr) GTEST_SKIP() << "RDC_DATA is not set";
    root_ = std::filesystem::path(data) / "dicom";
  }
  std::filesystem::path root_;
};

TEST_F(Foreign, PresentationStatesGiveTheirGraphicsWindowAndArea) {
  const auto state = read_presentation_state(root_ / "gsps-kos/real01.pr.dcm");
  ASSERT_TRUE(state) << state.error().message;
  ASSERT_EQ(state->images.size(), 1U);
  EXPECT_EQ(state->images[0].window, (PresentedWindow{128, 256, "LINEAR"}));
  EXPECT_EQ(state->images[0].area, (std::array{37, 48, 235, 180}));
  ASSERT_EQ(state->marks.size(), 1U);
  EXPECT_EQ(state->marks[0].graphics[0].points.size(), 63U);
  EXPECT_TRUE(state->marks[0].text.starts_with("A=196px")) << state->marks[0].text;
  for (int n = 2; n <= 6; ++n) {
    const auto other = read_presentation_state(root_ / fmt::format("gsps-kos/real0{}.pr.dcm", n));
    ASSERT_TRUE(other) << n;
    EXPECT_FALSE(other->marks.empty()) << n;
  }
  const auto tables = read_presentation_state(root_ / "gsps-kos/prLUTs.dcm");
  ASSERT_TRUE(tables) << tables.error().message;
  EXPECT_FALSE(tables->modality.table.entries.empty());
  EXPECT_FALSE(tables->presentation_table.entries.empty());
  EXPECT_FALSE(tables->images.at(0).voi_table.entries.empty());
}

TEST_F(Foreign, KeyObjectsNameTheirImages) {
  const auto keys = read_key_objects(root_ / "gsps-kos/real0X.ko.dcm");
  ASSERT_TRUE(keys) << keys.error().message;
  EXPECT_EQ(keys->images.size(), 6U);
  EXPECT_EQ(keys->title.value, "113000");
}

TEST_F(Foreign, MeasurementReportsGiveTheirGroups) {
  for (const char* name :
       {"sr_document.dcm", "sr_document_with_multiple_groups.dcm", "dcmqi-tid1500.dcm", "sr-ruler.dcm"}) {
    const auto report = read_measurement_report(root_ / "sr-pdf" / name);
    ASSERT_TRUE(report) << name << " " << report.error().message;
    EXPECT_FALSE(report->groups.empty()) << name;
  }
}

TEST_F(Foreign, MalformedFilesAreErrors) {
  for (const auto& entry : std::filesystem::directory_iterator(root_ / "malformed")) {
    if (!entry.is_regular_file()) continue;
    EXPECT_FALSE(read_presentation_state(entry.path())) << entry.path();
    EXPECT_FALSE(read_key_objects(entry.path())) << entry.path();
  }
}

}  // namespace
}  // namespace rdc::dicom
