// A catalog with accounts and audit on a clock that a test moves.
#pragma once

#include <gtest/gtest.h>

#include <memory>

#include "dicom_router/access/accounts.h"
#include "dicom_router/access/enrolment.h"
#include "dicom_router/store/catalog.h"
#include "tests/testkit/manual_clock.h"
#include "tests/testkit/scratch_directory.h"
#include "tests/testkit/seeded_random.h"

namespace rdc::router {

class OpenCentre : public ::testing::Test {
 protected:
  testkit::ScratchDirectory scratch{"centre"};
  testkit::ManualClock clock;
  testkit::SeededRandom random{11};
  base::IdGenerator ids{clock, random};
  AuditLog audit{"a key of the test", clock};
  std::unique_ptr<Catalog> catalog = std::move(*Catalog::open(scratch / "catalog.sqlite", clock));
  Accounts accounts{catalog->database(), audit, clock, random, ids, Passwords(PasswordCost::cheap())};
  identity::CertificateAuthority authority = *identity::CertificateAuthority::create("centre", clock);
  Enrolment enrolment{catalog->database(), audit, authority, clock, random, ids};

  void execute(const std::string& sql) {
    auto done = catalog->write<int>([&](soci::session& session) -> Result<int> {
      session << sql;
      return 0;
    });
    ASSERT_TRUE(done) << done.error().message;
  }
  int count(const std::string& sql) {
    return *catalog->read<int>([&](soci::session& session) -> Result<int> {
      int rows = 0;
      session << sql, soci::into(rows);
      return rows;
    });
  }
};

}  // namespace rdc::router
