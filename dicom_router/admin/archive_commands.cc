#include <array>
#include <iostream>

#include "dicom_router/admin/commands.h"
#include "dicom_router/ledger/backup.h"
#include "dicom_router/ledger/object_check.h"
#include "dicom_router/ledger/reconciler.h"
#include "dicom_router/store/archive_life.h"

namespace rdc::router {
namespace {

struct ArchiveOptions {
  std::string data, to, from, through = "acknowledged";
};

// In the order in which an item passes them.
constexpr std::array kStages{"received", "stored", "reported", "delivered", "acknowledged"};

bool concerns(const v1::Gap& gap, const std::string& through) {
  for (const char* stage : kStages) {
    if (gap.stage() == stage) return true;
    if (through == stage) return false;
  }
  return true;
}

Result<int> verify(const ArchiveOptions& options, Machinery& machinery) {
  auto centre = Centre::open(options.data, machinery);
  if (!centre) return fail(centre);
  const auto objects = ObjectStore::attach((*centre)->paths.objects(), machinery.fs);
  auto check = check_objects(*(*centre)->catalog, *objects, (*centre)->paths.staging());
  if (!check) return fail(check);
  for (const auto& finding : check->findings) std::cout << to_string(finding.fault) << ": " << finding.subject << "\n";
  std::cout << (check->intact() ? "intact: " : "NOT INTACT: ") << check->objects << " objects, " << check->bytes
            << " bytes\n";
  return check->intact() ? 0 : kFoundSomething;
}

Result<int> reconcile(const ArchiveOptions& options, Machinery& machinery) {
  auto centre = Centre::open(options.data, machinery);
  if (!centre) return fail(centre);
  auto balance = Reconciler(*(*centre)->catalog).reconcile();
  if (!balance) return fail(balance);
  std::cout << fmt::format("{:<32} {:>9} {:>9} {:>9} {:>9} {:>9} {:>9} {:>9} {:>15} {:>15}\n", "site", "acquired",
                           "stored", "rejected", "studies", "reported", "letters", "acknowl.", "bytes acquired",
                           "bytes sent");
  for (const auto& site : balance->sites())
    std::cout << fmt::format("{:<32} {:>9} {:>9} {:>9} {:>9} {:>9} {:>9} {:>9} {:>15} {:>15}\n", site.site_id(),
                             site.acquired(), site.stored(), site.rejected(), site.studies(), site.reported(),
                             site.letters(), site.acknowledged(), site.bytes_acquired(), site.bytes_sent());
  // Gaps come stage after stage: those beyond the first ten thousand, which have no name, are of the last one named or
  // of later ones.
  auto gaps = balance->gap_count() - static_cast<std::uint64_t>(balance->gaps_size());
  if (!balance->gaps().empty() && !concerns(*balance->gaps().rbegin(), options.through)) gaps = 0;
  for (const auto& gap : balance->gaps()) {
    if (!concerns(gap, options.through)) continue;
    ++gaps;
    std::cout << "gap: " << gap.site_id() << "\t" << gap.stage() << "\t" << gap.subject() << "\t" << gap.finding()
              << "\n";
  }
  std::cout << (gaps == 0 ? "clean: no gaps" : fmt::format("{} gaps", gaps)) << "\n";
  return gaps == 0 ? 0 : kFoundSomething;
}

Result<int> make_backup(const ArchiveOptions& options, Machinery& machinery) {
  auto centre = Centre::open(options.data, machinery);
  if (!centre) return fail(centre);
  const auto objects = ObjectStore::attach((*centre)->paths.objects(), machinery.fs);
  auto entry = console_actor();
  entry.action = "centre.backup";
  entry.subject = "centre";
  auto recorded = (*centre)->database().write<void>(
      [&](soci::session& session) { return (*centre)->audit.append(session, entry); });
  if (!recorded) return fail(recorded);
  auto summary = back_up((*centre)->paths.root, options.to, *(*centre)->catalog, *objects, machinery.fs);
  if (!summary) return fail(summary);
  std::cout << "backed up: " << summary->objects << " objects, " << summary->bytes << " bytes, to " << options.to
            << "\n"
            << "The backup holds the centre's keys: keep it as you keep them.\n";
  return 0;
}

// What the sites heard after the backup is forgotten here: the archive begins a new life, so that they tell it again.
Result<void> begin_new_life(const std::filesystem::path& root, Machinery& machinery) {
  auto centre = Centre::open(root, machinery);
  if (!centre) return fail(centre);
  const auto life_id = machinery.ids.next();
  auto entry = console_actor();
  entry.action = "centre.restore";
  entry.subject = "centre";
  entry.detail = life_id;
  return (*centre)->database().write<void>([&](soci::session& session) {
    ArchiveLife::begin_anew(session, life_id, machinery.clock.now());
    return (*centre)->audit.append(session, entry);
  });
}

Result<int> restore_backup(const ArchiveOptions& options, Machinery& machinery) {
  auto summary = restore(options.from, options.data, machinery.fs, machinery.clock,
                         [&](const std::filesystem::path& made) { return begin_new_life(made, machinery); });
  if (!summary) return fail(summary);
  std::cout << "restored: " << summary->objects << " objects, " << summary->bytes << " bytes, into " << options.data
            << "\n"
            << "Start it with `dicom-router serve`: the sites send again what came after the backup, as far as they "
               "still hold it;\n`dicom-router reconcile` names the rest.\n";
  return 0;
}

using ArchiveCommand = Result<int> (*)(const ArchiveOptions&, Machinery&);

CLI::App* add_archive_command(CLI::App& app, const char* name, const char* help, ArchiveCommand command,
                              const std::shared_ptr<ArchiveOptions>& options, Machinery& machinery, Action& action) {
  auto* added = app.add_subcommand(name, help);
  added->add_option("--data", options->data, "The centre's data directory")->required();
  added->callback([=, &machinery, &action] { action = [=, &machinery] { return command(*options, machinery); }; });
  return added;
}

}  // namespace

void add_archive(CLI::App& app, Machinery& machinery, Action& action) {
  const auto options = std::make_shared<ArchiveOptions>();
  add_archive_command(app, "verify",
                      "Re-hash every object and compare with the catalog; exit code 3 when one is damaged or missing",
                      verify, options, machinery, action);
  add_archive_command(app, "reconcile",
                      "Compare acquired, stored, reported and acknowledged; exit code 3 when there is a gap", reconcile,
                      options, machinery, action)
      ->add_option("--through", options->through,
                   "The last stage to compare: \"stored\" leaves out what merely waits to be read and reported")
      ->check(CLI::IsMember({"received", "stored", "reported", "delivered", "acknowledged"}))
      ->capture_default_str();
}

void add_backup(CLI::App& app, Machinery& machinery, Action& action) {
  const auto options = std::make_shared<ArchiveOptions>();
  add_archive_command(app, "backup", "Copy a working router's whole data, consistent", make_backup, options, machinery,
                      action)
      ->add_option("--to", options->to, "A directory that is empty or does not exist")
      ->required();
  add_archive_command(app, "restore", "Make a data directory from a backup; --data must be empty or not exist",
                      restore_backup, options, machinery, action)
      ->add_option("--from", options->from, "A complete backup")
      ->required();
}

}  // namespace rdc::router
