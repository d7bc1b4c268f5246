#include "acquisition_agent/alert/alert_rows.h"

#include <array>

namespace rdc::agent {
namespace {

using std::chrono::duration_cast;
using std::chrono::microseconds;

long long boot_micros(base::MonotonicTime t) { return duration_cast<microseconds>(t.time_since_epoch()).count(); }
base::MonotonicTime from_boot_micros(long long micros) { return base::MonotonicTime(microseconds(micros)); }

constexpr std::array kKinds = {"open", "attach", "point", "read_back", "critical"};

// Binds columns, then reads all rows. `Row` has bind(statement) and value().
template <typename Row>
auto read_all(soci::session& session, const std::string& text, const std::string& key) {
  Row row;
  soci::statement query(session);
  row.bind(query);
  if (text.find(":key") != std::string::npos) query.exchange(soci::use(key, "key"));
  query.alloc();
  query.prepare(text);
  query.define_and_bind();
  std::vector<decltype(row.value())> out;
  query.execute();
  while (query.fetch()) out.push_back(row.value());
  return out;
}

struct CaseColumns {
  CaseRow row;
  long long opened = 0, closed = 0, change = 0;
  void bind(soci::statement& query) {
    query.exchange(soci::into(row.case_id));
    query.exchange(soci::into(row.opening));
    query.exchange(soci::into(opened));
    query.exchange(soci::into(row.patient_id));
    query.exchange(soci::into(closed));
    query.exchange(soci::into(row.merged_into));
    query.exchange(soci::into(row.centre));
    query.exchange(soci::into(change));
    query.exchange(soci::into(row.feedback));
  }
  CaseRow value() const {
    CaseRow out = row;
    out.opened_at = base::from_micros(opened);
    out.closed = closed != 0;
    out.centre_change = static_cast<std::uint64_t>(change);
    return out;
  }
};

struct PointColumns {
  PointRow row;
  long long kind = 0, source = 0, wall = 0, boot = 0;
  void bind(soci::statement& query) {
    query.exchange(soci::into(row.point_id));
    query.exchange(soci::into(row.case_id));
    query.exchange(soci::into(kind));
    query.exchange(soci::into(source));
    query.exchange(soci::into(wall));
    query.exchange(soci::into(boot));
    query.exchange(soci::into(row.moment.boot_id));
    query.exchange(soci::into(row.replaces));
    query.exchange(soci::into(row.edit_reason));
    query.exchange(soci::into(row.entered_by));
    query.exchange(soci::into(row.note));
    query.exchange(soci::into(row.subject));
  }
  PointRow value() const {
    PointRow out = row;
    out.kind = static_cast<v1::PointKind>(kind);
    out.source = static_cast<v1::PointSource>(source);
    out.moment.wall = base::from_micros(wall);
    out.moment.since_boot = from_boot_micros(boot);
    return out;
  }
};
constexpr const char* kPoints =
    "SELECT point_id, case_id, kind, source, wall, boot, boot_id, replaces, edit_reason, entered_by, note, subject "
    "FROM emergency_point WHERE taken_back = 0 AND ";

struct OutboxColumns {
  OutboxRow row;
  std::string kind;
  long long number = 0, held = 0, sent = 0;
  void bind(soci::statement& query) {
    query.exchange(soci::into(number));
    query.exchange(soci::into(kind));
    query.exchange(soci::into(row.case_id));
    query.exchange(soci::into(row.subject));
    query.exchange(soci::into(row.body));
    query.exchange(soci::into(held));
    query.exchange(soci::into(row.boot_id));
    query.exchange(soci::into(sent));
    query.exchange(soci::into(row.refused));
  }
  OutboxRow value() const {
    OutboxRow out = row;
    out.number = static_cast<std::uint64_t>(number);
    out.kind = outbox_kind(kind);
    out.held_until = from_boot_micros(held);
    out.sent = sent != 0;
    return out;
  }
};

struct AnswerColumns {
  AnswerRow row;
  long long received = 0, read_back = 0;
  void bind(soci::statement& query) {
    query.exchange(soci::into(row.answer_id));
    query.exchange(soci::into(row.case_id));
    query.exchange(soci::into(row.letter));
    query.exchange(soci::into(received));
    query.exchange(soci::into(read_back));
    query.exchange(soci::into(row.read_back_by));
  }
  AnswerRow value() const {
    AnswerRow out = row;
    out.received_at = base::from_micros(received);
    out.read_back_at = base::from_micros(read_back);
    return out;
  }
};

struct ClockColumns {
  ClockMeasurement row;
  long long wall = 0, boot = 0, offset = 0, uncertainty = 0;
  void bind(soci::statement& query) {
    query.exchange(soci::into(wall));
    query.exchange(soci::into(boot));
    query.exchange(soci::into(row.moment.boot_id));
    query.exchange(soci::into(offset));
    query.exchange(soci::into(uncertainty));
  }
  ClockMeasurement value() const {
    ClockMeasurement out = row;
    out.moment.wall = base::from_micros(wall);
    out.moment.since_boot = from_boot_micros(boot);
    out.offset = microseconds(offset);
    out.uncertainty = microseconds(uncertainty);
    return out;
  }
};

struct TextColumn {
  std::string text;
  void bind(soci::statement& query) { query.exchange(soci::into(text)); }
  std::string value() const { return text; }
};

template <typename T>
std::optional<T> first(std::vector<T> found) {
  if (found.empty()) return std::nullopt;
  return std::move(found.front());
}

}  // namespace

const char* to_string(OutboxKind kind) { return kKinds[static_cast<std::size_t>(kind)]; }

OutboxKind outbox_kind(const std::string& text) {
  for (const auto kind : {OutboxKind::kOpen, OutboxKind::kAttach, OutboxKind::kReadBack, OutboxKind::kCritical})
    if (text == to_string(kind)) return kind;
  return OutboxKind::kPoint;
}

namespace rows {

std::vector<CaseRow> cases(soci::session& session, const std::string& tail, const std::string& key) {
  return read_all<CaseColumns>(session,
                               "SELECT case_id, opening, opened_at, patient_id, closed, merged_into, centre, "
                               "centre_change, feedback FROM emergency " +
                                   tail,
                               key);
}

std::optional<CaseRow> find_case(soci::session& session, const std::string& case_id) {
  return first(cases(session, "WHERE case_id = :key", case_id));
}

void put_case(soci::session& session, const CaseRow& row) {
  const long long opened = base::to_micros(row.opened_at), closed = row.closed ? 1 : 0,
                  change = static_cast<long long>(row.centre_change);
  session << "INSERT INTO emergency (case_id, opening, opened_at, patient_id, closed, merged_into, centre, "
             "centre_change, feedback) VALUES (:id, :opening, :opened, :patient, :closed, :merged, :centre, :change, "
             ":feedback) ON CONFLICT (case_id) DO UPDATE SET opening = excluded.opening, opened_at = "
             "excluded.opened_at, patient_id = excluded.patient_id, closed = excluded.closed, merged_into = "
             "excluded.merged_into, centre = excluded.centre, centre_change = excluded.centre_change, feedback = "
             "excluded.feedback",
      soci::use(row.case_id), soci::use(row.opening), soci::use(opened), soci::use(row.patient_id), soci::use(closed),
      soci::use(row.merged_into), soci::use(row.centre), soci::use(change), soci::use(row.feedback);
}

void merge_case(soci::session& session, const std::string& from, const std::string& into) {
  session << "UPDATE emergency SET merged_into = :into, closed = 1 WHERE case_id = :id", soci::use(into),
      soci::use(from);
  session << "UPDATE emergency_point SET case_id = :into WHERE case_id = :id", soci::use(into), soci::use(from);
  session << "UPDATE emergency_ecg SET case_id = :into WHERE case_id = :id", soci::use(into), soci::use(from);
}

std::string case_of_ecg(soci::session& session, const std::string& item_id) {
  return first(read_all<TextColumn>(session, "SELECT case_id FROM emergency_ecg WHERE item_id = :key", item_id))
      .value_or("");
}

void put_ecg(soci::session& session, const std::string& case_id, const std::string& item_id) {
  session << "INSERT INTO emergency_ecg (item_id, case_id) VALUES (:item, :id) "
             "ON CONFLICT (item_id) DO UPDATE SET case_id = excluded.case_id",
      soci::use(item_id), soci::use(case_id);
}

std::vector<std::string> ecgs_of(soci::session& session, const std::string& case_id) {
  return read_all<TextColumn>(session, "SELECT item_id FROM emergency_ecg WHERE case_id = :key ORDER BY item_id",
                              case_id);
}

std::vector<PointRow> points_of(soci::session& session, const std::string& case_id) {
  return read_all<PointColumns>(session, std::string(kPoints) + "case_id = :key ORDER BY wall, point_id", case_id);
}

std::optional<PointRow> find_point(soci::session& session, const std::string& point_id) {
  return first(read_all<PointColumns>(session, std::string(kPoints) + "point_id = :key", point_id));
}

bool add_point(soci::session& session, const PointRow& row) {
  long long there = 0;
  session << "SELECT COUNT(*) FROM emergency_point WHERE point_id = :id", soci::use(row.point_id), soci::into(there);
  if (there > 0) return false;
  const long long kind = row.kind, source = row.source, wall = base::to_micros(row.moment.wall),
                  boot = boot_micros(row.moment.since_boot);
  session << "INSERT INTO emergency_point (point_id, case_id, kind, source, wall, boot, boot_id, replaces, "
             "edit_reason, entered_by, note, subject, taken_back) VALUES (:id, :case, :kind, :source, :wall, :boot, "
             ":start, :replaces, :reason, :by, :note, :subject, 0)",
      soci::use(row.point_id), soci::use(row.case_id), soci::use(kind), soci::use(source), soci::use(wall),
      soci::use(boot), soci::use(row.moment.boot_id), soci::use(row.replaces), soci::use(row.edit_reason),
      soci::use(row.entered_by), soci::use(row.note), soci::use(row.subject);
  return true;
}

void take_back_point(soci::session& session, const std::string& point_id) {
  session << "UPDATE emergency_point SET taken_back = 1 WHERE point_id = :id", soci::use(point_id);
  session << "DELETE FROM alert_outbox WHERE kind = 'point' AND subject = :id", soci::use(point_id);
}

std::vector<OutboxRow> outbox(soci::session& session, const std::string& tail, const std::string& key) {
  return read_all<OutboxColumns>(
      session,
      "SELECT number, kind, case_id, subject, body, held_until, boot_id, sent, refused FROM alert_outbox " + tail, key);
}

void owe(soci::session& session, const OutboxRow& row) {
  const std::string kind = to_string(row.kind);
  const long long held = boot_micros(row.held_until);
  session << "INSERT INTO alert_outbox (number, kind, case_id, subject, body, held_until, boot_id, sent, refused) "
             "VALUES ((SELECT COALESCE(MAX(number), 0) + 1 FROM alert_outbox), :kind, :case, :subject, :body, :held, "
             ":start, 0, '') ON CONFLICT (kind, subject) DO NOTHING",
      soci::use(kind), soci::use(row.case_id), soci::use(row.subject), soci::use(row.body), soci::use(held),
      soci::use(row.boot_id);
}

std::vector<AnswerRow> answers(soci::session& session, const std::string& tail, const std::string& key) {
  return read_all<AnswerColumns>(
      session, "SELECT answer_id, case_id, letter, received_at, read_back_at, read_back_by FROM answer " + tail, key);
}

std::vector<ClockMeasurement> clock_measurements(soci::session& session) {
  return read_all<ClockColumns>(session,
                                "SELECT wall, boot, boot_id, offset_us, uncertainty_us FROM clock_measurement "
                                "ORDER BY wall DESC LIMIT 1000",
                                "");
}

void add_clock_measurement(soci::session& session, const ClockMeasurement& measurement) {
  const long long wall = base::to_micros(measurement.moment.wall), boot = boot_micros(measurement.moment.since_boot),
                  offset = measurement.offset.count(), uncertainty = measurement.uncertainty.count();
  session << "INSERT INTO clock_measurement (wall, boot, boot_id, offset_us, uncertainty_us) VALUES (:wall, :boot, "
             ":start, :offset, :uncertainty) ON CONFLICT (boot_id, boot) DO NOTHING",
      soci::use(wall), soci::use(boot), soci::use(measurement.moment.boot_id), soci::use(offset),
      soci::use(uncertainty);
  // A year of them at one in ten minutes is no use to anybody.
  session << "DELETE FROM clock_measurement WHERE wall < :limit", soci::use(wall - 90LL * 86'400'000'000LL, "limit");
}

}  // namespace rows
}  // namespace rdc::agent
