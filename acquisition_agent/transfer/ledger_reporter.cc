#include "acquisition_agent/transfer/ledger_reporter.h"

#include <utility>

#include "acquisition_agent/transfer/upload_session.h"
#include "acquisition_agent/transfer/wire_time.h"
#include "common/base/logging.h"
#include "common/rpc/status.h"

namespace rdc::agent {
namespace {

constexpr int kEntriesInACall = 1000;

v1::LedgerEntry::State wire_state(ItemState state) {
  switch (state) {
    case ItemState::kSpooled:
    case ItemState::kSending:
      return v1::LedgerEntry::SPOOLED;
    case ItemState::kStored:
      return v1::LedgerEntry::STORED;
    case ItemState::kMissing:
      return v1::LedgerEntry::MISSING;
    default:
      return v1::LedgerEntry::QUARANTINED;
  }
}

}  // namespace

LedgerReporter::LedgerReporter(Options options, Spool& spool, RouterLink& link, const base::Clock& clock,
                               base::Random& random)
    : options_(options), spool_(spool), link_(link), clock_(clock), random_(random) {
  listening_ = spool_.database().on_commit([this] {
    const std::lock_guard lock(mutex_);
    if (std::exchange(news_, true)) return;  // it knows, and gathers more
    changed_.notify_all();
  });
  thread_ = std::jthread([this](std::stop_token stop) { run(stop); });
}

void LedgerReporter::run(std::stop_token stop) {
  std::unique_ptr<v1::Ingest::Stub> stub;
  int failures = 0;
  while (!stop.stop_requested()) {
    {
      std::unique_lock lock(mutex_);
      changed_.wait_for(lock, stop, std::chrono::hours(1), [&] { return news_; });
      // More changes are likely on their way: report them together; after failures, later.
      const auto pause = failures == 0 ? base::MonotonicTime::duration(options_.settle)
                                       : backoff(failures, std::chrono::seconds(2), std::chrono::seconds(60), random_);
      changed_.wait_for(lock, stop, pause, [] { return false; });
      news_ = false;
    }
    if (stop.stop_requested()) return;
    report_day();
    if (!stub) stub = v1::Ingest::NewStub(link_.own_channel());
    const auto done = report(*stub, stop);
    failures = done ? 0 : failures + 1;
    if (!done) {
      spdlog::debug("ledger not reported: {}", done.error().message);
      stub.reset();
    }
    if (!done || !*done) {
      const std::lock_guard lock(mutex_);
      news_ = true;
    }
  }
}

void LedgerReporter::report_day() {
  const auto now = clock_.now();
  const std::int64_t day = std::chrono::floor<std::chrono::days>(now).time_since_epoch().count();
  if (reported_day_ == 0) reported_day_ = day;  // a start reports changes only
  if (day == reported_day_) return;
  if (spool_.items().report_again(now - std::chrono::days(30))) reported_day_ = day;
}

Result<bool> LedgerReporter::report(v1::Ingest::Stub& stub, std::stop_token stop) {
  const auto rows = spool_.ledger_pending(kEntriesInACall);
  if (!rows) return fail(rows);
  if (rows->empty()) return true;
  v1::ReportLedgerRequest request;
  *request.mutable_sent_at() = to_wire(clock_.now());
  for (const LedgerRow& row : *rows) {
    v1::LedgerEntry& entry = *request.add_entries();
    entry.set_item_id(row.item.item_id);
    entry.set_sha256(row.item.sha256);
    entry.set_state(wire_state(row.item.state));
    *entry.mutable_received_at() = to_wire(row.item.received_at);
    entry.set_size(row.item.size);
    entry.set_bytes_sent(row.item.bytes_sent);
  }
  grpc::ClientContext context;
  rpc::set_deadline(context, rpc::kUnaryDeadline);
  const std::stop_callback cancel(stop, [&] { context.TryCancel(); });
  v1::ReportLedgerReply reply;
  if (const auto status = stub.ReportLedger(&context, request, &reply); !status.ok())
    return tl::unexpected<Error>(rpc::from_status(status));
  if (auto reported = spool_.items().ledger_reported(*rows); !reported) return fail(reported);
  for (const std::string& missing : reply.missing_item_ids())
    if (auto owed = spool_.owe_again(missing); !owed) spdlog::error("{}", owed.error().message);
  return rows->size() < kEntriesInACall;
}

}  // namespace rdc::agent
