#include <sys/wait.h>
#include <unistd.h>

#include <fstream>
#include <future>
#include <set>

#include "common/dicom/transport_codec.h"
#include "tests/dicom_router/archive.h"
#include "tests/testkit/crashing_file_system.h"

namespace rdc::router {
namespace {

using namespace testing_support;

std::string bytes_of(const std::filesystem::path& path) { return *base::read_file(path, 1ULL << 30); }

TEST(Ingest, StoresAnInstanceAndShowsItOnTheWorklist) {
  Archive archive;
  Services services(archive);
  Lane lane(services);
  const auto bytes = TinyDicom{}.bytes();
  const auto begin = archive.begin_of(bytes);
  ASSERT_TRUE(lane.send(begin, bytes));
  const auto outcome = lane.outcome();
  EXPECT_EQ(outcome.result(), v1::Outcome::STORED) << outcome.error().message();
  EXPECT_TRUE(lane.close().ok());
  EXPECT_EQ(bytes_of(archive.objects->path_of(begin.sha256())), bytes);
  auto list =
      archive.catalog->read<v1::ListWorklistReply>([&](soci::session& s) { return archive.worklist.list(s, {}, {}); });
  ASSERT_TRUE(list) << list.error().message;
  ASSERT_EQ(list->items_size(), 1);
  EXPECT_EQ(list->items(0).patient().patient_id(), "P1");
  EXPECT_EQ(list->items(0).modalities(0), "CT");
  EXPECT_EQ(list->items(0).reading_group(), "ct");
  EXPECT_EQ(list->items(0).instance_count(), 1u);
  for (const auto& left : std::filesystem::directory_iterator(archive.data / "staging"))
    EXPECT_TRUE(left.path().filename() == "parsing" || left.path().extension() == Staging::kStock) << left.path();
}

TEST(Ingest, PipelinesManyItemsOverOneLaneAndAnswersEach) {
  Archive archive;
  Services services(archive);
  Lane lane(services);
  constexpr int kItems = 150;
  std::set<std::string> owed;
  for (int i = 0; i < kItems; ++i) {
    TinyDicom image;
    image.sop_uid += std::to_string(i);
    image.instance_number = i;
    const auto bytes = image.bytes();
    const auto begin = archive.begin_of(bytes);
    owed.insert(begin.item_id());
    ASSERT_TRUE(lane.send(begin, bytes));
  }
  for (int i = 0; i < kItems; ++i) {
    const auto outcome = lane.outcome();
    EXPECT_EQ(outcome.result(), v1::Outcome::STORED);
    EXPECT_EQ(owed.erase(outcome.item_id()), 1u);
  }
  EXPECT_TRUE(lane.close().ok());
  EXPECT_EQ(archive.number("SELECT instance_count FROM study"), kItems);
}

TEST(Ingest, AnswersADuplicateWithoutItsBytes) {
  Archive archive;
  Services services(archive);
  Lane lane(services);
  const auto bytes = TinyDicom{}.bytes();
  const auto first = archive.begin_of(bytes);
  ASSERT_TRUE(lane.send(first, bytes));
  EXPECT_EQ(lane.outcome().result(), v1::Outcome::STORED);
  ASSERT_TRUE(lane.begin(first));  // the same item, e.g. its answer was lost
  EXPECT_EQ(lane.outcome().result(), v1::Outcome::DUPLICATE);
  const auto second = archive.begin_of(bytes);  // the device sent it once more
  ASSERT_TRUE(lane.send(second, bytes));        // and the agent did not wait for the answer
  EXPECT_EQ(lane.outcome().result(), v1::Outcome::DUPLICATE);
  EXPECT_TRUE(lane.close().ok());
  EXPECT_EQ(archive.number("SELECT COUNT(*) FROM instance"), 1);
  EXPECT_EQ(archive.number("SELECT COUNT(*) FROM item"), 2);
}

TEST(Ingest, TheSameBytesFromAnotherSiteAreThatSitesStudyToo) {
  Archive archive;
  Services services(archive);
  Lane here(services, "site-a");
  Lane there(services, "site-b");
  const auto bytes = TinyDicom{}.bytes();
  ASSERT_TRUE(here.send(archive.begin_of(bytes), bytes));
  EXPECT_EQ(here.outcome().result(), v1::Outcome::STORED);
  ASSERT_TRUE(there.send(archive.begin_of(bytes), bytes));
  EXPECT_EQ(there.outcome().result(), v1::Outcome::STORED);
  EXPECT_EQ(archive.number("SELECT COUNT(*) FROM study"), 2);
  EXPECT_EQ(archive.number("SELECT COUNT(*) FROM object"), 1);
}

TEST(Ingest, KeepsBothContentsOfOneUidAndFlagsThem) {
  Archive archive;
  Services services(archive);
  Lane lane(services);
  for (const std::uint32_t seed : {1U, 2U}) {
    TinyDicom image;
    image.seed = seed;
    const auto bytes = image.bytes();
    ASSERT_TRUE(lane.send(archive.begin_of(bytes), bytes));
    EXPECT_EQ(lane.outcome().result(), v1::Outcome::STORED);
  }
  EXPECT_EQ(archive.number("SELECT COUNT(*) FROM instance WHERE conflict = 1"), 2);
  EXPECT_EQ(archive.number("SELECT has_conflict FROM study"), 1);
}

TEST(Ingest, RejectsWrongBytesWithALetterAndKeepsThemAside) {
  Archive archive;
  Services services(archive);
  Lane lane(services);
  auto bytes = TinyDicom{}.bytes();
  const auto begin = archive.begin_of(bytes);
  bytes[bytes.size() / 2] ^= 1;
  ASSERT_TRUE(lane.send(begin, bytes));
  const auto outcome = lane.outcome();
  EXPECT_EQ(outcome.result(), v1::Outcome::REJECTED);
  EXPECT_EQ(outcome.error().reason(), "DIGEST_MISMATCH");
  EXPECT_EQ(bytes_of(archive.data / "quarantine" / (begin.item_id() + ".bin")), bytes);
  EXPECT_NE(bytes_of(archive.data / "quarantine" / (begin.item_id() + ".txt")).find("DIGEST_MISMATCH"),
            std::string::npos);
  ASSERT_EQ(archive.letters.size(), 1u);
  EXPECT_EQ(archive.letters[0].rejection().item_id(), begin.item_id());
  auto again = begin;
  again.set_resume(true);
  ASSERT_TRUE(lane.begin(again));
  EXPECT_EQ(lane.outcome().error().reason(), "DIGEST_MISMATCH") << "the answer is repeated, nothing is sent";
}

TEST(Ingest, RejectsWhatIsNotDicomAndGoesOn) {
  Archive archive;
  Services services(archive);
  Lane lane(services);
  const std::string noise(5000, 'n');
  ASSERT_TRUE(lane.send(archive.begin_of(noise), noise));
  EXPECT_EQ(lane.outcome().result(), v1::Outcome::REJECTED);
  const auto good = TinyDicom{}.bytes();
  ASSERT_TRUE(lane.send(archive.begin_of(good), good));
  EXPECT_EQ(lane.outcome().result(), v1::Outcome::STORED);
}

TEST(Ingest, StoresWhatItCannotPlaceAsAStudyOfItsOwn) {
  Archive archive;
  Services services(archive);
  Lane lane(services);
  TinyDicom image;
  image.study_uid = "";
  const auto bytes = image.bytes();
  ASSERT_TRUE(lane.send(archive.begin_of(bytes), bytes));
  EXPECT_EQ(lane.outcome().result(), v1::Outcome::STORED);
  const std::string ecg = "SCPECG something";
  auto begin = archive.begin_of(ecg);
  begin.set_kind(v1::ITEM_KIND_ECG_FILE);
  ASSERT_TRUE(lane.send(begin, ecg));
  EXPECT_EQ(lane.outcome().result(), v1::Outcome::STORED);
  EXPECT_EQ(archive.number("SELECT COUNT(*) FROM instance WHERE unreadable_reason <> ''"), 2);
  EXPECT_EQ(archive.number("SELECT COUNT(*) FROM worklist_item WHERE reading_group = 'ecg'"), 1);
}

// A cart that sends its tracing under another waveform class; a PDF of one is a document and has no samples to analyse.
TEST(Ingest, AnEcgOfAnotherWaveformClassIsAnalysedAndAPrintOfOneIsNot) {
  Archive archive;
  Services services(archive);
  Lane lane(services);
  const std::string waveform = "1.2.840.10008.5.1.4.1.1.9.2.1", pdf = "1.2.840.10008.5.1.4.1.1.104.1";
  for (const auto& [sop_class, modality, uid] :
       {std::tuple(waveform, "ECG", "1.1"), {pdf, "ECG", "1.2"}, {waveform, "HD", "1.3"}}) {
    TinyDicom object;
    std::tie(object.sop_class, object.modality, object.sop_uid) = std::tie(sop_class, modality, uid);
    const auto bytes = object.bytes();
    ASSERT_TRUE(lane.send(archive.begin_of(bytes), bytes));
    EXPECT_EQ(lane.outcome().result(), v1::Outcome::STORED);
  }
  EXPECT_EQ(archive.number("SELECT COUNT(*) FROM ecg"), 1);
  EXPECT_EQ(archive.number("SELECT COUNT(*) FROM ecg NATURAL JOIN instance WHERE sop_instance_uid = '1.1'"), 1);
}

TEST(Ingest, GoesOnFromTheDurableOffsetAfterACutAndARestart) {
  Archive archive;
  TinyDicom image;
  image.pixel_bytes = 5 << 20;
  const auto bytes = image.bytes();
  auto begin = archive.begin_of(bytes);
  std::uint64_t durable = 0;
  {
    Services services(archive);
    Lane lane(services);
    ASSERT_TRUE(lane.begin(begin));
    ASSERT_TRUE(lane.chunks(begin.item_id(), bytes, 0, 3 << 20));
    while (durable < 2 << 20) durable = lane.progress().durable_offset();
    lane.cut();
  }
  archive.reopen();
  Services services(archive);
  Lane lane(services);
  begin.set_resume(true);
  ASSERT_TRUE(lane.begin(begin));
  const auto from = lane.progress().durable_offset();
  EXPECT_GE(from, durable);
  ASSERT_TRUE(lane.chunks(begin.item_id(), bytes, from, bytes.size()));
  EXPECT_EQ(lane.outcome().result(), v1::Outcome::STORED);
  EXPECT_EQ(bytes_of(archive.objects->path_of(begin.sha256())), bytes);
}

TEST(Ingest, AResumedUploadOfAnotherCodingStartsOver) {
  Archive archive;
  Services services(archive);
  TinyDicom image;
  image.pixel_bytes = 3 << 20;
  const auto bytes = image.bytes();
  auto begin = archive.begin_of(bytes);
  {
    Lane lane(services);
    ASSERT_TRUE(lane.begin(begin));
    ASSERT_TRUE(lane.chunks(begin.item_id(), bytes, 0, 2 << 20));
    while (lane.progress().durable_offset() < 1 << 20) {
    }
    v1::UploadRequest abandon;
    EXPECT_TRUE(lane.close().ok());
  }
  begin.set_resume(true);
  begin.set_coded_sha256(std::string(64, 'a'));
  Lane lane(services);
  ASSERT_TRUE(lane.begin(begin));
  EXPECT_EQ(lane.progress().received_offset(), 0u);
}

TEST(Ingest, RebuildsTheOriginalFromBothCodings) {
  Archive archive;
  Services services(archive);
  Lane lane(services);
  base::PosixFileSystem fs;
  for (const auto coding : {v1::CODING_ZSTD, v1::CODING_RDC1}) {
    TinyDicom image;
    image.sop_uid += std::to_string(static_cast<int>(coding));
    image.patient_name = std::string(60, 'A');
    const auto bytes = image.bytes() + std::string(200'000, '\0');
    const auto plain = archive.scratch / ("plain" + std::to_string(static_cast<int>(coding)));
    auto coded = plain;
    coded += ".coded";
    std::ofstream(plain, std::ios::binary) << bytes;
    auto made = coding == v1::CODING_ZSTD ? dicom::encode_zstd(plain, coded, fs) : dicom::encode_rdc1(plain, coded, fs);
    ASSERT_TRUE(made) << made.error().message;
    if (made->coding == dicom::TransportCoding::kIdentity) continue;
    auto begin = archive.begin_of(bytes);
    begin.set_coding(made->coding == dicom::TransportCoding::kZstd ? v1::CODING_ZSTD : v1::CODING_RDC1);
    begin.set_coded_size(made->size);
    begin.set_coded_sha256(made->sha256.hex());
    ASSERT_TRUE(lane.send(begin, bytes_of(coded)));
    const auto outcome = lane.outcome();
    EXPECT_EQ(outcome.result(), v1::Outcome::STORED) << outcome.error().reason() << outcome.error().message();
    EXPECT_EQ(bytes_of(archive.objects->path_of(begin.sha256())), bytes);
  }
}

TEST(Ingest, QuarantinesAnItemAtTheSecondCrash) {
  Archive archive;
  const auto bytes = TinyDicom{}.bytes();
  const auto begin = archive.begin_of(bytes);
  for (int death = 0; death < 2; ++death) {
    auto item = archive.staging->begin(begin);
    ASSERT_TRUE(item);
    const pid_t child = fork();
    ASSERT_GE(child, 0);
    if (child == 0) {  // a process of its own, which crashes in the middle
      const auto parsing = (*item)->parsing();
      if (parsing) std::abort();
      _exit(1);
    }
    int status = 0;
    ASSERT_EQ(waitpid(child, &status, 0), child);
    ASSERT_TRUE(WIFSIGNALED(status));
    item->reset();
    archive.reopen();
  }
  Services services(archive);
  Lane lane(services);
  ASSERT_TRUE(lane.send(begin, bytes));
  EXPECT_EQ(lane.outcome().error().reason(), "POISON");
  EXPECT_TRUE(std::filesystem::exists(archive.data / "quarantine" / (begin.item_id() + ".bin")));
  // A person released it at the site.
  ASSERT_TRUE(lane.send(begin, bytes));
  EXPECT_EQ(lane.outcome().result(), v1::Outcome::STORED);
}

TEST(Ingest, RefusesPolitelyWhenTheDiskIsNearlyFull) {
  Archive archive;
  IngestService::Limits limits;
  limits.reserve_bytes = 1ULL << 60;
  Services services(archive, limits);
  Lane lane(services);
  const auto bytes = TinyDicom{}.bytes();
  ASSERT_TRUE(lane.send(archive.begin_of(bytes), bytes));
  const auto outcome = lane.outcome();
  EXPECT_EQ(outcome.result(), v1::Outcome::RETRY);
  EXPECT_EQ(outcome.error().reason(), "DISK_FULL");
}

TEST(Ingest, EndsAStreamThatBreaksTheContract) {
  Archive archive;
  Services services(archive);
  const auto bytes = TinyDicom{}.bytes();
  {
    Lane lane(services);
    auto begin = archive.begin_of(bytes);
    begin.set_size(1ULL << 50);
    lane.begin(begin);
    EXPECT_EQ(lane.close().error_code(), grpc::StatusCode::INVALID_ARGUMENT);
  }
  Lane lane(services);
  auto begin = archive.begin_of(bytes);
  lane.begin(begin);
  lane.chunks(begin.item_id(), bytes, 10, bytes.size());
  EXPECT_EQ(lane.close().error_code(), grpc::StatusCode::INVALID_ARGUMENT);
}

// The whole way of one item, the power failing at every operation in turn: what was answered STORED is there.
// `placed` grows by the objects that had to be moved into the store again after a cut.
void expect_acknowledged_items_kept(std::uint32_t pixel_bytes, std::size_t& placed) {
  TinyDicom image;
  image.pixel_bytes = pixel_bytes;
  for (int n = 0;; ++n) {
    auto archive = std::make_unique<Archive>();
    testkit::CrashingFileSystem failing(archive->data, n, static_cast<std::uint64_t>(n) + 1 + pixel_bytes);
    const auto bytes = image.bytes();
    const auto begin = archive->begin_of(bytes);
    bool stored = false;
    {
      auto objects = ObjectStore::open(archive->data / "objects", failing);
      auto staging = Staging::open(archive->data / "staging", failing);
      auto quarantine = Quarantine::open(archive->data / "quarantine", failing, archive->clock);
      if (objects && staging && quarantine) {
        ItemIntake intake({*archive->catalog, **objects, **staging, **quarantine, failing, archive->clock, archive->ids,
                           archive->routing, [](soci::session&, const AuditEntry&) -> Result<void> { return {}; },
                           [](soci::session&, const std::string&, const v1::Letter&) -> Result<void> { return {}; }});
        auto item = (*staging)->begin(begin);
        bool received = item.has_value();
        constexpr std::size_t kPiece = 256 * 1024;
        for (std::size_t at = 0; received && at < bytes.size(); at += kPiece)
          received = (*item)->append(at, base::as_bytes(std::string_view(bytes).substr(at, kPiece))).has_value();
        if (received) {
          std::promise<v1::Outcome> answered;
          intake.finish(std::move(*item), {"site-a", "agent/site-a", 0},
                        [&](const v1::Outcome& outcome) { answered.set_value(outcome); });
          stored = answered.get_future().get().result() == v1::Outcome::STORED;
        } else if (item) {
          item->reset();
        }
      }
    }
    const bool crashed = failing.crashed();
    failing.restart();
    archive->reopen();
    placed += archive->placed;
    if (stored) {
      EXPECT_TRUE(archive->objects->verify(begin.sha256())) << "operation " << n;
    } else {
      // Sent again after the restart, it gets through, whatever the crash left behind.
      auto again = begin;
      again.set_resume(true);
      Services services(*archive);
      Lane lane(services);
      v1::Outcome outcome;
      for (int attempt = 0; attempt < 2 && outcome.result() != v1::Outcome::STORED; ++attempt) {
        ASSERT_TRUE(lane.begin(again));
        const auto from = lane.progress().durable_offset();
        ASSERT_TRUE(lane.chunks(begin.item_id(), bytes, from, bytes.size()));
        outcome = lane.outcome();
      }
      EXPECT_EQ(outcome.result(), v1::Outcome::STORED) << "operation " << n << " " << outcome.error().reason();
      EXPECT_TRUE(archive->objects->verify(begin.sha256())) << "operation " << n;
    }
    EXPECT_EQ(archive->number("SELECT COUNT(*) FROM instance"), 1) << "operation " << n;
    if (!crashed) {
      EXPECT_TRUE(stored);
      return;
    }
  }
}

TEST(Ingest, KeepsAcknowledgedItemsWhicheverOperationCrashes) {
  // So large that its parts are made durable on the way.
  std::size_t placed = 0;
  expect_acknowledged_items_kept((1 << 20) + (1 << 19), placed);
  EXPECT_EQ(placed, 0u);
}

TEST(Ingest, KeepsSmallAcknowledgedItemsWhicheverOperationCrashes) {
  std::size_t placed = 0;
  for (std::uint32_t round = 0; round < 2; ++round) expect_acknowledged_items_kept(4096 + 2 * round, placed);
  EXPECT_GT(placed, 0u) << "no cut took a name back: then this tests nothing";
}

}  // namespace
}  // namespace rdc::router
