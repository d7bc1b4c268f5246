// The recordings that teach the boundary locators: LUDB with its annotations, tracings in atrial fibrillation,
// simulated ones with their truth.
#pragma once

#include <array>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <vector>

#include "ecg/evaluation/delineation_evaluation.h"
#include "ecg/measurement/delineator.h"

namespace rdc::ecg::evaluation {

using LeadReference = std::array<std::vector<ReferenceWave>, 3>;  // P, QRS, T

struct TaughtRecord {
  std::size_t fold = 0;  // recordings of one person are in one
  Strip strip;           // LUDB's only
  std::vector<LeadReference> reference;
  std::unique_ptr<DelineationGrid> grid;
  std::vector<BeatPlace> beats;
  double first_ms = 1e9, last_ms = -1.0;  // annotated QRS complexes

  // Recordings without wave annotations teach peaks only: simulated ones by their truth, atrial fibrillation by the
  // absence of any P.
  struct Known {
    double at_ms = 0.0;
    std::optional<double> p_ms, t_ms;
    bool t_known = true;
    std::array<std::array<std::optional<double>, 2>, 3> edges{};  // of P, QRS, T; onset, offset
  };
  bool peaks_only = false;
  bool long_pr = false;  // drawn out (with_longer_pr): for the search of such P waves alone
  std::vector<Known> known;
};

inline constexpr std::size_t kTeachingFolds = 5;

enum class Part { kOnset, kPeak, kOffset };
// The lead's wave (0 P, 1 QRS, 2 T) that belongs to the beat; nullptr when it was not annotated.
const ReferenceWave* wave_of(const TaughtRecord& record, std::size_t lead, const BeatPlace& beat, std::size_t kind);
std::optional<double> place_of(const ReferenceWave& wave, Part part);
// The median over the leads that have it; nullopt when fewer than three do.
std::optional<double> common_place(const TaughtRecord& record, const BeatPlace& beat, std::size_t kind, Part part);

// LUDB, AF of the emergency set, LUDB's leads I and II alone, simulated. `fold_seed`: 0 deals LUDB's persons out in
// turn, others in an order drawn by it. Throws as read_wfdb does.
std::vector<TaughtRecord> read_teaching_records(const std::filesystem::path& data, std::uint64_t fold_seed);

}  // namespace rdc::ecg::evaluation
