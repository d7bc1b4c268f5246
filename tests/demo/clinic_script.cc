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
}

void ClinicScript::see_warning() {
  robot_.wait_until(
      [this] {
        return robot_.visible("warning_panel") &&
               robot_.find("warning_panel")->property("look").toString() == QLatin1String("alarm");
      },
      "the agent's own warning", 600'000);
  tell("the agent warns: " + robot_.find<QLabel>("warning_headline")->text().simplified().toStdString());
  robot_.picture(robot_.find("warning_panel"), QStringLiteral("20-clinic-warning"));
  robot_.click(robot_.find("warning_seen"));
  robot_.wait_until([this] { return robot_.visible("case_panel"); }, "the case to open");
}

void ClinicScript::read_back() {
  robot_.wait_until([this] { return robot_.visible("answer_panel"); }, "the cardiologist's answer", 600'000);
  tell("the answer sounds: " + robot_.find<QLabel>("answer_title")->text().simplified().toStdString());
  robot_.picture(robot_.find("answer_panel"), QStringLiteral("22-clinic-answer"));
  for (auto* line : robot_.find("answer_panel")->findChildren<QCheckBox*>(QStringLiteral("answer_line")))
    line->click();  // as its text is read aloud
  robot_.click(robot_.find("answer_done"));
  robot_.wait_until([this] { return !robot_.visible("answer_panel"); }, "the answer to fall silent");
  tell("every line read back, the sound is off");
}

void ClinicScript::tap(v1::PointKind kind, const std::string& what) {
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
