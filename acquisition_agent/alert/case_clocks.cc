#include "acquisition_agent/alert/case_clocks.h"

#include <algorithm>
#include <array>
#include <optional>
#include <string_view>

namespace rdc::agent {
namespace {

struct Rule {
  const char* name;
  const char* zh;
  const char* en;
  std::array<v1::PointKind, 2> from, to;  // of these the first that is there
  std::chrono::minutes target;
};

// Names and targets as the router's. The last three from a secondary source (CLINICAL.md section 2).
constexpr std::array<Rule, 6> kRules{{
    {"fmc_to_ecg",
     "首次接触 → 心电图",
     "First contact → ECG",
     {v1::POINT_KIND_FIRST_MEDICAL_CONTACT, v1::POINT_KIND_FIRST_MEDICAL_CONTACT},
     {v1::POINT_KIND_ECG_END, v1::POINT_KIND_ECG_RECEIVED},
     std::chrono::minutes(10)},
    {"ecg_to_diagnosis",
     "心电图 → 县医院答复",
     "ECG → centre's answer",
     {v1::POINT_KIND_ECG_END, v1::POINT_KIND_ECG_RECEIVED},
     {v1::POINT_KIND_DIAGNOSED, v1::POINT_KIND_DECISION},
     std::chrono::minutes(10)},
    {"door_in_door_out",
     "进门 → 转出",
     "Door in → door out",
     {v1::POINT_KIND_DOOR_IN, v1::POINT_KIND_DOOR_IN},
     {v1::POINT_KIND_DOOR_OUT, v1::POINT_KIND_DOOR_OUT},
     std::chrono::minutes(30)},
    {"door_to_needle",
     "进门 → 溶栓",
     "Door → needle",
     {v1::POINT_KIND_DOOR_IN, v1::POINT_KIND_DOOR_IN},
     {v1::POINT_KIND_NEEDLE, v1::POINT_KIND_NEEDLE},
     std::chrono::minutes(30)},
    {"fmc_to_device",
     "首次接触 → 导丝通过",
     "First contact → wire",
     {v1::POINT_KIND_FIRST_MEDICAL_CONTACT, v1::POINT_KIND_FIRST_MEDICAL_CONTACT},
     {v1::POINT_KIND_WIRE, v1::POINT_KIND_WIRE},
     std::chrono::minutes(120)},
    {"door_to_balloon",
     "到达医院 → 导丝通过",
     "Hospital door → wire",
     {v1::POINT_KIND_ARRIVAL, v1::POINT_KIND_ARRIVAL},
     {v1::POINT_KIND_WIRE, v1::POINT_KIND_WIRE},
     std::chrono::minutes(90)},
}};

std::optional<base::Timestamp> first_of(const std::vector<TimedPoint>& points,
                                        const std::array<v1::PointKind, 2>& kinds) {
  for (const auto kind : kinds) {
    std::optional<base::Timestamp> first;
    for (const auto& point : points)
      if (point.kind == kind && (!first || point.at < *first)) first = point.at;
    if (first) return first;
  }
  return std::nullopt;
}

v1::ClinicClockState state_of(bool ended, std::chrono::microseconds elapsed, std::chrono::microseconds target) {
  if (ended && elapsed.count() < 0) return v1::CLINIC_CLOCK_STATE_CONTRADICTED;
  if (ended) return elapsed <= target ? v1::CLINIC_CLOCK_STATE_MET : v1::CLINIC_CLOCK_STATE_MISSED;
  return elapsed <= target ? v1::CLINIC_CLOCK_STATE_RUNNING : v1::CLINIC_CLOCK_STATE_OVERDUE;
}

// What only some patients go through is shown once it was done: nobody who is not lysed is late.
bool applies(const Rule& rule, bool ended) { return ended || std::string_view(rule.name) != "door_to_needle"; }

}  // namespace

std::vector<v1::ClinicClock> case_clocks(const std::vector<TimedPoint>& points, base::Timestamp now) {
  std::vector<v1::ClinicClock> clocks;
  for (const Rule& rule : kRules) {
    const auto from = first_of(points, rule.from);
    if (!from) continue;
    const auto to = first_of(points, rule.to);
    if (!applies(rule, to.has_value())) continue;
    v1::ClinicClock clock;
    clock.set_name(rule.name);
    clock.mutable_label()->set_zh(rule.zh);
    clock.mutable_label()->set_en(rule.en);
    clock.set_target_ms(static_cast<std::uint64_t>(std::chrono::milliseconds(rule.target).count()));
    const auto elapsed = to.value_or(now) - *from;
    clock.set_elapsed_ms(std::chrono::round<std::chrono::milliseconds>(elapsed).count());
    clock.set_state(state_of(to.has_value(), elapsed, rule.target));
    clocks.push_back(std::move(clock));
  }
  return clocks;
}

}  // namespace rdc::agent
