#include "reading_station/viewer/overlay_text.h"

#include <gtest/gtest.h>
#include <QCoreApplication>
#include <QTranslator>

#include "reading_station/viewer/annotation.h"
#include "reading_station/viewer/window_presets.h"
#include "tests/reading_station/viewer/test_images.h"

namespace rdc::station {
namespace {

TEST(OverlayText, SaysWhoWhatAndHow) {
  StudyContent study;
  study.patient_name = QStringLiteral("王小明");
  study.sex = "M";
  study.age = "046Y";
  study.patient_id = "P1";
  SeriesContent series;
  series.series_number = 2;
  series.modality = "CT";
  series.description = "Chest 5mm";
  auto context = overlay_context(study, series);
  context.index = 4;
  context.count = 20;
  const auto image = ramp_image("a");
  const auto texts = corner_texts(context, image.get(), &image->pipeline, 0.5, QPointF(100.5, 3));
  EXPECT_EQ(texts.top_left.first(), QStringLiteral("王小明  Male  46 y"));
  EXPECT_EQ(texts.bottom_left.at(0), "2  CT  Chest 5mm");
  EXPECT_EQ(texts.bottom_left.at(1), "Image 5 / 20");
  EXPECT_TRUE(texts.bottom_left.last().contains("value 100 HU")) << texts.bottom_left.last().toStdString();
  EXPECT_EQ(texts.bottom_right.at(0), "W 400  L 40");
  EXPECT_EQ(texts.bottom_right.at(1), "Zoom 50 %");
}

TEST(OverlayText, IsChineseWhereThatIsTheLanguage) {
  QTranslator chinese;
  ASSERT_TRUE(chinese.load(":/i18n/viewer_zh_CN.qm"));
  QCoreApplication::installTranslator(&chinese);
  EXPECT_EQ(age_text("046Y"), QStringLiteral("46 岁"));
  EXPECT_EQ(sex_text("F"), QStringLiteral("女"));
  EXPECT_EQ(length_text({12.34, {0.1, 0.1, imaging::SpacingSource::kDetector}}),
            QStringLiteral("12.3 mm (探测器平面)"));
  QCoreApplication::removeTranslator(&chinese);
  EXPECT_EQ(sex_text("F"), "Female");
}

TEST(OverlayText, AgesAndSexes) {
  EXPECT_EQ(age_text("003M"), "3 months");
  EXPECT_EQ(age_text("046"), "");
  EXPECT_EQ(age_text(QStringLiteral("abcY")), "");
  EXPECT_EQ(sex_text("X"), "");
}

TEST(LengthText, MillimetresOnlyWhereTheyHold) {
  EXPECT_EQ(length_text({12.34, {0.5, 0.5, imaging::SpacingSource::kPatient}}), "12.3 mm");
  EXPECT_EQ(length_text({12.34, {1, 1, imaging::SpacingSource::kNone}}), "12.3 px");
  EXPECT_EQ(length_text({12.34, {1.3, 1, imaging::SpacingSource::kAspectOnly}}), "12.3 px");
  EXPECT_EQ(length_text({12.34, {0.1, 0.1, imaging::SpacingSource::kDetector}}), "12.3 mm (at detector)");
}

TEST(Presets, CtHasItsOwnOthersTheFiles) {
  const auto image = ramp_image("a");
  EXPECT_EQ(presets_for(*image->info, 0).size(), 7U);
  imaging::ImageInfo mr = *image->info;
  mr.modality = "MR";
  ASSERT_EQ(presets_for(mr, 0).size(), 1U);
  EXPECT_EQ(presets_for(mr, 0)[0].name, "SOFT");
}

}  // namespace
}  // namespace rdc::station
