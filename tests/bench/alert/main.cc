#include <CLI/CLI.hpp>
#include <QCoreApplication>

#include "common/base/logging.h"
#include "common/dicom/toolkit_log.h"
#include "tests/bench/alert/alert_bench.h"
#include "tests/testkit/scratch_directory.h"

namespace {

int report(const rdc::Result<std::vector<rdc::bench::Figure>>& figures, const std::string& out) {
  if (!figures) {
    fmt::print(stderr, "bench-alert: {} ({})\n", figures.error().message, figures.error().reason);
    return 1;
  }
  fmt::print("\n{:<36} {:>10}  {:<9} {:<8} {}\n", "metric", "value", "unit", "aim", "holds");
  bool all_hold = true;
  for (const auto& figure : *figures) {
    fmt::print("{:<36} {:>10.3g}  {:<9} {:<8} {}\n", figure.metric, figure.value, figure.unit, figure.aim,
               figure.aim.empty() ? "" : (figure.holds ? "yes" : "NO"));
    all_hold = all_hold && figure.holds;
  }
  if (!rdc::bench::write_figures(out, *figures)) {
    fmt::print(stderr, "bench-alert: cannot write {}\n", out);
    return 1;
  }
  fmt::print("written to {}\n", out);
  return all_hold ? 0 : 3;
}

}  // namespace

int main(int argc, char** argv) {
  rdc::bench::AlertBenchOptions options;
  std::string programs, out = "out/bench/alert.json", work;
  CLI::App app{"Measures the way of an alarm through a whole county; exit code 3 when an aim is missed."};
  app.add_option("--programs", programs, "Folder of the programs")->required()->check(CLI::ExistingDirectory);
  app.add_option("--out", out, "The figures, as JSON")->capture_default_str();
  app.add_option("--work", work, "A folder on the disk to measure (default: a temporary one)");
  app.add_option("--ecgs", options.ecgs)->check(CLI::Range(1, 100'000))->capture_default_str();
  app.add_option("--agents", options.agents)->check(CLI::Range(2, 1'000))->capture_default_str();
  app.add_option("--carts", options.carts, "Agents with a drop folder")
      ->check(CLI::Range(2, 120))
      ->capture_default_str();
  app.add_option("--stations", options.stations)->check(CLI::Range(1, 500))->capture_default_str();
  app.add_option("--per-second", options.per_second, "ECGs")->check(CLI::Range(0.1, 100.0))->capture_default_str();
  app.add_option("--thin-ecgs", options.thin_ecgs)->check(CLI::Range(1, 1'000))->capture_default_str();
  CLI11_PARSE(app, argc, argv);
  options.carts = std::min(options.carts, options.agents);
  rdc::base::set_up_logging("bench-alert", "error");
  rdc::dicom::silence_toolkit_log();

  const QCoreApplication application(argc, argv);
  const rdc::testkit::ScratchDirectory scratch("rdc-bench");
  options.programs = std::filesystem::absolute(programs);
  options.work = work.empty() ? scratch.path() : std::filesystem::absolute(work);
  const rdc::base::SystemClock clock;
  rdc::bench::AlertBench bench(options, clock);
  rdc::Result<std::vector<rdc::bench::Figure>> figures;
  if (auto prepared = bench.prepare(); !prepared) {
    figures = rdc::fail(prepared);
    return report(figures, out);
  }
  const auto room = bench.open_duty_room();
  std::jthread measuring([&] {
    figures = bench.run(*room);
    QMetaObject::invokeMethod(QCoreApplication::instance(), &QCoreApplication::quit, Qt::QueuedConnection);
  });
  QCoreApplication::exec();
  measuring.join();
  return report(figures, out);
}
