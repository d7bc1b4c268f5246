// Written by tests/evaluation/train_stemi_main.cc; do not edit. Order: stemi_features.cc's table.
#pragma once

#include <array>

#include "ecg/interpretation/stemi_features.h"

namespace rdc::ecg {

inline constexpr double kStemiBase = -2.9268;
inline constexpr std::array<double, kStemiFeatures> kStemiWeights = {{
    1.0713,   // anterior_st
    0.4143,   // inferior_st
    0.1270,   // lateral_st
    0.9458,   // anterior_proportion
    0.8070,   // inferior_proportion
    0.8227,   // lateral_proportion
    1.1230,   // reciprocal_avl
    1.0409,   // reciprocal_inferior
    0.8167,   // reciprocal_anterior
    0.6818,   // avl_inverted_t
    0.9158,   // posterior
    0.0000,   // anterior_t_area
    3.7400,   // inferior_straight
    0.0868,   // anterior_t
    1.4135,   // inferior_t
    0.5541,   // terminal_t
    0.4045,   // anterior_q
    0.2062,   // inferior_q
    1.9478,   // anterior_highest
    0.9575,   // iii_inverted_t
    1.8073,   // iii_over_ii
    1.4877,   // de_winter
    1.2491,   // no_s_wave
    0.5169,   // t_turn
    0.0000,   // deviation
    -5.8159,  // wide_qrs
    0.0000,   // deep_s
    -0.3904,  // diffuse
    -2.2355,  // pr_depression
    -0.7554,  // fast
    0.9259,   // t_v1
    -0.3055,  // left_depression
    0.0000,   // old_qs
    -1.1178,  // repolarisation
}};

// Log odds: cross-validated specificity 0.85; 0.956; 0.985.
inline constexpr double kStemiWatch = -1.4378;
inline constexpr double kStemiSuspected = -0.6954;
inline constexpr double kStemiAlarm = -0.3041;

}  // namespace rdc::ecg
