// Redraws, scrolling, opening and memory in the viewer's own windows, offscreen, on phantom studies.
//   bench-render [--programs DIR] [--only PART] [--out FILE]
// DIR holds dicom-router and acquisition-agent; without it nothing is read from a router. PART: redraw, open, scroll,
// memory or router.
#include <CLI/CLI.hpp>
#include <QApplication>

#include "tests/bench/render/redraw_bench.h"
#include "tests/bench/render/router_bench.h"
#include "tests/bench/render/scroll_bench.h"
#include "tests/testkit/scratch_directory.h"

int main(int argc, char** argv) {
  using namespace rdc;
  qputenv("QT_QPA_PLATFORM", "offscreen");
  const QApplication application(argc, argv);
  CLI::App options("Measures the viewer");
  std::filesystem::path programs, out;
  std::string only;
  options.add_option("--programs", programs, "Where dicom-router and acquisition-agent are");
  options.add_option("--only", only, "One part: redraw, open, scroll, memory, router");
  options.add_option("--out", out, "JSON of the figures");
  CLI11_PARSE(options, argc, argv);
  const auto wanted = [&only](const char* part) { return only.empty() || only == part; };
  const testkit::ScratchDirectory scratch("bench_render");
  std::vector<bench::Figure> figures;
  if (wanted("redraw")) bench::measure_redraws(scratch.path() / "redraw", figures);
  if (wanted("open")) bench::measure_opening(scratch.path() / "open", figures);
  if (wanted("scroll")) bench::measure_scrolling(scratch.path() / "scroll", figures);
  if (wanted("memory")) bench::measure_memory(scratch.path() / "memory", figures);
  if (wanted("router") && !programs.empty()) bench::measure_from_router(programs, scratch.path() / "router", figures);
  for (const bench::Figure& f : figures)
    fmt::print("{:<44} {:>10.3f} {:<4} {:<8} {}\n", f.metric, f.value, f.unit, f.aim, f.holds ? "holds" : "MISSED");
  if (!out.empty() && !bench::write_figures(out, figures)) return 1;
  return 0;
}
