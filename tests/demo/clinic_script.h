// What the demo's village doctor does at the clinic console: sees the warning, taps the steps, reads the answer back.
#pragma once

#include <string>

#include "common/base/clock.h"
#include "rdc/v1/alert.pb.h"
#include "tests/demo/robot.h"

namespace rdc::demo {

// GUI thread only. Borrows all.
class ClinicScript {
 public:
  ClinicScript(Robot& robot, const base::Clock& clock) : robot_(robot), clock_(clock) {}

  // From the ECG's warning to the patient on the way; RobotError when something does not come.
  void treat(const QString& doctor);

 private:
  void see_warning();
  void read_back();
  void tap(v1::PointKind kind, const std::string& what);
  // A line for whoever watches: "step MICROS - WHAT".
  void tell(const std::string& what) const;

  Robot& robot_;
  const base::Clock& clock_;
};

}  // namespace rdc::demo
