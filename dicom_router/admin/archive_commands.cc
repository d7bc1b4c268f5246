#include <iostream>

#include "dicom_router/admin/commands.h"
#include "dicom_router/ledger/backup.h"
#include "dicom_router/ledger/object_check.h"
#include "dicom_router/ledger/reconciler.h"

namespace rdc::router {
namespace {

struct ArchiveOptions {
  std::string data, to, from;
};

Result<int> verify(const ArchiveOptions& options, Machinery& machinery) {
  auto centre = Centre::open(options.data, machinery);
  if (!centre) return fail(centre);
  const auto objects = ObjectStore::attach((*centre)->paths.objects(), machinery.fs);
  auto check = check_objects(*(*centre)->catalog, *objects);
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
  for (const auto& gap : balance->gaps())
    std::cout << "gap: " << gap.site_id() << "\t" << gap.stage() << "\t" << gap.subject() << "\t" << gap.finding()
              << "\n";
  std::cout << (balance->gap_count() == 0 ? "clean: no gaps" : fmt::format("{} gaps", balance->gap_count())) << "\n";
  return balance->gap_count() == 0 ? 0 : kFoundSomething;
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

Result<int> restore_backup(const ArchiveOptions& options, Machinery& machinery) {
  auto summary = restore(options.from, options.data, machinery.fs);
  if (!summary) return fail(summary);
  std::cout << "restored: " << summary->objects << " objects, " << summary->bytes << " bytes, into " << options.data
            << "\n";
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
                      options, machinery, action);
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
