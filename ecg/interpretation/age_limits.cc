#include "ecg/interpretation/age_limits.h"

#include <algorithm>
#include <array>

namespace rdc::ecg {
namespace {

constexpr double kWeek = 7.0 / 365.25, kMonth = 1.0 / 12.0;

constexpr AgeLimits kAdult = {200.0, 60, 100, 140, -30, 90, 120, 200, 110, 120, 0, 0, 0, 0};

constexpr std::array<AgeLimits, 11> kChildren = {{
    {1.0 * kWeek, 90, 160, 220, 60, 180, 80, 150, 80, 90, 2600, 2300, 1200, 1000},
    {1.0 * kMonth, 100, 180, 220, 45, 160, 80, 150, 80, 90, 2100, 1600, 1600, 1000},
    {3.0 * kMonth, 120, 180, 220, 30, 135, 80, 150, 80, 90, 1800, 1500, 2100, 1000},
    {6.0 * kMonth, 105, 185, 220, 0, 135, 80, 150, 80, 90, 2000, 1500, 2200, 1000},
    {1.0, 110, 170, 220, 0, 135, 70, 160, 80, 90, 2000, 2000, 2300, 700},
    {3.0, 90, 165, 180, 0, 110, 80, 160, 80, 90, 1800, 2100, 2300, 700},
    {4.0, 70, 140, 180, 0, 110, 90, 170, 80, 90, 1800, 2100, 2400, 500},
    {5.0, 70, 140, 180, 0, 110, 90, 170, 80, 100, 1800, 2100, 2400, 500},
    {8.0, 65, 140, 180, 0, 110, 90, 170, 80, 100, 1400, 2400, 2600, 400},
    {12.0, 60, 130, 180, -15, 110, 90, 170, 90, 100, 1400, 2500, 2500, 400},
    {kAdultYears, 65, 130, 180, -15, 110, 90, 180, 90, 100, 1400, 2100, 2500, 400},
}};

}  // namespace

bool is_child(const Person& person) { return person.age_known && person.age_years < kAdultYears; }

const AgeLimits& limits_of(const Person& person) {
  if (!is_child(person)) return kAdult;
  return *std::find_if(kChildren.begin(), kChildren.end(),
                       [&](const AgeLimits& row) { return person.age_years < row.below_years; });
}

bool t_inversion_is_normal(const Person& person, Lead lead) {
  if (!is_child(person)) return false;
  return lead == Lead::kV1 || lead == Lead::kV2 || lead == Lead::kV3 || lead == Lead::kV4;
}

bool upright_t_in_v1_is_abnormal(const Person& person) {
  return is_child(person) && person.age_years >= kWeek && person.age_years < 8.0;
}

const char* source_of_limits(const Person& person) {
  return is_child(person) ? "normal values by age (University of Chicago, pediatric cardiology; after Davignon 1979)"
                          : kClinical3;
}

}  // namespace rdc::ecg
