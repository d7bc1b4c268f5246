// rdc.v1.Session on the wire; Accounts and Enrolment decide.
#pragma once

#include <string>

#include "common/rpc/server_calls.h"
#include "dicom_router/access/accounts.h"
#include "dicom_router/access/enrolment.h"
#include "dicom_router/access/station_keys.h"
#include "rdc/v1/session.grpc.pb.h"

namespace rdc::router {

// Borrows everything.
class SessionService final : public v1::Session::CallbackService {
 public:
  SessionService(Accounts& accounts, Enrolment& enrolment, const identity::CertificateAuthority& authority,
                 const StationKeys& station_keys, std::string centre_name, rpc::WorkerPool& pool)
      : accounts_(accounts),
        enrolment_(enrolment),
        authority_(authority),
        station_keys_(station_keys),
        centre_name_(std::move(centre_name)),
        pool_(pool) {}

  grpc::ServerUnaryReactor* Login(grpc::CallbackServerContext* context, const v1::LoginRequest* request,
                                  v1::LoginReply* reply) override;
  grpc::ServerUnaryReactor* Logout(grpc::CallbackServerContext* context, const v1::LogoutRequest* request,
                                   v1::LogoutReply* reply) override;
  grpc::ServerUnaryReactor* ChangePassword(grpc::CallbackServerContext* context,
                                           const v1::ChangePasswordRequest* request,
                                           v1::ChangePasswordReply* reply) override;
  grpc::ServerUnaryReactor* GetSelf(grpc::CallbackServerContext* context, const v1::GetSelfRequest* request,
                                    v1::GetSelfReply* reply) override;
  grpc::ServerUnaryReactor* EnrolSigningKey(grpc::CallbackServerContext* context,
                                            const v1::EnrolSigningKeyRequest* request,
                                            v1::EnrolSigningKeyReply* reply) override;
  grpc::ServerUnaryReactor* RenewMachineCertificate(grpc::CallbackServerContext* context,
                                                    const v1::RenewMachineCertificateRequest* request,
                                                    v1::RenewMachineCertificateReply* reply) override;

 private:
  Result<void> fill_self(const Account& account, v1::Self& self);

  Accounts& accounts_;
  Enrolment& enrolment_;
  const identity::CertificateAuthority& authority_;
  const StationKeys& station_keys_;
  const std::string centre_name_;
  rpc::WorkerPool& pool_;
};

}  // namespace rdc::router
