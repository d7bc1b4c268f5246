// From the alarm to the decision in the real window before a real router, and back at the clinic.
#include <gtest/gtest.h>
#include <QComboBox>
#include <QPlainTextEdit>
#include <QSpinBox>
#include <QTableView>

#include "reading_station/app/case_flow.h"
#include "reading_station/app/reading_page.h"
#include "reading_station/ecg_view/ecg_page.h"
#include "tests/reading_station/app/window_at_work.h"
#include "tests/testkit/clinic.h"
#include "tests/testkit/ecg_cart.h"

namespace rdc::station {
namespace {

using namespace std::chrono_literals;

class CaseAtWork : public ::testing::Test {
 protected:
  static void SetUpTestSuite() {
    township_ = std::make_unique<testkit::Township>(testkit::Township::Options{.programs = RDC_PROGRAMS, .seed = 31});
    testkit::EcgCart::Options cart;
    cart.drop_directory = township_->site().drop();
    cart.own_directory = township_->scratch() / "cart";
    cart.seed = 31;
    cart.pieces = 1;
    cart_ = std::make_unique<testkit::EcgCart>(cart, township_->clock());
  }
  static void TearDownTestSuite() {
    cart_.reset();
    township_.reset();
  }

  // An infarction arrives; the duty cardiologist has its tracing on the screen and the report may be written.
  void take_alarm(WindowAtWork& work) {
    ecg_ = *cart_->record({.morphology = ecg::simulation::Morphology::kAnteriorStemi, .heart_rate = 84});
    // The alarm may be there before the tracing: the agent announces what it suspects.
    work.robot.wait_until(
        [&] {
          const auto sounding = work.window->cases().desk().sounding();
          return !sounding.empty() && !sounding.front().ecgs().empty() && !sounding.front().ecgs(0).study_id().empty();
        },
        "the alarm with its ECG");
    work.robot.click(work.robot.find("alarm_take"));
    auto* page = work.robot.find<EcgPage>("ecg_page");
    work.robot.wait_until([&] { return page->recording() != nullptr; }, "the tracing");
    auto* findings = work.robot.find<QPlainTextEdit>("report_findings");
    work.robot.wait_until([&] { return !findings->isReadOnly(); }, "the report to be writable");
  }
  // The case of the open study, as the station knows it.
  const v1::AlertCase* current(WindowAtWork& work) {
    return work.window->cases().desk().cases().find_study(work.window->reading().study_id().toStdString());
  }
  void wait_for_state(WindowAtWork& work, v1::AlertState state) {
    work.robot.wait_until([&] { return current(work) != nullptr && current(work)->state() == state; },
                          "the case to be " + v1::AlertState_Name(state));
  }
  void decide(WindowAtWork& work, const QString& diagnosis, v1::TreatmentPlan plan) {
    if (work.robot.visible("decision_minutes")) work.robot.find<QSpinBox>("decision_minutes")->setValue(95);
    work.robot.retype(work.robot.find("decision_diagnosis"), diagnosis);
    auto* plans = work.robot.find<QComboBox>("decision_plan");
    plans->setCurrentIndex(plans->findData(static_cast<int>(plan)));
    work.robot.click(work.robot.find("decision_accept"));
  }
  void give_pin(WindowAtWork& work) {
    work.robot.find("secret_dialog");
    const auto pin = QString::fromLatin1(testkit::Township::kPin);
    if (work.robot.visible("secret_repeated")) {  // the first signature of this person: a key is made under a PIN
      work.robot.type(work.robot.find("secret_new"), pin);
      work.robot.type(work.robot.find("secret_repeated"), pin);
      work.robot.click(work.robot.find("secret_ok"));
      work.robot.wait_until(
          [&] { return work.robot.visible("secret_dialog") && !work.robot.visible("secret_repeated"); },
          "the key to be certified");
    }
    work.robot.type(work.robot.find("secret_new"), pin);
    work.robot.click(work.robot.find("secret_ok"));
  }

  static std::unique_ptr<testkit::Township> township_;
  static std::unique_ptr<testkit::EcgCart> cart_;
  testkit::CartRecording ecg_;
};
std::unique_ptr<testkit::Township> CaseAtWork::township_;
std::unique_ptr<testkit::EcgCart> CaseAtWork::cart_;

TEST_F(CaseAtWork, AConfirmationReachesTheClinicAndItsReadBackReachesTheStation) {
  WindowAtWork work(*township_, "reading-1", "xin");
  work.log_in();
  take_alarm(work);
  work.robot.click(work.robot.find("case_confirm"));
  decide(work, QStringLiteral("急性前壁ST段抬高型心肌梗死"), v1::TREATMENT_PLAN_PRIMARY_PCI);
  wait_for_state(work, v1::ALERT_STATE_CONFIRMED);
  // What the router tells everybody may come before its answer to this station.
  work.robot.wait_until([&] { return !work.robot.visible("decision_dialog"); }, "the dialog to close");

  testkit::Clinic clinic(township_->site().data());
  const auto case_id = current(work)->case_id();
  const auto answered = clinic.wait_for_view([&](const v1::ClinicView& view) {
    return view.answers_size() > 0 && view.answers(0).sounding() && view.answers(0).letter().case_id() == case_id;
  });
  ASSERT_TRUE(answered);
  EXPECT_EQ(answered->answers(0).letter().diagnosis(), "急性前壁ST段抬高型心肌梗死");
  v1::ReadBackAnswerRequest read_back;
  read_back.set_answer_id(answered->answers(0).letter().answer_id());
  read_back.set_by("张护士");
  read_back.set_text("急性心梗,立即转运");
  ASSERT_TRUE(clinic.call(&v1::Agent::Stub::ReadBackAnswer, read_back).ok());
  work.robot.wait_until([&] { return current(work)->answers(0).has_read_back_at(); }, "the read-back at the station");
  EXPECT_EQ(current(work)->answers(0).read_back_by(), "张护士");
  EXPECT_EQ(current(work)->answers(0).read_back_text(), "急性心梗,立即转运");
}

TEST_F(CaseAtWork, SigningTheFinalReportInsteadOfConfirmingDecidesTheCaseAllTheSame) {
  WindowAtWork work(*township_, "reading-1", "xin");
  work.log_in();
  take_alarm(work);
  work.write(QStringLiteral("窦性心律，V1–V4导联ST段抬高。"), QStringLiteral("急性前壁ST段抬高型心肌梗死。"));
  work.robot.click(work.robot.find("report_positive"));
  work.robot.click(work.robot.find("report_sign"));
  work.robot.picture(work.robot.find("signed_decision_dialog"), "signed-decision");
  work.robot.click(work.robot.find("signed_decision_cancel"));
  work.robot.settle();
  EXPECT_FALSE(work.robot.visible("secret_dialog")) << "turned back: nothing is signed";
  wait_for_state(work, v1::ALERT_STATE_ACKNOWLEDGED);

  work.robot.click(work.robot.find("report_sign"));
  work.robot.click(work.robot.find("signed_decision_confirm"));
  decide(work, QStringLiteral("急性前壁心肌梗死"), v1::TREATMENT_PLAN_PRIMARY_PCI);
  give_pin(work);
  work.wait_for_text("report_note", "Signed and stored at the centre.");
  wait_for_state(work, v1::ALERT_STATE_CONFIRMED);
  EXPECT_EQ(work.text_of("report_status"), "Final");
  const auto& decision = current(work)->decisions(0);
  EXPECT_EQ(decision.by().display_name(), "辛立成");
  EXPECT_EQ(decision.report_revision_id(), work.window->reading().desk().revisions().back().revision_id());
}

}  // namespace
}  // namespace rdc::station
