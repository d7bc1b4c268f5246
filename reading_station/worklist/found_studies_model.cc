#include "reading_station/worklist/found_studies_model.h"

#include <QDateTime>

#include "reading_station/report/report_status.h"
#include "reading_station/session/qt_text.h"
#include "reading_station/worklist/worklist_model.h"

namespace rdc::station {

void FoundStudiesModel::append(const std::vector<v1::StudySummary>& studies) {
  if (studies.empty()) return;
  const int first = rowCount();
  beginInsertRows({}, first, first + static_cast<int>(studies.size()) - 1);
  studies_.insert(studies_.end(), studies.begin(), studies.end());
  endInsertRows();
}

void FoundStudiesModel::clear() {
  if (studies_.empty()) return;
  beginRemoveRows({}, 0, rowCount() - 1);
  studies_.clear();
  endRemoveRows();
}

void FoundStudiesModel::retranslate() {
  Q_EMIT headerDataChanged(Qt::Horizontal, 0, kColumns - 1);
  if (rowCount() > 0) Q_EMIT dataChanged(index(0, 0), index(rowCount() - 1, kColumns - 1));
}

int FoundStudiesModel::rowCount(const QModelIndex& parent) const {
  return parent.isValid() ? 0 : static_cast<int>(studies_.size());
}
int FoundStudiesModel::columnCount(const QModelIndex& parent) const { return parent.isValid() ? 0 : kColumns; }

QString FoundStudiesModel::text(const v1::StudySummary& study, int column) const {
  switch (column) {
    case kTime:
      return study.has_study_time() ? QDateTime::fromSecsSinceEpoch(study.study_time().seconds())
                                          .toString(QStringLiteral("yyyy-MM-dd HH:mm"))
                                    : QString();
    case kPatient:
      return from(study.patient().name());
    case kPatientId:
      return from(study.patient().patient_id());
    case kSexAge:
      return sex_age_text(study.patient());
    case kModality: {
      QStringList modalities;
      for (const auto& modality : study.modalities()) modalities << from(modality);
      return modalities.join(QStringLiteral(" / "));
    }
    case kDescription:
      return from(study.description());
    case kAccession:
      return from(study.accession_number());
    case kSite:
      return from(study.site_name());
    case kImages:
      return QString::number(study.instance_count());
    case kReport:
      return report_status_text(study.report_status());
    default:
      return {};
  }
}

QVariant FoundStudiesModel::data(const QModelIndex& index, int role) const {
  if (!index.isValid() || index.row() >= rowCount()) return {};
  if (role == Qt::DisplayRole) return text(at(index.row()), index.column());
  if (role == Qt::TextAlignmentRole)
    return index.column() == kImages ? QVariant(Qt::AlignCenter) : QVariant(Qt::AlignLeft | Qt::AlignVCenter);
  return {};
}

QVariant FoundStudiesModel::headerData(int section, Qt::Orientation orientation, int role) const {
  if (orientation != Qt::Horizontal || role != Qt::DisplayRole) return {};
  switch (section) {
    case kTime:
      return tr("Study time");
    case kPatient:
      return tr("Patient");
    case kPatientId:
      return tr("Patient ID");
    case kSexAge:
      return tr("Sex, age");
    case kModality:
      return tr("Modality");
    case kDescription:
      return tr("Examination");
    case kAccession:
      return tr("Accession number");
    case kSite:
      return tr("Site");
    case kImages:
      return tr("Objects");
    case kReport:
      return tr("Report");
    default:
      return {};
  }
}

}  // namespace rdc::station
