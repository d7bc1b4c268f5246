#include <CLI/CLI.hpp>

#include "tests/bench/ingest/ingest_bench.h"

int main(int argc, char** argv) {
  rdc::bench::BenchOptions options;
  std::string programs, out = "out/bench/ingest.json", work;
  CLI::App app{"Measures ingest beside Debian's Orthanc; exit code 3 when an aim is missed."};
  app.add_option("--programs", programs, "Folder of the programs")->required()->check(CLI::ExistingDirectory);
  app.add_option("--out", out, "The figures, as JSON")->capture_default_str();
  app.add_option("--work", work, "A folder on the disk to measure (default: a temporary one)");
  app.add_option("--runs", options.runs, "Runs of each side; the median counts")
      ->check(CLI::Range(1, 99))
      ->capture_default_str();
  app.add_option("--slices", options.slices, "Images of a run")->check(CLI::Range(1, 5000))->capture_default_str();
  app.add_option("--catalog", options.catalog, "Instances in the full catalog")->capture_default_str();
  app.add_option("--only", options.only, "One comparison: receiving, way or catalog")
      ->check(CLI::IsMember({"receiving", "way", "catalog"}));
  CLI11_PARSE(app, argc, argv);

  const rdc::testkit::ScratchDirectory scratch("rdc-bench");
  options.programs = std::filesystem::absolute(programs);
  options.work = work.empty() ? scratch.path() : std::filesystem::absolute(work);
  const rdc::base::SystemClock clock;
  auto figures = rdc::bench::IngestBench(options, clock).run();
  if (!figures) {
    fmt::print(stderr, "bench-ingest: {} ({})\n", figures.error().message, figures.error().reason);
    return 1;
  }
  fmt::print("\n{:<34} {:>10}  {:<9} {:<8} {}\n", "metric", "value", "unit", "aim", "holds");
  bool all_hold = true;
  for (const rdc::bench::Figure& figure : *figures) {
    fmt::print("{:<34} {:>10.3g}  {:<9} {:<8} {}\n", figure.metric, figure.value, figure.unit, figure.aim,
               figure.aim.empty() ? "" : (figure.holds ? "yes" : "NO"));
    all_hold = all_hold && figure.holds;
  }
  if (!rdc::bench::write_figures(out, *figures)) {
    fmt::print(stderr, "bench-ingest: cannot write {}\n", out);
    return 1;
  }
  fmt::print("medians of {} interleaved runs; written to {}\n", options.runs, out);
  return all_hold ? 0 : 3;
}
