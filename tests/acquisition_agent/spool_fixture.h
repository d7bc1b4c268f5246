// A spool on a scratch folder, and arrivals for it.
#pragma once

#include <fstream>
#include <string>

#include <gtest/gtest.h>

#include "acquisition_agent/spool/spool.h"
#include "tests/testkit/manual_clock.h"
#include "tests/testkit/scratch_directory.h"
#include "tests/testkit/seeded_random.h"

namespace rdc::agent {

inline Result<Inspection> take_as_image(const std::filesystem::path&) {
  Inspection found;
  found.sop_class_uid = "1.2.840.10008.5.1.4.1.1.2";
  found.sop_instance_uid = "";
  return found;
}

inline Inspect with_uid(std::string uid) {
  return [uid](const std::filesystem::path&) -> Result<Inspection> {
    Inspection found;
    found.sop_instance_uid = uid;
    return found;
  };
}

struct SpoolFixture {
  explicit SpoolFixture(base::FileSystem& disk, const base::Clock& its_clock) : fs(disk), clock(its_clock) { reopen(); }

  void reopen() {
    spool.reset();
    auto opened = Spool::open({scratch.path(), 1 << 20, std::chrono::hours(24)}, fs, clock, ids);
    if (!opened) throw std::runtime_error(opened.error().message);
    spool = std::move(*opened);
  }

  // A file as a receiver leaves it: complete, not synced.
  Result<Arrival> arrival(const std::string& content, const std::string& source = "CT1") {
    auto made = spool->begin();
    if (!made) return made;
    made->source = source;
    if (auto written = made->file->append(base::as_bytes(content)); !written) return fail(written);
    return made;
  }
  Result<Accepted> put(const std::string& content, const Inspect& inspect = take_as_image) {
    auto made = arrival(content);
    if (!made) return fail(made);
    return spool->accept(std::move(*made), inspect);
  }
  std::string bytes(const std::string& item_id) {
    return base::read_file(spool->bytes_of(item_id), 1 << 30).value_or("");
  }

  testkit::ScratchDirectory scratch{"spool"};
  testkit::SeededRandom random{7};
  base::FileSystem& fs;
  const base::Clock& clock;
  base::IdGenerator ids{clock, random};
  std::unique_ptr<Spool> spool;
};

}  // namespace rdc::agent
