#include "tests/evaluation/delineation_records.h"

#include <algorithm>
#include <cctype>
#include <cmath>
#include <numeric>

#include "ecg/measurement/qrs_detector.h"
#include "ecg/signal/pacing_spikes.h"
#include "ecg/simulation/simulator.h"
#include "tests/evaluation/wfdb_record.h"

namespace rdc::ecg::evaluation {
namespace {

void place_beats(TaughtRecord& out, Strip strip) {
  // As in use: pacing spikes are gone.
  const auto spikes = find_pacing_spikes(strip);
  for (auto& channel : strip.channels) remove_spikes(channel.samples, strip.rate_hz, spikes);
  std::vector<std::span<const float>> leads;
  for (const auto& channel : strip.channels) leads.emplace_back(channel.samples);
  out.grid = std::make_unique<DelineationGrid>(leads, strip.rate_hz);
  const auto beats = detect_qrs(leads, strip.rate_hz);
  const double usual =
      beats.size() > 1 ? (beats.back().at_ms - beats.front().at_ms) / static_cast<double>(beats.size() - 1) : 1000.0;
  for (std::size_t n = 0; n < beats.size(); ++n) {
    out.beats.push_back({beats[n].at_ms, n > 0 ? beats[n].at_ms - beats[n - 1].at_ms : usual,
                         n + 1 < beats.size() ? beats[n + 1].at_ms - beats[n].at_ms : usual});
  }
}

Strip two_leads(const Strip& strip) { return {strip.rate_hz, {strip.channels[0], strip.channels[1]}}; }

// A recording in atrial fibrillation, by its label.
TaughtRecord fibrillating(const Strip& strip) {
  TaughtRecord out;
  place_beats(out, strip);
  out.peaks_only = true;
  for (const auto& beat : out.beats) out.known.push_back({beat.at_ms, std::nullopt, std::nullopt, false, {}});
  return out;
}

TaughtRecord simulated(std::uint64_t seed) {
  using simulation::Morphology;
  using simulation::Rhythm;
  constexpr std::array kRhythms = {Rhythm::kSinus,
                                   Rhythm::kSinus,
                                   Rhythm::kSinus,
                                   Rhythm::kAtrialFibrillation,
                                   Rhythm::kPrematureVentricular,
                                   Rhythm::kJunctional,
                                   Rhythm::kSupraventricularTachycardia,
                                   Rhythm::kVentricularTachycardia,
                                   Rhythm::kVentricularPaced};
  constexpr std::array kMorphologies = {Morphology::kNormal,
                                        Morphology::kNormal,
                                        Morphology::kLeftBundleBranchBlock,
                                        Morphology::kRightBundleBranchBlock,
                                        Morphology::kAnteriorStemi,
                                        Morphology::kInferiorStemi};
  simulation::SeededNoise noise(seed);
  simulation::Request request;
  request.seed = seed;
  request.rhythm = kRhythms[seed % kRhythms.size()];
  request.morphology = kMorphologies[(seed / kRhythms.size()) % kMorphologies.size()];
  request.heart_rate = request.rhythm == Rhythm::kSinus ? noise.between(40.0, 150.0) : noise.between(50.0, 170.0);
  request.noise_uv = noise.between(2.0, 30.0);
  request.wander_uv = noise.between(0.0, 100.0);
  if (noise.unit() < 0.5 && request.heart_rate < 100.0) request.pr_ms = noise.between(110.0, 280.0);
  request.qt_scale = noise.between(0.85, 1.15);
  const auto made = simulation::simulate(request);
  TaughtRecord out;
  place_beats(out, made.recording.rhythm);
  out.peaks_only = true;
  for (const auto& beat : made.beats) {
    const bool room = beat.p_onset > 0.0;
    if (beat.has_p && !room) continue;
    TaughtRecord::Known known{1000.0 * beat.r_peak, std::nullopt, 1000.0 * beat.t_peak, true, {}};
    if (beat.has_p) {
      known.p_ms = 500.0 * (beat.p_onset + beat.p_offset);
      known.edges[0] = {1000.0 * beat.p_onset, 1000.0 * beat.p_offset};
    }
    known.edges[1] = {1000.0 * beat.qrs_onset, 1000.0 * beat.qrs_offset};
    known.edges[2] = {std::nullopt, 1000.0 * beat.t_offset};
    out.known.push_back(known);
  }
  return out;
}

TaughtRecord read(std::filesystem::path header) {
  auto wfdb = read_wfdb(header);
  const auto& strip = wfdb.recording.rhythm;
  TaughtRecord out;
  for (const auto& channel : strip.channels) {
    std::string extension(".");
    for (const char c : channel.label) extension.push_back(static_cast<char>(std::tolower(c)));
    out.reference.push_back(waves_of(*read_annotations(header.replace_extension(extension)), strip.rate_hz));
    for (const auto& qrs : out.reference.back()[1]) {
      out.first_ms = std::min(out.first_ms, qrs.peak_ms);
      out.last_ms = std::max(out.last_ms, qrs.peak_ms);
    }
  }
  place_beats(out, strip);
  out.strip = std::move(wfdb.recording.rhythm);
  return out;
}

}  // namespace

const ReferenceWave* wave_of(const TaughtRecord& record, std::size_t lead, const BeatPlace& beat, std::size_t kind) {
  const auto& waves = record.reference[lead][kind];
  const double low = kind == 0 ? -std::min(400.0, 0.8 * beat.before_ms) : kind == 1 ? -100.0 : 80.0;
  const double high = kind == 0 ? -40.0 : kind == 1 ? 100.0 : std::min(620.0, 0.85 * beat.after_ms);
  const ReferenceWave* found = nullptr;
  for (const auto& wave : waves) {
    const double away = wave.peak_ms - beat.at_ms;
    if (away < low || away > high) continue;
    if (found == nullptr || kind == 0) found = &wave;  // the last P, the first T
  }
  return found;
}

std::optional<double> place_of(const ReferenceWave& wave, Part part) {
  if (part == Part::kOnset) return wave.onset_ms;
  if (part == Part::kOffset) return wave.offset_ms;
  return wave.peak_ms;
}

std::optional<double> common_place(const TaughtRecord& record, const BeatPlace& beat, std::size_t kind, Part part) {
  std::vector<double> places;
  for (std::size_t l = 0; l < record.reference.size(); ++l) {
    const auto* wave = wave_of(record, l, beat, kind);
    if (wave == nullptr) continue;
    if (const auto place = place_of(*wave, part)) places.push_back(*place);
  }
  if (places.size() < 3) return std::nullopt;
  std::sort(places.begin(), places.end());
  return places[places.size() / 2];
}

namespace {

// A strip whose PR segments are stretched, and where its moments have gone.
struct Stretched {
  Strip strip;
  std::vector<double> from_ms;  // after each of these, times are later by another `by_ms`
  double by_ms = 0.0;

  double moved(double ms) const {
    return ms +
           by_ms * static_cast<double>(std::upper_bound(from_ms.begin(), from_ms.end(), ms - 1e-6) - from_ms.begin());
  }
};

// LUDB has few P waves far from their QRS, and few small ones beside a large QRS; a locator taught by it alone takes
// them for nothing. Between P and QRS each lead is drawn out as if the AV node had taken `by_ms` longer; the P itself
// is `p_size` times what it was.
Stretched with_longer_pr(const TaughtRecord& record, double by_ms, double p_size) {
  Stretched out{{record.strip.rate_hz, {}}, {}, by_ms};
  struct Piece {
    std::size_t p, from, to;  // P onset, P offset, QRS onset
  };
  std::vector<Piece> pieces;
  for (const auto& beat : record.beats) {
    const auto p_on = common_place(record, beat, 0, Part::kOnset), p_off = common_place(record, beat, 0, Part::kOffset),
               qrs_on = common_place(record, beat, 1, Part::kOnset);
    if (!p_on || !p_off || !qrs_on || *p_off - *p_on < 20.0 || *qrs_on - *p_off < 8.0) continue;
    const auto sample = [&](double ms) {
      return static_cast<std::size_t>(std::lround(ms / 1000.0 * out.strip.rate_hz));
    };
    if (!pieces.empty() && sample(*p_on) <= pieces.back().to) continue;
    pieces.push_back({sample(*p_on), sample(*p_off), sample(*qrs_on)});
    out.from_ms.push_back(*qrs_on - 2.0);
  }
  const auto more = static_cast<std::size_t>(std::lround(by_ms / 1000.0 * out.strip.rate_hz));
  for (const auto& channel : record.strip.channels) {
    auto& longer = out.strip.channels.emplace_back(channel);
    longer.samples.clear();
    std::size_t done = 0;
    for (const auto& piece : pieces) {
      for (; done < piece.p; ++done) longer.samples.push_back(channel.samples[done]);
      const float begin = channel.samples[piece.p], end = channel.samples[piece.from];
      for (; done < piece.from; ++done) {
        const float share = static_cast<float>(done - piece.p) / static_cast<float>(piece.from - piece.p);
        const float line = begin + share * (end - begin);
        longer.samples.push_back(line + static_cast<float>(p_size) * (channel.samples[done] - line));
      }
      const std::size_t length = piece.to - piece.from, wanted = length + more;
      for (std::size_t i = 0; i < wanted; ++i) {
        const double at = static_cast<double>(i * length) / static_cast<double>(wanted);
        const auto whole = static_cast<std::size_t>(at);
        const auto part = static_cast<float>(at - static_cast<double>(whole));
        const float* x = &channel.samples[piece.from + whole];
        longer.samples.push_back(x[0] + part * (x[1] - x[0]));
      }
      done = piece.to;
    }
    longer.samples.insert(longer.samples.end(), channel.samples.begin() + static_cast<long>(done),
                          channel.samples.end());
  }
  return out;
}

// Peaks of LUDB's waves for a strip made of the record's; the ends of the annotated span are left out. `moved`: where
// a moment of the record is in it.
template <typename Moved>
std::vector<TaughtRecord::Known> known_peaks(const TaughtRecord& record, const Moved& moved) {
  std::vector<TaughtRecord::Known> out;
  for (const auto& beat : record.beats) {
    if (beat.at_ms < record.first_ms + 50.0 || beat.at_ms > record.last_ms - 50.0) continue;
    TaughtRecord::Known known{moved(beat.at_ms),
                              common_place(record, beat, 0, Part::kPeak),
                              common_place(record, beat, 2, Part::kPeak),
                              true,
                              {}};
    if (known.p_ms) known.p_ms = moved(*known.p_ms);
    if (known.t_ms) known.t_ms = moved(*known.t_ms);
    out.push_back(known);
  }
  return out;
}

// When each of `count` persons has his turn as they are dealt out to the folds.
std::vector<std::size_t> turns(std::size_t count, std::uint64_t seed) {
  std::vector<std::size_t> order(count), out(count);
  std::iota(order.begin(), order.end(), 0U);
  simulation::SeededNoise noise(seed * 7919U);
  for (std::size_t i = count; seed != 0 && i-- > 1;)
    std::swap(order[i], order[static_cast<std::size_t>(noise.unit() * static_cast<double>(i + 1))]);
  for (std::size_t i = 0; i < count; ++i) out[order[i]] = i;
  return out;
}

}  // namespace

std::vector<TaughtRecord> read_teaching_records(const std::filesystem::path& data, std::uint64_t fold_seed) {
  std::vector<TaughtRecord> records;
  const auto add = [&records](TaughtRecord record, std::size_t person) {
    record.fold = person % kTeachingFolds;
    records.push_back(std::move(record));
  };
  const auto ludb = headers_in(data / "ludb");
  const auto turn = turns(ludb.size(), fold_seed);
  for (std::size_t n = 0; n < ludb.size(); ++n) add(read(ludb[n]), turn[n]);
  std::size_t fibrillations = 0;
  for (const auto& header : headers_in(data / "hmc")) {
    const auto wfdb = read_wfdb(header);
    const bool fibrillates = std::any_of(wfdb.comments.begin(), wfdb.comments.end(), [](const std::string& comment) {
      return comment.find("Atrial fibrillation") != std::string::npos;
    });
    if (!fibrillates) continue;
    add(fibrillating(wfdb.recording.rhythm), fibrillations);
    add(fibrillating(two_leads(wfdb.recording.rhythm)), fibrillations++);
  }
  // Two leads must do for a P as well: LUDB's again, through I and II alone. And with a long PR.
  simulation::SeededNoise noise(17);
  for (std::size_t n = 0; n < ludb.size(); ++n) {
    TaughtRecord pair;
    place_beats(pair, two_leads(records[n].strip));
    pair.peaks_only = true;
    pair.known = known_peaks(records[n], [](double ms) { return ms; });
    add(std::move(pair), turn[n]);
    const auto stretched = with_longer_pr(records[n], noise.between(30.0, 150.0), noise.between(0.4, 1.0));
    if (stretched.from_ms.empty()) continue;
    TaughtRecord late;
    place_beats(late, stretched.strip);
    late.peaks_only = late.long_pr = true;
    late.known = known_peaks(records[n], [&](double ms) { return stretched.moved(ms); });
    add(std::move(late), turn[n]);
  }
  for (std::uint64_t seed = 1; seed <= 108; ++seed) add(simulated(seed), seed);
  return records;
}

}  // namespace rdc::ecg::evaluation
