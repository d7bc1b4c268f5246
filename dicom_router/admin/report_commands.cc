#include <iostream>

#include <google/protobuf/util/time_util.h>

#include "common/report/report_document.h"
#include "common/report/verify_report.h"
#include "dicom_router/admin/commands.h"

namespace rdc::router {
namespace {

struct ReportCommandOptions {
  std::string data, centre, previous;
  std::vector<std::string> files;
};

// The signature or PDF beside the document: the same name with another ending.
std::filesystem::path beside(const std::string& file, const char* ending) {
  return std::filesystem::path(file).replace_extension(ending);
}

Result<report::VerifiedReport> check(const std::string& file, const std::string& centre_pem,
                                     const std::string& previous_file) {
  auto document = base::read_file(file, report::kDocumentLimit);
  if (!document) return fail(document);
  auto signature = base::read_file(beside(file, ".p7s"), identity::kSignatureLimit);
  if (!signature) return fail(signature);
  auto pdf = base::sha256_of_file(beside(file, ".pdf"));
  if (!pdf) return fail(pdf);
  auto verified = report::verify_report(*document, *signature, *pdf, centre_pem);
  if (!verified || previous_file.empty()) return verified;
  auto previous = base::read_file(previous_file, report::kDocumentLimit);
  if (!previous) return fail(previous);
  if (auto linked = report::verify_link(verified->document, *previous); !linked) return fail(linked);
  return verified;
}

void print_verified(const report::VerifiedReport& verified, const std::string& name, const std::string& previous_file) {
  const auto& document = verified.document;
  const bool first = document.previous_revision_id().empty();
  std::cout << name << "valid: " << v1::ReportStatus_Name(document.status()) << "\n"
            << "report: " << document.report_id() << "\n"
            << "revision: " << document.revision_id() << "\n"
            << "previous: " << (first ? "none" : document.previous_revision_id())
            << (previous_file.empty() || first ? "" : " (verified)") << "\n"
            << "signer: " << verified.signature.display_name << " (" << verified.signature.user_id << ")\n"
            << "signed at: " << base::to_iso8601(verified.signature.signed_at) << "\n"
            << "institution: " << document.institution() << "\n";
}

// All of them, whatever one of them says; one that is not valid decides the outcome.
Result<int> verify_files(const ReportCommandOptions& options) {
  const bool several = options.files.size() > 1;
  if (several && !options.previous.empty())
    return fail(ErrorCode::kInvalid, "BAD_USE", "--previous belongs to one report: give one");
  auto centre = base::read_file(options.centre, 16 * 1024);
  if (!centre) return fail(centre);
  Result<int> outcome = 0;
  for (const auto& file : options.files) {
    const std::string name = several ? file + ": " : "";
    auto verified = check(file, *centre, options.previous);
    if (verified) {
      print_verified(*verified, name, options.previous);
    } else if (report::is_finding(verified.error())) {
      std::cout << name << "NOT VALID: " << verified.error().reason << ": " << verified.error().message << "\n";
      outcome = kFoundSomething;
    } else {
      if (several) std::cout << name << "NOT VERIFIED: " << verified.error().message << "\n";
      if (outcome && *outcome == 0) outcome = fail(verified);
    }
  }
  return outcome;
}

}  // namespace

void add_report(CLI::App& app, Machinery& machinery, Action& action) {
  auto options = std::make_shared<ReportCommandOptions>();
  auto* report_command = app.add_subcommand("report", "Signed reports")->require_subcommand(1);
  auto* verify_command = report_command->add_subcommand("verify",
                                                        "Verify signed reports without a router; FILE.p7s and FILE.pdf "
                                                        "lie beside each. Exit code 3 when one is not valid");
  verify_command
      ->add_option("--centre", options->centre, "The centre's certificate (`dicom-router centre-certificate`)")
      ->required();
  verify_command->add_option("--previous", options->previous, "The revision before, to verify the link to it");
  verify_command->add_option("file", options->files, "Report documents, FILE.json")->required();
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
