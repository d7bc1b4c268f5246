#include "dicom_router/ecg/ecg_analyst.h"

#include "common/base/logging.h"
#include "ecg/interpretation/statement.h"

namespace rdc::router {
namespace {

constexpr std::chrono::seconds kPauseAfterFailure{1};

// What another attempt with the same bytes cannot mend.
bool is_for_good(const Error& error) {
  return error.code == ErrorCode::kCorrupt || error.code == ErrorCode::kInvalid || error.code == ErrorCode::kTooLarge ||
         error.code == ErrorCode::kNotFound;
}

}  // namespace

AnalysisRules rules_of(const AlertConfig& config) {
  AnalysisRules rules;
  rules.critical = config.critical;
  rules.batch_allowed = config.batch_sign != "never";
  rules.batch.severity = config.batch_sign == "note" ? ecg::Severity::kNote : ecg::Severity::kNormal;
  return rules;
}

v1::Words unreadable_headline(const std::string& reason) {
  v1::Words words;
  words.set_zh("无法自动分析（" + reason + ")，请人工判读");
  words.set_en("cannot be analysed (" + reason + "): read it yourself");
  return words;
}

EcgAnalyst::EcgAnalyst(Parts parts) : parts_(std::move(parts)) {
  for (std::size_t i = 0; i < parts_.threads; ++i)
    threads_.emplace_back([this](const std::stop_token& stop) { run(stop); });
}

EcgAnalyst::~EcgAnalyst() {
  for (auto& thread : threads_) thread.request_stop();
  changed_.notify_all();
}

void EcgAnalyst::look_again() {
  const std::lock_guard lock(mutex_);
  ++looks_;
  changed_.notify_one();
}

void EcgAnalyst::run(const std::stop_token& stop) {
  std::uint64_t seen = 0;
  while (!stop.stop_requested()) {
    {
      std::unique_lock lock(mutex_);
      if (!changed_.wait(lock, stop, [&] { return looks_ != seen; })) return;
      seen = looks_;
    }
    auto outcome = Outcome::kDone;
    while (outcome == Outcome::kDone && !stop.stop_requested()) outcome = analyse_next();
    if (outcome != Outcome::kNotNow) continue;
    std::unique_lock lock(mutex_);
    changed_.wait_for(lock, stop, kPauseAfterFailure, [] { return false; });
    seen = 0;  // what could not be done is still waiting
  }
}

std::optional<EcgRecord> EcgAnalyst::take() {
  const std::lock_guard lock(taking_);
  const std::vector<long long> busy(busy_.begin(), busy_.end());
  auto next =
      parts_.catalog.read<std::optional<EcgRecord>>([&](soci::session& session) -> Result<std::optional<EcgRecord>> {
        return EcgStore::next_waiting(session, busy);
      });
  if (!next || !*next) return std::nullopt;
  busy_.insert((*next)->instance_key);
  return *next;
}

EcgAnalyst::Outcome EcgAnalyst::analyse_next() {
  const auto ecg = take();
  if (!ecg) return Outcome::kNothingWaits;
  const auto done = analyse(*ecg);
  if (!done) spdlog::error("an ECG could not be analysed now: {}", done.error().message);
  const std::lock_guard lock(taking_);
  busy_.erase(ecg->instance_key);
  return done ? Outcome::kDone : Outcome::kNotNow;
}

Result<EcgReading> EcgAnalyst::read(const EcgRecord& ecg) {
  const auto parsing = parts_.guard.enter(ecg.sha256);
  if (!parsing) return fail(parsing);
  return read_ecg(parts_.objects.path_of(ecg.sha256), ecg.charset_override, parts_.rules);
}

Result<void> EcgAnalyst::analyse(const EcgRecord& ecg) {
  auto reading = read(ecg);
  if (!reading && !is_for_good(reading.error())) return fail(reading);
  EcgAnalysisRecord record;
  record.instance_key = ecg.instance_key;
  record.rule_version = std::string(ecg::kRuleSetVersion);
  record.analysed_at = base::to_micros(parts_.clock.now());
  if (!reading) {
    record.unreadable_reason = reading.error().reason;
    record.headline = unreadable_headline(record.unreadable_reason);
    EcgFinding finding;
    finding.record = std::move(record);
    return this->record(ecg, std::move(finding));
  }
  auto& analysis = reading->analysis;
  record.acquired_at = reading->acquired_at;
  record.tier = analysis.tier();
  record.critical = analysis.critical_size() > 0;
  record.batch_signable = analysis.batch_signable();
  record.headline = analysis.headline();
  // The object is put down before the row that names it: a crash in between leaves bytes that nobody names, no name
  // without bytes.
  const auto bytes = analysis.SerializeAsString();
  auto put = parts_.objects.put_bytes(base::as_bytes(bytes));
  if (!put) return fail(put);
  record.content_sha256 = *put;
  record.content_size = static_cast<long long>(bytes.size());
  return this->record(ecg, finding_of(analysis, std::move(record)));
}

Result<void> EcgAnalyst::record(const EcgRecord& ecg, EcgFinding finding) {
  return parts_.catalog.write<void>([&](soci::session& session) -> Result<void> {
    if (!EcgStore::add_analysis(session, finding.record)) return {};
    if (auto done = parts_.alarms.analysed(session, ecg, finding); !done) return done;
    return parts_.book.audit(session,
                             {"", "router", "ecg.analyse", ecg.study_id,
                              finding.record.unreadable_reason.empty() ? "ok" : finding.record.unreadable_reason,
                              finding.record.rule_version + " " + v1::EcgTier_Name(finding.record.tier)});
  });
}

}  // namespace rdc::router
