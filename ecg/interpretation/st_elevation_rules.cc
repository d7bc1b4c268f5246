// ST elevation by the Fourth Universal Definition of MI (CLINICAL.md section 2).
#include <algorithm>
#include <array>

#include <fmt/format.h>

#include "ecg/interpretation/rule_context.h"
#include "ecg/interpretation/st_thresholds.h"
#include "ecg/interpretation/territories.h"

namespace rdc::ecg {

double st_elevation_threshold_uv(Lead lead, const Person& person) {
  switch (lead) {
    case Lead::kV2:
    case Lead::kV3:
      if (person.female) return 150.0;
      return person.age_years >= 40.0 ? 200.0 : 250.0;
    case Lead::kV7:
    case Lead::kV8:
    case Lead::kV9:
      return !person.female && person.age_years < 40.0 ? 100.0 : 50.0;
    case Lead::kV3R:
    case Lead::kV4R:
      return !person.female && person.age_years < 30.0 ? 100.0 : 50.0;
    default:
      return 100.0;
  }
}

std::vector<Lead> elevated_contiguous(const RuleContext& c, std::span<const Lead> chain) {
  std::vector<bool> high;
  for (const Lead lead : chain) {
    const auto j = c.j(lead);
    high.push_back(j && *j >= st_elevation_threshold_uv(lead, c.person));
  }
  std::vector<Lead> out;
  for (std::size_t i = 0; i < chain.size(); ++i) {
    const bool neighbour = (i > 0 && high[i - 1]) || (i + 1 < chain.size() && high[i + 1]);
    if (high[i] && neighbour) out.push_back(chain[i]);
  }
  return out;
}

namespace {

struct Wall {
  const char* rule;
  const char* code;
  const char *english, *chinese;
  std::span<const Lead> leads;
};

constexpr std::array<Lead, 5> kAnteriorWall = {Lead::kV1, Lead::kV2, Lead::kV3, Lead::kV4, Lead::kV5};
constexpr std::array<Lead, 4> kInferiorWall = {Lead::kMinusAvr, Lead::kII, Lead::kAvf, Lead::kIII};
constexpr std::array<Lead, 3> kHighLateralWall = {Lead::kAvl, Lead::kI, Lead::kMinusAvr};

const std::array<Wall, 6>& walls() {
  static const std::array<Wall, 6> kWalls = {{
      {"stemi.anterior", "STEMI_ANTERIOR", "ST elevation, anterior wall", "前壁ST段抬高", kAnteriorWall},
      {"stemi.inferior", "STEMI_INFERIOR", "ST elevation, inferior wall", "下壁ST段抬高", kInferiorWall},
      {"stemi.lateral", "STEMI_LATERAL", "ST elevation, high lateral wall", "高侧壁ST段抬高", kHighLateralWall},
      {"stemi.low_lateral", "STEMI_LATERAL", "ST elevation, lateral wall (V5, V6)", "侧壁（V5、V6）ST段抬高",
       kLowLateralLeads},
      {"stemi.posterior", "STEMI_POSTERIOR", "ST elevation V7-V9", "V7-V9 ST段抬高", kPosteriorLeads},
      {"stemi.right", "STEMI_RIGHT", "ST elevation V3R, V4R", "V3R、V4R ST段抬高", kRightWallLeads},
  }};
  return kWalls;
}

// No two neighbours can be judged: which are missing, and what the others show by themselves.
void explain_lone_leads(const RuleContext& c, const Wall& wall, Consideration& out) {
  std::vector<Lead> missing;
  for (const Lead lead : wall.leads) {
    const auto j = c.j(lead);
    if (!j) {
      missing.push_back(lead);
      continue;
    }
    const double threshold = st_elevation_threshold_uv(lead, c.person);
    out.facts.push_back(fact("J", lead, *j, "uV", ">=", threshold));
    if (*j < threshold) continue;
    const std::array<Lead, 1> one = {lead};
    out.why_not.push_back(
        {fmt::format("J in {} is {:.0f} uV, at least {:.0f} uV, but one lead alone is not enough", list_of(one), *j,
                     threshold),
         fmt::format("{} 导联J点为 {:.0f} uV，达到 {:.0f} uV，但仅一个导联不足以判定", list_of(one), *j, threshold)});
  }
  out.why_not.push_back(not_recorded(missing));
}

// Which pair of neighbours came nearest to the definition, and what it lacked.
void explain_not_met(const RuleContext& c, const Wall& wall, Consideration& out) {
  double nearest = -1e9;
  std::size_t at = 0;
  for (std::size_t i = 0; i + 1 < wall.leads.size(); ++i) {
    const auto a = c.j(wall.leads[i]), b = c.j(wall.leads[i + 1]);
    if (!a || !b) continue;
    const double margin = std::min(*a - st_elevation_threshold_uv(wall.leads[i], c.person),
                                   *b - st_elevation_threshold_uv(wall.leads[i + 1], c.person));
    if (margin > nearest) {
      nearest = margin;
      at = i;
    }
  }
  if (nearest < -1e8) {
    explain_lone_leads(c, wall, out);
    return;
  }
  for (const Lead lead : {wall.leads[at], wall.leads[at + 1]}) {
    const double threshold = st_elevation_threshold_uv(lead, c.person), j = *c.j(lead);
    out.facts.push_back(fact("J", lead, j, "uV", ">=", threshold));
    if (j >= threshold) continue;
    const std::array<Lead, 1> one = {lead};
    out.why_not.push_back({fmt::format("J in {} is {:.0f} uV, below {:.0f} uV", list_of(one), j, threshold),
                           fmt::format("{} 导联J点为 {:.0f} uV，低于 {:.0f} uV", list_of(one), j, threshold)});
  }
}

// Depression of 50 uV in two leads on the other side of the heart.
bool has_reciprocal(const RuleContext& c, std::span<const Lead> wall) {
  int sunk = 0;
  for (const Lead lead : kTwelveLeads) {
    if (lead == Lead::kAvr || std::find(wall.begin(), wall.end(), lead) != wall.end()) continue;
    const auto j = c.j(lead);
    if (j && *j <= -50.0) ++sunk;
  }
  return sunk >= 2;
}

bool secondary_elevation(const RuleContext& c) {
  return c.paced() || c.has("LBBB") || c.has("VENTRICULAR_TACHYCARDIA") || c.has("WIDE_COMPLEX_TACHYCARDIA") ||
         c.has("IDIOVENTRICULAR_RHYTHM") || c.ventricular_escape_in_block();
}

Text why_secondary(const RuleContext& c) {
  if (c.has("LBBB")) {
    return {"left bundle branch block lifts ST by itself: see the modified Sgarbossa rule",
            "左束支阻滞本身可致ST抬高：见改良Sgarbossa标准"};
  }
  if (c.paced()) {
    return {"a paced QRS lifts ST by itself: see the modified Sgarbossa rule",
            "起搏心律本身可致ST抬高：见改良Sgarbossa标准"};
  }
  return {"the beats are ventricular: ST cannot be judged", "室性心搏：ST段不能评价"};
}

bool mimic_present(const RuleContext& c) {
  return std::any_of(c.out.mimics.begin(), c.out.mimics.end(), [](const auto& m) { return m.present; });
}

// The high and the low lateral wall make one statement, with what both show.
void add_wall(RuleContext& c, const Wall& wall, Confidence confidence, const std::vector<Lead>& leads,
              std::vector<Fact> facts) {
  const auto said = std::find_if(c.out.statements.begin(), c.out.statements.end(),
                                 [&](const Statement& s) { return s.code == wall.code; });
  if (said == c.out.statements.end()) {
    c.say(wall.code, confidence, wall.rule, kUdmi, leads, std::move(facts));
    return;
  }
  said->confidence = std::max(said->confidence, confidence);
  said->evidence.leads.insert(said->evidence.leads.end(), leads.begin(), leads.end());
  said->evidence.facts.insert(said->evidence.facts.end(), facts.begin(), facts.end());
}

void judge_wall(RuleContext& c, const Wall& wall) {
  Consideration considered{wall.rule, {wall.english, wall.chinese}, false, {}, {}, kUdmi};
  const auto leads = elevated_contiguous(c, wall.leads);
  if (leads.empty()) {
    explain_not_met(c, wall, considered);
  } else {
    for (const Lead lead : leads) {
      considered.facts.push_back(fact("J", lead, *c.j(lead), "uV", ">=", st_elevation_threshold_uv(lead, c.person)));
    }
    if (secondary_elevation(c)) {
      considered.why_not.push_back(why_secondary(c));
    } else {
      considered.met = true;
    }
  }
  if (considered.met) {
    const bool mirrored = has_reciprocal(c, wall.leads);
    auto confidence = mirrored ? Confidence::kDefinite : Confidence::kProbable;
    if (mimic_present(c) && !mirrored) confidence = Confidence::kPossible;
    auto facts = considered.facts;
    add_wall(c, wall, confidence, leads, std::move(facts));
  }
  c.out.considered.push_back(std::move(considered));
}

}  // namespace

void judge_st_elevation(RuleContext& c) {
  for (const auto& wall : walls()) {
    if (c.beat != nullptr) {
      judge_wall(c, wall);
    } else {
      c.out.considered.push_back({wall.rule, {wall.english, wall.chinese}, false, {c.why_no_beat()}, {}, kUdmi});
    }
  }
  if (!c.has("STEMI_INFERIOR")) return;
  c.ask_to_record(std::array{Lead::kV3R, Lead::kV4R, Lead::kV5R}, kRightWallLeads,
                  {"inferior infarction: is the right ventricle involved?", "下壁梗死：是否累及右心室？"});
  c.ask_to_record(kPosteriorLeads, kPosteriorLeads,
                  {"inferior infarction: is the posterior wall involved?", "下壁梗死：是否累及正后壁？"});
}

}  // namespace rdc::ecg
