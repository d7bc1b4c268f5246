// The agent's own catalog, DATA/spool/agent.sqlite: the items it holds and the letters it keeps.
#pragma once

#include <vector>

#include "common/storage/database.h"

namespace rdc::agent {

std::vector<storage::Migration> agent_migrations();

}  // namespace rdc::agent
