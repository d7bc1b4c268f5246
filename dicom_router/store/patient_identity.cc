#include "dicom_router/store/patient_identity.h"

#include <array>
#include <chrono>
#include <cstddef>

namespace rdc::router {
namespace {

// CLINICAL.md section 6.
constexpr std::array kWeights{7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2};
constexpr std::string_view kCheckCharacters = "10X98765432";

int number(std::string_view digits) {
  int value = 0;
  for (const char c : digits) value = value * 10 + (c - '0');
  return value;
}

bool has_real_birth_date(std::string_view text) {
  const std::chrono::year_month_day date{std::chrono::year{number(text.substr(6, 4))},
                                         std::chrono::month{static_cast<unsigned>(number(text.substr(10, 2)))},
                                         std::chrono::day{static_cast<unsigned>(number(text.substr(12, 2)))}};
  return date.ok() && date.year() >= std::chrono::year{1880};
}

std::string_view trimmed(std::string_view text) {
  while (!text.empty() && text.front() == ' ') text.remove_prefix(1);
  while (!text.empty() && text.back() == ' ') text.remove_suffix(1);
  return text;
}

}  // namespace

bool is_identity_card_number(std::string_view text) {
  if (text.size() != 18) return false;
  int sum = 0;
  for (std::size_t i = 0; i < kWeights.size(); ++i) {
    if (text[i] < '0' || text[i] > '9') return false;
    sum += (text[i] - '0') * kWeights[i];
  }
  const char check = text[17] == 'x' ? 'X' : text[17];
  return check == kCheckCharacters[static_cast<std::size_t>(sum % 11)] && has_real_birth_date(text);
}

PatientIdentity identify_patient(const std::string& site_id, const std::string& study_id, std::string_view patient_id) {
  const auto id = trimmed(patient_id);
  if (id.empty()) return {"study:" + study_id, ""};
  if (!is_identity_card_number(id)) return {"site:" + site_id, std::string(id)};
  std::string card(id);
  if (card.back() == 'x') card.back() = 'X';
  return {"CN", card};
}

}  // namespace rdc::router
