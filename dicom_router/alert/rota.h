// Who is on duty: shifts, substitutes, and whom to fall back on. Pure; the catalog keeps the versions.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "common/base/result.h"
#include "rdc/v1/alert.pb.h"

namespace rdc::router {

// The timetable that counts: the rota's, or CLINICAL.md section 2's (duty 0, second 3, head 6, desk 10 minutes).
std::vector<v1::RotaStep> timetable_of(const v1::Rota& rota);
v1::Words label_of_step(const std::string& name);

// User names for this step at this moment (microseconds UTC): of the first shift that covers the moment and names
// somebody for the step, else of `otherwise`; substitutes stand in for the absent. Each name once, in order. Empty: the
// rota names nobody, and the caller falls back on every cardiologist.
std::vector<std::string> people_of(const v1::Rota& rota, const std::string& step, std::int64_t at);

// kInvalid/BAD_ROTA names the shift, substitution or step (counted from 1) and what is wrong. Whether user names exist
// is the catalog's to say.
Result<void> check_rota(const v1::Rota& rota);
// Every user name in it, sorted, each once.
std::vector<std::string> names_in(const v1::Rota& rota);

// The file of `dicom-router rota set`:
//   utc_offset_minutes = 480
//   [[shift]]
//   days = ["mon", "tue"]            # of the day it begins; left out: every day
//   from = "08:00"
//   until = "20:00"                  # at or before `from`: on the next day
//   duty = ["li"]                    # and second, head, desk
//   [[substitute]]
//   absent = "li"
//   substitute = "wang"
//   from = "20261201"
//   until = "20261205"
//   [otherwise]
//   duty = ["zhang"]
//   [[step]]
//   name = "duty"
//   minutes = 0
// kInvalid/BAD_ROTA: "rota.toml:12: …".
Result<v1::Rota> rota_from_toml(std::string_view toml, const std::string& name);
std::string rota_to_toml(const v1::Rota& rota);

}  // namespace rdc::router
