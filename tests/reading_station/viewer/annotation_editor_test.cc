// Every drawing tool by hand movements on a known image: what is drawn, what is measured, what undo gives back.
#include "reading_station/viewer/annotation_editor.h"

#include <gtest/gtest.h>
#include <QSignalSpy>

#include "tests/reading_station/viewer/test_images.h"
#include "tests/testkit/seeded_random.h"

namespace rdc::station {
namespace {

using Kind = AnnotationKind;
constexpr double kReach = 3;

class Editor : public ::testing::Test {
 protected:
  void SetUp() override {
    editor_.set_annotations(&set_);
    editor_.set_image(ramp_image("a"));
  }
  void click(QPointF at) {
    editor_.press(at, kReach);
    editor_.release(at, kReach);
  }
  void drag(QPointF from, QPointF to) {
    editor_.press(from, kReach);
    editor_.move((from + to) / 2, kReach, true);
    editor_.move(to, kReach, true);
    editor_.release(to, kReach);
  }
  double reading(Quantity quantity) const {
    for (const Reading& one : set_.all().back().readings)
      if (one.quantity == quantity) return one.value;
    ADD_FAILURE() << "no " << key_of(quantity);
    return -1;
  }
  QString unit(Quantity quantity) const {
    for (const Reading& one : set_.all().back().readings)
      if (one.quantity == quantity) return one.unit;
    return "none";
  }
  testkit::SeededRandom random_{1};
  AnnotationSet set_{&random_};
  AnnotationEditor editor_;
};

// The ramp: HU = column, 200 x 100 pixels of 0.5 mm.
TEST_F(Editor, ALengthIsDraggedAndAClickIsNone) {
  editor_.set_kind(Kind::kLength);
  drag({10, 10}, {40, 50});
  ASSERT_EQ(set_.all().size(), 1U);
  EXPECT_DOUBLE_EQ(reading(Quantity::kLength), 25);
  EXPECT_EQ(unit(Quantity::kLength), "mm");
  click({100, 80});
  EXPECT_EQ(set_.all().size(), 1U);
}

TEST_F(Editor, AnglesTakeThreeClicksOrADragAndAClick) {
  editor_.set_kind(Kind::kAngle);
  click({10, 10});
  click({10, 50});
  EXPECT_TRUE(set_.is_empty());
  click({50, 50});
  ASSERT_EQ(set_.all().size(), 1U);
  EXPECT_NEAR(reading(Quantity::kAngle), 90, 1e-9);
  drag({110, 10}, {110, 50});
  click({150, 10});
  ASSERT_EQ(set_.all().size(), 2U);
  EXPECT_NEAR(reading(Quantity::kAngle), 45, 1e-9);
}

TEST_F(Editor, CobbIsTheAcuteAngleWhicheverWayTheLinesWereDrawn) {
  editor_.set_kind(Kind::kCobb);
  drag({10, 10}, {60, 10});
  drag({60, 90}, {10, 60});
  ASSERT_EQ(set_.all().size(), 1U);
  EXPECT_NEAR(reading(Quantity::kCobbAngle), 30.9638, 1e-3);  // atan(30 / 50)
  drag({110, 10}, {160, 10});
  drag({110, 60}, {160, 90});
  EXPECT_NEAR(reading(Quantity::kCobbAngle), 30.9638, 1e-3);
}

TEST_F(Editor, APolylineEndsWithADoubleClick) {
  editor_.set_kind(Kind::kPolyline);
  click({10, 10});
  click({50, 10});
  editor_.press({50, 40}, kReach);
  editor_.release({50, 40}, kReach);
  EXPECT_TRUE(editor_.double_click({50, 40}, kReach));
  ASSERT_EQ(set_.all().size(), 1U);
  EXPECT_EQ(set_.all()[0].points.size(), 3U);
  EXPECT_DOUBLE_EQ(reading(Quantity::kLength), 35);
}

TEST_F(Editor, RegionsGiveTheirNumbers) {
  editor_.set_kind(Kind::kRectangle);
  drag({10, 20}, {30, 60});
  EXPECT_NEAR(reading(Quantity::kMean), 19.5, 1e-9);  // columns 10..29
  EXPECT_NEAR(reading(Quantity::kDeviation), 5.7663, 1e-4);
  EXPECT_DOUBLE_EQ(reading(Quantity::kMinimum), 10);
  EXPECT_DOUBLE_EQ(reading(Quantity::kMaximum), 29);
  EXPECT_DOUBLE_EQ(reading(Quantity::kArea), 200);
  EXPECT_DOUBLE_EQ(reading(Quantity::kPerimeter), 60);
  EXPECT_EQ(unit(Quantity::kMean), "HU");
  EXPECT_EQ(unit(Quantity::kArea), "mm²");
  editor_.set_kind(Kind::kEllipse);
  drag({60, 20}, {100, 60});
  EXPECT_NEAR(reading(Quantity::kMean), 79.5, 1e-6);
  EXPECT_NEAR(reading(Quantity::kArea), 314.159, 1e-3);
}

TEST_F(Editor, AFreehandRegionIsClosedAndCountsItsPixels) {
  editor_.set_kind(Kind::kFreehand);
  editor_.press({10, 20}, kReach);
  for (const QPointF at : {QPointF(30, 20), QPointF(30, 60), QPointF(10, 60)}) editor_.move(at, kReach, true);
  editor_.release({10, 60}, kReach);
  ASSERT_EQ(set_.all().size(), 1U);
  EXPECT_NEAR(reading(Quantity::kMean), 19.5, 1e-9);
  EXPECT_DOUBLE_EQ(reading(Quantity::kArea), 200);
}

TEST_F(Editor, APointTellsItsValueAndOutsideNone) {
  editor_.set_kind(Kind::kPoint);
  click({42.7, 10});
  EXPECT_DOUBLE_EQ(reading(Quantity::kValue), 42);
  click({-20, 10});
  EXPECT_TRUE(set_.all().back().readings.empty());
}

TEST_F(Editor, TextsWaitForTheirWordsAndVertebraeCountOn) {
  editor_.set_kind(Kind::kText);
  click({20, 20});
  ASSERT_TRUE(editor_.waiting_for_text());
  EXPECT_FALSE(editor_.finish_text("  "));
  EXPECT_TRUE(set_.is_empty());
  click({20, 20});
  EXPECT_TRUE(editor_.finish_text("骨折线"));
  EXPECT_EQ(set_.all()[0].text, "骨折线");
  editor_.set_kind(Kind::kVertebra);
  click({100, 20});
  ASSERT_TRUE(editor_.waiting_for_text());
  editor_.finish_text("T12");
  click({100, 40});
  click({100, 60});
  ASSERT_EQ(set_.all().size(), 4U);
  EXPECT_EQ(set_.all()[2].text, "L1");
  EXPECT_EQ(set_.all()[3].text, "L2");
  EXPECT_EQ(next_vertebra("C7"), "T1");
  EXPECT_EQ(next_vertebra("S1"), "");
}

TEST_F(Editor, ACalibrationChangesEveryLengthOfItsImageAndUndoTakesItBack) {
  editor_.set_kind(Kind::kLength);
  drag({10, 10}, {60, 10});
  const QString length = set_.all()[0].uid;
  EXPECT_DOUBLE_EQ(set_.find(length)->readings[0].value, 25);
  editor_.set_kind(Kind::kCalibration);
  drag({10, 80}, {30, 80});
  ASSERT_TRUE(editor_.waiting_for_text());
  EXPECT_FALSE(editor_.finish_text("coin"));
  drag({10, 80}, {30, 80});
  EXPECT_TRUE(editor_.finish_text("25"));  // 1.25 mm a pixel
  EXPECT_DOUBLE_EQ(set_.find(length)->readings[0].value, 62.5);
  EXPECT_EQ(text_of(set_.find(length)->readings[0]), "62.5 mm (calibrated by reader)");
  set_.history().undo();
  editor_.measure_again();
  EXPECT_DOUBLE_EQ(set_.find(length)->readings[0].value, 25);
}

TEST_F(Editor, TheHeartRatioIsHorizontalAndAProposalUntilMoved) {
  ASSERT_TRUE(editor_.add_proposal({{60, 70}, {120, 75}, {20, 80}, {170, 80}}));
  EXPECT_DOUBLE_EQ(reading(Quantity::kRatio), 0.4);
  EXPECT_TRUE(set_.all()[0].proposal);
  EXPECT_TRUE(set_.measurements().front().proposal);
  EXPECT_FALSE(editor_.add_proposal({{60, 70}, {120, 75}, {20, 80}, {170, 80}})) << "one is enough";
  drag({60, 70}, {45, 70});
  EXPECT_FALSE(set_.all()[0].proposal);
  EXPECT_DOUBLE_EQ(reading(Quantity::kRatio), 0.5);
  set_.history().undo();
  EXPECT_TRUE(set_.all()[0].proposal);
  editor_.select(set_.all()[0].uid);
  EXPECT_TRUE(editor_.enter());
  EXPECT_FALSE(set_.all()[0].proposal) << "confirmed as it is";
}

TEST_F(Editor, ALimbHasItsPartsAndItsAxis) {
  editor_.set_kind(Kind::kLimb);
  click({50, 10});
  click({50, 50});
  click({50, 90});
  EXPECT_DOUBLE_EQ(reading(Quantity::kLength), 40);
  EXPECT_DOUBLE_EQ(reading(Quantity::kFemur), 20);
  EXPECT_DOUBLE_EQ(reading(Quantity::kTibia), 20);
  EXPECT_NEAR(reading(Quantity::kKneeAngle), 180, 1e-9);
}

TEST_F(Editor, HandlesAndLinesAreMovedInOneStepOfUndo) {
  editor_.set_kind(Kind::kLength);
  drag({10, 10}, {60, 10});
  drag({60, 10}, {70, 10});  // the handle, with the tool still chosen
  ASSERT_EQ(set_.all().size(), 1U);
  EXPECT_DOUBLE_EQ(reading(Quantity::kLength), 30);
  editor_.set_kind(std::nullopt);
  drag({40, 10}, {40, 30});  // its line
  EXPECT_EQ(set_.all()[0].points[0], QPointF(10, 30));
  EXPECT_TRUE(editor_.nudge({1, 0}));
  EXPECT_EQ(set_.all()[0].points[0], QPointF(11, 30));
  set_.history().undo();
  set_.history().undo();
  EXPECT_EQ(set_.all()[0].points[0], QPointF(10, 10));
  set_.history().undo();
  EXPECT_DOUBLE_EQ(reading(Quantity::kLength), 25);
  set_.history().undo();
  EXPECT_TRUE(set_.is_empty());
  for (int i = 0; i < 4; ++i) set_.history().redo();
  EXPECT_EQ(set_.all()[0].points[0], QPointF(11, 30));
}

TEST_F(Editor, OthersDrawingsCannotBeTouched) {
  Annotation other;
  other.uid = "2.25.1";
  other.author = "Zhang";
  other.image = editor_.image();
  other.points = {{10, 10}, {60, 10}};
  set_.load({other});
  drag({60, 10}, {70, 10});
  EXPECT_EQ(set_.all()[0], other);
  EXPECT_FALSE(editor_.nudge({1, 1}));
  set_.remove(other.uid);
  set_.clear(other.image);
  EXPECT_EQ(set_.all().size(), 1U);
  EXPECT_TRUE(set_.own().empty());
  EXPECT_EQ(lines_of(other).last(), "Zhang");
}

TEST_F(Editor, WhatHasNoSpacingIsPixelsAndSaysSo) {
  auto plain = std::make_shared<LoadedImage>(*ramp_image("b"));
  auto info = std::make_shared<imaging::ImageInfo>(*plain->info);
  info->frame_infos[0].spacing = {};
  plain->info = info;
  editor_.set_image(plain);
  editor_.set_kind(Kind::kLength);
  drag({10, 10}, {60, 10});
  EXPECT_EQ(unit(Quantity::kLength), "px");
  EXPECT_EQ(lines_of(set_.all()[0]), QStringList({"50.0 px", "no pixel spacing in the file"}));
}

TEST_F(Editor, AnotherImageEndsWhatWasBeingDrawn) {
  editor_.set_kind(Kind::kAngle);
  click({10, 10});
  EXPECT_TRUE(editor_.draft());
  editor_.set_image(ramp_image("b"));
  EXPECT_FALSE(editor_.draft());
  editor_.set_kind(Kind::kLength);
  drag({10, 10}, {60, 10});
  EXPECT_TRUE(set_.of({"a", 0}).empty());
  EXPECT_EQ(set_.of({"b", 0}).size(), 1U);
}

TEST_F(Editor, TheReportGetsNamedNumbers) {
  editor_.set_kind(Kind::kLength);
  drag({10, 10}, {60, 10});
  drag({10, 30}, {50, 30});
  const auto list = set_.measurements();
  ASSERT_EQ(list.size(), 2U);
  EXPECT_EQ(list[1].name, "Length 2");
  EXPECT_EQ(list[1].key, "length");
  EXPECT_EQ(list[1].text(), "20.0 mm");
  EXPECT_EQ(list[1].sop_instance_uid, "a");
}

}  // namespace
}  // namespace rdc::station
