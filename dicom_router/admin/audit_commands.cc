#include <iostream>

#include "dicom_router/admin/commands.h"
#include "dicom_router/audit/audit_service.h"

namespace rdc::router {
namespace {

struct AuditCommandOptions {
  std::string data, subject, user;
  std::uint64_t after = 0;
  std::uint32_t limit = 1000;
};

Result<int> verify_chain(const AuditCommandOptions& options, Machinery& machinery) {
  auto centre = Centre::open(options.data, machinery);
  if (!centre) return fail(centre);
  auto verdict = (*centre)->database().read<AuditLog::Verdict>(
      [&](soci::session& session) { return (*centre)->audit.verify(session); });
  if (!verdict) return fail(verdict);
  if (verdict->intact) {
    std::cout << "intact: " << verdict->rows << " rows\n";
    return 0;
  }
  std::cout << "broken at row " << verdict->first_bad_sequence << ": " << verdict->finding << "\n";
  return kFoundSomething;
}

Result<int> list(const AuditCommandOptions& options, Machinery& machinery) {
  auto centre = Centre::open(options.data, machinery);
  if (!centre) return fail(centre);
  v1::ListEventsRequest request;
  request.set_after_sequence(options.after);
  request.set_limit(options.limit);
  request.set_subject(options.subject);
  request.set_user_id(options.user);
  auto entry = console_actor();
  entry.action = "audit.read";
  entry.subject = options.subject.substr(0, 128);
  auto recorded = (*centre)->database().write<void>(
      [&](soci::session& session) { return (*centre)->audit.append(session, entry); });
  if (!recorded) return fail(recorded);
  auto reply = list_events((*centre)->database(), request);
  if (!reply) return fail(reply);
  for (const auto& event : reply->events()) {
    const auto at = base::from_micros(event.at().seconds() * 1'000'000 + event.at().nanos() / 1000);
    std::cout << event.sequence() << "\t" << base::to_iso8601(at) << "\t"
              << (event.user_id().empty() ? "-" : event.user_id()) << "\t" << event.machine() << "\t" << event.action()
              << "\t" << event.subject() << "\t" << event.outcome() << "\t" << event.detail() << "\n";
  }
  return 0;
}

}  // namespace

void add_audit(CLI::App& app, Machinery& machinery, Action& action) {
  auto options = std::make_shared<AuditCommandOptions>();
  auto* audit = app.add_subcommand("audit", "Who did what to whose data")->require_subcommand(1);
  auto* verify_command =
      audit->add_subcommand("verify", "Recompute the chain; exit code 3 when a row was altered, removed or inserted");
  add_data_option(verify_command, options->data);
  verify_command->callback(
      [options, &machinery, &action] { action = [options, &machinery] { return verify_chain(*options, machinery); }; });
  auto* list_command =
      audit->add_subcommand("list", "Rows: number, time, user, machine, action, subject, outcome, detail");
  add_data_option(list_command, options->data);
  list_command->add_option("--after", options->after, "Rows after this number");
  list_command->add_option("--limit", options->limit, "At most this many")
      ->check(CLI::Range(1U, 1000U))
      ->capture_default_str();
  list_command->add_option("--subject", options->subject, "Of this study, report, site … only");
  list_command->add_option("--user", options->user, "Of this user identifier only");
  list_command->callback(
      [options, &machinery, &action] { action = [options, &machinery] { return list(*options, machinery); }; });
}

}  // namespace rdc::router
