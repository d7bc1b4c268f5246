#include <iostream>

#include <google/protobuf/util/time_util.h>

#include "common/base/file_system.h"
#include "dicom_router/admin/commands.h"
#include "dicom_router/alert/rota.h"
#include "dicom_router/store/rota_store.h"

namespace rdc::router {
namespace {

struct RotaOptions {
  std::string data, file;
  std::uint32_t version = 0;
};

Result<int> set(const RotaOptions& options, Machinery& machinery) {
  auto text = base::read_file(options.file, 1 << 20);
  if (!text) return fail(text);
  auto rota = rota_from_toml(*text, options.file);
  if (!rota) return fail(rota);
  auto centre = Centre::open(options.data, machinery);
  if (!centre) return fail(centre);
  rota->set_set_by("console");
  auto set = (*centre)->database().write<v1::Rota>([&](soci::session& session) -> Result<v1::Rota> {
    auto newest = RotaStore::find(session);
    if (!newest) return newest;
    auto added = RotaStore::add(session, *rota, newest->version(), base::to_micros(machinery.clock.now()));
    if (!added) return added;
    auto noted = (*centre)->audit.append(
        session, with(console_actor(), "rota.set", std::to_string(added->version()), options.file.substr(0, 128)));
    if (!noted) return fail(noted);
    return added;
  });
  if (!set) return fail(set);
  std::cout << "rota version " << set->version() << "\n";
  return 0;
}

Result<int> show(const RotaOptions& options, Machinery& machinery) {
  auto centre = Centre::open(options.data, machinery);
  if (!centre) return fail(centre);
  return (*centre)->database().read<int>([&](soci::session& session) -> Result<int> {
    auto rota = RotaStore::find(session, options.version);
    if (!rota) return fail(rota);
    std::cout << "# version " << rota->version();
    if (rota->version() != 0)
      std::cout << ", set " << google::protobuf::util::TimeUtil::ToString(rota->set_at()) << " by " << rota->set_by();
    std::cout << "\n" << rota_to_toml(*rota) << "# alarmed now:\n";
    for (const auto& step : timetable_of(*rota)) {
      std::cout << "# " << step.minutes() << " min " << step.name() << ":";
      const auto now = base::to_micros(machinery.clock.now());
      for (const auto& person : RotaStore::on_duty(session, *rota, step.name(), now))
        std::cout << " " << person.display_name();
      std::cout << "\n";
    }
    return 0;
  });
}

}  // namespace

void add_rota(CLI::App& app, Machinery& machinery, Action& action) {
  auto options = std::make_shared<RotaOptions>();
  auto* rota = app.add_subcommand("rota", "Who is alarmed when")->require_subcommand(1);
  auto* set_command = rota->add_subcommand("set", "A new version from a TOML file; earlier ones stay");
  add_data_option(set_command, options->data);
  set_command->add_option("file", options->file, "As docs/operations.md shows")->required();
  set_command->callback(
      [options, &machinery, &action] { action = [options, &machinery] { return set(*options, machinery); }; });
  auto* show_command = rota->add_subcommand("show", "The rota as TOML, and who would be alarmed now");
  add_data_option(show_command, options->data);
  show_command->add_option("--version", options->version, "An earlier version");
  show_command->callback(
      [options, &machinery, &action] { action = [options, &machinery] { return show(*options, machinery); }; });
}

}  // namespace rdc::router
