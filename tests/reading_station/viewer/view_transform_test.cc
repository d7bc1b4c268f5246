#include "reading_station/viewer/view_transform.h"

#include <gtest/gtest.h>

namespace rdc::station {
namespace {

TEST(ViewTransform, FitsAndComesBack) {
  ViewTransform view;
  view.set_widget({800, 600});
  view.set_image({200, 100}, 1);
  EXPECT_DOUBLE_EQ(view.zoom(), 4);
  EXPECT_EQ(view.to_widget({100, 50}), QPointF(400, 300));
  EXPECT_EQ(view.to_image(view.to_widget({17, 3})), QPointF(17, 3));
  EXPECT_TRUE(view.is_fitted());
}

TEST(ViewTransform, ZoomKeepsThePointUnderThePointer) {
  ViewTransform view;
  view.set_widget({800, 600});
  view.set_image({200, 100}, 1);
  const QPointF before = view.to_image({10, 20});
  view.set_zoom(17, {10, 20});
  const QPointF after = view.to_image({10, 20});
  EXPECT_NEAR(before.x(), after.x(), 1e-9);
  EXPECT_NEAR(before.y(), after.y(), 1e-9);
}

TEST(ViewTransform, KeepsTheReadersZoomForTheNextSlice) {
  ViewTransform view;
  view.set_widget({800, 600});
  view.set_image({200, 100}, 1);
  view.set_zoom(9, {0, 0});
  view.set_image({200, 100}, 1);
  EXPECT_DOUBLE_EQ(view.zoom(), 9);
  view.set_image({512, 512}, 1);
  EXPECT_TRUE(view.is_fitted());
}

TEST(ViewTransform, TallPixelsAreShownTall) {
  ViewTransform view;
  view.set_widget({600, 600});
  view.set_image({100, 50}, 2);
  EXPECT_EQ(view.to_widget({100, 50}) - view.to_widget({0, 0}), QPointF(600, 600));
}

TEST(ViewTransform, TheImageCannotBeLost) {
  ViewTransform view;
  view.set_widget({600, 600});
  view.set_image({100, 100}, 1);
  view.pan({1e6, -1e6});
  EXPECT_EQ(view.to_image({300, 300}), QPointF(0, 100));
}

}  // namespace
}  // namespace rdc::station
