// What a report may say of its pictures.
#include <gtest/gtest.h>

#include <cmath>
#include <functional>
#include <limits>

#include "common/report/report_document.h"

namespace rdc::report {
namespace {

v1::ReportDocument draft_with_picture() {
  v1::ReportDocument document;
  document.set_format(kFormat);
  document.set_status(v1::REPORT_STATUS_DRAFT);
  document.set_report_id("0193f000-0000-7000-8000-000000000001");
  document.set_revision_id("0193f000-0000-7000-8000-000000000002");
  document.set_study_id("s");
  document.set_study_instance_uid("1.2.3");
  auto* read = document.add_read();
  read->set_sop_instance_uid("1.2.3.4");
  read->set_sha256(std::string(64, 'b'));
  auto* image = document.add_key_images();
  image->set_sop_instance_uid("1.2.3.4");
  image->set_frame(1);
  image->set_window_center(-600.5);
  image->set_window_width(1500);
  image->set_rotation(90);
  image->set_left(10);
  image->set_width(100);
  image->set_height(50);
  return document;
}

TEST(KeyImages, AreInTheSignedBytesAsTheyWereChosen) {
  const auto document = draft_with_picture();
  const auto bytes = to_signed_bytes(document);
  ASSERT_TRUE(bytes) << bytes.error().message;
  const auto again = parse(*bytes);
  ASSERT_TRUE(again) << again.error().message;
  EXPECT_EQ(again->SerializeAsString(), document.SerializeAsString());
}

struct BadPicture {
  const char* name;
  std::function<void(v1::ReportDocument&)> spoil;
};
std::ostream& operator<<(std::ostream& out, const BadPicture& c) { return out << c.name; }
class BadKeyImages : public ::testing::TestWithParam<BadPicture> {};

TEST_P(BadKeyImages, AreRefused) {
  auto document = draft_with_picture();
  ASSERT_TRUE(check_document(document));
  GetParam().spoil(document);
  const auto checked = check_document(document);
  ASSERT_FALSE(checked);
  EXPECT_EQ(checked.error().reason, "BAD_DOCUMENT");
}

INSTANTIATE_TEST_SUITE_P(
    Rules, BadKeyImages,
    ::testing::Values(BadPicture{"OfAnImageNotRead",
                                 [](auto& d) { d.mutable_key_images(0)->set_sop_instance_uid("9.9"); }},
                      BadPicture{"WithoutAnImage", [](auto& d) { d.mutable_key_images(0)->clear_sop_instance_uid(); }},
                      BadPicture{"FrameZero", [](auto& d) { d.mutable_key_images(0)->set_frame(0); }},
                      BadPicture{"HalfAWindow", [](auto& d) { d.mutable_key_images(0)->clear_window_width(); }},
                      BadPicture{"NoWidth", [](auto& d) { d.mutable_key_images(0)->set_window_width(0); }},
                      BadPicture{"NoNumber",
                                 [](auto& d) {
                                   d.mutable_key_images(0)->set_window_center(std::numeric_limits<double>::quiet_NaN());
                                 }},
                      BadPicture{"Slanted", [](auto& d) { d.mutable_key_images(0)->set_rotation(45); }},
                      BadPicture{"TurnedTooFar", [](auto& d) { d.mutable_key_images(0)->set_rotation(360); }},
                      BadPicture{"APartWithoutArea", [](auto& d) { d.mutable_key_images(0)->set_height(0); }},
                      BadPicture{"TooMany",
                                 [](auto& d) {
                                   while (d.key_images_size() <= kMostKeyImages) *d.add_key_images() = d.key_images(0);
                                 }}),
    [](const auto& tested) { return tested.param.name; });

}  // namespace
}  // namespace rdc::report
