#include "dicom_router/alert/request_checks.h"

#include <algorithm>

namespace rdc::router {
namespace {

// Characters of UTF-8: every byte that does not continue one.
std::size_t characters(const std::string& text) {
  return static_cast<std::size_t>(
      std::ranges::count_if(text, [](char c) { return (static_cast<unsigned char>(c) & 0xC0U) != 0x80U; }));
}

}  // namespace

tl::unexpected<Error> bad_request(const std::string& what) {
  return fail(ErrorCode::kInvalid, "BAD_REQUEST", "{}", what);
}

Result<void> check_text(const std::string& text, const char* field, Needed needed, std::size_t limit) {
  if (needed == Needed::kYes && text.empty()) return bad_request(fmt::format("{} is missing", field));
  if (text.size() > limit * 4 || characters(text) > limit)
    return bad_request(fmt::format("{} is longer than {} characters", field, limit));
  return {};
}

Result<void> check_words(const v1::Words& words, const char* field) {
  if (auto fine = check_text(words.zh(), field, Needed::kNo); !fine) return fine;
  return check_text(words.en(), field, Needed::kNo);
}

Result<void> check_patient(const v1::Patient& patient) {
  if (patient.patient_id().size() > 64) return bad_request("patient_id is longer than 64 bytes");
  if (patient.name().size() > 256) return bad_request("the patient's name is too long");
  if (!patient.sex().empty() && patient.sex() != "M" && patient.sex() != "F" && patient.sex() != "O")
    return bad_request("sex is M, F, O or empty");
  if (patient.birth_date().size() > 8 || patient.age().size() > 4)
    return bad_request("birth_date is YYYYMMDD, age as 045Y");
  return {};
}

Result<void> check_time(const google::protobuf::Timestamp& time, const char* field) {
  constexpr std::int64_t kYearOne = -62'135'596'800, kYearTenThousand = 253'402'300'800;
  if (time.seconds() < kYearOne || time.seconds() >= kYearTenThousand || time.nanos() < 0 || time.nanos() > 999'999'999)
    return bad_request(fmt::format("{} is no time", field));
  return {};
}

}  // namespace rdc::router
