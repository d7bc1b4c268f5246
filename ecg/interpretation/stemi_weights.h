// Written by tests/evaluation/train_stemi_main.cc; do not edit. Order: stemi_features.cc's table.
#pragma once

#include <array>

#include "ecg/interpretation/stemi_features.h"

namespace rdc::ecg {

inline constexpr double kStemiBase = -3.0902;
inline constexpr std::array<double, kStemiFeatures> kStemiWeights = {{
    1.7426,   // anterior_st
    0.1690,   // inferior_st
    0.1833,   // lateral_st
    1.7312,   // anterior_proportion
    0.9983,   // inferior_proportion
    1.3245,   // lateral_proportion
    1.4191,   // reciprocal_avl
    1.5425,   // reciprocal_inferior
    0.7629,   // reciprocal_anterior
    0.7556,   // avl_inverted_t
    1.2496,   // posterior
    0.2372,   // anterior_t_area
    3.9538,   // inferior_straight
    0.1143,   // anterior_t
    1.5340,   // inferior_t
    0.5929,   // terminal_t
    0.4920,   // anterior_q
    0.3137,   // inferior_q
    0.0000,   // r_loss
    0.0000,   // lad_formula
    0.0175,   // iii_over_ii
    1.8187,   // de_winter
    1.7446,   // no_s_wave
    0.4583,   // t_turn
    0.0000,   // deviation
    -8.7115,  // wide_qrs
    0.0000,   // deep_s
    -0.5302,  // diffuse
    -2.9997,  // pr_depression
    -1.1299,  // fast
    0.7249,   // t_v1
    0.0000,   // narrow_t
    0.0000,   // old_qs
    -1.4638,  // repolarisation
}};

// Log odds: cross-validated specificity 0.85; 0.956; 0.985.
inline constexpr double kStemiWatch = -1.2511;
inline constexpr double kStemiSuspected = -0.6993;
inline constexpr double kStemiAlarm = -0.2188;

}  // namespace rdc::ecg
