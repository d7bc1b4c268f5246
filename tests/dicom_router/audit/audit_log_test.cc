#include "dicom_router/audit/audit_log.h"

#include "tests/dicom_router/access/open_centre.h"

namespace rdc::router {
namespace {

class AuditChain : public OpenCentre {
 protected:
  void SetUp() override {
    for (int i = 0; i < 6; ++i) append(fmt::format("study-{}", i));
  }
  void append(const std::string& subject) {
    auto done = catalog->write<void>([&](soci::session& session) {
      return audit.append(session, {"user-1", "station/desk", "study.read", subject, "ok", ""});
    });
    ASSERT_TRUE(done);
    clock.advance(std::chrono::seconds(1));
  }
  AuditLog::Verdict verify() {
    return *catalog->read<AuditLog::Verdict>([&](soci::session& session) { return audit.verify(session); });
  }
};

TEST_F(AuditChain, IsIntactAsWritten) {
  const auto verdict = verify();
  EXPECT_TRUE(verdict.intact) << verdict.finding;
  EXPECT_EQ(verdict.rows, 6U);
}

TEST_F(AuditChain, FindsAnEditOfAnyColumn) {
  for (const std::string edit : {"at = at + 1", "user_id = 'user-2'", "machine = 'x'", "action = 'x'", "subject = 'x'",
                                 "outcome = 'x'", "detail = 'x'", "hash = 'x'"}) {
    execute("CREATE TABLE kept AS SELECT * FROM audit_event WHERE sequence = 3");
    execute("UPDATE audit_event SET " + edit + " WHERE sequence = 3");
    const auto verdict = verify();
    EXPECT_FALSE(verdict.intact) << edit;
    EXPECT_EQ(verdict.first_bad_sequence, 3U) << edit;
    execute("DELETE FROM audit_event WHERE sequence = 3");
    execute("INSERT INTO audit_event SELECT * FROM kept");
    execute("DROP TABLE kept");
    ASSERT_TRUE(verify().intact);
  }
}

TEST_F(AuditChain, FindsARemovedRow) {
  execute("DELETE FROM audit_event WHERE sequence = 4");
  EXPECT_EQ(verify().first_bad_sequence, 4U);
}

TEST_F(AuditChain, FindsARemovedRowThatWasRenumberedOver) {
  execute("DELETE FROM audit_event WHERE sequence = 4");
  execute("UPDATE audit_event SET sequence = 4 WHERE sequence = 5");
  execute("UPDATE audit_event SET sequence = 5 WHERE sequence = 6");
  execute("UPDATE audit_head SET last_sequence = 5");
  EXPECT_EQ(verify().first_bad_sequence, 4U);
}

TEST_F(AuditChain, FindsACutTail) {
  execute("DELETE FROM audit_event WHERE sequence > 4");
  EXPECT_EQ(verify().first_bad_sequence, 5U);
  execute("UPDATE audit_head SET last_sequence = 4, hash = (SELECT hash FROM audit_event WHERE sequence = 4)");
  EXPECT_FALSE(verify().intact);
}

TEST_F(AuditChain, FindsAnInsertedRow) {
  execute(
      "INSERT INTO audit_event SELECT 7, at, user_id, machine, action, subject, outcome, detail, hash "
      "FROM audit_event WHERE sequence = 6");
  EXPECT_EQ(verify().first_bad_sequence, 7U);
}

TEST_F(AuditChain, FindsThatEverythingIsGone) {
  execute("DELETE FROM audit_event");
  EXPECT_FALSE(verify().intact);
  execute("UPDATE audit_head SET last_sequence = 0, hash = '', seal = ''");
  EXPECT_FALSE(verify().intact);
}

TEST_F(AuditChain, CannotBeMendedWithoutTheKey) {
  const AuditLog other("another key", clock);
  const auto verdict = catalog->read<AuditLog::Verdict>([&](soci::session& session) { return other.verify(session); });
  EXPECT_FALSE(verdict->intact);
}

TEST_F(AuditChain, ARowGoesWithItsTransaction) {
  auto done = catalog->write<void>([&](soci::session& session) -> Result<void> {
    (void)audit.append(session, {"user-1", "station/desk", "study.read", "undone", "ok", ""});
    return fail(ErrorCode::kConflict, "UNDONE", "undone");
  });
  EXPECT_FALSE(done);
  EXPECT_TRUE(verify().intact);
  EXPECT_EQ(verify().rows, 6U);
}

}  // namespace
}  // namespace rdc::router
