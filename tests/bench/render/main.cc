// Redraws, scrolling and opening in the viewer's own windows, offscreen, on phantom studies.
//   bench-render [--out FILE]
#include <QApplication>
#include <cstring>

#include "tests/bench/render/redraw_bench.h"
#include "tests/bench/render/scroll_bench.h"
#include "tests/testkit/scratch_directory.h"

int main(int argc, char** argv) {
  using namespace rdc;
  qputenv("QT_QPA_PLATFORM", "offscreen");
  const QApplication application(argc, argv);
  const testkit::ScratchDirectory scratch("bench_render");
  std::vector<bench::Figure> figures;
  bench::measure_redraws(scratch.path() / "redraw", figures);
  bench::measure_opening(scratch.path() / "open", figures);
  bench::measure_scrolling(scratch.path() / "scroll", figures);
  for (const bench::Figure& f : figures)
    fmt::print("{:<44} {:>10.3f} {:<4} {:<8} {}\n", f.metric, f.value, f.unit, f.aim, f.holds ? "holds" : "MISSED");
  for (int i = 1; i + 1 < argc; ++i)
    if (std::strcmp(argv[i], "--out") == 0 && !bench::write_figures(argv[i + 1], figures)) return 1;
  return 0;
}
