#include "acquisition_agent/commands.h"

int main(int argc, char** argv) { return rdc::agent::run_command_line(argc, argv); }
