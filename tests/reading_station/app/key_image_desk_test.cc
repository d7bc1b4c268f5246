// From the key K in the viewer to the pictures of the report.
#include "reading_station/app/key_image_desk.h"

#include <gtest/gtest.h>
#include <QSignalSpy>
#include <QTest>

#include "common/base/digest.h"
#include "common/base/file_system.h"
#include "common/dicom/phantom.h"
#include "reading_station/app/annotation_desk.h"
#include "reading_station/app/study_mapping.h"
#include "reading_station/session/object_cache.h"
#include "tests/reading_station/small_router.h"

namespace rdc::station {
namespace {

class KeyImagesAtWork : public ::testing::Test {
 protected:
  void SetUp() override {
    dicom::PhantomOrder order;
    order.patient = dicom::make_phantom_patient(5);
    const auto written = dicom::write_chest_ct(order, {.slices = 5, .side = 64}, folder.path() / "ct");
    ASSERT_TRUE(written);
    made.mutable_study()->set_study_id("0193f000-0000-7000-8000-0000000000aa");
    made.mutable_study()->set_study_instance_uid(written->study_instance_uid);
    auto* series = made.add_series();
    series->set_series_instance_uid("1.2.3.1");
    series->set_modality("CT");
    series->set_series_number(3);
    series->set_description("Lung");
    int number = 0;
    for (const auto& one : written->instances) {
      const auto bytes = *base::read_file(one.path, 1 << 28);
      auto* instance = series->add_instances();
      instance->set_sop_instance_uid(one.sop_instance_uid);
      instance->set_sop_class_uid(one.sop_class_uid);
      instance->set_instance_number(++number);
      instance->set_frames(1);
      instance->mutable_object()->set_sha256(base::sha256(bytes).hex());
      instance->mutable_object()->set_size(bytes.size());
      router.add_object(instance->object().sha256(), bytes);
    }
    router.add_study(made);
    QSignalSpy in(&connection, &RouterConnection::login_succeeded);
    connection.log_in("li", "any");
    ASSERT_TRUE(in.wait(kAnswerMs));
    viewer.resize(900, 700);
    viewer.show();
  }
  void open() {
    QSignalSpy finished(&viewer, &StudyViewer::loading_finished);
    objects.set_study(QString::fromStdString(made.study().study_id()));
    viewer.open(study_content(made));
    annotations.open(made);
    ASSERT_TRUE(finished.count() > 0 || finished.wait(kAnswerMs));
    viewer.set_grid({1, 1});
    viewer.show_in_tile(0, 0, 2);
    ASSERT_TRUE(QTest::qWaitFor([&] { return viewer.shows_current(); }, kAnswerMs));
  }
  ui::ReportPicture drawn(const PrintedImage& image) {
    std::optional<ui::ReportPicture> answer;
    desk.draw(image, [&answer](const ui::ReportPicture& picture) { answer = picture; });
    EXPECT_FALSE(answer) << "it answers from the event loop";
    EXPECT_TRUE(QTest::qWaitFor([&] { return answer.has_value(); }, kAnswerMs));
    return answer.value_or(ui::ReportPicture());
  }

  testkit::ScratchDirectory folder{"key_images"};
  SmallRouter router;
  v1::GetStudyReply made;
  base::SystemClock clock;
  RouterConnection connection{router.channels(), clock};
  ObjectCache objects{connection.calls(), folder.path() / "cache", 1 << 30};
  StudyViewer viewer{objects};
  AnnotationDesk annotations{connection, objects, viewer, folder.path() / "drafts", clock};
  KeyImageDesk desk{viewer, annotations};
};

TEST_F(KeyImagesAtWork, AnImageIsPrintedAsItWasSeenWhenItWasMarked) {
  open();
  viewer.set_window(-600, 1500);
  viewer.run_action("turn_right");
  QSignalSpy marked(&desk, &KeyImageSource::image_marked), unmarked(&desk, &KeyImageSource::image_unmarked);
  viewer.run_action("key_image");
  ASSERT_EQ(marked.count(), 1);
  const auto image = marked[0][0].value<PrintedImage>();
  EXPECT_EQ(image.window, std::pair(-600.0, 1500.0));
  EXPECT_EQ(image.quarters, 1);
  EXPECT_TRUE(image.area.isNull());
  // Another window and another image on the screen meanwhile, and the image out of memory.
  viewer.set_window(40, 400);
  viewer.scroll_to(0);
  const auto picture = drawn(image);
  ASSERT_FALSE(picture.picture.isNull());
  EXPECT_EQ(picture.window, std::pair(-600.0, 1500.0));
  EXPECT_EQ(picture.unit, "HU");
  EXPECT_EQ(picture.series, "3 Lung");
  EXPECT_EQ(picture.count, 5);
  EXPECT_GT(picture.number, 0);
  viewer.scroll_to(2);
  ASSERT_TRUE(QTest::qWaitFor([&] { return viewer.shows_current(); }, kAnswerMs));
  EXPECT_EQ(desk.as_shown(image)->window, std::pair(40.0, 400.0));
  viewer.run_action("key_image");
  EXPECT_EQ(unmarked.count(), 1);
  EXPECT_TRUE(desk.marked().empty());
}

TEST_F(KeyImagesAtWork, WhatIsDrawnOnTheImageIsInThePicture) {
  open();
  viewer.run_action("key_image");
  const PrintedImage image = desk.marked().at(0);
  const QImage before = drawn(image).picture;
  Annotation arrow;
  arrow.kind = AnnotationKind::kArrow;
  arrow.image = {image.sop_instance_uid, image.frame};
  arrow.points = {{10, 10}, {40, 40}};
  QSignalSpy changed(&desk, &KeyImageSource::changed);
  viewer.annotations().add(arrow);
  EXPECT_GE(changed.count(), 1);
  const QImage after = drawn(image).picture;
  EXPECT_NE(after, before);
  EXPECT_EQ(drawn(image).picture, after) << "the same again";
}

TEST_F(KeyImagesAtWork, AnEarlierStudyOnTheScreenIsNoneOfTheReport) {
  open();
  viewer.run_action("key_image");
  const PrintedImage image = desk.marked().at(0);
  desk.set_reported(false);
  QSignalSpy marked(&desk, &KeyImageSource::image_marked);
  viewer.scroll_to(0);
  ASSERT_TRUE(QTest::qWaitFor([&] { return viewer.shows_current(); }, kAnswerMs));
  viewer.run_action("key_image");
  EXPECT_EQ(marked.count(), 0);
  EXPECT_TRUE(desk.marked().empty());
  EXPECT_FALSE(desk.as_shown(image));
  EXPECT_TRUE(drawn({"9.9.9"}).picture.isNull()) << "of another study";
}

}  // namespace
}  // namespace rdc::station
