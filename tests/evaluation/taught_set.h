// Training records that no annotator has marked: drawn ones, whose beats are known exactly, and resting ECGs in which
// twelve leads together leave no doubt, for training on two of them or one.
#pragma once

#include <filesystem>
#include <functional>
#include <vector>

#include "ecg/measurement/qrs_detector.h"
#include "tests/evaluation/developer_set.h"

namespace rdc::ecg::evaluation {

// Set "simulated": `persons` of every rhythm (of those with unconducted P five times as many), 30 s, twelve leads,
// rate, voltage, noise and wander drawn by seed.
std::vector<ReferenceRecord> simulated_records(int persons);

// Set "noise": 30 s of twelve leads without a heart in them, white and coloured.
std::vector<ReferenceRecord> noise_records(int count);

// hmc, ptb-xl and cinc2021. `score` fills in the candidates' log-odds. A candidate that stays between sure and
// impossible is left out with 250 ms on both sides; a record with more than three of them altogether.
std::vector<ReferenceRecord> certain_records(const std::filesystem::path& data,
                                             const std::function<void(QrsCandidates&)>& score);

}  // namespace rdc::ecg::evaluation
