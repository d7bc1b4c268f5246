#include "dicom_router/ecg/ecg_report_maker.h"

#include <algorithm>
#include <map>
#include <set>

#include <google/protobuf/util/time_util.h>

#include "common/base/logging.h"
#include "common/dicom/ecg_report_object.h"
#include "common/dicom/instance_header.h"
#include "common/dicom/uid.h"
#include "common/dicom/written_time.h"
#include "common/ecg_message/reader_values.h"
#include "dicom_router/ecg/stored_analysis.h"
#include "ecg/lead.h"

namespace rdc::router {
namespace {

constexpr int kSeriesNumber = 3700;  // by its template: no device's numbers come near

// As the signed report says it: the reader's value, what follows from it, or the machine's.
std::optional<double> value_of(const v1::EcgAnalysis& analysis, const ecg_message::Corrections& corrections,
                               const std::string& name, const std::string& lead = "") {
  const auto own = ecg_message::readers_value(analysis, corrections, name, lead);
  return own ? own : ecg_message::machine_value(analysis, name, lead);
}

dicom::EcgGlobalNumbers global_numbers(const v1::EcgAnalysis& analysis, const ecg_message::Corrections& corrections) {
  dicom::EcgGlobalNumbers numbers;
  const std::map<std::string, std::optional<double>*> places{{"HR", &numbers.heart_rate},
                                                             {"RR", &numbers.rr},
                                                             {"PR", &numbers.pr},
                                                             {"QRS", &numbers.qrs},
                                                             {"QT", &numbers.qt},
                                                             {"QTcB", &numbers.qtc_bazett},
                                                             {"QTcF", &numbers.qtc_fridericia},
                                                             {"QTcFr", &numbers.qtc_framingham},
                                                             {"QTcH", &numbers.qtc_hodges},
                                                             {"P axis", &numbers.p_axis},
                                                             {"QRS axis", &numbers.qrs_axis},
                                                             {"T axis", &numbers.t_axis}};
  for (const auto& [name, place] : places) *place = value_of(analysis, corrections, name);
  return numbers;
}

std::vector<dicom::EcgLeadNumbers> lead_numbers(const v1::EcgAnalysis& analysis,
                                                const ecg_message::Corrections& corrections) {
  std::vector<dicom::EcgLeadNumbers> made;
  for (const auto& lead : analysis.leads()) {
    const auto known = ecg::lead_from_name(lead.lead());
    if (!known || !lead.usable()) continue;
    dicom::EcgLeadNumbers numbers;
    numbers.lead = {fmt::format("2:{}", static_cast<unsigned>(*known)), "MDC", "Lead " + lead.lead()};
    for (const auto& value : lead.values())
      if (const auto number = value_of(analysis, corrections, value.name(), lead.lead()))
        numbers.numbers.push_back({value.name(), *number, value.unit()});
    if (!numbers.numbers.empty()) made.push_back(std::move(numbers));
  }
  return made;
}

// What the reader stands for, in the report's language.
std::vector<dicom::EcgFindingText> findings(const v1::ReportDocument& document, const v1::EcgAnalysis& analysis,
                                            const v1::EcgOverread& overread) {
  const bool english = document.language() == "en";
  const std::set<std::string> standing(document.coded_findings().begin(), document.coded_findings().end());
  std::map<std::string, std::string> edited;
  for (const auto& judged : overread.statements())
    if (judged.verdict() == v1::STATEMENT_VERDICT_EDITED) edited[judged.code()] = judged.text();
  std::vector<dicom::EcgFindingText> made;
  for (const auto& statement : analysis.statements()) {
    if (!standing.contains(statement.code())) continue;
    const auto own = edited.find(statement.code());
    made.push_back({statement.code(), statement.text().en(),
                    own != edited.end() ? own->second
                    : english           ? statement.text().en()
                                        : statement.text().zh()});
  }
  for (const auto& judged : overread.statements())
    if (judged.verdict() == v1::STATEMENT_VERDICT_ADDED) made.push_back({"", "", judged.text()});
  return made;
}

base::Timestamp time_of(const google::protobuf::Timestamp& stamp) {
  return base::from_micros(google::protobuf::util::TimeUtil::TimestampToMicroseconds(stamp));
}

dicom::StudyIdentity identity_of(const v1::ReportDocument& document) {
  dicom::StudyIdentity study;
  study.study_instance_uid = dicom_study_uid(document.study_instance_uid());
  if (document.has_study_time()) {
    const auto at = dicom::written_time(time_of(document.study_time()));
    study.study_date = at.date;
    study.study_time = at.time;
  }
  study.accession_number = document.accession_number();
  study.patient_id = document.patient().patient_id();
  study.patient_name = document.patient().name();
  study.birth_date = document.patient().birth_date();
  study.sex = document.patient().sex();
  return study;
}

}  // namespace

Result<std::optional<EcgReportMaker::Basis>> EcgReportMaker::basis_of(const v1::ReportDocument& document) {
  return parts_.catalog.read<std::optional<Basis>>([&](soci::session& session) -> Result<std::optional<Basis>> {
    std::optional<Basis> basis;
    for (auto& ecg : EcgStore::of_study(session, document.study_id())) {
      // The newest that the reader had before them.
      const bool read = std::ranges::any_of(document.read(),
                                            [&](const v1::ImageRead& image) { return image.sha256() == ecg.sha256; });
      if (read) basis = Basis{std::move(ecg), {}, {}};
    }
    if (!basis) return basis;
    auto overreads = EcgStore::overreads_of(session, basis->ecg.instance_key);
    if (!overreads) return fail(overreads);
    if (!overreads->empty()) basis->overread = std::move(overreads->back());
    // The one that the reader judged: a newer rule version may have come since.
    basis->analysis =
        EcgStore::analysis_of(session, basis->ecg.instance_key, basis->overread ? basis->overread->rule_version() : "");
    return basis;
  });
}

Result<std::string> EcgReportMaker::object_of(const v1::ReportDocument& document, const Basis& basis,
                                              const std::string& replaced_revision_id) const {
  v1::EcgAnalysis analysis;
  if (basis.analysis) {
    auto stored = stored_analysis(parts_.objects, basis.ecg, *basis.analysis);
    if (!stored) return fail(stored);
    analysis = std::move(*stored);
  }
  dicom::StudyIdentity study = identity_of(document);
  dicom::EcgReportObject made;
  if (basis.ecg.kind == v1::ITEM_KIND_DICOM_INSTANCE) {
    const auto tracing = parts_.objects.path_of(basis.ecg.sha256);
    auto own = dicom::study_identity_of(tracing, basis.ecg.charset_override);
    auto header = dicom::read_header(tracing, basis.ecg.charset_override);
    if (!own) return fail(own);
    if (!header) return fail(header);
    study = std::move(*own);
    made.tracing =
        dicom::ImagePlace{header->sop_class_uid, header->sop_instance_uid, header->series_instance_uid, 0, 1};
  }
  const v1::EcgOverread overread = basis.overread.value_or(v1::EcgOverread());
  made.by = {dicom::uid_of_uuid(document.revision_id()),
             dicom::uid_of_uuid(document.report_id()),
             kSeriesNumber,
             document.author().display_name(),
             time_of(document.signed_at()),
             ""};
  made.language = document.language() == "en" ? "en" : "zh";
  if (analysis.has_acquired_at()) {
    const auto acquired = dicom::written_time(time_of(analysis.acquired_at()));
    made.procedure_datetime = acquired.date + acquired.time;
  }
  if (basis.analysis && analysis.unreadable_reason().empty()) {
    made.algorithm = "RDC ECG";
    made.algorithm_version = basis.analysis->rule_version;
  }
  const auto corrections = ecg_message::corrections_of(overread);
  made.global = global_numbers(analysis, corrections);
  made.leads = lead_numbers(analysis, corrections);
  made.findings = findings(document, analysis, overread);
  made.findings_text = document.findings();
  made.summary = document.impression();
  made.preliminary = document.status() == v1::REPORT_STATUS_PRELIMINARY;
  made.verified_by = document.signer().display_name();
  made.institution = document.institution();
  if (!replaced_revision_id.empty()) made.replaces = dicom::uid_of_uuid(replaced_revision_id);
  return dicom::write_ecg_report(study, made);
}

AddToArchive EcgReportMaker::make(const v1::ReportDocument& document, const std::string& replaced_revision_id,
                                  const rpc::Caller& signer) {
  if (document.status() == v1::REPORT_STATUS_CANCELLED) return {};
  const auto without = [&](const Error& error) {
    spdlog::error("no DICOM report is made of revision {}: {}", document.revision_id(), error.message);
    return AddToArchive();
  };
  auto basis = basis_of(document);
  if (!basis) return without(basis.error());
  if (!*basis) return {};
  auto object = object_of(document, **basis, replaced_revision_id);
  if (!object) return without(object.error());
  auto prepared = parts_.derived.prepare(*object);
  if (!prepared) return without(prepared.error());
  return [this, prepared = std::move(*prepared), study_id = document.study_id(),
          signer](soci::session& session) -> Result<std::optional<v1::ObjectReference>> {
    if (auto added = parts_.derived.add(session, signer, study_id, prepared); !added) {
      if (added.error().code != ErrorCode::kInvalid && added.error().code != ErrorCode::kExists) return fail(added);
      // It does not fit its study, which was seen before anything was written: the signature stands without.
      spdlog::error("the DICOM report {} is not in the archive: {}", prepared.facts.sop_instance_uid,
                    added.error().message);
      return std::nullopt;
    }
    v1::ObjectReference stored;
    stored.set_sha256(prepared.sha256);
    stored.set_size(prepared.size);
    return stored;
  };
}

}  // namespace rdc::router
