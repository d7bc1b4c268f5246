// DATA/critical.toml: the county's list of critical values of imaging and routine ECGs. Without the file the defaults
// below apply. An unknown key or a wrong value stops the start.
//
//   name = "清河县影像危急值"         # a list of one's own has a name, a version and a source: all three are shown
//   version = "2026-1"
//   source = "清河县医疗质量控制中心〔2026〕3号"
//   read_back_minutes = 10            # from sending to the read-back
//   action_minutes = 30               # from sending to the first action on record
//   repeat_minutes = 10               # what is overdue is told again by webhook until it is on record
//   night_from = "18:00"              # local time of the centre: one person may check twice
//   night_until = "08:00"
//   utc_offset_minutes = 480          # China, which has no summer time
//
//   [[entry]]                         # any number of these replaces the whole default list
//   id = "tension-pneumothorax"       # 1-32 of [a-z0-9-]; stays with notices
//   zh = "张力性气胸"
//   en = "Tension pneumothorax"
//   exam = "imaging"                  # or "ecg"
//   words = ["张力性气胸"]            # a report that states one of these proposes this entry
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "common/base/clock.h"
#include "common/base/result.h"
#include "rdc/v1/critical.pb.h"

namespace rdc::router {

// The defaults: CLINICAL.md section 4 for what is critical; the limits are hospital practice (K).
struct CriticalTable {
  std::string name = "危急值项目表（默认）";
  std::string version = "1";
  std::string source = "国家医疗质量安全核心制度“危急值报告制度”；心电图项目取自浙江省危急值项目表";
  std::int64_t read_back_minutes = 10;
  std::int64_t action_minutes = 30;
  std::int64_t repeat_minutes = 10;
  std::int64_t night_from = 18 * 60;  // minutes since midnight; equal to night_until: it is never night
  std::int64_t night_until = 8 * 60;
  std::int64_t utc_offset_minutes = 480;
  std::vector<v1::CriticalEntry> entries = default_entries();

  static std::vector<v1::CriticalEntry> default_entries();

  // `name` is for messages. kInvalid/BAD_CRITICAL_TABLE: "critical.toml:12: …".
  static Result<CriticalTable> parse(std::string_view toml, const std::string& name);
  // A missing file means the defaults.
  static Result<CriticalTable> load(const std::filesystem::path& file);

  const v1::CriticalEntry* find(const std::string& entry_id) const;  // nullptr: none
  bool is_night(base::Timestamp at) const;
  v1::CriticalTable to_message(base::Timestamp now) const;
};

}  // namespace rdc::router
