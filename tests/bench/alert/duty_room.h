// The centre's stations, in this process: the real connection, feed and desk of each, over mutual TLS of their own.
// Notes when the alarm of each ECG is on the duty station.
#pragma once

#include <condition_variable>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "tests/duty_station/duty_station.h"
#include "tests/testkit/county.h"

namespace rdc::bench {

struct Sighting {
  std::optional<base::MonotonicTime> alarm;     // sounds at the duty station, with this ECG in the case
  std::optional<base::MonotonicTime> analysed;  // the router's own reading of it is at the duty station
};

// Made and destroyed on the GUI thread. Waiting is for any thread. Borrows clock.
class DutyRoom {
 public:
  // stations[0] has the duty, and answers every alarm to its end; the others have the cases on their screens.
  // users: a person each, with their passwords.
  DutyRoom(const std::vector<station::StationIdentity>& stations, const std::vector<std::string>& users,
           const std::string& password, const base::Clock& clock);

  bool wait_until_ready(std::chrono::milliseconds timeout);
  // Waits until both are known of the ECG, or time runs out.
  Sighting wait_for(const std::string& sha256, std::chrono::milliseconds timeout);

 private:
  void note(const v1::AlertCase& one, bool sounds);

  const base::Clock& clock_;
  base::SystemRandom random_;
  base::IdGenerator ids_{clock_, random_};
  std::vector<std::unique_ptr<testkit::DutyStation>> stations_;
  std::mutex mutex_;
  std::condition_variable changed_;
  std::set<std::size_t> ready_;
  std::map<std::string, Sighting> sightings_;
};

}  // namespace rdc::bench
