#include "tests/evaluation/stemi_report.h"

#include <algorithm>
#include <cmath>
#include <random>

#include <fmt/format.h>

#include "ecg/evaluation/matching.h"

namespace rdc::ecg::evaluation {
namespace {

constexpr double kCountyEcgs = 4245.0, kCountyInfarcts = 3.0;  // CLINICAL.md section 1

std::string percent(const Proportion& p) {
  const auto [low, high] = p.interval();
  return fmt::format("{:.3f} ({:.3f}-{:.3f}) {}/{}", p.value(), low, high, p.hits, p.of);
}

void add(Proportion& p, bool hit) {
  p.of += 1;
  p.hits += hit ? 1U : 0U;
}

}  // namespace

double threshold_for(const std::vector<Scored>& scored, double specificity) {
  std::vector<double> negatives;
  for (const auto& s : scored) {
    if (!s.of->stemi && s.of->infarction_set) negatives.push_back(s.odds);
  }
  std::sort(negatives.begin(), negatives.end());
  const auto kept = static_cast<std::size_t>(std::ceil(specificity * static_cast<double>(negatives.size()) - 1e-9));
  return negatives[std::min(kept, negatives.size()) - 1] + 1e-6;
}

double sensitivity_at(const std::vector<Scored>& scored, double specificity) {
  const double threshold = threshold_for(scored, specificity);
  Proportion out;
  for (const auto& s : scored) {
    if (s.of->stemi) add(out, s.odds >= threshold);
  }
  return out.value();
}

double area_under_curve(const std::vector<Scored>& scored) {
  double wins = 0.0, pairs = 0.0;
  for (const auto& p : scored) {
    if (!p.of->stemi) continue;
    for (const auto& n : scored) {
      if (n.of->stemi || !n.of->infarction_set) continue;
      wins += p.odds > n.odds ? 1.0 : p.odds == n.odds ? 0.5 : 0.0;
      pairs += 1.0;
    }
  }
  return pairs > 0 ? wins / pairs : 0.0;
}

void print_called(const char* title, const std::vector<Called>& called) {
  Proportion sensitivity, specificity, all, pericarditis, lad, rca, lcx;
  for (const auto& c : called) {
    const auto labelled = [&](const char* word) { return c.of->label.find(word) != std::string::npos; };
    if (c.of->stemi) {
      add(sensitivity, c.called);
      if (labelled("LAD")) add(lad, c.called);
      if (labelled("RCA")) add(rca, c.called);
      if (labelled("LCx")) add(lcx, c.called);
    } else {
      add(all, !c.called);
      if (c.of->infarction_set) add(specificity, !c.called);
      if (labelled(": Pericarditis")) add(pericarditis, c.called);
    }
  }
  fmt::print("{}\n  Se {}   Sp (NSTEMI + normal) {}   Sp (all not STEMI) {}\n", title, percent(sensitivity),
             percent(specificity), percent(all));
  fmt::print("  LAD {}   RCA {}   LCx {}   pericarditis called {}/{}\n", percent(lad), percent(rca), percent(lcx),
             pericarditis.hits, pericarditis.of);
}

void print_mean_of_runs(const char* title, const std::vector<std::vector<Called>>& runs) {
  const auto print = [&](const char* name, auto counts, auto right) {
    double sum = 0.0, least = 1.0, most = 0.0;
    for (const auto& run : runs) {
      Proportion share;
      for (const auto& c : run) {
        if (counts(*c.of)) add(share, right(c));
      }
      sum += share.value();
      least = std::min(least, share.value());
      most = std::max(most, share.value());
    }
    fmt::print("  {} {:.3f} ({:.3f}-{:.3f})", name, sum / static_cast<double>(runs.size()), least, most);
  };
  fmt::print("{}\n", title);
  print(
      "Se", [](const StemiCase& c) { return c.stemi; }, [](const Called& c) { return c.called; });
  const auto spared = [](const Called& c) { return !c.called; };
  print(
      "Sp (NSTEMI + normal)", [](const StemiCase& c) { return !c.stemi && c.infarction_set; }, spared);
  print(
      "Sp (all not STEMI)", [](const StemiCase& c) { return !c.stemi; }, spared);
  fmt::print("\n");
}

void print_calibration(const std::vector<Scored>& scored) {
  double slope = 1.0, intercept = 0.0;
  for (int round = 0; round < 25; ++round) {
    double ga = 0.0, gb = 0.0, aa = 1e-9, ab = 0.0, bb = 1e-9;
    for (const auto& s : scored) {
      if (!s.of->infarction_set) continue;
      const double p = 1.0 / (1.0 + std::exp(-(intercept + slope * s.odds)));
      const double miss = (s.of->stemi ? 1.0 : 0.0) - p, w = p * (1.0 - p);
      ga += miss;
      gb += miss * s.odds;
      aa += w;
      ab += w * s.odds;
      bb += w * s.odds * s.odds;
    }
    const double det = aa * bb - ab * ab;
    intercept += (bb * ga - ab * gb) / det;
    slope += (aa * gb - ab * ga) / det;
  }
  fmt::print("calibration in the infarction set, out of fold: slope {:.2f}, intercept {:.2f}\n", slope, intercept);
  constexpr std::array<double, 7> kEdges = {0.0, 0.05, 0.1, 0.25, 0.5, 0.8, 1.01};
  for (std::size_t k = 0; k + 1 < kEdges.size(); ++k) {
    Proportion found;
    double predicted = 0.0;
    for (const auto& s : scored) {
      const double p = 1.0 / (1.0 + std::exp(-s.odds));
      if (p < kEdges[k] || p >= kEdges[k + 1]) continue;
      predicted += p;
      add(found, s.of->stemi);
    }
    if (found.of > 0)
      fmt::print("  predicted {:.2f}  found {}\n", predicted / static_cast<double>(found.of), percent(found));
  }
}

void print_bootstrap(const std::vector<Scored>& scored, double specificity) {
  std::vector<Scored> set;
  for (const auto& s : scored) {
    if (s.of->infarction_set) set.push_back(s);
  }
  std::mt19937_64 draws(1);
  std::vector<double> found;
  for (int k = 0; k < 2000; ++k) {
    std::vector<Scored> drawn;
    for (std::size_t i = 0; i < set.size(); ++i) drawn.push_back(set[draws() % set.size()]);
    found.push_back(sensitivity_at(drawn, specificity));
  }
  std::sort(found.begin(), found.end());
  fmt::print("bootstrap, threshold redrawn: Se at {:.3f} is {:.3f}-{:.3f}\n", specificity, found[50], found[1949]);
}

void print_tiers(const std::vector<Scored>& scored, const WorkingPoints& points) {
  struct Row {
    const char* name;
    Proportion se, sp, all;
  };
  std::array<Row, 3> rows = {
      {{"alarm", {}, {}, {}}, {"suspected or alarm", {}, {}, {}}, {"watch or above", {}, {}, {}}}};
  for (const auto& s : scored) {
    const bool suspected = s.odds >= points.suspected || s.of->equivalent;
    const std::array<bool, 3> at = {s.odds >= points.alarm && !s.of->tempered, suspected,
                                    suspected || s.odds >= points.watch || s.of->watched};
    for (std::size_t k = 0; k < rows.size(); ++k) {
      if (s.of->stemi) {
        add(rows[k].se, at[k]);
      } else {
        add(rows[k].all, !at[k]);
        if (s.of->infarction_set) add(rows[k].sp, !at[k]);
      }
    }
  }
  fmt::print("tiers, out of fold\n");
  for (const auto& row : rows) {
    const double hit = row.se.value() * kCountyInfarcts;
    const double wrong = (1.0 - row.sp.value()) * (kCountyEcgs - kCountyInfarcts);
    const double most = (1.0 - row.sp.interval().first) * (kCountyEcgs - kCountyInfarcts);
    fmt::print(
        "  {:<20} Se {}  Sp {}  Sp all {}\n    a county's year: {:.1f} of 3 found, {:.0f} false (upper limit {:.0f}), "
        "PPV {:.3f}\n",
        row.name, percent(row.se), percent(row.sp), percent(row.all), hit, wrong, most, hit / (hit + wrong));
  }
}

}  // namespace rdc::ecg::evaluation
