#include "dicom_router/access/accounts.h"

#include "dicom_router/access/access_authority.h"
#include "tests/dicom_router/access/open_centre.h"

namespace rdc::router {
namespace {

class AccountsTest : public OpenCentre {
 protected:
  void SetUp() override {
    auto bundle = enrolment.add_station(console_actor(), "desk", {"centre", {"router:7443"}});
    ASSERT_TRUE(bundle) << bundle.error().message;
    const auto machines = enrolment.stations();
    station.machine_id = machines->front().machine_id;
    station.machine_name = machines->front().name;
    auto added = accounts.add_user(console_actor(), "Li.Minghua", "李明华", {v1::ROLE_RADIOLOGIST});
    ASSERT_TRUE(added) << added.error().message;
    user_id = added->account.user_id;
    password = added->initial_password.text();
    fingerprint = *catalog->read<std::string>([](soci::session& session) -> Result<std::string> {
      std::string found;
      session << "SELECT fingerprint FROM machine_certificate", soci::into(found);
      return found;
    });
  }
  rpc::Caller logged_in(const LoginSession& login) {
    auto caller = station;
    caller.user_id = login.user_id;
    caller.user_display_name = "李明华";
    caller.session_id = login.session_id;
    return caller;
  }
  std::string reason_of_admission(const std::string& token, v1::Permission permission = v1::PERMISSION_READ_WORKLIST) {
    const auto caller = access.admit({fingerprint, "station/desk", token, ""}, permission, "/a/Method");
    return caller ? "" : caller.error().reason;
  }

  AccessAuthority access{catalog->database(), audit, clock};
  rpc::Caller station;
  std::string user_id, password, fingerprint;
};

TEST_F(AccountsTest, LogsInWithTheInitialPasswordUnderAnyCaseOfTheName) {
  const auto in = accounts.log_in(station, "LI.MINGHUA", password);
  ASSERT_TRUE(in) << in.error().message;
  EXPECT_EQ(in->token.view().size(), 64U);
  EXPECT_TRUE(in->account.must_change_password);
  EXPECT_EQ(count("SELECT COUNT(*) FROM login_session WHERE token_hash = '" + in->token.text() + "'"), 0);
}

TEST_F(AccountsTest, DoesNotTellAWrongNameFromAWrongPassword) {
  const auto wrong_name = accounts.log_in(station, "nobody", password);
  const auto wrong_password = accounts.log_in(station, "li.minghua", "wrong");
  ASSERT_FALSE(wrong_name);
  ASSERT_FALSE(wrong_password);
  EXPECT_EQ(wrong_name.error().reason, "BAD_CREDENTIALS");
  EXPECT_EQ(wrong_name.error().message, wrong_password.error().message);
}

TEST_F(AccountsTest, LocksAfterFiveFailuresForFifteenMinutes) {
  for (int i = 0; i < 5; ++i)
    EXPECT_EQ(accounts.log_in(station, "li.minghua", "wrong").error().reason, "BAD_CREDENTIALS");
  EXPECT_EQ(accounts.log_in(station, "li.minghua", password).error().reason, "LOCKED_OUT");
  clock.advance(kLockTime - std::chrono::seconds(1));
  EXPECT_EQ(accounts.log_in(station, "li.minghua", password).error().reason, "LOCKED_OUT");
  clock.advance(std::chrono::seconds(1));
  EXPECT_TRUE(accounts.log_in(station, "li.minghua", password));
}

TEST_F(AccountsTest, LocksNamesNobodyHasAsWell) {
  for (int i = 0; i < 5; ++i) EXPECT_EQ(accounts.log_in(station, "nobody", "x").error().reason, "BAD_CREDENTIALS");
  EXPECT_EQ(accounts.log_in(station, "nobody", "x").error().reason, "LOCKED_OUT");
}

TEST_F(AccountsTest, ForgetsFailuresAtASuccess) {
  for (int round = 0; round < 3; ++round) {
    for (int i = 0; i < 4; ++i) (void)accounts.log_in(station, "li.minghua", "wrong");
    EXPECT_TRUE(accounts.log_in(station, "li.minghua", password));
  }
}

TEST_F(AccountsTest, AuditsEveryAttempt) {
  (void)accounts.log_in(station, "li.minghua", "wrong");
  (void)accounts.log_in(station, "li.minghua", password);
  EXPECT_EQ(count("SELECT COUNT(*) FROM audit_event WHERE action = 'session.login' AND outcome = 'BAD_CREDENTIALS'"),
            1);
  EXPECT_EQ(count("SELECT COUNT(*) FROM audit_event WHERE action = 'session.login' AND outcome = 'ok'"), 1);
}

TEST_F(AccountsTest, AsksForAnotherPasswordFirst) {
  const auto in = accounts.log_in(station, "li.minghua", password);
  EXPECT_EQ(reason_of_admission(in->token.text()), "MUST_CHANGE_PASSWORD");
  const auto caller = logged_in(in->login);
  for (const std::string& weak : {std::string("short"), password, std::string("li.minghua")})
    EXPECT_EQ(accounts.change_password(caller, password, weak).error().reason, "WEAK_PASSWORD");
  EXPECT_EQ(accounts.change_password(caller, "wrong", "a new password").error().reason, "BAD_CREDENTIALS");
  EXPECT_TRUE(accounts.change_password(caller, password, "a new password"));
  EXPECT_EQ(reason_of_admission(in->token.text()), "");
  EXPECT_FALSE(accounts.log_in(station, "li.minghua", password));
  EXPECT_TRUE(accounts.log_in(station, "li.minghua", "a new password"));
}

TEST_F(AccountsTest, ASessionEndsAfterThirtyIdleMinutes) {
  execute("UPDATE account SET must_change_password = 0");
  const auto in = accounts.log_in(station, "li.minghua", password);
  for (int i = 0; i < 5; ++i) {
    clock.advance(std::chrono::minutes(29));
    EXPECT_EQ(reason_of_admission(in->token.text()), "");
    // The activity is written behind: wait for the writer by writing.
    execute("UPDATE account SET disabled = 0");
  }
  clock.advance(kIdleLimit);
  EXPECT_EQ(reason_of_admission(in->token.text()), "SESSION_OVER");
}

TEST_F(AccountsTest, WatchingIsNotActivity) {
  execute("UPDATE account SET must_change_password = 0");
  const auto in = accounts.log_in(station, "li.minghua", password);
  const rpc::Credentials credentials{fingerprint, "station/desk", in->token.text(), ""};
  clock.advance(std::chrono::minutes(20));
  EXPECT_TRUE(access.recheck(credentials, v1::PERMISSION_READ_WORKLIST));
  execute("UPDATE account SET disabled = 0");
  clock.advance(std::chrono::minutes(10));
  EXPECT_EQ(access.recheck(credentials, v1::PERMISSION_READ_WORKLIST).error().reason, "SESSION_OVER");
}

TEST_F(AccountsTest, ASessionEndsAfterTwelveHoursWhateverHappens) {
  execute("UPDATE account SET must_change_password = 0");
  const auto in = accounts.log_in(station, "li.minghua", password);
  for (int i = 0; i < 35; ++i) {
    clock.advance(std::chrono::minutes(20));
    EXPECT_EQ(reason_of_admission(in->token.text()), "");
    execute("UPDATE account SET disabled = 0");
  }
  clock.advance(std::chrono::minutes(20));
  EXPECT_EQ(reason_of_admission(in->token.text()), "SESSION_OVER");
}

TEST_F(AccountsTest, ResettingAndDisablingEndSessions) {
  execute("UPDATE account SET must_change_password = 0");
  auto in = accounts.log_in(station, "li.minghua", password);
  auto reset = accounts.reset_password(console_actor(), user_id);
  ASSERT_TRUE(reset);
  EXPECT_EQ(reason_of_admission(in->token.text()), "SESSION_OVER");
  execute("UPDATE account SET must_change_password = 0");
  in = accounts.log_in(station, "li.minghua", reset->text());
  ASSERT_TRUE(in);
  ASSERT_TRUE(accounts.disable_user(console_actor(), user_id));
  EXPECT_EQ(reason_of_admission(in->token.text()), "SESSION_OVER");
  EXPECT_EQ(accounts.log_in(station, "li.minghua", reset->text()).error().reason, "BAD_CREDENTIALS");
}

TEST_F(AccountsTest, LogsOutOneSessionOnly) {
  execute("UPDATE account SET must_change_password = 0");
  const auto first = accounts.log_in(station, "li.minghua", password);
  const auto second = accounts.log_in(station, "li.minghua", password);
  ASSERT_TRUE(accounts.log_out(logged_in(first->login)));
  EXPECT_EQ(reason_of_admission(first->token.text()), "SESSION_OVER");
  EXPECT_EQ(reason_of_admission(second->token.text()), "");
}

TEST_F(AccountsTest, RefusesBadNamesRolesAndDoubles) {
  EXPECT_EQ(accounts.add_user(console_actor(), "li.minghua", "x", {v1::ROLE_RADIOLOGIST}).error().reason,
            "USER_EXISTS");
  EXPECT_EQ(accounts.add_user(console_actor(), "bad name", "x", {v1::ROLE_RADIOLOGIST}).error().reason,
            "BAD_USER_NAME");
  EXPECT_EQ(accounts.add_user(console_actor(), "", "x", {v1::ROLE_RADIOLOGIST}).error().reason, "BAD_USER_NAME");
  EXPECT_EQ(accounts.add_user(console_actor(), "new", "", {v1::ROLE_RADIOLOGIST}).error().reason, "BAD_NAME");
  EXPECT_EQ(accounts.add_user(console_actor(), "new", "x", {}).error().reason, "BAD_ROLE");
  EXPECT_EQ(accounts.add_user(console_actor(), "new", "x", {static_cast<v1::Role>(77)}).error().reason, "BAD_ROLE");
}

TEST_F(AccountsTest, CertifiesOneSigningKeyAtATime) {
  auto caller = station;
  caller.user_id = user_id;
  caller.user_display_name = "李明华";
  const auto key = identity::KeyPair::generate();
  const auto request = key->certificate_request("x");
  const auto envelope = *key->to_envelope("482913");
  const auto first = accounts.enrol_signer(caller, authority, *request, envelope, Accounts::Replace::kNo);
  ASSERT_TRUE(first) << first.error().message;
  EXPECT_EQ(accounts.enrol_signer(caller, authority, *request, envelope, Accounts::Replace::kNo).error().reason,
            "KEY_EXISTS");
  const auto second = accounts.enrol_signer(caller, authority, *request, envelope, Accounts::Replace::kYes);
  ASSERT_TRUE(second);
  EXPECT_EQ((*accounts.current_signer(user_id))->fingerprint, second->fingerprint);
  EXPECT_EQ(
      accounts.enrol_signer(caller, authority, *request, key->to_pem().text(), Accounts::Replace::kYes).error().reason,
      "BAD_KEY");
  EXPECT_EQ(accounts.enrol_signer(caller, authority, "x", envelope, Accounts::Replace::kYes).error().reason,
            "BAD_REQUEST");
}

}  // namespace
}  // namespace rdc::router
