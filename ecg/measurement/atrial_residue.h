// The tracing with the ventricles taken out: of each beat the QRS is blanked and the T of its family's median is
// subtracted. What the atria write stays: P waves, conducted or not, flutter and fibrillation waves.
//
// At about 125 Hz. Leads where atria show best: II, III, aVF, V1; a tracing without them keeps its own. Pure.
#pragma once

#include <optional>
#include <span>
#include <vector>

#include "ecg/measurement/median_beat.h"

namespace rdc::ecg {

struct AtrialResidue {
  double rate_hz = 0.0;
  std::vector<Lead> names;
  std::vector<std::vector<float>> leads;  // one a name, microvolts
  // One a sample, 1 or 0, of all leads.
  std::vector<char> quiet;   // outside the QRS, and outside the T of beats that no median fits
  std::vector<char> silent;  // outside QRS and T: nothing was subtracted there

  double step_ms() const { return 1000.0 / rate_hz; }
  long length() const { return static_cast<long>(quiet.size()); }
};

// `medians`: of the families; beats of other families are blanked whole. No usable lead or median: empty.
AtrialResidue take_out_ventricles(const CleanStrip& strip, std::span<const Beat> beats,
                                  std::span<const MedianBeat> medians);

// How alike the residue is to itself some time later, by its slopes (a level or a slow drift counts for nothing):
// 1 for waves that come again unchanged, about 0 for noise or fibrillation's waves.
class SelfLikeness {
 public:
  // `mask`: the residue's quiet or silent samples. `residue` is not kept. `lead`: index of one lead; all by kAllLeads.
  static constexpr std::size_t kAllLeads = static_cast<std::size_t>(-1);
  SelfLikeness(const AtrialResidue& residue, std::span<const char> mask, std::size_t lead = kAllLeads);

  // -1..1; nullopt where fewer than a second of pairs can be compared.
  std::optional<double> at(long lag) const;
  // Root mean square of the slope over 48 ms, microvolts: the size of what is compared.
  double size_uv() const;

 private:
  double rate_hz_;
  std::vector<std::vector<float>> slopes_;  // 0 where not usable
  std::vector<float> usable_;
  std::vector<float> energy_;
};

}  // namespace rdc::ecg
