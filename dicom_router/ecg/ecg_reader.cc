#include "dicom_router/ecg/ecg_reader.h"

#include <ctime>

#include <google/protobuf/util/time_util.h>

#include "common/ecg_message/ecg_message.h"
#include "ecg/formats/read.h"
#include "ecg/interpretation/interpret.h"
#include "ecg/measurement/measure.h"

namespace rdc::router {

long long acquired_at(const ecg::Recording& recording) {
  if (!recording.acquired_at || recording.clock_source != ecg::ClockSource::kDevice) return 0;
  const auto local = recording.acquired_at->time_since_epoch().count();
  if (recording.utc_offset) return local - recording.utc_offset->count() * 60'000'000;
  // The same digits as the centre's local time.
  const auto seconds = static_cast<std::time_t>(local / 1'000'000);
  std::tm parts{};
  if (::gmtime_r(&seconds, &parts) == nullptr) return 0;
  parts.tm_isdst = -1;
  const auto utc = std::mktime(&parts);
  return utc <= 0 ? 0 : static_cast<long long>(utc) * 1'000'000 + local % 1'000'000;
}

Result<EcgReading> read_ecg(const std::filesystem::path& file, const std::string& charset_override,
                            const AnalysisRules& rules) {
  ecg::ReadOptions options;
  options.charset_override = charset_override;
  auto recording = ecg::read(file, options);
  if (!recording) return fail(recording);
  auto measured = ecg::measure(*recording);
  if (!measured) return fail(measured);
  const auto said = ecg::interpret(*recording, *measured, {rules.critical});
  EcgReading reading;
  ecg_message::fill_analysis(reading.analysis, *measured, said);
  reading.analysis.set_batch_signable(rules.batch_allowed && is_batch_signable(*measured, said, rules.batch));
  reading.acquired_at = acquired_at(*recording);
  if (reading.acquired_at != 0)
    *reading.analysis.mutable_acquired_at() =
        google::protobuf::util::TimeUtil::MicrosecondsToTimestamp(reading.acquired_at);
  return reading;
}

}  // namespace rdc::router
