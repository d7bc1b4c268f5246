#include "common/dicom/storage_server.h"

#include <dcmtk/config/osconfig.h>
#include <dcmtk/dcmnet/assoc.h>
#include <dcmtk/dcmnet/diutil.h>
#include <dcmtk/dcmnet/dul.h>
#include <netinet/in.h>
#include <sys/socket.h>

#include <atomic>
#include <condition_variable>
#include <list>
#include <mutex>
#include <thread>

#include <spdlog/spdlog.h>

#include "common/dicom/nodelay_transport_layer.h"
#include "common/dicom/storage_association.h"

namespace rdc::dicom {
namespace {

constexpr int kAcceptTick = 1;  // seconds between looks at `stopping_` while nobody calls

std::uint16_t listening_port(T_ASC_Network& network) {
  sockaddr_in address{};
  socklen_t length = sizeof address;
  if (::getsockname(DUL_networkSocket(network.network), reinterpret_cast<sockaddr*>(&address), &length) != 0) return 0;
  return ntohs(address.sin_port);
}

Result<void> check(const StorageServerOptions& options) {
  std::error_code ignored;
  if (!std::filesystem::is_directory(options.incoming_directory, ignored))
    return fail(ErrorCode::kNotFound, "NO_DIRECTORY", "{} is no directory", options.incoming_directory.string());
  if (options.max_associations == 0 || options.max_pdu < 4096 || options.max_pdu > 131072)
    return fail(ErrorCode::kInvalid, "BAD_OPTION", "max_associations must be positive, max_pdu between 4096 and 131072");
  return {};
}

void remove_unfinished(const std::filesystem::path& directory) {
  std::error_code error;
  for (const auto& entry : std::filesystem::directory_iterator(directory, error)) {
    if (entry.path().extension() == ".part") std::filesystem::remove(entry.path(), error);
  }
}

}  // namespace

class StorageServer::Implementation {
 public:
  explicit Implementation(StorageServerOptions options) : options_(std::move(options)) {}
  ~Implementation() {
    if (network_ != nullptr) ASC_dropNetwork(&network_);
  }
  Implementation(const Implementation&) = delete;
  Implementation& operator=(const Implementation&) = delete;

  Result<void> listen() {
    remove_unfinished(options_.incoming_directory);
    dcmDisableGethostbyaddr.set(OFTrue);  // a township's reverse DNS may take half a minute to fail
    const OFCondition opened =
        ASC_initializeNetwork(NET_ACCEPTOR, options_.port, static_cast<int>(options_.acse_timeout.count()), &network_);
    if (opened.bad()) {
      return fail(ErrorCode::kUnavailable, "PORT_TAKEN", "cannot listen for DICOM on port {}: {}", options_.port, opened.text());
    }
    ASC_setTransportLayer(network_, &transport_, 0);
    port_ = listening_port(*network_);
    accepting_ = std::jthread([this] { accept_loop(); });
    return {};
  }

  void stop(std::chrono::milliseconds grace) {
    const std::lock_guard stop_lock(stop_mutex_);
    stopping_ = true;
    if (accepting_.joinable()) accepting_.join();
    std::list<Served> ending;
    {
      std::unique_lock lock(mutex_);
      ended_.wait_for(lock, grace, [this] { return open_ == 0; });
      for (auto& served : served_) {
        if (!served.done) served.association->interrupt();
      }
      ended_.wait(lock, [this] { return open_ == 0; });
      ending.swap(served_);
    }
  }

  std::uint16_t port() const { return port_; }
  unsigned open() const {
    const std::lock_guard lock(mutex_);
    return open_;
  }

 private:
  struct Served {
    std::unique_ptr<StorageAssociation> association;
    bool done = false;
    std::jthread thread;  // last: joined before the association goes
  };

  void accept_loop() {
    while (!stopping_) {
      {
        std::unique_lock lock(mutex_);
        ended_.wait_for(lock, std::chrono::seconds(kAcceptTick), [this] { return open_ < options_.max_associations || stopping_; });
        std::erase_if(served_, [](const Served& served) { return served.done; });
        if (open_ >= options_.max_associations) continue;
      }
      T_ASC_Association* association = nullptr;
      const OFCondition received = ASC_receiveAssociation(network_, &association, static_cast<long>(options_.max_pdu), nullptr,
                                                          nullptr, OFFalse, DUL_NOBLOCK, kAcceptTick);
      if (received.good()) {
        serve(association);
        continue;
      }
      if (received != DUL_NOASSOCIATIONREQUEST) spdlog::warn("a DICOM association was not opened: {}", received.text());
      if (association != nullptr) {
        ASC_dropSCPAssociation(association, 0);
        ASC_destroyAssociation(&association);
      }
    }
  }

  void serve(T_ASC_Association* association) {
    const std::lock_guard lock(mutex_);
    ++open_;
    Served& served = served_.emplace_back();
    served.association = std::make_unique<StorageAssociation>(association, options_, stopping_, ++number_,
                                                              transport_.last_socket());
    served.thread = std::jthread([this, &served] {
      served.association->serve();
      const std::lock_guard inner(mutex_);
      served.done = true;
      --open_;
      ended_.notify_all();
    });
  }

  const StorageServerOptions options_;
  NodelayTransportLayer transport_;  // outlives the network that uses it
  T_ASC_Network* network_ = nullptr;
  std::uint16_t port_ = 0;
  std::atomic<bool> stopping_ = false;
  std::uint64_t number_ = 0;  // accepting thread only
  std::mutex stop_mutex_;
  mutable std::mutex mutex_;
  std::condition_variable ended_;
  unsigned open_ = 0;
  std::list<Served> served_;
  std::jthread accepting_;
};

StorageServer::StorageServer(std::unique_ptr<Implementation> implementation) : implementation_(std::move(implementation)) {}
StorageServer::~StorageServer() { stop(); }

Result<std::unique_ptr<StorageServer>> StorageServer::start(StorageServerOptions options) {
  if (auto checked = check(options); !checked) return fail(checked);
  auto implementation = std::make_unique<Implementation>(std::move(options));
  if (auto listening = implementation->listen(); !listening) return fail(listening);
  return std::unique_ptr<StorageServer>(new StorageServer(std::move(implementation)));
}

std::uint16_t StorageServer::port() const { return implementation_->port(); }
unsigned StorageServer::open_associations() const { return implementation_->open(); }
void StorageServer::stop(std::chrono::milliseconds grace) { implementation_->stop(grace); }

}  // namespace rdc::dicom
