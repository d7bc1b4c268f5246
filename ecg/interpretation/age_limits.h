// What is normal at which age: rate, PR, QRS, axis and the ventricles' voltages of children, and what stands for them
// in adults. Internal to the interpretation.
//
// Children: the table of normal values of the University of Chicago's pediatric cardiology (Pediatric
// Electrocardiography, "Normal Values"), read in full; the classical centiles behind such tables are Davignon's
// (Pediatr Cardiol 1979;1:123-131), of white children. Widths of bundle branch block: AHA/ACCF/HRS 2009, part III, as
// quoted by others (above 90 ms below 4 years, above 100 ms from 4 to 15; incomplete from 80 and 90 ms). Rates of
// supraventricular tachycardia: PALS (AHA), from 220/min in the first year of life and from 180/min later. No
// recordings of children were at hand to try them on. Adults, from 16 years: CLINICAL.md section 3.
#pragma once

#include "ecg/interpretation/rule_context.h"

namespace rdc::ecg {

inline constexpr double kAdultYears = 16.0;

// Limits belong to what is normal. Times in ms, voltages in uV, rates in 1/min, axes in degrees.
struct AgeLimits {
  double below_years;            // holds below this age
  double slow_bpm, fast_bpm;     // sinus rhythm
  double svt_bpm;                // without P waves, a rate from here on is no sinus rhythm's
  double axis_left, axis_right;  // of the QRS, frontal
  double pr_min_ms, pr_max_ms;
  double delayed_qrs_ms, wide_qrs_ms;         // incomplete and complete block from here on
  double r_v1_uv, s_v1_uv, r_v6_uv, s_v6_uv;  // greatest; 0 in adults, who have criteria of their own
};

// Unknown age is taken as an adult's.
const AgeLimits& limits_of(const Person& person);
bool is_child(const Person& person);

// T waves point down in V1 to V3, and may in V4, from the first week of life to the late teens; an upright T in V1
// before 8 years is a sign of right ventricular hypertrophy (Dickinson, Heart 2005;91:1626).
bool t_inversion_is_normal(const Person& person, Lead lead);
bool upright_t_in_v1_is_abnormal(const Person& person);

// Where the limits of a person come from, for evidence.
const char* source_of_limits(const Person& person);

}  // namespace rdc::ecg
