// Cases as the router would send them.
#pragma once

#include <string>

#include "common/base/clock.h"
#include "rdc/v1/alert.pb.h"

namespace rdc::station {

inline constexpr std::int64_t kOpened = 1'790'000'000;  // seconds: some afternoon

inline void set_seconds(google::protobuf::Timestamp* time, std::int64_t seconds) { time->set_seconds(seconds); }

inline v1::TimePoint& add_point(v1::AlertCase& one, v1::PointKind kind, std::int64_t at,
                                v1::PointSource source = v1::POINT_SOURCE_SERVER) {
  auto& point = *one.add_points();
  point.set_point_id("point-" + std::to_string(one.points_size()));
  point.set_kind(kind);
  set_seconds(point.mutable_at(), at);
  set_seconds(point.mutable_centre_time(), at);
  point.set_source(source);
  return point;
}

inline void add_interval(v1::AlertCase& one, const char* name, const char* english, const char* chinese,
                         v1::PointKind from, v1::PointKind to, std::int64_t started, std::int64_t ended,
                         std::int64_t target_minutes) {
  auto& interval = *one.add_intervals();
  interval.set_name(name);
  interval.mutable_label()->set_en(english);
  interval.mutable_label()->set_zh(chinese);
  interval.set_from(from);
  interval.set_to(to);
  if (started != 0) set_seconds(interval.mutable_started_at(), started);
  if (ended != 0) {
    set_seconds(interval.mutable_ended_at(), ended);
    interval.set_duration_ms((ended - started) * 1000);
  }
  interval.set_target_ms(static_cast<std::uint64_t>(target_minutes * 60'000));
  interval.set_met(ended != 0 && ended - started <= target_minutes * 60);
}

inline v1::AlertCase a_case(const std::string& id, v1::EcgTier tier, std::int64_t opened = kOpened,
                            v1::AlertState state = v1::ALERT_STATE_RAISED) {
  v1::AlertCase one;
  one.set_case_id(id);
  one.set_change(1);
  one.set_site_id("liuhe");
  one.set_site_name("六合卫生院");
  one.mutable_patient()->set_name("王晓民");
  one.mutable_patient()->set_patient_id("P-" + id);
  one.mutable_patient()->set_sex("M");
  one.mutable_patient()->set_age("058Y");
  one.set_state(state);
  one.set_tier(tier);
  one.mutable_reason()->set_en("ST elevation in II, III, aVF, with reciprocal depression in I and aVL");
  one.mutable_reason()->set_zh("II、III、aVF导联ST段抬高，I、aVL导联对应性压低");
  set_seconds(one.mutable_opened_at(), opened);
  set_seconds(one.mutable_answer_due_at(), opened + 300);
  set_seconds(one.mutable_answer_limit_at(), opened + 600);
  one.set_addressed_to_me(true);
  auto& alert = *one.add_alerts();
  alert.set_alert_id("alert-" + id);
  alert.set_cause(v1::ALERT_CAUSE_SUSPECTED_STEMI);
  alert.set_tier(tier);
  alert.set_state(state);
  *alert.mutable_reason() = one.reason();
  set_seconds(alert.mutable_raised_at(), opened);
  auto& ecg = *one.add_ecgs();
  ecg.set_sha256(std::string(64, 'a'));
  ecg.set_study_id("study-" + id);
  add_point(one, v1::POINT_KIND_FIRST_MEDICAL_CONTACT, opened - 420, v1::POINT_SOURCE_TYPED).set_entered_by("李医生");
  auto& recorded = add_point(one, v1::POINT_KIND_ECG_END, opened - 70, v1::POINT_SOURCE_DEVICE);
  recorded.mutable_clock()->set_offset_ms(-420'000);
  recorded.mutable_clock()->set_uncertainty_ms(1200);
  add_point(one, v1::POINT_KIND_ECG_RECEIVED, opened - 40, v1::POINT_SOURCE_AGENT);
  add_point(one, v1::POINT_KIND_ECG_STORED, opened - 3);
  add_point(one, v1::POINT_KIND_ALERT_RAISED, opened);
  add_interval(one, "fmc_to_ecg", "First contact to ECG", "首次医疗接触至心电图", v1::POINT_KIND_FIRST_MEDICAL_CONTACT,
               v1::POINT_KIND_ECG_END, opened - 420, opened - 70, 10);
  add_interval(one, "ecg_to_diagnosis", "ECG to diagnosis", "心电图至诊断", v1::POINT_KIND_ECG_END,
               v1::POINT_KIND_DIAGNOSED, opened - 70, 0, 10);
  return one;
}

// A whole case, decided late and on its way to the laboratory.
inline v1::AlertCase a_decided_case(const std::string& id) {
  auto one = a_case(id, v1::ECG_TIER_ALARM, kOpened, v1::ALERT_STATE_CONFIRMED);
  one.set_change(9);
  add_point(one, v1::POINT_KIND_ALERT_DELIVERED, kOpened + 2, v1::POINT_SOURCE_STATION);
  add_point(one, v1::POINT_KIND_ALERT_ACKNOWLEDGED, kOpened + 31, v1::POINT_SOURCE_STATION);
  add_point(one, v1::POINT_KIND_DIAGNOSED, kOpened + 140, v1::POINT_SOURCE_STATION);
  add_point(one, v1::POINT_KIND_DECISION, kOpened + 142);
  auto& wrong = add_point(one, v1::POINT_KIND_DOOR_IN, kOpened - 4000, v1::POINT_SOURCE_TYPED);
  wrong.set_superseded(true);
  auto& door = add_point(one, v1::POINT_KIND_DOOR_IN, kOpened - 400, v1::POINT_SOURCE_TYPED);
  door.set_entered_by("李医生");
  door.set_replaces_point_id(wrong.point_id());
  door.set_edit_reason("误输入 / typing error");
  add_point(one, v1::POINT_KIND_READ_BACK, kOpened + 200, v1::POINT_SOURCE_AGENT);
  add_point(one, v1::POINT_KIND_DOOR_OUT, kOpened + 2000, v1::POINT_SOURCE_TYPED);
  one.clear_intervals();
  add_interval(one, "fmc_to_ecg", "First contact to ECG", "首次医疗接触至心电图", v1::POINT_KIND_FIRST_MEDICAL_CONTACT,
               v1::POINT_KIND_ECG_END, kOpened - 420, kOpened - 70, 10);
  add_interval(one, "ecg_to_diagnosis", "ECG to diagnosis", "心电图至诊断", v1::POINT_KIND_ECG_END,
               v1::POINT_KIND_DIAGNOSED, kOpened - 70, kOpened + 140, 10);
  add_interval(one, "door_in_door_out", "Door in to door out", "入门至转出 (DIDO)", v1::POINT_KIND_DOOR_IN,
               v1::POINT_KIND_DOOR_OUT, kOpened - 400, kOpened + 2000, 30);
  add_interval(one, "fmc_to_device", "First contact to wire", "首次医疗接触至导丝通过",
               v1::POINT_KIND_FIRST_MEDICAL_CONTACT, v1::POINT_KIND_WIRE, kOpened - 420, 0, 120);
  add_interval(one, "door_to_needle", "Door to needle", "入门至溶栓", v1::POINT_KIND_DOOR_IN, v1::POINT_KIND_NEEDLE, 0,
               0, 30);
  auto& decision = *one.add_decisions();
  decision.set_verdict(v1::DECISION_VERDICT_CONFIRMED);
  decision.set_diagnosis("急性下壁ST段抬高型心肌梗死");
  decision.set_plan(v1::TREATMENT_PLAN_PRIMARY_PCI);
  decision.mutable_by()->set_display_name("陈主任");
  set_seconds(decision.mutable_at(), kOpened + 142);
  one.mutable_holder()->set_display_name("陈主任");
  return one;
}

}  // namespace rdc::station
