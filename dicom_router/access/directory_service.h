// rdc.v1.Directory on the wire; Accounts and Enrolment decide.
#pragma once

#include "common/rpc/server_calls.h"
#include "dicom_router/access/accounts.h"
#include "dicom_router/access/enrolment.h"
#include "rdc/v1/directory.grpc.pb.h"

namespace rdc::router {

// Borrows everything.
class DirectoryService final : public v1::Directory::CallbackService {
 public:
  DirectoryService(Accounts& accounts, Enrolment& enrolment, CentreFacts centre, rpc::WorkerPool& pool)
      : accounts_(accounts), enrolment_(enrolment), centre_(std::move(centre)), pool_(pool) {}

  using Context = grpc::CallbackServerContext;
  using Reactor = grpc::ServerUnaryReactor;
  Reactor* ListSites(Context* context, const v1::ListSitesRequest* request, v1::ListSitesReply* reply) override;
  Reactor* ListDevices(Context* context, const v1::ListDevicesRequest* request, v1::ListDevicesReply* reply) override;
  Reactor* ListUsers(Context* context, const v1::ListUsersRequest* request, v1::ListUsersReply* reply) override;
  Reactor* AddSite(Context* context, const v1::AddSiteRequest* request, v1::AddSiteReply* reply) override;
  Reactor* RevokeSite(Context* context, const v1::RevokeSiteRequest* request, v1::RevokeSiteReply* reply) override;
  Reactor* AddDevice(Context* context, const v1::AddDeviceRequest* request, v1::AddDeviceReply* reply) override;
  Reactor* AddUser(Context* context, const v1::AddUserRequest* request, v1::AddUserReply* reply) override;
  Reactor* DisableUser(Context* context, const v1::DisableUserRequest* request, v1::DisableUserReply* reply) override;
  Reactor* GetSiteConfiguration(Context* context, const v1::GetSiteConfigurationRequest* request,
                                v1::GetSiteConfigurationReply* reply) override;

 private:
  Accounts& accounts_;
  Enrolment& enrolment_;
  const CentreFacts centre_;
  rpc::WorkerPool& pool_;
};

}  // namespace rdc::router
