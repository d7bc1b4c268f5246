// Written by tests/evaluation/train_stemi_main.cc; do not edit. Order: stemi_features.cc's table.
#pragma once

#include <array>

#include "ecg/interpretation/stemi_features.h"

namespace rdc::ecg {

inline constexpr double kStemiBase = -3.0902;
inline constexpr std::array<double, kStemiFeatures> kStemiWeights = {{
    1.3691,   // anterior_st
    0.2395,   // inferior_st
    0.2409,   // lateral_st
    0.4830,   // anterior_proportion
    1.0088,   // inferior_proportion
    1.0063,   // lateral_proportion
    1.2387,   // reciprocal_avl
    0.9861,   // reciprocal_inferior
    1.3453,   // reciprocal_anterior
    0.5076,   // avl_inverted_t
    1.0101,   // posterior
    0.7314,   // anterior_t_area
    3.7107,   // inferior_straight
    0.5541,   // anterior_t
    1.3690,   // inferior_t
    0.4970,   // terminal_t
    0.4971,   // anterior_q
    0.0496,   // inferior_q
    2.9158,   // anterior_highest
    1.1706,   // iii_inverted_t
    6.4475,   // iii_over_ii
    0.3019,   // de_winter
    0.7462,   // no_s_wave
    0.7660,   // t_turn
    0.0000,   // deviation
    -6.7671,  // wide_qrs
    0.0000,   // deep_s
    -0.6486,  // diffuse
    -1.2867,  // pr_depression
    -2.0803,  // fast
    1.1346,   // t_v1
    -0.5431,  // left_depression
    0.0000,   // old_qs
    -1.9918,  // repolarisation
}};

// Log odds: cross-validated specificity 0.85; 0.956; 0.985.
inline constexpr double kStemiWatch = -1.3987;
inline constexpr double kStemiSuspected = -0.5947;
inline constexpr double kStemiAlarm = -0.0777;

}  // namespace rdc::ecg
