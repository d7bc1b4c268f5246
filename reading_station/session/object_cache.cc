#include "reading_station/session/object_cache.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <algorithm>

#include <fstream>
#include <vector>

#include "common/base/digest.h"
#include "reading_station/session/error_text.h"
#include "reading_station/session/server_stream.h"

namespace rdc::station {
namespace {

namespace fs = std::filesystem;

constexpr int kStreams = 4;  // at once: enough to fill a LAN, few enough that the first comes first
constexpr int kProgressMs = 100;
constexpr int kAttempts = 4;  // at an object whose bytes arrive wrong
constexpr int kLongestPauseMs = 8000;

}  // namespace

struct ObjectCache::Wanted {
  quint64 size = 0;
  Priority priority = Priority::kLater;
  quint64 order = 0;
  bool running = false;
  bool waits = false;  // for its next attempt
  int attempts = 0;
  int damaged = 0;
  std::shared_ptr<grpc::ClientContext> stream;
};

// One file being received. Written by gRPC's reading thread, one message at a time, which lets the next message in only
// when this one is in the page cache.
struct ObjectCache::Download {
  std::ofstream file;
  base::Sha256Hasher hasher;
  std::uint64_t received = 0;
  std::uint64_t size = 0;
  bool disk_failed = false;
  bool disordered = false;
  QElapsedTimer since_progress;
};

ObjectCache::ObjectCache(CallRunner& runner, fs::path directory, quint64 limit, QObject* parent)
    : ObjectSource(parent), runner_(runner), stub_(runner), directory_(std::move(directory)), limit_(limit) {
  std::error_code ignored;
  fs::create_directories(directory_, ignored);
  fs::permissions(directory_, fs::perms::owner_all, ignored);
}

ObjectCache::~ObjectCache() = default;

fs::path ObjectCache::path_of(const QString& sha256) const { return directory_ / sha256.toStdString(); }

bool ObjectCache::is_current(const QString& sha256, const std::shared_ptr<Wanted>& wanted) const {
  const auto found = wanted_.find(sha256);
  return found != wanted_.end() && found->second == wanted;
}

void ObjectCache::set_study(const QString& study_id) {
  study_id_ = study_id;
  owners_.clear();
  for (const auto& [digest, wanted] : wanted_) {
    if (wanted->stream) wanted->stream->TryCancel();
  }
  wanted_.clear();
  running_ = 0;
  trim();
}

void ObjectCache::request(const QString& sha256, quint64 size, Priority priority) {
  auto& wanted = wanted_[sha256];
  if (!wanted) {
    wanted = std::make_shared<Wanted>();
    wanted->size = size;
    wanted->order = ++asked_;
  }
  wanted->priority = std::min(wanted->priority, priority);
  // From the event loop, so that a burst of requests is sorted before the first starts.
  QMetaObject::invokeMethod(
      this, [this] { pump(); }, Qt::QueuedConnection);
}

void ObjectCache::cancel(const QString& sha256) {
  const auto found = wanted_.find(sha256);
  if (found == wanted_.end()) return;
  if (found->second->running) --running_;
  if (found->second->stream) found->second->stream->TryCancel();
  wanted_.erase(found);
  pump();
}

void ObjectCache::pump() {
  while (running_ < kStreams) {
    auto best = wanted_.end();
    for (auto it = wanted_.begin(); it != wanted_.end(); ++it) {
      if (it->second->running || it->second->waits) continue;
      if (best == wanted_.end() ||
          std::pair(it->second->priority, it->second->order) < std::pair(best->second->priority, best->second->order)) {
        best = it;
      }
    }
    if (best == wanted_.end()) return;
    best->second->running = true;
    ++running_;
    look_on_disk(best->first);
  }
}

void ObjectCache::look_on_disk(const QString& sha256) {
  const auto path = path_of(sha256);
  const auto size = wanted_[sha256]->size;
  struct Found {
    bool complete = false;
    std::uint64_t partial = 0;
  };
  runner_.background(
      [path, size] {
        Found found;
        std::error_code error;
        found.complete = fs::file_size(path, error) == size && !error;
        if (found.complete) utimensat(AT_FDCWD, path.c_str(), nullptr, 0);  // used just now
        const auto part = fs::file_size(path.string() + ".part", error);
        if (!error && part < size) found.partial = part;
        return found;
      },
      [this, sha256, wanted = wanted_[sha256]](const Found& found) {
        if (!is_current(sha256, wanted)) return;
        if (found.complete) return finished(sha256, {});
        fetch(sha256, found.partial);
      });
}

void ObjectCache::fetch(const QString& sha256, std::uint64_t offset) {
  auto request = std::make_shared<v1::ReadObjectRequest>();
  const auto owner = owners_.find(sha256);
  request->set_study_id((owner == owners_.end() ? study_id_ : owner->second).toStdString());
  request->set_sha256(sha256.toStdString());
  request->set_offset(offset);
  auto download = std::make_shared<Download>();
  download->size = wanted_[sha256]->size;
  download->received = offset;
  download->since_progress.start();
  const std::string part = path_of(sha256).string() + ".part";
  auto gate = runner_.gate();
  const auto wanted = wanted_[sha256];

  const auto on_chunk = [this, gate, download, request, part, sha256, wanted](v1::DataChunk&& chunk) {
    if (!download->file.is_open()) {
      download->file.open(part, std::ios::binary | (download->received == 0 ? std::ios::trunc : std::ios::app));
    }
    download->disordered =
        chunk.offset() != download->received || download->received + chunk.data().size() > download->size;
    if (download->disordered) return false;
    download->file.write(chunk.data().data(), static_cast<std::streamsize>(chunk.data().size()));
    download->disk_failed = !download->file;
    download->received += chunk.data().size();
    if (download->since_progress.elapsed() >= kProgressMs) {
      download->since_progress.restart();
      gate->post([this, sha256, wanted, received = download->received, size = download->size] {
        if (is_current(sha256, wanted)) Q_EMIT progress(sha256, received, size);
      });
    }
    return !download->disk_failed;
  };
  const auto on_done = [this, gate, download, sha256, wanted](const grpc::Status& status) {
    download->file.close();
    gate->post([this, download, sha256, wanted, status] {
      if (!is_current(sha256, wanted)) return;
      if (download->disk_failed)
        return finished(sha256, fail(ErrorCode::kNoSpace, "CACHE_FULL", "the cache cannot be written"));
      if (!status.ok() && !download->disordered)
        return finished(sha256, tl::unexpected<Error>(rpc::from_status(status)));
      // Whole, as far as the stream is concerned: only the digest decides.
      const auto path = path_of(sha256);
      runner_.background(
          [path, sha256]() -> Result<void> {
            const std::string part_path = path.string() + ".part";
            std::error_code error;
            if (const auto digest = base::sha256_of_file(part_path); !digest || digest->hex() != sha256.toStdString()) {
              fs::remove(part_path, error);
              return fail(ErrorCode::kCorrupt, "DIGEST_MISMATCH", "the object's digest is wrong");
            }
            fs::rename(part_path, path, error);
            if (error) return fail(ErrorCode::kNoSpace, "CACHE_FULL", "the cache cannot be written");
            return {};
          },
          [this, sha256, wanted](const Result<void>& outcome) {
            if (is_current(sha256, wanted)) finished(sha256, outcome);
          });
    });
  };
  wanted->stream = ServerStream<v1::DataChunk>::open(
      runner_,
      [&](grpc::ClientContext* context, grpc::ClientReadReactor<v1::DataChunk>* reactor) {
        stub_->async()->ReadObject(context, request.get(), reactor);
      },
      on_chunk, on_done);
}

void ObjectCache::finished(const QString& sha256, const Result<void>& outcome) {
  const auto wanted = wanted_[sha256];
  wanted->running = false;
  wanted->stream.reset();
  --running_;
  // A link that is down is no reason to give up: the reader still waits, and it comes back by itself.
  const bool unreachable = !outcome && outcome.error().code == ErrorCode::kUnavailable;
  const bool damaged = !outcome && outcome.error().reason == "DIGEST_MISMATCH";
  if (unreachable || (damaged && wanted->damaged + 1 < kAttempts)) {
    wanted->damaged += damaged ? 1 : 0;
    wanted->order = ++asked_;
    wanted->waits = true;
    QTimer::singleShot(std::min(kLongestPauseMs, 500 << std::min(wanted->attempts++, 5)), this, [this, sha256, wanted] {
      if (!is_current(sha256, wanted)) return;
      wanted->waits = false;
      pump();
    });
    return pump();
  }
  wanted_.erase(sha256);
  if (outcome) {
    Q_EMIT arrived(sha256, QString::fromStdString(path_of(sha256).string()));
  } else {
    runner_.report(outcome.error());
    Q_EMIT failed(sha256, [error = outcome.error()] { return error_text(error); });
  }
  pump();
}

void ObjectCache::trim() {
  runner_.background(
      [directory = directory_, limit = limit_] {
        struct Entry {
          fs::file_time_type used;
          std::uint64_t size;
          fs::path path;
        };
        std::vector<Entry> entries;
        std::error_code error;
        std::uint64_t total = 0;
        for (const auto& entry : fs::directory_iterator(directory, error)) {
          entries.push_back({entry.last_write_time(error), entry.file_size(error), entry.path()});
          total += entries.back().size;
        }
        std::sort(entries.begin(), entries.end(), [](const Entry& a, const Entry& b) { return a.used < b.used; });
        for (const auto& entry : entries) {
          if (total <= limit) break;
          if (fs::remove(entry.path, error)) total -= entry.size;
        }
        return total;
      },
      [](std::uint64_t) {});
}

}  // namespace rdc::station
