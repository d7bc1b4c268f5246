// From a drawing on the screen to the archive and back: a second opening, another reader, a crash, a cut link.
#include "reading_station/app/annotation_desk.h"

#include <fstream>

#include <gtest/gtest.h>
#include <QSignalSpy>
#include <QTest>

#include "common/base/digest.h"
#include "common/base/file_system.h"
#include "common/dicom/phantom.h"
#include "reading_station/app/study_mapping.h"
#include "reading_station/session/object_cache.h"
#include "tests/reading_station/small_router.h"

namespace rdc::station {
namespace {

// One reader at one station.
struct Station {
  Station(SmallRouter& router, const char* user, const std::filesystem::path& folder)
      : connection(router.channels(), clock),
        objects(connection.calls(), folder / "cache", 1 << 30),
        viewer(objects),
        desk(connection, objects, viewer, folder / "drafts", clock) {
    QSignalSpy in(&connection, &RouterConnection::login_succeeded);
    connection.log_in(user, "any");
    EXPECT_TRUE(in.wait(kAnswerMs));
    viewer.resize(800, 600);
    viewer.show();
  }
  void open(const v1::GetStudyReply& study) {
    QSignalSpy loaded(&desk, &AnnotationDesk::loaded);
    QSignalSpy shown(&viewer, &StudyViewer::first_image_shown);
    objects.set_study(QString::fromStdString(study.study().study_id()));
    viewer.open(study_content(study));
    desk.open(study);
    EXPECT_TRUE(loaded.count() > 0 || loaded.wait(kAnswerMs));
    EXPECT_TRUE(shown.count() > 0 || shown.wait(kAnswerMs));
  }
  void draw() {
    ImageCanvas& canvas = *viewer.canvas();
    canvas.set_tool(ImageCanvas::Tool::kLength);
    const QPoint from = canvas.to_widget({40, 40}).toPoint(), to = canvas.to_widget({140, 40}).toPoint();
    QTest::mousePress(&canvas, Qt::LeftButton, {}, from);
    QTest::mouseMove(&canvas, to);
    QTest::mouseRelease(&canvas, Qt::LeftButton, {}, to);
    EXPECT_EQ(viewer.annotations().own().size(), 1U);
  }
  const std::vector<Annotation>& shown() { return viewer.annotations().all(); }

  base::SystemClock clock;
  RouterConnection connection;
  ObjectCache objects;
  StudyViewer viewer;
  AnnotationDesk desk;
};

class AnnotationDeskTest : public ::testing::Test {
 protected:
  void SetUp() override {
    dicom::PhantomOrder order;
    order.patient = dicom::make_phantom_patient(5);
    dicom::PhantomRadiograph what;
    what.columns = 200;
    what.rows = 250;
    const auto written = dicom::write_chest_radiograph(order, what, folder.path() / "chest");
    ASSERT_TRUE(written);
    const auto bytes = *base::read_file(written->instances.at(0).path, 1 << 28);
    v1::GetStudyReply study;
    study.mutable_study()->set_study_id(id);
    study.mutable_study()->set_study_instance_uid(written->study_instance_uid);
    auto* series = study.add_series();
    series->set_series_instance_uid("1.2.3.1");
    series->set_modality("DX");
    auto* instance = series->add_instances();
    instance->set_sop_instance_uid(written->instances[0].sop_instance_uid);
    instance->set_sop_class_uid(written->instances[0].sop_class_uid);
    instance->set_frames(1);
    const std::string sha256 = base::sha256(bytes).hex();
    instance->mutable_object()->set_sha256(sha256);
    instance->mutable_object()->set_size(bytes.size());
    router.add_object(sha256, bytes);
    router.add_study(study);
  }
  v1::GetStudyReply study() { return router.study(id); }

  const std::string id = "0193f000-0000-7000-8000-0000000000aa";
  testkit::ScratchDirectory folder{"annotation_desk"};
  SmallRouter router;
};

TEST_F(AnnotationDeskTest, WhatWasDrawnIsThereForItsReaderAndOthersAtAnotherStation) {
  double millimetres = 0;
  {
    Station li(router, "li", folder.path() / "one");
    li.open(study());
    li.draw();
    millimetres = li.shown()[0].readings.at(0).value;
    ASSERT_EQ(li.desk.measurements().size(), 1U);
    QSignalSpy saved(&li.desk, &AnnotationDesk::saved);
    li.desk.close();
    ASSERT_TRUE(saved.wait(kAnswerMs));
    EXPECT_EQ(saved[0][0].toInt(), 2) << "presentation state and measurement report";
  }
  EXPECT_EQ(study().series_size(), 3);
  EXPECT_TRUE(std::filesystem::is_empty(folder.path() / "one" / "drafts")) << "the archive has it";
  Station li(router, "li", folder.path() / "two");
  li.open(study());
  ASSERT_EQ(li.shown().size(), 1U);
  EXPECT_TRUE(li.shown()[0].is_own());
  EXPECT_FALSE(li.desk.is_unsaved());
  ASSERT_TRUE(QTest::qWaitFor([&] { return !li.shown()[0].readings.empty(); }, kAnswerMs));
  EXPECT_NEAR(li.shown()[0].readings[0].value, millimetres, 1e-4);
  Station zhou(router, "zhou", folder.path() / "three");
  zhou.open(study());
  ASSERT_EQ(zhou.shown().size(), 1U);
  EXPECT_FALSE(zhou.shown()[0].is_own());
  zhou.viewer.canvas()->remove_last_measurement();
  EXPECT_EQ(zhou.shown().size(), 1U) << "another's cannot be removed";
}

TEST_F(AnnotationDeskTest, ACrashCostsNothing) {
  {
    Station li(router, "li", folder.path() / "one");
    li.open(study());
    QSignalSpy kept(&li.desk, &AnnotationDesk::draft_kept);
    li.draw();
    ASSERT_TRUE(kept.wait(kAnswerMs));
  }  // gone without close()
  EXPECT_EQ(study().series_size(), 1);
  Station li(router, "li", folder.path() / "one");
  li.open(study());
  ASSERT_EQ(li.shown().size(), 1U);
  EXPECT_TRUE(li.desk.is_unsaved());
  QSignalSpy saved(&li.desk, &AnnotationDesk::saved);
  li.desk.save();
  ASSERT_TRUE(saved.wait(kAnswerMs));
  EXPECT_EQ(study().series_size(), 3);
}

TEST_F(AnnotationDeskTest, ARefusedSaveKeepsTheDraft) {
  Station li(router, "li", folder.path() / "one");
  li.open(study());
  li.draw();
  router.refuse_next_stores(1);
  QSignalSpy failed(&li.desk, &AnnotationDesk::save_failed);
  li.desk.save();
  ASSERT_TRUE(failed.wait(kAnswerMs));
  EXPECT_TRUE(li.desk.is_unsaved());
  EXPECT_FALSE(std::filesystem::is_empty(folder.path() / "one" / "drafts"));
  QSignalSpy saved(&li.desk, &AnnotationDesk::saved);
  li.desk.save();
  ASSERT_TRUE(saved.wait(kAnswerMs));
}

TEST_F(AnnotationDeskTest, ADraftThatCannotBeWrittenIsSaid) {
  std::filesystem::create_directories(folder.path() / "one");
  std::ofstream(folder.path() / "one" / "drafts") << "no folder";
  Station li(router, "li", folder.path() / "one");
  li.open(study());
  QSignalSpy kept(&li.desk, &AnnotationDesk::draft_kept);
  QSignalSpy failed(&li.desk, &AnnotationDesk::save_failed);
  li.draw();
  ASSERT_TRUE(failed.wait(kAnswerMs));
  EXPECT_EQ(failed.first().first().value<Error>().reason, "MARKS_NOT_KEPT");
  EXPECT_EQ(kept.count(), 0);
  EXPECT_TRUE(li.desk.is_unsaved());
}

TEST_F(AnnotationDeskTest, TheLastKeyImageCanBeTakenBack) {
  const auto keys_of = [](Station& station) { return station.viewer.annotations().key_images().size(); };
  const auto save = [](Station& station) {
    QSignalSpy saved(&station.desk, &AnnotationDesk::saved);
    station.desk.save();
    ASSERT_TRUE(saved.wait(kAnswerMs));
  };
  {
    Station li(router, "li", folder.path() / "one");
    li.open(study());
    li.viewer.run_action("key_image");
    ASSERT_EQ(keys_of(li), 1U);
    save(li);
    // At once, in the same second; the selection was never read back.
    li.viewer.run_action("key_image");
    ASSERT_EQ(keys_of(li), 0U);
    save(li);
  }
  EXPECT_EQ(study().series_size(), 3) << "a selection, and one that takes it back";
  Station zhou(router, "zhou", folder.path() / "two");
  zhou.open(study());
  EXPECT_EQ(keys_of(zhou), 0U) << "it used to come back";
  // Marked anew by another, taken back by the first, who read it from the archive.
  zhou.viewer.run_action("key_image");
  save(zhou);
  Station li(router, "li", folder.path() / "three");
  li.open(study());
  EXPECT_EQ(keys_of(li), 1U);
  li.viewer.run_action("key_image");
  save(li);
  EXPECT_EQ(study().series_size(), 5);
  li.desk.close();
  EXPECT_EQ(study().series_size(), 5) << "nothing more to be said";
}

TEST_F(AnnotationDeskTest, LookingAloneStoresNothing) {
  Station li(router, "li", folder.path() / "one");
  li.open(study());
  li.desk.close();
  EXPECT_EQ(study().series_size(), 1);
}

}  // namespace
}  // namespace rdc::station
