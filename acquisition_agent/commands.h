// The command line of `acquisition-agent`.
#pragma once

namespace rdc::agent {

// Exit codes: 0 done; 1 it failed, the reason is on stderr; 2 the command line or configuration is wrong; 3 a report
// does not verify.
int run_command_line(int argc, char** argv);

}  // namespace rdc::agent
