// The running router: every service over one catalog, behind the gate, until told to stop.
#pragma once

#include <filesystem>
#include <functional>
#include <string>

#include "common/base/result.h"
#include "dicom_router/admin/centre.h"

namespace rdc::router {

struct ServeOptions {
  std::filesystem::path root;
  std::string listen;  // "" for the configuration's
};

// Holds DATA/router.lock while it runs (kConflict/ALREADY_RUNNING). Calls `ready` with the port it listens on, then
// `wait`, which blocks until it is time to stop; then finishes what runs (10 s at most), and closes. Blocks throughout.
Result<void> serve(const ServeOptions& options, Machinery& machinery, const std::function<void(int port)>& ready,
                   const std::function<void()>& wait);

}  // namespace rdc::router
