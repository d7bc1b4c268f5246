#include <csignal>
#include <iostream>

#include "dicom_router/admin/commands.h"
#include "dicom_router/serve.h"

namespace rdc::router {
namespace {

sigset_t stop_signals() {
  sigset_t signals;
  sigemptyset(&signals);
  sigaddset(&signals, SIGTERM);
  sigaddset(&signals, SIGINT);
  return signals;
}

}  // namespace

void add_serve(CLI::App& app, Machinery& machinery, Action& action) {
  auto options = std::make_shared<ServeOptions>();
  auto* command = app.add_subcommand("serve", "Run the router until SIGTERM or SIGINT");
  command->add_option("--data", options->root, "The centre's data directory")->required();
  command->add_option("--listen", options->listen,
                      "HOST:PORT instead of the configuration's; port 0 picks a free one, printed when ready");
  command->callback([options, &machinery, &action] {
    action = [options, &machinery]() -> Result<int> {
      // Blocked before any thread exists, so that only the wait below takes them.
      const sigset_t signals = stop_signals();
      ::pthread_sigmask(SIG_BLOCK, &signals, nullptr);
      const auto ready = [](int port) { std::cout << "ready: port " << port << std::endl; };
      const auto wait = [&signals] {
        int taken = 0;
        ::sigwait(&signals, &taken);
      };
      auto served = serve(*options, machinery, ready, wait);
      if (!served) return fail(served);
      return 0;
    };
  });
}

}  // namespace rdc::router
