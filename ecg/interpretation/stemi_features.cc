#include "ecg/interpretation/stemi_features.h"

#include <algorithm>
#include <cassert>
#include <cmath>
#include <span>
#include <vector>

#include <fmt/format.h>

#include "ecg/interpretation/st_profile.h"
#include "ecg/interpretation/territories.h"

namespace rdc::ecg {
namespace {

constexpr std::array<Lead, 4> kLateral = {Lead::kI, Lead::kAvl, Lead::kV5, Lead::kV6};
constexpr std::array<Lead, 11> kAllButAvr = {Lead::kI,  Lead::kII, Lead::kIII, Lead::kAvl, Lead::kAvf, Lead::kV1,
                                             Lead::kV2, Lead::kV3, Lead::kV4,  Lead::kV5,  Lead::kV6};
constexpr std::array<Lead, 3> kMidChest = {Lead::kV2, Lead::kV3, Lead::kV4};
// A wave counts as lost R or Q below these, mV (trained with them).
constexpr double kLeastRMv = 0.1, kChestQMv = -0.05, kInferiorQMv = -0.03;

constexpr auto kEither = Evidential::kEither, kFor = Evidential::kFor;

class View {
 public:
  explicit View(const StProfile& profile) : profile_(profile) {}
  const LeadProfile& operator()(Lead lead) const {
    return profile_[static_cast<std::size_t>(std::find(kTwelveLeads.begin(), kTwelveLeads.end(), lead) -
                                             kTwelveLeads.begin())];
  }
  template <typename Value>
  double sum(std::span<const Lead> leads, Value value) const {
    double out = 0.0;
    for (const Lead lead : leads) out += value((*this)(lead));
    return out;
  }
  // The second highest value: what two leads share.
  template <typename Value>
  double two_reach(std::span<const Lead> leads, Value value) const {
    std::vector<double> all;
    for (const Lead lead : leads) all.push_back(value((*this)(lead)));
    std::nth_element(all.begin(), all.begin() + 1, all.end(), std::greater<>());
    return all[1];
  }
  const StProfile& all() const { return profile_; }

 private:
  const StProfile& profile_;
};

double st_of(const LeadProfile& p) { return p.st; }
double share_of(const LeadProfile& p) { return p.st_share(); }
double size_of(const LeadProfile& p) { return p.size; }

// How far the early ST lies above the chord from its start to T, as a share of the QRS: straight or convex is high.
double convexity(const LeadProfile& p) {
  return (p.st_t[2] - (p.st_t[0] + *std::max_element(p.st_t.begin() + 3, p.st_t.begin() + 6)) / 2.0) / p.size;
}
bool lost_r(const LeadProfile& p) { return p.r < kLeastRMv || p.second_sixth < kChestQMv; }

// The heart's vector by the inverse Dower matrix (Edenbrandt, Pahlm 1988; K): x left, y down, z back.
struct Vector {
  double x = 0.0, y = 0.0, z = 0.0;
  double length() const { return std::sqrt(x * x + y * y + z * z); }
  double dot(const Vector& o) const { return x * o.x + y * o.y + z * o.z; }
  double cosine(const Vector& o) const { return dot(o) / (length() * o.length() + 1e-9); }
};

template <typename Value>
Vector vector_of(const View& v, Value value) {
  struct Row {
    Lead lead;
    double x, y, z;
  };
  static constexpr std::array<Row, 8> kInverseDower = {{{Lead::kV1, -0.172, 0.057, -0.229},
                                                        {Lead::kV2, -0.074, -0.019, -0.310},
                                                        {Lead::kV3, 0.122, -0.106, -0.246},
                                                        {Lead::kV4, 0.231, -0.022, -0.063},
                                                        {Lead::kV5, 0.239, 0.041, 0.055},
                                                        {Lead::kV6, 0.194, 0.048, 0.108},
                                                        {Lead::kI, 0.156, -0.227, 0.022},
                                                        {Lead::kII, -0.010, 0.887, 0.102}}};
  Vector out;
  for (const auto& row : kInverseDower) {
    const double a = value(v(row.lead));
    out.x += row.x * a;
    out.y += row.y * a;
    out.z += row.z * a;
  }
  return out;
}

// Features with their words, in order of appearance; the same walk makes the table and the values.
class Collector {
 public:
  explicit Collector(const StProfile& profile, const GlobalMeasurements& global) : v_(profile), global_(global) {
    frontal();
    walls();
    extremes();
    t_waves();
    shapes("anterior", "V1-V4", kAnteriorLeads);
    shapes("inferior", "II III aVF", kInferiorLeads);
    shapes("lateral", "I aVL V5 V6", kLateral);
    necrosis();
    space();
    each_lead();
    patterns();
  }
  std::vector<StemiFeature> table;
  std::vector<double> values;

 private:
  void add(std::string name, Evidential direction, const char* unit, std::string english, std::string chinese,
           double value) {
    table.push_back({std::move(name), direction, unit, std::move(english), std::move(chinese)});
    values.push_back(value);
  }

  double qtc() const { return global_.qtc.bazett_ms.value_or(global_.seen_qtc_ms.value_or(430.0)); }

  void frontal() {
    const double gap = v_(Lead::kIII).st - v_(Lead::kAvl).st;
    add("st_iii_minus_avl", kEither, "mV", "ST of III against aVL", "III与aVL的ST差", gap);
    add("st_iii_minus_avl_share", kEither, "", "ST of III against aVL, for their QRS", "III与aVL的ST差/QRS振幅",
        gap / (v_(Lead::kIII).size + v_(Lead::kAvl).size));
    const double length = std::hypot(v_(Lead::kI).st, v_(Lead::kAvf).st * 2.0 / std::sqrt(3.0));
    add("frontal_st", kEither, "mV", "frontal ST vector", "额面ST向量", length);
    add("frontal_st_share", kFor, "", "frontal ST vector, for its QRS", "额面ST向量/QRS振幅",
        length / std::hypot(v_(Lead::kI).size, v_(Lead::kAvf).size));
  }

  void walls() {
    const double anterior = v_.sum(kAnteriorLeads, st_of);
    add("anterior_st", kFor, "mV", "sum of ST in V1-V4", "V1-V4 ST总和", anterior);
    add("anterior_st_share", kFor, "", "sum of ST in V1-V4, for its QRS", "V1-V4 ST总和/QRS振幅",
        anterior / v_.sum(kAnteriorLeads, size_of));
    add("anterior_st_per_s", kFor, "", "sum of ST in V1-V4, for its S waves", "V1-V4 ST总和/S波深度",
        anterior / (0.5 + v_.sum(kAnteriorLeads, [](const auto& p) { return p.s; })));
    const double inferior = v_.sum(kInferiorLeads, st_of), lateral = v_.sum(kLateral, st_of);
    add("inferior_st", kEither, "mV", "sum of ST in II, III, aVF", "II、III、aVF ST总和", inferior);
    add("inferior_st_share", kEither, "", "sum of ST in II, III, aVF, for its QRS", "下壁ST总和/QRS振幅",
        inferior / v_.sum(kInferiorLeads, size_of));
    add("lateral_st", kEither, "mV", "sum of ST in I, aVL, V5, V6", "I、aVL、V5、V6 ST总和", lateral);
    add("lateral_st_share", kEither, "", "sum of ST in I, aVL, V5, V6, for its QRS", "侧壁ST总和/QRS振幅",
        lateral / v_.sum(kLateral, size_of));
  }

  void extremes() {
    const auto down = [](const auto& p) { return -p.st; };
    const auto down_share = [](const auto& p) { return -p.st_share(); };
    const double up = v_.two_reach(kAllButAvr, st_of), sunk = v_.two_reach(kAllButAvr, down);
    const double up_share = v_.two_reach(kAllButAvr, share_of), sunk_share = v_.two_reach(kAllButAvr, down_share);
    const auto both = [](double a, double b) { return std::sqrt(std::max(0.0, a) * std::max(0.0, b)); };
    add("highest_st", kFor, "mV", "highest ST that two leads reach", "两导联达到的最高ST", up);
    add("deepest_st", kEither, "mV", "deepest ST depression that two leads reach", "两导联达到的最深ST压低", sunk);
    add("highest_st_share", kFor, "", "highest ST for its QRS that two leads reach", "两导联达到的最高ST/QRS",
        up_share);
    add("deepest_st_share", kEither, "", "deepest ST depression for its QRS that two leads reach",
        "两导联达到的最深ST压低/QRS", sunk_share);
    add("reciprocal", kFor, "mV", "elevation with reciprocal depression", "ST抬高伴对应性压低", both(up, sunk));
    add("reciprocal_share", kFor, "", "elevation with reciprocal depression, for the QRS", "ST抬高伴对应性压低/QRS",
        both(up_share, sunk_share));
    double all = 0.0;
    for (const auto& p : v_.all()) all += std::abs(p.st_share());
    add("deviation", kFor, "", "ST deviation of twelve leads together, for their QRS", "十二导联ST偏移总和/QRS", all);
  }

  void t_waves() {
    const auto bulk = [](const auto& p) { return p.t_area / p.size; };
    add("anterior_t_bulk", kFor, "s", "T area for the QRS in V1-V4", "V1-V4 T波面积/QRS振幅",
        v_.two_reach(kAnteriorLeads, bulk));
    add("inferior_t_bulk", kFor, "s", "T area for the QRS in II, III, aVF", "下壁T波面积/QRS振幅",
        v_.two_reach(kInferiorLeads, bulk));
    double t = 0.0, qrs = 1e-6;
    for (const auto& p : v_.all()) {
      t += std::abs(p.t_area);
      qrs += std::abs(p.qrs_area);
    }
    add("t_to_qrs_area", kEither, "", "T area against QRS area, twelve leads", "十二导联T波面积/QRS面积", t / qrs);
  }

  void shapes(const std::string& wall, const std::string& leads, std::span<const Lead> of) {
    add(wall + "_convex", kFor, "", "straight or convex ST in " + leads, leads + " ST平直或弓背向上",
        v_.two_reach(of, convexity));
    add(wall + "_t_end", kEither, "mV", "end of T against its start in " + leads, leads + " T波末段与起始之差",
        -v_.two_reach(of, [](const auto& p) { return p.st_t[3] - p.st_t[7]; }));
    add(wall + "_t_low", kEither, "", "lowest T for the QRS in " + leads, leads + " T波最低点/QRS振幅",
        -v_.two_reach(of, [](const auto& p) { return -p.t_low / p.size; }));
  }

  void necrosis() {
    const double turned = std::max(0.0, -v_(Lead::kV4).t_low - v_(Lead::kV5).t_low);
    add("t_turn", kFor, "", "elevation in V2, V3 with T inversion in V4, V5", "V2、V3抬高伴V4、V5 T波倒置",
        std::max(0.0, v_(Lead::kV2).st + v_(Lead::kV3).st) * turned);
    const auto raised = [](bool q, const LeadProfile& p) { return q ? std::max(0.0, p.st) : 0.0; };
    add("anterior_q", kFor, "", "leads of V2-V4 with Q or lost R", "V2-V4 Q波或R波丢失导联数",
        v_.sum(kMidChest, [](const auto& p) { return lost_r(p) ? 1.0 : 0.0; }));
    add("anterior_q_st", kFor, "mV", "ST elevation where V2-V4 lost R", "V2-V4 R波丢失导联ST抬高",
        v_.sum(kMidChest, [&](const auto& p) { return raised(lost_r(p), p); }));
    add("inferior_q_st", kFor, "mV", "ST elevation where inferior leads have Q", "下壁Q波导联ST抬高",
        v_.sum(kInferiorLeads, [&](const auto& p) { return raised(p.second_sixth < kInferiorQMv, p); }));
    add("r_progression", kEither, "mV", "R of V4 against V2", "V4与V2 R波之差", v_(Lead::kV4).r - v_(Lead::kV2).r);
    add("r_v3", kEither, "mV", "R in V3", "V3 R波", v_(Lead::kV3).r);
    add("heart_rate", kEither, "1/min", "heart rate", "心率", global_.heart_rate_bpm.value_or(75.0));
    add("qrs", kEither, "ms", "QRS duration", "QRS时限", global_.qrs_ms.value_or(95.0));
    add("qtc", kEither, "ms", "QTc", "QTc", qtc());
  }

  void space() {
    const auto st = vector_of(v_, st_of);
    const auto qrs = vector_of(v_, [](const auto& p) { return p.qrs_area; });
    const auto t = vector_of(v_, [](const auto& p) { return p.t_area; });
    add("st_left", kEither, "mV", "ST vector to the left", "ST向量向左", st.x);
    add("st_down", kEither, "mV", "ST vector downward", "ST向量向下", st.y);
    add("st_back", kEither, "mV", "ST vector backward", "ST向量向后", st.z);
    add("st_length", kEither, "mV", "length of the ST vector", "ST向量大小", st.length());
    add("st_length_share", kFor, "", "length of the ST vector, for the QRS", "ST向量大小/QRS向量",
        st.length() / (20.0 * qrs.length() + 0.01));
    add("st_qrs_angle", kEither, "", "direction of ST against QRS (cosine)", "ST与QRS向量夹角余弦", st.cosine(qrs));
    add("t_qrs_angle", kEither, "", "direction of T against QRS (cosine)", "T与QRS向量夹角余弦", t.cosine(qrs));
    add("st_t_angle", kEither, "", "direction of ST against T (cosine)", "ST与T向量夹角余弦", st.cosine(t));
    const double along = st.dot(qrs) / (qrs.length() + 1e-6);
    add("st_against_qrs", kFor, "mV", "ST opposite to the QRS", "ST与QRS方向相反分量", -along);
    add("st_across_qrs", kEither, "mV", "ST across the QRS", "ST与QRS垂直分量",
        std::sqrt(std::max(0.0, st.dot(st) - along * along)));
    add("t_to_qrs_vector", kEither, "", "T vector against QRS vector", "T向量/QRS向量",
        t.length() / (qrs.length() + 1e-6));
  }

  void each_lead() {
    using Value = double (*)(const LeadProfile&);
    const auto walk = [&](const char* key, const char* english, const char* chinese, Value value) {
      for (std::size_t i = 0; i < kTwelveLeads.size(); ++i) {
        const auto lead = name_of(kTwelveLeads[i]);
        const auto& p = v_.all()[i];
        add(fmt::format("{}_{}", key, lead), kEither, "", fmt::format("{} in {}", english, lead),
            fmt::format("{} {}", lead, chinese), p.usable ? value(p) : 0.0);
      }
    };
    walk("st", "ST for the QRS", "ST/QRS振幅",
         [](const LeadProfile& p) { return std::clamp(p.st / p.size, -0.6, 0.8); });
    walk("t", "T for the QRS", "T/QRS振幅",
         [](const LeadProfile& p) { return std::clamp(p.t_high / p.size, 0.0, 2.0); });
    walk("t_neg", "T inversion for the QRS", "T波倒置/QRS振幅",
         [](const LeadProfile& p) { return std::clamp(-p.t_low / p.size, 0.0, 1.5); });
  }

  // Named patterns of occlusion that the bare thresholds miss, and how widely ST is raised (pericarditis: in many
  // leads). CLINICAL.md section 2.
  void patterns() {
    const auto sunk = [&](Lead lead) { return std::max(0.0, -v_(lead).st); };
    const auto raised = [&](Lead lead) { return std::max(0.0, v_(lead).st); };
    add("formula", kFor, "", "four-variable formula of subtle LAD occlusion", "前降支隐匿闭塞四变量公式",
        0.052 * qtc() - 1.51 * v_(Lead::kV2).size - 2.68 * v_(Lead::kV4).r + 10.62 * v_(Lead::kV3).st);
    static constexpr std::array<Lead, 3> kBack = {Lead::kV1, Lead::kV2, Lead::kV3};
    add("posterior", kFor, "", "ST depression under an upright T in V1-V3, for the QRS",
        "V1-V3 ST压低伴T波直立/QRS振幅",
        v_.two_reach(kBack, [](const auto& p) { return std::max(0.0, std::min(-p.st, p.t_high)) / p.size; }));
    static constexpr std::array<Lead, 4> kWinter = {Lead::kV2, Lead::kV3, Lead::kV4, Lead::kV5};
    add("de_winter", kFor, "mV", "ST depression rising to a tall T in V2-V5", "V2-V5 ST上斜型压低伴T波高耸",
        v_.two_reach(kWinter, [](const auto& p) { return std::max(0.0, std::min(-p.st, p.t_high / 4.0)); }));
    add("t_v1_over_v6", kEither, "mV", "T of V1 against V6", "V1与V6 T波之差",
        v_(Lead::kV1).t_high - v_(Lead::kV6).t_high);
    add("avl_mirror", kFor, "", "ST and T sunk in aVL, for the QRS", "aVL ST压低及T波倒置/QRS振幅",
        (sunk(Lead::kAvl) + std::max(0.0, -v_(Lead::kAvl).t_low)) / v_(Lead::kAvl).size);
    add("aslanger", kFor, "mV", "elevation in III with depression in V4-V6", "III抬高伴V4-V6压低",
        std::min(raised(Lead::kIII), std::max({sunk(Lead::kV4), sunk(Lead::kV5), sunk(Lead::kV6)})));
    add("swirl", kFor, "mV", "elevation in V1 with depression in V5, V6", "V1抬高伴V5、V6压低",
        std::min(raised(Lead::kV1), std::max(sunk(Lead::kV5), sunk(Lead::kV6))));
    add("concordant", kFor, "", "ST with the direction of the QRS", "ST与QRS同向偏移/QRS振幅",
        v_.two_reach(kAllButAvr, [](const auto& p) { return (p.qrs_area < 0.0 ? -p.st : p.st) / p.size; }));
    add("discordant", kFor, "", "elevation against the depth of S", "ST抬高/S波深度",
        v_.two_reach(kAllButAvr, [](const auto& p) { return std::clamp(p.st / (0.2 + p.s), -1.0, 1.0); }));
    add("leads_raised", kEither, "", "leads with ST elevation of 0.05 mV", "ST抬高≥0.05 mV的导联数",
        v_.sum(kAllButAvr, [](const auto& p) { return p.st >= 0.05 ? 1.0 : 0.0; }));
  }

  View v_;
  const GlobalMeasurements& global_;
};

}  // namespace

const std::array<StemiFeature, kStemiFeatures>& stemi_feature_table() {
  static const auto kTable = [] {
    const StProfile level{};
    const Collector collector(level, {});
    assert(collector.table.size() == kStemiFeatures);
    std::array<StemiFeature, kStemiFeatures> out;
    std::copy_n(collector.table.begin(), std::min(collector.table.size(), out.size()), out.begin());
    return out;
  }();
  return kTable;
}

bool stemi_features(const Measurements& measured, StemiFeatures& out) {
  out.fill(0.0);
  const auto* beat = measured.dominant();
  if (beat == nullptr || !beat->qrs) return false;
  const auto profile = st_profile(*beat);
  int limb = 0, chest = 0;
  for (std::size_t i = 0; i < profile.size(); ++i) {
    if (profile[i].usable) ++(i < 6 ? limb : chest);
  }
  if (limb < 6 || chest < 4) return false;
  const Collector collector(profile, measured.global);
  std::copy_n(collector.values.begin(), kStemiFeatures, out.begin());
  return true;
}

}  // namespace rdc::ecg
