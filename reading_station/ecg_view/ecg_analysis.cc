#include "reading_station/ecg_view/ecg_analysis.h"

#include "common/ecg_message/ecg_message.h"
#include "ecg/formats/read.h"
#include "ecg/interpretation/interpret.h"
#include "ecg/interpretation/st_thresholds.h"
#include "ecg/measurement/measure.h"

namespace rdc::station {
namespace {

std::vector<ui::StThreshold> thresholds_for(const ecg::Recording& recording, const ecg::Measurements& measured) {
  std::vector<ui::StThreshold> thresholds;
  const ecg::MedianBeat* beat = measured.dominant();
  if (beat == nullptr) return thresholds;
  const ecg::Person person = ecg::person_of(recording.subject);
  for (const auto& lead : beat->leads) {
    // aVR is judged upside down, as -aVR: its own elevation is no criterion of the definition.
    if (lead.lead == ecg::Lead::kAvr || lead.lead == ecg::Lead::kUnknown) continue;
    thresholds.push_back({lead.lead, ecg::st_elevation_threshold_uv(lead.lead, person)});
  }
  thresholds.push_back({ecg::Lead::kMinusAvr, ecg::st_elevation_threshold_uv(ecg::Lead::kMinusAvr, person)});
  return thresholds;
}

}  // namespace

AnalysedEcg analyse_here(ecg::Recording recording) {
  AnalysedEcg out;
  auto analysis = std::make_shared<v1::EcgAnalysis>();
  auto measured = ecg::measure(recording);
  if (measured) {
    const auto said = ecg::interpret(recording, *measured);
    ecg_message::fill_analysis(*analysis, *measured, said);
    out.thresholds = thresholds_for(recording, *measured);
    out.measured = std::make_shared<const ecg::Measurements>(std::move(*measured));
  } else {
    analysis->set_rule_version(std::string(ecg::kRuleSetVersion));
    analysis->set_unreadable_reason(measured.error().reason);
  }
  out.recording = std::make_shared<const ecg::Recording>(std::move(recording));
  out.analysis = std::move(analysis);
  return out;
}

Result<AnalysedEcg> read_and_analyse(const StoredObject& object, const std::string& charset_override) {
  const auto bytes = object.open();
  if (!bytes) return fail(bytes);
  ecg::ReadOptions options;
  options.charset_override = charset_override;
  auto recording = ecg::read(bytes->path(), options);
  if (!recording) return fail(recording);
  return analyse_here(std::move(*recording));
}

}  // namespace rdc::station
