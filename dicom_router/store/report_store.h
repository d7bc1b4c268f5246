// Reports and their revisions. Stateless; every call works in the caller's transaction. Times are microseconds UTC.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include <soci/soci.h>

#include "common/base/result.h"
#include "rdc/v1/report.pb.h"

namespace rdc::router {

struct StoredFile {
  std::string sha256;  // "" when there is none
  long long size = 0;
};

struct RevisionRecord {
  std::string revision_id;
  std::string report_id;
  std::string study_id;  // of the report; filled when read
  int ordinal = 0;
  v1::ReportStatus status = v1::REPORT_STATUS_UNSPECIFIED;
  std::string previous_revision_id;
  std::string author_user_id;
  std::string author_name;
  std::string saved_by;  // who saved the draft or signed
  long long stored_at = 0;
  StoredFile document;
  StoredFile pdf;
  StoredFile signature;
};

// A preliminary revision that a reviewer gave back.
struct ReturnRecord {
  std::string return_id;
  std::string report_id;
  std::string revision_id;
  std::string by_user_id, by_name;
  std::string to_user_id, to_name;
  std::string comments;
  long long returned_at = 0;
};

class ReportStore {
 public:
  static std::optional<std::string> report_of(soci::session& session, const std::string& study_id);
  static std::optional<std::string> study_of(soci::session& session, const std::string& report_id);
  // Writers.
  static void add_report(soci::session& session, const std::string& report_id, const std::string& study_id,
                         long long at);
  static void add_revision(soci::session& session, const RevisionRecord& revision);

  // In order.
  static std::vector<RevisionRecord> revisions_of(soci::session& session, const std::string& report_id);
  static std::optional<RevisionRecord> find_revision(soci::session& session, const std::string& revision_id);

  // Writer.
  static void add_return(soci::session& session, const ReturnRecord& returned);
  // In order.
  static std::vector<ReturnRecord> returns_of(soci::session& session, const std::string& report_id);
  static std::optional<ReturnRecord> find_return(soci::session& session, const std::string& return_id);
};

v1::Revision to_message(const RevisionRecord& revision);
v1::ReportReturn to_message(const ReturnRecord& returned);

}  // namespace rdc::router
