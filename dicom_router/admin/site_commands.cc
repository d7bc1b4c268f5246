#include <iostream>

#include "dicom_router/admin/commands.h"

namespace rdc::router {
namespace {

struct EnrolOptions {
  std::string data, id, name, out;
  std::vector<std::string> addresses;
};

void add_enrol_options(CLI::App* command, EnrolOptions& options) {
  add_data_option(command, options.data);
  command->add_option("--router,--address", options.addresses,
                      "HOST:PORT at which this machine reaches the router (repeat; default: the configuration's)");
  command->add_option("--out,--bundle", options.out, "Where to write the enrolment bundle; must not exist")->required();
}

CentreFacts facts_for(const Centre& centre, const EnrolOptions& options) {
  auto facts = centre.facts();
  if (!options.addresses.empty()) facts.router_addresses = options.addresses;
  return facts;
}

// Before the catalog changes: a bundle that cannot be written would be lost with its code.
Result<void> check_target(const std::string& file) {
  const std::filesystem::path path(file);
  std::error_code error;
  if (std::filesystem::exists(path, error)) return fail(ErrorCode::kExists, "FILE_EXISTS", "{} exists already", file);
  const auto parent = path.has_parent_path() ? path.parent_path() : std::filesystem::path(".");
  if (!std::filesystem::is_directory(parent, error))
    return fail(ErrorCode::kNotFound, "NO_DIRECTORY", "there is no directory {}", parent.string());
  return {};
}

Result<void> write_bundle(Machinery& machinery, const std::string& file, const identity::SealedBundle& bundle) {
  if (auto done = base::write_file_atomically(machinery.fs, file, base::as_bytes(bundle.file)); !done) return done;
  std::cout << "bundle: " << file << "\n"
            << "code: " << bundle.code.view() << "\n"
            << "The code opens the bundle and is shown only now: send it by another way than the file.\n";
  return {};
}

Result<int> add(const EnrolOptions& options, Machinery& machinery) {
  if (auto checked = check_target(options.out); !checked) return fail(checked);
  auto centre = Centre::open(options.data, machinery);
  if (!centre) return fail(centre);
  auto added = (*centre)->enrolment.add_site(console_actor(), options.id, options.name, facts_for(**centre, options));
  if (!added) return fail(added);
  std::cout << "site: " << added->site.site_id() << "\n";
  if (auto written = write_bundle(machinery, options.out, added->bundle); !written) return fail(written);
  return 0;
}

Result<int> add_one_station(const EnrolOptions& options, Machinery& machinery) {
  if (auto checked = check_target(options.out); !checked) return fail(checked);
  auto centre = Centre::open(options.data, machinery);
  if (!centre) return fail(centre);
  auto bundle = (*centre)->enrolment.add_station(console_actor(), options.id, facts_for(**centre, options));
  if (!bundle) return fail(bundle);
  std::cout << "station: " << options.id << "\n";
  if (auto written = write_bundle(machinery, options.out, *bundle); !written) return fail(written);
  return 0;
}

Result<int> list_sites(const std::string& data, Machinery& machinery) {
  auto centre = Centre::open(data, machinery);
  if (!centre) return fail(centre);
  auto sites = (*centre)->enrolment.sites();
  if (!sites) return fail(sites);
  for (const auto& site : *sites)
    std::cout << site.site_id() << "\t" << (site.revoked() ? "revoked" : "active") << "\t" << site.name() << "\n";
  return 0;
}

Result<int> list_stations(const std::string& data, Machinery& machinery) {
  auto centre = Centre::open(data, machinery);
  if (!centre) return fail(centre);
  auto stations = (*centre)->enrolment.stations();
  if (!stations) return fail(stations);
  for (const auto& station : *stations) std::cout << station.name << "\n";
  return 0;
}

}  // namespace

void add_site(CLI::App& app, Machinery& machinery, Action& action) {
  auto options = std::make_shared<EnrolOptions>();
  auto* site = app.add_subcommand("site", "Sites: township hospitals and village clinics")->require_subcommand(1);
  auto* add_command =
      site->add_subcommand("add", "Enrol a site's agent, or enrol it again: writes a bundle, prints its code");
  add_command->add_option("id,--id", options->id, "1-32 of a-z, 0-9 and -")->required();
  add_command->add_option("--name", options->name, "What people see")->required();
  add_enrol_options(add_command, *options);
  add_command->callback(
      [options, &machinery, &action] { action = [options, &machinery] { return add(*options, machinery); }; });

  auto* list = site->add_subcommand("list", "Every site: identifier, state, name");
  add_data_option(list, options->data);
  list->callback([options, &machinery, &action] {
    action = [options, &machinery] { return list_sites(options->data, machinery); };
  });

  auto* revoke = site->add_subcommand("revoke", "Refuse every machine of a site from now on");
  revoke->add_option("id,--id", options->id, "The site")->required();
  add_data_option(revoke, options->data);
  revoke->callback([options, &machinery, &action] {
    action = [options, &machinery]() -> Result<int> {
      auto centre = Centre::open(options->data, machinery);
      if (!centre) return fail(centre);
      auto done = (*centre)->enrolment.revoke_site(console_actor(), options->id);
      if (!done) return fail(done);
      std::cout << "revoked: " << options->id << "\n";
      return 0;
    };
  });
}

void add_station(CLI::App& app, Machinery& machinery, Action& action) {
  auto options = std::make_shared<EnrolOptions>();
  auto* station = app.add_subcommand("station", "Reading stations of the county hospital")->require_subcommand(1);
  auto* add_command =
      station->add_subcommand("add", "Enrol a station, or enrol it again: writes a bundle, prints its code");
  add_command->add_option("name,--name", options->id, "1-32 of a-z, 0-9 and -")->required();
  add_enrol_options(add_command, *options);
  add_command->callback([options, &machinery, &action] {
    action = [options, &machinery] { return add_one_station(*options, machinery); };
  });

  auto* list = station->add_subcommand("list", "Every station");
  add_data_option(list, options->data);
  list->callback([options, &machinery, &action] {
    action = [options, &machinery] { return list_stations(options->data, machinery); };
  });

  auto* revoke = station->add_subcommand("revoke", "Refuse a station from now on");
  revoke->add_option("name,--name", options->id, "The station")->required();
  add_data_option(revoke, options->data);
  revoke->callback([options, &machinery, &action] {
    action = [options, &machinery]() -> Result<int> {
      auto centre = Centre::open(options->data, machinery);
      if (!centre) return fail(centre);
      auto done = (*centre)->enrolment.revoke_station(console_actor(), options->id);
      if (!done) return fail(done);
      std::cout << "revoked: " << options->id << "\n";
      return 0;
    };
  });
}

void add_device(CLI::App& app, Machinery& machinery, Action& action) {
  struct Options {
    std::string data, site, ae_title, name, charset;
  };
  auto options = std::make_shared<Options>();
  auto* device = app.add_subcommand("device", "Devices of sites: what their agents expect")->require_subcommand(1);
  auto* add_command = device->add_subcommand("add", "Add a device");
  add_data_option(add_command, options->data);
  add_command->add_option("--site", options->site, "The site it stands in")->required();
  add_command->add_option("--ae-title", options->ae_title, "Its calling AE title")->required();
  add_command->add_option("--name", options->name, "What people see");
  add_command->add_option("--charset", options->charset,
                          "Character set it uses but does not declare: GB18030, GBK or \"ISO_IR 192\"");
  add_command->callback([options, &machinery, &action] {
    action = [options, &machinery]() -> Result<int> {
      auto centre = Centre::open(options->data, machinery);
      if (!centre) return fail(centre);
      v1::Device device_message;
      device_message.set_site_id(options->site);
      device_message.set_ae_title(options->ae_title);
      device_message.set_name(options->name);
      device_message.set_charset_override(options->charset);
      auto added = (*centre)->enrolment.add_device(console_actor(), device_message);
      if (!added) return fail(added);
      std::cout << "device: " << added->device_id() << "\n";
      return 0;
    };
  });
  auto* list = device->add_subcommand("list", "Devices: site, AE title, character set, name");
  add_data_option(list, options->data);
  list->add_option("--site", options->site, "Of this site only");
  list->callback([options, &machinery, &action] {
    action = [options, &machinery]() -> Result<int> {
      auto centre = Centre::open(options->data, machinery);
      if (!centre) return fail(centre);
      auto devices = (*centre)->enrolment.devices(options->site);
      if (!devices) return fail(devices);
      for (const auto& entry : *devices)
        std::cout << entry.site_id() << "\t" << entry.ae_title() << "\t"
                  << (entry.charset_override().empty() ? "-" : entry.charset_override()) << "\t" << entry.name()
                  << "\n";
      return 0;
    };
  });
}

}  // namespace rdc::router
