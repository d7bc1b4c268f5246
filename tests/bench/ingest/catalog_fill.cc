#include "tests/bench/ingest/catalog_fill.h"

#include <memory>
#include <vector>

#include <fmt/format.h>
#include <sqlite3.h>

#include "tests/testkit/seeded_random.h"

namespace rdc::bench {
namespace {

constexpr std::int64_t kInstancesPerStudy = 200;
constexpr std::int64_t kFirstDay = 1'700'000'000'000'000;

class Writer {
 public:
  explicit Writer(sqlite3* database) : database_(database) {}
  ~Writer() {
    for (sqlite3_stmt* statement : statements_) sqlite3_finalize(statement);
  }
  bool run(const std::string& sql) { return note(sqlite3_exec(database_, sql.c_str(), nullptr, nullptr, nullptr)); }
  sqlite3_stmt* prepare(const std::string& sql) {
    sqlite3_stmt* statement = nullptr;
    note(sqlite3_prepare_v2(database_, sql.c_str(), -1, &statement, nullptr));
    statements_.push_back(statement);
    return statement;
  }
  // Values are numbers or texts, in order.
  template <typename... Values>
  void insert(sqlite3_stmt* statement, const Values&... values) {
    if (failed()) return;
    int column = 0;
    (bind(statement, ++column, values), ...);
    const int step = sqlite3_step(statement);
    if (step != SQLITE_DONE) note(step);
    sqlite3_reset(statement);
  }
  bool failed() const { return !error_.empty(); }
  const std::string& error() const { return error_; }

 private:
  static void bind(sqlite3_stmt* statement, int column, std::int64_t value) {
    sqlite3_bind_int64(statement, column, value);
  }
  static void bind(sqlite3_stmt* statement, int column, const std::string& value) {
    sqlite3_bind_text(statement, column, value.c_str(), static_cast<int>(value.size()), SQLITE_TRANSIENT);
  }
  bool note(int code) {
    if (code != SQLITE_OK && error_.empty()) error_ = sqlite3_errmsg(database_);
    return code == SQLITE_OK;
  }

  sqlite3* database_;
  std::vector<sqlite3_stmt*> statements_;
  std::string error_;
};

std::string random_hex(testkit::SeededRandom& random, int words) {
  std::string out;
  for (int i = 0; i < words; ++i) out += fmt::format("{:016x}", random.next_u64());
  return out;
}

std::string random_uuid(testkit::SeededRandom& random) {
  const std::string hex = random_hex(random, 2);
  return fmt::format("{}-{}-7{}-8{}-{}", hex.substr(0, 8), hex.substr(8, 4), hex.substr(13, 3), hex.substr(17, 3),
                     hex.substr(20, 12));
}

struct Statements {
  sqlite3_stmt *patient, *study, *series, *object, *item, *instance, *agent_item, *worklist;
  explicit Statements(Writer& writer)
      : patient(writer.prepare("INSERT INTO patient VALUES (?,'CN',?)")),
        study(writer.prepare(
            "INSERT INTO study (study_key, study_id, site_id, study_instance_uid, patient_key, patient_id, "
            "patient_name, "
            "patient_sex, patient_birth_date, patient_age, accession_number, description, body_part, clinical_history, "
            "modalities, study_at, received_at, series_count, instance_count, has_conflict) "
            "VALUES (?,?,?,?,?,?,'某某','M','19600101','060Y',?,'胸部CT平扫','CHEST','','CT',?,?,1,200,0)")),
        series(writer.prepare("INSERT INTO series VALUES (?,?,?,'CT',1,'','CHEST')")),
        object(writer.prepare("INSERT INTO object VALUES (?,?,526000,?)")),
        item(writer.prepare("INSERT INTO item (item_key, item_id, site_id, object_key, sha256, size, coding, "
                            "coded_size, kind, urgency, source, "
                            "charset_override, received_at, clock_offset, stored_at, state, reason, message) "
                            "VALUES (?,?,?,?,?,526000,3,140000,1,3,'CT01','',?,0,?,'stored','','')")),
        instance(
            writer.prepare("INSERT INTO instance VALUES "
                           "(?,?,?,?,?,?,'1.2.840.10008.5.1.4.1.1.2','1.2.840.10008.1.2.1',?,512,512,1,1,'',0,'')")),
        agent_item(writer.prepare(
            "INSERT INTO agent_item (item_id, site_id, sha256, state, received_at, size, bytes_sent, reported_at) "
            "VALUES (?,?,?,2,?,526000,140000,?)")),
        worklist(writer.prepare(
            "INSERT INTO worklist_item (item_id, study_key, change_sequence, urgency, status, reading_group, sign_off, "
            "received_at, due_at, holder_user_id, holder_name, holder_machine, lease_until) "
            "VALUES (?,?,?,3,4,'ct',1,?,?,'','','',0)")) {}
};

}  // namespace

Result<void> fill_catalog(const std::filesystem::path& catalog, const std::string& site_id, std::int64_t instances,
                          std::uint64_t seed) {
  sqlite3* opened = nullptr;
  const int code = sqlite3_open_v2(catalog.c_str(), &opened, SQLITE_OPEN_READWRITE, nullptr);
  const std::unique_ptr<sqlite3, decltype(&sqlite3_close)> database(opened, &sqlite3_close);
  if (code != SQLITE_OK)
    return fail(ErrorCode::kUnavailable, "CANNOT_OPEN", "{}: {}", catalog.string(), sqlite3_errmsg(opened));
  testkit::SeededRandom random(seed);
  Writer writer(opened);
  writer.run("PRAGMA synchronous = OFF; PRAGMA cache_size = -400000; BEGIN");
  Statements into(writer);
  std::int64_t key = 0;
  std::int64_t study = 0;
  while (key < instances && !writer.failed()) {
    ++study;
    const std::int64_t day = kFirstDay + study * 60'000'000;
    const std::string patient = fmt::format("99{:016}", study);
    writer.insert(into.patient, study, patient);
    writer.insert(into.study, study, random_uuid(random), site_id, "2.25." + std::to_string(random.next_u64()), study,
                  patient, fmt::format("F{:09}", study), day, day);
    writer.insert(into.series, study, study, "2.25." + std::to_string(random.next_u64()));
    writer.insert(into.worklist, random_uuid(random), study, study, day, day);
    for (std::int64_t i = 0; i < kInstancesPerStudy && key < instances; ++i) {
      ++key;
      const std::string digest = random_hex(random, 4);
      const std::string item = random_uuid(random);
      writer.insert(into.object, key, digest, day);
      writer.insert(into.item, key, item, site_id, key, digest, day, day);
      writer.insert(into.instance, key, study, study, key, key, "2.25." + std::to_string(random.next_u64()), i + 1);
      writer.insert(into.agent_item, item, site_id, digest, day, day);
    }
  }
  writer.run(fmt::format("UPDATE worklist_cursor SET last_change = {}", study));
  writer.run("COMMIT");
  if (!writer.failed()) writer.run("ANALYZE; PRAGMA wal_checkpoint(TRUNCATE)");
  if (writer.failed()) return fail(ErrorCode::kInternal, "CANNOT_FILL", "{}: {}", catalog.string(), writer.error());
  return {};
}

}  // namespace rdc::bench
