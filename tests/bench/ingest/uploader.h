// The leanest possible agent: sends files through one Ingest.Upload stream and waits until the router says STORED. What
// is left is the router's own rate.
#pragma once

#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include <grpcpp/grpcpp.h>

#include "common/base/clock.h"
#include "common/base/result.h"

namespace rdc::bench {

struct UploadFile {
  std::filesystem::path path;
  std::string sha256;
  std::string bytes;
};
Result<std::vector<UploadFile>> load_files(const std::vector<std::filesystem::path>& paths);

// Seconds from the first Begin to the last Outcome; kInternal when one is not STORED.
Result<double> upload(const std::shared_ptr<grpc::Channel>& channel, const std::vector<UploadFile>& files,
                      const base::Clock& clock);

}  // namespace rdc::bench
