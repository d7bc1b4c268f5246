// Recordings that may be of one patient, for folds: the emergency set names no patients.
#pragma once

#include <span>
#include <vector>

#include "ecg/measurement/measurements.h"

namespace rdc::ecg::evaluation {

// The usual beat in I and II, centred and of size 1; empty without one.
std::vector<double> limb_shape(const Measurements& measured);

// One number a recording, the same where the shapes are alike; recordings that are both like a third are one patient's.
// Judging one by a model that saw the other would flatter.
std::vector<std::size_t> persons_of(std::span<const std::vector<double>> limb_shapes);

}  // namespace rdc::ecg::evaluation
