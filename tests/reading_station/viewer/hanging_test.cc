// Hanging protocols: the files shipped are sound, each kind of study gets its own, a wrong file says where.
#include "reading_station/viewer/hanging/hanging_file.h"

#include <gtest/gtest.h>
#include <QTemporaryDir>
#include <algorithm>

namespace rdc::station {
namespace {

HangItem item(int series, const char* modality, const char* part, const char* view = "", bool prior = false) {
  HangItem made;
  made.series = series;
  made.modality = modality;
  made.body_part = QString::fromUtf8(part);
  made.view = view;
  made.prior = prior;
  return made;
}

HangingProtocols shipped() { return load_hanging_protocols(QDir("/nonexistent")); }

TEST(HangingFiles, AtLeastTwelveAreShippedAndAllAreSound) {
  const HangingProtocols loaded = shipped();
  EXPECT_TRUE(loaded.problems.isEmpty()) << loaded.problems.join("; ").toStdString();
  EXPECT_GE(loaded.protocols.size(), 12U);
}

struct Case {
  const char* name;
  std::vector<HangItem> items;
  const char* want;              // protocol
  std::vector<int> want_series;  // in its viewports; -1: empty
};
std::ostream& operator<<(std::ostream& out, const Case& c) { return out << c.name; }
class Hanging : public ::testing::TestWithParam<Case> {};

TEST_P(Hanging, EachKindOfStudyGetsItsOwn) {
  const HangingProtocols loaded = shipped();
  const auto matching = matching_protocols(loaded.protocols, GetParam().items);
  ASSERT_FALSE(matching.empty());
  EXPECT_EQ(matching.front()->id.toStdString(), GetParam().want);
  std::vector<int> series;
  for (const auto& hung : hang(*matching.front(), GetParam().items)) series.push_back(hung ? hung->item.series : -1);
  EXPECT_EQ(series, GetParam().want_series);
}
INSTANTIATE_TEST_SUITE_P(
    Studies, Hanging,
    ::testing::Values(
        Case{"ChestSingle", {item(0, "DX", "CHEST", "PA")}, "chest-single", {0}},
        Case{"ChestInChineseOnly", {item(0, "CR", "胸部正位")}, "chest-single", {0}},
        Case{"ChestWithPrior",
             {item(0, "DX", "CHEST", "PA"), item(1, "DX", "CHEST", "PA", true)},
             "chest-prior",
             {0, 1}},
        // The lateral came first, and hangs at the right all the same.
        Case{"ChestLateralFirst",
             {item(0, "DX", "CHEST", "LL"), item(1, "DX", "CHEST", "PA")},
             "chest-pa-lateral",
             {1, 0}},
        Case{"ChestTwoViewsWithPrior",
             {item(0, "DX", "CHEST", "LL"), item(1, "DX", "CHEST", "PA"), item(2, "DX", "CHEST", "LL", true),
              item(3, "DX", "CHEST", "PA", true)},
             "chest-pa-lateral-prior",
             {1, 0, 3}},
        Case{"ViewsUnknown", {item(0, "DX", "CHEST"), item(1, "DX", "CHEST")}, "chest-pa-lateral", {0, 1}},
        Case{"Hand", {item(0, "DX", "HAND", "PA"), item(1, "DX", "HAND", "LLO")}, "hand", {0, 1}},
        Case{"Spine", {item(0, "DX", "LSPINE", "AP"), item(1, "DX", "LSPINE", "LL")}, "spine", {0, 1}},
        Case{"Pelvis", {item(0, "DX", "PELVIS", "AP")}, "pelvis", {0}},
        Case{"HeadCtTwoWindows", {item(0, "CT", "HEAD")}, "ct-head", {0, 0}},
        Case{"ChestCtTwoWindows", {item(0, "CT", "胸部 5mm")}, "ct-chest", {0, 0}},
        Case{"ChestCtWithPrior",
             {item(0, "CT", "CHEST"), item(1, "CT", "CHEST", "", true)},
             "ct-chest-prior",
             {0, 0, 1, 1}},
        Case{"Abdomen", {item(0, "CT", "ABDOMEN")}, "ct-abdomen", {0, 0}},
        Case{"KneeCt", {item(0, "CT", "KNEE")}, "ct-bone", {0, 0}},
        Case{"Mr", {item(0, "MR", "WRIST"), item(1, "MR", "WRIST")}, "mr-series", {0, 1, -1, -1}},
        Case{"OneMr", {item(0, "MR", "WRIST")}, "single", {0}},
        Case{"Ultrasound", {item(0, "US", "HEART"), item(1, "US", "HEART")}, "ultrasound", {0, 1, -1, -1}},
        // One MR among ultrasounds does not make it an MR study of several series.
        Case{"MixedModalities",
             {item(0, "US", "HEART"), item(1, "US", "HEART"), item(2, "MR", "WRIST")},
             "ultrasound",
             {0, 1, -1, -1}},
        Case{"SomethingElse", {item(0, "XA", "")}, "single", {0}}),
    [](const auto& tested) { return std::string(tested.param.name); });

TEST(Hanging, MammographyHangsByViewAndSide) {
  std::vector<HangItem> items;
  for (const auto& [view, side] :
       {std::pair{"MLO", "L"}, std::pair{"CC", "L"}, std::pair{"CC", "R"}, std::pair{"MLO", "R"}}) {
    items.push_back(item(static_cast<int>(items.size()), "MG", "BREAST", view));
    items.back().laterality = side;
  }
  const HangingProtocols loaded = shipped();
  const auto matching = matching_protocols(loaded.protocols, items);
  ASSERT_EQ(matching.front()->id, "mammography");
  std::vector<int> series;
  for (const auto& hung : hang(*matching.front(), items)) series.push_back(hung->item.series);
  EXPECT_EQ(series, (std::vector<int>{2, 1, 3, 0}));  // right CC, left CC, right MLO, left MLO
}

TEST(Hanging, TwoWindowsOfOneSeriesAreThoseOfTheFile) {
  const HangingProtocols loaded = shipped();
  const std::vector<HangItem> items{item(0, "CT", "CHEST")};
  const auto hung = hang(*matching_protocols(loaded.protocols, items).front(), items);
  ASSERT_EQ(hung.size(), 2U);
  EXPECT_EQ(hung[0]->window->width, 1500);
  EXPECT_EQ(hung[1]->window->width, 400);
}

const char* const kSound = R"(id = "mine"
name = "我的"
name_en = "Mine"
layout = [1, 2]
modality = ["CT"]
[[viewport]]
window = [40, 400]
[[viewport]]
same_as = 1
window = "bone"
)";

TEST(HangingFiles, TheReadersFileReplacesTheShippedOneOfItsId) {
  const QTemporaryDir folder;
  QFile file(folder.filePath("mine.toml"));
  ASSERT_TRUE(file.open(QIODevice::WriteOnly));
  file.write(QByteArray(kSound).replace("\"mine\"", "\"ct-chest\""));
  file.close();
  QFile broken(folder.filePath("broken.toml"));
  ASSERT_TRUE(broken.open(QIODevice::WriteOnly));
  broken.write("id = ");
  broken.close();
  const HangingProtocols loaded = load_hanging_protocols(QDir(folder.path()));
  EXPECT_EQ(loaded.protocols.size(), shipped().protocols.size());
  EXPECT_EQ(std::ranges::find(loaded.protocols, "ct-chest", &HangingProtocol::id)->name_en, "Mine");
  ASSERT_EQ(loaded.problems.size(), 1);
  EXPECT_TRUE(loaded.problems[0].startsWith("broken.toml:1:")) << loaded.problems[0].toStdString();
}

struct Wrong {
  const char* name;
  const char* replace;
  const char* with;
  const char* complaint;
};
std::ostream& operator<<(std::ostream& out, const Wrong& wrong) { return out << wrong.name; }
class WrongFile : public ::testing::TestWithParam<Wrong> {};

TEST_P(WrongFile, SaysFileLineAndWhat) {
  QString text = QString::fromUtf8(kSound);
  ASSERT_TRUE(text.contains(GetParam().replace));
  text.replace(text.indexOf(GetParam().replace), static_cast<int>(strlen(GetParam().replace)),
               QString::fromUtf8(GetParam().with));
  const auto parsed = parse_hanging_protocol(text.toStdString(), "a.toml");
  ASSERT_FALSE(parsed);
  EXPECT_EQ(parsed.error().reason, "BAD_PROTOCOL");
  EXPECT_EQ(parsed.error().message, GetParam().complaint);
}
INSTANTIATE_TEST_SUITE_P(
    Files, WrongFile,
    ::testing::Values(Wrong{"UnknownKey", "modality =", "modalty =", "a.toml:5: unknown key \"modalty\""},
                      Wrong{"NoId", "id = \"mine\"", "", "a.toml:1: id is missing"},
                      Wrong{"BadId", "\"mine\"", "\"My Own\"", "a.toml:1: id may have a-z, 0-9 and - only"},
                      Wrong{"TooManyRows", "[1, 2]", "[5, 2]", "a.toml:4: layout must be [rows, columns], each 1 to 4"},
                      Wrong{"TooManyViewports", "[1, 2]", "[1, 1]", "a.toml:1: 2 viewports do not fit in 1 x 1"},
                      Wrong{"SameAsItself", "same_as = 1", "same_as = 2",
                            "a.toml:9: same_as must be the number of an earlier viewport (the first is 1)"},
                      Wrong{"UnknownWindow", "\"bone\"", "\"bones\"", "a.toml:10: window \"bones\" is not known"},
                      Wrong{"NoWidth", "[40, 400]", "[40, 0]",
                            "a.toml:7: window must be a preset's name or [center, width] with a width from 1"},
                      Wrong{"ModalityNoList", "[\"CT\"]", "\"CT\"", "a.toml:5: modality must be a list of texts"}),
    [](const auto& tested) { return std::string(tested.param.name); });

}  // namespace
}  // namespace rdc::station
