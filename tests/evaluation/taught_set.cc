#include "tests/evaluation/taught_set.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "ecg/simulation/simulator.h"
#include "tests/evaluation/wfdb_record.h"

namespace rdc::ecg::evaluation {
namespace {

constexpr int kFolds = 9;

using simulation::Rhythm;

double drawn_rate(Rhythm rhythm, simulation::SeededNoise& noise) {
  switch (rhythm) {
    case Rhythm::kVentricularTachycardia:
    case Rhythm::kSupraventricularTachycardia:
      return noise.between(130.0, 220.0);
    case Rhythm::kCompleteBlock:
      return noise.between(20.0, 50.0);
    case Rhythm::kTwoToOneBlock:
      return noise.between(30.0, 55.0);
    default:
      return noise.between(45.0, 130.0);
  }
}

simulation::Request drawn(Rhythm rhythm, std::uint64_t seed) {
  simulation::SeededNoise noise(7 * seed + 1);
  simulation::Request out;
  out.seed = seed;
  out.rhythm = rhythm;
  out.morphology = static_cast<simulation::Morphology>(noise.unit() * 7.0);
  out.heart_rate = drawn_rate(rhythm, noise);
  out.seconds = 30.0;
  out.rate_hz = 360.0;
  out.noise_uv = 5.0 * std::exp(noise.between(0.0, 2.5));
  out.wander_uv = noise.between(20.0, 300.0);
  out.voltage = noise.between(0.4, 1.5);
  out.qt_scale = noise.between(0.85, 1.2);
  return out;
}

AamiClass class_of(simulation::BeatKind kind) {
  switch (kind) {
    case simulation::BeatKind::kPremature:
    case simulation::BeatKind::kVentricular:
      return AamiClass::kV;
    case simulation::BeatKind::kPaced:
      return AamiClass::kQ;
    case simulation::BeatKind::kAtrialPremature:
      return AamiClass::kS;
    case simulation::BeatKind::kConducted:
      break;
  }
  return AamiClass::kN;
}

// A P that nothing follows is what a QRS score mistakes most easily, and the recordings hold few.
constexpr int kLonePTimes = 5;
constexpr float kCertain = 3.0F;
constexpr std::size_t kMostDoubtful = 3, kFewestBeats = 4;

// False where too much is doubtful.
bool mark_beats(ReferenceRecord& record, const std::function<void(QrsCandidates&)>& score) {
  auto all = qrs_candidates(record.leads(), record.strip.rate_hz);
  score(all);
  std::vector<char> is_beat(all.candidates.size(), 0);
  for (const std::size_t n : most_probable_beats(all, IntervalPrior::kRefractory)) is_beat[n] = 1;
  for (std::size_t n = 0; n < is_beat.size(); ++n) {
    const double at_ms = 1000.0 * all.seconds(n);
    const float odds = all.candidates[n].log_odds;
    if (is_beat[n] != 0) {
      record.beats_ms.push_back(at_ms);
      record.classes.push_back(AamiClass::kN);
    }
    if (is_beat[n] != 0 ? odds < kCertain : odds > -kCertain)
      record.unscored_ms.emplace_back(at_ms - 100.0, at_ms + 100.0);
  }
  return record.beats_ms.size() >= kFewestBeats && record.unscored_ms.size() <= kMostDoubtful;
}

}  // namespace

std::vector<ReferenceRecord> simulated_records(int persons) {
  constexpr int kRhythms = static_cast<int>(Rhythm::kDualPaced) + 1;
  std::vector<Rhythm> rhythms;
  for (int n = 0; n < kRhythms; ++n) {
    const auto rhythm = static_cast<Rhythm>(n);
    const bool has_lone_p = rhythm == Rhythm::kWenckebach || rhythm == Rhythm::kMobitzTwo ||
                            rhythm == Rhythm::kTwoToOneBlock || rhythm == Rhythm::kCompleteBlock;
    rhythms.insert(rhythms.end(), static_cast<std::size_t>(has_lone_p ? kLonePTimes * persons : persons), rhythm);
  }
  std::vector<ReferenceRecord> out;
  for (int n = 0; n < static_cast<int>(rhythms.size()); ++n) {
    auto made = simulation::simulate(drawn(rhythms[static_cast<std::size_t>(n)], 100 + static_cast<std::uint64_t>(n)));
    ReferenceRecord record;
    record.set = "simulated";
    record.name = fmt::format("{}", n);
    record.strip = std::move(made.recording.rhythm);
    for (const auto& beat : made.beats) {
      record.beats_ms.push_back(1000.0 * beat.r_peak);
      record.classes.push_back(class_of(beat.kind));
    }
    record.fold = n % kFolds;
    out.push_back(std::move(record));
  }
  return out;
}

std::vector<ReferenceRecord> noise_records(int count) {
  std::vector<ReferenceRecord> out;
  for (int n = 0; n < count; ++n) {
    simulation::SeededNoise noise(900 + static_cast<std::uint64_t>(n));
    ReferenceRecord record;
    record.set = "noise";
    record.name = fmt::format("{}", n);
    record.fold = n % kFolds;
    record.strip.rate_hz = 500.0;
    const double size = noise.between(5.0, 200.0), kept = n % 2 == 0 ? 0.0 : noise.between(0.0, 0.9);
    for (const Lead lead : kTwelveLeads) {
      Channel channel{lead, "", Samples(15000)};
      double value = 0.0;
      for (float& sample : channel.samples) {
        value = kept * value + noise.normal();
        sample = static_cast<float>(size * value);
      }
      record.strip.channels.push_back(std::move(channel));
    }
    out.push_back(std::move(record));
  }
  return out;
}

std::vector<ReferenceRecord> certain_records(const std::filesystem::path& data,
                                             const std::function<void(QrsCandidates&)>& score) {
  std::vector<ReferenceRecord> out;
  for (const char* set : {"hmc", "ptb-xl", "cinc2021"}) {
    int count = 0;
    for (const auto& header : headers_in(data / set)) {
      auto wfdb = read_wfdb(header);
      ReferenceRecord record;
      record.set = set;
      record.name = wfdb.name;
      record.strip = std::move(wfdb.recording.rhythm);
      record.fold = count++ % kFolds;
      if (record.strip.channels.size() == 12 && mark_beats(record, score)) out.push_back(std::move(record));
    }
  }
  return out;
}

}  // namespace rdc::ecg::evaluation
