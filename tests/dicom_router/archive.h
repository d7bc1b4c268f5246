// A router's archive in a scratch directory, and its services on a loopback port without TLS: who calls is said by the
// test in metadata, as the permission gate would have established it.
#pragma once

#include <gtest/gtest.h>

#include <memory>
#include <string>

#include "dicom_router/ingest/ingest_service.h"
#include "dicom_router/ingest/staging_recovery.h"
#include "dicom_router/ledger/object_check.h"
#include "dicom_router/study/study_service.h"
#include "dicom_router/worklist/worklist_service.h"
#include "tests/dicom_router/tiny_dicom.h"
#include "tests/testkit/manual_clock.h"
#include "tests/testkit/scratch_directory.h"
#include "tests/testkit/seeded_random.h"

namespace rdc::router::testing_support {

// "agent" or "station"; names are free.
inline void call_as(grpc::ClientContext& context, const std::string& site, const std::string& user = "",
                    const std::string& station = "") {
  context.AddMetadata("test-site", site);
  context.AddMetadata("test-user", user);
  context.AddMetadata("test-station", station);
}

inline rpc::Caller test_caller(const grpc::ServerContextBase& context) {
  const auto value = [&](const char* key) {
    const auto found = context.client_metadata().find(key);
    return found == context.client_metadata().end() ? std::string()
                                                    : std::string(found->second.data(), found->second.size());
  };
  rpc::Caller caller;
  caller.site_id = value("test-site");
  caller.machine_name = caller.site_id.empty() ? "station/" + value("test-station") : "agent/" + caller.site_id;
  caller.machine_id = caller.machine_name;
  caller.user_id = caller.user_display_name = value("test-user");
  return caller;
}

struct Archive {
  testkit::ScratchDirectory scratch{"archive"};
  std::filesystem::path data = scratch.path() / "data";
  base::PosixFileSystem posix;
  base::FileSystem& fs;
  testkit::ManualClock clock;
  testkit::SeededRandom random{7};
  base::IdGenerator ids{clock, random};
  std::unique_ptr<Catalog> catalog;
  std::unique_ptr<ObjectStore> objects;
  std::unique_ptr<Staging> staging;
  std::size_t placed = 0;  // objects that the last open() moved into the store again
  std::unique_ptr<Quarantine> quarantine;
  RoutingRules routing;
  std::vector<v1::Letter> letters;  // written on the catalog's thread
  std::unique_ptr<ItemIntake> intake;
  ItemStore items{clock};
  StudyStore studies{clock, ids};
  WorklistStore worklist{clock, ids};

  explicit Archive(base::FileSystem* disk = nullptr) : fs(disk ? *disk : posix) {
    EXPECT_TRUE(posix.create_directories(data));
    open();
  }

  void open() {
    catalog = take(Catalog::open(data / "catalog.sqlite", clock));
    objects = take(ObjectStore::open(data / "objects", fs));
    staging = take(Staging::open(data / "staging", fs));
    placed = take(place_unplaced(*staging, *catalog, *objects, clock, fs));
    quarantine = take(Quarantine::open(data / "quarantine", fs, clock));
    intake = std::make_unique<ItemIntake>(
        ItemIntake::Parts{*catalog, *objects, *staging, *quarantine, fs, clock, ids, routing,
                          [](soci::session&, const AuditEntry&) -> Result<void> { return {}; },
                          [this](soci::session&, const std::string&, const v1::Letter& letter) -> Result<void> {
                            letters.push_back(letter);
                            return {};
                          }});
    for (const char* site : {"site-a", "site-b"})
      EXPECT_TRUE(catalog->write<void>([&](soci::session& session) -> Result<void> {
        const std::string id = site;
        session
            << "INSERT INTO site (site_id, name, created_at) VALUES (:id, :name, 0) ON CONFLICT (site_id) DO NOTHING",
            soci::use(id), soci::use(id);
        return {};
      }));
  }
  void close() {
    intake.reset();
    catalog.reset();
    staging.reset();
    objects.reset();
  }
  void reopen() {
    close();
    open();
  }

  template <typename T>
  static T take(Result<T> result) {
    if (!result) throw std::runtime_error(result.error().message);
    return std::move(*result);
  }

  long long number(const std::string& sql) {
    return take(catalog->read<long long>([&](soci::session& session) -> Result<long long> {
      long long value = 0;
      session << sql, soci::into(value);
      return value;
    }));
  }

  v1::Begin begin_of(const std::string& bytes) {
    v1::Begin begin;
    begin.set_item_id(ids.next());
    begin.set_sha256(base::sha256(bytes).hex());
    begin.set_size(bytes.size());
    begin.set_kind(v1::ITEM_KIND_DICOM_INSTANCE);
    begin.set_urgency(v1::URGENCY_ROUTINE);
    begin.set_coding(v1::CODING_IDENTITY);
    begin.set_coded_size(bytes.size());
    begin.set_coded_sha256(begin.sha256());
    begin.set_source("CT1");
    return begin;
  }
};

class Services {
 public:
  explicit Services(Archive& archive, IngestService::Limits limits = small_reserve(),
                    std::chrono::milliseconds heartbeat = rpc::kHeartbeat)
      : ingest_({*archive.intake,
                 *archive.staging,
                 *archive.catalog,
                 archive.clock,
                 {test_caller, {}},
                 receiving_,
                 finishing_,
                 limits}),
        worklist_({*archive.catalog,
                   archive.ids,
                   archive.clock,
                   {test_caller, {}},
                   no_audit,
                   receiving_,
                   std::chrono::seconds(120),
                   heartbeat}),
        study_(
            {*archive.catalog, *archive.objects, archive.ids, archive.clock, {test_caller, {}}, no_audit, receiving_}) {
    grpc::ServerBuilder builder;
    int port = 0;
    builder.AddListeningPort("127.0.0.1:0", grpc::InsecureServerCredentials(), &port);
    for (grpc::Service* service : std::initializer_list<grpc::Service*>{&ingest_, &worklist_, &study_})
      builder.RegisterService(service);
    server_ = builder.BuildAndStart();
    channel = grpc::CreateChannel("127.0.0.1:" + std::to_string(port), grpc::InsecureChannelCredentials());
  }
  ~Services() {
    worklist_.close();
    server_->Shutdown(std::chrono::system_clock::now() + std::chrono::seconds(5));
    server_->Wait();
  }

  static IngestService::Limits small_reserve() {
    IngestService::Limits limits;
    limits.reserve_bytes = 1 << 20;
    return limits;
  }

  std::shared_ptr<grpc::Channel> channel;

 private:
  static Result<void> no_audit(soci::session&, const AuditEntry&) { return {}; }
  rpc::WorkerPool receiving_{3};
  rpc::WorkerPool finishing_{8};
  IngestService ingest_;
  WorklistService worklist_;
  StudyService study_;
  std::unique_ptr<grpc::Server> server_;
};

// An agent's end of a lane, spelled out step by step.
class Lane {
 public:
  explicit Lane(Services& services, const std::string& site = "site-a") : stub_(v1::Ingest::NewStub(services.channel)) {
    call_as(context_, site);
    stream_ = stub_->Upload(&context_);
  }
  ~Lane() {
    if (!closed_) context_.TryCancel();
    if (!closed_) (void)stream_->Finish();
  }

  bool begin(const v1::Begin& begin) {
    v1::UploadRequest request;
    *request.mutable_begin() = begin;
    return stream_->Write(request);
  }
  bool chunks(const std::string& item_id, const std::string& bytes, std::size_t from, std::size_t to) {
    constexpr std::size_t kPiece = 256 * 1024;
    for (std::size_t at = from; at < to; at += kPiece) {
      v1::UploadRequest request;
      request.mutable_chunk()->set_item_id(item_id);
      request.mutable_chunk()->set_offset(at);
      request.mutable_chunk()->set_data(bytes.substr(at, std::min(kPiece, to - at)));
      if (!stream_->Write(request)) return false;
    }
    return true;
  }
  bool send(const v1::Begin& header, const std::string& bytes) {
    return begin(header) && chunks(header.item_id(), bytes, 0, bytes.size());
  }
  // The next message of that kind; fails the test when the stream ends first.
  v1::Outcome outcome() {
    v1::UploadReply reply;
    while (stream_->Read(&reply))
      if (reply.has_outcome()) return reply.outcome();
    ADD_FAILURE() << "the stream ended without an outcome";
    return {};
  }
  v1::Progress progress() {
    v1::UploadReply reply;
    while (stream_->Read(&reply))
      if (reply.has_progress()) return reply.progress();
    ADD_FAILURE() << "the stream ended without progress";
    return {};
  }
  grpc::Status close() {
    closed_ = true;
    stream_->WritesDone();
    v1::UploadReply reply;
    while (stream_->Read(&reply)) {
    }
    return stream_->Finish();
  }
  void cut() { context_.TryCancel(); }

 private:
  std::unique_ptr<v1::Ingest::Stub> stub_;
  grpc::ClientContext context_;
  std::unique_ptr<grpc::ClientReaderWriter<v1::UploadRequest, v1::UploadReply>> stream_;
  bool closed_ = false;
};

}  // namespace rdc::router::testing_support
