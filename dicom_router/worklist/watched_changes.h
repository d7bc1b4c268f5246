// A numbered table of changes with many watchers: they are woken by a commit that changed it, and each is served from
// its cursor. For alerts and critical values; what the worklist tells depends on the time as well (leases).
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <utility>
#include <vector>

#include <soci/soci.h>

#include "common/rpc/change_feed.h"
#include "dicom_router/store/catalog.h"
#include "dicom_router/worklist/paced_notifier.h"

namespace rdc::router {

// Change: a message of a feed, with its `cursor`. Thread-safe. Borrows catalog and pool. close() before the server
// shuts down, or watchers take its whole grace.
template <typename Change>
class WatchedChanges {
 public:
  using LastChange = std::function<std::uint64_t(soci::session&)>;  // the number of the newest
  WatchedChanges(Catalog& catalog, rpc::WorkerPool& pool, std::chrono::milliseconds heartbeat, LastChange last_change)
      : catalog_(catalog),
        pool_(pool),
        heartbeat_(heartbeat),
        last_change_(std::move(last_change)),
        notifier_([this] { notify(); }),
        commits_(catalog.database().on_commit([this] { notifier_.poke(); })) {}

  struct Look {
    std::vector<Change> changes;  // the next after the cursor, bounded, each with its own number
    std::uint64_t cursor = 0;     // of the last looked at, whether it is told or not
  };
  struct Watcher {
    std::uint64_t cursor = 0;                          // what it has; 0 for nothing
    std::function<Result<void>(soci::session&)> note;  // that it looks: written before the first look
    std::function<Result<Look>(soci::session&, std::uint64_t after)> look;
    rpc::Recheck recheck;
  };
  grpc::ServerWriteReactor<Change>* serve(Watcher watcher) {
    rpc::FeedOptions<Change> options;
    options.heartbeat_every = heartbeat_;
    options.recheck = std::move(watcher.recheck);
    // Both run on the pool, one after the other.
    const auto state = std::make_shared<State>(State{std::move(watcher)});
    options.next = [this, state] { return next(*state); };
    options.heartbeat = [state] {
      Change beat;
      beat.set_cursor(state->watcher.cursor);
      return beat;
    };
    return rpc::serve_feed<Change>(pool_, hub_, std::move(options));
  }

  void close() { hub_.close(); }

 private:
  struct State {
    Watcher watcher;
    bool noted = false;
  };

  Result<std::vector<Change>> next(State& state) {
    Watcher& watcher = state.watcher;
    if (!state.noted)
      if (auto written = catalog_.write<void>(watcher.note); !written) return fail(written);
    state.noted = true;
    auto found = catalog_.read<Look>([&](soci::session& session) { return watcher.look(session, watcher.cursor); });
    if (!found) return fail(found);
    // The first look is one whole: who is cut off in it begins anew.
    if (watcher.cursor == 0)
      for (auto& change : found->changes) change.set_cursor(0);
    if (!found->changes.empty()) found->changes.back().set_cursor(found->cursor);
    watcher.cursor = found->cursor;
    return std::move(found->changes);
  }

  // Most commits change nothing here: the watchers' own looks, uploads, reports. Asked once instead of once for each
  // watcher. When it cannot be asked, they look for themselves.
  void notify() {
    const auto last = catalog_.read<std::uint64_t>(
        [this](soci::session& session) -> Result<std::uint64_t> { return last_change_(session); });
    if (last && std::exchange(last_seen_, *last) == *last) return;
    hub_.notify();
  }

  Catalog& catalog_;
  rpc::WorkerPool& pool_;
  const std::chrono::milliseconds heartbeat_;
  const LastChange last_change_;
  rpc::FeedHub hub_;
  std::uint64_t last_seen_ = 0;  // notifier_'s thread alone
  PacedNotifier notifier_;
  std::shared_ptr<void> commits_;  // last: its callbacks reach notifier_
};

}  // namespace rdc::router
