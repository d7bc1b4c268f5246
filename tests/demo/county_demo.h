// The demo itself: a county in small, from the devices to the signed reports, and what it prints.
#pragma once

#include <condition_variable>
#include <filesystem>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <thread>
#include <vector>

#include "tests/demo/timeline.h"
#include "tests/demo/trip.h"
#include "tests/testkit/county.h"
#include "tests/testkit/ecg_cart.h"
#include "tests/testkit/modality.h"

namespace rdc::demo {

// The two township hospitals.
inline constexpr const char* kLiuhe = "liuhe";
inline constexpr const char* kQingshan = "qingshan";

struct DemoOptions {
  std::filesystem::path programs;
  std::filesystem::path out;
  std::optional<std::filesystem::path> input;  // the user's own files
  std::uint64_t seed = 0;                      // 0: a fresh one
  int ct_slices = 200;
  int own_studies_to_read = 300;  // with --input, the reader opens and signs the first so many
  bool desktop = true;            // use a display where there is one
};

class CountyDemo {
 public:
  CountyDemo(DemoOptions options, const base::Clock& clock);
  // The exit code: 0 only when everything arrived, was reported where it should be, verified and reconciled.
  int run();

 private:
  Result<void> prepare();
  Result<void> build_county();
  Result<void> prepare_colleague();
  Result<void> start_reader(const std::string& plan);
  void follow_reader();
  Result<void> simulated_trip();
  Result<void> own_trip();
  void send_radiograph(const std::string& site_id, const std::string& device, std::uint64_t seed,
                       dicom::PhantomCharset charset, const testkit::Modality::Request& request,
                       dicom::PhantomLesion lesion);
  void send_ct();
  void send_ecgs();
  void add_trip(Trip trip);
  Result<void> wait_for_reports(std::size_t count, std::chrono::minutes limit);
  void wait_for_reader(std::chrono::minutes limit);
  void check_reports();
  void check_command(const std::vector<std::string>& arguments, const std::string& what);
  void wait_for_ledgers();
  void leave_desktop_open();
  Result<void> start_clinic();
  void follow_clinic();
  void wait_for_clinic(std::chrono::minutes limit);
  void wait_for_first_signature();
  void print_case();
  void print_critical_values();
  static bool has_display();

  const DemoOptions options_;
  const base::Clock& clock_;
  Timeline timeline_;
  std::unique_ptr<testkit::County> county_;
  std::mutex mutex_;
  std::vector<Trip> trips_;
  std::map<std::string, base::Timestamp> opened_;  // study UID -> when the reader opened it
  std::size_t reports_signed_ = 0;
  bool reader_over_ = false;
  std::condition_variable news_;  // of the two above
  std::unique_ptr<testkit::ChildProcess> reader_;
  std::jthread reader_follower_;
  std::unique_ptr<testkit::ChildProcess> clinic_;
  std::jthread clinic_follower_;
};

}  // namespace rdc::demo
