#include "dicom_router/access/session_service.h"

#include <google/protobuf/util/time_util.h>

namespace rdc::router {

using google::protobuf::util::TimeUtil;

Result<void> SessionService::fill_self(const Account& account, v1::Self& self) {
  auto signer = accounts_.current_signer(account.user_id);
  if (!signer) return fail(signer);
  self.set_user_id(account.user_id);
  self.set_user_name(account.user_name);
  self.set_display_name(account.display_name);
  for (const auto role : account.roles) self.add_roles(role);
  self.set_must_change_password(account.must_change_password);
  self.set_centre_name(centre_name_);
  self.set_centre_certificate_pem(authority_.certificate_pem());
  if (*signer) {
    self.set_signing_certificate_pem((*signer)->certificate_pem);
    self.set_signing_key_envelope((*signer)->key_envelope);
  }
  return {};
}

grpc::ServerUnaryReactor* SessionService::Login(grpc::CallbackServerContext* context, const v1::LoginRequest* request,
                                                v1::LoginReply* reply) {
  return rpc::serve_unary(pool_, context, [=, this]() -> Result<void> {
    const auto caller = rpc::caller_of(*context);
    auto logged_in = accounts_.log_in(caller, request->user_name(), request->password());
    if (!logged_in) return fail(logged_in);
    if (caller.kind == rpc::MachineKind::kStation) {
      reply->set_station_cache_key(station_keys_.of_cache(caller.machine_id));
      reply->set_person_draft_key(station_keys_.of_drafts(logged_in->account.user_id));
    }
    reply->set_session_token(logged_in->token.text());
    reply->set_idle_minutes(static_cast<std::uint32_t>(kIdleLimit.count()));
    const auto limit = base::from_micros(logged_in->login.created_at) + kSessionLimit;
    *reply->mutable_expires_at() = TimeUtil::MicrosecondsToTimestamp(base::to_micros(limit));
    return fill_self(logged_in->account, *reply->mutable_self());
  });
}

grpc::ServerUnaryReactor* SessionService::Logout(grpc::CallbackServerContext* context, const v1::LogoutRequest*,
                                                 v1::LogoutReply*) {
  return rpc::serve_unary(pool_, context, [=, this] { return accounts_.log_out(rpc::caller_of(*context)); });
}

grpc::ServerUnaryReactor* SessionService::ChangePassword(grpc::CallbackServerContext* context,
                                                         const v1::ChangePasswordRequest* request,
                                                         v1::ChangePasswordReply*) {
  return rpc::serve_unary(pool_, context, [=, this] {
    return accounts_.change_password(rpc::caller_of(*context), request->current_password(), request->new_password());
  });
}

grpc::ServerUnaryReactor* SessionService::GetSelf(grpc::CallbackServerContext* context, const v1::GetSelfRequest*,
                                                  v1::GetSelfReply* reply) {
  return rpc::serve_unary(pool_, context, [=, this]() -> Result<void> {
    auto account = accounts_.find(rpc::caller_of(*context).user_id);
    if (!account) return fail(account);
    return fill_self(*account, *reply->mutable_self());
  });
}

grpc::ServerUnaryReactor* SessionService::EnrolSigningKey(grpc::CallbackServerContext* context,
                                                          const v1::EnrolSigningKeyRequest* request,
                                                          v1::EnrolSigningKeyReply* reply) {
  return rpc::serve_unary(pool_, context, [=, this]() -> Result<void> {
    const auto replace = request->replace() ? Accounts::Replace::kYes : Accounts::Replace::kNo;
    auto signer = accounts_.enrol_signer(rpc::caller_of(*context), authority_, request->certificate_request_pem(),
                                         request->key_envelope(), replace);
    if (!signer) return fail(signer);
    reply->set_certificate_pem(signer->certificate_pem);
    return {};
  });
}

grpc::ServerUnaryReactor* SessionService::RenewMachineCertificate(grpc::CallbackServerContext* context,
                                                                  const v1::RenewMachineCertificateRequest* request,
                                                                  v1::RenewMachineCertificateReply* reply) {
  return rpc::serve_unary(pool_, context, [=, this]() -> Result<void> {
    auto certificate = enrolment_.renew(rpc::caller_of(*context), request->certificate_request_pem());
    if (!certificate) return fail(certificate);
    reply->set_certificate_pem(*certificate);
    return {};
  });
}

}  // namespace rdc::router
