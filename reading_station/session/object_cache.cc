#include "reading_station/session/object_cache.h"

#include <fcntl.h>
#include <sys/stat.h>

#include <algorithm>
#include <utility>
#include <vector>

#include "common/base/digest.h"
#include "common/base/file_system.h"
#include "common/identity/sealed_file.h"
#include "reading_station/session/error_text.h"
#include "reading_station/session/sealed_object.h"
#include "reading_station/session/server_stream.h"

namespace rdc::station {
namespace {

namespace fs = std::filesystem;

constexpr int kStreams = 4;  // at once: enough to fill a LAN, few enough that the first comes first
constexpr int kProgressMs = 100;
constexpr int kAttempts = 4;  // at an object whose bytes arrive wrong
constexpr int kLongestPauseMs = 8000;
constexpr std::string_view kSealed = ".sealed";
constexpr std::string_view kPart = ".part";

std::string part_of(const fs::path& path) { return path.string() + std::string(kPart); }

// The digest of everything in it, each byte genuine.
Result<base::Sha256> sha256_of_sealed(const fs::path& path, const identity::SealKey& key, const std::string& name) {
  base::Sha256Hasher hasher;
  auto read = identity::read_sealed(path, key, name, [&](std::string_view piece) -> Result<void> {
    hasher.update(base::as_bytes(piece));
    return {};
  });
  if (!read) return fail(read);
  return hasher.finish();
}

// Whole and genuine. Its digest was compared when it came: what was sealed then is what is here.
bool is_whole(const fs::path& path, const identity::SealKey& key, const std::string& name, std::uint64_t size) {
  const auto found = identity::sealed_content_size(path);
  if (!found || *found != size) return false;
  return identity::read_sealed(path, key, name, [](std::string_view) -> Result<void> { return {}; }).has_value();
}

}  // namespace

struct ObjectCache::Wanted {
  quint64 size = 0;
  Priority priority = Priority::kLater;
  quint64 order = 0;
  bool ahead = false;
  bool running = false;
  bool waits = false;  // for its next attempt
  int attempts = 0;
  int damaged = 0;
  std::shared_ptr<grpc::ClientContext> stream;
};

// What is on the disk of a wanted object.
struct ObjectCache::Found {
  bool complete = false;
  std::shared_ptr<identity::SealedWriter> partial;  // to go on with, or null
};

// One object being received. Sealed by gRPC's reading thread, one message at a time, which lets the next message in
// only when this one is in the page cache.
struct ObjectCache::Download {
  std::shared_ptr<identity::SealedWriter> writer;
  fs::path path;
  std::string name;
  identity::SealKeyPtr key;
  std::uint64_t size = 0;
  bool disk_failed = false;
  bool disordered = false;
  QElapsedTimer since_progress;

  std::uint64_t received() const { return writer ? writer->taken() : 0; }
  void take(const v1::DataChunk& chunk) {
    disordered = chunk.offset() != received() || chunk.data().size() > size - received();
    if (!disordered) disk_failed = !begin() || !writer->append(chunk.data());
  }
  bool begin() {
    if (writer) return true;
    auto begun = identity::SealedWriter::begin(part_of(path), key, name, size);
    if (begun) writer = std::make_shared<identity::SealedWriter>(std::move(*begun));
    return begun.has_value();
  }
};

ObjectCache::ObjectCache(CallRunner& runner, fs::path directory, quint64 limit, QObject* parent)
    : ObjectSource(parent), runner_(runner), stub_(runner), directory_(std::move(directory)), limit_(limit) {
  std::error_code ignored;
  fs::create_directories(directory_, ignored);
  fs::permissions(directory_, fs::perms::owner_all, ignored);
  remove_unsealed();
}

ObjectCache::~ObjectCache() = default;

fs::path ObjectCache::path_of(const QString& sha256) const {
  return directory_ / (sha256.toStdString() + std::string(kSealed));
}

bool ObjectCache::is_current(const QString& sha256, const WantedPtr& wanted) const {
  const auto found = wanted_.find(sha256);
  return found != wanted_.end() && found->second == wanted;
}

void ObjectCache::set_study(const QString& study_id) {
  study_id_ = study_id;
  give_up_ahead();
  owners_.clear();
  in_use_.clear();
  for (const auto& [digest, wanted] : wanted_) {
    if (wanted->stream) wanted->stream->TryCancel();
  }
  wanted_.clear();
  running_ = 0;
  trim();
}

void ObjectCache::request(const QString& sha256, quint64 size, Priority priority) {
  if (ahead_ == sha256)
    ahead_.clear();  // it is wanted now: what runs goes on
  else
    give_up_ahead();
  in_use_.insert(path_of(sha256).filename().string());
  auto& wanted = wanted_[sha256];
  if (!wanted) {
    wanted = std::make_shared<Wanted>();
    wanted->size = size;
    wanted->order = ++asked_;
  }
  wanted->ahead = false;
  wanted->priority = std::min(wanted->priority, priority);
  // From the event loop, so that a burst of requests is sorted before the first starts.
  QMetaObject::invokeMethod(
      this, [this] { pump(); }, Qt::QueuedConnection);
}

void ObjectCache::cancel(const QString& sha256) {
  const auto found = wanted_.find(sha256);
  if (found == wanted_.end() || found->second->ahead) return;
  if (found->second->running) --running_;
  if (found->second->stream) found->second->stream->TryCancel();
  wanted_.erase(found);
  pump();
}

void ObjectCache::fetch_ahead(const QString& study_id, const QString& sha256, quint64 size) {
  const bool busy = !wanted_.empty();
  if (busy) {
    QMetaObject::invokeMethod(
        this, [this, sha256] { Q_EMIT fetched_ahead(sha256, false); }, Qt::QueuedConnection);
    return;
  }
  assign(sha256, study_id);
  ahead_ = sha256;
  auto wanted = std::make_shared<Wanted>();
  wanted->size = size;
  wanted->order = ++asked_;
  wanted->ahead = true;
  wanted_[sha256] = std::move(wanted);
  pump();
}

void ObjectCache::stop_ahead() {
  const auto found = wanted_.find(std::exchange(ahead_, QString()));
  if (found == wanted_.end()) return;
  if (found->second->running) --running_;
  if (found->second->stream) found->second->stream->TryCancel();
  owners_.erase(found->first);
  wanted_.erase(found);
}

void ObjectCache::give_up_ahead() {
  if (ahead_.isEmpty()) return;
  const QString digest = ahead_;
  stop_ahead();
  QMetaObject::invokeMethod(
      this, [this, digest] { Q_EMIT fetched_ahead(digest, false); }, Qt::QueuedConnection);
}

std::map<QString, ObjectCache::WantedPtr>::iterator ObjectCache::next_to_start() {
  auto best = wanted_.end();
  for (auto it = wanted_.begin(); it != wanted_.end(); ++it) {
    if (it->second->running || it->second->waits) continue;
    if (best == wanted_.end() ||
        std::pair(it->second->priority, it->second->order) < std::pair(best->second->priority, best->second->order)) {
      best = it;
    }
  }
  return best;
}

void ObjectCache::pump() {
  while (running_ < kStreams) {
    const auto next = next_to_start();
    if (next == wanted_.end()) return;
    next->second->running = true;
    ++running_;
    look_on_disk(next->first);
  }
}

void ObjectCache::look_on_disk(const QString& sha256) {
  runner_.background(
      [path = path_of(sha256), key = key(), name = sha256.toStdString(), size = wanted_[sha256]->size] {
        Found found;
        std::error_code ignored;
        found.complete = is_whole(path, *key, name, size);
        if (found.complete) {
          utimensat(AT_FDCWD, path.c_str(), nullptr, 0);  // used just now
          return found;
        }
        fs::remove(path, ignored);
        if (auto part = identity::SealedWriter::resume(part_of(path), key, name, size))
          found.partial = std::make_shared<identity::SealedWriter>(std::move(*part));
        return found;
      },
      [this, sha256, wanted = wanted_[sha256]](const Found& found) {
        if (!is_current(sha256, wanted)) return;
        if (found.complete) return finished(sha256, {});
        fetch(sha256, found);
      });
}

void ObjectCache::fetch(const QString& sha256, const Found& found) {
  const auto wanted = wanted_[sha256];
  auto download = std::make_shared<Download>();
  download->writer = found.partial;
  download->path = path_of(sha256);
  download->name = sha256.toStdString();
  download->key = key();
  download->size = wanted->size;
  download->since_progress.start();
  auto request = std::make_shared<v1::ReadObjectRequest>();
  const auto owner = owners_.find(sha256);
  request->set_study_id((owner == owners_.end() ? study_id_ : owner->second).toStdString());
  request->set_sha256(download->name);
  request->set_offset(download->received());
  request->set_ahead(wanted->ahead);
  auto gate = runner_.gate();

  const auto on_chunk = [this, gate, download, request, sha256, wanted](v1::DataChunk&& chunk) {
    download->take(chunk);
    if (download->disordered || download->disk_failed) return false;
    if (download->since_progress.elapsed() >= kProgressMs) {
      download->since_progress.restart();
      gate->post([this, sha256, wanted, received = download->received(), size = download->size] {
        if (is_current(sha256, wanted) && !wanted->ahead) Q_EMIT progress(sha256, received, size);
      });
    }
    return true;
  };
  const auto on_done = [this, gate, download, sha256, wanted](const grpc::Status& status) {
    gate->post([this, download, sha256, wanted, status] {
      if (!is_current(sha256, wanted)) return;
      if (download->disk_failed)
        return finished(sha256, fail(ErrorCode::kNoSpace, "CACHE_FULL", "the cache cannot be written"));
      if (!status.ok() && !download->disordered)
        return finished(sha256, tl::unexpected<Error>(rpc::from_status(status)));
      take_in(sha256, download);
    });
  };
  wanted->stream = ServerStream<v1::DataChunk>::open(
      runner_,
      [&](grpc::ClientContext* context, grpc::ClientReadReactor<v1::DataChunk>* reactor) {
        stub_->async()->ReadObject(context, request.get(), reactor);
      },
      on_chunk, on_done);
}

// Whole, as far as the stream is concerned: only the digest decides.
void ObjectCache::take_in(const QString& sha256, const std::shared_ptr<Download>& download) {
  runner_.background(
      [download]() -> Result<void> {
        const std::string part = part_of(download->path);
        std::error_code error;
        const auto wrong = [&] {
          fs::remove(part, error);
          return fail(ErrorCode::kCorrupt, "DIGEST_MISMATCH", "the object's digest is wrong");
        };
        if (!download->begin()) return fail(ErrorCode::kNoSpace, "CACHE_FULL", "the cache cannot be written");
        const auto sealed = download->writer->finish(identity::SealedWriter::Durable::kNo);
        if (!sealed && sealed.error().code != ErrorCode::kInvalid)
          return fail(ErrorCode::kNoSpace, "CACHE_FULL", "the cache cannot be written");
        if (!sealed) return wrong();
        const auto digest = sha256_of_sealed(part, *download->key, download->name);
        if (!digest || digest->hex() != download->name) return wrong();
        fs::rename(part, download->path, error);
        if (error) return fail(ErrorCode::kNoSpace, "CACHE_FULL", "the cache cannot be written");
        return {};
      },
      [this, sha256, wanted = wanted_[sha256]](const Result<void>& outcome) {
        if (is_current(sha256, wanted)) finished(sha256, outcome);
      });
}

// A link that is down is no reason to give up: the reader still waits, and it comes back by itself.
bool ObjectCache::tries_again(const QString& sha256, const Error& error) {
  const auto wanted = wanted_[sha256];
  const bool damaged = error.reason == "DIGEST_MISMATCH";
  if (wanted->ahead || (error.code != ErrorCode::kUnavailable && !(damaged && wanted->damaged + 1 < kAttempts)))
    return false;
  wanted->damaged += damaged ? 1 : 0;
  wanted->order = ++asked_;
  wanted->waits = true;
  QTimer::singleShot(std::min(kLongestPauseMs, 500 << std::min(wanted->attempts++, 5)), this, [this, sha256, wanted] {
    if (!is_current(sha256, wanted)) return;
    wanted->waits = false;
    pump();
  });
  return true;
}

void ObjectCache::finished(const QString& sha256, const Result<void>& outcome) {
  const auto wanted = wanted_[sha256];
  wanted->running = false;
  wanted->stream.reset();
  --running_;
  if (!outcome && tries_again(sha256, outcome.error())) return pump();
  wanted_.erase(sha256);
  if (!outcome) runner_.report(outcome.error());
  if (wanted->ahead) {
    ahead_.clear();
    owners_.erase(sha256);
    trim();
    return Q_EMIT fetched_ahead(sha256, outcome.has_value());
  }
  if (outcome)
    Q_EMIT arrived(sha256, sealed_object(path_of(sha256), key(), sha256.toStdString()));
  else
    Q_EMIT failed(sha256, [error = outcome.error()] { return error_text(error); });
  pump();
}

void ObjectCache::remove_unsealed() {
  runner_.background(
      [directory = directory_] {
        std::error_code error;
        std::vector<fs::path> plain;
        for (const auto& entry : fs::directory_iterator(directory, error)) {
          const auto name = entry.path().filename().string();
          if (!name.ends_with(kSealed) && !name.ends_with(std::string(kSealed) + std::string(kPart)))
            plain.push_back(entry.path());
        }
        for (const auto& path : plain) fs::remove(path, error);
        return plain.size();
      },
      [](std::size_t) {});
}

void ObjectCache::trim() {
  runner_.background(
      [directory = directory_, limit = limit_, in_use = in_use_] {
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
          if (in_use.contains(entry.path.filename().string())) continue;
          if (fs::remove(entry.path, error)) total -= entry.size;
        }
        return total;
      },
      [](std::uint64_t) {});
}

}  // namespace rdc::station
