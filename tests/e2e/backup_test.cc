// The router's disk is lost and its backup restored, while sites and readers went on working after the backup was made.
#include <atomic>
#include <future>

#include <gtest/gtest.h>

#include "tests/testkit/must.h"
#include "tests/testkit/township.h"

namespace rdc::testkit {
namespace {

using namespace std::chrono_literals;
namespace stdfs = std::filesystem;

class Backup : public ::testing::Test {
 protected:
  explicit Backup(std::string agent_toml = "") {
    town_ = std::make_unique<Township>(
        Township::Options{.programs = RDC_PROGRAMS, .seed = 9, .agent_extra_toml = std::move(agent_toml)});
  }

  // Makes and sends a study of one image; its SOP Instance UID.
  std::string send_radiograph() {
    const auto study = town_->dr().make_radiograph({.columns = 64, .rows = 80}, {});
    EXPECT_TRUE(study);
    const auto sent = town_->dr().send(*study);
    EXPECT_TRUE(sent && sent->complete());
    const auto uid = study->instances[0].sop_instance_uid;
    acquired_.insert(uid);
    return uid;
  }
  bool wait_for_instance(const std::string& uid, std::chrono::milliseconds timeout = 60s) {
    const auto catalog = town_->county().router_catalog();
    return catalog &&
           (*catalog)->wait_until(
               [&](DatabaseWatch& router) {
                 return router.number("SELECT count(*) FROM instance WHERE sop_instance_uid = ?", {uid}) == 1;
               },
               timeout);
  }
  std::int64_t at_router(const std::string& sql) { return must(town_->county().router_catalog())->count(sql); }
  bool wait_at_router(const std::string& sql, std::int64_t wanted) {
    const auto catalog = town_->county().router_catalog();
    return catalog && (*catalog)->wait_until([&](DatabaseWatch& router) { return router.number(sql) == wanted; }, 60s);
  }
  void expect_command(const std::vector<std::string>& command, int exit_code = 0) {
    const auto done = town_->county().router_command(command);
    ASSERT_TRUE(done) << done.error().message;
    EXPECT_EQ(done->ended.exit_code, exit_code) << command[0] << ":\n" << done->output;
    output_ = done->output;
  }
  stdfs::path backup() const { return town_->scratch() / "backup"; }
  // The disk burns; the backup comes back in its place.
  void lose_and_restore() {
    town_->county().router().kill_now();
    stdfs::rename(town_->county().router_data(),
                  town_->county().router_data().string() + "." + std::to_string(++lost_));
    expect_command({"restore", "--from", backup().string()});
    ASSERT_TRUE(town_->county().router().start());
  }
  void read_and_sign(StationClient& reader, const std::string& instance_uid) {
    const auto rows = (*town_->county().router_catalog())
                          ->rows(
                              "SELECT s.study_instance_uid FROM study s JOIN instance i ON i.study_key = "
                              "s.study_key WHERE i.sop_instance_uid = ?",
                              {instance_uid});
    ASSERT_TRUE(rows && rows->size() == 1);
    const auto item =
        reader.wait_for_item([&](const auto& each) { return each.study_instance_uid() == rows->front()[0]; }, 30s);
    ASSERT_TRUE(item) << item.error().message;
    ASSERT_TRUE(reader.claim(item->item_id()));
    const auto revision = reader.sign(*item, {"", "未见异常。", "未见明显异常。"});
    ASSERT_TRUE(revision) << revision.error().message;
  }
  std::set<std::string> instances_at_router() {
    std::set<std::string> held;
    const auto rows = (*town_->county().router_catalog())->rows("SELECT sop_instance_uid FROM instance");
    for (const Row& row : *rows) EXPECT_TRUE(held.insert(row[0]).second) << "twice: " << row[0];
    return held;
  }

  std::unique_ptr<Township> town_;
  std::set<std::string> acquired_;
  std::string output_;
  int lost_ = 0;
};

TEST_F(Backup, IsMadeWhileImagesArriveAndRestoresToARouterThatGoesOn) {
  auto reader = town_->person("reading-1", "li");
  ASSERT_TRUE(reader->enrol_signing_key(Township::kPin));
  const auto first = send_radiograph();
  ASSERT_TRUE(wait_for_instance(first));
  read_and_sign(*reader, first);
  ASSERT_TRUE(wait_at_router("SELECT count(*) FROM letter WHERE acknowledged_at <> 0", 1));

  // A CT arrives all the while the backup is made.
  const auto ct = town_->ct().make_ct({.slices = 60, .side = 128}, {});
  ASSERT_TRUE(ct);
  for (const auto& instance : ct->instances) acquired_.insert(instance.sop_instance_uid);
  auto delivery = std::async(std::launch::async, [&] { return town_->ct().send(*ct); });
  ASSERT_TRUE(wait_for_instance(ct->instances[5].sop_instance_uid));
  expect_command({"backup", "--to", backup().string()});
  const auto sent = delivery.get();
  ASSERT_TRUE(sent && sent->complete());

  // Life goes on after the backup: images, a report whose letter is acknowledged, an account that is heard.
  const auto later = send_radiograph();
  ASSERT_TRUE(wait_for_instance(later));
  read_and_sign(*reader, later);
  ASSERT_TRUE(wait_at_router("SELECT count(*) FROM letter WHERE acknowledged_at <> 0", 2));
  ASSERT_TRUE(town_->wait_until_stored(static_cast<std::int64_t>(acquired_.size()), 60s));
  ASSERT_TRUE(town_->wait_for_ledger(30s));
  reader.reset();

  lose_and_restore();
  const auto newest = send_radiograph();
  EXPECT_TRUE(wait_for_instance(newest)) << "the restored router takes what comes now";
  EXPECT_TRUE(wait_at_router("SELECT count(*) FROM instance", static_cast<std::int64_t>(acquired_.size())))
      << "what was acknowledged after the backup is sent again";
  EXPECT_EQ(instances_at_router(), acquired_);
  EXPECT_TRUE(town_->wait_for_ledger(60s));
  EXPECT_EQ(at_router("SELECT count(*) FROM audit_event WHERE action = 'centre.restore'"), 1);

  // Readers' accounts and keys are those of the backup; a report signed now reaches the site, though the site has
  // already had a letter that the restored router never wrote.
  reader = town_->person("reading-1", "li");
  ASSERT_TRUE(reader->enrol_signing_key(Township::kPin));
  read_and_sign(*reader, newest);
  EXPECT_TRUE(wait_at_router("SELECT count(*) FROM letter WHERE acknowledged_at <> 0 AND verdict = 1", 2));
  expect_command({"reconcile", "--through", "stored"});
  expect_command({"verify"});
  expect_command({"audit", "verify"});
  expect_command({"backup", "--to", (town_->scratch() / "second-backup").string()});
}

TEST_F(Backup, ALetterAcknowledgedAfterTheBackupIsAcknowledgedAgain) {
  auto reader = town_->person("reading-1", "li");
  ASSERT_TRUE(reader->enrol_signing_key(Township::kPin));
  const auto image = send_radiograph();
  ASSERT_TRUE(wait_for_instance(image));
  town_->site().link().refuse();
  town_->site().link().reset_all();
  read_and_sign(*reader, image);
  expect_command({"backup", "--to", backup().string()});
  ASSERT_EQ(at_router("SELECT count(*) FROM letter WHERE acknowledged_at = 0"), 1) << "the backup does not know";
  town_->site().link().accept_again();
  ASSERT_TRUE(wait_at_router("SELECT count(*) FROM letter WHERE acknowledged_at <> 0", 1));
  reader.reset();

  lose_and_restore();
  EXPECT_TRUE(wait_at_router("SELECT count(*) FROM letter WHERE acknowledged_at <> 0", 1));
  EXPECT_TRUE(town_->wait_for_ledger(60s));
  expect_command({"reconcile"});
}

// The site keeps no bytes of what was stored: what the backup does not have is gone, and must be said to be gone.
class BackupWithoutSpool : public Backup {
 protected:
  BackupWithoutSpool() : Backup("keep_hours = 0\n") {}
};

TEST_F(BackupWithoutSpool, ReconcileNamesWhatNobodyHoldsAnyMore) {
  ASSERT_TRUE(wait_for_instance(send_radiograph()));
  ASSERT_TRUE(town_->wait_for_ledger(30s));
  expect_command({"backup", "--to", backup().string()});
  const auto lost = send_radiograph();
  ASSERT_TRUE(wait_for_instance(lost));
  ASSERT_TRUE(town_->wait_until_stored(2, 60s));
  ASSERT_TRUE(town_->wait_for_ledger(30s));
  const auto item = (*town_->site().catalog())->rows("SELECT item_id FROM item WHERE sop_instance_uid = ?", {lost});
  ASSERT_TRUE(item && item->size() == 1);
  // A start tidies the spool.
  ASSERT_TRUE(town_->site().agent().stop());
  ASSERT_TRUE(town_->site().agent().start());
  const auto agent = town_->site().catalog();
  ASSERT_TRUE((*agent)->wait_until(
      [](DatabaseWatch& spool) { return spool.number("SELECT count(*) FROM item WHERE bytes_kept = 1") == 0; }, 30s));

  lose_and_restore();
  ASSERT_TRUE((*agent)->wait_for_number("SELECT count(*) FROM item WHERE state = 'missing'", 1, 60s));
  ASSERT_TRUE(town_->wait_for_ledger(60s));
  expect_command({"reconcile", "--through", "stored"}, 3);
  EXPECT_NE(output_.find(item->front()[0]), std::string::npos) << output_;
  EXPECT_NE(output_.find("lost"), std::string::npos) << output_;
  const auto listed = town_->site().command({"quarantine", "list"});
  ASSERT_TRUE(listed);
  EXPECT_NE(listed->output.find("LOST_AT_ROUTER"), std::string::npos) << "the site is told, too:\n" << listed->output;
}

}  // namespace
}  // namespace rdc::testkit
