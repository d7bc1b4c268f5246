#include <CLI/CLI.hpp>

#include "common/base/random.h"
#include "common/dicom/toolkit_log.h"
#include "tests/demo/county_demo.h"

int main(int argc, char** argv) {
  rdc::demo::DemoOptions options;
  std::string programs, out = "out/demo", input;
  bool no_window = false;
  CLI::App app{
      "A county in small: devices, agents, router, reader, signed reports. Exit code 0 only when all is well."};
  app.add_option("--programs", programs, "Folder of the programs")->required()->check(CLI::ExistingDirectory);
  app.add_option("--out", out, "Where reports, screenshots and logs are left")->capture_default_str();
  app.add_option("--input", input, "Send the files below this folder instead of simulated studies")
      ->check(CLI::ExistingDirectory);
  app.add_option("--seed", options.seed, "Repeat a run; 0 draws a fresh seed");
  app.add_option("--slices", options.ct_slices, "Slices of the CT")->check(CLI::Range(1, 2000))->capture_default_str();
  app.add_option("--read", options.own_studies_to_read,
                 "With --input: how many studies the reader opens and signs at most")
      ->check(CLI::Range(0, 1000))
      ->capture_default_str();
  app.add_flag("--no-window", no_window, "Do not use the display");
  CLI11_PARSE(app, argc, argv);
  rdc::dicom::silence_toolkit_log();

  options.programs = std::filesystem::absolute(programs);
  options.out = std::filesystem::absolute(out);
  if (!input.empty()) options.input = std::filesystem::absolute(input);
  options.desktop = !no_window;
  rdc::base::SystemRandom random;
  if (options.seed == 0) options.seed = random.next_u64() % 1'000'000'000 + 1;
  const rdc::base::SystemClock clock;
  return rdc::demo::CountyDemo(std::move(options), clock).run();
}
