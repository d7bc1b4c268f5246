#include "common/imaging/slice_order.h"

#include <gtest/gtest.h>

namespace rdc::imaging {
namespace {

constexpr std::array<double, 6> kAxial{1, 0, 0, 0, 1, 0};

SliceKey slice(int number, double z) { return {number, "", 0, std::array<double, 3>{0, 0, z}, kAxial}; }

TEST(SliceOrder, AxialGoesFromHeadToFeetWhateverTheNumbers) {
  EXPECT_EQ(slice_order({slice(1, -10), slice(2, 30), slice(3, 5)}), (std::vector<std::size_t>{1, 2, 0}));
}

TEST(SliceOrder, WithoutPositionsByNumber) {
  EXPECT_EQ(slice_order({{3, "c", 0, {}, {}}, {1, "a", 0, {}, {}}, {2, "b", 0, {}, {}}}),
            (std::vector<std::size_t>{1, 2, 0}));
}

TEST(SliceOrder, TwoSlicesAtOnePlaceAreNoSimpleStack) {
  EXPECT_EQ(slice_order({slice(3, 0), slice(1, 10), slice(2, 10)}), (std::vector<std::size_t>{1, 2, 0}));
}

TEST(SliceOrder, ALocaliserAmongThemKeepsTheNumbers) {
  auto localiser = slice(1, 0);
  localiser.orientation = {0, 1, 0, 0, 0, -1};
  EXPECT_EQ(slice_order({slice(2, 0), localiser, slice(3, 10)}), (std::vector<std::size_t>{1, 0, 2}));
}

TEST(SliceOrder, FramesOfOneObjectInOrder) {
  EXPECT_EQ(slice_order({{1, "a", 2, {}, {}}, {1, "a", 0, {}, {}}, {1, "a", 1, {}, {}}}),
            (std::vector<std::size_t>{1, 2, 0}));
  EXPECT_TRUE(slice_order({}).empty());
}

}  // namespace
}  // namespace rdc::imaging
