// Internal to the beat classifier: what one beat looks like, and which beats look alike.
#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <vector>

#include "ecg/measurement/qrs_detector.h"

namespace rdc::ecg {

// Three clear leads of one beat, each against its lead's QRS level, its own mean removed.
struct BeatShape {
  static constexpr std::size_t kLeads = 3;
  static constexpr std::size_t kQrs = 31;  // -120..+120 ms every 8 ms
  static constexpr std::size_t kP = 13;    // -320..-128 ms every 16 ms
  static constexpr std::size_t kT = 17;    // +144..+400 ms every 16 ms
  std::array<float, kLeads * kQrs> qrs{};
  std::array<float, kLeads * kP> p{};
  std::array<float, kLeads * kT> t{};
  float size = 0.0F;      // root mean square of `qrs`
  float width_ms = 0.0F;  // of the envelope at a third of its peak
};

// Correlation; 0 when either is flat.
float correlation(std::span<const float> a, std::span<const float> b);
float mean_of(std::span<const float> values);

struct BeatFamily {
  BeatShape centre;  // running mean
  std::size_t count = 0;
  float width_ms = 0.0F;
};

struct BeatFamilies {
  std::vector<BeatShape> shapes;  // a beat each, aligned within its family
  std::vector<double> at_ms;      // aligned fiducials
  std::vector<std::uint16_t> family_of;
  std::vector<BeatFamily> families;  // 0 is dominant
};

// `envelopes`: of the leads.
BeatFamilies sort_into_families(std::span<const std::span<const float>> leads, std::span<const Envelope> envelopes,
                                double rate_hz, std::span<const QrsDetection> beats);

}  // namespace rdc::ecg
