// Cases as watchers see them. A change wakes every station of the county; the case is put together once for all of
// them, and each gets it with its own person's mark.
#pragma once

#include <map>
#include <memory>
#include <mutex>
#include <string>

#include "dicom_router/alert/case_book.h"

namespace rdc::router {

// Thread-safe. Borrows book and clock.
class CaseViews {
 public:
  CaseViews(const CaseBook& book, const base::Clock& clock) : book_(book), clock_(clock) {}
  // As CaseBook::show. Blocks while another thread puts a case together.
  Result<v1::AlertCase> show(soci::session& session, const std::string& case_id, const std::string& user_id);

 private:
  // Who would be alarmed next changes with the hour, without a change of the case.
  static constexpr std::chrono::seconds kGoodFor{1};
  static constexpr std::size_t kKept = 64;
  struct View {
    std::shared_ptr<const v1::AlertCase> seen;
    base::MonotonicTime made_at{};
  };
  Result<std::shared_ptr<const v1::AlertCase>> common_view(soci::session& session, const std::string& case_id);

  const CaseBook& book_;
  const base::Clock& clock_;
  std::mutex mutex_;
  std::map<std::string, View> views_;
};

}  // namespace rdc::router
