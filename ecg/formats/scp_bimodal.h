// The bimodal compression of SCP-ECG (EN 1064 annex C): every sample near the QRS complexes, every few elsewhere.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "ecg/formats/scp_sections.h"

namespace rdc::ecg::scp {

// How a file's leads were thinned out. Devices differ in what they do with the samples that are left over when a
// stretch is no multiple of `ratio` long.
struct BimodalLayout {
  std::vector<Zone> protected_zones;  // in order
  std::size_t ratio = 4;              // of samples to a stored one, outside the zones
  bool keeps_leftover = true;         // each as it is; otherwise one stored sample stands for them all
};

// A lead's place (counted from 1, end included) and how many samples the file stores of it.
struct StoredLead {
  Zone place;
  std::size_t stored = 0;
};

// The layout that gives the numbers of stored samples, which may be a few too many: the bits that fill a lead's last
// byte look like samples. Tried first: `ratio` (1: the file states none), with the zones. When nothing fits, that.
BimodalLayout bimodal_layout(std::span<const StoredLead> leads, std::vector<Zone> protected_zones, int ratio);

// All samples of `lead` from the stored ones. Outside the protected zones a stored sample stands for the middle of
// `ratio` samples, those between two are interpolated, the ends are held.
std::vector<std::int16_t> expand_bimodal(std::span<const std::int16_t> stored, const BimodalLayout& layout, Zone lead);

}  // namespace rdc::ecg::scp
