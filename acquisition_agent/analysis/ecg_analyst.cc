#include "acquisition_agent/analysis/ecg_analyst.h"

#include <algorithm>
#include <exception>

#include "acquisition_agent/alert/json.h"
#include "acquisition_agent/analysis/ecg_opinion.h"
#include "acquisition_agent/transfer/wire_time.h"
#include "common/base/logging.h"

namespace rdc::agent {
namespace {

constexpr int kBacklogLimit = 10'000;
constexpr std::chrono::seconds kAgain{5};  // after the catalog could not be written

}  // namespace

Result<std::unique_ptr<EcgAnalyst>> EcgAnalyst::start(const std::filesystem::path& data, Spool& spool, CaseBook& book,
                                                      base::FileSystem& fs, const base::Clock& clock, Analyse analyse) {
  const auto parsing = data / "analysis" / "parsing";
  if (auto made = fs.create_directories(parsing); !made) return fail(made);
  auto guard = base::ParseGuard::open(parsing, fs);
  if (!guard) return fail(guard);
  auto recent = spool.items().ecgs_since(clock.now() - kBacklog, kBacklogLimit);
  if (!recent) return fail(recent);
  std::ranges::reverse(*recent);
  std::deque<Item> backlog(recent->begin(), recent->end());
  return std::unique_ptr<EcgAnalyst>(
      new EcgAnalyst(std::move(*guard), spool, book, clock, std::move(analyse), std::move(backlog)));
}

EcgAnalyst::EcgAnalyst(std::unique_ptr<base::ParseGuard> guard, Spool& spool, CaseBook& book, const base::Clock& clock,
                       Analyse analyse, std::deque<Item> backlog)
    : guard_(std::move(guard)),
      spool_(spool),
      book_(book),
      clock_(clock),
      analyse_(std::move(analyse)),
      store_(spool.database()),
      backlog_(std::move(backlog)),
      thread_([this](std::stop_token stop) { run(stop); }) {}

void EcgAnalyst::offer(const Item& item) {
  if (!item.ecg) return;
  const std::lock_guard lock(mutex_);
  waiting_.push_back(item);
  changed_.notify_all();
}

void EcgAnalyst::run(std::stop_token stop) {
  while (!stop.stop_requested()) {
    Item item;
    {
      std::unique_lock lock(mutex_);
      if (!changed_.wait(lock, stop, [&] { return !waiting_.empty() || !backlog_.empty(); })) return;
      auto& from = waiting_.empty() ? backlog_ : waiting_;
      item = std::move(from.front());
      from.pop_front();
    }
    const auto done = handle(item);
    if (done) continue;
    std::unique_lock lock(mutex_);
    backlog_.push_front(item);
    spdlog::warn("item {}: its analysis is not recorded, trying again: {}", item.item_id, done.error().message);
    changed_.wait_for(lock, stop, kAgain, [] { return false; });
  }
}

// The case and the lane first, the analysis last: after a crash in between all of it is done once more, to the same
// end.
Result<void> EcgAnalyst::handle(const Item& item) {
  const auto before = store_.find(item.item_id);
  if (!before) return fail(before);
  if (before->has_value() || item.state == ItemState::kQuarantined || item.state == ItemState::kMissing) return {};
  v1::AgentEcgAnalysis analysis = analyse(item);
  if (analysis.tier() >= v1::ECG_TIER_SUSPECTED)
    if (auto hastened = spool_.hasten(item.item_id, v1::URGENCY_EMERGENCY); !hastened) return hastened;
  if (auto told = book_.analysed(item, analysis); !told) return told;
  spdlog::info("item {}: analysed, tier {}{}", item.item_id, v1::EcgTier_Name(analysis.tier()),
               analysis.unreadable_reason().empty() ? "" : ", " + analysis.unreadable_reason());
  return store_.keep(analysis);
}

v1::AgentEcgAnalysis EcgAnalyst::analyse(const Item& item) {
  v1::AgentEcgAnalysis analysis;
  if (auto scope = guard_->enter(item.sha256); !scope) {
    analysis = no_opinion(scope.error().reason);
  } else {
    try {
      analysis = analyse_(spool_.bytes_of(item.item_id), item.charset_override);
    } catch (const std::exception& failed) {
      spdlog::error("item {}: the analysis failed: {}", item.item_id, failed.what());
      analysis = no_opinion("ANALYSIS_FAILED");
    }
  }
  if (!to_json(analysis)) analysis.clear_patient();  // a device's text in no known encoding
  analysis.set_item_id(item.item_id);
  *analysis.mutable_analysed_at() = to_wire(clock_.now());
  return analysis;
}

}  // namespace rdc::agent
