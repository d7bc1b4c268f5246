#include "dicom_router/access/directory_service.h"

namespace rdc::router {
namespace {

void fill(const Account& account, v1::User& user) {
  user.set_user_id(account.user_id);
  user.set_user_name(account.user_name);
  user.set_display_name(account.display_name);
  for (const auto role : account.roles) user.add_roles(role);
  user.set_disabled(account.disabled);
}

AuditEntry actor_of(const grpc::CallbackServerContext& context) { return audit_entry(rpc::caller_of(context), "", ""); }

}  // namespace

grpc::ServerUnaryReactor* DirectoryService::ListSites(Context* context, const v1::ListSitesRequest*,
                                                      v1::ListSitesReply* reply) {
  return rpc::serve_unary(pool_, context, [=, this]() -> Result<void> {
    auto sites = enrolment_.sites();
    if (!sites) return fail(sites);
    for (auto& site : *sites) *reply->add_sites() = std::move(site);
    return {};
  });
}

grpc::ServerUnaryReactor* DirectoryService::ListDevices(Context* context, const v1::ListDevicesRequest* request,
                                                        v1::ListDevicesReply* reply) {
  return rpc::serve_unary(pool_, context, [=, this]() -> Result<void> {
    auto devices = enrolment_.devices(request->site_id());
    if (!devices) return fail(devices);
    for (auto& device : *devices) *reply->add_devices() = std::move(device);
    return {};
  });
}

grpc::ServerUnaryReactor* DirectoryService::ListUsers(Context* context, const v1::ListUsersRequest*,
                                                      v1::ListUsersReply* reply) {
  return rpc::serve_unary(pool_, context, [=, this]() -> Result<void> {
    auto accounts = accounts_.list();
    if (!accounts) return fail(accounts);
    for (const auto& account : *accounts) fill(account, *reply->add_users());
    return {};
  });
}

grpc::ServerUnaryReactor* DirectoryService::AddSite(Context* context, const v1::AddSiteRequest* request,
                                                    v1::AddSiteReply* reply) {
  return rpc::serve_unary(pool_, context, [=, this]() -> Result<void> {
    auto added = enrolment_.add_site(actor_of(*context), request->site().site_id(), request->site().name(), centre_);
    if (!added) return fail(added);
    *reply->mutable_site() = std::move(added->site);
    reply->set_enrolment_bundle(added->bundle.file);
    reply->set_enrolment_code(added->bundle.code.text());
    return {};
  });
}

grpc::ServerUnaryReactor* DirectoryService::RevokeSite(Context* context, const v1::RevokeSiteRequest* request,
                                                       v1::RevokeSiteReply*) {
  return rpc::serve_unary(pool_, context,
                          [=, this] { return enrolment_.revoke_site(actor_of(*context), request->site_id()); });
}

grpc::ServerUnaryReactor* DirectoryService::AddDevice(Context* context, const v1::AddDeviceRequest* request,
                                                      v1::AddDeviceReply* reply) {
  return rpc::serve_unary(pool_, context, [=, this]() -> Result<void> {
    auto device = enrolment_.add_device(actor_of(*context), request->device());
    if (!device) return fail(device);
    *reply->mutable_device() = std::move(*device);
    return {};
  });
}

grpc::ServerUnaryReactor* DirectoryService::AddUser(Context* context, const v1::AddUserRequest* request,
                                                    v1::AddUserReply* reply) {
  return rpc::serve_unary(pool_, context, [=, this]() -> Result<void> {
    std::set<v1::Role> roles;
    for (const int role : request->user().roles()) roles.insert(static_cast<v1::Role>(role));
    auto added =
        accounts_.add_user(actor_of(*context), request->user().user_name(), request->user().display_name(), roles);
    if (!added) return fail(added);
    fill(added->account, *reply->mutable_user());
    reply->set_initial_password(added->initial_password.text());
    return {};
  });
}

grpc::ServerUnaryReactor* DirectoryService::DisableUser(Context* context, const v1::DisableUserRequest* request,
                                                        v1::DisableUserReply*) {
  return rpc::serve_unary(pool_, context,
                          [=, this] { return accounts_.disable_user(actor_of(*context), request->user_id()); });
}

grpc::ServerUnaryReactor* DirectoryService::GetSiteConfiguration(Context* context,
                                                                 const v1::GetSiteConfigurationRequest*,
                                                                 v1::GetSiteConfigurationReply* reply) {
  return rpc::serve_unary(pool_, context, [=, this]() -> Result<void> {
    const auto caller = rpc::caller_of(*context);
    auto sites = enrolment_.sites();
    if (!sites) return fail(sites);
    for (auto& site : *sites)
      if (site.site_id() == caller.site_id) *reply->mutable_site() = std::move(site);
    auto devices = enrolment_.devices(caller.site_id);
    if (!devices) return fail(devices);
    for (auto& device : *devices) *reply->add_devices() = std::move(device);
    reply->set_centre_name(centre_.name);
    return {};
  });
}

}  // namespace rdc::router
