// Written by tests/evaluation/train_stemi_main.cc; do not edit. Order: stemi_features.cc's table.
#pragma once

#include <array>

#include "ecg/interpretation/stemi_features.h"

namespace rdc::ecg {

inline constexpr double kStemiBase = -2.5754;
inline constexpr std::array<double, kStemiFeatures> kStemiWeights = {{
    1.8932,   // anterior_st
    1.9140,   // inferior_st
    0.0450,   // lateral_st
    3.4649,   // anterior_proportion
    3.0394,   // inferior_proportion
    4.3387,   // lateral_proportion
    4.6435,   // reciprocal_avl
    6.0787,   // reciprocal_inferior
    4.4912,   // reciprocal_anterior
    3.2395,   // avl_inverted_t
    2.7944,   // posterior
    0.0098,   // anterior_straight
    2.9850,   // inferior_straight
    1.0277,   // anterior_t
    0.7589,   // inferior_t
    0.7789,   // terminal_t
    0.4376,   // anterior_q
    0.5966,   // inferior_q
    0.0000,   // r_loss
    0.1624,   // lad_formula
    4.0526,   // iii_over_ii
    0.0000,   // avr_diffuse
    1.1222,   // no_s_wave
    0.1980,   // concordant
    1.6842,   // deviation
    -3.8528,  // wide_qrs
    0.0000,   // deep_s
    -0.5092,  // diffuse
    -3.3158,  // pr_depression
    -1.6636,  // fast
    0.0000,   // noise
    0.0000,   // narrow_t
    -0.1088,  // old_qs
    0.0000,   // repolarisation
}};

// Log odds: cross-validated sensitivity 0.95; specificity 0.956; specificity 0.985.
inline constexpr double kStemiWatch = -2.6065;
inline constexpr double kStemiSuspected = -0.6602;
inline constexpr double kStemiAlarm = 0.0890;

}  // namespace rdc::ecg
