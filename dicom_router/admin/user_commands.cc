#include <iostream>
#include <map>

#include "dicom_router/admin/commands.h"

namespace rdc::router {
namespace {

const std::map<std::string, v1::Role> kRoles = {{"radiologist", v1::ROLE_RADIOLOGIST},
                                                {"cardiologist", v1::ROLE_CARDIOLOGIST},
                                                {"administrator", v1::ROLE_ADMINISTRATOR},
                                                {"quality-controller", v1::ROLE_QUALITY_CONTROLLER}};

std::string role_names(const std::set<v1::Role>& roles) {
  std::string names;
  for (const auto& [name, role] : kRoles)
    if (roles.contains(role)) names += (names.empty() ? "" : ",") + name;
  return names;
}

struct UserOptions {
  std::string data, user, name;
  std::vector<std::string> roles;
};

Result<int> add(const UserOptions& options, Machinery& machinery) {
  auto centre = Centre::open(options.data, machinery);
  if (!centre) return fail(centre);
  std::set<v1::Role> roles;
  for (const auto& name : options.roles) roles.insert(kRoles.at(name));
  auto added = (*centre)->accounts.add_user(console_actor(), options.user,
                                            options.name.empty() ? options.user : options.name, roles);
  if (!added) return fail(added);
  std::cout << "user: " << added->account.user_name << "\n"
            << "id: " << added->account.user_id << "\n"
            << "password: " << added->initial_password.view() << "\n"
            << "The password is shown only now, and must be changed at the first log-in.\n";
  return 0;
}

Result<int> list(const UserOptions& options, Machinery& machinery) {
  auto centre = Centre::open(options.data, machinery);
  if (!centre) return fail(centre);
  auto accounts = (*centre)->accounts.list();
  if (!accounts) return fail(accounts);
  for (const auto& account : *accounts)
    std::cout << account.user_name << "\t" << (account.disabled ? "disabled" : "active") << "\t"
              << role_names(account.roles) << "\t" << account.display_name << "\t" << account.user_id << "\n";
  return 0;
}

Result<int> disable(const UserOptions& options, Machinery& machinery) {
  auto centre = Centre::open(options.data, machinery);
  if (!centre) return fail(centre);
  auto account = (*centre)->accounts.find_by_name(options.user);
  if (!account) return fail(account);
  auto done = (*centre)->accounts.disable_user(console_actor(), account->user_id);
  if (!done) return fail(done);
  std::cout << "disabled: " << account->user_name << "\n";
  return 0;
}

Result<int> reset(const UserOptions& options, Machinery& machinery) {
  auto centre = Centre::open(options.data, machinery);
  if (!centre) return fail(centre);
  auto account = (*centre)->accounts.find_by_name(options.user);
  if (!account) return fail(account);
  auto password = (*centre)->accounts.reset_password(console_actor(), account->user_id);
  if (!password) return fail(password);
  std::cout << "user: " << account->user_name << "\npassword: " << password->view() << "\n";
  return 0;
}

using UserCommand = Result<int> (*)(const UserOptions&, Machinery&);

CLI::App* add_user_command(CLI::App* user, const char* name, const char* help, UserCommand command,
                           const std::shared_ptr<UserOptions>& options, Machinery& machinery, Action& action) {
  auto* added = user->add_subcommand(name, help);
  add_data_option(added, options->data);
  added->callback([=, &machinery, &action] { action = [=, &machinery] { return command(*options, machinery); }; });
  return added;
}

}  // namespace

void add_user(CLI::App& app, Machinery& machinery, Action& action) {
  auto options = std::make_shared<UserOptions>();
  auto* user = app.add_subcommand("user", "People who log in at stations")->require_subcommand(1);
  auto* added =
      add_user_command(user, "add", "Add a person; prints the initial password", add, options, machinery, action);
  added->add_option("user,--user", options->user, "User name: 1-64 letters, digits, dots, dashes, underscores")
      ->required();
  added->add_option("--name,--display-name", options->name, "What reports print (default: the user name)");
  added
      ->add_option("--role", options->roles,
                   "radiologist, cardiologist, administrator or quality-controller; repeat for several")
      ->required()
      ->check(CLI::IsMember({"radiologist", "cardiologist", "administrator", "quality-controller"}));
  add_user_command(user, "list", "Everyone: name, state, roles, display name, identifier", list, options, machinery,
                   action);
  add_user_command(user, "disable", "End a person's sessions and refuse them from now on", disable, options, machinery,
                   action)
      ->add_option("user,--user", options->user, "User name")
      ->required();
  add_user_command(user, "reset-password", "A new initial password", reset, options, machinery, action)
      ->add_option("user,--user", options->user, "User name")
      ->required();
}

}  // namespace rdc::router
