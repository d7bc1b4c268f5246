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
  for (const std::vector<std::string>& command :
       {std::vector<std::string>{"reconcile"}, std::vector<std::string>{"verify"}}) {
    const auto finished = town.county().router_command(command);
    ASSERT_TRUE(finished) << finished.error().message;
    EXPECT_TRUE(finished->ok()) << command[0] << ":\n" << finished->output;
  }
}

inline int fault_rounds(int usual) {
  const char* asked = std::getenv("RDC_FAULT_ROUNDS");
  return asked != nullptr ? std::atoi(asked) : usual;
}

}  // namespace rdc::testkit
