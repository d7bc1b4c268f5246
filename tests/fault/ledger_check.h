// The question every fault test ends with: is everything there, once, as it was?
#pragma once

#include <set>
#include <string>

#include <gtest/gtest.h>

#include "tests/testkit/township.h"

namespace rdc::testkit {

// Every SOP instance given is stored at the router exactly once; nothing else is; both sides agree; every object
// re-hashes to its name.
inline void expect_all_there_once(Township& town, const std::set<std::string>& sop_instance_uids) {
  const auto catalog = town.county().router_catalog();
  ASSERT_TRUE(catalog);
  const auto rows =
      (*catalog)->rows("SELECT sop_instance_uid, count(*), max(conflict) FROM instance GROUP BY sop_instance_uid");
  ASSERT_TRUE(rows) << rows.error().message;
  std::set<std::string> held;
  for (const Row& row : *rows) {
    held.insert(row[0]);
    EXPECT_EQ(row[1], "1") << "stored more than once: " << row[0];
    EXPECT_EQ(row[2], "0") << "conflict: " << row[0];
  }
  EXPECT_EQ(held, sop_instance_uids);
  EXPECT_TRUE(town.wait_for_ledger(std::chrono::seconds(90))) << "the agent's account has not arrived";
  // Nobody reads here: what counts is that both sides hold the same.
  for (const std::vector<std::string>& command :
       {std::vector<std::string>{"reconcile", "--through", "stored"}, std::vector<std::string>{"verify"},
        std::vector<std::string>{"audit", "verify"}}) {
    const auto finished = town.county().router_command(command);
    ASSERT_TRUE(finished) << finished.error().message;
    EXPECT_TRUE(finished->ok()) << command[0] << ":\n" << finished->output;
  }
}

inline int fault_rounds(int usual) {
  const char* asked = std::getenv("RDC_FAULT_ROUNDS");
  return asked != nullptr ? std::atoi(asked) : usual;
}

// RDC_FAULT_SEED moves every seed: another search.
inline std::uint64_t fault_seed(std::uint64_t usual) {
  const char* asked = std::getenv("RDC_FAULT_SEED");
  return asked != nullptr ? usual + 1'000 * std::strtoull(asked, nullptr, 10) : usual;
}

}  // namespace rdc::testkit
