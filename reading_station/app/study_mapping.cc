#include "reading_station/app/study_mapping.h"

#include <optional>

#include <QDateTime>

#include "common/dicom/study_documents.h"
#include "common/dicom/waveform.h"
#include "reading_station/session/qt_text.h"

namespace rdc::station {
namespace {

InstanceContent instance_content(const v1::Instance& instance) {
  InstanceContent content;
  content.sop_instance_uid = from(instance.sop_instance_uid());
  content.sha256 = from(instance.object().sha256());
  content.size = instance.object().size();
  content.instance_number = instance.instance_number();
  content.frames = static_cast<int>(instance.frames());
  content.unreadable_reason = from(instance.unreadable_reason());
  return content;
}

std::optional<DocumentContent> document_content(const v1::Series& series, const v1::Instance& instance) {
  const bool is_pdf = instance.sop_class_uid() == dicom::kEncapsulatedPdfStorage;
  if (!is_pdf && !dicom::is_structured_report(instance.sop_class_uid())) return std::nullopt;
  DocumentContent content;
  content.kind = is_pdf ? DocumentContent::Kind::kPdf : DocumentContent::Kind::kStructuredReport;
  content.sop_instance_uid = from(instance.sop_instance_uid());
  content.sha256 = from(instance.object().sha256());
  content.size = instance.object().size();
  content.series_number = series.series_number();
  content.description = from(series.description());
  content.charset = from(instance.charset_override());
  content.unreadable_reason = from(instance.unreadable_reason());
  return content;
}

}  // namespace

QString local_time_text(const google::protobuf::Timestamp& time) {
  if (time.seconds() == 0) return {};
  return QDateTime::fromSecsSinceEpoch(time.seconds()).toString(QStringLiteral("yyyy-MM-dd HH:mm"));
}

bool is_waveform(const v1::Instance& instance) {
  // A device's own format (SCP-ECG, aECG …) has no SOP class.
  return instance.kind() == v1::ITEM_KIND_ECG_FILE || dicom::is_waveform_storage(instance.sop_class_uid());
}

StudyContent study_content(const v1::GetStudyReply& study) {
  const auto& summary = study.study();
  StudyContent content;
  content.study_id = from(summary.study_id());
  content.patient_name = from(summary.patient().name());
  content.patient_id = from(summary.patient().patient_id());
  content.sex = from(summary.patient().sex());
  content.age = from(summary.patient().age());
  content.birth_date = from(summary.patient().birth_date());
  content.study_time = local_time_text(summary.study_time());
  content.description = from(summary.description());
  content.site_name = from(summary.site_name());
  for (const auto& series : study.series()) {
    SeriesContent one;
    one.series_instance_uid = from(series.series_instance_uid());
    one.modality = from(series.modality());
    one.series_number = series.series_number();
    one.description = from(series.description());
    one.body_part = from(series.body_part());
    for (const auto& instance : series.instances()) {
      if (auto document = document_content(series, instance))
        content.documents.push_back(std::move(*document));
      else if (!is_waveform(instance))
        one.instances.push_back(instance_content(instance));
    }
    if (!one.instances.empty()) content.series.push_back(std::move(one));
  }
  return content;
}

}  // namespace rdc::station
