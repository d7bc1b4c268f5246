#include "reading_station/report/report_template.h"

#include <fstream>

#include <gtest/gtest.h>

#include "reading_station/report/report_fields.h"
#include "reading_station/report/report_library.h"
#include "tests/testkit/scratch_directory.h"

namespace rdc::station {
namespace {

const std::string kGood = R"(id = "own-knee"
modalities = ["DX"]
body_parts = ["KNEE"]
[zh]
title = "膝"
findings = "{左|右}膝。"
impression = "正常。"
[en]
title = "Knee"
findings = "Knee."
impression = "Normal."
)";

TEST(ReportTemplate, ReadsBothLanguages) {
  const auto read = parse_template(kGood, "knee.toml");
  ASSERT_TRUE(read) << read.error().message;
  EXPECT_EQ(read->words("zh_CN").title, QStringLiteral("膝"));
  EXPECT_EQ(read->words("en").impression, "Normal.");
}

struct BadFile {
  const char* name;
  std::string from, to;  // replaced in the good file
  std::string says;
};
std::ostream& operator<<(std::ostream& out, const BadFile& bad) { return out << bad.name; }
class BadTemplate : public ::testing::TestWithParam<BadFile> {};

TEST_P(BadTemplate, IsRefusedWithItsLine) {
  const auto& bad = GetParam();
  std::string content = kGood;
  const auto at = content.find(bad.from);
  ASSERT_NE(at, std::string::npos);
  content.replace(at, bad.from.size(), bad.to);
  const auto read = parse_template(content, "knee.toml");
  ASSERT_FALSE(read);
  EXPECT_EQ(read.error().reason, "BAD_TEMPLATE");
  EXPECT_NE(read.error().message.find(bad.says), std::string::npos) << read.error().message;
}
INSTANTIATE_TEST_SUITE_P(
    Files, BadTemplate,
    ::testing::Values(BadFile{"NoToml", "[zh]", "[zh", "knee.toml:"},
                      BadFile{"UnknownKey", "body_parts", "bodyparts", "knee.toml:3: unknown key 'bodyparts'"},
                      BadFile{"NoModality", "[\"DX\"]", "[]", "knee.toml:2: 'modalities' is empty"},
                      BadFile{"NumberForText", "\"Knee\"", "7", "knee.toml:9: 'title' is no string"},
                      BadFile{"OpenBrace", "{左|右}", "{左|右", "a brace is not closed"},
                      BadFile{"IdWithSlash", "own-knee", "../knee", "knee.toml:1: '../knee' is no id"},
                      BadFile{"NoEnglish", "[en]", "[fr]", "unknown key 'fr'"}),
    [](const auto& tested) { return tested.param.name; });

TEST(ReportTemplate, ATooLargeFileIsNotParsed) {
  const auto read = parse_template(std::string(kTemplateFileLimit + 1, ' '), "big.toml");
  ASSERT_FALSE(read);
  EXPECT_NE(read.error().message.find("larger than"), std::string::npos);
}

TEST(Phrases, AKeyIsThereOnce) {
  const auto read = parse_phrases(
      "[[phrase]]\nkey=\"a\"\nzh=\"甲\"\nen=\"x\"\n[[phrase]]\nkey=\"a\"\nzh=\"乙\"\nen=\"y\"\n", "p.toml");
  ASSERT_FALSE(read);
  EXPECT_EQ(read.error().message, "p.toml:5: the key 'a' is there twice");
}

TEST(ReportLibrary, ShipsAtLeastFifteenWholeTemplates) {
  testkit::ScratchDirectory folder("library");
  const auto library = ReportLibrary::load(folder.path(), "");
  EXPECT_TRUE(library.problems().empty()) << library.problems().front().message;
  EXPECT_GE(library.templates().size(), 15U);
  EXPECT_GE(library.phrases().size(), 15U);
}

TEST(ReportLibrary, ThePersonsOwnReplaceTheDepartmentsAndABadFileIsNamed) {
  testkit::ScratchDirectory folder("library");
  const std::string user = "0193f000-0000-7000-8000-0000000000aa";
  std::filesystem::create_directories(folder.path() / "templates");
  std::filesystem::create_directories(folder.path() / user);
  std::ofstream(folder.path() / "templates" / "knee.toml") << kGood;
  std::ofstream(folder.path() / "templates" / "broken.toml") << "id = ";
  std::ofstream(folder.path() / "phrases.toml") << "[[phrase]]\nkey=\"ny\"\nzh=\"科室\"\nen=\"shared\"\n";
  std::ofstream(folder.path() / user / "phrases.toml") << "[[phrase]]\nkey=\"ny\"\nzh=\"本人\"\nen=\"own\"\n";
  const auto mine = ReportLibrary::load(folder.path(), QString::fromStdString(user));
  ASSERT_NE(mine.phrase("ny"), nullptr);
  EXPECT_EQ(mine.phrase("ny")->zh, QStringLiteral("本人"));
  ASSERT_EQ(mine.problems().size(), 1U);
  EXPECT_NE(mine.problems()[0].message.find("broken.toml:1"), std::string::npos);
  EXPECT_EQ(ReportLibrary::load(folder.path(), "..").phrase("ny")->zh, QStringLiteral("科室"));
}

struct Chosen {
  const char* name;
  ExamKind exam;
  QString first;
};
std::ostream& operator<<(std::ostream& out, const Chosen& chosen) { return out << chosen.name; }
class ShippedTemplates : public ::testing::TestWithParam<Chosen> {};

TEST_P(ShippedTemplates, TheFittingOneIsOfferedFirst) {
  testkit::ScratchDirectory folder("library");
  const auto offered = ReportLibrary::load(folder.path(), "").fitting(GetParam().exam);
  ASSERT_FALSE(offered.empty());
  EXPECT_EQ(offered.front().id, GetParam().first);
}
INSTANTIATE_TEST_SUITE_P(
    Exams, ShippedTemplates,
    ::testing::Values(Chosen{"ChestRadiograph", {{"DX"}, {"CHEST"}, ""}, "dx-chest"},
                      Chosen{"ChestNamedInChinese", {{"CR"}, {""}, QStringLiteral("胸部正位")}, "dx-chest"},
                      Chosen{"HeadCt", {{"CT"}, {"HEAD"}, ""}, "ct-head"},
                      Chosen{"Hand", {{"DX"}, {"HAND"}, "HAND AP"}, "dx-hand"},
                      Chosen{"Brain", {{"MR"}, {"BRAIN"}, ""}, "mr-brain"},
                      Chosen{"Breast", {{"MG"}, {"BREAST"}, ""}, "mg-screening"}),
    [](const auto& tested) { return tested.param.name; });

TEST(ReportLibrary, AnEcgIsOfferedNone) {
  testkit::ScratchDirectory folder("library");
  EXPECT_TRUE(ReportLibrary::load(folder.path(), "").fitting({{"ECG"}, {"CHEST"}, ""}).empty());
}

TEST(ReportFields, MeasurementsAreFilledInByNameTheNewestLast) {
  const QList<MeasuredValue> measured{{QStringLiteral("长径"), 11.04, "mm"},
                                      {QStringLiteral("CT值"), 63.4, "HU"},
                                      {QStringLiteral("长径"), 12.36, "mm"},
                                      {"", 0.487, ""}};
  EXPECT_EQ(fill_fields(QStringLiteral("大小{长径}，{ct值}，比{测量}，{左|右}，{短径}"), measured),
            QStringLiteral("大小12.4 mm，63 HU，比0.49，{左|右}，{短径}"));
}

TEST(ReportFields, FieldsInsideChoicesComeFirst) {
  const auto fields = fields_of(QStringLiteral("{无|有{角度}} ____"));
  ASSERT_EQ(fields.size(), 2);
  EXPECT_EQ(fields[0].inside, QStringLiteral("角度"));
  EXPECT_EQ(fields[1].length, 4);
}

}  // namespace
}  // namespace rdc::station
