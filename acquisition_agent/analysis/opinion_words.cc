#include "acquisition_agent/analysis/opinion_words.h"

#include <fmt/format.h>

#include "common/ecg_message/ecg_message.h"

namespace rdc::agent {
namespace {

using ecg_message::lead_word;

std::string list_of(const std::vector<ecg::Lead>& leads, const char* between) {
  std::string text;
  for (const auto lead : leads) text += (text.empty() ? "" : between) + lead_word(lead);
  return text;
}

std::string list_of(const std::vector<std::string>& leads, const char* between) {
  std::string text;
  for (const auto& lead : leads) text += (text.empty() ? "" : between) + lead;
  return text;
}

}  // namespace

v1::Words words(std::string chinese, std::string english) {
  v1::Words made;
  made.set_zh(std::move(chinese));
  made.set_en(std::move(english));
  return made;
}

v1::Words words_of(const ecg::PlacementSuspicion& suspicion) {
  using enum ecg::PlacementFault;
  switch (suspicion.fault) {
    case kArmsReversed:
      return words("左右手电极可能接反：对调左右手电极后重做。",
                   "The arm electrodes may be swapped: exchange left and right arm, then repeat.");
    case kRightArmRightLeg:
      return words("右手与右脚电极可能接反：改正后重做。",
                   "Right arm and right leg electrodes may be swapped: correct them, then repeat.");
    case kLeftArmRightLeg:
      return words("左手与右脚电极可能接反：改正后重做。",
                   "Left arm and right leg electrodes may be swapped: correct them, then repeat.");
    case kRightArmLeftLeg:
      return words("右手与左脚电极可能接反：改正后重做。",
                   "Right arm and left leg electrodes may be swapped: correct them, then repeat.");
    case kLeftArmLeftLeg:
      return words("左手与左脚电极可能接反：检查后重做。",
                   "Left arm and left leg electrodes may be swapped: check them, then repeat.");
    case kArmsAndLegsCrossed:
      return words("手脚电极可能交叉接错：逐个检查四肢电极后重做。",
                   "Arm and leg electrodes may be crossed: check all four limbs, then repeat.");
    case kChestOrder:
      return words(
          fmt::format("胸前电极顺序可能错误（{}）：按 V1 到 V6 重新摆放后重做。", list_of(suspicion.leads, "、")),
          fmt::format("Chest electrodes may be out of order ({}): place V1 to V6 anew, then repeat.",
                      list_of(suspicion.leads, ", ")));
    case kDextrocardia:
      return words(
          "像左右手电极接反，也可能是右位心：先检查电极，仍如此请告诉医生。",
          "Looks like swapped arms, or the heart is on the right: check the electrodes; if it stays, tell the doctor.");
    case kLimbLeadsInconsistent:
      return words("肢体导联互相矛盾：检查四肢电极和导联线后重做。",
                   "The limb leads contradict each other: check limb electrodes and cables, then repeat.");
  }
  return words("检查电极后重做。", "Check the electrodes, then repeat.");
}

v1::Words words_of(ecg::LeadFault fault, const std::vector<ecg::Lead>& leads) {
  const std::string zh = list_of(leads, "、"), en = list_of(leads, ", ");
  using enum ecg::LeadFault;
  switch (fault) {
    case kOff:
      return words(fmt::format("{} 电极脱落：清洁皮肤，重新贴好后重做。", zh),
                   fmt::format("{} off: clean the skin, attach again, then repeat.", en));
    case kFlat:
      return words(fmt::format("{} 没有信号：检查电极和导联线后重做。", zh),
                   fmt::format("{} without a signal: check electrode and cable, then repeat.", en));
    case kSaturated:
      return words(fmt::format("{} 信号超出范围：重新贴电极，等 10 秒后重做。", zh),
                   fmt::format("{} out of range: attach anew, wait 10 s, then repeat.", en));
    case kMains:
      return words(fmt::format("{} 交流电干扰：拔掉附近充电器、移开电线后重做。", zh),
                   fmt::format("{} mains hum: unplug chargers nearby, move cables away, then repeat.", en));
    case kBaseline:
      return words(fmt::format("{} 基线漂移：请病人平静呼吸、不动，清洁皮肤后重做。", zh),
                   fmt::format("{} baseline wander: let the patient lie still and breathe calmly, then repeat.", en));
    case kNoise:
      return words(fmt::format("{} 肌电干扰：让病人放松、保暖、不说话后重做。", zh),
                   fmt::format("{} muscle noise: let the patient relax, warm, without talking, then repeat.", en));
  }
  return words("重做。", "Repeat.");
}

v1::Words nothing_measurable() {
  return words(
      "没有测到心跳波形：先看病人；有意识再检查电极后重做，没有意识立即抢救。",
      "No heartbeat measurable: look at the patient first. Awake: check the electrodes and repeat. Not: resuscitate.");
}

v1::Words why_unreadable(const std::string& reason) {
  if (reason == "POISON")
    return words(
        "本机无法分析这份心电图（文件异常），已照常上传：请打电话请县医院看图。",
        "This ECG cannot be analysed here (damaged file); it is sent all the same: phone the centre to read it.");
  if (reason == "TOO_LARGE" || reason == "TOO_LONG")
    return words("长时间心电记录本机不分析，由县医院判读。",
                 "Long recordings are not analysed here: the centre reads them.");
  if (reason == "NO_SAMPLES")
    return words(
        "这份心电图是 PDF 或图片，本机无法分析，由县医院判读：有胸痛请按胸痛键。请让心电图机改为发送 DICOM 波形。",
        "This ECG is a PDF or a picture and cannot be analysed here: the centre reads it. With chest pain press the "
        "button. Have the cart set to send DICOM waveforms.");
  return words(
      fmt::format("本机无法分析这份心电图（{}），由县医院判读：有胸痛请按胸痛键。", reason),
      fmt::format("This ECG cannot be analysed here ({}): the centre reads it. With chest pain press the button.",
                  reason));
}

std::vector<v1::Words> next_steps(v1::EcgTier tier, bool critical, const std::vector<std::string>& leads, bool repeat) {
  std::vector<v1::Words> steps;
  const bool urgent = tier >= v1::ECG_TIER_SUSPECTED;
  if (urgent)
    steps.push_back(words("病人平卧、不走动，接心电监护，除颤仪放到床边。",
                          "Keep the patient lying and on a monitor, the defibrillator at the bedside."));
  if (repeat)
    steps.push_back(urgent ? words("按上面的提示立即重做一份；不要等重做再上报。",
                                   "Repeat at once as said above; do not wait with calling for it.")
                           : words("按上面的提示立即重做一份。", "Repeat at once as said above."));
  if (!leads.empty())
    steps.push_back(words(fmt::format("马上加做导联 {}。", list_of(leads, "、")),
                          fmt::format("Record the additional leads {} now.", list_of(leads, ", "))));
  if (urgent) {
    steps.push_back(words("联网时县医院值班医生会自动收到报警；连不上或 5 分钟没有答复就打电话。",
                          "With a link the cardiologist on duty is alarmed automatically; without one, or without an "
                          "answer in 5 minutes, phone."));
    if (!critical)
      steps.push_back(
          words("有胸痛：按胸痛键，记录发病时间。", "With chest pain: press the button, note when it began."));
    if (tier == v1::ECG_TIER_ALARM)
      steps.push_back(words("开放静脉，准备转运：按医生答复呼叫 120。",
                            "Get a venous line and prepare for transfer: call the ambulance as the doctor answers."));
  } else if (tier == v1::ECG_TIER_WATCH) {
    steps.push_back(words("15 分钟后再做一份，与这份比较。", "Repeat in 15 minutes and compare."));
    steps.push_back(words("胸痛持续或加重：按胸痛键。", "If chest pain persists or grows: press the button."));
  } else {
    steps.push_back(words("有胸痛仍要按胸痛键：机器没有看到不等于没有。",
                          "With chest pain press the button all the same: not seen by a machine is not absent."));
  }
  return steps;
}

v1::Words not_judged() { return words("未能判断有无急性心肌梗死", "Acute infarction could not be judged"); }

v1::Words tier_headline(v1::EcgTier tier) {
  switch (tier) {
    case v1::ECG_TIER_ALARM:
      return words("高度怀疑急性心肌梗死", "Acute infarction strongly suspected");
    case v1::ECG_TIER_SUSPECTED:
      return words("怀疑急性心肌梗死", "Acute infarction suspected");
    case v1::ECG_TIER_WATCH:
      return words("有可疑改变，需复查", "Doubtful changes: repeat");
    default:
      return words("未见急性心肌梗死的证据", "No evidence of acute infarction");
  }
}

}  // namespace rdc::agent
