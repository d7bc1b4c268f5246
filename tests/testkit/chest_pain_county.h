// A village with an ECG cart, the county's router, two cardiologists' stations and their rota: what tests of an
// emergency's whole way need. Everything is a process of its own.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "rdc/v1/alert.grpc.pb.h"
#include "tests/testkit/clinic.h"
#include "tests/testkit/county.h"
#include "tests/testkit/ecg_cart.h"
#include "tests/testkit/scratch_directory.h"
#include "tests/testkit/seeded_random.h"
#include "tests/testkit/station_client.h"

namespace rdc::testkit {

// Throws std::runtime_error when something cannot be set up. Not thread-safe.
class ChestPainCounty {
 public:
  struct Options {
    std::string programs;  // folder of the binaries under test
    std::uint64_t seed = 1;
    std::vector<std::string> agent_environment{};
    int second_after_minutes = 3;  // the rota's second step
  };
  explicit ChestPainCounty(Options options);

  static constexpr const char* kDuty = "xin";   // cardiologist, first on the rota
  static constexpr const char* kSecond = "he";  // cardiologist, second on the rota
  static constexpr const char* kRadiologist = "li";
  static constexpr const char* kQuality = "qian";
  static constexpr const char* kAdministrator = "admin";
  static constexpr const char* kPassword = "long enough 2026";

  County& county() { return *county_; }
  SiteHost& village() { return county_->site("xinzhuang"); }
  const base::Clock& clock() const { return clock_; }
  SeededRandom& random() { return random_; }
  base::IdGenerator& ids() { return ids_; }
  std::filesystem::path scratch() const { return scratch_.path(); }

  // Somebody at a station by the router's own services.
  std::unique_ptr<StationClient> person(const std::string& station, const std::string& user_name);
  // The duty-station program on "ecg-1", going so far with a case (see its --until). Running, not yet logged in.
  std::unique_ptr<ChildProcess> duty_station(const std::string& until, const std::string& user_name = kDuty);

  // A new patient's infarction, put into the village's drop folder under a temporary name and renamed.
  CartRecording drop_infarction();
  dicom::PhantomPatient next_patient() const;

  // Follows the feed as this person until a case satisfies `wanted`; nullopt: time ran out.
  std::optional<v1::AlertCase> wait_for_case(StationClient& person,
                                             const std::function<bool(const v1::AlertCase&)>& wanted,
                                             std::chrono::milliseconds timeout = std::chrono::seconds(30));

 private:
  void write_rota(int second_after_minutes);

  const Options options_;
  base::SystemClock clock_;
  SeededRandom random_;
  base::IdGenerator ids_{clock_, random_};
  ScratchDirectory scratch_;
  std::unique_ptr<County> county_;
  std::unique_ptr<EcgCart> cart_;
  std::uint64_t recorded_ = 0;
  std::map<std::string, bool> password_changed_;
};

// A call as this person; the router's status.
template <typename Stub, typename Request, typename Reply>
grpc::Status call_as(const StationClient& person, Stub& stub,
                     grpc::Status (Stub::*method)(grpc::ClientContext*, const Request&, Reply*), const Request& request,
                     Reply& reply) {
  grpc::ClientContext context;
  person.prepare(context);
  return (stub.*method)(&context, request, &reply);
}

}  // namespace rdc::testkit
