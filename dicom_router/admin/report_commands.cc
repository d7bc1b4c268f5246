#include <iostream>

#include <google/protobuf/util/time_util.h>

#include "common/report/report_document.h"
#include "common/report/verify_report.h"
#include "dicom_router/admin/commands.h"

namespace rdc::router {
namespace {

struct ReportCommandOptions {
  std::string data, centre, file, previous;
};

// The signature or PDF beside the document: the same name with another ending.
std::filesystem::path beside(const std::string& file, const char* ending) {
  return std::filesystem::path(file).replace_extension(ending);
}

Result<report::VerifiedReport> check(const ReportCommandOptions& options) {
  auto centre = base::read_file(options.centre, 16 * 1024);
  if (!centre) return fail(centre);
  auto document = base::read_file(options.file, report::kDocumentLimit);
  if (!document) return fail(document);
  auto signature = base::read_file(beside(options.file, ".p7s"), identity::kSignatureLimit);
  if (!signature) return fail(signature);
  auto pdf = base::sha256_of_file(beside(options.file, ".pdf"));
  if (!pdf) return fail(pdf);
  auto verified = report::verify_report(*document, *signature, *pdf, *centre);
  if (!verified || options.previous.empty()) return verified;
  auto previous = base::read_file(options.previous, report::kDocumentLimit);
  if (!previous) return fail(previous);
  if (auto linked = report::verify_link(verified->document, *previous); !linked) return fail(linked);
  return verified;
}

bool is_finding(const Error& error) {
  return error.code == ErrorCode::kCorrupt || error.reason == "NOT_SIGNED" || error.reason == "BAD_DOCUMENT" ||
         error.reason == "UNKNOWN_FORMAT";
}

Result<int> verify_files(const ReportCommandOptions& options) {
  auto verified = check(options);
  if (!verified && is_finding(verified.error())) {
    std::cout << "NOT VALID: " << verified.error().reason << ": " << verified.error().message << "\n";
    return kFoundSomething;
  }
  if (!verified) return fail(verified);
  const auto& document = verified->document;
  std::cout << "valid: " << v1::ReportStatus_Name(document.status()) << "\n"
            << "report: " << document.report_id() << "\n"
            << "revision: " << document.revision_id() << "\n"
            << "previous: " << (document.previous_revision_id().empty() ? "none" : document.previous_revision_id())
            << (options.previous.empty() || document.previous_revision_id().empty() ? "" : " (verified)") << "\n"
            << "signer: " << verified->signature.display_name << " (" << verified->signature.user_id << ")\n"
            << "signed at: " << base::to_iso8601(verified->signature.signed_at) << "\n"
            << "institution: " << document.institution() << "\n";
  return 0;
}

}  // namespace

void add_report(CLI::App& app, Machinery& machinery, Action& action) {
  auto options = std::make_shared<ReportCommandOptions>();
  auto* report_command = app.add_subcommand("report", "Signed reports")->require_subcommand(1);
  auto* verify_command = report_command->add_subcommand(
      "verify",
      "Verify a signed report without a router; FILE.p7s and FILE.pdf lie beside it. Exit code 3 when it is not valid");
  verify_command
      ->add_option("--centre", options->centre, "The centre's certificate (`dicom-router centre-certificate`)")
      ->required();
  verify_command->add_option("--previous", options->previous, "The revision before, to verify the link to it");
  verify_command->add_option("file", options->file, "The report document, FILE.json")->required();
  verify_command->callback([options, &action] { action = [options] { return verify_files(*options); }; });

  auto* certificate =
      app.add_subcommand("centre-certificate", "Print the centre's certificate, to verify reports with");
  add_data_option(certificate, options->data);
  certificate->callback([options, &machinery, &action] {
    action = [options, &machinery]() -> Result<int> {
      auto centre = Centre::open(options->data, machinery);
      if (!centre) return fail(centre);
      std::cout << (*centre)->authority.certificate_pem();
      return 0;
    };
  });
}

}  // namespace rdc::router
