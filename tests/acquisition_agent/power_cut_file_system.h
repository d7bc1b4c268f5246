// A disk that loses power at the nth operation: later operations fail, and restart() takes back what was not synced.
#pragma once

#include <atomic>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <utility>
#include <vector>

#include "common/base/file_system.h"

namespace rdc::agent {

// Thread-safe. Names are durable after sync_directory of the directory that holds them (for a rename: the new one).
class PowerCutFileSystem final : public base::FileSystem {
 public:
  explicit PowerCutFileSystem(int operations_left) : left_(operations_left) {}

  bool cut() const { return cut_; }
  std::uint64_t free = 1ULL << 40;
  std::function<void()> on_sync;        // called before a file is synced
  std::atomic<bool> fail_next = false;  // of the syncs of files

  // The state after the power came back. Operations work again, without a further cut.
  void restart() {
    const std::lock_guard lock(mutex_);
    // NOLINTNEXTLINE(modernize-loop-convert): the views that turn a range round are beyond clang 14
    for (auto undo = undo_.rbegin(); undo != undo_.rend(); ++undo) undo->second();
    undo_.clear();
    for (const auto& [path, synced] : synced_) {
      std::error_code ignored;
      if (std::filesystem::exists(path, ignored) && std::filesystem::file_size(path, ignored) > synced)
        std::filesystem::resize_file(path, synced, ignored);
    }
    synced_.clear();
    left_ = -1;
    cut_ = false;
  }

  Result<std::unique_ptr<base::WritableFile>> create(const std::filesystem::path& path) override {
    if (auto on = step(); !on) return fail(on);
    auto file = posix_.create(path);
    if (!file) return file;
    const std::lock_guard lock(mutex_);
    synced_[path] = 0;
    undo_.emplace_back(path.parent_path(), [path] { std::filesystem::remove(path); });
    return std::unique_ptr<base::WritableFile>(std::make_unique<File>(*this, path, std::move(*file)));
  }
  Result<std::unique_ptr<base::WritableFile>> reopen(const std::filesystem::path& path, std::uint64_t size) override {
    if (auto on = step(); !on) return fail(on);
    auto file = posix_.reopen(path, size);
    if (!file) return file;
    return std::unique_ptr<base::WritableFile>(std::make_unique<File>(*this, path, std::move(*file)));
  }
  Result<void> rename(const std::filesystem::path& from, const std::filesystem::path& to) override {
    if (auto on = step(); !on) return on;
    if (auto done = posix_.rename(from, to); !done) return done;
    const std::lock_guard lock(mutex_);
    if (const auto found = synced_.find(from); found != synced_.end()) {
      synced_[to] = found->second;
      synced_.erase(from);
    }
    undo_.emplace_back(to.parent_path(), [this, from, to] {
      std::error_code ignored;
      std::filesystem::rename(to, from, ignored);
      if (const auto found = synced_.find(to); found != synced_.end()) synced_[from] = found->second;
    });
    return {};
  }
  Result<void> remove(const std::filesystem::path& path) override {
    if (auto on = step(); !on) return on;
    return posix_.remove(path);
  }
  Result<void> sync_directory(const std::filesystem::path& directory) override {
    if (auto on = step(); !on) return on;
    const std::lock_guard lock(mutex_);
    std::erase_if(undo_, [&](const auto& undo) { return undo.first == directory; });
    return {};
  }
  Result<void> create_directories(const std::filesystem::path& directory) override {
    return posix_.create_directories(directory);
  }
  Result<std::uint64_t> free_bytes(const std::filesystem::path&) override { return free; }

 private:
  class File final : public base::WritableFile {
   public:
    File(PowerCutFileSystem& disk, std::filesystem::path path, std::unique_ptr<base::WritableFile> file)
        : disk_(disk), path_(std::move(path)), file_(std::move(file)) {}
    Result<void> append(std::span<const std::byte> data) override {
      if (auto on = disk_.step(); !on) return on;
      return file_->append(data);
    }
    Result<void> sync() override {
      if (disk_.on_sync) disk_.on_sync();
      if (auto on = disk_.step(); !on) return on;
      if (disk_.fail_next.exchange(false)) return fail(ErrorCode::kUnavailable, "FILE_SYSTEM", "cannot sync");
      const std::lock_guard lock(disk_.mutex_);
      disk_.synced_[path_] = file_->size();
      return {};
    }
    std::uint64_t size() const override { return file_->size(); }

   private:
    PowerCutFileSystem& disk_;
    std::filesystem::path path_;
    std::unique_ptr<base::WritableFile> file_;
  };

  Result<void> step() {
    const std::lock_guard lock(mutex_);
    if (!cut_ && left_ >= 0 && left_-- == 0) cut_ = true;
    if (cut_) return fail(ErrorCode::kUnavailable, "POWER_CUT", "the power is cut");
    return {};
  }

  base::PosixFileSystem posix_;
  mutable std::mutex mutex_;
  int left_;
  std::atomic<bool> cut_ = false;
  std::map<std::filesystem::path, std::uint64_t> synced_;
  std::vector<std::pair<std::filesystem::path, std::function<void()>>> undo_;
};

}  // namespace rdc::agent
