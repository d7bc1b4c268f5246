#include "ecg/interpretation/fact_names.h"

#include <algorithm>
#include <array>

#include "ecg/interpretation/stemi_features.h"

namespace rdc::ecg {
namespace {

struct FactName {
  std::string_view english, chinese;
};

constexpr auto kFactNames = std::to_array<FactName>({
    // Rate and rhythm
    {"HR", "心率"},
    {"beats", "心搏数"},
    {"recorded", "记录时长"},
    {"paced beats", "起搏心搏数"},
    {"early beats", "提前心搏数"},
    {"ventricular beats", "室性心搏数"},
    {"ventricular beats in a row", "连续室性心搏数"},
    {"their rate", "其频率"},
    {"rate of the run", "连发频率"},
    {"longest RR", "最长RR间期"},
    {"shortest RR", "最短RR间期"},
    {"RR longest - shortest", "最长与最短RR间期之差"},
    {"RR rmssd / mean", "RR间期RMSSD/均值"},
    {"beats with P", "有P波的心搏占比"},
    {"P for each QRS", "P波数/QRS波数"},
    {"atrial rate", "心房率"},
    {"atrial frequency", "心房频率"},
    {"places of the P train with a wave", "P波序列中可见P波的占比"},
    {"likeness of successive waves", "前后波形相似度"},
    {"likeness one RR interval later", "相隔一个RR间期的波形相似度"},
    {"likeness of every second wave", "隔波波形相似度"},
    {"RR sample entropy", "RR间期样本熵系数"},
    {"likeness before the QRS", "QRS前波形相似度"},
    {"likeness of every two beats before the QRS", "任意两搏QRS前波形的平均相似度"},
    {"likeness to the P half-way to the next", "两个P波中点处波形与P波的相似度"},
    {"likeness beside that place", "其前后的相似度"},
    {"that wave's size against the P", "该波相对P波的大小"},
    {"share of one frequency", "单一频率所占比例"},
    {"distance from a multiple of HR", "与心率整数倍之差"},
    {"likeness of the waves of one beat's cycle", "一个心动周期内各波相似度"},
    {"waves for each QRS", "每个QRS对应的波数"},
    {"sharp point before the QRS against its surroundings", "QRS前尖锐点与周围之比"},
    {"sharp point before the P against its surroundings", "P波前尖锐点与周围之比"},
    {"beats that show it", "可见该点的心搏占比"},
    {"slow start of the QRS", "QRS起始缓慢部分时限"},
    {"its share of the QRS", "其占QRS幅度的比例"},
    {"R width at half its height", "R波半高宽"},
    {"pauses", "长间歇数"},
    {"longest RR / usual RR", "最长RR/通常RR"},
    {"PR fall over the pauses, least", "长间歇前后PR缩短量（最小）"},
    {"PR behind the pauses, longest - shortest", "长间歇后PR最长与最短之差"},
    {"intervals like the longest", "与最长RR相近的间期数"},
    {"share of intervals alike", "相近RR间期对的占比"},
    {"P end to QRS", "P波终点至QRS"},
    {"size of the waves", "波幅"},
    {"TQ activity 4-10 Hz", "TQ段4-10 Hz活动幅度"},
    // Intervals and axes
    {"P", "P波"},
    {"PR", "PR间期"},
    {"median PR", "PR间期中位数"},
    {"shortest PR", "最短PR间期"},
    {"PR longest - shortest", "最长与最短PR间期之差"},
    {"QRS", "QRS时限"},
    {"QT", "QT间期"},
    {"QTcB", "QTc(Bazett)"},
    {"QTcF", "QTc(Fridericia)"},
    {"QTcFra", "QTc(Framingham)"},
    {"QTcH", "QTc(Hodges)"},
    {"P axis", "P波电轴"},
    {"QRS axis", "QRS电轴"},
    {"QRS axis, first 60 ms", "QRS前60 ms电轴"},
    // Waves
    {"P terminal force", "P波终末电势"},
    {"Q", "Q波"},
    {"Q depth", "Q波深度"},
    {"Q duration", "Q波时限"},
    {"QS duration", "QS波时限"},
    {"R", "R波"},
    {"R'", "R'波"},
    {"R duration", "R波时限"},
    {"R peak time", "R峰时间"},
    {"S", "S波"},
    {"S duration", "S波时限"},
    {"R/S", "R/S比值"},
    {"S/R", "S/R比值"},
    {"T", "T波"},
    {"T width", "T波半高宽"},
    {"T, second phase", "T波第二相"},
    {"T/QRS", "T波/QRS振幅"},
    {"largest T/QRS V1-V4", "V1-V4最大T波/QRS振幅"},
    {"largest QRS, limb leads", "肢体导联最大QRS振幅"},
    {"largest QRS, chest leads", "胸导联最大QRS振幅"},
    {"R V1 + S V5/V6", "R(V1)+S(V5/V6)"},
    {"R aVL", "R(aVL)"},
    {"Sokolow-Lyon S V1 + R V5/V6", "Sokolow-Lyon电压 S(V1)+R(V5/V6)"},
    {"Cornell S V3 + R aVL", "Cornell电压 S(V3)+R(aVL)"},
    {"Peguero-Lo Presti deepest S + S V4", "Peguero-Lo Presti电压 最深S+S(V4)"},
    // ST segment
    {"J", "J点"},
    {"J, concordant", "J点（与QRS同向）"},
    {"J/S", "J点/S波比值"},
    {"highest J V2-V4", "V2-V4最高J点"},
    {"deepest J but aVR, V1", "除aVR、V1外最低J点"},
    {"leads with J >= 50 uV", "J点≥50 uV的导联数"},
    {"leads with PR depression", "PR段压低的导联数"},
    {"leads V1-V3 with ST depression of 50 uV", "V1-V3中ST压低50 uV的导联数"},
    {"leads with ST depression of 100 uV", "ST压低100 uV的导联数"},
    {"leads V2-V3 with biphasic or deep T", "V2-V3中T波双向或深倒置的导联数"},
    {"chest leads with up-sloping depression and tall T", "ST上斜型压低伴T波高耸的胸导联数"},
    // Scores and quality
    {"formula", "公式值"},
    {"score", "评分"},
    {"confidence", "把握度"},
    {"log odds of the exchange", "电极接反的对数优势"},
    {"likeness to what the other leads foretell", "与其他导联推算波形的相似度"},
    {"difference of the two in the QRS, recorded", "QRS内两电极实测电位差"},
    {"the same as the other leads foretell it", "由其他导联推算的电位差"},
    {"noise", "干扰"},
    {"noise of the averaged beat", "平均心搏残留干扰"},
    {"mains", "工频干扰"},
    {"baseline wander", "基线漂移"},
    {"root mean square, largest lead", "最大导联均方根幅度"},
});

// "ST for the QRS in V3 0.21" is the feature's name and its value (stemi_score.cc).
Text text_of_feature(std::string_view name) {
  const StemiFeature* longest = nullptr;
  for (const auto& feature : stemi_feature_table()) {
    const auto& words = feature.english;
    if (!name.starts_with(words) || (name.size() > words.size() && name[words.size()] != ' ')) continue;
    if (longest == nullptr || words.size() > longest->english.size()) longest = &feature;
  }
  if (longest == nullptr) return {std::string(name), std::string(name)};
  return {std::string(name), longest->chinese + std::string(name.substr(longest->english.size()))};
}

}  // namespace

Text text_of_source(std::string_view source) {
  static constexpr auto kSources = std::to_array<FactName>({
      {"Fourth Universal Definition of MI (2018)", "第四版心肌梗死通用定义（2018）"},
      {"ACC expert consensus decision pathway on chest pain (2022)", "ACC急性胸痛评估专家共识（2022）"},
      {"common clinical criterion, not checked against a source", "常用临床标准，未与原文核对"},
      {"normal values by age (University of Chicago, pediatric cardiology; after Davignon 1979)",
       "儿童各年龄正常值（芝加哥大学儿科心脏病学，据Davignon 1979）"},
      {"AHA/ACCF/HRS recommendations (2009), not checked against the text",
       "AHA/ACCF/HRS心电图建议（2009），未与原文核对"},
      {"four-variable formula (Driver, Smith 2017), not checked against the paper",
       "四变量公式（Driver、Smith 2017），未与原文核对"},
      {"common clinical criterion, thresholds not checked against a source", "常用临床标准，阈值未与原文核对"},
      {"limits of this program for signal quality and electrodes", "本程序的信号质量及电极判定限值"},
      {"docs/ecg-stemi-score.md, points in stemi_weights.h", "docs/ecg-stemi-score.md，分值见stemi_weights.h"},
  });
  const auto* found =
      std::find_if(kSources.begin(), kSources.end(), [&](const FactName& s) { return s.english == source; });
  return {std::string(source), std::string(found == kSources.end() ? source : found->chinese)};
}

Text text_of_fact(std::string_view name) {
  const auto* found =
      std::find_if(kFactNames.begin(), kFactNames.end(), [&](const FactName& f) { return f.english == name; });
  if (found == kFactNames.end()) return text_of_feature(name);
  return {std::string(name), std::string(found->chinese)};
}

}  // namespace rdc::ecg
