// The real router on a scratch directory and a free port, in this process, and callers of every kind.
#pragma once

#include <future>
#include <memory>
#include <string>
#include <thread>

#include <grpcpp/grpcpp.h>

#include "common/identity/enrolment_bundle.h"
#include "common/rpc/channel.h"
#include "dicom_router/admin/centre.h"
#include "rdc/v1/session.grpc.pb.h"
#include "tests/testkit/scratch_directory.h"

namespace rdc::router {

class RunningRouter {
 public:
  RunningRouter();
  ~RunningRouter();

  // The catalog, as the command line sees it beside the running router.
  Centre& centre() { return *centre_; }
  std::string address() const { return "127.0.0.1:" + std::to_string(port_); }
  std::filesystem::path data() const { return scratch_ / "centre"; }

  rpc::Identity add_agent(const std::string& site_id);
  rpc::Identity add_station(const std::string& name);
  std::shared_ptr<grpc::Channel> connect(const rpc::Identity& identity);

  struct Person {
    std::string user_id;
    std::string user_name;
    std::string password;
  };
  // With a password of their own, unless they still have the initial one.
  enum class Password { kOwn, kInitial };
  Person add_person(const std::string& user_name, v1::Role role, Password password = Password::kOwn);
  // The session's token. The station must be enrolled.
  std::string log_in(const std::shared_ptr<grpc::Channel>& station, const Person& person);

  // Straight into the catalog, for states that only time brings about.
  void execute(const std::string& sql);
  int count(const std::string& sql);

 private:
  testkit::ScratchDirectory scratch_{"router"};
  Machinery machinery_;
  std::unique_ptr<Centre> centre_;
  std::promise<void> stop_;
  int port_ = 0;
  std::jthread thread_;
};

}  // namespace rdc::router
