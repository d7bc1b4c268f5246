#include "ecg/interpretation/stemi_features.h"

#include <algorithm>
#include <cmath>
#include <initializer_list>
#include <vector>

#include "ecg/interpretation/territories.h"

namespace rdc::ecg {
namespace {

using enum Evidential;

constexpr std::array<StemiFeature, kStemiFeatures> kFeatureTable = {{
    {"anterior_st", kFor, "ST elevation in V1-V4", "V1-V4 ST段抬高"},
    {"inferior_st", kFor, "ST elevation in II, III, aVF", "II、III、aVF ST段抬高"},
    {"lateral_st", kFor, "ST elevation in I, aVL, V5, V6", "I、aVL、V5、V6 ST段抬高"},
    {"anterior_proportion", kFor, "ST in V1-V4 is high for its QRS", "V1-V4 ST段抬高相对QRS振幅过大"},
    {"inferior_proportion", kFor, "ST in II, III, aVF is high for its QRS", "下壁导联ST段抬高相对QRS振幅过大"},
    {"lateral_proportion", kFor, "ST in the lateral leads is high for its QRS", "侧壁导联ST段抬高相对QRS振幅过大"},
    {"reciprocal_avl", kFor, "inferior elevation with depression in aVL or I", "下壁抬高伴aVL或I对应性压低"},
    {"reciprocal_inferior", kFor, "anterior or lateral elevation with inferior depression",
     "前壁或侧壁抬高伴下壁对应性压低"},
    {"reciprocal_anterior", kFor, "inferior elevation with depression in V1-V3", "下壁抬高伴V1-V3压低"},
    {"avl_inverted_t", kFor, "inferior elevation with T inversion in aVL", "下壁抬高伴aVL T波倒置"},
    {"posterior", kFor, "ST depression in V1-V4 with upright T: posterior wall", "V1-V4压低伴T波直立:正后壁"},
    {"anterior_t_area", kFor, "bulky T in V2-V5: large area for its QRS", "V2-V5 T波宽大:面积相对QRS过大"},
    {"inferior_straight", kFor, "straight or convex ST in the inferior leads", "下壁ST段平直或弓背向上"},
    {"anterior_t", kFor, "T in V2-V4 is large for its QRS", "V2-V4 T波相对QRS过大"},
    {"inferior_t", kFor, "T in the inferior leads is large for its QRS", "下壁T波相对QRS过大"},
    {"terminal_t", kFor, "elevated ST with a T that ends negative", "ST段抬高伴T波终末倒置"},
    {"anterior_q", kFor, "Q waves where V1-V4 are elevated", "V1-V4抬高导联出现Q波"},
    {"inferior_q", kFor, "Q waves where inferior leads are elevated", "下壁抬高导联出现Q波"},
    {"anterior_highest", kFor, "ST of one of V1-V4 is very high for its QRS", "V1-V4中某一导联ST相对QRS过高"},
    {"iii_inverted_t", kFor, "anterior or lateral elevation with T inversion in III", "前壁或侧壁抬高伴III导联T波倒置"},
    {"iii_over_ii", kFor, "ST higher in III than in II: right coronary artery", "III导联抬高大于II:右冠脉"},
    {"de_winter", kFor, "J depression rising into a tall T in V2-V4", "V2-V4 J点压低上斜移行为高大T波"},
    {"no_s_wave", kFor, "S wave lost in V2-V3 (terminal QRS distortion)", "V2-V3 S波消失(QRS终末变形)"},
    {"t_turn", kFor, "elevation in V1-V3 with T inversion in V4-V6, I or aVL", "V1-V3抬高伴V4-V6、I或aVL T波倒置"},
    {"deviation", kFor, "ST deviation of all leads together, for their QRS", "各导联ST偏移总和相对QRS过大"},
    {"wide_qrs", kAgainst, "wide QRS of the left kind moves ST by itself", "左束支型宽QRS本身可致ST偏移"},
    {"deep_s", kAgainst, "deep S (left ventricular voltage) lifts ST by itself", "S波深(左室高电压)本身可致ST抬高"},
    {"diffuse", kAgainst, "elevation in many territories without reciprocal change: pericarditis",
     "多区域抬高无对应性改变:心包炎"},
    {"pr_depression", kAgainst, "PR depression: pericarditis", "PR段压低:心包炎"},
    {"fast", kAgainst, "rate above 110/min", "心率大于110次/分"},
    {"t_v1", kFor, "T taller in V1 than in V6", "V1 T波高于V6"},
    {"left_depression", kAgainst, "ST depression in V5, V6, I, II: subendocardial", "V5、V6、I、II压低:心内膜下缺血"},
    {"old_qs", kAgainst, "QS with a small T: old infarction or aneurysm", "QS波伴T波低:陈旧梗死或室壁瘤"},
    {"repolarisation", kAgainst, "J notch, tall R and short QT: early repolarisation", "J点切迹、R波高、QT短:早期复极"},
}};

constexpr std::array<Lead, 3> kMidChest = {Lead::kV2, Lead::kV3, Lead::kV4};
constexpr std::array<Lead, 4> kLateral = {Lead::kI, Lead::kAvl, Lead::kV5, Lead::kV6};

double ramp(double value, double from, double cap) { return std::clamp(value - from, 0.0, cap - from); }
// The same, but the first step counts most: a square root, 1 at the cap.
double early(double value, double from, double cap) { return std::sqrt(ramp(value, from, cap) / (cap - from)); }

// The dominant beat with amplitudes in mV; a lead that is not there counts as level.
class BeatView {
 public:
  explicit BeatView(const MedianBeat& beat) : beat_(beat) {}

  const LeadMeasurements* lead(Lead which) const {
    const auto* found = beat_.find(which);
    return found != nullptr && found->usable ? found : nullptr;
  }
  double j(Lead which) const { return millivolts(which, &LeadMeasurements::j_uv); }
  // The score's ST: J+40, which a J point placed some milliseconds early or late does not move.
  double st(Lead which) const { return millivolts(which, &LeadMeasurements::j40_uv); }
  double late_st(Lead which) const { return millivolts(which, &LeadMeasurements::j60_uv); }
  double t(Lead which) const { return millivolts(which, &LeadMeasurements::t_uv); }
  double size(Lead which) const { return std::max(0.15, millivolts(which, &LeadMeasurements::qrs_peak_to_peak_uv)); }
  double r(Lead which) const {
    const auto* l = lead(which);
    if (l == nullptr) return 0.0;
    return std::max({l->r ? l->r->amplitude_uv : 0.0, l->r2 ? l->r2->amplitude_uv : 0.0, 0.0}) / 1000.0;
  }
  double s(Lead which) const {
    const auto* l = lead(which);
    if (l == nullptr) return 0.0;
    const double qs = l->is_qs && l->q ? -l->q->amplitude_uv : 0.0;
    return std::max({l->s ? -l->s->amplitude_uv : 0.0, l->s2 ? -l->s2->amplitude_uv : 0.0, qs}) / 1000.0;
  }
  double proportion(Lead which) const { return st(which) / size(which); }
  bool q(Lead which) const {
    const auto* l = lead(which);
    if (l == nullptr || !l->q) return false;
    return l->is_qs || (l->q->duration_ms >= 30.0 && l->q->amplitude_uv <= -100.0);
  }
  // How far the ST half-way to T lies above the chord from J+40 to the T peak, in parts of that rise: concave is
  // negative, straight 0. Zero for leads without elevation and upright T.
  double straightness(Lead which) const {
    const auto* l = lead(which);
    if (l == nullptr || !l->j40_uv || !l->st_t_uv || !l->t_uv || *l->j40_uv < 50.0 || *l->t_uv < 100.0) return -1.0;
    const double rise = std::max(100.0, *l->t_uv - *l->j40_uv);
    return (*l->st_t_uv - (*l->j40_uv + *l->t_uv) / 2.0) / rise;
  }

 private:
  double millivolts(Lead which, Measure LeadMeasurements::*member) const {
    const auto* l = lead(which);
    return l == nullptr ? 0.0 : (l->*member).value_or(0.0) / 1000.0;
  }
  const MedianBeat& beat_;
};

template <typename Leads, typename Value>
double second_highest(const Leads& leads, Value value) {
  double first = -1e9, second = -1e9;
  for (const Lead lead : leads) {
    const double v = value(lead);
    if (v > first) {
      second = first;
      first = v;
    } else {
      second = std::max(second, v);
    }
  }
  return second;
}

template <typename Leads, typename Value>
double highest_of(const Leads& leads, Value value) {
  double best = -1e9;
  for (const Lead lead : leads) best = std::max(best, value(lead));
  return best;
}

template <typename Leads, typename Shows>
double how_many(const Leads& leads, Shows shows) {
  return static_cast<double>(std::count_if(leads.begin(), leads.end(), shows));
}

struct Territories {
  double anterior, inferior, lateral;  // second highest ST, mV
};

void elevation_features(const BeatView& v, const Territories& at, StemiFeatures& f) {
  const auto proportion = [&](Lead lead) { return v.proportion(lead); };
  f[0] = early(at.anterior, 0.1, 0.5);
  f[1] = early(at.inferior, 0.02, 0.3);
  f[2] = early(at.lateral, 0.02, 0.3);
  f[3] = early(second_highest(kAnteriorLeads, proportion), 0.06, 0.6);
  f[4] = early(second_highest(kInferiorLeads, proportion), 0.04, 0.6);
  f[5] = early(second_highest(kLateral, proportion), 0.03, 0.4);
}

void reciprocal_features(const BeatView& v, const Territories& at, StemiFeatures& f) {
  const bool inferior = at.inferior > 0.03, front = at.anterior > 0.1 || at.lateral > 0.03;
  const auto depth = [&](Lead lead) { return -v.st(lead); };
  constexpr std::array<Lead, 2> kHigh = {Lead::kAvl, Lead::kI};
  constexpr std::array<Lead, 3> kRight = {Lead::kV1, Lead::kV2, Lead::kV3};
  if (inferior) {
    f[6] = early(highest_of(kHigh, depth), 0.02, 0.2);
    f[8] = early(second_highest(kRight, depth), 0.02, 0.2);
    f[9] = early(-v.t(Lead::kAvl), 0.03, 0.3);
  }
  if (front) f[7] = early(second_highest(kInferiorLeads, depth), 0.02, 0.2);
  const double sunk = second_highest(kAnteriorLeads, depth);
  const bool upright = v.t(Lead::kV2) > 0.05 || v.t(Lead::kV3) > 0.05;
  f[10] = upright ? early(sunk, 0.03, 0.25) : 0.0;
}

void shape_features(const BeatView& v, StemiFeatures& f) {
  const auto straight = [&](Lead lead) { return v.straightness(lead); };
  const auto towering = [&](Lead lead) { return v.t(lead) / v.size(lead); };
  const auto bulk = [&](Lead lead) {
    const auto* l = v.lead(lead);
    return l == nullptr ? 0.0 : l->t_area_uv_ms.value_or(0.0) / 1e5 / v.size(lead);
  };
  f[11] = ramp(second_highest(std::array{Lead::kV2, Lead::kV3, Lead::kV4, Lead::kV5}, bulk), 0.4, 2.5);
  f[12] = ramp(second_highest(kInferiorLeads, straight), -0.15, 0.35);
  f[13] = ramp(second_highest(kMidChest, towering), 0.4, 1.5);
  f[14] = ramp(second_highest(kInferiorLeads, towering), 0.35, 1.2);
  f[15] =
      std::min(3.0, how_many(kTwelveLeads, [&](Lead lead) {
                 const auto* l = v.lead(lead);
                 return l != nullptr && lead != Lead::kAvr && v.j(lead) > 0.05 && l->t_second_uv.value_or(0.0) < -50.0;
               }));
}

void necrosis_features(const BeatView& v, const Territories& at, StemiFeatures& f) {
  f[16] = at.anterior > 0.1 ? how_many(kMidChest, [&](Lead lead) { return v.q(lead) && v.j(lead) > 0.05; }) : 0.0;
  f[17] = at.inferior > 0.03 ? how_many(kInferiorLeads, [&](Lead lead) { return v.q(lead) && v.j(lead) > 0.02; }) : 0.0;
  f[18] = early(highest_of(kAnteriorLeads, [&](Lead lead) { return v.proportion(lead); }), 0.15, 0.8);
}

void pattern_features(const BeatView& v, const Measurements& m, const Territories& at, StemiFeatures& f) {
  if (at.anterior > 0.1 || at.lateral > 0.05) f[19] = early(-v.t(Lead::kIII), 0.03, 0.3);
  if (at.inferior > 0.03) f[20] = ramp(v.st(Lead::kIII) - v.st(Lead::kII), 0.0, 0.15);
  f[21] = std::min(2.0, how_many(kMidChest, [&](Lead lead) {
                     return v.j(lead) < -0.05 && v.late_st(lead) > v.j(lead) + 0.1 && v.t(lead) > 0.6 * v.size(lead);
                   }));
  const bool narrow = m.global.qrs_ms.value_or(0.0) < 120.0;
  f[22] = narrow ? how_many(std::array{Lead::kV2, Lead::kV3},
                            [&](Lead lead) { return v.st(lead) > 0.1 && v.s(lead) < 0.05 && v.r(lead) > 0.1; })
                 : 0.0;
  const double raised =
      second_highest(std::array{Lead::kV1, Lead::kV2, Lead::kV3}, [&](Lead lead) { return v.st(lead); });
  const double turned = second_highest(std::array{Lead::kI, Lead::kAvl, Lead::kV4, Lead::kV5, Lead::kV6},
                                       [&](Lead lead) { return v.r(lead) > 0.2 ? -v.t(lead) : 0.0; });
  f[23] = narrow && raised > 0.08 ? early(turned, 0.03, 0.3) : 0.0;
  double deviation = 0.0;
  for (const Lead lead : kTwelveLeads) deviation += std::min(0.6, std::abs(v.st(lead)) / v.size(lead));
  f[24] = ramp(deviation / 12.0, 0.05, 0.4);
}

double diffuse_elevation(const BeatView& v) {
  constexpr std::array<Lead, 8> kAll = {Lead::kI,  Lead::kII, Lead::kAvf, Lead::kV2,
                                        Lead::kV3, Lead::kV4, Lead::kV5,  Lead::kV6};
  const double raised = how_many(kAll, [&](Lead lead) { return v.j(lead) >= 0.05; });
  double deepest = 0.0;
  for (const Lead lead : kTwelveLeads) {
    if (lead != Lead::kAvr && lead != Lead::kV1) deepest = std::max(deepest, -v.j(lead));
  }
  return deepest < 0.04 ? ramp(raised, 4.0, 8.0) : 0.0;
}

void mimic_features(const BeatView& v, const Measurements& m, const Territories& at, StemiFeatures& f) {
  // Of the left kind only: a right bundle branch block leaves ST where it is but in V1-V3, where it lowers it.
  const bool left = v.s(Lead::kV1) > 2.0 * v.r(Lead::kV1);
  f[25] = left ? ramp(m.global.qrs_ms.value_or(90.0) / 100.0, 1.1, 1.7) : 0.0;
  f[26] = ramp(highest_of(std::array{Lead::kV1, Lead::kV2, Lead::kV3}, [&](Lead lead) { return v.s(lead); }), 1.5, 3.5);
  f[27] = diffuse_elevation(v);
  const auto pr = [&](Lead lead) {
    const auto* l = v.lead(lead);
    return l == nullptr ? 0.0 : -l->pr_segment_uv.value_or(0.0) / 100.0;
  };
  f[28] = ramp(second_highest(std::array{Lead::kII, Lead::kV4, Lead::kV5, Lead::kV6}, pr), 0.3, 1.0);
  f[29] = ramp(m.global.heart_rate_bpm.value_or(75.0) / 100.0, 1.1, 1.6);
  f[30] = v.t(Lead::kV1) > 0.1 ? ramp(v.t(Lead::kV1) - v.t(Lead::kV6), 0.0, 0.5) : 0.0;
  f[31] = early(
      second_highest(std::array{Lead::kI, Lead::kII, Lead::kV5, Lead::kV6}, [&](Lead lead) { return -v.st(lead); }),
      0.03, 0.2);
  f[32] = how_many(kAnteriorLeads, [&](Lead lead) {
    const auto* l = v.lead(lead);
    return l != nullptr && l->is_qs && v.j(lead) > 0.1 && v.t(lead) < 0.36 * v.size(lead);
  });
  const bool notched = how_many(std::array{Lead::kII, Lead::kV4, Lead::kV5, Lead::kV6}, [&](Lead lead) {
                         const auto* l = v.lead(lead);
                         return l != nullptr && l->notches > 0 && v.j(lead) > 0.05;
                       }) > 0.0;
  if (at.anterior > 0.05 || notched) {
    f[33] = ramp(v.r(Lead::kV4), 1.0, 2.5) * (m.global.qtc.bazett_ms.value_or(450.0) < 410.0 ? 1.0 : 0.3);
  }
}

}  // namespace

const std::array<StemiFeature, kStemiFeatures>& stemi_feature_table() { return kFeatureTable; }

bool stemi_features(const Measurements& measured, StemiFeatures& out) {
  out.fill(0.0);
  const auto* beat = measured.dominant();
  if (beat == nullptr) return false;
  const BeatView view(*beat);
  int limb = 0, chest = 0;
  for (const Lead lead : kTwelveLeads) {
    const auto* l = view.lead(lead);
    if (l == nullptr || !l->j_uv) continue;
    const bool of_chest = lead >= Lead::kV1 && lead <= Lead::kV6;
    ++(of_chest ? chest : limb);
  }
  if (limb < 6 || chest < 4) return false;
  const auto j = [&](Lead lead) { return view.st(lead); };
  const Territories at{second_highest(kAnteriorLeads, j), second_highest(kInferiorLeads, j),
                       second_highest(kLateral, j)};
  elevation_features(view, at, out);
  reciprocal_features(view, at, out);
  shape_features(view, out);
  necrosis_features(view, at, out);
  pattern_features(view, measured, at, out);
  mimic_features(view, measured, at, out);
  return true;
}

}  // namespace rdc::ecg
