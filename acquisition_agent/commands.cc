#include "acquisition_agent/commands.h"
#include "common/base/version.h"

#include <termios.h>
#include <unistd.h>

#include <csignal>
#include <cstdio>
#include <iostream>
#include <string>

#include <google/protobuf/util/json_util.h>
#include <CLI/CLI.hpp>

#include "acquisition_agent/agent.h"
#include "acquisition_agent/transfer/wire_time.h"
#include "common/base/logging.h"
#include "common/dicom/toolkit_log.h"
#include "common/identity/secret.h"
#include "common/report/report_document.h"
#include "common/report/verify_report.h"
#include "common/rpc/status.h"
#include "rdc/v1/agent.grpc.pb.h"

namespace rdc::agent {
namespace {

constexpr int kFailed = 1;
constexpr int kBadUse = 2;
constexpr int kNotVerified = 3;

int report_error(const Error& error, int exit_code = kFailed) {
  fmt::print(stderr, "acquisition-agent: {} ({})\n", error.message, error.reason);
  return exit_code;
}

// From the terminal without echo, or one line of stdin.
identity::Secret read_code() {
  termios before{};
  const bool terminal = ::isatty(STDIN_FILENO) == 1 && ::tcgetattr(STDIN_FILENO, &before) == 0;
  if (terminal) {
    fmt::print(stderr, "Enrolment code: ");
    termios quiet = before;
    quiet.c_lflag &= ~static_cast<tcflag_t>(ECHO);
    ::tcsetattr(STDIN_FILENO, TCSAFLUSH, &quiet);
  }
  std::string line;
  std::getline(std::cin, line);
  if (terminal) {
    ::tcsetattr(STDIN_FILENO, TCSAFLUSH, &before);
    fmt::print(stderr, "\n");
  }
  return identity::Secret(std::move(line));
}

struct Options {
  std::string bundle, data, code, config, urgency = "content", item, signature, pdf, previous, centre;
  std::vector<std::string> files;
  bool json = false;
};

// --data, or the data folder of --config.
Result<std::filesystem::path> data_folder(const Options& options) {
  if (!options.data.empty()) return std::filesystem::absolute(options.data);
  auto config = load_config(options.config);
  if (!config) return fail(config);
  return config->data;
}

int run_enrol(const Options& options) {
  const auto bundle = base::read_file(options.bundle, 64 * 1024);
  if (!bundle) return report_error(bundle.error());
  const identity::Secret code = options.code.empty() ? read_code() : identity::Secret(options.code);
  base::PosixFileSystem fs;
  const auto folder = data_folder(options);
  if (!folder) return report_error(folder.error(), kBadUse);
  const std::filesystem::path& data = *folder;
  const auto enrolment = enrol(data, *bundle, code.view(), fs);
  if (!enrolment) return report_error(enrolment.error());
  fmt::print("enrolled {} ({}) at {}\n", enrolment->site_name, enrolment->site_id, enrolment->centre_name);
  fmt::print("certificate valid until {}\n", base::to_iso8601(enrolment->certificate_until));
  fmt::print("next: acquisition-agent run --config FILE, with data = \"{}\"\n", data.string());
  return 0;
}

int run_agent(const Options& options) {
  auto config = load_config(options.config);
  if (!config) return report_error(config.error(), kBadUse);
  base::set_up_logging("acquisition-agent", config->log_level);
  dicom::silence_toolkit_log();
  // Blocked before any thread starts, so that only sigwait below sees them.
  sigset_t signals;
  sigemptyset(&signals);
  sigaddset(&signals, SIGTERM);
  sigaddset(&signals, SIGINT);
  pthread_sigmask(SIG_BLOCK, &signals, nullptr);
  (void)std::signal(SIGPIPE, SIG_IGN);

  base::PosixFileSystem fs;
  base::SystemClock clock;
  base::SystemRandom random;
  const auto data = config->data;
  auto agent = AcquisitionAgent::start(std::move(*config), fs, clock, random);
  if (!agent) return report_error(agent.error());
  fmt::print("ready site={} dicom={} socket={}\n", (*agent)->enrolment().site_id, (*agent)->dicom_port(),
             socket_of(data).string());
  (void)std::fflush(stdout);
  int received = 0;
  sigwait(&signals, &received);
  spdlog::info("stopping");
  agent->reset();
  return 0;
}

struct LocalApi {
  std::unique_ptr<v1::Agent::Stub> stub;
  std::unique_ptr<grpc::ClientContext> context = std::make_unique<grpc::ClientContext>();
};

Result<LocalApi> local_api(const Options& options) {
  const auto data = data_folder(options);
  if (!data) return fail(data);
  const auto socket = socket_of(*data);
  std::error_code error;
  if (!std::filesystem::exists(socket, error))
    return fail(ErrorCode::kUnavailable, "NOT_RUNNING",
                "no agent is running on {}: start it with `acquisition-agent run`", data->string());
  LocalApi api;
  api.stub = v1::Agent::NewStub(rpc::make_local_channel(socket.string()));
  rpc::set_deadline(*api.context, std::chrono::minutes(5));
  return api;
}

const char* urgency_name(v1::Urgency urgency) {
  if (urgency == v1::URGENCY_EMERGENCY) return "emergency";
  return urgency == v1::URGENCY_URGENT ? "urgent" : "routine";
}

void print_status(const v1::GetStatusReply& status) {
  fmt::print("site         {} ({})\n", status.site_name(), status.site_id());
  fmt::print("router       {}\n", status.connected() ? "connected" : "NOT connected: " + status.connection_detail());
  fmt::print("certificate  until {}\n", base::to_iso8601(from_wire(status.certificate_expires_at())));
  fmt::print("waiting      {} items, {} bytes\n", status.waiting(), status.waiting_bytes());
  fmt::print("stored       {} items\n", status.stored());
  fmt::print("quarantined  {} items{}\n", status.quarantined(),
             status.quarantined() > 0 ? "  (acquisition-agent quarantine list)" : "");
  fmt::print("reports      {} kept, {} failed verification\n", status.letters(), status.letters_failed());
  fmt::print("disk         {} MiB free{}\n", status.free_bytes() >> 20,
             status.refusing() ? "  REFUSING: devices are told to wait" : "");
  for (const v1::ItemStatus& item : status.recent())
    fmt::print("  {}  {:<11} {:<9} {:>11} bytes  from {}\n",
               base::to_iso8601(from_wire(item.received_at())).substr(0, 19), item.state(),
               urgency_name(item.urgency()), item.size(), item.source());
}

int run_status(const Options& options) {
  auto api = local_api(options);
  if (!api) return report_error(api.error());
  v1::GetStatusReply status;
  if (const auto called = api->stub->GetStatus(api->context.get(), {}, &status); !called.ok())
    return report_error(rpc::from_status(called));
  if (options.json) {
    std::string text;
    google::protobuf::util::JsonPrintOptions print;
    print.always_print_primitive_fields = true;
    print.preserve_proto_field_names = true;
    if (!google::protobuf::util::MessageToJsonString(status, &text, print).ok()) return kFailed;
    fmt::print("{}\n", text);
  } else {
    print_status(status);
  }
  return 0;
}

int run_send(const Options& options) {
  int exit_code = 0;
  for (const std::string& file : options.files) {
    auto api = local_api(options);
    if (!api) return report_error(api.error());
    v1::SendFileRequest request;
    request.set_path(std::filesystem::absolute(file).string());
    request.set_urgency(options.urgency == "emergency" ? v1::URGENCY_EMERGENCY
                        : options.urgency == "urgent"  ? v1::URGENCY_URGENT
                        : options.urgency == "routine" ? v1::URGENCY_ROUTINE
                                                       : v1::URGENCY_UNSPECIFIED);
    v1::SendFileReply reply;
    if (const auto called = api->stub->SendFile(api->context.get(), request, &reply); !called.ok()) {
      fmt::print(stderr, "{}: ", file);
      exit_code = report_error(rpc::from_status(called));
      continue;
    }
    fmt::print("{}  {}{}\n", reply.item_id(), file, reply.duplicate() ? "  (was here before)" : "");
  }
  return exit_code;
}

int run_quarantine_list(const Options& options) {
  auto api = local_api(options);
  if (!api) return report_error(api.error());
  v1::ListQuarantineReply list;
  if (const auto called = api->stub->ListQuarantine(api->context.get(), {}, &list); !called.ok())
    return report_error(rpc::from_status(called));
  for (const v1::QuarantinedItem& item : list.items())
    fmt::print("{}  {}  {} bytes  from {}\n    {}: {}\n    {}\n", item.item_id(),
               base::to_iso8601(from_wire(item.at())), item.size(), item.source(), item.error().reason(),
               item.error().message(), item.file().empty() ? "its bytes are gone" : item.file());
  return 0;
}

int run_quarantine_release(const Options& options) {
  auto api = local_api(options);
  if (!api) return report_error(api.error());
  v1::ReleaseQuarantineRequest request;
  request.set_item_id(options.item);
  v1::ReleaseQuarantineReply reply;
  if (const auto called = api->stub->ReleaseQuarantine(api->context.get(), request, &reply); !called.ok())
    return report_error(rpc::from_status(called));
  fmt::print("released {}\n", options.item);
  return 0;
}

// The whole answer about one document, with the signature and PDF that belong to it.
Result<report::VerifiedReport> verify_files(const Options& options, const std::string& file,
                                            const std::string& centre_pem) {
  const auto beside = [&](const std::string& given, const char* ending) {
    return given.empty() ? std::filesystem::path(file).replace_extension(ending) : std::filesystem::path(given);
  };
  const auto document = base::read_file(file, report::kDocumentLimit);
  if (!document) return fail(document);
  const auto signature = base::read_file(beside(options.signature, ".p7s"), identity::kSignatureLimit);
  if (!signature) return fail(signature);
  const auto pdf = base::sha256_of_file(beside(options.pdf, ".pdf"));
  if (!pdf) return fail(pdf);
  auto verified = report::verify_report(*document, *signature, *pdf, centre_pem);
  if (!verified || options.previous.empty()) return verified;
  const auto previous = base::read_file(options.previous, report::kDocumentLimit);
  if (!previous) return fail(previous);
  if (auto linked = report::verify_link(verified->document, *previous); !linked) return fail(linked);
  return verified;
}

int run_verify(const Options& options) {
  const bool several = options.files.size() > 1;
  if (several && !(options.signature + options.pdf + options.previous).empty())
    return report_error(
        {ErrorCode::kInvalid, "BAD_USE", "--signature, --pdf and --previous belong to one document: give one"},
        kBadUse);
  const auto centre = base::read_file(options.centre, 64 * 1024);
  if (!centre) return report_error(centre.error());
  int exit_code = 0;
  for (const std::string& file : options.files) {
    const std::string name = several ? file + ": " : "";
    const auto verified = verify_files(options, file, *centre);
    if (!verified && report::is_finding(verified.error())) {
      fmt::print("{}NOT VALID: {} ({})\n", name, verified.error().message, verified.error().reason);
      exit_code = std::max(exit_code, kNotVerified);
    } else if (!verified) {
      fmt::print(stderr, "{}", name);
      exit_code = std::max(exit_code, report_error(verified.error()));
    } else {
      const v1::ReportDocument& content = verified->document;
      fmt::print("{}VALID\nreport    {}\nrevision  {}\nsigner    {}\nsigned    {}\n", name, content.report_id(),
                 content.revision_id(), content.signer().display_name(),
                 base::to_iso8601(from_wire(content.signed_at())));
    }
  }
  return exit_code;
}

// CLI11 says only that a subcommand is missing when the one given is unknown: name it.
int explain(const CLI::App& app, const CLI::ParseError& error) {
  const auto unknown = app.remaining(true);
  if (dynamic_cast<const CLI::RequiredError*>(&error) != nullptr && !unknown.empty())
    fmt::print(stderr, "acquisition-agent: \"{}\" is not known here\n", unknown.front());
  return app.exit(error) == 0 ? 0 : kBadUse;
}

void add_place(CLI::App& command, Options& options) {
  command.add_option("--config", options.config, "The running agent's configuration file")
      ->default_val("/etc/acquisition-agent.toml");
  command.add_option("--data", options.data, "Its data folder, instead of --config");
}

}  // namespace

int run_command_line(int argc, char** argv) {
  CLI::App app{
      "Takes images and ECGs from this site's devices, keeps them safely, sends them to the county centre, and brings\n"
      "the signed reports back.\n\n"
      "First time:\n"
      "  acquisition-agent enrol liuhe.bundle --data /var/lib/acquisition-agent\n"
      "  acquisition-agent run --config /etc/acquisition-agent.toml\n"
      "Point devices at this computer: DICOM port and AE title are in the configuration file.\n\n"
      "Exit codes: 0 done, 1 failed, 2 wrong command line or configuration, 3 a report does not verify."};
  app.name("acquisition-agent");
  app.set_version_flag("--version", base::version_line("acquisition-agent"), "What release this is");
  app.require_subcommand(1);
  Options options;
  int exit_code = 0;
  const auto on = [&](CLI::App* command, int (*run)(const Options&)) {
    command->callback([&, run] { exit_code = run(options); });
  };

  auto* enrol_command = app.add_subcommand(
      "enrol", "Make this computer the agent of a site, with the bundle file and the code from the centre");
  enrol_command->add_option("BUNDLE", options.bundle, "File made by `dicom-router site add`")->required();
  enrol_command->add_option("--data", options.data, "Folder for identity and spool, made if absent");
  enrol_command->add_option("--config", options.config, "Or: the configuration file that names it")
      ->default_val("/etc/acquisition-agent.toml");
  enrol_command->add_option("--code", options.code, "One-time code; asked for, or read from stdin, when not given");
  on(enrol_command, run_enrol);

  auto* run = app.add_subcommand("run", "Run the agent until SIGTERM; prints `ready …` when devices may send");
  run->add_option("--config", options.config, "Configuration file (TOML); an unknown key stops the start")->required();
  on(run, run_agent);

  auto* status = app.add_subcommand("status", "Show link, waiting items, quarantine, reports and the last items");
  add_place(*status, options);
  status->add_flag("--json", options.json, "As JSON");
  on(status, run_status);

  auto* send = app.add_subcommand("send", "Put DICOM or ECG files into the spool; returns when they are durable there");
  send->add_option("FILE", options.files, "Files")->required();
  send->add_option("--urgency", options.urgency, "Default: urgent for an ECG, routine for the rest")
      ->check(CLI::IsMember({"content", "emergency", "urgent", "routine"}));
  add_place(*send, options);
  on(send, run_send);

  auto* quarantine = app.add_subcommand("quarantine", "What was kept aside, and why");
  quarantine->require_subcommand(1);
  auto* list = quarantine->add_subcommand("list", "List it, newest first");
  add_place(*list, options);
  on(list, run_quarantine_list);
  auto* release = quarantine->add_subcommand("release", "Try an item once more, from the start");
  release->add_option("ITEM", options.item, "Item id from the list")->required();
  add_place(*release, options);
  on(release, run_quarantine_release);

  auto* verify = app.add_subcommand("verify-report", "Check signed reports offline: signature, signer and PDF");
  verify->add_option("DOCUMENT", options.files, "Each report's .json; .p7s and .pdf are expected beside it")
      ->required();
  verify->add_option("--signature", options.signature, "Signature file, if elsewhere");
  verify->add_option("--pdf", options.pdf, "PDF file, if elsewhere");
  verify->add_option("--previous", options.previous, "The revision before it, to check the link as well");
  verify->add_option("--centre", options.centre, "The centre's certificate (PEM)")->required();
  on(verify, run_verify);

  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    return explain(app, error);
  }
  return exit_code;
}

}  // namespace rdc::agent
