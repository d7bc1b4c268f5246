// The writer's group commit: whatever is queued when the writer becomes free shares one transaction, each work under a
// savepoint. Under load groups grow by themselves; alone, a write waits for nobody.
#include <condition_variable>
#include <deque>
#include <future>
#include <mutex>
#include <optional>
#include <thread>

#include <soci/sqlite3/soci-sqlite3.h>

#include "common/base/file_system.h"
#include "common/storage/connection.h"
#include "common/storage/database.h"
#include "common/storage/migrate.h"

namespace rdc::storage {
namespace {

Error error_of(Connection& connection, const std::exception& exception) {
  const int code = connection.last_code() & 0xff;
  if (code == SQLITE_FULL) return {ErrorCode::kNoSpace, "DISK_FULL", "the catalog's disk is full"};
  if (code == SQLITE_CORRUPT || code == SQLITE_NOTADB)
    return {ErrorCode::kCorrupt, "CATALOG_CORRUPT", "the catalog is damaged: restore a backup"};
  if (code == SQLITE_BUSY)
    return {ErrorCode::kUnavailable, "CATALOG_BUSY", "another program holds the catalog: try again"};
  return {ErrorCode::kInternal, "CATALOG_FAILED", exception.what()};
}

using Clock = std::chrono::steady_clock;

struct Task {
  Database::Work work;
  Database::Done done;
  Clock::time_point due;  // when it wants to be committed at the latest
};

// Statements of the transaction frame, prepared once: they run for every work.
struct Frame {
  soci::statement begin, commit, rollback, savepoint, release, undo;
  explicit Frame(soci::session& s)
      : begin((s.prepare << "BEGIN IMMEDIATE")),
        commit((s.prepare << "COMMIT")),
        rollback((s.prepare << "ROLLBACK")),
        savepoint((s.prepare << "SAVEPOINT work")),
        release((s.prepare << "RELEASE work")),
        undo((s.prepare << "ROLLBACK TO work")) {}
};

struct ReadFrame {
  soci::statement begin, commit;
  explicit ReadFrame(soci::session& s) : begin((s.prepare << "BEGIN")), commit((s.prepare << "COMMIT")) {}
};

class SqliteDatabase final : public Database {
 public:
  explicit SqliteDatabase(Options options) : options_(std::move(options)) {}

  ~SqliteDatabase() override {
    {
      const std::lock_guard lock(mutex_);
      closing_ = true;
    }
    ready_.notify_all();
    room_.notify_all();
    if (writer_thread_.joinable()) writer_thread_.join();
  }

  Result<void> start(std::vector<Migration> migrations, const base::Clock& clock) {
    try {
      writer_ = std::make_unique<Connection>(options_.file, Access::kWrite, options_.checkpoint_pages);
      if (auto done = migrate(*writer_, std::move(migrations), clock); !done) return done;
      for (int i = 0; i < options_.readers; ++i)
        idle_.push_back(std::make_unique<Connection>(options_.file, Access::kRead));
    } catch (const soci::soci_error& error) {
      if (!writer_ || (writer_->last_code() & 0xff) == SQLITE_NOTADB || (writer_->last_code() & 0xff) == SQLITE_CORRUPT)
        return fail(ErrorCode::kCorrupt, "CATALOG_UNREADABLE", "cannot use {} as a catalog: {}", options_.file.string(),
                    error.what());
      return tl::unexpected<Error>(error_of(*writer_, error));
    }
    base::PosixFileSystem fs;  // the file's name must be as durable as its first commit
    if (auto synced = fs.sync_directory(directory_of(options_.file)); !synced) return synced;
    writer_thread_ = std::jthread([this] { write_groups(); });
    return {};
  }

  void write_async(Work work, Done done) override { queue(std::move(work), std::move(done), Clock::now()); }

  void write_lazily(Work work, Done done) override {
    queue(std::move(work), std::move(done), Clock::now() + options_.patience);
  }

  std::shared_ptr<void> on_commit(std::function<void()> listener) override {
    auto kept = std::make_shared<std::function<void()>>(std::move(listener));
    const std::lock_guard lock(listeners_mutex_);
    listeners_.push_back(kept.get());
    return {kept.get(), [this, kept](void* token) {
              const std::lock_guard locked(listeners_mutex_);
              std::erase(listeners_, static_cast<std::function<void()>*>(token));
            }};
  }

  Result<void> backup_to(const std::filesystem::path& file,
                         const std::function<void(std::size_t, std::size_t)>& progress) override {
    if (std::filesystem::exists(file))
      return fail(ErrorCode::kExists, "BACKUP_EXISTS", "{} exists: choose another place", file.string());
    auto reader = borrow();
    // Inside a read transaction the source is one snapshot: a busy writer cannot restart the copy for ever.
    Result<void> copied = fail(ErrorCode::kInternal, "NOT_RUN", "the backup did not run");
    try {
      *reader << "BEGIN";
      long long tables = 0;
      *reader << "SELECT COUNT(*) FROM schema_migration", soci::into(tables);
      copied = reader->copy_to(file, progress);
      *reader << "COMMIT";
    } catch (const soci::soci_error& error) {
      copied = tl::unexpected<Error>(error_of(*reader, error));
    }
    give_back(std::move(reader));
    if (!copied) return copied;
    base::PosixFileSystem fs;
    auto whole = fs.reopen(file, std::filesystem::file_size(file));
    if (!whole) return fail(whole);
    if (auto synced = (*whole)->sync(); !synced) return synced;
    return fs.sync_directory(directory_of(file));
  }

 protected:
  Result<void> write_and_wait(Work work) override {
    std::promise<Result<void>> promise;
    auto future = promise.get_future();
    {
      std::unique_lock lock(mutex_);
      room_.wait(lock, [this] { return closing_ || tasks_.size() < options_.queue_limit; });
      if (closing_) return fail(ErrorCode::kCancelled, "SHUTTING_DOWN", "the catalog is closing: try again");
      add({std::move(work), [&promise](Result<void> outcome) { promise.set_value(std::move(outcome)); }, Clock::now()});
    }
    return future.get();
  }

  Result<void> run_read(const std::function<void(soci::session&)>& work) override {
    auto reader = borrow();
    Result<void> outcome;
    try {
      auto& frame = prepared<ReadFrame>(*reader);
      run(frame.begin);
      work(*reader);
      run(frame.commit);
    } catch (const std::exception& error) {
      outcome = tl::unexpected<Error>(error_of(*reader, error));
      end_failed_read(*reader);
    }
    give_back(std::move(reader));
    return outcome;
  }

 private:
  static std::filesystem::path directory_of(const std::filesystem::path& file) {
    return file.has_parent_path() ? file.parent_path() : std::filesystem::path(".");
  }

  static void end_failed_read(Connection& reader) {
    try {
      if (reader.in_transaction()) reader << "ROLLBACK";
    } catch (const soci::soci_error&) {
      // The next BEGIN on this reader reports it.
    }
  }

  std::unique_ptr<Connection> borrow() {
    std::unique_lock lock(readers_mutex_);
    reader_ready_.wait(lock, [this] { return !idle_.empty(); });
    auto reader = std::move(idle_.back());
    idle_.pop_back();
    return reader;
  }

  void give_back(std::unique_ptr<Connection> reader) {
    const std::lock_guard lock(readers_mutex_);
    idle_.push_back(std::move(reader));
    reader_ready_.notify_one();
  }

  void queue(Work work, Done done, Clock::time_point due) {
    {
      const std::lock_guard lock(mutex_);
      if (!closing_ && tasks_.size() < options_.queue_limit) return add({std::move(work), std::move(done), due});
    }
    done(fail(ErrorCode::kUnavailable, "CATALOG_BUSY", "the catalog has too much to write: try again"));
  }

  // With mutex_ held.
  void add(Task task) {
    const bool sooner = tasks_.empty() || task.due < due_;
    if (sooner) due_ = task.due;
    tasks_.push_back(std::move(task));
    if (sooner) ready_.notify_one();
  }

  // Returns when a group is to be committed, or the database closes.
  void wait_for_group(std::unique_lock<std::mutex>& lock) {
    ready_.wait(lock, [this] { return closing_ || !tasks_.empty(); });
    while (!closing_ && due_ > Clock::now()) ready_.wait_until(lock, due_);
    if (options_.gather.count() > 0) ready_.wait_for(lock, options_.gather, [this] { return closing_; });
  }

  void write_groups() {
    for (;;) {
      std::vector<Task> group;
      {
        std::unique_lock lock(mutex_);
        wait_for_group(lock);
        if (tasks_.empty()) return;
        while (!tasks_.empty() && group.size() < options_.group_limit) {
          group.push_back(std::move(tasks_.front()));
          tasks_.pop_front();
        }
        due_ = Clock::now();  // what is left was queued longest ago
      }
      room_.notify_all();
      commit_group(group);
    }
  }

  void commit_group(std::vector<Task>& group) {
    std::vector<Result<void>> outcomes(group.size());
    std::optional<Error> lost;  // what befell the whole transaction
    try {
      auto& frame = prepared<Frame>(*writer_);
      run(frame.begin);
      for (std::size_t i = 0; i < group.size() && !lost; ++i) {
        outcomes[i] = run_one(frame, group[i].work);
        if (!writer_->in_transaction())
          lost = outcomes[i] ? Error{ErrorCode::kInternal, "TRANSACTION_LOST", "a write ended its transaction"}
                             : outcomes[i].error();
      }
      if (!lost) run(frame.commit);
    } catch (const std::exception& error) {
      lost = error_of(*writer_, error);
    }
    if (lost) abandon(*lost, outcomes);
    bool changed = false;
    for (std::size_t i = 0; i < group.size(); ++i) {
      changed = changed || outcomes[i].has_value();
      group[i].work = nullptr;
      group[i].done(std::move(outcomes[i]));
    }
    if (changed) tell_listeners();
  }

  Result<void> run_one(Frame& frame, const Work& work) {
    run(frame.savepoint);
    Result<void> outcome;
    try {
      outcome = work(*writer_);
    } catch (const std::exception& error) {
      outcome = tl::unexpected<Error>(error_of(*writer_, error));
    }
    if (!writer_->in_transaction()) return outcome;
    if (!outcome) run(frame.undo);
    run(frame.release);
    return outcome;
  }

  void abandon(const Error& lost, std::vector<Result<void>>& outcomes) {
    try {
      if (writer_->in_transaction()) run(prepared<Frame>(*writer_).rollback);
    } catch (const std::exception&) {
      // The next BEGIN reports it.
    }
    for (auto& outcome : outcomes)
      if (outcome) outcome = tl::unexpected<Error>(lost);
  }

  void tell_listeners() {
    const std::lock_guard lock(listeners_mutex_);
    for (auto* listener : listeners_) (*listener)();
  }

  const Options options_;
  std::unique_ptr<Connection> writer_;  // used by start(), then by writer_thread_ alone

  std::mutex mutex_;
  std::condition_variable ready_;
  std::condition_variable room_;
  std::deque<Task> tasks_;
  Clock::time_point due_;  // of the most pressing one in tasks_
  bool closing_ = false;

  std::mutex readers_mutex_;
  std::condition_variable reader_ready_;
  std::vector<std::unique_ptr<Connection>> idle_;

  std::mutex listeners_mutex_;
  std::vector<std::function<void()>*> listeners_;

  std::jthread writer_thread_;  // last
};

}  // namespace

Result<std::unique_ptr<Database>> Database::open(Options options, std::vector<Migration> migrations,
                                                 const base::Clock& clock) {
  auto database = std::make_unique<SqliteDatabase>(std::move(options));
  if (auto started = database->start(std::move(migrations), clock); !started) return fail(started);
  return database;
}

}  // namespace rdc::storage
