// CLINICAL.md's criteria of voltage, QTc, Q waves and ischaemia at their thresholds, on the measurements of a simulated
// normal ECG, and what critical values are made of them.
#include <gtest/gtest.h>

#include <algorithm>
#include <functional>
#include <ostream>

#include "ecg/interpretation/interpret.h"
#include "ecg/measurement/measure.h"
#include "ecg/simulation/simulator.h"

namespace rdc::ecg {
namespace {

using Draw = std::function<void(Measurements&)>;

LeadMeasurements& drawn_lead(Measurements& measured, Lead which) {
  auto& leads = measured.medians.front().leads;
  return *std::find_if(leads.begin(), leads.end(), [which](const auto& lead) { return lead.lead == which; });
}

Interpretation said_of(const Draw& draw, Sex sex = Sex::kMale, simulation::Rhythm rhythm = simulation::Rhythm::kSinus) {
  simulation::Request request;
  request.rhythm = rhythm;
  auto made = simulation::simulate(request);
  made.recording.subject.age_years = 60.0;
  made.recording.subject.sex = sex;
  auto measured = *measure(made.recording);
  draw(measured);
  return interpret(made.recording, measured);
}

Deflection wave(double amplitude_uv, double duration_ms = 40.0) {
  Deflection out;
  out.amplitude_uv = amplitude_uv;
  out.duration_ms = duration_ms;
  return out;
}

void no_voltage(Measurements& m) {
  for (auto& lead : m.medians.front().leads) {
    lead.r = wave(500.0);
    lead.s = wave(-300.0);
    lead.q.reset();
    lead.is_qs = false;
    lead.r2.reset();
    lead.s2.reset();
  }
}

struct Voltage {
  const char* name;
  Sex sex;
  Draw draw;
  const char* fact;         // "" when it must not be said
  std::vector<Lead> leads;  // that show it
};
std::ostream& operator<<(std::ostream& out, const Voltage& v) { return out << v.name; }
class LeftVoltage : public ::testing::TestWithParam<Voltage> {};

TEST_P(LeftVoltage, IsSaidAtItsThresholdWithTheLeadsThatShowIt) {
  const auto& c = GetParam();
  const auto said = said_of(
      [&](Measurements& m) {
        no_voltage(m);
        c.draw(m);
      },
      c.sex);
  const auto* lvh = said.find("LVH");
  ASSERT_EQ(lvh != nullptr, c.fact[0] != '\0');
  if (lvh == nullptr) return;
  ASSERT_EQ(lvh->evidence.facts.size(), 1U);
  EXPECT_EQ(lvh->evidence.facts[0].name, c.fact);
  EXPECT_EQ(lvh->evidence.leads, c.leads);
}

Draw waves(std::initializer_list<std::pair<Lead, double>> r_or_s) {
  return [list = std::vector(r_or_s)](Measurements& m) {
    for (const auto& [lead, amplitude] : list)
      (amplitude > 0 ? drawn_lead(m, lead).r : drawn_lead(m, lead).s) = wave(amplitude);
  };
}

INSTANTIATE_TEST_SUITE_P(
    Criteria, LeftVoltage,
    ::testing::Values(Voltage{"SokolowAt3500",
                              Sex::kMale,
                              waves({{Lead::kV1, -1500}, {Lead::kV6, 2000}}),
                              "Sokolow-Lyon S V1 + R V5/V6",
                              {Lead::kV1, Lead::kV6}},
                      Voltage{"SokolowBelow", Sex::kMale, waves({{Lead::kV1, -1500}, {Lead::kV6, 1999}}), "", {}},
                      Voltage{"RAvlAbove1100", Sex::kMale, waves({{Lead::kAvl, 1101}}), "R aVL", {Lead::kAvl}},
                      Voltage{"RAvlAt1100", Sex::kMale, waves({{Lead::kAvl, 1100}}), "", {}},
                      Voltage{"CornellWomanAbove2000",
                              Sex::kFemale,
                              waves({{Lead::kV3, -1000}, {Lead::kAvl, 1001}}),
                              "Cornell S V3 + R aVL",
                              {Lead::kV3, Lead::kAvl}},
                      Voltage{"CornellManAt2000", Sex::kMale, waves({{Lead::kV3, -1000}, {Lead::kAvl, 1001}}), "", {}},
                      Voltage{"PegueroManAt2800",
                              Sex::kMale,
                              waves({{Lead::kV2, -1800}, {Lead::kV4, -1000}}),
                              "Peguero-Lo Presti deepest S + S V4",
                              {Lead::kV2, Lead::kV4}},
                      Voltage{"PegueroManAt2300", Sex::kMale, waves({{Lead::kV2, -1300}, {Lead::kV4, -1000}}), "", {}},
                      Voltage{"PegueroWomanAt2300",
                              Sex::kFemale,
                              waves({{Lead::kV2, -1300}, {Lead::kV4, -1000}}),
                              "Peguero-Lo Presti deepest S + S V4",
                              {Lead::kV2, Lead::kV4}}),
    [](const auto& tested) { return tested.param.name; });

TEST(LowVoltage, NamesItsLeads) {
  const auto said = said_of([](Measurements& m) {
    for (auto& lead : m.medians.front().leads) lead.qrs_peak_to_peak_uv = 450.0;
  });
  const auto* low = said.find("LOW_VOLTAGE");
  ASSERT_NE(low, nullptr);
  EXPECT_EQ(low->evidence.leads.size(), 6U);
}

struct CorrectedQt {
  const char* name;
  Sex sex;
  double ms;
  const char* code;  // "" for none
  Severity severity;
};
std::ostream& operator<<(std::ostream& out, const CorrectedQt& c) { return out << c.name; }
class QtLimits : public ::testing::TestWithParam<CorrectedQt> {};

TEST_P(QtLimits, AreThoseOfTheClinicalRules) {
  const auto& c = GetParam();
  const auto said = said_of([&](Measurements& m) { m.global.qtc.fridericia_ms = c.ms; }, c.sex);
  for (const char* code : {"QT_LONG", "QT_VERY_LONG", "QT_SHORT"}) {
    const auto* statement = said.find(code);
    EXPECT_EQ(statement != nullptr, std::string_view(code) == c.code) << code;
    if (statement != nullptr) {
      EXPECT_EQ(statement->severity, c.severity);
    }
  }
  EXPECT_EQ(said.find("NORMAL_ECG") != nullptr, c.code[0] == '\0' || c.severity == Severity::kNormal);
}

INSTANTIATE_TEST_SUITE_P(Limits, QtLimits,
                         ::testing::Values(CorrectedQt{"ManAt449", Sex::kMale, 449, "", Severity::kNormal},
                                           CorrectedQt{"ManAt450", Sex::kMale, 450, "QT_LONG", Severity::kAbnormal},
                                           CorrectedQt{"WomanAt459", Sex::kFemale, 459, "", Severity::kNormal},
                                           CorrectedQt{"WomanAt460", Sex::kFemale, 460, "QT_LONG", Severity::kAbnormal},
                                           CorrectedQt{"At500", Sex::kFemale, 500, "QT_VERY_LONG", Severity::kUrgent},
                                           CorrectedQt{"At391", Sex::kMale, 391, "", Severity::kNormal},
                                           CorrectedQt{"At390", Sex::kMale, 390, "QT_SHORT", Severity::kNormal},
                                           CorrectedQt{"At360", Sex::kMale, 360, "QT_SHORT", Severity::kNote}),
                         [](const auto& tested) { return tested.param.name; });

// ---- Q waves and T inversion in neighbours, across the walls' borders --------------------------------------------

struct Neighbours {
  const char* name;
  Draw draw;
  const char* code;
  bool said;
};
std::ostream& operator<<(std::ostream& out, const Neighbours& c) { return out << c.name; }
class InNeighbours : public ::testing::TestWithParam<Neighbours> {};

TEST_P(InNeighbours, CountsOnlyThere) {
  const auto said = said_of(GetParam().draw);
  EXPECT_EQ(said.find(GetParam().code) != nullptr, GetParam().said);
}

Draw q_in(std::initializer_list<Lead> leads, double ms, double uv) {
  return [list = std::vector(leads), ms, uv](Measurements& m) {
    no_voltage(m);
    for (const Lead lead : list) drawn_lead(m, lead).q = wave(-uv, ms);
  };
}

Draw inverted_t(std::initializer_list<Lead> leads, double r_uv, double s_uv, double t_uv) {
  return [list = std::vector(leads), r_uv, s_uv, t_uv](Measurements& m) {
    for (const Lead lead : list) {
      drawn_lead(m, lead).r = wave(r_uv);
      drawn_lead(m, lead).s = wave(-s_uv);
      drawn_lead(m, lead).t_uv = t_uv;
    }
  };
}

INSTANTIATE_TEST_SUITE_P(
    Pairs, InNeighbours,
    ::testing::Values(
        Neighbours{"QInV4AndV5", q_in({Lead::kV4, Lead::kV5}, 30, 100), "OLD_MI_LATERAL", true},
        Neighbours{"QInV5AndV6", q_in({Lead::kV5, Lead::kV6}, 30, 100), "OLD_MI_LATERAL", true},
        Neighbours{"QTooNarrow", q_in({Lead::kV5, Lead::kV6}, 29, 100), "OLD_MI_LATERAL", false},
        Neighbours{"QTooShallow", q_in({Lead::kV5, Lead::kV6}, 30, 99), "OLD_MI_LATERAL", false},
        Neighbours{"QInV5Alone", q_in({Lead::kV5}, 40, 300), "OLD_MI_LATERAL", false},
        Neighbours{"QOf21InV2AndV3", q_in({Lead::kV2, Lead::kV3}, 21, 100), "OLD_MI_ANTERIOR", true},
        Neighbours{"QInIiAndAvf", q_in({Lead::kII, Lead::kAvf}, 30, 100), "OLD_MI_INFERIOR", true},
        Neighbours{"QInIiAndIii", q_in({Lead::kII, Lead::kIII}, 30, 100), "OLD_MI_INFERIOR", false},
        Neighbours{"TInIiiAndAvf", inverted_t({Lead::kIII, Lead::kAvf}, 400, 100, -150), "ISCHAEMIA_T_INVERSION", true},
        Neighbours{"TInIiiAlone", inverted_t({Lead::kIII}, 400, 100, -150), "ISCHAEMIA_T_INVERSION", false},
        Neighbours{"TWithRatioAboveOne", inverted_t({Lead::kV5, Lead::kV6}, 200, 150, -101), "ISCHAEMIA_T_INVERSION",
                   true},
        Neighbours{"TWithProminentR", inverted_t({Lead::kV3, Lead::kV4}, 700, 900, -101), "ISCHAEMIA_T_INVERSION",
                   true},
        Neighbours{"TOfExactly100", inverted_t({Lead::kV5, Lead::kV6}, 700, 100, -100), "ISCHAEMIA_T_INVERSION", false},
        Neighbours{"TWithSmallRAndDeepS", inverted_t({Lead::kV1, Lead::kV2}, 200, 900, -150), "ISCHAEMIA_T_INVERSION",
                   false}),
    [](const auto& tested) { return tested.param.name; });

// ---- Critical values ---------------------------------------------------------------------------------------------

const CriticalValue* critical_of(const Interpretation& said, std::string_view code) {
  const auto found =
      std::find_if(said.critical.begin(), said.critical.end(), [&](const auto& value) { return value.code == code; });
  return found == said.critical.end() ? nullptr : &*found;
}

TEST(CriticalValue, OfARunOverALongQtIsTorsade) {
  const auto with = [](double qtc, bool runs) {
    return said_of([=](Measurements& m) {
      m.global.qtc.fridericia_ms = qtc;
      if (!runs) return;
      m.rhythm.longest_ventricular_run = 5;
      m.rhythm.ventricular_run_bpm = 210.0;
    });
  };
  EXPECT_NE(critical_of(with(520, true), "TORSADE"), nullptr);
  EXPECT_EQ(critical_of(with(499, true), "TORSADE"), nullptr);
  EXPECT_EQ(critical_of(with(520, false), "TORSADE"), nullptr);
}

TEST(CriticalValue, StatesNoRelationThatDoesNotHold) {
  for (int rhythm = 0; rhythm <= static_cast<int>(simulation::Rhythm::kDualPaced); ++rhythm) {
    for (const double rate : {25.0, 45.0, 200.0, 240.0}) {
      simulation::Request request;
      request.rhythm = static_cast<simulation::Rhythm>(rhythm);
      request.heart_rate = rate;
      const auto made = simulation::simulate(request);
      for (const auto& value : interpret(made.recording, *measure(made.recording)).critical) {
        if (!value.fact.threshold) continue;
        const double v = value.fact.value, limit = *value.fact.threshold;
        const bool holds = value.fact.relation == "<" ? v < limit : v >= limit;
        EXPECT_TRUE(holds) << value.code << ": " << v << " " << value.fact.relation << " " << limit;
      }
    }
  }
}

}  // namespace
}  // namespace rdc::ecg
