// What the demo's village doctor does at the clinic console: sees the warning, taps the steps, reads the answer back.
#pragma once

#include <functional>
#include <string>

#include "common/base/clock.h"
#include "rdc/v1/alert.pb.h"
#include "tests/demo/robot.h"

namespace rdc::demo {

// GUI thread only. Borrows all.
class ClinicScript {
 public:
  ClinicScript(Robot& robot, const base::Clock& clock) : robot_(robot), clock_(clock) {}

  // From the ECG's warning to the patient on the way, and one critical value whenever it comes; RobotError when
  // something does not come.
  void treat(const QString& doctor);

 private:
  void see_warning();
  void read_back();
  // As wait_until(), and answers a critical value that comes meanwhile.
  void wait_for(const std::function<bool()>& holds, const std::string& what);
  void answer_critical();
  void tap(v1::PointKind kind, const std::string& what);
  // A line for whoever watches: "step MICROS - WHAT".
  void tell(const std::string& what) const;

  Robot& robot_;
  QString doctor_;
  bool critical_answered_ = false;
  const base::Clock& clock_;
};

}  // namespace rdc::demo
