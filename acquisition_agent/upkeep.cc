#include "acquisition_agent/upkeep.h"

#include <google/protobuf/util/json_util.h>

#include <condition_variable>
#include <mutex>

#include "acquisition_agent/transfer/upload_session.h"
#include "common/base/logging.h"
#include "common/identity/certificate.h"
#include "common/identity/key_pair.h"
#include "common/rpc/status.h"
#include "rdc/v1/directory.grpc.pb.h"
#include "rdc/v1/session.grpc.pb.h"

namespace rdc::agent {
namespace {
constexpr const char* kSiteSetting = "site_configuration";
}

Upkeep::Upkeep(UpkeepParts parts, std::filesystem::path data, Enrolment enrolment)
    : parts_(parts),
      data_(std::move(data)),
      enrolment_(std::move(enrolment)),
      certificate_until_(base::to_micros(enrolment_.certificate_until)) {
  load_cached_devices();
  thread_ = std::jthread([this](std::stop_token stop) { run(stop); });
}

void Upkeep::run(std::stop_token stop) {
  std::mutex mutex;
  std::condition_variable_any pause;
  int failures = 0;
  while (!stop.stop_requested()) {
    parts_.spool.tidy();
    const auto channel = parts_.link.own_channel();
    const auto fetched = fetch_devices(channel, stop);
    if (!fetched) spdlog::debug("site configuration not fetched: {}", fetched.error().message);
    Result<void> renewed;
    if (renewal_due(enrolment_.certificate_from, enrolment_.certificate_until, parts_.clock.now())) {
      renewed = renew_certificate(channel, stop);
      if (!renewed) spdlog::warn("certificate not renewed, trying again: {}", renewed.error().message);
    }
    failures = fetched && renewed ? 0 : failures + 1;
    std::unique_lock lock(mutex);
    const base::MonotonicTime::duration wait =
        failures == 0 ? std::chrono::minutes(10)
                      : backoff(failures, std::chrono::seconds(1), std::chrono::minutes(5), parts_.random);
    pause.wait_for(lock, stop, wait, [] { return false; });
  }
}

void Upkeep::load_cached_devices() {
  const auto cached = parts_.spool.items().setting(kSiteSetting);
  v1::GetSiteConfigurationReply site;
  if (cached && !cached->empty() && google::protobuf::util::JsonStringToMessage(*cached, &site).ok())
    parts_.devices.update(site);
}

Result<void> Upkeep::fetch_devices(const std::shared_ptr<grpc::Channel>& channel, std::stop_token stop) {
  const auto stub = v1::Directory::NewStub(channel);
  grpc::ClientContext context;
  rpc::set_deadline(context, rpc::kUnaryDeadline);
  const std::stop_callback cancel(stop, [&] { context.TryCancel(); });
  v1::GetSiteConfigurationReply site;
  if (const auto status = stub->GetSiteConfiguration(&context, {}, &site); !status.ok())
    return tl::unexpected<Error>(rpc::from_status(status));
  parts_.devices.update(site);
  std::string text;
  if (!google::protobuf::util::MessageToJsonString(site, &text).ok())
    return fail(ErrorCode::kInternal, "NOT_JSON", "the site configuration cannot be cached");
  const auto cached = parts_.spool.items().setting(kSiteSetting);
  if (cached && *cached == text) return {};
  return parts_.spool.items().set_setting(kSiteSetting, text);
}

Result<void> Upkeep::renew_certificate(const std::shared_ptr<grpc::Channel>& channel, std::stop_token stop) {
  const auto key = identity::KeyPair::generate();
  if (!key) return fail(key);
  const auto request_pem = key->certificate_request(enrolment_.machine_name);
  if (!request_pem) return fail(request_pem);
  const auto stub = v1::Session::NewStub(channel);
  grpc::ClientContext context;
  rpc::set_deadline(context, rpc::kUnaryDeadline);
  const std::stop_callback cancel(stop, [&] { context.TryCancel(); });
  v1::RenewMachineCertificateRequest request;
  request.set_certificate_request_pem(*request_pem);
  v1::RenewMachineCertificateReply reply;
  if (const auto status = stub->RenewMachineCertificate(&context, request, &reply); !status.ok())
    return tl::unexpected<Error>(rpc::from_status(status));
  const auto certificate = identity::read_certificate(reply.certificate_pem());
  if (!certificate) return fail(certificate);
  if (certificate->common_name != enrolment_.machine_name)
    return fail(ErrorCode::kCorrupt, "BAD_CERTIFICATE", "the renewed certificate is for another machine");
  rpc::Identity renewed = enrolment_.identity;
  renewed.cert_pem = reply.certificate_pem();
  renewed.key_pem = key->to_pem().text();
  if (auto saved = save_machine_identity(data_, renewed, parts_.fs); !saved) return saved;
  enrolment_.identity = renewed;
  enrolment_.certificate_from = certificate->not_before;
  enrolment_.certificate_until = certificate->not_after;
  certificate_until_ = base::to_micros(certificate->not_after);
  parts_.link.renew(renewed);
  spdlog::info("certificate renewed until {}", base::to_iso8601(certificate->not_after));
  return {};
}

}  // namespace rdc::agent
