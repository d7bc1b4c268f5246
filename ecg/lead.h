// The leads of an electrocardiogram by their standard code (ISO/IEEE 11073-10102, shared with SCP-ECG and DICOM CID
// 3001).
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string_view>

namespace rdc::ecg {

// The numbers are the standard's own: MDC "2:<n>" in DICOM, the lead identification in SCP-ECG.
enum class Lead : std::uint16_t {
  kUnknown = 0,
  kI = 1,
  kII = 2,
  kV1 = 3,
  kV2 = 4,
  kV3 = 5,
  kV4 = 6,
  kV5 = 7,
  kV6 = 8,
  kV7 = 9,
  kV2R = 10,
  kV3R = 11,
  kV4R = 12,
  kV5R = 13,
  kV6R = 14,
  kV7R = 15,
  kX = 16,
  kY = 17,
  kZ = 18,
  kIII = 61,
  kAvr = 62,
  kAvl = 63,
  kAvf = 64,
  kMinusAvr = 65,
  kV8 = 66,
  kV9 = 67,
  kV8R = 68,
  kV9R = 69,
};

// In the order a sheet prints them.
inline constexpr std::array<Lead, 12> kTwelveLeads = {Lead::kI,   Lead::kII,  Lead::kIII, Lead::kAvr,
                                                      Lead::kAvl, Lead::kAvf, Lead::kV1,  Lead::kV2,
                                                      Lead::kV3,  Lead::kV4,  Lead::kV5,  Lead::kV6};

// "I", "aVR", "V3R"; "?" for kUnknown.
std::string_view name_of(Lead lead);
// Understands what devices write: "Lead aVR", "AVR", "MDC_ECG_LEAD_AVR", "v3r ", "ECG II", "DII", Frank's "vx", "导联
// II". nullopt when it is no known lead, and for "ECG-aVR", whose dash may be a minus.
std::optional<Lead> lead_from_name(std::string_view text);
// MDC ("2:1", "2.1", "131329"), SCPECG ("5.6.3-9-1") code values. nullopt when unknown.
std::optional<Lead> lead_from_code(std::string_view scheme, std::string_view value);

}  // namespace rdc::ecg
