#include "common/ecg_message/reader_values.h"

#include "ecg/measurement/intervals.h"

namespace rdc::ecg_message {
namespace {

std::optional<double> find(const Corrections& corrections, const std::string& name, const std::string& lead = "") {
  const auto found = corrections.find({name, lead});
  return found == corrections.end() ? std::nullopt : std::optional(found->second);
}

}  // namespace

Corrections corrections_of(const v1::EcgOverread& overread) {
  Corrections corrections;
  for (const auto& one : overread.corrections()) corrections[{one.name(), one.lead()}] = one.value();
  return corrections;
}

std::optional<double> machine_value(const v1::EcgAnalysis& analysis, const std::string& name, const std::string& lead) {
  const auto in = [&](const auto& values) -> std::optional<double> {
    for (const auto& value : values) {
      if (value.name() == name && value.has_value()) return value.value();
    }
    return std::nullopt;
  };
  if (lead.empty()) return in(analysis.values());
  for (const auto& one : analysis.leads()) {
    if (one.lead() == lead) return in(one.values());
  }
  return std::nullopt;
}

std::optional<double> readers_value(const v1::EcgAnalysis& analysis, const Corrections& corrections,
                                    const std::string& name, const std::string& lead) {
  if (const auto own = find(corrections, name, lead)) return own;
  if (!lead.empty()) return std::nullopt;
  const auto rate = find(corrections, "HR");
  const auto rr_own = find(corrections, "RR");
  const auto qt_own = find(corrections, "QT");
  if (name == "RR") return rate ? std::optional(60000.0 / *rate) : std::nullopt;
  if (name == "HR") return rr_own ? std::optional(60000.0 / *rr_own) : std::nullopt;
  if (!name.starts_with("QTc") || (!qt_own && !rate && !rr_own)) return std::nullopt;
  const auto qt = qt_own ? qt_own : machine_value(analysis, "QT");
  const auto rr = rr_own ? rr_own : rate ? std::optional(60000.0 / *rate) : machine_value(analysis, "RR");
  if (!qt || !rr) return std::nullopt;
  const auto corrected = ecg::corrected_qt(*qt, *rr);
  const ecg::Measure& chosen = name == "QTcB"    ? corrected.bazett_ms
                               : name == "QTcF"  ? corrected.fridericia_ms
                               : name == "QTcFr" ? corrected.framingham_ms
                                                 : corrected.hodges_ms;
  return chosen ? std::optional(*chosen) : std::nullopt;
}

}  // namespace rdc::ecg_message
