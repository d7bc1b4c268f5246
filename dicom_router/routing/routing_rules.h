// Who reads what, how soon, and who signs: the first rule that matches. DATA/routing.toml:
//
//   [[rule]]
//   modality = ["CT"]          # any of these; a study with several modalities matches by any of its own
//   body_part = ["HEAD"]       # any of these words occurs in Body Part Examined; case does not matter
//   site = ["<site_id>"]
//   source = ["CT1"]           # calling AE title, or "drop:NAME"
//   urgency = ["emergency"]    # of the item: emergency, urgent, routine
//   reading_group = "ct"       # required
//   set_urgency = "emergency"
//   limit_minutes = 30         # 1..100000
//   sign_off = "single"        # or "author_and_reviewer"
//
// What a rule leaves out matches everything; a result it leaves out comes from the built-in rules. Every unknown key,
// wrong type or value stops the start, naming the line.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "common/base/result.h"
#include "dicom_router/store/worklist_store.h"

namespace rdc::router {

struct RoutingQuestion {
  std::vector<std::string> modalities;
  std::string body_part;
  std::string site_id;
  std::string source;
  v1::Urgency urgency = v1::URGENCY_ROUTINE;
};

struct RoutingRule {
  std::vector<std::string> modality, body_part, site, source;
  std::vector<v1::Urgency> urgency;
  std::string reading_group;
  v1::Urgency set_urgency = v1::URGENCY_UNSPECIFIED;  // keep the item's
  std::int64_t limit_minutes = 0;                     // 0: the built-in limit
  v1::SignOffPolicy sign_off = v1::SIGN_OFF_POLICY_UNSPECIFIED;
};

// Immutable; thread-safe.
class RoutingRules {
 public:
  RoutingRules() = default;  // the built-in rules alone
  explicit RoutingRules(std::vector<RoutingRule> rules) : rules_(std::move(rules)) {}

  // `name` is for messages. kInvalid/BAD_ROUTING: "routing.toml:12: …".
  static Result<RoutingRules> parse(std::string_view toml, const std::string& name);
  // A missing file means the built-in rules.
  static Result<RoutingRules> load(const std::filesystem::path& file);

  Routing route(const RoutingQuestion& question) const;

 private:
  std::vector<RoutingRule> rules_;
};

// Turnaround defaults (CLINICAL.md sections 2 and 5): ECG emergency 5 min, routine 30; X-ray 30 min and 2 h; CT
// emergency 60, head 30; CT and MR routine 4 h.
std::int64_t default_limit_minutes(const RoutingQuestion& question);

}  // namespace rdc::router
