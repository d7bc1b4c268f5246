// A DR or CT as the network sees it: makes studies, sends them by C-STORE, and, like a device, tries again what was not
// taken.
#pragma once

#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <mutex>
#include <string>
#include <vector>

#include "common/base/clock.h"
#include "common/dicom/phantom.h"
#include "common/dicom/storage_client.h"

namespace rdc::testkit {

struct Delivery {
  std::vector<dicom::SentFile> files;  // the last try of each
  unsigned attempts = 0;
  base::Timestamp started_at{}, finished_at{};
  bool complete() const;
};

// Studies are functions of the seed and of how many were made before. Thread-safe but for the making of studies.
class Modality {
 public:
  struct Options {
    std::string ae_title = "DR01";
    std::string called_ae = "RDC";
    std::string host = "127.0.0.1";
    std::uint16_t port = 0;
    std::string institution = "模拟卫生院";
    dicom::PhantomCharset charset = dicom::PhantomCharset::kUtf8;
    std::uint64_t seed = 1;
    std::filesystem::path directory;  // where its images are kept
    unsigned attempts = 5;
    std::chrono::milliseconds retry_after{2000};
  };
  Modality(Options options, const base::Clock& clock);

  struct Request {
    std::string clinical_history{};
    std::string priority{};  // "STAT", "HIGH", "ROUTINE" or ""
  };
  Result<dicom::PhantomStudy> make_radiograph(const dicom::PhantomRadiograph& what, const Request& request);
  Result<dicom::PhantomStudy> make_ct(const dicom::PhantomCt& what, const Request& request);
  Result<dicom::PhantomStudy> make_radiograph() { return make_radiograph({}, {}); }
  Result<dicom::PhantomStudy> make_ct() { return make_ct({}, {}); }

  // Blocks until everything was taken, attempts are used up, or stop(). kUnavailable only when the last attempt could
  // not even associate and nothing was sent.
  Result<Delivery> send(const dicom::PhantomStudy& study, const dicom::SendProgress& progress = {});
  Result<Delivery> send(std::vector<std::filesystem::path> files, const dicom::SendProgress& progress = {});
  Result<void> echo() const;
  // Ends a wait between attempts, and the next file is not begun.
  void stop();

 private:
  dicom::PhantomOrder next_order(const Request& request);
  bool pause();

  const Options options_;
  const base::Clock& clock_;
  std::uint64_t made_ = 0;
  std::mutex mutex_;
  std::condition_variable stop_asked_;
  bool stopping_ = false;
};

}  // namespace rdc::testkit
