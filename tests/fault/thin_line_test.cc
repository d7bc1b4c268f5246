// What a village has: 512 kbit/s. An ECG does not wait behind a CT.
#include <gtest/gtest.h>

#include "tests/fault/ledger_check.h"
#include "tests/testkit/ecg_cart.h"

namespace rdc::testkit {
namespace {

using namespace std::chrono_literals;

constexpr LinkConditions kVillageUp{.bits_per_second = 512e3, .delay = 40ms, .jitter = 20ms, .queue_bytes = 32 * 1024};
constexpr LinkConditions kVillageDown{.bits_per_second = 2e6, .delay = 40ms, .jitter = 20ms};

double seconds_until_there(Township& town, const CartRecording& ecg) {
  const auto begun = town.clock().monotonic();
  const auto catalog = town.county().router_catalog();
  EXPECT_TRUE((*catalog)->wait_until(
      [&](DatabaseWatch& router) {
        return router.number("SELECT count(*) FROM instance WHERE sop_instance_uid = ?", {ecg.sop_instance_uid})
                   .value_or(0) == 1;
      },
      60s));
  return std::chrono::duration<double>(town.clock().monotonic() - begun).count();
}

TEST(ThinLine, AnEcgOvertakesACtOnAVillagesLine) {
  Township town({.programs = RDC_PROGRAMS, .seed = 31, .up = kVillageUp, .down = kVillageDown});
  EcgCart cart({.drop_directory = town.site().drop(), .own_directory = town.scratch() / "cart", .pieces = 1},
               town.clock());
  const auto idle = cart.record({});
  ASSERT_TRUE(idle);
  EXPECT_LE(seconds_until_there(town, *idle), 10.0);

  const auto ct = town.ct().make_ct({.slices = 40, .side = 256}, {});
  ASSERT_TRUE(ct);
  const auto sent = town.ct().send(*ct);
  ASSERT_TRUE(sent && sent->complete());
  const auto catalog = town.county().router_catalog();
  ASSERT_TRUE((*catalog)->wait_for_number("SELECT count(*) FROM instance", 3, 60s)) << "the CT does not flow";
  const auto busy = cart.record({});
  ASSERT_TRUE(busy);
  EXPECT_LE(seconds_until_there(town, *busy), 15.0);
  const auto arrived = (*catalog)->number("SELECT count(*) FROM instance");
  EXPECT_LT(*arrived, 42) << "the CT was over already: this measured nothing";
}

}  // namespace
}  // namespace rdc::testkit
