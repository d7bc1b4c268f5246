// Fills a router's catalog with instances that were never sent: what an archive of some years looks like to the
// database. No files are made; do not run `verify` on it.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>

#include "common/base/result.h"

namespace rdc::bench {

// Into the catalog of a router that is not running. Studies of 200 instances, one worklist item each, already final;
// digests random, as real ones are. site_id must exist. Takes about ten seconds for a million.
Result<void> fill_catalog(const std::filesystem::path& catalog, const std::string& site_id, std::int64_t instances,
                          std::uint64_t seed);

}  // namespace rdc::bench
