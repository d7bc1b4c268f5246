// `scripts/bench alert`: from a file complete in the drop folder to the alarm at the duty station, with the whole
// county connected; and the same through a village's thin line, idle and full of a CT.
#pragma once

#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "acquisition_agent/agent.h"
#include "tests/bench/alert/duty_room.h"
#include "tests/bench/ingest/figures.h"
#include "tests/testkit/ecg_cart.h"

namespace rdc::bench {

struct AlertBenchOptions {
  std::filesystem::path programs;
  std::filesystem::path work;
  int ecgs = 1'000;
  int agents = 200;  // all connected
  int carts = 50;    // of these with a drop folder: the kernel allows 128 inotify instances to a user
  int stations = 50;
  double per_second = 5;  // ECGs, evenly: a county's 100,000 a year are one in five minutes
  int thin_ecgs = 20;     // on the idle and on the full line each
};

class AlertBench {
 public:
  AlertBench(AlertBenchOptions options, const base::Clock& clock) : options_(std::move(options)), clock_(clock) {}
  ~AlertBench();
  // Makes the county and starts router and agents.
  Result<void> prepare();
  // GUI thread; after prepare().
  std::unique_ptr<DutyRoom> open_duty_room();
  // Any thread but the GUI's. Prints as it goes.
  Result<std::vector<Figure>> run(DutyRoom& room);

 private:
  struct Trip {
    std::vector<double> alarm, analysed;  // seconds, of those that arrived
    int lost = 0;
  };
  struct Dropped {
    std::string sha256;
    base::MonotonicTime at{};
  };
  Result<void> add_people();
  Result<void> start_agent(testkit::SiteHost& site, bool with_cart);
  Result<Dropped> drop(const std::string& site_id);
  Result<void> measure_county(DutyRoom& room);
  Result<void> measure_thin_line(DutyRoom& room);
  Result<Trip> one_by_one(DutyRoom& room, int ecgs);
  Result<void> fill_line();
  void tell(const std::string& what, double value, const std::string& unit, const std::string& aim, bool holds);

  const AlertBenchOptions options_;
  const base::Clock& clock_;
  base::PosixFileSystem fs_;
  base::SystemRandom random_;
  std::unique_ptr<testkit::County> county_;
  std::vector<station::StationIdentity> stations_;
  std::vector<std::string> users_;
  std::vector<std::unique_ptr<agent::AcquisitionAgent>> agents_;
  std::unique_ptr<testkit::EcgCart> cart_;
  std::vector<Figure> figures_;
};

}  // namespace rdc::bench
