#include <fstream>

#include "dicom_router/ledger/backup.h"
#include "dicom_router/ledger/object_check.h"
#include "dicom_router/ledger/reconciler.h"
#include "tests/dicom_router/archive.h"

namespace rdc::router {
namespace {

using namespace testing_support;

class LedgerTest : public testing::Test {
 protected:
  v1::Begin send(const std::string& sop) {
    TinyDicom image;
    image.sop_uid = sop;
    const auto bytes = image.bytes();
    const auto begin = archive_.begin_of(bytes);
    Services services(archive_);
    Lane lane(services);
    EXPECT_TRUE(lane.send(begin, bytes));
    EXPECT_EQ(lane.outcome().result(), v1::Outcome::STORED);
    return begin;
  }
  std::vector<std::string> account(const v1::Begin& begin, v1::LedgerEntry::State state) {
    Services services(archive_);
    grpc::ClientContext context;
    call_as(context, "site-a");
    v1::ReportLedgerRequest request;
    auto& entry = *request.add_entries();
    entry.set_item_id(begin.item_id());
    entry.set_sha256(begin.sha256());
    entry.set_state(state);
    entry.set_size(begin.size());
    entry.set_bytes_sent(begin.size() + 10);
    v1::ReportLedgerReply reply;
    EXPECT_TRUE(v1::Ingest::NewStub(services.channel)->ReportLedger(&context, request, &reply).ok());
    return {reply.missing_item_ids().begin(), reply.missing_item_ids().end()};
  }
  std::string gaps() {
    auto reply = Reconciler(*archive_.catalog).reconcile();
    EXPECT_TRUE(reply) << reply.error().message;
    std::string text;
    for (const auto& gap : reply->gaps()) text += gap.stage() + " ";
    EXPECT_EQ(reply->gap_count(), static_cast<std::uint64_t>(reply->gaps_size()));
    return text;
  }
  Result<BackupSummary> restore_to(const std::filesystem::path& data, const std::filesystem::path& backup) {
    return restore(backup, data, archive_.fs, archive_.clock, [](const auto&) { return Result<void>(); });
  }
  // A backup of an archive of one image, with a key.
  std::filesystem::path backup_of_one() {
    send("1.1");
    std::filesystem::create_directories(archive_.data / "keys");
    std::ofstream(archive_.data / "keys" / "ca.pem") << "pem";
    const auto to = archive_.scratch / "backup";
    auto made = back_up(archive_.data, to, *archive_.catalog, *archive_.objects, archive_.fs);
    EXPECT_TRUE(made) << made.error().message;
    return to;
  }
  Archive archive_;
};

TEST_F(LedgerTest, NamesEachGapOnBothSides) {
  const auto stored = send("1.1");
  EXPECT_EQ(gaps(), "received reported ");
  EXPECT_TRUE(account(stored, v1::LedgerEntry::SPOOLED).empty());
  EXPECT_EQ(gaps(), "stored reported ") << "the answer has not reached the site";
  EXPECT_TRUE(account(stored, v1::LedgerEntry::STORED).empty());
  EXPECT_EQ(gaps(), "reported ");
  auto lost = stored;
  lost.set_item_id(archive_.ids.next());
  EXPECT_EQ(account(lost, v1::LedgerEntry::STORED), std::vector{lost.item_id()});
  EXPECT_EQ(gaps(), "stored reported ");
  auto reply = Reconciler(*archive_.catalog).reconcile();
  ASSERT_TRUE(reply);
  EXPECT_EQ(reply->sites(0).acquired(), 2u);
  EXPECT_EQ(reply->sites(0).stored(), 1u);
  EXPECT_EQ(reply->sites(0).bytes_sent(), 2 * (stored.size() + 10));
}

TEST_F(LedgerTest, TheCheckFindsMissingDamagedAndOrphanedObjects) {
  const auto missing = send("1.1").sha256();
  const auto damaged = send("1.2").sha256();
  send("1.3");
  auto clean = check_objects(*archive_.catalog, *archive_.objects, archive_.data / "staging");
  ASSERT_TRUE(clean) << clean.error().message;
  EXPECT_TRUE(clean->findings.empty());
  EXPECT_EQ(clean->objects, 3u);
  std::filesystem::remove(archive_.objects->path_of(missing));
  std::ofstream(archive_.objects->path_of(damaged), std::ios::app) << "x";
  const auto orphan = Archive::take(archive_.objects->put_bytes(base::as_bytes("nobody's")));
  std::ofstream(archive_.data / "objects" / "note.txt") << "x";
  auto check = check_objects(*archive_.catalog, *archive_.objects, archive_.data / "staging");
  ASSERT_TRUE(check);
  EXPECT_FALSE(check->intact());
  std::map<std::string, std::string> found;
  for (const auto& finding : check->findings) found[to_string(finding.fault)] = finding.subject;
  EXPECT_EQ(found["missing"], missing);
  EXPECT_EQ(found["damaged"], damaged);
  EXPECT_EQ(found["orphan"], orphan);
  EXPECT_EQ(found["stray"], archive_.data / "objects" / "note.txt");
}

// Its row is committed, its name in the store was lost with the power: not missing, and in place after the next start.
TEST_F(LedgerTest, WhatAPowerCutPutBackIntoStagingIsNotMissing) {
  const auto sha256 = send("1.1").sha256();
  std::filesystem::rename(archive_.objects->path_of(sha256), archive_.data / "staging" / "900.stock");
  std::ofstream(archive_.data / "staging" / "901.stock") << "never acknowledged";
  auto check = check_objects(*archive_.catalog, *archive_.objects, archive_.data / "staging");
  ASSERT_TRUE(check);
  ASSERT_EQ(check->findings.size(), 1u);
  EXPECT_EQ(check->findings[0].fault, ObjectFault::kWaiting);
  EXPECT_TRUE(check->intact());
  archive_.reopen();
  EXPECT_EQ(archive_.placed, 1u);
  EXPECT_TRUE(archive_.objects->verify(sha256));
  EXPECT_FALSE(std::filesystem::exists(archive_.data / "staging" / "900.stock"));
  EXPECT_FALSE(std::filesystem::exists(archive_.data / "staging" / "901.stock"));
}

TEST_F(LedgerTest, ABackupRestoresToTheSameArchive) {
  const auto sent = send("1.1");
  std::ofstream(archive_.data / "router.toml") << "name = \"x\"\n";
  std::filesystem::create_directories(archive_.data / "keys");
  std::ofstream(archive_.data / "keys" / "ca.pem") << "pem";
  const auto to = archive_.scratch / "backup";
  auto made = back_up(archive_.data, to, *archive_.catalog, *archive_.objects, archive_.fs);
  ASSERT_TRUE(made) << made.error().message;
  EXPECT_EQ(made->objects, 1u);
  EXPECT_EQ(back_up(archive_.data, to, *archive_.catalog, *archive_.objects, archive_.fs).error().code,
            ErrorCode::kExists);
  EXPECT_EQ(restore_to(archive_.data, to).error().code, ErrorCode::kExists);

  const auto restored = archive_.scratch / "restored";
  ASSERT_TRUE(restore_to(restored, to));
  auto catalog = Archive::take(Catalog::open(restored / "catalog.sqlite", archive_.clock));
  auto objects = Archive::take(ObjectStore::open(restored / "objects", archive_.fs));
  auto check = check_objects(*catalog, *objects, restored / "staging");
  ASSERT_TRUE(check);
  EXPECT_TRUE(check->findings.empty());
  EXPECT_EQ(check->objects, 1u);
  EXPECT_EQ(*base::read_file(restored / "keys" / "ca.pem", 100), "pem");

  std::ofstream(ObjectStore::attach(to / "objects", archive_.fs)->path_of(sent.sha256()), std::ios::app) << "x";
  EXPECT_EQ(restore_to(archive_.scratch / "third", to).error().reason, "BACKUP_DAMAGED");
  EXPECT_FALSE(std::filesystem::exists(archive_.scratch / "third"));
  std::filesystem::remove(to / "backup.complete");
  EXPECT_EQ(restore_to(archive_.scratch / "fourth", to).error().reason, "NOT_A_BACKUP");
}

TEST_F(LedgerTest, ADamagedOrIncompleteBackupIsNotRestored) {
  const auto to = backup_of_one();
  std::vector<std::filesystem::path> files;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(to))
    if (entry.is_regular_file()) files.push_back(entry.path());
  ASSERT_EQ(files.size(), 4U) << "catalog, object, key, list";
  const auto data = archive_.scratch / "restored";
  const auto expect_refused = [&](const std::string& what) {
    const auto done = restore_to(data, to);
    ASSERT_FALSE(done) << what;
    EXPECT_EQ(done.error().code, ErrorCode::kCorrupt) << what << ": " << done.error().message;
    EXPECT_FALSE(std::filesystem::exists(data)) << what;
    EXPECT_FALSE(std::filesystem::exists(data.string() + ".restoring")) << what;
  };
  for (const auto& file : files) {
    const auto bytes = *base::read_file(file, 64 << 20);
    auto altered = bytes;
    altered[bytes.size() / 2] = static_cast<char>(altered[bytes.size() / 2] ^ 1);
    std::ofstream(file, std::ios::binary | std::ios::trunc) << altered;
    expect_refused(file.string() + " altered");
    std::filesystem::remove(file);
    expect_refused(file.string() + " missing");
    std::ofstream(file, std::ios::binary | std::ios::trunc) << bytes;
  }
  EXPECT_TRUE(restore_to(data, to)) << "put right again, it is restored";
}

TEST_F(LedgerTest, ABackupThatFailsLeavesNothing) {
  const auto sent = send("1.1");
  std::ofstream(archive_.objects->path_of(sent.sha256()), std::ios::app) << "x";
  const auto to = archive_.scratch / "backup";
  EXPECT_EQ(back_up(archive_.data, to, *archive_.catalog, *archive_.objects, archive_.fs).error().reason,
            "OBJECT_DAMAGED");
  EXPECT_FALSE(std::filesystem::exists(to));
}

TEST_F(LedgerTest, ARestorationThatCannotBeFinishedIsUndone) {
  const auto to = backup_of_one();
  const auto data = archive_.scratch / "restored";
  const auto done = restore(to, data, archive_.fs, archive_.clock, [](const auto& made) -> Result<void> {
    EXPECT_TRUE(std::filesystem::exists(made / "catalog.sqlite"));
    return fail(ErrorCode::kUnavailable, "NOT_NOW", "not now");
  });
  EXPECT_EQ(done.error().reason, "NOT_NOW");
  EXPECT_FALSE(std::filesystem::exists(data));
  EXPECT_FALSE(std::filesystem::exists(data.string() + ".restoring"));
}

TEST_F(LedgerTest, WhatNobodyHoldsAnyMoreIsAGapUntilItsBytesComeAgain) {
  const auto sent = send("1.1");
  EXPECT_TRUE(account(sent, v1::LedgerEntry::STORED).empty());
  auto lost = sent;
  lost.set_item_id(archive_.ids.next());
  lost.set_sha256(base::sha256("lost").hex());
  EXPECT_TRUE(account(lost, v1::LedgerEntry::MISSING).empty());
  EXPECT_EQ(gaps(), "stored reported ");
  auto found = sent;
  found.set_item_id(archive_.ids.next());
  EXPECT_TRUE(account(found, v1::LedgerEntry::MISSING).empty());
  EXPECT_EQ(gaps(), "stored reported ") << "its bytes are here by another item";
}

}  // namespace
}  // namespace rdc::router
