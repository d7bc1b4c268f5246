// An ECG cart: records twelve leads of somebody who does not exist and puts a DICOM ECG into a shared folder, in
// pieces, as real carts do.
#pragma once

#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <filesystem>
#include <mutex>
#include <string>

#include "common/base/clock.h"
#include "common/dicom/phantom.h"
#include "ecg/simulation/simulator.h"

namespace rdc::testkit {

struct CartRecording {
  std::filesystem::path file;  // its final name in the drop folder
  dicom::PhantomPatient patient;
  std::string study_instance_uid;
  std::string sop_instance_uid;
  std::uint64_t bytes = 0;
  std::string sha256;  // of the file
};

class EcgCart {
 public:
  enum class Writing {
    kTemporaryName,  // "name.dcm.tmp" in pieces, then renamed
    kSlowly,         // under its final name, in pieces with pauses
  };
  struct Options {
    std::filesystem::path drop_directory{};
    std::filesystem::path own_directory{};  // where the cart makes its files
    std::string station_name = "ECG01";
    std::string institution = "模拟卫生院";
    std::uint64_t seed = 1;
    Writing writing = Writing::kTemporaryName;
    std::size_t pieces = 4;
    std::chrono::milliseconds pause{200};  // between pieces
  };
  EcgCart(Options options, const base::Clock& clock);

  struct Request {
    ecg::simulation::Rhythm rhythm = ecg::simulation::Rhythm::kSinus;
    ecg::simulation::Morphology morphology = ecg::simulation::Morphology::kNormal;
    double heart_rate = 76;
    std::string clinical_history{};
  };
  // Blocks while it writes. kUnavailable when a folder cannot be written; kCancelled after stop().
  Result<CartRecording> record(const Request& request);
  void stop();
  // What its nth recording, from 1, is made of: tracing and patient.
  static std::uint64_t seed_of(std::uint64_t cart_seed, std::uint64_t nth) {
    return cart_seed * 1'000'003 + 500'000 + nth;
  }

 private:
  Result<void> deliver(const std::filesystem::path& made, const std::filesystem::path& to);
  bool pause();

  const Options options_;
  const base::Clock& clock_;
  std::uint64_t made_ = 0;
  std::mutex mutex_;
  std::condition_variable stop_asked_;
  bool stopping_ = false;
};

}  // namespace rdc::testkit
