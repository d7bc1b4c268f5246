// Days at a clinic, as the agent would tell them.
#pragma once

#include <memory>
#include <string>

#include "rdc/v1/agent.pb.h"

namespace rdc::console {

inline v1::Words both(const std::string& zh, const std::string& en) {
  v1::Words words;
  words.set_zh(zh);
  words.set_en(en);
  return words;
}

inline v1::ClinicEcg sample_ecg(const std::string& id, const std::string& name, v1::EcgTier tier) {
  v1::ClinicEcg ecg;
  ecg.set_item_id(id);
  ecg.mutable_received_at()->set_seconds(1'772'438'400);
  ecg.set_progress(v1::CLINIC_PROGRESS_STORED);
  ecg.mutable_progress_at()->set_seconds(1'772'438'404);
  auto& analysis = *ecg.mutable_analysis();
  analysis.set_item_id(id);
  analysis.set_rule_version("2026.11-1");
  analysis.mutable_patient()->set_name(name);
  analysis.mutable_patient()->set_sex("M");
  analysis.mutable_patient()->set_age("066Y");
  analysis.set_usability(v1::ECG_USABILITY_GOOD);
  analysis.set_tier(tier);
  *analysis.mutable_headline() = tier >= v1::ECG_TIER_SUSPECTED
                                     ? both("急性前壁心肌梗死(STEMI)", "Acute anterior infarction (STEMI)")
                                     : both("窦性心律,正常心电图", "Sinus rhythm, normal ECG");
  return ecg;
}

inline v1::ClinicAnswer sample_answer(const std::string& id) {
  v1::ClinicAnswer answer;
  auto& letter = *answer.mutable_letter();
  letter.set_answer_id(id);
  letter.set_case_id("case-1");
  letter.set_verdict(v1::DECISION_VERDICT_CONFIRMED);
  letter.set_diagnosis("急性前壁ST段抬高型心肌梗死");
  letter.set_plan(v1::TREATMENT_PLAN_LYSIS_THEN_TRANSFER);
  *letter.add_next_steps() = both("阿司匹林 300 mg 嚼服", "Aspirin 300 mg chewed");
  *letter.add_next_steps() = both("10 分钟内呼叫 120", "Call the ambulance within 10 minutes");
  letter.add_leads_to_record("V7");
  letter.add_leads_to_record("V8");
  letter.set_by("李明华 主任医师");
  letter.mutable_decided_at()->set_seconds(1'772'438'600);
  letter.mutable_patient()->set_name("王小明");
  letter.mutable_patient()->set_sex("M");
  letter.mutable_patient()->set_age("066Y");
  answer.mutable_received_at()->set_seconds(1'772'438'601);
  answer.set_sounding(true);
  return answer;
}

inline v1::ClinicCritical sample_critical(const std::string& id) {
  v1::ClinicCritical critical;
  auto& notice = *critical.mutable_notice();
  notice.set_notice_id(id);
  notice.mutable_patient()->set_name("王小明");
  notice.mutable_patient()->set_patient_id("P0012");
  notice.mutable_patient()->set_sex("M");
  notice.mutable_patient()->set_age("066Y");
  notice.add_modalities("DX");
  notice.set_study_description("胸部正侧位");
  notice.mutable_study_time()->set_seconds(1'772'438'000);
  notice.set_entry_id("tension-pneumothorax");
  *notice.mutable_entry() = both("张力性气胸", "Tension pneumothorax");
  notice.set_finding("右侧张力性气胸，右肺压缩约90%，纵隔明显左移");
  notice.set_advice("立即胸腔穿刺减压，吸氧，呼叫120转县医院");
  notice.mutable_by()->set_display_name("李明华");
  notice.mutable_notified_at()->set_seconds(1'772'438'500);
  critical.mutable_received_at()->set_seconds(1'772'438'501);
  critical.set_sounding(true);
  return critical;
}

inline v1::ClinicPoint sample_point(v1::PointKind kind, int seconds, const std::string& id) {
  v1::ClinicPoint point;
  point.set_point_id(id);
  point.set_kind(kind);
  point.mutable_at()->set_seconds(1'772'438'400 + seconds);
  point.set_at_centre_time(true);
  point.set_own(true);
  point.set_sent(true);
  return point;
}

inline v1::ClinicClock sample_clock(const char* name, const std::string& zh, const std::string& en, int target_minutes,
                                    int elapsed_seconds, v1::ClinicClockState state) {
  v1::ClinicClock clock;
  clock.set_name(name);
  *clock.mutable_label() = both(zh, en);
  clock.set_target_ms(static_cast<std::uint64_t>(target_minutes) * 60'000);
  clock.set_elapsed_ms(elapsed_seconds * 1000);
  clock.set_state(state);
  return clock;
}

inline v1::ClinicCase sample_case() {
  v1::ClinicCase shown;
  shown.set_case_id("case-1");
  shown.set_cause(v1::ALERT_CAUSE_CHEST_PAIN_ORDER);
  shown.set_state(v1::ALERT_STATE_ACKNOWLEDGED);
  shown.set_known_at_centre(true);
  shown.set_holder("李明华");
  shown.mutable_patient()->set_name("王小明");
  shown.mutable_patient()->set_sex("M");
  shown.mutable_patient()->set_age("066Y");
  shown.mutable_opened_at()->set_seconds(1'772'438'400);
  shown.add_ecg_item_ids("02");
  *shown.add_points() = sample_point(v1::POINT_KIND_CHEST_PAIN_ORDER, 0, "p1");
  *shown.add_points() = sample_point(v1::POINT_KIND_FIRST_MEDICAL_CONTACT, 0, "p2");
  *shown.add_points() = sample_point(v1::POINT_KIND_DOOR_IN, 60, "p3");
  auto fresh = sample_point(v1::POINT_KIND_ECG_END, 300, "p4");
  fresh.set_sent(false);
  fresh.set_can_undo(true);
  *shown.add_points() = fresh;
  *shown.add_clocks() =
      sample_clock("fmc_to_ecg", "首次接触 → 心电图", "First contact → ECG", 10, 300, v1::CLINIC_CLOCK_STATE_MET);
  *shown.add_clocks() = sample_clock("ecg_to_diagnosis", "心电图 → 县医院答复", "ECG → centre's answer", 10, 250,
                                     v1::CLINIC_CLOCK_STATE_RUNNING);
  *shown.add_clocks() =
      sample_clock("door_in_door_out", "进门 → 转出", "Door in → door out", 30, 1'930, v1::CLINIC_CLOCK_STATE_OVERDUE);
  return shown;
}

inline v1::ClinicView busy_day() {
  v1::ClinicView view;
  view.set_site_name("柳河村卫生室");
  view.mutable_now()->set_seconds(1'772'439'000);
  view.mutable_link()->set_connected(true);
  view.mutable_link()->mutable_clock()->set_offset_ms(7 * 60'000);
  view.mutable_link()->set_unsent_events(1);
  auto alarm = sample_ecg("02", "王小明", v1::ECG_TIER_ALARM);
  alarm.set_case_id("case-1");
  auto& analysis = *alarm.mutable_analysis();
  analysis.set_usability(v1::ECG_USABILITY_LIMITED);
  *analysis.add_faults() =
      both("V5 肌电干扰:让病人放松、保暖、不说话后重做。", "V5 muscle noise: let the patient relax, then repeat.");
  for (const auto& [zh, en] :
       {std::pair{"病人平卧、不走动,接心电监护,除颤仪放到床边。",
                  "Keep the patient lying and on a monitor, the defibrillator at the bedside."},
        {"马上加做导联 V7、V8、V9。", "Record the additional leads V7, V8, V9 now."},
        {"联网时县医院值班医生会自动收到报警;连不上或 5 分钟没有答复就打电话。",
         "The cardiologist on duty is alarmed automatically; phone if there is no answer in 5 minutes."},
        {"开放静脉,准备转运:按医生答复呼叫 120。", "Get a venous line and prepare for transfer."}})
    *analysis.add_next_steps() = both(zh, en);
  *analysis.add_reasons() = both("V2 J 0.31 mV", "V2 J 0.31 mV");
  *analysis.add_reasons() = both("V3 J 0.35 mV", "V3 J 0.35 mV");
  for (const auto& [name, value] : {std::pair{"HR", 88.0}, {"PR", 156.0}, {"QRS", 94.0}, {"QTcF", 421.0}}) {
    auto& shown = *analysis.add_values();
    shown.set_name(name);
    shown.set_value(value);
  }
  *view.add_ecgs() = alarm;
  auto swapped = sample_ecg("01", "赵桂兰", v1::ECG_TIER_NONE);
  swapped.mutable_analysis()->set_usability(v1::ECG_USABILITY_REPEAT);
  *swapped.mutable_analysis()->add_faults() =
      both("左右手电极可能接反:对调左右手电极后重做。",
           "The arm electrodes may be swapped: exchange left and right arm, then repeat.");
  swapped.set_progress(v1::CLINIC_PROGRESS_OPENED);
  swapped.set_progress_by("李明华");
  *view.add_ecgs() = swapped;
  auto answered = sample_ecg("00", "孙德胜", v1::ECG_TIER_NONE);
  answered.set_progress(v1::CLINIC_PROGRESS_ANSWERED);
  answered.set_progress_by("周静");
  *view.add_ecgs() = answered;
  *view.add_cases() = sample_case();
  return view;
}

inline std::shared_ptr<const v1::ClinicView> shared(v1::ClinicView view) {
  return std::make_shared<const v1::ClinicView>(std::move(view));
}

}  // namespace rdc::console
