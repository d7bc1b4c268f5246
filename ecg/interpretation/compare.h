// One electrocardiogram against an earlier one of the same patient.
#pragma once

#include <vector>

#include "ecg/interpretation/statement.h"
#include "ecg/measurement/measurements.h"

namespace rdc::ecg {

enum class Change : std::uint8_t { kNew, kGone, kChanged };
std::string_view name_of(Change change);  // "NEW", "GONE", "CHANGED"

struct StatementChange {
  Change change = Change::kNew;
  Statement statement;  // the newer one's; the earlier one's when gone
};

struct ValueChange {
  std::string name;            // "HR", "PR", "QRS", "QTcF", "QRS axis", "J", "T"
  Lead lead = Lead::kUnknown;  // kUnknown: of the whole tracing
  double before = 0.0, after = 0.0;
  std::string unit;
  Text text;

  double delta() const { return after - before; }
};

struct Comparison {
  std::vector<StatementChange> statements;
  std::vector<ValueChange> values;  // only those beyond what repeated recordings of one person differ by (K, see .cc)
  std::vector<std::string> not_compared;  // values that one of the two has not
  // J rose by 100 uV or more in two contiguous leads, and neither beat moves ST by itself (paced, left bundle branch
  // block, pre-excited, ventricular).
  bool new_st_elevation = false;
};

struct Interpreted {
  const Measurements& measured;  // both must outlive the call
  const Interpretation& said;
};

// Pure; safe from any thread.
Comparison compare(const Interpreted& before, const Interpreted& after);

}  // namespace rdc::ecg
