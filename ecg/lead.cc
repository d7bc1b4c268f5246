#include "ecg/lead.h"

#include <cctype>
#include <charconv>
#include <string>

namespace rdc::ecg {
namespace {

struct NamedLead {
  Lead lead;
  std::string_view name;
};

constexpr std::array<NamedLead, 27> kNames = {{
    {Lead::kI, "I"},     {Lead::kII, "II"},   {Lead::kIII, "III"}, {Lead::kAvr, "aVR"}, {Lead::kAvl, "aVL"},
    {Lead::kAvf, "aVF"}, {Lead::kV1, "V1"},   {Lead::kV2, "V2"},   {Lead::kV3, "V3"},   {Lead::kV4, "V4"},
    {Lead::kV5, "V5"},   {Lead::kV6, "V6"},   {Lead::kV7, "V7"},   {Lead::kV8, "V8"},   {Lead::kV9, "V9"},
    {Lead::kV2R, "V2R"}, {Lead::kV3R, "V3R"}, {Lead::kV4R, "V4R"}, {Lead::kV5R, "V5R"}, {Lead::kV6R, "V6R"},
    {Lead::kV7R, "V7R"}, {Lead::kX, "X"},     {Lead::kY, "Y"},     {Lead::kZ, "Z"},     {Lead::kMinusAvr, "-aVR"},
    {Lead::kV8R, "V8R"}, {Lead::kV9R, "V9R"},
}};

std::string upper_without_space(std::string_view text) {
  std::string out;
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (byte == 0 || std::isspace(byte) != 0) continue;
    out.push_back(static_cast<char>(std::toupper(byte)));
  }
  return out;
}

// The nomenclature counts a lead twice: as itself from 1, as its potential from 257.
std::optional<Lead> lead_from_number(std::string_view digits) {
  unsigned number = 0;
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), number);
  if (error != std::errc{} || end != digits.data() + digits.size()) return std::nullopt;
  if (number > 256 && number < 512) number -= 256;
  for (const auto& named : kNames) {
    if (static_cast<unsigned>(named.lead) == number) return named.lead;
  }
  return std::nullopt;
}

// "ECG-aVR": its dash parts the words, as in "ECG-II", or is the sign of the lead that is turned round; which, only a
// blank before it tells.
bool is_unclear_minus(std::string_view text, std::string_view rest) {
  const auto dash = text.find('-');
  return rest.starts_with("-AVR") && (dash == 0 || std::isspace(static_cast<unsigned char>(text[dash - 1])) == 0);
}

// What some write for a standard lead: Spanish, Portuguese and French "DII" or "D2", ISO/IEEE 11073's AVRneg.
std::optional<Lead> lead_from_other_name(std::string_view wanted) {
  constexpr std::array<NamedLead, 7> kOthers = {{{Lead::kI, "DI"},
                                                 {Lead::kII, "DII"},
                                                 {Lead::kIII, "DIII"},
                                                 {Lead::kI, "D1"},
                                                 {Lead::kII, "D2"},
                                                 {Lead::kIII, "D3"},
                                                 {Lead::kMinusAvr, "AVRNEG"}}};
  for (const auto& other : kOthers) {
    if (other.name == wanted) return other.lead;
  }
  return std::nullopt;
}

}  // namespace

std::string_view name_of(Lead lead) {
  for (const auto& named : kNames) {
    if (named.lead == lead) return named.name;
  }
  return "?";
}

std::optional<Lead> lead_from_name(std::string_view text) {
  std::string wanted = upper_without_space(text);
  for (const std::string_view prefix : {"MDC_ECG_LEAD_", "ECG", "EKG", "LEAD"}) {
    if (!wanted.starts_with(prefix)) continue;
    wanted.erase(0, prefix.size());
    if (is_unclear_minus(text, wanted)) return std::nullopt;
    if (wanted.starts_with('-') && !wanted.starts_with("-AVR")) wanted.erase(0, 1);
    if (wanted.starts_with('_') || wanted.starts_with(':')) wanted.erase(0, 1);
  }
  struct Numeral {
    std::string_view sign, letters;
  };
  for (const auto& [sign, letters] : {Numeral{"Ⅰ", "I"}, Numeral{"Ⅱ", "II"}, Numeral{"Ⅲ", "III"}}) {
    if (const auto at = wanted.find(sign); at != std::string::npos) wanted.replace(at, sign.size(), letters);
  }
  constexpr std::string_view kChinese = "导联";  // before or behind the name
  if (wanted.starts_with(kChinese)) wanted.erase(0, kChinese.size());
  if (wanted.ends_with(kChinese)) wanted.erase(wanted.size() - kChinese.size());
  for (const std::string_view suffix : {"LEAD", "-REF"}) {  // "aVF lead"; EDF's "ECG V1-Ref"
    if (wanted.ends_with(suffix)) wanted.erase(wanted.size() - suffix.size());
  }
  if (wanted == "VX" || wanted == "VY" || wanted == "VZ") wanted.erase(0, 1);
  for (const auto& named : kNames) {
    if (upper_without_space(named.name) == wanted) return named.lead;
  }
  return lead_from_other_name(wanted);
}

std::optional<Lead> lead_from_code(std::string_view scheme, std::string_view value) {
  while (!value.empty() && (value.back() == ' ' || value.back() == '\0')) value.remove_suffix(1);
  if (scheme.starts_with("SCPECG") || value.starts_with("5.6.3-9-")) {
    const auto dash = value.rfind('-');
    return dash == std::string_view::npos ? std::nullopt : lead_from_number(value.substr(dash + 1));
  }
  if (value.starts_with("2:") || value.starts_with("2.")) return lead_from_number(value.substr(2));
  // The same codes as one number: partition 2 of the nomenclature starts at 2 * 65536.
  unsigned long context_free = 0;
  const auto [end, error] = std::from_chars(value.data(), value.data() + value.size(), context_free);
  constexpr unsigned long kPartition = 2UL * 65536UL;
  if (error != std::errc{} || end != value.data() + value.size() || context_free < kPartition) return std::nullopt;
  return lead_from_number(std::to_string(context_free - kPartition));
}

}  // namespace rdc::ecg
