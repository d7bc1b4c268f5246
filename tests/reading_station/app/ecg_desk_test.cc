// The centre's analysis and the reader's corrections behind the ECG page.
#include "reading_station/app/ecg_desk.h"

#include <gtest/gtest.h>
#include <QLabel>
#include <QSettings>
#include <QSignalSpy>
#include <QTest>

#include "common/base/random.h"
#include "reading_station/ecg_view/ecg_page.h"
#include "reading_station/session/router_connection.h"
#include "tests/reading_station/ecg_view/ecg_at_router.h"

namespace rdc::station {
namespace {

using ecg::simulation::Morphology;

class Desk : public ::testing::Test {
 protected:
  void SetUp() override {
    QSignalSpy in(&connection, &RouterConnection::login_succeeded);
    connection.log_in("chen", "long enough password");
    ASSERT_TRUE(QTest::qWaitFor([&] { return in.count() > 0; }, kAnswerMs));
  }
  // As the object cache would hand it over.
  void open(const std::string& name) {
    digest = put_ecg(router, name, Morphology::kInferiorStemi);
    ecg::simulation::Request request;
    request.morphology = Morphology::kInferiorStemi;
    const auto written = ecg::write(ecg::simulation::simulate(request).recording, ecg::Format::kDicom);
    QFile file(QString::fromStdString((scratch / (name + ".dcm")).string()));
    ASSERT_TRUE(file.open(QIODevice::WriteOnly));
    file.write(reinterpret_cast<const char*>(written->files.front().bytes.data()),
               static_cast<qint64>(written->files.front().bytes.size()));
    file.close();
    desk.open(QString::fromStdString("study-" + name));
    desk.set_writable(true);
    QSignalSpy shown(&page, &EcgPage::recording_shown);
    page.load_file(file.fileName(), {}, QString::fromStdString(digest));
    ASSERT_TRUE(QTest::qWaitFor([&] { return shown.count() > 0; }, kAnswerMs));
  }
  void analyse() {
    v1::EcgAnalysis analysis = *page.analysis();
    analysis.set_sha256(digest);
    analysis.set_rule_version("2027.1");
    QSignalSpy central(&desk, &EcgDesk::central_analysis_shown);
    router.add_analysis(analysis);
    ASSERT_TRUE(QTest::qWaitFor([&] { return central.count() > 0; }, kAnswerMs));
  }
  SmallRouter router;
  testkit::ScratchDirectory scratch{"ecg-desk"};
  base::SystemClock clock;
  base::SystemRandom random;
  base::IdGenerator ids{clock, random};
  RouterConnection connection{router.channels(), clock};
  QSettings settings{QString::fromStdString((scratch / "station.ini").string()), QSettings::IniFormat};
  EcgPage page{connection.calls(), settings};
  EcgDesk desk{connection.calls(), page, ids, scratch / "cache"};
  std::string digest;
};

TEST_F(Desk, TheCentresAnalysisComesWhenItIsReady) {
  open("a");
  EXPECT_TRUE(page.analysed_here());
  analyse();
  EXPECT_FALSE(page.analysed_here());
  EXPECT_EQ(page.analysis()->rule_version(), "2027.1");
}

TEST_F(Desk, OnlyATracingOnTheScreenCountsAsOpenedAndOnce) {
  open("a");
  analyse();  // asked for, and not seen by anybody
  EXPECT_TRUE(router.opened().empty());
  page.resize(900, 600);
  page.show();
  ASSERT_TRUE(QTest::qWaitFor([&] { return !router.opened().empty(); }, kAnswerMs));
  EXPECT_EQ(router.opened(), std::vector<std::string>{digest});
  page.hide();
  page.show();
  page.resize(1000, 700);
  ASSERT_TRUE(QTest::qWaitFor([&] { return page.sheet()->is_painted(); }, kAnswerMs));
  const std::string first = digest;
  desk.close();
  page.clear();
  open("b");
  ASSERT_TRUE(QTest::qWaitFor([&] { return router.opened().size() > 1; }, kAnswerMs));
  EXPECT_EQ(router.opened(), (std::vector<std::string>{first, digest})) << "looking again is not opening again";
}

TEST_F(Desk, WhatTheReaderDidIsSavedAndComesBack) {
  open("a");
  analyse();
  QSignalSpy saved(&desk, &EcgDesk::overread_saved);
  page.overread().accept("STEMI_INFERIOR");
  ASSERT_TRUE(page.overread().correct("QT", "", 410));
  ASSERT_TRUE(QTest::qWaitFor([&] { return saved.count() == 1; }, kAnswerMs));
  page.overread().reject("SINUS_RHYTHM", "");
  ASSERT_TRUE(QTest::qWaitFor([&] { return saved.count() == 2; }, kAnswerMs));
  const auto stored = router.overreads();
  ASSERT_EQ(stored.size(), 2U);
  EXPECT_EQ(stored[1].previous_overread_id(), stored[0].overread_id());
  EXPECT_EQ(stored[1].rule_version(), "2027.1");
  desk.close();
  page.clear();
  open("a");
  ASSERT_TRUE(QTest::qWaitFor([&] { return page.overread().judgement("STEMI_INFERIOR") != nullptr; }, kAnswerMs));
  EXPECT_EQ(*page.overread().correction("QT"), 410);
  EXPECT_TRUE(desk.is_saved());
  EXPECT_EQ(router.overreads().size(), 2U);  // looking saves nothing
}

TEST_F(Desk, WhoOnlyLooksSavesNothing) {
  open("a");
  analyse();
  desk.set_writable(false);
  page.overread().accept("STEMI_INFERIOR");
  bool drained = false;
  QTimer::singleShot(2'000, &page, [&] { drained = true; });  // longer than the quiet after which it would save
  ASSERT_TRUE(QTest::qWaitFor([&] { return drained; }, kAnswerMs));
  EXPECT_TRUE(router.overreads().empty());
}

}  // namespace
}  // namespace rdc::station
