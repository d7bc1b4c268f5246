#include "dicom_router/alert/timeline.h"

#include <array>
#include <optional>

#include <google/protobuf/util/time_util.h>

#include "common/base/ids.h"

namespace rdc::router {
namespace {

using google::protobuf::util::TimeUtil;

constexpr std::int64_t kMicrosAMilli = 1000;
constexpr std::int64_t kDayInMicros = 86'400'000'000;
constexpr std::int64_t kYear2020 = 1'577'836'800'000'000;
constexpr std::int64_t kTenYearsMs = 315'360'000'000;

struct IntervalRule {
  const char* name;
  const char* zh;
  const char* en;
  // Of these the first that has a point: an ECG whose recorder's clock is unknown counts when the agent received it.
  std::array<v1::PointKind, 2> from, to;
  std::int64_t target_minutes;
};

// CLINICAL.md section 2; alert_to_acknowledged is the first step of its escalation.
constexpr std::array<IntervalRule, 8> kRules{{
    {"fmc_to_ecg",
     "首次医疗接触至首份心电图",
     "First contact to first ECG",
     {v1::POINT_KIND_FIRST_MEDICAL_CONTACT, v1::POINT_KIND_FIRST_MEDICAL_CONTACT},
     {v1::POINT_KIND_ECG_END, v1::POINT_KIND_ECG_RECEIVED},
     10},
    {"ecg_to_diagnosis",
     "首份心电图至确诊",
     "First ECG to diagnosis",
     {v1::POINT_KIND_ECG_END, v1::POINT_KIND_ECG_RECEIVED},
     {v1::POINT_KIND_DIAGNOSED, v1::POINT_KIND_DECISION},
     10},
    {"alert_to_acknowledged",
     "报警至应答",
     "Alarm to acknowledgement",
     {v1::POINT_KIND_ALERT_RAISED, v1::POINT_KIND_ALERT_RAISED},
     {v1::POINT_KIND_ALERT_ACKNOWLEDGED, v1::POINT_KIND_ALERT_ACKNOWLEDGED},
     3},
    {"door_in_door_out",
     "转出医院停留时间（DIDO）",
     "Door in to door out",
     {v1::POINT_KIND_DOOR_IN, v1::POINT_KIND_DOOR_IN},
     {v1::POINT_KIND_DOOR_OUT, v1::POINT_KIND_DOOR_OUT},
     30},
    {"activation",
     "导管室激活时间",
     "Laboratory activation",
     {v1::POINT_KIND_LABORATORY_ACTIVATED, v1::POINT_KIND_LABORATORY_ACTIVATED},
     {v1::POINT_KIND_LABORATORY_READY, v1::POINT_KIND_LABORATORY_READY},
     30},
    {"door_to_needle",
     "进门至溶栓",
     "Door to needle",
     {v1::POINT_KIND_DOOR_IN, v1::POINT_KIND_DOOR_IN},
     {v1::POINT_KIND_NEEDLE, v1::POINT_KIND_NEEDLE},
     30},
    {"door_to_balloon",
     "到院至导丝通过",
     "Door to wire",
     {v1::POINT_KIND_ARRIVAL, v1::POINT_KIND_ARRIVAL},
     {v1::POINT_KIND_WIRE, v1::POINT_KIND_WIRE},
     90},
    {"fmc_to_device",
     "首次医疗接触至导丝通过",
     "First contact to wire",
     {v1::POINT_KIND_FIRST_MEDICAL_CONTACT, v1::POINT_KIND_FIRST_MEDICAL_CONTACT},
     {v1::POINT_KIND_WIRE, v1::POINT_KIND_WIRE},
     120},
}};

bool is_known(const v1::TimePoint& point) { return point.uncertainty_ms() != kUnknownUncertainty; }

// The point that counts for this kind; nullptr when there is none.
const v1::TimePoint* first_of(const std::vector<v1::TimePoint>& points, v1::PointKind kind) {
  const v1::TimePoint* best = nullptr;
  for (const auto& point : points) {
    if (point.kind() != kind || point.superseded()) continue;
    const bool better = best == nullptr || (is_known(point) && !is_known(*best)) ||
                        (is_known(point) == is_known(*best) && point.centre_time() < best->centre_time());
    if (better) best = &point;
  }
  return best;
}

const v1::TimePoint* either_of(const std::vector<v1::TimePoint>& points, const std::array<v1::PointKind, 2>& kinds) {
  const auto* first = first_of(points, kinds[0]);
  if (first != nullptr && is_known(*first)) return first;
  const auto* other = first_of(points, kinds[1]);
  return other != nullptr ? other : first;
}

v1::CaseInterval interval(const std::vector<v1::TimePoint>& points, const IntervalRule& rule, std::int64_t minutes) {
  v1::CaseInterval made;
  made.set_name(rule.name);
  made.mutable_label()->set_zh(rule.zh);
  made.mutable_label()->set_en(rule.en);
  made.set_from(rule.from[0]);
  made.set_to(rule.to[0]);
  made.set_target_ms(static_cast<std::uint64_t>(minutes) * 60'000);
  const auto* start = either_of(points, rule.from);
  if (start == nullptr) return made;
  made.set_from(start->kind());
  *made.mutable_started_at() = start->centre_time();
  const auto* end = either_of(points, rule.to);
  if (end == nullptr) return made;
  made.set_to(end->kind());
  *made.mutable_ended_at() = end->centre_time();
  made.set_duration_ms(TimeUtil::DurationToMilliseconds(end->centre_time() - start->centre_time()));
  const bool known = is_known(*start) && is_known(*end);
  made.set_uncertainty_ms(known ? start->uncertainty_ms() + end->uncertainty_ms() : kUnknownUncertainty);
  made.set_met(made.duration_ms() >= 0 && made.duration_ms() <= static_cast<std::int64_t>(made.target_ms()));
  return made;
}

tl::unexpected<Error> bad_point(const char* what) {
  return fail(ErrorCode::kInvalid, "BAD_POINT", "a point's {}", what);
}

}  // namespace

void correct(v1::TimePoint& point) {
  auto centre = TimeUtil::TimestampToMicroseconds(point.at());
  std::uint32_t uncertainty = kUnknownUncertainty;
  if (point.source() == v1::POINT_SOURCE_SERVER) {
    uncertainty = 0;
  } else if (point.has_clock()) {
    centre += point.clock().offset_ms() * kMicrosAMilli;
    uncertainty = point.clock().uncertainty_ms();
  } else if (point.source() == v1::POINT_SOURCE_TYPED) {
    uncertainty = kTypedUncertaintyMs;
  }
  *point.mutable_centre_time() = TimeUtil::MicrosecondsToTimestamp(centre);
  point.set_uncertainty_ms(uncertainty);
}

Result<void> check_point(const v1::TimePoint& point, const std::set<v1::PointSource>& allowed,
                         std::int64_t now_micros) {
  if (!base::is_uuid(point.point_id())) return bad_point("point_id is no UUID");
  if (!v1::PointKind_IsValid(point.kind()) || point.kind() == v1::POINT_KIND_UNSPECIFIED)
    return bad_point("kind is unknown");
  if (!allowed.contains(point.source())) return bad_point("source is none this caller may speak for");
  if (!point.has_at()) return bad_point("at is missing");
  if (point.at().nanos() < 0 || point.at().nanos() > 999'999'999) return bad_point("at is no time");
  const auto latest = (now_micros + kDayInMicros) / 1'000'000;
  if (point.clock().offset_ms() > kTenYearsMs || point.clock().offset_ms() < -kTenYearsMs)
    return bad_point("clock offset is beyond ten years");
  const auto corrected = point.at().seconds() + point.clock().offset_ms() / 1000;
  if (corrected < kYear2020 / 1'000'000 || corrected > latest) return bad_point("time is before 2020 or in the future");
  const bool is_edit = !point.replaces_point_id().empty();
  if (is_edit && !base::is_uuid(point.replaces_point_id())) return bad_point("replaces_point_id is no UUID");
  if (is_edit && point.edit_reason().empty()) return bad_point("edit_reason is missing");
  constexpr std::size_t kText = 2000 * 4;
  if (point.note().size() > kText || point.edit_reason().size() > kText) return bad_point("text is too long");
  if (point.entered_by().size() > 256 || point.subject().size() > 128) return bad_point("text is too long");
  return {};
}

std::vector<v1::CaseInterval> intervals_of(const std::vector<v1::TimePoint>& points,
                                           const std::map<std::string, std::int64_t>& targets) {
  std::vector<v1::CaseInterval> intervals;
  intervals.reserve(kRules.size());
  for (const auto& rule : kRules) {
    const auto own = targets.find(rule.name);
    intervals.push_back(interval(points, rule, own == targets.end() ? rule.target_minutes : own->second));
  }
  return intervals;
}

const std::set<std::string>& interval_names() {
  static const std::set<std::string> kNames = [] {
    std::set<std::string> names;
    for (const auto& rule : kRules) names.insert(rule.name);
    return names;
  }();
  return kNames;
}

}  // namespace rdc::router
