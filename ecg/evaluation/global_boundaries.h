// Global boundaries: one onset and one offset of a wave for all leads of a beat, which is what CSE's limits are for.
//
// CSE's referees marked the earliest onset and the latest offset of any lead, all leads in sight at one time scale
// (Willems et al., Eur Heart J 1985;6:815; IEC 60601-2-25 defines global intervals so), and the median of five referees
// was the reference. LUDB has one annotation a lead: the earliest of twelve is that of the lead whose annotation erred
// most. So two references are made of it: the extreme one, by the letter, and the confirmed one, the boundary that a
// quarter of the leads (the third of twelve) has reached, which one lead alone cannot move. Pure.
#pragma once

#include <array>
#include <span>
#include <vector>

#include "ecg/evaluation/delineation_evaluation.h"

namespace rdc::ecg::evaluation {

enum class GlobalRule : std::uint8_t { kExtreme, kConfirmed };

// `leads`: each lead's waves of one kind, ascending. A wave of the beat is one that a quarter of the leads shows, its
// peaks within 150 ms; its peak is their median.
std::vector<ReferenceWave> global_waves(std::span<const std::vector<ReferenceWave>> leads, GlobalRule rule);
std::vector<Wave> global_waves(std::span<const std::vector<Wave>> leads, GlobalRule rule);

// A tracing's P, QRS and T (WaveKind) by the rule. `reference` and `detected`: of each lead, by kind; the same leads.
std::array<WaveScore, 3> score_globally(std::span<const std::array<std::vector<ReferenceWave>, 3>> reference,
                                        std::span<const std::array<std::vector<Wave>, 3>> detected, GlobalRule rule);

}  // namespace rdc::ecg::evaluation
