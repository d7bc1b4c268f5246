// Presentation states on images: what is taken from the state, where it lies, and that DCMTK turns it the same way.
#include "reading_station/viewer/presentation/presented_view.h"

#include <gtest/gtest.h>
#include <array>
#include <cmath>

#include <dcmtk/config/osconfig.h>
#include <dcmtk/dcmdata/dctk.h>

#include "common/base/file_system.h"
#include "common/dicom/phantom.h"
#include "reading_station/viewer/annotation_files.h"
#include "reading_station/viewer/image_canvas.h"
#include "tests/reading_station/viewer/dcmtk_presented.h"
#include "tests/reading_station/viewer/test_images.h"
#include "tests/testkit/scratch_directory.h"
#include "tests/testkit/seeded_random.h"

namespace rdc::station {
namespace {

const char* const kUid = "1.2.3.4";

// 200 x 100, a ramp of HU; the state's image.
LoadedImagePtr ramp_with_uid() {
  const LoadedImagePtr plain = ramp_image("ramp");
  auto info = std::make_shared<imaging::ImageInfo>(*plain->info);
  info->sop_instance_uid = kUid;
  info->bits_stored = 12;
  return LoadedImagePtr(new LoadedImage{plain->key, info, plain->decoded, plain->pipeline});
}

dicom::PresentationState state_of_ramp() {
  dicom::PresentationState state;
  state.label = "FOREIGN";
  state.by.author = "Other";
  state.by.sop_instance_uid = "1.2.3.9";
  dicom::PresentedImage image;
  image.image.sop_instance_uid = kUid;
  state.images = {image};
  return state;
}

TEST(Presented, IsOfferedOnTheImagesItNames) {
  const auto image = ramp_with_uid();
  auto state = state_of_ramp();
  EXPECT_TRUE(applies_to(state, *image));
  EXPECT_EQ(title_of(state), "FOREIGN, Other");
  state.images[0].image.sop_instance_uid = "1.2.3.5";
  EXPECT_FALSE(applies_to(state, *image));
  EXPECT_EQ(present(state, *image), nullptr);
  state.images[0].image.sop_instance_uid.clear();
  EXPECT_FALSE(applies_to(state, *ramp_image("no uid"))) << "no name is nobody's name";
}

TEST(Presented, TheNewestIsOfferedFirst) {
  auto old_one = state_of_ramp(), new_one = state_of_ramp();
  old_one.by.written = "20200101120000";
  new_one.by.written = "20210101120000";
  PresentationStates states;
  states.set({old_one, new_one});
  const auto offered = states.of(*ramp_with_uid());
  ASSERT_EQ(offered.size(), 2U);
  EXPECT_EQ(offered[0]->by.written, new_one.by.written);
}

TEST(Presented, ItsTransformationsReplaceTheImages) {
  const auto image = ramp_with_uid();
  auto state = state_of_ramp();
  state.modality.intercept = -24;
  state.modality.type = "HU";
  state.images[0].window = dicom::PresentedWindow{1100, 100, "SIGMOID"};
  const auto view = present(state, *image);
  ASSERT_TRUE(view);
  EXPECT_EQ(view->pipeline.modality_value(1024), 1000);
  EXPECT_EQ(view->pipeline.window()->function, imaging::VoiFunction::kSigmoid);
  state.images[0].window.reset();
  state.images[0].voi_table = {65536 - 24, 8, {1, 2, 3}, ""};
  const auto with_table = present(state, *image);
  EXPECT_FALSE(with_table->pipeline.window()) << "a table is no window";
}

TEST(Presented, ShuttersAreTheStatesAlone) {
  const auto plain = ramp_with_uid();
  auto info = std::make_shared<imaging::ImageInfo>(*plain->info);
  info->shutter.rectangle = {1, 1, 2, 2};
  const LoadedImage image{plain->key, info, plain->decoded, plain->pipeline};
  auto state = state_of_ramp();
  EXPECT_TRUE(present(state, image)->shutter.is_empty());
  state.shutter.rectangle = {11, 21, 190, 80};
  state.shutter.circle = dicom::Shutter::Circle{100, 50, 40};
  state.shutter.polygon = {{1, 1}, {200, 1}, {100, 100}};
  const auto shutter = present(state, image)->shutter;
  EXPECT_EQ(shutter.rectangle->left, 10);
  EXPECT_EQ(shutter.rectangle->bottom, 80);
  EXPECT_EQ(shutter.circle->x, 99.5);
  EXPECT_EQ(shutter.polygon.at(1), cv::Point2d(199.5, 0.5));
}

TEST(Presented, OverlaysAreThoseInALayerAndTheStatesOwn) {
  const auto plain = ramp_with_uid();
  imaging::DecodedFrame decoded = plain->decoded;
  for (const int group : {0x6000, 0x6002, 0x6004})
    decoded.overlays.push_back({group, false, cv::Mat(2, 2, CV_8UC1, cv::Scalar(255)), {group - 0x6000, 0}});
  const LoadedImage image{plain->key, plain->info, decoded, plain->pipeline};
  auto state = state_of_ramp();
  EXPECT_TRUE(present(state, image)->overlays.empty()) << "what is in no layer is not shown";
  state.shown_groups = {0x6000, 0x6002, 0x6006};
  state.overlays.push_back({0x6002, 1, 4, 9, 29, false, {0b0100}});
  state.overlays.push_back({0x6006, 100, 100, 0, 0, false, {0xFF}});
  const auto view = present(state, image);
  ASSERT_EQ(view->overlays.size(), 2U) << "one of the image, one of the state; 6006 lacks its bits";
  EXPECT_EQ(view->overlays[0].group, 0x6000);
  EXPECT_EQ(view->overlays[1].at, cv::Point(31, 9));
}

TEST(Presented, MarksOfTheDisplayLieOnTheDisplayedArea) {
  const auto image = ramp_with_uid();
  auto state = state_of_ramp();
  state.images[0].area = {11, 21, 110, 70};  // 100 x 50 pixels from (10, 20)
  dicom::Mark mark;
  mark.image = state.images[0].image;
  mark.on_display = true;
  mark.text = "here";
  mark.text_anchor = {0.1, 0.2};
  state.marks = {mark};
  const auto place = [&] {
    const auto view = present(state, *image);
    EXPECT_EQ(view->marks.size(), 1U);
    return view->marks.at(0).points.at(0);
  };
  EXPECT_EQ(place(), QPointF(20, 30));
  EXPECT_EQ(present(state, *image)->area, QRectF(10, 20, 100, 50));
  state.flipped = true;
  EXPECT_EQ(place(), QPointF(100, 30));
  state.flipped = false;
  state.rotation = 90;  // clockwise: the display's left top is the image's left bottom
  EXPECT_NEAR(place().x(), 10 + 0.2 * 100, 1e-9);
  EXPECT_NEAR(place().y(), 20 + 0.9 * 50, 1e-9);
}

TEST(Presented, TheCanvasShowsItAndGoesBack) {
  ImageCanvas canvas;
  canvas.resize(800, 600);
  canvas.show();
  const auto image = ramp_with_uid();
  canvas.show_image(image, ImageCanvas::ViewChange::kReset);
  canvas.set_window(0, 1);
  auto state = state_of_ramp();
  state.rotation = 90;
  state.modality.intercept = -1024;
  state.images[0].window = dicom::PresentedWindow{50, 1, "LINEAR"};
  state.images[0].area = {1, 1, 100, 100};
  canvas.present(present(state, *image), ImageCanvas::ViewChange::kReset);
  EXPECT_EQ(canvas.view().quarters(), 1);
  EXPECT_EQ(canvas.pipeline()->window()->center, 50);
  // The area fills the height, and does so again in another window.
  EXPECT_NEAR(canvas.view().zoom(), 6, 0.01);
  canvas.resize(400, 300);
  EXPECT_NEAR(canvas.view().zoom(), 3, 0.01);
  const QImage shown = canvas.grab().toImage();
  const auto grey_at = [&](QPointF at) {
    return qGray(shown.pixel((canvas.to_widget(at) * shown.devicePixelRatio()).toPoint()));
  };
  EXPECT_EQ(grey_at({40, 50}), 0);
  EXPECT_EQ(grey_at({60, 50}), 255);
  canvas.set_window(20, 1);
  canvas.reset();
  EXPECT_EQ(canvas.pipeline()->window()->center, 50) << "R goes back to the state, not to the file";
  EXPECT_EQ(canvas.view().quarters(), 1);
  canvas.present(nullptr, ImageCanvas::ViewChange::kReset);
  EXPECT_EQ(canvas.pipeline()->window()->center, 40) << "the file's window";
  EXPECT_EQ(canvas.view().quarters(), 0);
  EXPECT_TRUE(canvas.view().is_fitted());
}

// Two bars that a table makes equally grey, everything between white: enlarged, nothing white may appear between them.
TEST(Presented, TablesThatJumpAreLookedUpBeforeTheImageIsEnlarged) {
  auto info = std::make_shared<imaging::ImageInfo>();
  info->rows = info->columns = 20;
  info->photometric = "MONOCHROME2";
  info->bits_stored = 8;
  info->sop_instance_uid = kUid;
  info->frame_infos.resize(1);
  imaging::DecodedFrame decoded{cv::Mat::zeros(20, 20, CV_16U), false};
  decoded.pixels.colRange(10, 20).setTo(200);
  const auto image =
      LoadedImagePtr(new LoadedImage{{"bars", 0}, info, decoded, imaging::GreyPipeline(*info, 0, decoded)});
  auto state = state_of_ramp();
  state.images[0].voi_table = {0, 8, std::vector<std::uint16_t>(256, 255), ""};
  for (const std::size_t value : {0U, 200U}) state.images[0].voi_table.entries[value] = 100;
  ImageCanvas canvas;
  canvas.resize(800, 600);
  canvas.show();
  canvas.show_image(image, ImageCanvas::ViewChange::kReset);
  canvas.present(present(state, *image), ImageCanvas::ViewChange::kReset);
  ASSERT_FALSE(canvas.pipeline()->is_monotonic());
  const QImage shown = canvas.grab().toImage();
  for (double x = 9; x < 11; x += 0.05) {
    const QPointF at = canvas.to_widget({x, 10}) * shown.devicePixelRatio();
    EXPECT_EQ(qGray(shown.pixel(at.toPoint())), 100) << x;
  }
}

TEST(ForeignMarks, EveryGraphicOfAnAnnotationIsShown) {
  dicom::Mark mark;
  mark.text = "two";
  mark.graphics = {{dicom::GraphicShape::kPolyline, {{1, 1}, {2, 2}}, false},
                   {dicom::GraphicShape::kCircle, {{5, 5}, {7, 5}}, false}};
  const auto parts = parts_of(mark);
  ASSERT_EQ(parts.size(), 2U);
  EXPECT_EQ(annotation_of(parts[0], "a").kind, AnnotationKind::kPolyline);
  EXPECT_EQ(annotation_of(parts[0], "a").text, "two");
  EXPECT_EQ(annotation_of(parts[1], "a").kind, AnnotationKind::kEllipse);
  EXPECT_EQ(annotation_of(parts[1], "a").text, "");
  mark.word = "cobb";
  EXPECT_EQ(parts_of(mark).size(), 1U) << "ours are read whole";
}

// Files of a state on a chest phantom, changed as other programs might write them.
class PresentedFile : public ::testing::Test {
 protected:
  void SetUp() override {
    dicom::PhantomOrder order;
    order.patient = dicom::make_phantom_patient(5);
    dicom::PhantomRadiograph what;
    what.columns = 300;
    what.rows = 400;
    what.photometric = dicom::PhantomRadiograph::Photometric::kMonochrome1;
    auto written = dicom::write_chest_radiograph(order, what, scratch_.path() / "chest");
    ASSERT_TRUE(written);
    path_ = written->instances.at(0).path;
    image_ = load(path_);
    ASSERT_TRUE(image_);
    AnnotationWork work;
    work.author = QStringLiteral("Other");
    work.images[{image_of(image_.get()).sop_instance_uid, 0}] = annotated_image(*image_, image_->pipeline, "1.2.3.1");
    const auto objects =
        write_objects(*dicom::study_identity_of(path_), work, base::from_micros(1'790'000'000'000'000), random_);
    ASSERT_TRUE(objects);
    std::ofstream(state_, std::ios::binary) << objects->files.at(0);
  }
  template <typename Change>
  PresentedViewPtr change(Change changed) {
    DcmFileFormat file;
    EXPECT_TRUE(file.loadFile(state_.c_str()).good());
    changed(*file.getDataset());
    EXPECT_TRUE(file.saveFile(state_.c_str(), EXS_LittleEndianExplicit).good());
    const auto state = dicom::read_presentation_state(state_);
    EXPECT_TRUE(state) << (state ? "" : state.error().message);
    return state ? present(*state, *image_) : nullptr;
  }
  testkit::ScratchDirectory scratch_{"presented"};
  testkit::SeededRandom random_{4};
  std::filesystem::path path_, state_ = scratch_.path() / "state.dcm";
  LoadedImagePtr image_;
};

TEST_F(PresentedFile, IsTurnedAndMirroredAsDcmtkDoes) {
  if (!has_dcmp2pgm()) GTEST_SKIP() << "dcmp2pgm (package dcmtk) is missing";
  for (const int rotation : {0, 90, 180, 270})
    for (const char* flip : {"N", "Y"}) {
      const auto view = change([&](DcmDataset& data) {
        data.putAndInsertUint16(DCM_ImageRotation, static_cast<Uint16>(rotation));
        data.putAndInsertString(DCM_ImageHorizontalFlip, flip);
      });
      ASSERT_TRUE(view);
      const auto theirs = drawn_by_dcmtk(path_, state_, scratch_.path() / "out.pgm");
      ASSERT_TRUE(theirs) << rotation << flip;
      const cv::Mat ours = drawn_by_us(*view, *image_);
      ASSERT_EQ(ours.size(), theirs->size()) << rotation << flip;
      EXPECT_LE(cv::norm(ours, *theirs, cv::NORM_INF), 1) << rotation << flip;
    }
}

// Rises slowly, then steeply; `packed`: two entries of eight bits in a word.
void put_curve(DcmItem& in, const DcmTagKey& sequence, int count, int bits, bool packed) {
  DcmItem* item = nullptr;
  in.findOrCreateSequenceItem(sequence, item, 0);
  std::vector<Uint16> entries;
  for (int i = 0; i < count; ++i) {
    const double part = static_cast<double>(i) / (count - 1);
    entries.push_back(static_cast<Uint16>(std::lround(part * part * (std::exp2(bits) - 1))));
  }
  if (packed) {
    std::vector<Uint16> words;
    for (std::size_t i = 0; i + 1 < entries.size(); i += 2)
      words.push_back(static_cast<Uint16>(entries[i] | entries[i + 1] << 8));
    entries = words;
  }
  const std::array<Uint16, 3> descriptor{static_cast<Uint16>(count), 0, static_cast<Uint16>(bits)};
  item->putAndInsertUint16Array(DcmTag(DCM_LUTDescriptor, DcmVR(EVR_US)), descriptor.data(), 3);
  item->putAndInsertUint16Array(DcmTag(DCM_LUTData, DcmVR(EVR_OW)), entries.data(), entries.size());
  if (sequence == DCM_ModalityLUTSequence) item->putAndInsertString(DCM_ModalityLUTType, "US");
}

DcmItem& voi_of(DcmDataset& data) {
  DcmItem* item = nullptr;
  data.findAndDeleteElement(DCM_SoftcopyVOILUTSequence);
  data.findOrCreateSequenceItem(DCM_SoftcopyVOILUTSequence, item, 0);
  return *item;
}

void forget_rescale(DcmDataset& data) {
  for (const auto& tag : {DCM_RescaleSlope, DCM_RescaleIntercept, DCM_RescaleType}) data.findAndDeleteElement(tag);
}

struct StateCase {
  const char* name;
  void (*change)(DcmDataset&);
};
constexpr std::array<StateCase, 8> kStateCases{{
    {"inverse", [](DcmDataset& data) { data.putAndInsertString(DCM_PresentationLUTShape, "INVERSE"); }},
    {"window",
     [](DcmDataset& data) {
       DcmItem& voi = voi_of(data);
       voi.putAndInsertString(DCM_WindowCenter, "5000");
       voi.putAndInsertString(DCM_WindowWidth, "6000");
     }},
    {"no window", [](DcmDataset& data) { data.findAndDeleteElement(DCM_SoftcopyVOILUTSequence); }},
    {"VOI table", [](DcmDataset& data) { put_curve(voi_of(data), DCM_VOILUTSequence, 16384, 12, false); }},
    {"VOI table of packed bytes",
     [](DcmDataset& data) { put_curve(voi_of(data), DCM_VOILUTSequence, 16384, 8, true); }},
    {"modality table",
     [](DcmDataset& data) {
       forget_rescale(data);
       put_curve(data, DCM_ModalityLUTSequence, 16384, 14, false);
     }},
    {"presentation table",
     [](DcmDataset& data) {
       data.findAndDeleteElement(DCM_PresentationLUTShape);
       put_curve(data, DCM_PresentationLUTSequence, 256, 12, false);
     }},
    {"rescale",
     [](DcmDataset& data) {
       data.putAndInsertString(DCM_RescaleSlope, "2");
       data.putAndInsertString(DCM_RescaleIntercept, "-3000");
       data.putAndInsertString(DCM_RescaleType, "US");
     }},
}};

TEST_F(PresentedFile, TransformsAsDcmtkDoes) {
  if (!has_dcmp2pgm()) GTEST_SKIP() << "dcmp2pgm (package dcmtk) is missing";
  const std::string whole = *base::read_file(state_, 1 << 20);
  for (const StateCase& c : kStateCases) {
    std::ofstream(state_, std::ios::binary) << whole;
    const auto view = change(c.change);
    ASSERT_TRUE(view) << c.name;
    const auto theirs = drawn_by_dcmtk(path_, state_, scratch_.path() / "out.pgm");
    ASSERT_TRUE(theirs) << c.name;
    const cv::Mat ours = drawn_by_us(*view, *image_);
    ASSERT_EQ(ours.size(), theirs->size()) << c.name;
    EXPECT_LE(cv::norm(ours, *theirs, cv::NORM_INF), 1) << c.name;
  }
}

TEST_F(PresentedFile, BringsItsOwnOverlayAndABitmapShutter) {
  const auto view = change([](DcmDataset& data) {
    const auto tag = [](int group, Uint16 element) { return DcmTagKey(static_cast<Uint16>(group), element); };
    for (const int group : {0x6000, 0x6002}) {
      data.putAndInsertUint16(tag(group, 0x0010), 2);
      data.putAndInsertUint16(tag(group, 0x0011), 9);
      data.putAndInsertString(tag(group, 0x0040), "G");
      const std::array<Sint16, 2> origin{11, 21};
      data.putAndInsertSint16Array(tag(group, 0x0050), origin.data(), 2);
      data.putAndInsertUint16(tag(group, 0x0100), 1);
      data.putAndInsertUint16(tag(group, 0x0102), 0);
      const std::array<Uint16, 2> bits{1U << 9 | 1U << 3, 0};
      data.putAndInsertUint16Array(tag(group, 0x3000), bits.data(), bits.size());
    }
    data.putAndInsertString(tag(0x6000, 0x1001), "LAYER");
    data.putAndInsertString(DCM_ShutterShape, "BITMAP");
    data.putAndInsertUint16(DCM_ShutterOverlayGroup, 0x6002);
    data.putAndInsertUint16(DCM_ShutterPresentationValue, 0xFFFF);
  });
  ASSERT_TRUE(view);
  ASSERT_EQ(view->overlays.size(), 2U);
  EXPECT_EQ(view->overlays[0].at, cv::Point(20, 10));
  EXPECT_EQ(cv::countNonZero(view->overlays[0].pixels), 2);
  EXPECT_EQ(view->overlays[0].pixels.at<std::uint8_t>(1, 0), 255) << "bit 9 of rows of nine";
  EXPECT_EQ(view->shutter.overlay_group, 0x6002);
  EXPECT_EQ(view->shutter.value, 0xFFFF);
}

TEST_F(PresentedFile, WithoutAnyFrameItMeansAll) {
  const auto view = change([](DcmDataset&) {});
  ASSERT_TRUE(view);
  const auto state = dicom::read_presentation_state(state_);
  EXPECT_TRUE(state->images.at(0).all_frames);
}

}  // namespace
}  // namespace rdc::station
