// The three comparisons of `scripts/bench ingest`. Both sides of each run in turn, a fresh study every time.
#pragma once

#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "tests/bench/ingest/figures.h"
#include "tests/testkit/county.h"
#include "tests/testkit/orthanc.h"
#include "tests/testkit/scratch_directory.h"

namespace rdc::bench {

struct BenchOptions {
  std::filesystem::path programs;
  std::filesystem::path work;  // where everything is written: one disk for both sides
  int runs = 5;
  int slices = 400;
  std::int64_t catalog = 1'000'000;
  std::string only;  // receiving, way or catalog; empty: all
};

class IngestBench {
 public:
  IngestBench(BenchOptions options, const base::Clock& clock) : options_(std::move(options)), clock_(clock) {}
  // Prints as it goes.
  Result<std::vector<Figure>> run();

 private:
  struct Peers {
    std::unique_ptr<testkit::County> county;
    std::unique_ptr<testkit::Orthanc> orthanc;
  };
  Result<void> compare_receiving();  // storescu -> agent, storescu -> Orthanc
  Result<void> compare_the_way();    // storescu -> agent -> router, storescu -> Orthanc
  Result<void> compare_catalogs();   // router, empty and full
  Result<std::unique_ptr<testkit::County>> make_county(const std::string& name);
  Result<std::filesystem::path> make_study(int slices, int side);
  Result<double> storescu(const std::filesystem::path& study, std::uint16_t port, const std::string& called_ae);
  Result<double> to_orthanc(const std::filesystem::path& study);
  Result<double> upload_study(testkit::County& county, int slices, int side);
  void note(const std::string& what, double seconds, int images);

  const BenchOptions options_;
  const base::Clock& clock_;
  std::unique_ptr<testkit::Orthanc> orthanc_;
  std::uint64_t made_ = 0;
  std::vector<Figure> figures_;
};

}  // namespace rdc::bench
