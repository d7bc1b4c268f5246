// The county most end-to-end tests need: one township with a DR, a CT and a drop folder, one reader, one administrator,
// everything started. Costs a second or two to build: share it in a suite.
#pragma once

#include <memory>
#include <string>

#include "tests/testkit/county.h"
#include "tests/testkit/modality.h"
#include "tests/testkit/scratch_directory.h"
#include "tests/testkit/seeded_random.h"
#include "tests/testkit/station_client.h"

namespace rdc::testkit {

// Throws std::runtime_error when something cannot be set up: a suite without its county has nothing to test.
class Township {
 public:
  struct Options {
    std::string programs;  // folder of the binaries under test
    std::uint64_t seed = 1;
    LinkConditions up{}, down{};
    std::vector<std::string> stations{"reading-1", "reading-2"};
    std::string agent_extra_toml{};
    std::string router_extra_toml{};
  };
  explicit Township(Options options);

  County& county() { return *county_; }
  SiteHost& site() { return county_->site("liuhe"); }
  const base::Clock& clock() const { return clock_; }
  SeededRandom& random() { return random_; }
  std::filesystem::path scratch() const { return scratch_.path(); }

  Modality& dr() { return *dr_; }
  Modality& ct() { return *ct_; }
  // Somebody at a station of their own: the initial password is changed, and a signing key enrolled for readers.
  std::unique_ptr<StationClient> person(const std::string& station, const std::string& user_name);
  static constexpr const char* kPassword = "long enough 2026";
  static constexpr const char* kPin = "246810";

  // Waits until the router holds that many instances, whole and indexed.
  bool wait_for_instances(std::int64_t count, std::chrono::milliseconds timeout);
  // Waits until the agent owes the router nothing, having stored `count` items in all.
  bool wait_until_stored(std::int64_t count, std::chrono::milliseconds timeout);
  // Every item that is not stored at the router, as the agent's catalog has it: for a failed test to say.
  std::string items_not_stored();
  // Waits until the router has heard everything the agent has to account for.
  bool wait_for_ledger(std::chrono::milliseconds timeout);

 private:
  Options options_;
  base::SystemClock clock_;
  SeededRandom random_;
  ScratchDirectory scratch_;
  std::unique_ptr<County> county_;
  std::unique_ptr<Modality> dr_, ct_;
  std::map<std::string, bool> password_changed_;
};

}  // namespace rdc::testkit
