// Which normals may be signed together, and that each is shown first.
#include "reading_station/app/batch_signing.h"

#include <gtest/gtest.h>
#include <QSignalSpy>
#include <QTest>

#include "common/base/random.h"
#include "reading_station/app/batch_page.h"
#include "reading_station/app/theme.h"
#include "tests/reading_station/ecg_view/ecg_at_router.h"

namespace rdc::station {
namespace {

using ecg::simulation::Morphology;

class Batch : public ::testing::Test {
 protected:
  void SetUp() override {
    QSignalSpy in(&connection, &RouterConnection::login_succeeded);
    connection.log_in("chen", "long enough password");
    ASSERT_TRUE(QTest::qWaitFor([&] { return in.count() > 0; }, kAnswerMs));
  }
  v1::WorklistItem item(const std::string& name) {
    v1::WorklistItem out;
    out.set_item_id("item-" + name);
    out.set_study_id("study-" + name);
    out.add_modalities("ECG");
    out.set_status(v1::WORKLIST_STATUS_UNREAD);
    out.set_instance_count(1);
    out.mutable_patient()->set_name(name);
    return out;
  }
  v1::EcgSummary summary(const std::string& name, const std::string& digest = std::string(64, 'a')) {
    v1::EcgSummary out;
    out.set_study_id("study-" + name);
    out.set_sha256(digest);
    out.set_tier(v1::ECG_TIER_NONE);
    out.set_batch_signable(true);
    return out;
  }
  std::vector<std::string> begin(const std::vector<v1::WorklistItem>& items) {
    QSignalSpy ready(&batch, &BatchSigning::ready);
    batch.begin(items);
    EXPECT_TRUE(QTest::qWaitFor([&] { return ready.count() > 0; }, kAnswerMs));
    std::vector<std::string> names;
    for (const auto& entry : batch.entries()) names.push_back(entry.item.patient().name());
    return names;
  }
  SmallRouter router;
  testkit::ScratchDirectory scratch{"batch"};
  base::SystemClock clock;
  base::SystemRandom random;
  base::IdGenerator ids{clock, random};
  RouterConnection connection{router.channels(), clock};
  BatchSigning batch{connection, scratch.path(), clock, ids};
};

TEST_F(Batch, TakesOnlyUnreadEcgsThatTheRulePermits) {
  std::vector<v1::WorklistItem> items;
  const auto add = [&](const std::string& name, auto change) {
    items.push_back(item(name));
    auto one = summary(name);
    change(items.back(), one);
    router.add_summary(one);
  };
  add("good", [](auto&, auto&) {});
  add("not-permitted", [](auto&, auto& one) { one.set_batch_signable(false); });
  add("watch", [](auto&, auto& one) { one.set_tier(v1::ECG_TIER_WATCH); });
  add("critical", [](auto&, auto& one) { one.set_critical(true); });
  add("in-a-case", [](auto&, auto& one) { one.set_case_id("case"); });
  add("unreadable", [](auto&, auto& one) { one.set_unreadable_reason("POISON"); });
  add("corrected", [](auto&, auto& one) { one.set_overread(true); });
  add("claimed", [](auto& row, auto&) { row.set_status(v1::WORKLIST_STATUS_CLAIMED); });
  add("two-tracings", [](auto& row, auto&) { row.set_instance_count(2); });
  add("conflict", [](auto& row, auto&) { row.set_has_conflict(true); });
  add("two-signatures", [](auto& row, auto&) { row.set_needs_reviewer(true); });
  add("for-another", [](auto& row, auto&) { row.mutable_assigned_to()->set_user_id("another"); });
  add("ct", [](auto& row, auto&) { row.set_modalities(0, "CT"); });
  items.push_back(item("unknown-to-the-centre"));
  EXPECT_EQ(begin(items), std::vector<std::string>{"good"});
}

TEST_F(Batch, CountsNothingThatHasNotBeenOnTheScreen) {
  const auto digest = put_ecg(router, "a", Morphology::kNormal);
  router.add_summary(summary("a", digest));
  QSignalSpy tracing(&batch, &BatchSigning::tracing_ready);
  begin({item("a")});
  EXPECT_FALSE(batch.count());
  ASSERT_TRUE(QTest::qWaitFor([&] { return tracing.count() > 0; }, kAnswerMs));
  EXPECT_FALSE(batch.count());
  EXPECT_TRUE(router.opened().empty());
  batch.shown();
  ASSERT_TRUE(QTest::qWaitFor([&] { return router.opened() == std::vector<std::string>{digest}; }, kAnswerMs));
  EXPECT_TRUE(batch.count());
  EXPECT_EQ(batch.seen(), 1);
  EXPECT_EQ(batch.current(), -1);
}

TEST_F(Batch, ATracingThatThisStationFindsAbnormalIsTakenOut) {
  const auto digest = put_ecg(router, "a", Morphology::kInferiorStemi);
  router.add_summary(summary("a", digest));  // the centre would permit it
  begin({item("a")});
  ASSERT_TRUE(QTest::qWaitFor([&] { return batch.current() < 0; }, kAnswerMs));
  EXPECT_EQ(batch.entries().front().state, BatchSigning::State::kSkipped);
  EXPECT_EQ(batch.entries().front().problem->reason, "NOT_NORMAL_HERE");
}

TEST_F(Batch, ThePageGoesThroughThemByKeyboardAlone) {
  apply_theme(*qApp, theme_of(QString::fromLocal8Bit(qgetenv("RDC_THEME"))));
  for (const char* name : {"a", "b", "c"}) {
    const auto digest = put_ecg(router, name, Morphology::kNormal);
    router.add_summary(summary(name, digest));
  }
  QSettings settings(QString::fromStdString((scratch / "station.ini").string()), QSettings::IniFormat);
  BatchPage page(batch, settings);
  page.resize(1500, 900);
  page.show();
  page.begin({item("a"), item("b"), item("c")});
  const auto shows = [&](int index) {
    return QTest::qWaitFor(
        [&] {
          return batch.current() == index &&
                 batch.entries()[static_cast<std::size_t>(index)].state == BatchSigning::State::kShown;
        },
        kAnswerMs);
  };
  ASSERT_TRUE(shows(0));
  if (const QByteArray pictures = qgetenv("RDC_SCREENSHOTS"); !pictures.isEmpty())
    page.grab().save(QString::fromLocal8Bit(pictures) + "/batch.png");
  QTest::keyClick(&page, Qt::Key_Space);
  ASSERT_TRUE(shows(1));
  QTest::keyClick(&page, Qt::Key_S);
  ASSERT_TRUE(shows(2));
  QTest::keyClick(&page, Qt::Key_Space);
  EXPECT_EQ(batch.current(), -1);
  EXPECT_EQ(batch.seen(), 2);
}

}  // namespace
}  // namespace rdc::station
