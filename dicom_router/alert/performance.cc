#include "dicom_router/alert/performance.h"

#include <cmath>
#include <limits>
#include <map>

#include <google/protobuf/util/json_util.h>
#include <google/protobuf/util/time_util.h>

#include "dicom_router/alert/request_checks.h"
#include "dicom_router/store/performance_store.h"

namespace rdc::router {
namespace {

using google::protobuf::util::TimeUtil;

constexpr int kCasesListed = 1000;

Result<v1::Decision> decision_of(const std::string& json) {
  v1::Decision decision;
  if (!json.empty() && !google::protobuf::util::JsonStringToMessage(json, &decision).ok())
    return fail(ErrorCode::kCorrupt, "BAD_ROW", "a stored decision cannot be read");
  return decision;
}

bool is_reperfusion(v1::TreatmentPlan plan) {
  return plan == v1::TREATMENT_PLAN_PRIMARY_PCI || plan == v1::TREATMENT_PLAN_LYSIS_THEN_TRANSFER ||
         plan == v1::TREATMENT_PLAN_LYSIS;
}

class Table {
 public:
  explicit Table(const v1::GetPerformanceRequest& request) : request_(request) {}

  v1::PerformanceRow& row(const std::string& site_id, const std::string& rule_version) {
    auto& row = rows_[{request_.by_site() ? site_id : std::string(), rule_version}];
    return row;
  }
  void list(google::protobuf::RepeatedPtrField<std::string>* ids, const std::string& id) const {
    if (request_.with_cases() && ids->size() < kCasesListed) *ids->Add() = id;
  }
  Result<void> add(const AlarmCase& alarm) {
    auto decision = decision_of(alarm.decision);
    if (!decision) return fail(decision);
    auto& to = row(alarm.site_id, alarm.rule_version);
    to.set_alarms(to.alarms() + 1);
    list(to.mutable_alarm_case_ids(), alarm.case_id);
    if (decision->verdict() == v1::DECISION_VERDICT_CONFIRMED || alarm.reading_says_infarction) {
      to.set_confirmed(to.confirmed() + 1);
      list(to.mutable_confirmed_case_ids(), alarm.case_id);
    } else if (decision->verdict() == v1::DECISION_VERDICT_REFUTED) {
      to.set_refuted(to.refuted() + 1);
      list(to.mutable_refuted_case_ids(), alarm.case_id);
    } else {
      to.set_undecided(to.undecided() + 1);
    }
    return {};
  }
  Result<void> add(const UnalarmedReading& reading) {
    auto decision = decision_of(reading.decision);
    if (!decision) return fail(decision);
    const bool decided = decision->verdict() == v1::DECISION_VERDICT_CONFIRMED && is_reperfusion(decision->plan());
    if (!decided && !reading.reading_says_infarction) return {};
    auto& to = row(reading.site_id, reading.rule_version);
    to.set_missed(to.missed() + 1);
    list(to.mutable_missed_study_ids(), reading.study_id);
    return {};
  }
  v1::GetPerformanceReply finish() {
    v1::GetPerformanceReply reply;
    // By site, then the newest rule version first: versions sort by their date.
    for (auto site = rows_.begin(); site != rows_.end();) {
      auto end = site;
      while (end != rows_.end() && end->first.first == site->first.first) ++end;
      for (auto at = std::make_reverse_iterator(end); at != std::make_reverse_iterator(site); ++at) {
        auto& made = *reply.add_rows();
        made = at->second;
        made.set_site_id(at->first.first);
        made.set_rule_version(at->first.second);
        *made.mutable_sensitivity() = share(made.confirmed(), made.confirmed() + made.missed());
        *made.mutable_predictive_value() = share(made.confirmed(), made.confirmed() + made.refuted());
      }
      site = end;
    }
    return reply;
  }

 private:
  const v1::GetPerformanceRequest& request_;
  std::map<std::pair<std::string, std::string>, v1::PerformanceRow> rows_;
};

}  // namespace

v1::Share share(std::uint64_t count, std::uint64_t of) {
  v1::Share made;
  made.set_count(count);
  made.set_of(of);
  if (of == 0) return made;
  constexpr double kZ = 1.959964 /* 95 % */;
  const auto n = static_cast<double>(of);
  const double p = static_cast<double>(count) / n;
  const double centre = (p + kZ * kZ / (2 * n)) / (1 + kZ * kZ / n);
  const double half = kZ / (1 + kZ * kZ / n) * std::sqrt(p * (1 - p) / n + kZ * kZ / (4 * n * n));
  made.set_value(p);
  made.set_low(std::max(0.0, centre - half));
  made.set_high(std::min(1.0, centre + half));
  return made;
}

Result<v1::GetPerformanceReply> performance_of(soci::session& session, const v1::GetPerformanceRequest& request) {
  Period period;
  period.from = TimeUtil::TimestampToMicroseconds(request.from());
  period.until =
      request.has_until() ? TimeUtil::TimestampToMicroseconds(request.until()) : std::numeric_limits<long long>::max();
  if (period.until < period.from) return bad_request("the period ends before it begins");
  const int tier = request.tier() == v1::ECG_TIER_UNSPECIFIED ? v1::ECG_TIER_SUSPECTED : request.tier();
  Table table(request);
  for (const auto& counted : PerformanceStore::analysed(session, period)) {
    auto& row = table.row(counted.site_id, counted.rule_version);
    row.set_ecgs(row.ecgs() + static_cast<std::uint64_t>(counted.ecgs));
  }
  for (const auto& alarm : PerformanceStore::alarms(session, period, tier))
    if (auto added = table.add(alarm); !added) return fail(added);
  for (const auto& reading : PerformanceStore::unalarmed(session, period, tier))
    if (auto added = table.add(reading); !added) return fail(added);
  return table.finish();
}

}  // namespace rdc::router
