// Items given to readers: who may take them, who may take over, and that nothing waits for somebody for ever.
#include "dicom_router/store/migrations.h"
#include "dicom_router/worklist/assignments.h"
#include "tests/dicom_router/report/open_desk.h"

namespace rdc::router {
namespace {

class Assigning : public OpenDesk {
 protected:
  void SetUp() override {
    OpenDesk::SetUp();
    zhao = std::make_unique<Reader>(reader("zhao", "赵敏"));
    request.set_assignment_id(ids.next());
    request.set_item_id(study.item_id);
    request.set_user_id(wang->caller.user_id);
    request.set_note("请老师看一下");
  }
  static Claimant claimant(const Reader& who) {
    return {who.caller.user_id, who.caller.user_display_name, who.caller.machine_id};
  }
  Result<v1::WorklistItem> assign(const Reader& who) { return assignments.assign(who.caller, request); }
  std::string outcome(const Reader& who) {
    const auto item = assign(who);
    return item ? "" : item.error().reason;
  }
  std::string take(const Reader& who) {
    auto item = catalog->write<v1::WorklistItem>([&](soci::session& session) {
      return worklist.claim(session, study.item_id, claimant(who), base::to_micros(clock.now()) + 120'000'000);
    });
    return item ? "" : item.error().reason;
  }
  void release(const Reader& who) {
    ASSERT_TRUE(catalog->write<void>(
        [&](soci::session& session) { return worklist.release(session, study.item_id, claimant(who)); }));
  }

  Assignments assignments{{*catalog, worklist, [this](soci::session& session, const AuditEntry& entry) {
                             return audit.append(session, entry);
                           }}};
  std::unique_ptr<Reader> zhao;
  v1::AssignRequest request;
};

TEST_F(Assigning, TheAssigneeAloneTakesItAndEverybodySeesWhoseItIs) {
  const auto item = assign(*li);  // who held it, and holds it no longer
  ASSERT_TRUE(item) << item.error().message;
  EXPECT_EQ(item->assigned_to().display_name(), "王芳");
  EXPECT_TRUE(item->assigned_by().me());
  EXPECT_EQ(item->assignment_note(), "请老师看一下");
  EXPECT_EQ(item->claimed_by_name(), "");
  EXPECT_EQ(take(*zhao), "ASSIGNED_TO_ANOTHER");
  EXPECT_EQ(take(*li), "ASSIGNED_TO_ANOTHER");
  EXPECT_EQ(take(*wang), "");
  EXPECT_EQ(count("SELECT COUNT(*) FROM audit_event WHERE action = 'worklist.assign'"), 1);
}

TEST_F(Assigning, LiftedItIsAnybodysAgainAndTheRecordKeepsBoth) {
  ASSERT_EQ(outcome(*li), "");
  request.set_assignment_id(ids.next());
  request.set_user_id("");
  const auto item = assign(*zhao);
  ASSERT_TRUE(item);
  EXPECT_FALSE(item->has_assigned_to());
  EXPECT_EQ(take(*zhao), "");
  EXPECT_EQ(count("SELECT COUNT(*) FROM worklist_assignment"), 2);
  EXPECT_EQ(count("SELECT COUNT(*) FROM audit_event WHERE action = 'worklist.unassign'"), 1);
}

TEST_F(Assigning, SentTwiceItIsOne) {
  ASSERT_EQ(outcome(*li), "");
  EXPECT_EQ(outcome(*li), "");
  EXPECT_EQ(count("SELECT COUNT(*) FROM worklist_assignment"), 1);
  request.set_user_id(zhao->caller.user_id);
  EXPECT_EQ(outcome(*li), "ASSIGNMENT_EXISTS");
}

TEST_F(Assigning, WhatSomebodyReadsNowIsNotGivenAway) {
  EXPECT_EQ(outcome(*zhao), "CLAIMED_BY_ANOTHER");  // li reads it
  release(*li);
  ASSERT_EQ(take(*wang), "");
  EXPECT_EQ(outcome(*zhao), "") << "to her who reads it already: she goes on";
  EXPECT_EQ(count("SELECT COUNT(*) FROM worklist_item WHERE holder_machine = 'desk-wang' AND lease_until > 0"), 1);
}

TEST_F(Assigning, OnlyPeopleWhoMaySignAreChosen) {
  const auto office = accounts.add_user(console_actor(), "office", "办公室", {v1::ROLE_ADMINISTRATOR});
  ASSERT_TRUE(accounts.disable_user(console_actor(), zhao->caller.user_id));
  for (const auto& user : {office->account.user_id, zhao->caller.user_id, std::string("nobody")}) {
    request.set_user_id(user);
    EXPECT_EQ(outcome(*li), "NO_SUCH_READER") << user;
  }
  const auto readers = assignments.readers(li->caller);
  ASSERT_TRUE(readers);
  ASSERT_EQ(readers->readers_size(), 2);
  for (const auto& reader : readers->readers()) EXPECT_EQ(reader.me(), reader.user_id() == li->caller.user_id);
}

TEST_F(Assigning, AReportIsNotGivenToItsAuthorForReviewButIsWhenItWasReturned) {
  execute("UPDATE worklist_item SET sign_off = 2");
  ASSERT_EQ(reason(submit(document(v1::REPORT_STATUS_PRELIMINARY, *wang, *wang), *wang)), "NOT_CLAIMED");
  ASSERT_EQ(reason(submit(document(v1::REPORT_STATUS_PRELIMINARY, *li, *li), *li)), "");
  request.set_user_id(li->caller.user_id);
  EXPECT_EQ(outcome(*li), "NEEDS_OTHER_SIGNER");
  release(*li);
  claim(*wang);
  v1::ReturnToAuthorRequest back;
  back.set_return_id(ids.next());
  back.set_study_id(study.study_id);
  back.set_revision_id(last_revision);
  back.set_comments("请补充");
  ASSERT_TRUE(desk->return_to_author(wang->caller, back));
  EXPECT_EQ(outcome(*zhao), "");
}

TEST_F(Assigning, ASignatureAndAReturnEndIt) {
  ASSERT_EQ(outcome(*li), "");
  claim(*wang);
  ASSERT_EQ(reason(submit(document(v1::REPORT_STATUS_PRELIMINARY, *wang, *wang), *wang)), "");
  EXPECT_EQ(count("SELECT COUNT(*) FROM worklist_item WHERE assigned_to <> ''"), 0);
  release(*wang);
  request.set_assignment_id(ids.next());
  request.set_user_id(li->caller.user_id);
  ASSERT_EQ(outcome(*zhao), "");
  claim(*li);
  v1::ReturnToAuthorRequest back;
  back.set_return_id(ids.next());
  back.set_study_id(study.study_id);
  back.set_revision_id(last_revision);
  back.set_comments("请补充");
  ASSERT_TRUE(desk->return_to_author(li->caller, back));
  EXPECT_EQ(count("SELECT COUNT(*) FROM worklist_item WHERE assigned_to <> ''"), 0);
  EXPECT_EQ(take(*wang), "") << "the author is not locked out";
}

TEST_F(Assigning, WhatIsDoneIsNotAssigned) {
  ASSERT_EQ(reason(submit(document(v1::REPORT_STATUS_FINAL, *li, *li), *li)), "");
  EXPECT_EQ(outcome(*li), "WRONG_STATE");
  request.set_item_id(ids.next());
  request.set_assignment_id(ids.next());
  EXPECT_EQ(outcome(*li), "NO_SUCH_ITEM");
  request.set_note(std::string(501, 'x'));
  EXPECT_EQ(outcome(*li), "NOTE_TOO_LONG");
}

// A catalog of before: drafts and preliminary reports that are there already are somebody's work too.
TEST(WorkOfPeople, IsKnownOfACatalogThatIsOlder) {
  testkit::ScratchDirectory scratch("older-catalog");
  testkit::ManualClock clock;
  const auto file = scratch / "catalog.sqlite";
  auto before = embedded_migrations();
  std::erase_if(before, [](const storage::Migration& migration) { return migration.version >= 41; });
  ASSERT_LT(before.size(), embedded_migrations().size());
  {
    storage::Database::Options options;
    options.file = file;
    auto older = storage::Database::open(options, before, clock);
    ASSERT_TRUE(older) << older.error().message;
    const auto filled = (*older)->write<void>([](soci::session& session) -> Result<void> {
      session << "INSERT INTO site (site_id, name, created_at) VALUES ('s', 's', 0)";
      session << "INSERT INTO patient (patient_key, issuer, patient_id) VALUES (1, 's', 'p')";
      for (const char* user : {"li", "wang"}) {
        const std::string id = user;
        session << "INSERT INTO account (user_id, user_name, display_name, password_hash, must_change_password, "
                   "created_at) VALUES (:a, :b, :c, '', 0, 0)",
            soci::use(id), soci::use(id), soci::use(id);
      }
      // Study 1: preliminary by li, then a draft of wang's. Study 2: unread. Study 3: a final report.
      const int states[] = {3, 1, 4};
      for (int i = 1; i <= 3; ++i) {
        const std::string id = std::to_string(i);
        session
            << "INSERT INTO study VALUES (:k, :id, 's', :uid, 1, 'p', '', '', '', '', '', '', '', '', 'CT', 0, 0, 1, "
               "1, 0, '', 0)",
            soci::use(i), soci::use(id), soci::use(id);
        session << "INSERT INTO worklist_item VALUES (:id, :k, :c, 3, :status, 'ct', 2, 0, 0, '', '', '', 0)",
            soci::use(id), soci::use(i), soci::use(i), soci::use(states[i - 1]);
        if (i == 2) continue;
        session << "INSERT INTO report (report_id, study_id, created_at) VALUES (:r, :s, 0)", soci::use(id),
            soci::use(id);
      }
      const auto revision = [&](const std::string& id, const std::string& report, int ordinal, int status,
                                const std::string& who) {
        session << "INSERT INTO report_revision VALUES (:id, :report, :ordinal, :status, '', :a, :n, :s, 0, '', 0, '', "
                   "0, '', 0)",
            soci::use(id), soci::use(report), soci::use(ordinal), soci::use(status), soci::use(who), soci::use(who),
            soci::use(who);
      };
      revision("a", "1", 1, v1::REPORT_STATUS_PRELIMINARY, "li");
      revision("b", "1", 2, v1::REPORT_STATUS_DRAFT, "wang");
      revision("c", "3", 1, v1::REPORT_STATUS_FINAL, "li");
      return {};
    });
    ASSERT_TRUE(filled) << filled.error().message;
  }
  auto catalog = Catalog::open(file, clock);
  ASSERT_TRUE(catalog) << catalog.error().message;
  testkit::SeededRandom random{3};
  base::IdGenerator ids{clock, random};
  WorklistStore worklist(clock, ids);
  const auto people = [&](const std::string& id) {
    const auto item = *(*catalog)->read<v1::WorklistItem>([&](soci::session& session) {
      return worklist.find(session, id, {"li", "li", "desk"});
    });
    return item.draft_author().display_name() + "|" + item.preliminary_author().display_name();
  };
  EXPECT_EQ(people("1"), "wang|li");
  EXPECT_EQ(people("2"), "|");
  EXPECT_EQ(people("3"), "|");
}

}  // namespace
}  // namespace rdc::router
