// The presentation states of the data set, made by other programs: drawn as DCMTK draws them, and shown by the viewer.
#include <gtest/gtest.h>
#include <QApplication>
#include <QDir>
#include <QTest>
#include <QTranslator>

#include <fmt/format.h>

#include "reading_station/viewer/annotation_files.h"
#include "reading_station/viewer/file_object_source.h"
#include "reading_station/viewer/study_viewer.h"
#include "tests/reading_station/viewer/dcmtk_presented.h"

namespace rdc::station {
namespace {

namespace fs = std::filesystem;
constexpr int kStatePatience = 20'000;  // ms; two busy cores

struct Pair {
  const char* image;
  const char* state;
  std::size_t graphics;     // annotations to be seen
  std::array<int, 4> area;  // left, top, right, bottom from 1
};
constexpr std::array<Pair, 7> kPairs{{{"real01.dcm", "real01.pr.dcm", 1, {37, 48, 235, 180}},
                                      {"real02.dcm", "real02.pr.dcm", 1, {0, 0, 0, 0}},
                                      {"real03.dcm", "real03.pr.dcm", 1, {143, 70, 342, 202}},
                                      {"real04.dcm", "real04.pr.dcm", 1, {0, 0, 0, 0}},
                                      {"real05.dcm", "real05.pr.dcm", 1, {178, 28, 345, 139}},
                                      {"real06.dcm", "real06.pr.dcm", 1, {133, 37, 229, 100}},
                                      {"imageForPrLUTs.dcm", "prLUTs.dcm", 0, {1, 1, 512, 512}}}};

class RealStates : public ::testing::Test {
 protected:
  void SetUp() override {
    const char* data = std::getenv("RDC_DATA");
    if (data == nullptr) GTEST_SKIP() << "RDC_DATA is not set";
    root_ = fs::path(data) / "dicom" / "gsps-kos";
  }
  fs::path root_;
};

TEST_F(RealStates, AreDrawnAsDcmtkDrawsThem) {
  if (!has_dcmp2pgm()) GTEST_SKIP() << "dcmp2pgm (package dcmtk) is missing";
  const fs::path out = fs::path(::testing::TempDir()) / fmt::format("rdc_state_{}.pgm", ::getpid());
  int compared = 0;
  for (const Pair& pair : kPairs) {
    const auto image = load(root_ / pair.image);
    const auto state = dicom::read_presentation_state(root_ / pair.state);
    ASSERT_TRUE(image && state) << pair.state;
    const auto view = present(*state, *image);
    ASSERT_TRUE(view) << pair.state;
    const auto theirs = drawn_by_dcmtk(root_ / pair.image, root_ / pair.state, out);
    ASSERT_TRUE(theirs) << pair.state;
    const cv::Mat ours = drawn_by_us(*view, *image);
    ASSERT_EQ(ours.size(), theirs->size()) << pair.state;
    EXPECT_LE(cv::norm(ours, *theirs, cv::NORM_INF), 1) << pair.state;
    if (pair.area[2] != 0 && pair.area[2] != image->info->columns) {
      EXPECT_EQ(view->area, QRectF(QPointF(pair.area[0] - 1, pair.area[1] - 1), QPointF(pair.area[2], pair.area[3])))
          << pair.state;
    }
    ++compared;
  }
  fs::remove(out);
  fmt::print("{} presentation states drawn as DCMTK's dcmp2pgm draws them\n", compared);
}

TEST_F(RealStates, TheirGraphicsAreShownReadOnly) {
  for (const Pair& pair : kPairs) {
    AnnotationReader reader(QStringLiteral("somebody else"));
    ASSERT_TRUE(reader.take(root_ / pair.state));
    const auto annotations = reader.annotations();
    EXPECT_GE(annotations.size(), pair.graphics) << pair.state;
    for (const Annotation& annotation : annotations) EXPECT_FALSE(annotation.is_own()) << pair.state;
    EXPECT_EQ(reader.foreign_states().size(), 1U);
  }
}

TEST_F(RealStates, TheViewerAppliesThemOneAfterTheOther) {
  FileObjectSource source;
  StudyViewer viewer(source);
  viewer.resize(1400, 900);
  viewer.show();
  StudyContent study;
  study.study_id = "s";
  SeriesContent series;
  series.series_instance_uid = "1.2.3";
  series.modality = "OT";
  std::vector<dicom::PresentationState> states;
  AnnotationReader reader(QStringLiteral("somebody else"));
  int number = 0;
  for (const Pair& pair : kPairs) {
    const QString name = QString::fromLatin1(pair.image);
    source.add(name, QString::fromStdString((root_ / pair.image).string()));
    series.instances.push_back({name, name, 1, ++number, 1, {}});
    states.push_back(*dicom::read_presentation_state(root_ / pair.state));
    reader.take(root_ / pair.state);
  }
  study.series.push_back(series);
  viewer.open(study);
  viewer.annotations().load(reader.annotations());
  viewer.set_presentation_states(states);
  for (int i = 0; i < number; ++i) {
    viewer.scroll_to(i);
    ASSERT_TRUE(QTest::qWaitFor([&] { return viewer.shows_current(); }, kStatePatience)) << i;
    ImageCanvas* canvas = viewer.canvas();
    EXPECT_EQ(canvas->presented(), nullptr) << "only when the reader asks";
    EXPECT_TRUE(canvas->corner_texts().bottom_right.join(' ').contains("Presentation states: 1 (G)")) << i;
    QTest::keyClick(canvas, Qt::Key_G);
    ASSERT_NE(canvas->presented(), nullptr) << kPairs[static_cast<std::size_t>(i)].state;
    const auto& area = kPairs[static_cast<std::size_t>(i)].area;
    if (area[2] != 0 && area[2] != canvas->image()->info->columns) {
      EXPECT_LE(canvas->to_widget(QPointF(area[2], area[3])).x(), canvas->width() + 1) << i;
      EXPECT_GE(canvas->to_widget(QPointF(area[0] - 1, area[1] - 1)).x(), -1) << i;
      EXPECT_GT(canvas->view().zoom(), 1.5) << "the area fills the viewport";
    }
    if (const QByteArray folder = qgetenv("RDC_SCREENSHOTS"); !folder.isEmpty())
      viewer.grab().save(QString::fromLocal8Bit(folder) + QStringLiteral("/state_%1.png").arg(i + 1));
    QTest::keyClick(canvas, Qt::Key_G);
    EXPECT_EQ(canvas->presented(), nullptr) << "behind the last, the file's own";
    EXPECT_FALSE(canvas->image()->info->is_colour);
  }
}

}  // namespace
}  // namespace rdc::station
