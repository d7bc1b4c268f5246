#include "dicom_router/alert/answer_words.h"

#include <string>

namespace rdc::router {
namespace {

v1::Words step(std::string zh, std::string en) {
  v1::Words made;
  made.set_zh(std::move(zh));
  made.set_en(std::move(en));
  return made;
}

const v1::Words& monitor() {
  static const auto kWords = step("持续心电监护，除颤仪放在床旁，建立静脉通路",
                                  "keep the patient on the monitor, the defibrillator at the bedside, a vein open");
  return kWords;
}
const v1::Words& ambulance() {
  static const auto kWords = step("立即呼叫120，记录呼叫时间", "call 120 now and record when");
  return kWords;
}
const v1::Words& door_out() {
  static const auto kWords = step("救护车到后尽快出发（停留不超过30分钟），出发时点“已出门”",
                                  "leave as soon as the ambulance is there (within 30 minutes of arrival), and tap "
                                  "\"left\" when you do");
  return kWords;
}

}  // namespace

std::vector<v1::Words> next_steps(v1::DecisionVerdict verdict, v1::TreatmentPlan plan,
                                  const v1::ReperfusionProposal& proposal) {
  const auto travel = proposal.known() ? std::to_string(proposal.travel_minutes()) : std::string();
  switch (plan) {
    case v1::TREATMENT_PLAN_PRIMARY_PCI:
      return {monitor(), ambulance(),
              travel.empty() ? step("直接送县医院导管室，不在急诊停留",
                                    "straight to the catheter laboratory of the county hospital")
                             : step("直接送县医院导管室，路程约" + travel + "分钟",
                                    "straight to the catheter laboratory, about " + travel + " minutes"),
              door_out()};
    case v1::TREATMENT_PLAN_LYSIS_THEN_TRANSFER:
      return {monitor(),
              step("核对溶栓禁忌证，按会诊医师意见溶栓，记录给药时间",
                   "check contraindications, lyse as the cardiologist advises, record the needle time"),
              ambulance(), door_out(),
              step("溶栓后60–90分钟复查心电图并上传", "record and send another ECG 60 to 90 minutes after lysis")};
    case v1::TREATMENT_PLAN_LYSIS:
      return {monitor(),
              step("核对溶栓禁忌证，按会诊医师意见溶栓，记录给药时间",
                   "check contraindications, lyse as the cardiologist advises, record the needle time"),
              step("溶栓后60–90分钟复查心电图并上传", "record and send another ECG 60 to 90 minutes after lysis")};
    case v1::TREATMENT_PLAN_TRANSFER:
      return {monitor(), ambulance(), step("转送县医院急诊", "transfer to the county hospital's emergency room"),
              door_out()};
    case v1::TREATMENT_PLAN_OBSERVE:
      return {
          step("留观，15–30分钟后复查心电图并上传", "keep the patient; another ECG in 15 to 30 minutes, and send it"),
          step("症状加重或再发立即复查并按胸痛键",
               "if pain returns or worsens, record at once and press the chest-pain button")};
    case v1::TREATMENT_PLAN_TREAT_ON_SITE:
      return {monitor(), step("按会诊医师意见就地处置，处置后复查心电图", "treat as advised, then record another ECG")};
    case v1::TREATMENT_PLAN_NO_TREATMENT:
      return {step("本次心电图未见急性病变，按常规诊疗；症状再发时重新采集",
                   "no acute illness on this ECG; go on as usual, record again if symptoms return")};
    case v1::TREATMENT_PLAN_DECLINED:
      return {
          step("患者或家属拒绝：请签署知情告知并记录", "declined by patient or family: have it signed and recorded")};
    default:
      break;
  }
  if (verdict == v1::DECISION_VERDICT_UNSPECIFIED) return {};
  return {step("按会诊医师意见处理", "do as the cardiologist advises")};
}

}  // namespace rdc::router
