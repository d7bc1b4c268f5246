#include <gtest/gtest.h>

#include <arpa/inet.h>
#include <sys/socket.h>
#include <unistd.h>

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <map>
#include <mutex>
#include <thread>

#include "common/dicom/element_walk.h"
#include "common/dicom/instance_header.h"
#include "common/dicom/storage_client.h"
#include "common/dicom/storage_server.h"
#include "common/dicom/uid.h"
#include "tests/common/dicom/test_data.h"

namespace rdc::dicom {
namespace {

using testing::Bytes;
using testing::identity;
using testing::part10;
using testing::read_all;
using testing::TemporaryDirectory;
using testing::write_all;

std::string data_set_of(const std::filesystem::path& file) {
  const auto checked = check_structure(file);
  if (!checked) return "unreadable: " + checked.error().message;
  return read_all(file).substr(checked->data_set_offset);
}

std::string object(std::string_view uid, std::string_view syntax = kExplicitLittleEndian,
                   std::string_view sop_class = "1.2.840.10008.5.1.4.1.1.2", std::size_t size = 1000) {
  Bytes set;
  set.element(0x00080016, "UI", std::string(sop_class)).element(0x00080018, "UI", std::string(uid));
  set.element(0x7FE00010, "OB", std::string(size, 'p'));
  return part10(syntax, set.text(), sop_class);
}

class StorageNetwork : public ::testing::Test {
 protected:
  void start(std::function<void(StorageServerOptions&)> adjust = {}) {
    StorageServerOptions options;
    options.new_file = [this] { return new_file(); };
    options.port = 0;
    options.on_stored = [this](ReceivedInstance& received) { return keep(received); };
    if (adjust) adjust(options);
    auto started = StorageServer::start(std::move(options));
    ASSERT_TRUE(started) << started.error().message;
    server_ = std::move(*started);
  }

  Result<NewFile> new_file() {
    const std::string id = std::to_string(++files_);
    const auto path = incoming_.path() / id;
    auto file = fs_.create(path);
    if (!file) return fail(file);
    return NewFile{id, path, std::move(*file)};
  }

  StoreStatus keep(ReceivedInstance& received) {
    const std::lock_guard lock(mutex_);
    const auto path = kept_.path() / (std::to_string(received_.size()) + ".dcm");
    std::filesystem::rename(received.file.path, path);
    received.file.file.reset();
    received_.push_back(std::move(received));
    received_.back().file.path = path;
    return StoreStatus::kSuccess;
  }

  std::size_t received_count() {
    const std::lock_guard lock(mutex_);
    return received_.size();
  }

  StoragePeer peer() const {
    StoragePeer peer;
    peer.port = server_->port();
    return peer;
  }

  std::filesystem::path put(const std::string& name, const std::string& bytes) {
    write_all(outgoing_ / name, bytes);
    return outgoing_ / name;
  }

  int run(const std::string& command) const { return std::system((command + " > /dev/null 2>&1").c_str()); }

  TemporaryDirectory incoming_, kept_, outgoing_;
  base::PosixFileSystem fs_;
  std::atomic<int> files_ = 0;
  std::mutex mutex_;
  std::vector<ReceivedInstance> received_;
  std::unique_ptr<StorageServer> server_;  // last: stops before what its callbacks use
};

TEST_F(StorageNetwork, AnswersEcho) {
  start();
  const auto answered = echo(peer());
  EXPECT_TRUE(answered) << answered.error().message;
  const int port = server_->port();
  server_->stop();
  StoragePeer nobody;
  nobody.port = static_cast<std::uint16_t>(port);
  EXPECT_FALSE(echo(nobody));
}

TEST_F(StorageNetwork, TakesPrivateClassesAndUnknownTransferSyntaxesUntouched) {
  start();
  const std::vector<std::filesystem::path> files = {
      put("ct", object("1.2.3.1")),
      put("private", object("1.2.3.2", kExplicitLittleEndian, "1.3.6.1.4.1.9999.1.2")),
      put("j2k", object("1.2.3.3", "1.2.840.10008.1.2.4.90")),
      put("future", object("1.2.3.4", "1.2.840.10008.1.2.4.299")),
      put("htj2k", object("1.2.3.5", "1.2.840.10008.1.2.4.201")),
      put("odd", object("1.2.3.6", "1.3.6.1.4.1.9999.7"))};
  const auto sent = send_files(peer(), files);
  ASSERT_TRUE(sent) << sent.error().message;
  ASSERT_EQ(received_.size(), files.size());
  for (std::size_t i = 0; i < files.size(); ++i) {
    EXPECT_TRUE((*sent)[i].stored()) << files[i] << " " << (*sent)[i].status << (*sent)[i].refusal;
    EXPECT_EQ(data_set_of(received_[i].file.path), data_set_of(files[i]));
    EXPECT_EQ(received_[i].sha256, *base::sha256_of_file(received_[i].file.path));
    EXPECT_EQ(received_[i].size, std::filesystem::file_size(received_[i].file.path));
    EXPECT_EQ(received_[i].transfer_syntax_uid, check_structure(files[i])->transfer_syntax_uid);
    EXPECT_EQ(received_[i].calling_ae, "RDC");
  }
}

TEST_F(StorageNetwork, MakesTheSameFileOfTheSameObjectWhoeverSendsIt) {
  start();
  const std::vector<std::filesystem::path> files = {put("ct", object("1.2.3.1"))};
  auto other = peer();
  other.calling_ae = "OTHER";
  ASSERT_TRUE(send_files(peer(), files));
  ASSERT_TRUE(send_files(other, files));
  ASSERT_EQ(received_.size(), 2u);
  EXPECT_EQ(received_[0].sha256, received_[1].sha256);
}

TEST_F(StorageNetwork, TellsTheSenderWhatTheCallbackDecides) {
  start([](StorageServerOptions& options) {
    options.on_stored = [](ReceivedInstance& received) {
      if (received.sop_instance_uid == "1.2.3.1") return StoreStatus::kOutOfResources;
      return received.sop_instance_uid == "1.2.3.2" ? StoreStatus::kCannotUnderstand : StoreStatus::kSuccess;
    };
  });
  const std::vector<std::filesystem::path> files = {put("a", object("1.2.3.1")), put("b", object("1.2.3.2")),
                                                    put("c", object("1.2.3.3"))};
  const auto sent = send_files(peer(), files);
  ASSERT_TRUE(sent) << sent.error().message;
  EXPECT_EQ((*sent)[0].status, 0xA700);
  EXPECT_EQ((*sent)[1].status, 0xC000);
  EXPECT_TRUE((*sent)[2].stored());
  EXPECT_TRUE(std::filesystem::is_empty(incoming_.path())) << "what the callback leaves is removed";
}

TEST_F(StorageNetwork, RefusesUnknownPeersAndOversizedObjects) {
  start([](StorageServerOptions& options) {
    options.admit = [](const AssociationPeer& caller) {
      return caller.calling_ae == "STRANGER" ? Admission::kCallingAeUnknown : Admission::kAccept;
    };
    options.max_instance_bytes = 100'000;
  });
  auto stranger = peer();
  stranger.calling_ae = "STRANGER";
  const auto refused = echo(stranger);
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().reason, "ASSOCIATION_REJECTED");
  const std::vector<std::filesystem::path> files = {
      put("big", object("1.2.3.1", kExplicitLittleEndian, "1.2.840.10008.5.1.4.1.1.2", 500'000)),
      put("small", object("1.2.3.2"))};
  const auto sent = send_files(peer(), files);
  ASSERT_TRUE(sent) << sent.error().message;
  EXPECT_FALSE((*sent)[0].stored());
  EXPECT_TRUE((*sent)[1].stored());
}

TEST_F(StorageNetwork, ServesSeveralAssociationsAtOnce) {
  std::mutex mutex;
  std::condition_variable met;
  int inside = 0;
  start([&](StorageServerOptions& options) {
    options.on_stored = [&](ReceivedInstance&) {
      std::unique_lock lock(mutex);
      ++inside;
      met.notify_all();
      const bool together = met.wait_for(lock, std::chrono::seconds(10), [&] { return inside == 4; });
      return together ? StoreStatus::kSuccess : StoreStatus::kCannotUnderstand;
    };
  });
  const std::vector<std::filesystem::path> files = {put("a", object("1.2.3.1"))};
  std::vector<std::jthread> senders;
  std::atomic<int> stored = 0;
  for (int i = 0; i < 4; ++i) {
    senders.emplace_back([&] {
      const auto sent = send_files(peer(), files);
      if (sent && sent->at(0).stored()) ++stored;
    });
  }
  senders.clear();
  EXPECT_EQ(stored, 4) << "each was answered only while the others were in the callback too";
}

int connect_to(std::uint16_t port) {
  const int socket = ::socket(AF_INET, SOCK_STREAM, 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(port);
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  if (::connect(socket, reinterpret_cast<sockaddr*>(&address), sizeof address) == 0) return socket;
  ::close(socket);
  return -1;
}

TEST_F(StorageNetwork, ASilentOrNonsensicalPeerHoldsUpNobody) {
  start();
  const int silent = connect_to(server_->port()), second = connect_to(server_->port());
  ASSERT_GE(silent, 0);
  const int nonsense = connect_to(server_->port());
  ASSERT_GT(::send(nonsense, "GET / HTTP/1.1\r\nHost: x\r\n\r\n", 27, MSG_NOSIGNAL), 0);
  const auto begin = std::chrono::steady_clock::now();
  EXPECT_TRUE(echo(peer()));
  EXPECT_LT(std::chrono::steady_clock::now() - begin, std::chrono::seconds(5));
  ::close(silent);
  ::close(second);
  ::close(nonsense);
}

TEST_F(StorageNetwork, RefusesDeepNestingOverTheNetworkWithoutHarm) {
  start([this](StorageServerOptions& options) {
    options.on_stored = [this](ReceivedInstance& received) {
      const auto checked = check_structure(received.file.path);
      return checked ? keep(received) : StoreStatus::kCannotUnderstand;
    };
  });
  const std::vector<std::filesystem::path> poison = {
      put("poison", part10(kExplicitLittleEndian, identity().raw(testing::nested_sequences(100'000)).text())),
      put("good", object("1.2.3.9"))};
  const auto port = std::to_string(server_->port());
  (void)run("storescu 127.0.0.1 " + port + " " + poison[0].string());  // dies of the file itself, or sends it
  const auto sent = send_files(peer(), poison);
  ASSERT_TRUE(sent) << sent.error().message;
  EXPECT_FALSE((*sent)[0].stored());
  EXPECT_TRUE((*sent)[1].stored());
  EXPECT_TRUE(echo(peer()));
}

TEST_F(StorageNetwork, SendsEveryRealObjectBitIdentical) {
  const auto files = testing::real_dicom_files();
  if (files.empty()) GTEST_SKIP() << "RDC_DATA is not set";
  start();
  std::vector<std::filesystem::path> sendable;
  for (const auto& file : files) {
    if (read_header(file)) sendable.push_back(file);
  }
  const auto sent = send_files(peer(), sendable);
  ASSERT_TRUE(sent) << sent.error().message;
  std::size_t next = 0;
  for (const auto& file : *sent) {
    if (!file.stored()) {
      std::printf("  not sent: %s %04x %s\n", file.path.filename().c_str(), file.status, file.refusal.c_str());
      continue;
    }
    ASSERT_LT(next, received_.size());
    EXPECT_TRUE(data_set_of(received_[next].file.path) == data_set_of(file.path)) << file.path;
    ++next;
  }
  EXPECT_EQ(next, received_.size());
  EXPECT_GE(next, 261u);
}

TEST_F(StorageNetwork, ReceivesFromDcmtksTools) {
  const auto folder = testing::real_dicom();
  if (!folder) GTEST_SKIP() << "RDC_DATA is not set";
  if (run("command -v storescu") != 0) GTEST_SKIP() << "dcmtk's tools are not installed";
  start();
  const auto port = std::to_string(server_->port());
  EXPECT_EQ(run("echoscu 127.0.0.1 " + port), 0);
  EXPECT_EQ(run("storescu 127.0.0.1 " + port + " " + (*folder / "ct-series-phantom").string() + "/*.dcm"), 0);
  EXPECT_EQ(received_count(), 28u);
  EXPECT_EQ(run("dcmsend 127.0.0.1 " + port + " " + (*folder / "charset-zh").string() + "/*.dcm"), 0);
  EXPECT_EQ(received_count(), 42u);
  EXPECT_EQ(run("storescu -xs 127.0.0.1 " + port + " " + (*folder / "ct/chest-jpeg-lossless.dcm").string()), 0);
  std::map<std::string, std::string> by_uid;
  for (const auto& entry : {"ct-series-phantom", "charset-zh"}) {
    for (const auto& file : std::filesystem::directory_iterator(*folder / entry))
      by_uid[read_header(file.path())->sop_instance_uid] = data_set_of(file.path());
  }
  int compared = 0;
  for (const auto& received : received_) {
    if (!by_uid.contains(received.sop_instance_uid)) continue;
    // storescu writes defined lengths and groups anew; only what it leaves alone can be compared byte by byte.
    const auto got = read_header(received.file.path);
    ASSERT_TRUE(got) << got.error().message;
    compared += data_set_of(received.file.path) == by_uid[received.sop_instance_uid] ? 1 : 0;
  }
  std::printf("  %d of %zu data sets from storescu and dcmsend byte for byte as in the file\n", compared,
              received_count());
  EXPECT_GT(compared, 0);
}

TEST_F(StorageNetwork, StopsWhilePeersAreConnected) {
  start();
  const int silent = connect_to(server_->port());
  EXPECT_TRUE(echo(peer()));
  const auto begin = std::chrono::steady_clock::now();
  server_->stop(std::chrono::milliseconds(100));
  server_->stop();
  EXPECT_LT(std::chrono::steady_clock::now() - begin, std::chrono::seconds(5));
  ::close(silent);
}

TEST_F(StorageNetwork, ReportsATakenPortAndThatThereIsNowhereToWrite) {
  start();
  StorageServerOptions same;
  same.new_file = [this] { return new_file(); };
  same.port = server_->port();
  const auto taken = StorageServer::start(same);
  ASSERT_FALSE(taken);
  EXPECT_EQ(taken.error().reason, "PORT_TAKEN");
  same.new_file = {};
  EXPECT_EQ(StorageServer::start(same).error().reason, "BAD_OPTION");
}

TEST_F(StorageNetwork, TakesFourHundredSlicesQuickly) {
  start([](StorageServerOptions& options) { options.on_stored = {}; });
  std::vector<std::filesystem::path> files;
  for (int i = 0; i < 400; ++i)
    files.push_back(put(std::to_string(i), object("1.2.3." + std::to_string(i), kExplicitLittleEndian,
                                                  "1.2.840.10008.5.1.4.1.1.2", 512 * 1024)));
  const auto begin = std::chrono::steady_clock::now();
  const auto sent = send_files(peer(), files);
  const double seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
  ASSERT_TRUE(sent) << sent.error().message;
  std::printf("  400 slices of 512 KiB in %.2f s, %.0f MB/s\n", seconds, 400 * 0.524288 / seconds);
  EXPECT_LT(seconds, 15);
}

}  // namespace
}  // namespace rdc::dicom
