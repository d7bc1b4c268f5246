// What the demo's reader does at the station, study after study: open, look, adjust, measure, write, sign.
#pragma once

#include <deque>
#include <string>
#include <vector>

#include <QWidget>

#include "common/base/clock.h"
#include "reading_station/worklist/worklist_model.h"
#include "tests/demo/robot.h"

namespace rdc::demo {

// One line of the plan: "STUDY_INSTANCE_UID IMAGES KIND".
struct PlannedStudy {
  QString study_instance_uid;
  unsigned images = 1;
  QString kind;  // "dr-nodule", "ct-nodule", "dr-pneumothorax", "ecg-stemi", "ecg-af", "own"
};
// RobotError when the file is no plan.
std::vector<PlannedStudy> read_plan(const QString& file);

struct Reader {
  QString user_name, initial_password, password, pin;
  struct Checker {
    QString user_name, password;
  } checker;  // a colleague at hand, who stands for a critical value too
};

// GUI thread only. Borrows all.
class ReadingScript {
 public:
  ReadingScript(Robot& robot, station::WorklistModel& worklist, const base::Clock& clock)
      : robot_(robot), worklist_(worklist), clock_(clock) {}

  // The first log-in: with the initial password, which is changed at once.
  void log_in(const Reader& reader);
  // Studies in the order in which they become whole, an infarction when it alarms; RobotError when one does not within
  // ten minutes.
  void read_all(std::vector<PlannedStudy> plan, const Reader& reader);
  // Once the clinic has read it back and said what was done, the critical value is closed; and the register is shown.
  void close_critical_values(const std::vector<PlannedStudy>& plan);
  // The chest-pain cases: the timeline after the clinic's last step, its export into `folder`, and the wall board.
  void show_cases(const std::vector<PlannedStudy>& plan, const QString& folder);
  // Worklist and one signed report once more, in the program's present language.
  void show_in_english(const std::vector<PlannedStudy>& plan);

 private:
  void export_case(const QString& folder);
  void read_one(const PlannedStudy& study, const Reader& reader);
  // The alarm window is up: from "I have it" to the green channel and the signed report.
  void answer_alarm(const PlannedStudy& study, const Reader& reader);
  // An alarm of somebody's own ECGs: nobody in the plan knows what is true of it, so the machine's finding stands.
  void answer_own_alarm(std::vector<PlannedStudy>& plan, const Reader& reader);
  void follow_the_machine(const PlannedStudy& study, const Reader& reader);
  void confirm_infarction(const PlannedStudy& study, const Reader& reader);
  void open_from_worklist(const PlannedStudy& study);
  void look_at_images(const PlannedStudy& study);
  void look_at_tracing(const PlannedStudy& study);
  void write_report(const PlannedStudy& study);
  static bool is_critical(const PlannedStudy& study);
  // By the button in the report, before it is signed.
  void tell_critical(const PlannedStudy& study, const Reader& reader);
  void sign(const PlannedStudy& study, const Reader& reader);
  const v1::WorklistItem* find(const PlannedStudy& study) const;
  // A line for whoever watches: "step MICROS STUDY_UID WHAT".
  void tell(const PlannedStudy& study, const std::string& what) const;
  bool first_of(const QString& kind);

  Robot& robot_;
  station::WorklistModel& worklist_;
  const base::Clock& clock_;
  std::vector<QString> pictured_;
};

}  // namespace rdc::demo
