#include <iostream>
#include <limits>

#include <google/protobuf/util/time_util.h>

#include "dicom_router/admin/commands.h"
#include "dicom_router/alert/alert_config.h"
#include "dicom_router/alert/performance.h"
#include "dicom_router/alert/replay.h"
#include "dicom_router/store/alert_store.h"

namespace rdc::router {
namespace {

using google::protobuf::util::TimeUtil;

struct AlertOptions {
  std::string data, from, until, rules, tier = "suspected";
  bool closed = false, by_site = false, cases = false;
};

// "2026-11-01" or a whole RFC 3339 time; midnight UTC where there is none. "" is `otherwise`.
Result<google::protobuf::Timestamp> time_of(const std::string& text, std::int64_t otherwise) {
  google::protobuf::Timestamp time = TimeUtil::MicrosecondsToTimestamp(otherwise);
  if (text.empty()) return time;
  const auto whole = text.size() == 10 ? text + "T00:00:00Z" : text;
  if (!TimeUtil::FromString(whole, &time))
    return fail(ErrorCode::kInvalid, "BAD_TIME", "\"{}\" is no date (2026-11-01) and no time (2026-11-01T08:00:00Z)",
                text);
  return time;
}

constexpr std::int64_t kYear9999 = 253'402'300'799'000'000;

Result<void> note_look(Centre& centre, const char* action) {
  return centre.database().write<void>(
      [&](soci::session& session) { return centre.audit.append(session, with(console_actor(), action, "")); });
}

std::string word(const std::string& name, std::size_t prefix) { return name.substr(prefix); }

Result<int> list_cases(const AlertOptions& options, Machinery& machinery) {
  auto centre = Centre::open(options.data, machinery);
  if (!centre) return fail(centre);
  if (auto noted = note_look(**centre, "alert.list"); !noted) return fail(noted);
  v1::ListCasesRequest request;
  request.set_closed(options.closed);
  auto from = time_of(options.from, 0), until = time_of(options.until, kYear9999);
  if (!from) return fail(from);
  if (!until) return fail(until);
  *request.mutable_opened_from() = *from;
  *request.mutable_opened_until() = *until;
  return (*centre)->database().read<int>([&](soci::session& session) -> Result<int> {
    for (const auto& id : AlertStore::list(session, request, 10'000)) {
      auto seen = AlertStore::read_case(session, id);
      if (!seen) return fail(seen);
      std::cout << id << "\t" << TimeUtil::ToString(seen->opened_at()) << "\t" << seen->site_id() << "\t"
                << word(v1::AlertState_Name(seen->state()), 12) << "\t" << word(v1::EcgTier_Name(seen->tier()), 9)
                << "\t" << seen->alerts_size() << " alerts\t" << seen->ecgs_size() << " ECGs\t"
                << (seen->has_holder() ? seen->holder().display_name() : "-") << "\t" << seen->reason().zh() << "\n";
    }
    return 0;
  });
}

void print(const char* name, const v1::Share& share) {
  if (share.of() == 0)
    std::cout << "\t" << name << " -";
  else
    std::cout << "\t"
              << fmt::format("{} {}/{} = {:.1f}% ({:.1f}–{:.1f})", name, share.count(), share.of(), share.value() * 100,
                             share.low() * 100, share.high() * 100);
}

Result<int> performance(const AlertOptions& options, Machinery& machinery) {
  auto centre = Centre::open(options.data, machinery);
  if (!centre) return fail(centre);
  if (auto noted = note_look(**centre, "alert.performance"); !noted) return fail(noted);
  v1::GetPerformanceRequest request;
  auto from = time_of(options.from, 0), until = time_of(options.until, kYear9999);
  if (!from) return fail(from);
  if (!until) return fail(until);
  *request.mutable_from() = *from;
  *request.mutable_until() = *until;
  request.set_by_site(options.by_site);
  request.set_with_cases(options.cases);
  request.set_tier(options.tier == "alarm" ? v1::ECG_TIER_ALARM : v1::ECG_TIER_SUSPECTED);
  auto reply = (*centre)->database().read<v1::GetPerformanceReply>(
      [&](soci::session& session) { return performance_of(session, request); });
  if (!reply) return fail(reply);
  for (const auto& row : reply->rows()) {
    std::cout << (row.site_id().empty() ? "county" : row.site_id()) << "\t"
              << (row.rule_version().empty() ? "-" : row.rule_version()) << "\tECGs " << row.ecgs() << "\talarms "
              << row.alarms() << "\tconfirmed " << row.confirmed() << "\trefuted " << row.refuted() << "\tundecided "
              << row.undecided() << "\tmissed " << row.missed();
    print("Se", row.sensitivity());
    print("PPV", row.predictive_value());
    std::cout << "\n";
    for (const auto& id : row.confirmed_case_ids()) std::cout << "  confirmed case " << id << "\n";
    for (const auto& id : row.refuted_case_ids()) std::cout << "  refuted case " << id << "\n";
    for (const auto& id : row.missed_study_ids()) std::cout << "  missed study " << id << "\n";
  }
  return 0;
}

Result<int> run_replay(const AlertOptions& options, Machinery& machinery) {
  auto centre = Centre::open(options.data, machinery);
  if (!centre) return fail(centre);
  const std::filesystem::path file =
      options.rules.empty() ? (*centre)->paths.alert_configuration() : std::filesystem::path(options.rules);
  if (!options.rules.empty() && !std::filesystem::exists(file))
    return fail(ErrorCode::kNotFound, "NO_SUCH_FILE", "there is no file {}", options.rules);
  auto config = AlertConfig::load(file);
  if (!config) return fail(config);
  if (auto noted = note_look(**centre, "alert.replay"); !noted) return fail(noted);
  auto from = time_of(options.from, 0), until = time_of(options.until, kYear9999);
  if (!from) return fail(from);
  if (!until) return fail(until);
  const auto objects = ObjectStore::attach((*centre)->paths.objects(), machinery.fs);
  auto replayed = replay(*(*centre)->catalog, *objects, *config,
                         {TimeUtil::TimestampToMicroseconds(*from), TimeUtil::TimestampToMicroseconds(*until)},
                         [](std::uint64_t done) { std::cerr << "\r" << done << " ECGs" << std::flush; });
  std::cerr << "\n";
  if (!replayed) return fail(replayed);
  print_replay(*replayed, std::cout);
  return 0;
}

void add_period(CLI::App* command, AlertOptions& options) {
  command->add_option("--from", options.from, "2026-11-01, or a time such as 2026-11-01T08:00:00Z");
  command->add_option("--until", options.until, "The same; what came then is not counted any more");
}

}  // namespace

void add_alert(CLI::App& app, Machinery& machinery, Action& action) {
  auto options = std::make_shared<AlertOptions>();
  auto* alert = app.add_subcommand("alert", "Emergencies, and how good the alarms are")->require_subcommand(1);
  auto* list_command = alert->add_subcommand("list", "Open cases, the loudest first");
  add_data_option(list_command, options->data);
  list_command->add_flag("--closed", options->closed, "Closed cases, newest first");
  add_period(list_command, *options);
  list_command->callback(
      [options, &machinery, &action] { action = [options, &machinery] { return list_cases(*options, machinery); }; });
  auto* performance_command = alert->add_subcommand(
      "performance", "Alarms, confirmed, refuted, missed; sensitivity and predictive value with 95 % intervals");
  add_data_option(performance_command, options->data);
  add_period(performance_command, *options);
  performance_command->add_flag("--by-site", options->by_site, "A row for each site");
  performance_command->add_flag("--cases", options->cases, "Name the cases and studies behind each number");
  performance_command->add_option("--tier", options->tier, "What counts as an alarm")
      ->check(CLI::IsMember({"suspected", "alarm"}))
      ->capture_default_str();
  performance_command->callback(
      [options, &machinery, &action] { action = [options, &machinery] { return performance(*options, machinery); }; });
  auto* replay_command = alert->add_subcommand(
      "replay", "Run the archive's ECGs through this program's rules and tabulate what would change; changes nothing");
  add_data_option(replay_command, options->data);
  replay_command->add_option("--rules", options->rules, "Another alert.toml, not live yet");
  add_period(replay_command, *options);
  replay_command->callback(
      [options, &machinery, &action] { action = [options, &machinery] { return run_replay(*options, machinery); }; });
}

}  // namespace rdc::router
