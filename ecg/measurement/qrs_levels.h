// What is usual of each lead around a moment, and the leads put together by it. Internal to the QRS detector; pure
// functions.
#pragma once

#include <algorithm>
#include <span>
#include <vector>

#include "ecg/signal/qrs_envelope.h"

namespace rdc::ecg {

// Of bins of 1.5 s: medians over neighbouring bins, the nearest bin's at any moment. Microvolts of the envelope.
struct LeadLevels {
  std::size_t bin = 1;         // envelope samples
  std::vector<float> peak;     // 70th percentile over about 18 s of the bins' maxima: the QRS level
  std::vector<float> floor;    // 30th percentile within the bin and its neighbours: what lies between the beats
  std::vector<float> highest;  // the bin's maximum

  std::size_t at(std::size_t index) const { return std::min(index / bin, peak.size() - 1); }
};

LeadLevels levels_of(const Envelope& envelope);

// The leads' mean, each against its own QRS level, weighted by its signal-to-noise ratio and by how sound it is.
struct CombinedLeads {
  double rate_hz = 0.0;
  std::size_t bin = 1;  // envelope samples
  std::size_t leads = 0;
  std::vector<float> value;  // 1 where the leads stand at their QRS level
  std::vector<float> floor;  // the same mean of the leads' floors, a value per bin
  // A value per bin and lead: 1; less where a lead shows no QRS in the bin, having lost its contact, or far more than
  // one, its electrode moving. What all leads show alike (a pause, a large beat) weighs nothing between them. 1 always
  // where there are more than three leads.
  std::vector<float> sound;

  std::size_t bin_at(std::size_t index) const { return std::min(index / bin, floor.size() - 1); }
  float floor_at(std::size_t index) const { return floor[bin_at(index)]; }
  std::span<const float> sound_at(std::size_t index) const {
    return std::span(sound).subspan(bin_at(index) * leads, leads);
  }
};

// `levels`: of the envelopes, which are of equal length; at least one.
CombinedLeads combine_leads(std::span<const Envelope> envelopes, const std::vector<LeadLevels>& levels);

}  // namespace rdc::ecg
