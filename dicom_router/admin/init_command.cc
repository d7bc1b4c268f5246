#include <iostream>

#include "dicom_router/admin/commands.h"

namespace rdc::router {

void add_init(CLI::App& app, Machinery& machinery, Action& action) {
  struct Options {
    std::string data, name, admin = "admin", listen = kDefaultListen;
    std::vector<std::string> addresses;
  };
  auto options = std::make_shared<Options>();
  auto* command =
      app.add_subcommand("init", "Make a new centre: authority, server identity, catalog, first administrator");
  command->add_option("--data", options->data, "A directory that is empty or does not exist")->required();
  command->add_option("--name", options->name, "The centre's name, as reports print it")->required();
  command->add_option("--admin", options->admin, "User name of the first administrator")->capture_default_str();
  command->add_option("--listen", options->listen, "HOST:PORT the router will listen on")->capture_default_str();
  command->add_option("--address", options->addresses,
                      "HOST:PORT at which machines reach it (repeat; default: this machine's name)");
  command->callback([options, &machinery, &action] {
    action = [options, &machinery]() -> Result<int> {
      InitOptions init{options->data, options->name, options->admin, {}};
      init.config.listen = options->listen;
      init.config.addresses = options->addresses;
      auto password = init_centre(init, machinery);
      if (!password) return fail(password);
      std::cout << "made the centre \"" << options->name << "\" in " << options->data << "\n"
                << "administrator: " << options->admin << "\n"
                << "password: " << password->view() << "\n"
                << "Write the password down: it is shown only now, and must be changed at the first log-in.\n";
      return 0;
    };
  });
}

}  // namespace rdc::router
