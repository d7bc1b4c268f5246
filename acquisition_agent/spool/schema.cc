#include "acquisition_agent/spool/schema.h"

namespace rdc::agent {
namespace {

// Times are microseconds UTC, 0 for "not yet". One row for each distinct content, except 'missing' rows: their bytes
// may come again. ledger_pending counts up with each change; the reporter clears it only if it saw the newest.
constexpr const char* kItems = R"sql(
CREATE TABLE item (
  item_id TEXT PRIMARY KEY NOT NULL,
  sha256 TEXT NOT NULL,
  size BIGINT NOT NULL,
  kind BIGINT NOT NULL,
  urgency BIGINT NOT NULL,
  source TEXT NOT NULL,
  charset_override TEXT NOT NULL,
  sop_class_uid TEXT NOT NULL,
  sop_instance_uid TEXT NOT NULL,
  state TEXT NOT NULL,
  uid_conflict BIGINT NOT NULL,
  received_at BIGINT NOT NULL,
  spooled_at BIGINT NOT NULL,
  sending_at BIGINT NOT NULL,
  stored_at BIGINT NOT NULL,
  bytes_sent BIGINT NOT NULL,
  coding BIGINT NOT NULL,
  bytes_kept BIGINT NOT NULL,
  ledger_pending BIGINT NOT NULL,
  reason TEXT NOT NULL,
  message TEXT NOT NULL
);
CREATE UNIQUE INDEX item_content ON item (sha256) WHERE state <> 'missing';
CREATE INDEX item_uid ON item (sop_instance_uid) WHERE sop_instance_uid <> '';
CREATE INDEX item_owed ON item (item_id) WHERE state IN ('spooled', 'sending');
CREATE INDEX item_aside ON item (item_id) WHERE state IN ('quarantined', 'missing');
CREATE INDEX item_kept ON item (stored_at) WHERE state = 'stored' AND bytes_kept = 1;
CREATE INDEX item_ledger ON item (item_id) WHERE ledger_pending > 0;
CREATE TABLE setting (
  name TEXT PRIMARY KEY NOT NULL,
  value TEXT NOT NULL
);
)sql";

// verdict: the number of AcknowledgeRequest.Verdict. A row is written after the files are durable.
constexpr const char* kLetters = R"sql(
CREATE TABLE letter (
  sequence BIGINT PRIMARY KEY NOT NULL,
  letter_id TEXT NOT NULL,
  kind TEXT NOT NULL,
  verdict BIGINT NOT NULL,
  detail TEXT NOT NULL,
  acknowledged BIGINT NOT NULL,
  written_at BIGINT NOT NULL,
  kept_at BIGINT NOT NULL,
  report_id TEXT NOT NULL,
  revision_id TEXT NOT NULL,
  ordinal BIGINT NOT NULL,
  document_sha256 TEXT NOT NULL,
  folder TEXT NOT NULL
);
CREATE INDEX letter_report ON letter (report_id, ordinal);
CREATE INDEX letter_owed ON letter (sequence) WHERE acknowledged = 0;
)sql";

// The first index left items without a UID out, and with that every search by a bound UID: SQLite read the whole table.
constexpr const char* kWholeUidIndex = R"sql(
DROP INDEX item_uid;
CREATE INDEX item_uid ON item (sop_instance_uid);
)sql";

// 0 while the item's bytes are on their way to the disk beside the row, and a little longer: recorded in batches.
constexpr const char* kWhole = R"sql(
ALTER TABLE item ADD COLUMN whole BIGINT NOT NULL DEFAULT 1;
)sql";

// The agent's own analysis of ECGs, and emergencies. Messages are JSON text. Times with "boot": microseconds since the
// machine was started, boot_id says which start. A case's `centre` is its newest CaseLetter. Outbox entries go in the
// order of their numbers, none before held_until (of the same start).
constexpr const char* kEmergencies = R"sql(
CREATE TABLE ecg_analysis (
  item_id TEXT PRIMARY KEY NOT NULL,
  rule_version TEXT NOT NULL,
  analysed_at BIGINT NOT NULL,
  tier BIGINT NOT NULL,
  patient_id TEXT NOT NULL,
  result TEXT NOT NULL,
  seen_at BIGINT NOT NULL,
  seen_by TEXT NOT NULL
);
CREATE TABLE ecg_progress (
  item_id TEXT PRIMARY KEY NOT NULL,
  stage BIGINT NOT NULL,
  at BIGINT NOT NULL,
  by_name TEXT NOT NULL,
  case_id TEXT NOT NULL
);
CREATE TABLE emergency (
  case_id TEXT PRIMARY KEY NOT NULL,
  opening TEXT NOT NULL,
  opened_at BIGINT NOT NULL,
  patient_id TEXT NOT NULL,
  closed BIGINT NOT NULL,
  merged_into TEXT NOT NULL,
  centre TEXT NOT NULL,
  centre_change BIGINT NOT NULL,
  feedback TEXT NOT NULL
);
CREATE INDEX emergency_open ON emergency (patient_id) WHERE closed = 0;
CREATE TABLE emergency_ecg (
  item_id TEXT PRIMARY KEY NOT NULL,
  case_id TEXT NOT NULL
);
CREATE INDEX emergency_ecg_case ON emergency_ecg (case_id);
CREATE TABLE emergency_point (
  point_id TEXT PRIMARY KEY NOT NULL,
  case_id TEXT NOT NULL,
  kind BIGINT NOT NULL,
  source BIGINT NOT NULL,
  wall BIGINT NOT NULL,
  boot BIGINT NOT NULL,
  boot_id TEXT NOT NULL,
  replaces TEXT NOT NULL,
  edit_reason TEXT NOT NULL,
  entered_by TEXT NOT NULL,
  note TEXT NOT NULL,
  subject TEXT NOT NULL,
  taken_back BIGINT NOT NULL
);
CREATE INDEX emergency_point_case ON emergency_point (case_id);
CREATE TABLE alert_outbox (
  number BIGINT PRIMARY KEY NOT NULL,
  kind TEXT NOT NULL,
  case_id TEXT NOT NULL,
  subject TEXT NOT NULL,
  body TEXT NOT NULL,
  held_until BIGINT NOT NULL,
  boot_id TEXT NOT NULL,
  sent BIGINT NOT NULL,
  refused TEXT NOT NULL
);
CREATE UNIQUE INDEX alert_outbox_subject ON alert_outbox (kind, subject);
CREATE INDEX alert_outbox_owed ON alert_outbox (number) WHERE sent = 0;
CREATE TABLE answer (
  answer_id TEXT PRIMARY KEY NOT NULL,
  case_id TEXT NOT NULL,
  letter TEXT NOT NULL,
  received_at BIGINT NOT NULL,
  read_back_at BIGINT NOT NULL,
  read_back_by TEXT NOT NULL
);
CREATE INDEX answer_sounding ON answer (answer_id) WHERE read_back_at = 0;
CREATE TABLE clock_measurement (
  wall BIGINT NOT NULL,
  boot BIGINT NOT NULL,
  boot_id TEXT NOT NULL,
  offset_us BIGINT NOT NULL,
  uncertainty_us BIGINT NOT NULL,
  PRIMARY KEY (boot_id, boot)
);
)sql";

// Critical values that the centre told. notice: rdc.v1.CriticalNotice as the newest letter has it; the rest is what was
// recorded here, 0 and '' until it is. request: what goes to the centre, without its time; alert_outbox owes it by
// event_id.
constexpr const char* kCriticalValues = R"sql(
CREATE TABLE critical_notice (
  notice_id TEXT PRIMARY KEY NOT NULL,
  change_number BIGINT NOT NULL,
  notice TEXT NOT NULL,
  received_at BIGINT NOT NULL,
  read_back_at BIGINT NOT NULL,
  read_back_by TEXT NOT NULL,
  acted_at BIGINT NOT NULL,
  action TEXT NOT NULL
);
CREATE INDEX critical_notice_received ON critical_notice (received_at);
CREATE TABLE critical_event (
  event_id TEXT PRIMARY KEY NOT NULL,
  notice_id TEXT NOT NULL,
  kind TEXT NOT NULL,
  request TEXT NOT NULL,
  wall BIGINT NOT NULL,
  boot BIGINT NOT NULL,
  boot_id TEXT NOT NULL
);
CREATE INDEX critical_event_notice ON critical_event (notice_id);
)sql";

// Whether an item is an ECG is told by what it holds when it comes; of older rows by their class.
constexpr const char* kEcgs = R"sql(
ALTER TABLE item ADD COLUMN ecg BIGINT NOT NULL DEFAULT 0;
UPDATE item SET ecg = 1 WHERE kind = 2 OR sop_class_uid LIKE '1.2.840.10008.5.1.4.1.1.9.1.%';
)sql";

}  // namespace

std::vector<storage::Migration> agent_migrations() {
  return {{1, "items", kItems}, {2, "letters", kLetters},         {3, "uid_index", kWholeUidIndex},
          {4, "whole", kWhole}, {5, "emergencies", kEmergencies}, {6, "critical_values", kCriticalValues},
          {7, "ecgs", kEcgs}};
}

}  // namespace rdc::agent
