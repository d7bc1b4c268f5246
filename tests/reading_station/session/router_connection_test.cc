// A centre with several addresses is reached as long as one of them answers.
#include "reading_station/session/router_connection.h"

#include <gtest/gtest.h>
#include <QSignalSpy>
#include <QTest>

#include "tests/reading_station/offline_runner.h"
#include "tests/reading_station/small_router.h"

namespace rdc::station {
namespace {

class SeveralRouters : public ::testing::Test {
 protected:
  bool reached(const RouterConnection& connection) {
    return QTest::qWaitFor([&] { return connection.link() == RouterConnection::Link::kConnected; }, kAnswerMs);
  }
  static bool logs_in(RouterConnection& connection) {
    QSignalSpy in(&connection, &RouterConnection::login_succeeded);
    connection.log_in("li", "any");
    return in.wait(kAnswerMs);
  }
  base::SystemClock clock;
};

TEST_F(SeveralRouters, ADeadFirstAddressIsPassedOver) {
  SmallRouter second;
  auto channels = dead_channel();
  channels.push_back(second.channels().front());
  RouterConnection connection(std::move(channels), clock);
  ASSERT_TRUE(reached(connection));
  EXPECT_TRUE(logs_in(connection));
}

TEST_F(SeveralRouters, WhenTheRouterInUseGoesTheNextIsUsed) {
  auto first = std::make_unique<SmallRouter>();
  SmallRouter second;
  RouterConnection connection({first->channels().front(), second.channels().front()}, clock);
  ASSERT_TRUE(reached(connection));
  ASSERT_TRUE(logs_in(connection));
  const auto before = connection.calls().channel();
  first.reset();
  ASSERT_TRUE(QTest::qWaitFor(
      [&] { return connection.calls().channel() != before && connection.link() == RouterConnection::Link::kConnected; },
      kAnswerMs));
  EXPECT_TRUE(logs_in(connection));
}

// What the disk is sealed with is there from log-in to log-out, and still while the pages hand over what is unsaved.
TEST_F(SeveralRouters, TheDisksKeysComeWithTheLogInAndGoAfterTheLogOut) {
  SmallRouter router;
  RouterConnection connection(router.channels(), clock);
  ASSERT_TRUE(reached(connection));
  EXPECT_EQ(connection.calls().disk_keys().cache, nullptr);
  ASSERT_TRUE(logs_in(connection));
  EXPECT_NE(connection.calls().disk_keys().cache, nullptr);
  ASSERT_NE(connection.calls().disk_keys().drafts, nullptr);
  bool there_at_the_end = false;
  QObject::connect(&connection, &RouterConnection::session_ended, &connection,
                   [&] { there_at_the_end = connection.calls().disk_keys().drafts != nullptr; });
  connection.log_out();
  EXPECT_TRUE(there_at_the_end);
  EXPECT_EQ(connection.calls().disk_keys().cache, nullptr);
  EXPECT_EQ(connection.calls().disk_keys().drafts, nullptr);
}

TEST_F(SeveralRouters, NoneThatAnswersIsSaid) {
  auto channels = dead_channel();
  channels.push_back(dead_channel().front());
  RouterConnection connection(std::move(channels), clock);
  EXPECT_TRUE(QTest::qWaitFor([&] { return connection.link() == RouterConnection::Link::kLost; }, kAnswerMs));
}

}  // namespace
}  // namespace rdc::station
