#include "tests/demo/clinic_script.h"

#include <fmt/format.h>
#include <QCheckBox>
#include <QLabel>
#include <QPushButton>

namespace rdc::demo {

void ClinicScript::tell(const std::string& what) const {
  fmt::print("step {} - {}\n", base::to_micros(clock_.now()), what);
  std::fflush(stdout);
}

void ClinicScript::treat(const QString& doctor) {
  doctor_ = doctor;
  auto* button = robot_.find<QPushButton>("chest_pain");
  robot_.wait_until([&] { return button->isEnabled(); }, "the console to reach its agent");
  robot_.retype(robot_.find("operator_name"), doctor);
  robot_.key(robot_.find("operator_name"), Qt::Key_Return);
  tell("the clinic console is open");
  see_warning();
  tap(v1::POINT_KIND_DOOR_IN, "door in");
  read_back();
  tap(v1::POINT_KIND_AMBULANCE_CALLED, "ambulance called");
  tap(v1::POINT_KIND_DOOR_OUT, "door out: the patient is on the way");
  robot_.picture(robot_.find("case_panel"), QStringLiteral("23-clinic-on-the-way"));
  wait_for([this] { return critical_answered_; }, "the critical value");
}

void ClinicScript::wait_for(const std::function<bool()>& holds, const std::string& what) {
  while (true) {
    robot_.wait_until([&] { return holds() || robot_.visible("critical_panel"); }, what, 600'000);
    if (!robot_.visible("critical_panel")) return;
    answer_critical();
  }
}

void ClinicScript::answer_critical() {
  auto* panel = robot_.find("critical_panel");
  const auto step = [&] { return panel->isVisible() ? panel->property("step").toString() : QString(); };
  tell("the critical value sounds: " + robot_.find<QLabel>("critical_title")->text().simplified().toStdString());
  robot_.picture(panel, QStringLiteral("33-clinic-critical"));
  for (auto* line : panel->findChildren<QCheckBox*>(QStringLiteral("critical_line"))) line->click();  // read aloud
  robot_.retype(robot_.find("critical_reader"), doctor_);
  robot_.click(robot_.find("critical_done"));
  robot_.wait_until([&] { return step() == QLatin1String("action"); }, "the read-back to be on record");
  tell("the critical value is read back, the sound is off");
  robot_.retype(robot_.find("critical_doctor"), QStringLiteral("赵建国"));
  robot_.retype(robot_.find("critical_action"), QStringLiteral("右侧胸腔穿刺抽气，吸氧，已呼叫120转县医院"));
  robot_.retype(robot_.find("critical_reader"), doctor_);
  robot_.picture(panel, QStringLiteral("34-clinic-critical-action"));
  robot_.click(robot_.find("critical_done"));
  robot_.wait_until([&] { return step().isEmpty(); }, "the action to be on record");
  critical_answered_ = true;
  tell("what was done is on record");
}

void ClinicScript::see_warning() {
  wait_for(
      [this] {
        return robot_.visible("warning_panel") &&
               robot_.find("warning_panel")->property("look").toString() == QLatin1String("alarm");
      },
      "the agent's own warning");
  tell("the agent warns: " + robot_.find<QLabel>("warning_headline")->text().simplified().toStdString());
  robot_.picture(robot_.find("warning_panel"), QStringLiteral("20-clinic-warning"));
  robot_.click(robot_.find("warning_seen"));
  robot_.wait_until([this] { return robot_.visible("case_panel"); }, "the case to open");
}

void ClinicScript::read_back() {
  wait_for([this] { return robot_.visible("answer_panel"); }, "the cardiologist's answer");
  tell("the answer sounds: " + robot_.find<QLabel>("answer_title")->text().simplified().toStdString());
  robot_.picture(robot_.find("answer_panel"), QStringLiteral("22-clinic-answer"));
  for (auto* line : robot_.find("answer_panel")->findChildren<QCheckBox*>(QStringLiteral("answer_line")))
    line->click();  // as its text is read aloud
  robot_.click(robot_.find("answer_done"));
  robot_.wait_until([this] { return !robot_.visible("answer_panel"); }, "the answer to fall silent");
  tell("every line read back, the sound is off");
}

void ClinicScript::tap(v1::PointKind kind, const std::string& what) {
  wait_for([this] { return robot_.visible("case_panel"); }, "the case");
  QPushButton* step = nullptr;
  for (auto* tap : robot_.find("case_panel")->findChildren<QPushButton*>(QStringLiteral("step_tap"))) {
    if (tap->property("kind").toInt() == static_cast<int>(kind)) step = tap;
  }
  if (step == nullptr) throw RobotError("the case has no step for " + what);
  robot_.click(step);
  robot_.wait_until([&] { return step->property("done").toString() == QLatin1String("yes"); }, what);
  tell("tapped: " + what);
}

}  // namespace rdc::demo
