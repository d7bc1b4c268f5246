#include "dicom_router/ecg/stored_analysis.h"

#include <google/protobuf/util/time_util.h>

#include "common/base/digest.h"
#include "common/base/file_system.h"

namespace rdc::router {
namespace {

constexpr std::uint64_t kAnalysisLimit = 1 << 20;  // bytes

}  // namespace

Result<v1::EcgAnalysis> stored_analysis(const ObjectStore& objects, const EcgRecord& ecg,
                                        const EcgAnalysisRecord& record) {
  v1::EcgAnalysis analysis;
  if (!record.content_sha256.empty()) {
    auto bytes = base::read_file(objects.path_of(record.content_sha256), kAnalysisLimit);
    if (!bytes) return fail(bytes);
    if (base::sha256(*bytes).hex() != record.content_sha256 || !analysis.ParseFromString(*bytes))
      return fail(ErrorCode::kCorrupt, "OBJECT_DAMAGED", "the stored analysis is damaged: run `dicom-router verify`");
  }
  analysis.set_study_id(ecg.study_id);
  analysis.set_sha256(ecg.sha256);
  analysis.set_rule_version(record.rule_version);
  *analysis.mutable_analysed_at() = google::protobuf::util::TimeUtil::MicrosecondsToTimestamp(record.analysed_at);
  analysis.set_unreadable_reason(record.unreadable_reason);
  if (!record.unreadable_reason.empty()) *analysis.mutable_headline() = record.headline;
  return analysis;
}

}  // namespace rdc::router
