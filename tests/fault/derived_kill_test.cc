// kill -9 of the router while it takes what a reader made of a study: the object is there entirely or not at all.
// RDC_FAULT_ROUNDS deepens the search.
#include <sqlite3.h>

#include <future>
#include <thread>

#include <gtest/gtest.h>

#include "common/base/digest.h"
#include "common/base/file_system.h"
#include "common/dicom/annotation_objects.h"
#include "common/rpc/status.h"
#include "tests/fault/ledger_check.h"
#include "tests/testkit/happenings.h"

namespace rdc::testkit {
namespace {

using namespace std::chrono_literals;

// Nobody else writes to the catalog while it lives: a router is held between its bytes and its row.
class HeldCatalog {
 public:
  explicit HeldCatalog(const std::filesystem::path& file) {
    held_ = sqlite3_open_v2(file.c_str(), &database_, SQLITE_OPEN_READWRITE, nullptr) == SQLITE_OK;
    sqlite3_busy_timeout(database_, 10'000);
    held_ = held_ && sqlite3_exec(database_, "BEGIN IMMEDIATE", nullptr, nullptr, nullptr) == SQLITE_OK;
  }
  ~HeldCatalog() {
    sqlite3_exec(database_, "ROLLBACK", nullptr, nullptr, nullptr);
    sqlite3_close(database_);
  }
  HeldCatalog(const HeldCatalog&) = delete;
  HeldCatalog& operator=(const HeldCatalog&) = delete;
  bool held() const { return held_; }

 private:
  sqlite3* database_ = nullptr;
  bool held_ = false;
};

class DerivedKills : public ::testing::Test {
 protected:
  void SetUp() override {
    auto radiograph = town.dr().make_radiograph({.columns = 120, .rows = 150}, {});
    ASSERT_TRUE(radiograph);
    ASSERT_TRUE(town.dr().send(*radiograph));
    ASSERT_TRUE(town.wait_for_instances(1, 60s));
    image = radiograph->instances.at(0).path;
    images = {radiograph->instances.at(0).sop_instance_uid};
    reader = town.person("reading-1", "li");
    const auto items = reader->list();
    ASSERT_TRUE(items && items->size() == 1);
    study_id = items->front().study_id();
  }

  struct Made {
    std::string uid, bytes, sha256;
  };
  Made make() {
    const auto study = dicom::study_identity_of(image);
    EXPECT_TRUE(study);
    dicom::KeyObjects keys;
    const std::string number = std::to_string(++made_);
    keys.by.sop_instance_uid = "1.2.826.0.1.3680043.10.1.9." + number;
    keys.by.series_instance_uid = "1.2.826.0.1.3680043.10.1.8." + number;
    keys.by.author = "李明华";
    keys.by.at = town.clock().now();
    dicom::ImagePlace place;
    place.sop_class_uid = "1.2.840.10008.5.1.4.1.1.1.1";
    place.sop_instance_uid = *images.begin();
    place.series_instance_uid = "1.2.3";
    keys.images = {place};
    auto bytes = dicom::write_key_objects(*study, keys);
    EXPECT_TRUE(bytes) << bytes.error().message;
    return {keys.by.sop_instance_uid, *bytes, base::sha256(*bytes).hex()};
  }
  Result<v1::StoreDerivedReply> store(const Made& made) {
    grpc::ClientContext context;
    reader->prepare(context, 20s);
    v1::StoreDerivedRequest request;
    request.set_study_id(study_id);
    request.set_object(made.bytes);
    v1::StoreDerivedReply reply;
    const auto status = v1::Study::NewStub(reader->channel())->StoreDerived(&context, request, &reply);
    if (!status.ok()) return tl::unexpected<Error>(rpc::from_status(status));
    return reply;
  }
  std::filesystem::path object_file(const Made& made) {
    return town_data() / "objects" / made.sha256.substr(0, 2) / made.sha256;
  }
  std::filesystem::path town_data() { return town.county().router_data(); }
  // How often the study lists it.
  int listed(const Made& made) {
    const auto study = reader->study(study_id);
    EXPECT_TRUE(study) << (study ? "" : study.error().message);
    int count = 0;
    if (!study) return -1;
    for (const auto& series : study->series())
      for (const auto& instance : series.instances()) count += instance.sop_instance_uid() == made.uid ? 1 : 0;
    return count;
  }
  // Listed means whole; not listed means that no row names it.
  void expect_entirely_or_not_at_all(const Made& made) {
    const auto catalog = town.county().router_catalog();
    ASSERT_TRUE(catalog);
    const int count = listed(made);
    ASSERT_TRUE(count == 0 || count == 1) << count;
    for (const char* sql : {"SELECT count(*) FROM instance WHERE sop_instance_uid = ?"})
      EXPECT_EQ((*catalog)->number(sql, {made.uid}).value_or(-1), count);
    for (const char* sql : {"SELECT count(*) FROM item WHERE sha256 = ?",
                            "SELECT count(*) FROM audit_event WHERE action = 'study.derived' AND outcome = 'ok' AND "
                            "detail = ?"})
      EXPECT_EQ((*catalog)->number(sql, {made.sha256}).value_or(-1), count) << sql;
    if (count == 0) return;
    const auto bytes = reader->object(study_id, made.sha256);
    ASSERT_TRUE(bytes) << bytes.error().message;
    EXPECT_EQ(*bytes, made.bytes);
  }
  // Both sides agree, every object re-hashes, the chain of the audit holds.
  void expect_clean() {
    EXPECT_TRUE(town.wait_for_ledger(90s));
    for (const auto& command : {std::vector<std::string>{"reconcile", "--through", "stored"},
                                std::vector<std::string>{"verify"}, std::vector<std::string>{"audit", "verify"}}) {
      const auto finished = town.county().router_command(command);
      ASSERT_TRUE(finished);
      EXPECT_TRUE(finished->ok()) << command[0] << ":\n" << finished->output;
    }
  }
  // And waits until it answers: the first call may still meet the line that died.
  void start_again() {
    const auto started = town.county().router().start();
    ASSERT_TRUE(started) << started.error().message;
    auto answered = reader->study(study_id);
    for (int tries = 0; tries < 10 && !answered && answered.error().code == ErrorCode::kUnavailable; ++tries) {
      reader->channel()->WaitForConnected(std::chrono::system_clock::time_point(town.clock().now() + 10s));
      answered = reader->study(study_id);
    }
    ASSERT_TRUE(answered) << answered.error().message;
  }
  void restart() {
    town.county().router().kill_now();
    start_again();
  }

  Township town{{.programs = RDC_PROGRAMS, .seed = fault_seed(83)}};
  std::filesystem::path image;
  std::set<std::string> images;
  std::unique_ptr<StationClient> reader;
  std::string study_id;

 private:
  int made_ = 0;
};

TEST_F(DerivedKills, KilledBetweenItsBytesAndItsRowItWasNeverThereAndCanBeSentAgain) {
  const auto made = make();
  std::future<Result<v1::StoreDerivedReply>> answer;
  {
    const HeldCatalog held(town_data() / "catalog.sqlite");
    ASSERT_TRUE(held.held());
    Happenings objects(town.clock());
    objects.watch(town_data() / "objects");
    answer = std::async(std::launch::async, [&] { return store(made); });
    ASSERT_TRUE(objects.wait_until([&] { return std::filesystem::exists(object_file(made)); }, 20s))
        << "the bytes were never written: this measures nothing";
    EXPECT_EQ(answer.wait_for(0s), std::future_status::timeout) << "acknowledged before it was durable";
    town.county().router().kill_now();
  }
  EXPECT_FALSE(answer.get());
  start_again();
  EXPECT_EQ(listed(made), 0);
  expect_entirely_or_not_at_all(made);
  expect_clean();

  const auto again = store(made);
  ASSERT_TRUE(again) << again.error().message;
  EXPECT_FALSE(again->already_stored());
  restart();  // as soon as it was acknowledged
  EXPECT_EQ(listed(made), 1);
  expect_entirely_or_not_at_all(made);
  const auto third = store(made);
  ASSERT_TRUE(third);
  EXPECT_TRUE(third->already_stored());
  EXPECT_EQ(listed(made), 1);
  expect_clean();
}

TEST_F(DerivedKills, KilledAtAnyMomentNothingAcknowledgedIsLostAndNothingIsHalf) {
  int acknowledged = 0, refused = 0;
  for (int round = 0; round < fault_rounds(6); ++round) {
    SCOPED_TRACE("round " + std::to_string(round));
    const auto made = make();
    auto answer = std::async(std::launch::async, [&] { return store(made); });
    std::this_thread::sleep_for(std::chrono::microseconds(town.random().between(0, 12'000)));
    restart();
    if (::testing::Test::HasFatalFailure()) return;
    const auto reply = answer.get();
    ++(reply ? acknowledged : refused);
    expect_entirely_or_not_at_all(made);
    if (reply) {
      EXPECT_EQ(listed(made), 1) << "acknowledged, and gone";
    }
    const auto again = store(made);  // what a station does once the link is back
    ASSERT_TRUE(again) << again.error().message;
    EXPECT_EQ(listed(made), 1);
    if (::testing::Test::HasFailure()) return;
  }
  ::testing::Test::RecordProperty("acknowledged", acknowledged);
  EXPECT_EQ(acknowledged + refused, fault_rounds(6));
  expect_clean();
}

}  // namespace
}  // namespace rdc::testkit
