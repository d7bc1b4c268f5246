// Rows of the agent's catalog about emergencies, and the SQL that reads and writes them. Every function runs inside a
// transaction of its caller.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include <soci/soci.h>

#include "acquisition_agent/alert/site_clock.h"
#include "rdc/v1/alert.pb.h"
#include "rdc/v1/mailbox.pb.h"

namespace rdc::agent {

struct CaseRow {
  std::string case_id{};
  std::string opening{};  // OpenCaseRequest without points, JSON
  base::Timestamp opened_at{};
  std::string patient_id{};  // "" when not known
  bool closed = false;
  std::string merged_into{};
  std::string centre{};  // AlertCase as the centre last told it, JSON, or ""
  std::uint64_t centre_change = 0;
  std::string feedback{};  // FeedbackLetter, JSON, or ""
};

struct PointRow {
  std::string point_id{};
  std::string case_id{};
  v1::PointKind kind = v1::POINT_KIND_UNSPECIFIED;
  v1::PointSource source = v1::POINT_SOURCE_AGENT;
  Moment moment{};
  std::string replaces{};
  std::string edit_reason{};
  std::string entered_by{};
  std::string note{};
  std::string subject{};
};

enum class OutboxKind { kOpen, kAttach, kPoint, kReadBack, kCritical };
const char* to_string(OutboxKind kind);
OutboxKind outbox_kind(const std::string& text);

struct OutboxRow {
  std::uint64_t number = 0;
  OutboxKind kind = OutboxKind::kPoint;
  std::string case_id{};  // of a critical value: the notice id
  std::string subject{};  // case, item, point, answer or critical event id: unique within the kind
  std::string body{};     // AttachedEcg or ReadBackRequest, JSON; "" where the other tables have it all
  base::MonotonicTime held_until{};
  std::string boot_id{};
  bool sent = false;
  std::string refused{};  // reason, or ""
};

struct AnswerRow {
  std::string answer_id{};
  std::string case_id{};
  std::string letter{};  // AnswerLetter, JSON
  base::Timestamp received_at{};
  base::Timestamp read_back_at{};  // 1970: it sounds
  std::string read_back_by{};
};

namespace rows {

// `tail` follows FROM emergency and may use ":key".
std::vector<CaseRow> cases(soci::session& session, const std::string& tail, const std::string& key = "");
std::optional<CaseRow> find_case(soci::session& session, const std::string& case_id);
// Replaces what is there.
void put_case(soci::session& session, const CaseRow& row);

// `from` becomes part of `into`: closed, its points and ECGs are the other's. What is owed keeps its case id, which the
// router knows to follow.
void merge_case(soci::session& session, const std::string& from, const std::string& into);

// "" when the ECG belongs to none.
std::string case_of_ecg(soci::session& session, const std::string& item_id);
void put_ecg(soci::session& session, const std::string& case_id, const std::string& item_id);
std::vector<std::string> ecgs_of(soci::session& session, const std::string& case_id);

// Those not taken back.
std::vector<PointRow> points_of(soci::session& session, const std::string& case_id);
std::optional<PointRow> find_point(soci::session& session, const std::string& point_id);
// False when it is there already.
bool add_point(soci::session& session, const PointRow& row);
void take_back_point(soci::session& session, const std::string& point_id);

// `tail` as above, of alert_outbox.
std::vector<OutboxRow> outbox(soci::session& session, const std::string& tail, const std::string& key = "");
// Gives it the next number. Nothing when its kind and subject are there.
void owe(soci::session& session, const OutboxRow& row);

// `tail` as above, of answer.
std::vector<AnswerRow> answers(soci::session& session, const std::string& tail, const std::string& key = "");

std::vector<ClockMeasurement> clock_measurements(soci::session& session);
void add_clock_measurement(soci::session& session, const ClockMeasurement& measurement);

}  // namespace rows
}  // namespace rdc::agent
