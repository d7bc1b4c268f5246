// Fits what the leads foretell of each other and prints how well exchanged electrodes are told by it.
//   train_electrodes DATA_DIR [--write ecg/measurement/electrode_weights.h]
// Every recording is judged by fits that never saw it or its patient: ten folds, three times with other folds. The
// whole way of the product is gone: electrodes exchanged in the strip, measured, suspected.
#include <algorithm>
#include <cstring>
#include <map>
#include <random>

#include <fmt/format.h>

#include "ecg/evaluation/matching.h"
#include "ecg/measurement/electrode_placement.h"
#include "ecg/measurement/measure.h"
#include "tests/evaluation/electrode_model.h"
#include "tests/evaluation/electrode_set.h"

namespace rdc::ecg::evaluation {
namespace {

constexpr std::size_t kFolds = 10, kRepeats = 3;

using Exchanges = std::vector<ElectrodeExchange>;

std::vector<std::size_t> folds_of(const std::vector<ElectrodeCase>& cases, std::size_t seed) {
  std::map<std::size_t, std::size_t> persons;
  for (const auto& c : cases) persons[c.person] = 0;
  std::vector<std::size_t*> order;
  for (auto& [person, fold] : persons) order.push_back(&fold);
  std::mt19937_64 draws(seed);
  for (std::size_t i = order.size(); i > 1; --i) std::swap(order[i - 1], order[draws() % i]);
  for (std::size_t i = 0; i < order.size(); ++i) *order[i] = i % kFolds;
  std::vector<std::size_t> out;
  for (const auto& c : cases) out.push_back(persons.at(c.person));
  return out;
}

std::vector<const ElectrodeBeat*> beats_of(const std::vector<ElectrodeCase>& cases,
                                           const std::vector<std::size_t>& folds, std::size_t without) {
  std::vector<const ElectrodeBeat*> out;
  for (std::size_t i = 0; i < cases.size(); ++i) {
    if (cases[i].usual && folds[i] != without) out.push_back(&*cases[i].usual);
  }
  return out;
}

// The fits that judge each recording: one of each repeat, and last the product's own, which saw it.
class Judges {
 public:
  explicit Judges(const std::vector<ElectrodeCase>& cases) {
    for (std::size_t repeat = 0; repeat < kRepeats; ++repeat) {
      folds_.push_back(folds_of(cases, repeat));
      for (std::size_t fold = 0; fold < kFolds; ++fold)
        fits_.push_back(fit_exchanges(beats_of(cases, folds_.back(), fold)));
    }
  }
  static constexpr std::size_t kCount = kRepeats + 1;
  std::span<const ElectrodeExchange> of(std::size_t judge, std::size_t recording) const {
    if (judge == kRepeats) return known_exchanges();
    return fits_[judge * kFolds + folds_[judge][recording]];
  }

 private:
  std::vector<std::vector<std::size_t>> folds_;
  std::vector<Exchanges> fits_;
};

struct Count {
  int exact = 0, named = 0, otherwise = 0;  // exact: these very leads
};

struct Alteration {
  std::string name;
  PlacementFault fault = PlacementFault::kChestOrder;
  std::vector<Lead> leads;  // of chest electrodes
  std::vector<std::array<std::size_t, 2>> swaps;

  Strip of(const Strip& strip) const {
    if (swaps.empty()) return with_leg_on_arm(strip, fault);
    Strip out = strip;
    for (const auto& [one, other] : swaps) out = with_exchanged(out, one, other);
    return out;
  }
};

std::vector<Alteration> alterations() {
  std::vector<Alteration> out;
  for (const auto& exchange : sought_exchanges()) {
    Alteration one{name_of(exchange), exchange.fault, {}, {}};
    for (const auto& of : exchange.changed()) one.swaps.push_back({of.one, of.other});
    if (exchange.fault == PlacementFault::kChestOrder && exchange.pairs == 1) {
      for (const std::size_t electrode : one.swaps.front()) one.leads.push_back(kTwelveLeads[electrode + 3]);
    }
    out.push_back(std::move(one));
  }
  out.push_back({"right arm and right leg", PlacementFault::kRightArmRightLeg, {}, {}});
  out.push_back({"left arm and right leg", PlacementFault::kLeftArmRightLeg, {}, {}});
  out.push_back({"arms and legs crossed", PlacementFault::kArmsAndLegsCrossed, {}, {}});
  return out;
}

void count(Count& into, const std::vector<PlacementSuspicion>& suspected, const Alteration& truth) {
  if (suspected.empty()) return;
  const auto& first = suspected.front();
  if (first.fault != truth.fault) {
    ++into.otherwise;
    return;
  }
  ++into.named;
  into.exact += truth.leads.empty() || first.leads == truth.leads ? 1 : 0;
}

std::string said(const PlacementSuspicion& suspicion) {
  std::string out(name_of(suspicion.fault));
  for (const Lead lead : suspicion.leads) out += fmt::format(" {}", name_of(lead));
  if (suspicion.foretold)
    out +=
        fmt::format(", log odds {:.1f}, likeness {:.2f}", suspicion.foretold->log_odds, suspicion.foretold->likeness);
  return out;
}

std::string share_of(int of_them, std::size_t all) {
  const Proportion share{static_cast<std::size_t>(of_them), all};
  const auto [low, high] = share.interval();
  return fmt::format("{} ({:.1f} %, {:.1f}-{:.1f})", of_them, 100.0 * share.value(), 100.0 * low, 100.0 * high);
}

void report_unaltered(const std::vector<ElectrodeCase>& cases, const Judges& judges) {
  std::array<int, Judges::kCount> suspected{}, exchanged{};
  for (std::size_t i = 0; i < cases.size(); ++i) {
    const auto measured = measure(cases[i].recording);
    if (!measured || measured->dominant() == nullptr) continue;
    for (std::size_t judge = 0; judge < Judges::kCount; ++judge) {
      const auto found = suspect_placement(*measured->dominant(), judges.of(judge, i));
      suspected[judge] += found.empty() ? 0 : 1;
      for (const auto& one : found) {
        exchanged[judge] += one.fault != PlacementFault::kLimbLeadsInconsistent ? 1 : 0;
        fmt::print("  {} {} {}: {}\n", judge == kRepeats ? "fitted" : fmt::format("repeat {}", judge), cases[i].set,
                   cases[i].record.substr(0, 8), said(one));
      }
    }
  }
  for (std::size_t judge = 0; judge < Judges::kCount; ++judge)
    fmt::print("as recorded, {}: {} suspected, {} of an exchange, of {}\n",
               judge == kRepeats ? "fitted" : fmt::format("repeat {}", judge), suspected[judge],
               share_of(exchanged[judge], cases.size()), cases.size());
}

void report_altered(const std::vector<ElectrodeCase>& cases, const Judges& judges) {
  const auto ways = alterations();
  std::vector<std::array<Count, Judges::kCount>> counts(ways.size());
  for (std::size_t i = 0; i < cases.size(); ++i) {
    for (std::size_t way = 0; way < ways.size(); ++way) {
      Recording altered = cases[i].recording;
      altered.rhythm = ways[way].of(cases[i].recording.rhythm);
      const auto measured = measure(altered);
      if (!measured || measured->dominant() == nullptr) continue;
      for (std::size_t judge = 0; judge < Judges::kCount; ++judge)
        count(counts[way][judge], suspect_placement(*measured->dominant(), judges.of(judge, i)), ways[way]);
    }
  }
  fmt::print("| exchanged | named, out of fold | these very leads | another fault | other folds | fitted |\n");
  for (std::size_t way = 0; way < ways.size(); ++way) {
    const auto& by = counts[way];
    fmt::print("| {} | {} | {} | {} | {}, {} | {} |\n", ways[way].name, share_of(by[0].named, cases.size()),
               by[0].exact, by[0].otherwise, by[1].named, by[2].named, by[kRepeats].named);
  }
}

int run(const char* data, const char* weights) {
  const auto cases = load_electrode_cases(data);
  if (cases.empty()) {
    fmt::print(stderr, "{}: no recordings\n", data);
    return 1;
  }
  const std::vector<std::size_t> one_fold(cases.size(), 0);
  const auto beats = beats_of(cases, one_fold, 1);
  fmt::print("{} recordings, the method is valid in {}\n", cases.size(), beats.size());
  if (weights != nullptr) {
    write_electrode_weights(weights, fit_exchanges(beats), beats.size());
    return 0;
  }
  const Judges judges(cases);
  report_unaltered(cases, judges);
  report_altered(cases, judges);
  return 0;
}

}  // namespace
}  // namespace rdc::ecg::evaluation

int main(int argc, char** argv) {
  if (argc < 2) {
    fmt::print("train_electrodes DATA_DIR [--write FILE]\n");
    return 2;
  }
  const bool writes = argc > 3 && std::strcmp(argv[2], "--write") == 0;
  return rdc::ecg::evaluation::run(argv[1], writes ? argv[3] : nullptr);
}
