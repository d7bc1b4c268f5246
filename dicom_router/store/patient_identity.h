// Which patient numbers mean the same person.
#pragma once

#include <string>
#include <string_view>

namespace rdc::router {

// A resident identity-card number (GB 11643): 17 digits and a check character by MOD 11-2, with a real birth date.
// A lower-case x counts as X.
bool is_identity_card_number(std::string_view text);

struct PatientIdentity {
  std::string issuer;
  std::string patient_id;
};

// A valid identity-card number identifies the person at every site; any other number within its site; no number at
// all nobody but this study.
PatientIdentity identify_patient(const std::string& site_id, const std::string& study_id, std::string_view patient_id);

}  // namespace rdc::router
