// Time of the full analysis (measure and interpret) of 10 s of twelve leads at 500 Hz, one thread.
//   bench-ecg [--out FILE]      with RDC_DATA set also on the LUDB and emergency recordings
// gqrs of the WFDB package, which DESIGN names as the peer, is not in Debian 12: docs/ecg-performance.md (Time) has the
// ratio, measured by hand.
#include <algorithm>
#include <chrono>
#include <cstdlib>
#include <cstring>

#include <fmt/format.h>

#include "ecg/formats/read.h"
#include "ecg/interpretation/interpret.h"
#include "ecg/measurement/measure.h"
#include "ecg/simulation/simulator.h"
#include "tests/bench/ingest/figures.h"

namespace rdc::ecg {
namespace {

constexpr int kRuns = 7;

struct Times {
  std::vector<double> whole, interpreting;  // ms, the median of the runs of each recording
};

void time_one(const Recording& recording, Times& out) {
  using Clock = std::chrono::steady_clock;
  using Milliseconds = std::chrono::duration<double, std::milli>;
  std::vector<double> whole, interpreting;
  for (int run = 0; run < kRuns; ++run) {
    const auto begin = Clock::now();
    const auto measured = measure(recording);
    const auto between = Clock::now();
    if (!measured) return;
    const auto said = interpret(recording, *measured);
    const auto end = Clock::now();
    if (said.version.empty()) std::abort();  // keeps the call
    whole.push_back(Milliseconds(end - begin).count());
    interpreting.push_back(Milliseconds(end - between).count());
  }
  out.whole.push_back(bench::median(whole));
  out.interpreting.push_back(bench::median(interpreting));
}

void add(const char* name, const Times& times, std::vector<bench::Figure>& figures) {
  if (times.whole.empty()) return;
  const double median = bench::median(times.whole), slowest = *std::max_element(times.whole.begin(), times.whole.end());
  fmt::print("{:<28} n {:>3}  median {:6.2f} ms  slowest {:6.2f} ms  of it interpreting {:.3f} ms\n", name,
             times.whole.size(), median, slowest, bench::median(times.interpreting));
  figures.push_back({fmt::format("full analysis, {}", name), median, "ms", "<= 5", median <= 5.0});
  figures.push_back({fmt::format("full analysis, {}, slowest", name), slowest, "ms", "", true});
}

Times simulated() {
  Times times;
  for (std::uint64_t seed = 1; seed <= 20; ++seed) {
    simulation::Request request;
    request.seed = seed;
    request.heart_rate = 50.0 + 5.0 * static_cast<double>(seed);
    time_one(simulation::simulate(request).recording, times);
  }
  return times;
}

Times recorded(const std::filesystem::path& folder) {
  Times times;
  std::error_code ignored;
  std::vector<std::filesystem::path> headers;
  for (const auto& entry : std::filesystem::directory_iterator(folder, ignored)) {
    if (entry.path().extension() == ".hea") headers.push_back(entry.path());
  }
  std::sort(headers.begin(), headers.end());
  if (headers.size() > 100) headers.resize(100);
  for (const auto& header : headers) {
    if (const auto recording = read(header)) time_one(*recording, times);
  }
  return times;
}

}  // namespace
}  // namespace rdc::ecg

int main(int argc, char** argv) {
  using namespace rdc;
  std::vector<bench::Figure> figures;
  ecg::add("simulated", ecg::simulated(), figures);
  if (const char* data = std::getenv("RDC_DATA")) {
    const auto folder = std::filesystem::path(data) / "ecg";
    ecg::add("LUDB", ecg::recorded(folder / "ludb"), figures);
    ecg::add("emergency ECGs", ecg::recorded(folder / "hmc"), figures);
  }
  for (int i = 1; i + 1 < argc; ++i) {
    if (std::strcmp(argv[i], "--out") == 0 && !bench::write_figures(argv[i + 1], figures)) return 1;
  }
  return 0;
}
