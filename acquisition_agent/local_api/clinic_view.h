// The site's day as the clinic console shows it, put together from the catalog.
#pragma once

#include <string>

#include "acquisition_agent/alert/case_book.h"
#include "acquisition_agent/analysis/analysis_store.h"
#include "acquisition_agent/spool/spool.h"
#include "acquisition_agent/transfer/link_status.h"
#include "rdc/v1/agent.pb.h"

namespace rdc::agent {

struct ClinicViewParts {
  Spool& spool;
  CaseBook& book;
  LinkStatus& status;
  std::string site_name;
};

// One consistent snapshot; blocks for some milliseconds. Thread-safe. Borrows its parts.
class ClinicViewMaker {
 public:
  static constexpr std::chrono::hours kDay{24};
  static constexpr int kEcgLimit = 200;
  static constexpr std::size_t kCaseLimit = 20;
  static constexpr std::size_t kAnswerLimit = 50;

  explicit ClinicViewMaker(ClinicViewParts parts) : parts_(std::move(parts)) {}
  Result<v1::ClinicView> make();

 private:
  // The centre's time of what only the wall clock told.
  base::Timestamp by_wall(base::Timestamp at) const;
  Result<void> add_link(v1::ClinicView& view, const Moment& now);
  void add_ecg(soci::session& session, v1::ClinicView& view, const Item& item);
  void add_cases(soci::session& session, v1::ClinicView& view, const Moment& now);
  void add_points(soci::session& session, v1::ClinicCase& shown, const v1::AlertCase& centre, const Moment& now);
  void add_answers(soci::session& session, v1::ClinicView& view, const Moment& now);

  const ClinicViewParts parts_;
};

}  // namespace rdc::agent
