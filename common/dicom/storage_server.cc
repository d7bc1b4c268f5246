#include "common/dicom/storage_server.h"

#include <dcmtk/config/osconfig.h>
#include <dcmtk/dcmnet/assoc.h>
#include <dcmtk/dcmnet/diutil.h>
#include <dcmtk/dcmnet/dul.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <atomic>
#include <cerrno>
#include <condition_variable>
#include <cstring>
#include <mutex>
#include <thread>
#include <vector>

#include <spdlog/spdlog.h>

#include "common/dicom/nodelay_transport_layer.h"
#include "common/dicom/storage_association.h"

namespace rdc::dicom {
namespace {

std::uint16_t port_of(int socket) {
  sockaddr_in address{};
  socklen_t length = sizeof address;
  if (::getsockname(socket, reinterpret_cast<sockaddr*>(&address), &length) != 0) return 0;
  return ntohs(address.sin_port);
}

Result<void> check(const StorageServerOptions& options) {
  if (!options.new_file) return fail(ErrorCode::kInvalid, "BAD_OPTION", "nowhere to write objects");
  if (options.max_associations == 0 || options.max_pdu < 4096 || options.max_pdu > 131072)
    return fail(ErrorCode::kInvalid, "BAD_OPTION",
                "max_associations must be positive, max_pdu between 4096 and 131072");
  return {};
}

}  // namespace

// A thread for each association that may be open. They take turns at the listening socket: the one whose turn it is
// waits for a connection and passes the turn on as soon as it has one, so a peer that connects and stays silent holds
// up only itself.
class StorageServer::Implementation {
 public:
  explicit Implementation(StorageServerOptions options) : options_(std::move(options)) {}
  ~Implementation() {
    if (network_ != nullptr) ASC_dropNetwork(&network_);
    if (wake_ >= 0) ::close(wake_);
  }
  Implementation(const Implementation&) = delete;
  Implementation& operator=(const Implementation&) = delete;

  Result<void> listen() {
    dcmDisableGethostbyaddr.set(OFTrue);  // a township's reverse DNS may take half a minute to fail
    const OFCondition opened =
        ASC_initializeNetwork(NET_ACCEPTOR, options_.port, static_cast<int>(options_.acse_timeout.count()), &network_);
    if (opened.bad()) {
      return fail(ErrorCode::kUnavailable, "PORT_TAKEN", "cannot listen for DICOM on port {}: {}", options_.port,
                  opened.text());
    }
    ASC_setTransportLayer(network_, &transport_, 0);
    listening_ = DUL_networkSocket(network_->network);
    port_ = port_of(listening_);
    // A connection that is gone again before it is accepted must not block the thread whose turn it is.
    ::fcntl(listening_, F_SETFL, ::fcntl(listening_, F_GETFL) | O_NONBLOCK);
    wake_ = ::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
    if (wake_ < 0)
      return fail(ErrorCode::kUnavailable, "NO_DESCRIPTORS", "cannot make an event: {}", std::strerror(errno));
    for (unsigned i = 0; i < options_.max_associations; ++i) {
      auto& worker = workers_.emplace_back(std::make_unique<Worker>());
      worker->thread = std::jthread([this, &worker = *worker] { work(worker); });
    }
    return {};
  }

  void stop(std::chrono::milliseconds grace) {
    const std::lock_guard stop_lock(stop_mutex_);
    stopping_ = true;
    const std::uint64_t one = 1;
    if (::write(wake_, &one, sizeof one) < 0) spdlog::warn("cannot wake the DICOM listener: {}", std::strerror(errno));
    {
      std::unique_lock lock(mutex_);
      ended_.wait_for(lock, grace, [this] { return open_ == 0; });
      for (const auto& worker : workers_) {
        if (worker->socket >= 0) ::shutdown(worker->socket, SHUT_RDWR);
      }
    }
    workers_.clear();  // joins
    // Left open, the port would go on taking connections that nobody answers.
    if (network_ != nullptr) ASC_dropNetwork(&network_);
  }

  std::uint16_t port() const { return port_; }
  unsigned open() const {
    const std::lock_guard lock(mutex_);
    return open_;
  }

 private:
  struct Worker {
    int socket = -1;                    // our own descriptor of the connection being served; guarded by mutex_
    std::unique_lock<std::mutex> turn;  // own thread only
    std::jthread thread;
  };

  void work(Worker& worker) {
    current_ = &worker;
    while (!stopping_) {
      worker.turn = std::unique_lock(turn_mutex_);
      if (!stopping_ && somebody_calls()) serve_one(worker);
      if (worker.turn.owns_lock()) worker.turn.unlock();
    }
  }

  // Waits until a connection can be accepted; false when woken for the end.
  bool somebody_calls() const {
    std::array<pollfd, 2> waiting{{{listening_, POLLIN, 0}, {wake_, POLLIN, 0}}};
    return ::poll(waiting.data(), waiting.size(), -1) > 0 && waiting[1].revents == 0 && waiting[0].revents != 0;
  }

  void serve_one(Worker& worker) {
    T_ASC_Association* raw = nullptr;
    const OFCondition received =
        ASC_receiveAssociation(network_, &raw, static_cast<long>(options_.max_pdu), nullptr, nullptr, OFFalse,
                               DUL_NOBLOCK, static_cast<int>(options_.acse_timeout.count()));
    if (received.good()) {
      StorageAssociation(raw, options_, stopping_, ++number_).serve();
    } else {
      if (received != DUL_NOASSOCIATIONREQUEST) spdlog::warn("a DICOM association was not opened: {}", received.text());
      if (raw != nullptr) {
        ASC_dropSCPAssociation(raw, 0);
        ASC_destroyAssociation(&raw);
      }
    }
    disconnected(worker);
  }

  // On the thread that accepted, within ASC_receiveAssociation.
  void connected(int socket) {
    {
      const std::lock_guard lock(mutex_);
      ++open_;
      // A descriptor of our own: DCMTK closes its one whenever it likes, and the number may then name something else.
      current_->socket = ::fcntl(socket, F_DUPFD_CLOEXEC, 0);
    }
    current_->turn.unlock();
  }

  void disconnected(Worker& worker) {
    if (worker.turn.owns_lock()) return;  // nobody was there after all
    const std::lock_guard lock(mutex_);
    if (worker.socket >= 0) ::close(worker.socket);
    worker.socket = -1;
    --open_;
    ended_.notify_all();
  }

  static thread_local Worker* current_;

  const StorageServerOptions options_;
  NodelayTransportLayer transport_{[this](int socket) { connected(socket); }};  // outlives the network that uses it
  T_ASC_Network* network_ = nullptr;
  int listening_ = -1;
  int wake_ = -1;
  std::uint16_t port_ = 0;
  std::atomic<bool> stopping_ = false;
  std::atomic<std::uint64_t> number_ = 0;
  std::mutex stop_mutex_;
  std::mutex turn_mutex_;
  mutable std::mutex mutex_;
  std::condition_variable ended_;
  unsigned open_ = 0;
  std::vector<std::unique_ptr<Worker>> workers_;  // last: joined first
};

thread_local StorageServer::Implementation::Worker* StorageServer::Implementation::current_ = nullptr;

StorageServer::StorageServer(std::unique_ptr<Implementation> implementation)
    : implementation_(std::move(implementation)) {}
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
