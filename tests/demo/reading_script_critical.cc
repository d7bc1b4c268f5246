// The critical value of the demo: told from the report, closed once the clinic has done its part.
#include <algorithm>

#include <QComboBox>
#include <QTableView>

#include "tests/demo/reading_script.h"

namespace rdc::demo {

bool ReadingScript::is_critical(const PlannedStudy& study) { return study.kind == QLatin1String("dr-pneumothorax"); }

void ReadingScript::tell_critical(const PlannedStudy& study, const Reader& reader) {
  robot_.click(robot_.find("critical_notify"));
  auto* dialog = robot_.find("notice_dialog");
  auto* entry = robot_.find<QComboBox>("notice_entry");
  robot_.wait_until([&] { return entry->currentData().toString() == QLatin1String("tension-pneumothorax"); },
                    "the county's list to name what the report states");
  robot_.retype(robot_.find("notice_advice"),
                QStringLiteral("立即右侧锁骨中线第2肋间穿刺减压，吸氧，呼叫120转县医院。"));
  robot_.retype(robot_.find("notice_checker"), reader.checker.user_name);
  robot_.retype(robot_.find("notice_password"), reader.checker.password);
  robot_.picture(dialog, QStringLiteral("30-critical-dialog"));
  robot_.click(robot_.find("notice_send"));
  robot_.wait_until([this] { return !robot_.visible("notice_dialog"); }, "the centre to take the critical value");
  tell(study, "critical value told to the site, checked by a second person");
  robot_.picture(robot_.find("reading_page"), QStringLiteral("31-critical-told"));
}

void ReadingScript::close_critical_values(const std::vector<PlannedStudy>& plan) {
  const auto told = std::find_if(plan.begin(), plan.end(), is_critical);
  if (told == plan.end()) return;
  robot_.click(robot_.find("status_critical"));
  auto* table = robot_.find<QTableView>("register_table");
  auto* close = robot_.find("register_close");
  robot_.wait_until(
      [&] {
        if (table->model()->rowCount() > 0 && !table->currentIndex().isValid()) table->selectRow(0);
        return close->isEnabled();
      },
      "the clinic to read the critical value back and record what was done", 300'000);
  tell(*told, "critical value read back at the clinic, action on record");
  robot_.click(close);
  robot_.click(robot_.find("record_accept"));
  robot_.wait_until([&] { return table->model()->rowCount() == 0; }, "the critical value to be closed");
  tell(*told, "critical value closed");
  auto* range = robot_.find<QComboBox>("register_range");
  range->setCurrentIndex(1);
  Q_EMIT range->activated(1);  // as a hand chooses it
  robot_.wait_until([&] { return table->model()->rowCount() == 1; }, "the register of the week");
  table->selectRow(0);
  robot_.settle();
  robot_.picture(table, QStringLiteral("32-critical-register"));
  robot_.click(robot_.find("register_back"));
}

}  // namespace rdc::demo
