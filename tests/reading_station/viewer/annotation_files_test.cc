// What is drawn comes back from the archive's objects as it was; DCMTK draws the image as the station does.
#include "reading_station/viewer/annotation_files.h"

#include <gtest/gtest.h>

#include <QColor>
#include <QColorSpace>
#include <QColorTransform>
#include <QPointF>
#include <cstdlib>
#include <fstream>

#include "common/dicom/phantom.h"
#include "common/imaging/heart_proposal.h"
#include "reading_station/viewer/annotation_draft.h"
#include "tests/testkit/scratch_directory.h"
#include "tests/testkit/seeded_random.h"

namespace rdc::station {
namespace {

using Kind = AnnotationKind;

class Files : public ::testing::Test {
 protected:
  void SetUp() override {
    dicom::PhantomOrder order;
    order.patient = dicom::make_phantom_patient(5);
    dicom::PhantomRadiograph what;
    what.columns = 400;
    what.rows = 500;
    what.photometric = dicom::PhantomRadiograph::Photometric::kMonochrome1;
    auto written = dicom::write_chest_radiograph(order, what, scratch_.path() / "chest");
    ASSERT_TRUE(written);
    path_ = written->instances.at(0).path;
    auto file = imaging::ImageFile::open(path_);
    ASSERT_TRUE(file);
    auto info = std::make_shared<imaging::ImageInfo>((*file)->info());
    auto decoded = (*file)->decode(0);
    ASSERT_TRUE(decoded);
    imaging::GreyPipeline pipeline(*info, 0, *decoded);
    image_ = LoadedImagePtr(new LoadedImage{{"x", 0}, info, std::move(*decoded), std::move(pipeline)});
    study_ = *dicom::study_identity_of(path_);
  }
  AnnotationWork work(std::vector<Annotation> annotations, const imaging::GreyPipeline& pipeline) {
    AnnotationWork work;
    work.annotations = std::move(annotations);
    work.author = QStringLiteral("李医生");
    work.images[{of().sop_instance_uid, 0}] = annotated_image(*image_, pipeline, QStringLiteral("1.2.3.1"));
    return work;
  }
  ImageOf of() const { return image_of(image_.get()); }
  std::vector<std::filesystem::path> write(const AnnotationWork& work, std::int64_t at) {
    auto objects = write_objects(study_, work, base::from_micros(at), random_);
    EXPECT_TRUE(objects) << (objects ? "" : objects.error().message);
    std::vector<std::filesystem::path> paths;
    for (const std::string& bytes : objects->files) {
      paths.push_back(scratch_.path() / ("object" + std::to_string(number_++)));
      std::ofstream(paths.back(), std::ios::binary) << bytes;
    }
    return paths;
  }
  testkit::ScratchDirectory scratch_{"annotation_files"};
  testkit::SeededRandom random_{3};
  std::filesystem::path path_;
  LoadedImagePtr image_;
  dicom::StudyIdentity study_;
  int number_ = 0;
};

std::vector<Annotation> one_of_each(const ImageOf& image) {
  const std::vector<std::pair<Kind, std::vector<QPointF>>> shapes{
      {Kind::kLength, {{10, 20}, {60.5, 20}}},
      {Kind::kAngle, {{10, 10}, {50, 50}, {90, 10}}},
      {Kind::kCobb, {{10, 100}, {60, 110}, {10, 160}, {60, 150}}},
      {Kind::kPolyline, {{5, 5}, {20, 30}, {40, 10}, {60, 60}}},
      {Kind::kRectangle, {{100, 100}, {150, 180}}},
      {Kind::kEllipse, {{200, 100}, {250, 180}}},
      {Kind::kFreehand, {{100, 200}, {150, 210}, {140, 260}, {90, 240}}},
      {Kind::kPoint, {{33, 44}}},
      {Kind::kArrow, {{300, 300}, {350, 320}}},
      {Kind::kText, {{20, 400}}},
      {Kind::kHeartRatio, {{150, 300}, {250, 300}, {80, 320}, {330, 320}}},
      {Kind::kLimb, {{50, 50}, {55, 150}, {60, 250}}},
      {Kind::kVertebra, {{200, 420}}},
      {Kind::kCalibration, {{10, 480}, {110, 480}}}};
  std::vector<Annotation> all;
  for (const auto& [kind, points] : shapes) {
    Annotation annotation;
    annotation.uid = QStringLiteral("2.25.%1").arg(1000 + all.size());
    annotation.kind = kind;
    annotation.image = image;
    annotation.points = points;
    if (kind == Kind::kText || kind == Kind::kArrow) annotation.text = QStringLiteral("骨折线\n第二行");
    if (kind == Kind::kVertebra) annotation.text = "L3";
    if (kind == Kind::kCalibration) annotation.text = "25.4";
    all.push_back(annotation);
  }
  return all;
}

TEST_F(Files, EveryToolsDrawingComesBackToItsReader) {
  auto drawn = one_of_each(of());
  const auto files = write(work(drawn, image_->pipeline), 1'790'000'000'000'000);
  AnnotationReader reader(QStringLiteral("李医生"));
  for (const auto& file : files) EXPECT_TRUE(reader.take(file));
  EXPECT_FALSE(reader.take(path_)) << "an image is no annotation";
  const auto back = reader.annotations();
  ASSERT_EQ(back.size(), drawn.size());
  for (std::size_t i = 0; i < drawn.size(); ++i) EXPECT_EQ(back[i], drawn[i]) << key_of(drawn[i].kind);
  const auto draft = draft_from_json(to_json({drawn, {of()}}));
  ASSERT_TRUE(draft);
  EXPECT_EQ(draft->annotations, drawn) << "and from this station's disk";
  EXPECT_EQ(draft->key_images, std::vector{of()});
}

TEST_F(Files, AnotherReaderSeesThemWithTheNumbersAndTheName) {
  auto drawn = one_of_each(of());
  for (Annotation& annotation : drawn) evaluate(annotation, *image_);
  const auto files = write(work(drawn, image_->pipeline), 1'790'000'000'000'000);
  AnnotationReader reader(QStringLiteral("周医生"));
  for (const auto& file : files) reader.take(file);
  const auto seen = reader.annotations();
  ASSERT_EQ(seen.size(), drawn.size());
  EXPECT_EQ(seen[0].author, QStringLiteral("李医生"));
  EXPECT_EQ(lines_of(seen[0]).first(), lines_of(drawn[0]).first());
  EXPECT_EQ(lines_of(seen[0]).last(), QStringLiteral("李医生"));
  EXPECT_TRUE(reader.own_images().empty());
}

TEST_F(Files, OfOneReaderTheNewestCountsAndAnEmptyStateSupersedes) {
  AnnotationReader reader(QStringLiteral("李医生"));
  for (const auto& file : write(work(one_of_each(of()), image_->pipeline), 1'790'000'000'000'000)) reader.take(file);
  EXPECT_FALSE(reader.annotations().empty());
  for (const auto& file : write(work({}, image_->pipeline), 1'790'000'060'000'000)) reader.take(file);
  EXPECT_TRUE(reader.annotations().empty());
  EXPECT_EQ(reader.own_images().size(), 1U);
}

TEST_F(Files, WhatIsMeasuredIsInTheReportAndAProposalIsNot) {
  auto drawn = one_of_each(of());
  drawn.resize(1);
  evaluate(drawn[0], *image_);
  auto proposal = drawn[0];
  proposal.uid = "2.25.99";
  proposal.proposal = true;
  drawn.push_back(proposal);
  const auto files = write(work(drawn, image_->pipeline), 1'790'000'000'000'000);
  ASSERT_EQ(files.size(), 2U);
  const auto report = dicom::read_measurement_report(files[1]);
  ASSERT_TRUE(report) << report.error().message;
  ASSERT_EQ(report->groups.size(), 1U);
  ASSERT_EQ(report->groups[0].numbers.size(), 1U);
  EXPECT_NEAR(report->groups[0].numbers[0].value, drawn[0].readings[0].value, 1e-6);
  EXPECT_EQ(report->groups[0].numbers[0].unit.value, "mm");
}

TEST_F(Files, KeyImagesComeBack) {
  auto keyed = work({}, image_->pipeline);
  keyed.key_images = {of()};
  AnnotationReader reader(QStringLiteral("李医生"));
  for (const auto& file : write(keyed, 1'790'000'000'000'000)) reader.take(file);
  EXPECT_EQ(reader.key_images(), std::vector{of()});
}

TEST_F(Files, AKeyImageThatIsUnmarkedIsTakenBackWhicheverIsReadFirst) {
  auto keyed = work({}, image_->pipeline);
  keyed.key_images = {of()};
  const auto marked = write(keyed, 1'790'000'000'000'000);
  AnnotationReader before(QStringLiteral("李医生"));
  for (const auto& file : marked) before.take(file);
  ASSERT_TRUE(before.standing_keys());
  auto none = work({}, image_->pipeline);
  none.standing_keys = before.standing_keys();
  const auto unmarked = write(none, 1'790'000'000'000'000);  // in the same second
  AnnotationReader after(QStringLiteral("李医生")), backwards(QStringLiteral("李医生"));
  for (const auto& files : {marked, unmarked})
    for (const auto& file : files) after.take(file);
  for (const auto& files : {unmarked, marked})
    for (const auto& file : files) backwards.take(file);
  for (const AnnotationReader* reader : {&after, &backwards}) {
    EXPECT_TRUE(reader->key_images().empty());
    EXPECT_FALSE(reader->standing_keys());
  }
}

TEST_F(Files, ASelectionThatRejectsImagesIsNoneOfKeyImages) {
  dicom::KeyObjects rejected;
  rejected.title = {"113001", "DCM", "Rejected for Quality Reasons"};
  rejected.images = {{"1.2.840.10008.5.1.4.1.1.1.1", "1.2.3.9", "1.2.3.1"}};
  rejected.by = {"2.25.5", "2.25.5.1", 1, "技师", base::from_micros(1'790'000'000'000'000), {}};
  const auto bytes = dicom::write_key_objects(study_, rejected);
  ASSERT_TRUE(bytes);
  std::ofstream(scratch_.path() / "rejected", std::ios::binary) << *bytes;
  AnnotationReader reader(QStringLiteral("李医生"));
  EXPECT_TRUE(reader.take(scratch_.path() / "rejected"));
  EXPECT_TRUE(reader.key_images().empty());
}

// An ultrasound image in colour with a calibrated region.
TEST_F(Files, WhatIsDrawnOnAColourImageIsSavedAndMeasuredAsOnAGreyOne) {
  auto info = std::make_shared<imaging::ImageInfo>();
  info->sop_class_uid = "1.2.840.10008.5.1.4.1.1.6.1";
  info->sop_instance_uid = "1.2.3.7";
  info->modality = "US";
  info->photometric = "YBR_FULL_422";
  info->rows = 100;
  info->columns = 200;
  info->samples_per_pixel = 3;
  info->bits_allocated = info->bits_stored = 8;
  info->is_colour = true;
  info->regions = {{0, 0, 199, 59, 0.5, 0.5}, {0, 60, 199, 99, 0, 0}};
  info->frame_infos = {imaging::FrameInfo()};
  imaging::DecodedFrame decoded{cv::Mat(100, 200, CV_8UC3, cv::Scalar(90, 20, 20)), true};
  imaging::GreyPipeline pipeline(*info, 0, decoded);
  image_ = LoadedImagePtr(new LoadedImage{{"us", 0}, info, std::move(decoded), std::move(pipeline)});
  auto drawn = one_of_each(of());
  drawn.resize(6);
  drawn[0].points = {{10, 20}, {60, 20}};
  drawn[4].points = {{10, 10}, {30, 50}};
  drawn[5].points = {{100, 65}, {140, 95}};
  for (Annotation& annotation : drawn) evaluate(annotation, *image_);
  EXPECT_EQ(drawn[0].readings.at(0).unit, "mm");
  EXPECT_NEAR(drawn[0].readings[0].value, 25, 1e-9);
  EXPECT_EQ(drawn[4].readings.at(0).quantity, Quantity::kArea) << "colours have no mean";
  EXPECT_NEAR(drawn[4].readings[0].value, 20 * 40 * 0.25, 1e-9);
  EXPECT_EQ(drawn[5].readings.at(0).unit, QStringLiteral("px²")) << "the Doppler spectrum has no millimetres";
  const auto files = write(work(drawn, image_->pipeline), 1'790'000'000'000'000);
  ASSERT_EQ(files.size(), 2U);
  const auto state = dicom::read_presentation_state(files[0]);
  ASSERT_TRUE(state) << state.error().message;
  EXPECT_TRUE(state->is_colour);
  const auto report = dicom::read_measurement_report(files[1]);
  ASSERT_TRUE(report) << report.error().message;
  EXPECT_EQ(report->groups.size(), drawn.size());
  EXPECT_EQ(report->groups[0].numbers.at(0).unit.value, "mm");
  AnnotationReader reader(QStringLiteral("李医生"));
  for (const auto& file : files) EXPECT_TRUE(reader.take(file));
  const auto back = reader.annotations();
  ASSERT_EQ(back.size(), drawn.size());
  EXPECT_EQ(back[0].points, drawn[0].points);
  // What supersedes it later is of the same kind.
  EXPECT_TRUE(reader.own_images().begin()->second.is_colour);
}

TEST_F(Files, TheColoursOfAStateAreSrgb) {
  AnnotationWork colour;
  colour.author = QStringLiteral("李医生");
  AnnotatedImage image;
  image.place = {"1.2.840.10008.5.1.4.1.1.7", "1.2.3.8", "1.2.3.1"};
  image.rows = image.columns = 10;
  image.is_colour = true;
  colour.images[{"1.2.3.8", 0}] = image;
  const auto objects = write_objects(study_, colour, base::from_micros(1'790'000'000'000'000), random_);
  ASSERT_TRUE(objects);
  const QByteArray bytes = QByteArray::fromStdString(objects->files.at(0));
  const qsizetype signature = bytes.indexOf("acsp");
  ASSERT_GT(signature, 36);
  QByteArray profile = bytes.mid(signature - 36);
  EXPECT_EQ(profile.mid(12, 12), "scnrRGB XYZ ") << "PS3.3 C.11.15: an input device's";
  profile.replace(12, 4, "mntr");  // Qt 6.4 reads displays' alone; the rest is the same
  const QColorSpace space = QColorSpace::fromIccProfile(profile);
  ASSERT_TRUE(space.isValid()) << "Qt reads it";
  const auto to_srgb = space.transformationToColorSpace(QColorSpace::SRgb);
  for (const QColor colour_in : {QColor(0, 0, 0), QColor(200, 30, 90), QColor(20, 128, 250), QColor(255, 255, 255)}) {
    const QColor out = to_srgb.map(colour_in);
    EXPECT_NEAR(out.red(), colour_in.red(), 1);
    EXPECT_NEAR(out.green(), colour_in.green(), 1);
    EXPECT_NEAR(out.blue(), colour_in.blue(), 1);
  }
}

// DCMTK's presentation state code against the station's own pipeline, pixel by pixel.
TEST_F(Files, DcmtkShowsTheImageAsTheStationDid) {
  if (std::system("command -v dcmp2pgm >/dev/null 2>&1") != 0) GTEST_SKIP() << "dcmp2pgm (package dcmtk) is missing";
  for (const bool inverted : {false, true}) {
    imaging::GreyPipeline pipeline = image_->pipeline;
    auto window = pipeline.equivalent_window();
    window.width /= 2;
    pipeline.set_window(window);
    pipeline.set_inverted(inverted);
    const auto state = write(work({}, pipeline), 1'790'000'000'000'000).at(0);
    const auto out = scratch_.path() / "out.pgm";
    const std::string command = "dcmp2pgm -p " + state.string() + " " + path_.string() + " " + out.string();
    ASSERT_EQ(std::system((command + " >/dev/null 2>&1").c_str()), 0) << command;
    std::ifstream pgm(out, std::ios::binary);
    std::string magic, line;
    int columns = 0, rows = 0, most = 0;
    pgm >> magic;
    pgm >> std::ws;
    while (pgm.peek() == '#') std::getline(pgm, line);
    pgm >> columns >> rows >> most;
    pgm.get();
    ASSERT_EQ(columns, 400);
    ASSERT_EQ(rows, 500);
    std::string pixels(400 * 500, '\0');
    pgm.read(pixels.data(), static_cast<std::streamsize>(pixels.size()));
    cv::Mat levels;
    pipeline.apply(image_->decoded.pixels, levels);
    int worst = 0;
    for (int y = 0; y < rows; ++y)
      for (int x = 0; x < columns; ++x)
        worst = std::max(worst, std::abs(levels.at<std::uint8_t>(y, x) -
                                         static_cast<std::uint8_t>(pixels[static_cast<std::size_t>(y * 400 + x)])));
    EXPECT_LE(worst, 1) << (inverted ? "inverted" : "upright");
  }
}

// The phantom's heart and right atrium reach from 30 to 48 mm on one side of the spine to 89 to 106 mm on the other,
// its lungs to some 150 mm on both.
TEST_F(Files, TheHeartAndTheChestAreProposedBetweenTheLungs) {
  for (const std::uint64_t seed : {1, 2, 3, 4, 5, 6}) {
    dicom::PhantomOrder order;
    order.seed = seed;
    order.patient = dicom::make_phantom_patient(seed);
    dicom::PhantomRadiograph what;
    what.columns = 800;
    what.rows = 1000;
    const auto written = dicom::write_chest_radiograph(order, what, scratch_.path() / std::to_string(seed));
    ASSERT_TRUE(written);
    const auto file = imaging::ImageFile::open(written->instances.at(0).path);
    ASSERT_TRUE(file);
    const auto decoded = (*file)->decode(0);
    ASSERT_TRUE(decoded);
    const auto& info = (*file)->info();
    const auto found = imaging::propose_heart_ratio(info, *decoded, imaging::GreyPipeline(info, 0, *decoded));
    ASSERT_TRUE(found) << "seed " << seed;
    const double mm = info.frame(0).spacing.column;
    const auto beside_spine = [&](imaging::ImagePoint at) { return (at.x - 400) * mm; };
    EXPECT_NEAR(beside_spine(found->heart_left), -42, 16) << "seed " << seed;
    EXPECT_NEAR(beside_spine(found->heart_right), 97, 20) << "seed " << seed;
    EXPECT_NEAR(beside_spine(found->chest_left), -150, 20) << "seed " << seed;
    EXPECT_NEAR(beside_spine(found->chest_right), 150, 20) << "seed " << seed;
  }
}

TEST_F(Files, AHeartIsProposedInNoCrossSectionAndWhereNoLungsAre) {
  auto section = *image_->info;
  section.modality = "CT";
  EXPECT_FALSE(imaging::propose_heart_ratio(section, image_->decoded, image_->pipeline));
  imaging::DecodedFrame flat{cv::Mat(500, 400, CV_16U, cv::Scalar(1000)), false};
  EXPECT_FALSE(imaging::propose_heart_ratio(*image_->info, flat, image_->pipeline));
}

}  // namespace
}  // namespace rdc::station
