// The console's window on a real agent without a router: what a clinic can do on a day without network.
#include <cstdlib>

#include <gtest/gtest.h>
#include <QApplication>
#include <QLabel>
#include <QPushButton>
#include <QSettings>
#include <QTableView>
#include <QTest>

#include "acquisition_agent/agent.h"
#include "acquisition_agent/clinic_console/console_style.h"
#include "acquisition_agent/clinic_console/console_window.h"
#include "common/identity/certificate_authority.h"
#include "common/identity/enrolment_bundle.h"
#include "common/identity/key_pair.h"
#include "ecg/formats/write.h"
#include "ecg/simulation/simulator.h"
#include "tests/acquisition_agent/clinic_console/sample_views.h"
#include "tests/testkit/scratch_directory.h"

namespace rdc::console {
namespace {

constexpr int kPatienceMs = 30'000;

class ConsoleWindowTest : public ::testing::Test {
 protected:
  void SetUp() override {
    QSettings::setPath(QSettings::NativeFormat, QSettings::UserScope,
                       QString::fromStdString((scratch_ / "settings").string()));
    apply_clinic_style(*qobject_cast<QApplication*>(QApplication::instance()));
  }
  void TearDown() override { qobject_cast<QApplication*>(QApplication::instance())->setStyleSheet({}); }

  void start_agent() {
    const auto authority = identity::CertificateAuthority::create("县远程诊断中心", clock_);
    const auto key = identity::KeyPair::generate();
    identity::EnrolmentBundle made;
    made.centre_name = "县远程诊断中心";
    made.machine_name = "agent/liuhe";
    made.site_id = "liuhe";
    made.site_name = "柳河村卫生室";
    made.router_addresses = {"127.0.0.1:1"};
    made.ca_pem = authority->certificate_pem();
    made.certificate_pem = *authority->issue_machine(*key->certificate_request("agent/liuhe"), "agent/liuhe");
    made.key_pem = identity::Secret(key->to_pem().text());
    const auto sealed = identity::seal_bundle(made, random_);
    ASSERT_TRUE(agent::enrol(scratch_.path(), sealed->file, sealed->code.view(), fs_));
    restart_agent();
  }
  void restart_agent() {
    agent_.reset();
    auto config = agent::parse_config(
        fmt::format("data = \"{}\"\n[dicom]\nenabled = false\n[spool]\nreserve_mb = 1\n", scratch_.path().string()),
        "agent.toml");
    ASSERT_TRUE(config) << config.error().message;
    auto started = agent::AcquisitionAgent::start(std::move(*config), fs_, clock_, random_);
    ASSERT_TRUE(started) << started.error().message;
    agent_ = std::move(*started);
  }
  void open_window() {
    link_ = std::make_unique<AgentLink>(agent::socket_of(scratch_.path()).string());
    window_ = std::make_unique<ConsoleWindow>(*link_, ids_, Language::kChinese);
    window_->resize(1360, 860);
    window_->show();
  }
  template <typename Widget>
  Widget* part(const char* name) {
    return window_->findChild<Widget*>(QLatin1String(name));
  }
  void shoot(const char* name) {
    const char* folder = std::getenv("RDC_SCREENSHOTS");
    if (folder == nullptr) return;
    QTest::qWait(300);  // laid out and painted
    window_->grab().save(QStringLiteral("%1/%2.png").arg(QString::fromUtf8(folder), QLatin1String(name)));
  }

  base::SystemClock clock_;
  base::SystemRandom random_;
  base::PosixFileSystem fs_;
  base::IdGenerator ids_{clock_, random_};
  testkit::ScratchDirectory scratch_{"console"};
  std::unique_ptr<agent::AcquisitionAgent> agent_;
  std::unique_ptr<AgentLink> link_;
  std::unique_ptr<ConsoleWindow> window_;
};

TEST_F(ConsoleWindowTest, APressWithoutANetworkOpensTheCaseAndOutlivesTheAgent) {
  start_agent();
  open_window();
  auto* button = part<QPushButton>("chest_pain");
  ASSERT_TRUE(QTest::qWaitFor([&] { return button->isEnabled(); }, kPatienceMs));
  ASSERT_TRUE(QTest::qWaitForWindowActive(window_.get(), kPatienceMs));
  QTest::keyClick(window_.get(), Qt::Key_F12);
  QTest::keyClick(window_.get(), Qt::Key_F12);  // a trembling finger
  auto* state = part<QLabel>("case_state");
  ASSERT_TRUE(QTest::qWaitFor([&] { return state->isVisible(); }, kPatienceMs));
  EXPECT_TRUE(state->text().contains(QStringLiteral("打电话"))) << "no network: it says so";
  EXPECT_EQ(part<QLabel>("link_state")->property("state").toString(), QStringLiteral("down"));
  agent_.reset();
  ASSERT_TRUE(QTest::qWaitFor(
      [&] { return part<QLabel>("link_state")->property("state").toString() == QStringLiteral("lost"); }, kPatienceMs));
  EXPECT_FALSE(button->isEnabled()) << "what cannot be recorded is not offered";
  restart_agent();
  ASSERT_TRUE(QTest::qWaitFor([&] { return button->isEnabled(); }, kPatienceMs));
  EXPECT_TRUE(state->isVisible());
}

TEST_F(ConsoleWindowTest, AnInfarctionShowsItsWarningWithoutANetwork) {
  start_agent();
  open_window();
  ecg::simulation::Request wanted;
  wanted.morphology = ecg::simulation::Morphology::kAnteriorStemi;
  auto made = ecg::simulation::simulate(wanted);
  made.recording.subject = {"P1", "王小明", "19600101", ecg::Sex::kMale, 66.0};
  const auto written = ecg::write(made.recording, ecg::Format::kScp);
  ASSERT_TRUE(written);
  const auto file = scratch_ / "one.scp";
  ASSERT_TRUE(base::write_file_atomically(fs_, file, written->files.front().bytes));
  const auto stub = v1::Agent::NewStub(rpc::make_local_channel(agent::socket_of(scratch_.path()).string()));
  grpc::ClientContext context;
  v1::SendFileRequest request;
  request.set_path(file.string());
  v1::SendFileReply reply;
  ASSERT_TRUE(stub->SendFile(&context, request, &reply).ok());
  auto* panel = part<QFrame>("warning_panel");
  ASSERT_TRUE(
      QTest::qWaitFor([&] { return panel->property("look").toString() == QStringLiteral("alarm"); }, kPatienceMs));
  EXPECT_TRUE(part<QLabel>("warning_steps")->text().contains(QStringLiteral("除颤仪")));
  EXPECT_TRUE(part<QLabel>("case_title")->text().contains(QStringLiteral("王小明")));
  shoot("offline");
  auto* seen = part<QPushButton>("warning_seen");
  ASSERT_TRUE(seen->isVisible());
  seen->click();
  EXPECT_TRUE(QTest::qWaitFor([&] { return !seen->isVisible(); }, kPatienceMs)) << "the agent keeps that it was seen";
}

TEST_F(ConsoleWindowTest, AnAnswerSoundsOverEverythingInBothLanguages) {
  open_window();
  auto view = busy_day();
  window_->show_view(shared(view));
  shoot("busy");
  EXPECT_FALSE(window_->is_sounding());
  *view.add_answers() = sample_answer("a1");
  window_->show_view(shared(view));
  EXPECT_TRUE(window_->is_sounding());
  EXPECT_TRUE(part<QFrame>("answer_panel")->isVisible());
  QApplication::processEvents();
  shoot("answer");
  window_->set_language(Language::kEnglish);
  EXPECT_TRUE(part<QLabel>("answer_title")->text().contains(QStringLiteral("CONFIRMS")));
  QApplication::processEvents();
  shoot("answer-en");
  view.mutable_answers(0)->set_sounding(false);
  window_->show_view(shared(view));
  EXPECT_FALSE(window_->is_sounding());
  window_->set_language(Language::kChinese);
}

// The menu of a text field is Qt's own.
TEST_F(ConsoleWindowTest, WhatQtSaysFollowsTheLanguage) {
  open_window();
  const auto paste = [] { return QCoreApplication::translate("QWidgetTextControl", "&Paste").toStdString(); };
  window_->set_language(Language::kChinese);
  EXPECT_NE(paste(), "&Paste") << "the package qt6-translations-l10n is missing (scripts/setup run)";
  window_->set_language(Language::kEnglish);
  EXPECT_EQ(paste(), "&Paste");
  window_->set_language(Language::kChinese);
}

TEST_F(ConsoleWindowTest, FitsTheSmallestScreenWhileAnAnswerSounds) {
  open_window();
  auto view = busy_day();
  *view.add_answers() = sample_answer("a1");
  for (const auto language : {Language::kChinese, Language::kEnglish}) {
    window_->set_language(language);
    window_->show_view(shared(view));
    QApplication::processEvents();
    EXPECT_LE(window_->minimumSizeHint().width(), 1366);
    EXPECT_LE(window_->minimumSizeHint().height(), 740) << "768 less the title bar";
  }
}

TEST_F(ConsoleWindowTest, ACriticalValueSoundsUntilItIsReadBackAndThenAsksForTheAction) {
  open_window();
  auto view = busy_day();
  *view.add_criticals() = sample_critical("n1");
  window_->show_view(shared(view));
  EXPECT_TRUE(window_->is_sounding());
  EXPECT_TRUE(part<QFrame>("critical_panel")->isVisible());
  QApplication::processEvents();
  shoot("critical");
  for (const auto language : {Language::kEnglish, Language::kChinese}) {
    window_->set_language(language);
    QApplication::processEvents();
    EXPECT_LE(window_->minimumSizeHint().width(), 1366);
    EXPECT_LE(window_->minimumSizeHint().height(), 740) << "768 less the title bar";
  }
  view.mutable_criticals(0)->set_sounding(false);
  view.mutable_criticals(0)->set_action_missing(true);
  view.mutable_criticals(0)->set_read_back_by("张护士");
  view.mutable_criticals(0)->mutable_read_back_at()->set_seconds(1'772'438'700);
  window_->show_view(shared(view));
  EXPECT_FALSE(window_->is_sounding());
  EXPECT_TRUE(part<QFrame>("critical_panel")->isVisible());
  QApplication::processEvents();
  shoot("critical-action");
  *view.add_answers() = sample_answer("a1");  // an emergency beside it
  view.mutable_criticals(0)->set_action_missing(false);
  window_->show_view(shared(view));
  EXPECT_TRUE(window_->is_sounding());
  EXPECT_FALSE(part<QFrame>("critical_panel")->isVisible());
}

TEST_F(ConsoleWindowTest, EverythingIsReachedByTheKeyboard) {
  open_window();
  window_->show_view(shared(busy_day()));
  QApplication::processEvents();
  for (auto* button : window_->findChildren<QPushButton*>())
    if (button->isVisible()) {
      EXPECT_NE(button->focusPolicy() & Qt::TabFocus, 0) << button->objectName().toStdString();
    }
}

}  // namespace
}  // namespace rdc::console
