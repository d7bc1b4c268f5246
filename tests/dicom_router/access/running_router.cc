#include "tests/dicom_router/access/running_router.h"

#include <stdexcept>

#include "common/rpc/status.h"
#include "dicom_router/serve.h"
#include "tests/testkit/must.h"

namespace rdc::router {
namespace {

using testkit::must;

rpc::Identity opened(const identity::SealedBundle& sealed) {
  const auto bundle = must(identity::open_bundle(sealed.file, sealed.code.view()));
  return {bundle.ca_pem, bundle.certificate_pem, bundle.key_pem.text()};
}

}  // namespace

RunningRouter::RunningRouter() {
  (void)must(init_centre({data(), "柳河县远程诊断中心", "admin", {}}, machinery_, Passwords(PasswordCost::cheap())));
  std::promise<int> ready;
  auto listening = ready.get_future();
  thread_ = std::jthread([this, &ready] {
    const auto served = serve(
        {data(), "127.0.0.1:0"}, machinery_, [&](int port) { ready.set_value(port); },
        [this] { stop_.get_future().wait(); });
    if (!served) {
      try {
        ready.set_exception(std::make_exception_ptr(std::runtime_error(served.error().message)));
      } catch (const std::future_error&) {
      }
    }
  });
  port_ = listening.get();
  centre_ = must(Centre::open(data(), machinery_, Passwords(PasswordCost::cheap())));
}

RunningRouter::~RunningRouter() {
  stop_.set_value();
  thread_.join();
}

rpc::Identity RunningRouter::add_agent(const std::string& site_id) {
  return opened(must(centre_->enrolment.add_site(console_actor(), site_id, "柳河镇卫生院", centre_->facts())).bundle);
}

rpc::Identity RunningRouter::add_station(const std::string& name) {
  return opened(must(centre_->enrolment.add_station(console_actor(), name, centre_->facts())));
}

std::shared_ptr<grpc::Channel> RunningRouter::connect(const rpc::Identity& identity) {
  return rpc::make_channel(address(), identity, {.connection = rpc::Connection::kOwn});
}

RunningRouter::Person RunningRouter::add_person(const std::string& user_name, v1::Role role, Password password) {
  auto added = must(centre_->accounts.add_user(console_actor(), user_name, "李明华", {role}));
  Person person{added.account.user_id, user_name, added.initial_password.text()};
  if (password == Password::kInitial) return person;
  execute("UPDATE account SET must_change_password = 0 WHERE user_id = '" + person.user_id + "'");
  return person;
}

std::string RunningRouter::log_in(const std::shared_ptr<grpc::Channel>& station, const Person& person) {
  grpc::ClientContext context;
  rpc::set_deadline(context, rpc::kUnaryDeadline);
  v1::LoginRequest request;
  request.set_user_name(person.user_name);
  request.set_password(person.password);
  v1::LoginReply reply;
  const auto status = v1::Session::NewStub(station)->Login(&context, request, &reply);
  if (!status.ok()) throw std::runtime_error(rpc::from_status(status).reason);
  return reply.session_token();
}

void RunningRouter::execute(const std::string& sql) {
  must(centre_->database().write<int>([&](soci::session& session) -> Result<int> {
    session << sql;
    return 0;
  }));
}

int RunningRouter::count(const std::string& sql) {
  return must(centre_->database().read<int>([&](soci::session& session) -> Result<int> {
    int rows = 0;
    session << sql, soci::into(rows);
    return rows;
  }));
}

}  // namespace rdc::router
