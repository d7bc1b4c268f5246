// Written by tests/evaluation/train_stemi_main.cc; do not edit. Order: stemi_features.cc's table.
#pragma once

#include <array>

#include "ecg/interpretation/stemi_features.h"

namespace rdc::ecg {

inline constexpr double kStemiBase = -3.0553;
inline constexpr std::array<double, kStemiFeatures> kStemiWeights = {{
    1.0861,   // anterior_st
    0.9753,   // inferior_st
    0.2924,   // lateral_st
    1.3417,   // anterior_proportion
    0.7902,   // inferior_proportion
    0.9759,   // lateral_proportion
    1.0218,   // reciprocal_avl
    1.0928,   // reciprocal_inferior
    0.8331,   // reciprocal_anterior
    0.6909,   // avl_inverted_t
    0.6967,   // posterior
    0.1990,   // anterior_t_area
    2.4392,   // inferior_straight
    1.1224,   // anterior_t
    0.8169,   // inferior_t
    0.5614,   // terminal_t
    0.3938,   // anterior_q
    0.3101,   // inferior_q
    0.0401,   // r_loss
    0.1133,   // lad_formula
    2.6540,   // iii_over_ii
    0.0000,   // avr_diffuse
    0.8523,   // no_s_wave
    0.0000,   // concordant
    0.7659,   // deviation
    -6.0477,  // wide_qrs
    0.0000,   // deep_s
    -0.4864,  // diffuse
    -2.4727,  // pr_depression
    -1.1652,  // fast
    1.1753,   // t_v1
    0.0000,   // narrow_t
    0.0000,   // old_qs
    0.0000,   // repolarisation
}};

// Log odds: cross-validated sensitivity 0.95; specificity 0.956; specificity 0.985.
inline constexpr double kStemiWatch = -2.4639;
inline constexpr double kStemiSuspected = -0.5669;
inline constexpr double kStemiAlarm = 0.2729;

}  // namespace rdc::ecg
