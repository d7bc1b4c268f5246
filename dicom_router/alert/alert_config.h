// DATA/alert.toml: how the centre alarms. Every key may be left out; an unknown key or a wrong value stops the start.
//
//   alarm_from = "suspected"          # or "alarm": the quietest tier that alarms somebody
//   answer_minutes = 5                # an emergency shall be answered within (CLINICAL.md section 2)
//   decide_minutes = 10               # acknowledged and still undecided: alarm anew (CLINICAL.md section 2, limit)
//   repeat_minutes = 5                # the last step of the timetable is repeated until somebody acknowledges
//   join_hours = 24                   # an ECG joins the patient's open case for so long after its last ECG
//   lysis_beyond_minutes = 120        # expected diagnosis to wire (CLINICAL.md section 2)
//   transfer_overhead_minutes = 60    # leaving (DIDO 30) and laboratory (30), added to the travel time
//   batch_sign = "normal"             # or "note", "never": the most severe statement that may be signed in a batch
//
//   [targets]                         # minutes (CLINICAL.md section 2)
//   fmc_to_ecg = 10
//
//   [travel]                          # minutes from the site to the catheter laboratory
//   liuhe = 45
//
//   [critical]                        # the county's critical values; names as in ecg::CriticalValueTable
//   name = "…"
//   slow_bpm = 35
//
//   [[webhook]]                       # any number
//   name = "sms"                      # 1-32 of [a-z0-9-]
//   url = "https://…"
//   secret_file = "webhook-sms.key"   # below DATA/keys; at least 16 bytes
//   ca_file = "…"                     # absolute; "" trusts the system's authorities
//   events = ["raised", "escalated", "confirmed", "refuted", "closed", "critical_overdue"]   # these: all there are
//   include_patient = false           # name, sex and age go along only where this says so
#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "common/base/result.h"
#include "ecg/interpretation/critical_values.h"
#include "rdc/v1/alert.pb.h"

namespace rdc::router {

struct WebhookEndpoint {
  std::string name, url, secret_file, ca_file;
  std::set<std::string> events;
  bool include_patient = false;
};

struct AlertConfig {
  v1::EcgTier alarm_from = v1::ECG_TIER_SUSPECTED;
  std::int64_t answer_minutes = 5;
  std::int64_t decide_minutes = 10;
  std::int64_t repeat_minutes = 5;
  std::int64_t join_hours = 24;
  std::int64_t lysis_beyond_minutes = 120;
  std::int64_t transfer_overhead_minutes = 60;
  std::string batch_sign = "normal";
  std::map<std::string, std::int64_t> targets;  // minutes, by name of the interval: those that differ from the defaults
  std::map<std::string, std::int64_t> travel;   // minutes, by site
  ecg::CriticalValueTable critical;
  std::vector<WebhookEndpoint> webhooks;

  // `name` is for messages. kInvalid/BAD_ALERT_CONFIGURATION: "alert.toml:12: …".
  static Result<AlertConfig> parse(std::string_view toml, const std::string& name);
  // A missing file means the defaults.
  static Result<AlertConfig> load(const std::filesystem::path& file);
};

inline constexpr std::int64_t kMinuteInMicros = 60'000'000;

}  // namespace rdc::router
