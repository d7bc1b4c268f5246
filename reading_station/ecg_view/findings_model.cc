#include "reading_station/ecg_view/findings_model.h"

#include <algorithm>

#include <QBrush>
#include <QFont>

#include "common/ui/tone.h"
#include "reading_station/ecg_view/ecg_words.h"
#include "reading_station/session/qt_text.h"

namespace rdc::station {
namespace {

template <typename Repeated>
QStringList lead_names(const Repeated& leads) {
  QStringList names;
  for (const auto& lead : leads) names << from(lead);
  return names;
}

template <typename Facts>
QStringList fact_leads(const Facts& facts) {
  QStringList names;
  for (const auto& fact : facts) {
    if (!fact.lead().empty() && !names.contains(from(fact.lead()))) names << from(fact.lead());
  }
  return names;
}

QString signed_points(double points) {
  return (points < 0 ? QStringLiteral("−%1") : QStringLiteral("+%1")).arg(std::abs(points), 0, 'f', 2);
}

QString verdict_text(const v1::StatementJudgement* judged) {
  if (judged == nullptr) return FindingsModel::tr("to be judged");
  switch (judged->verdict()) {
    case v1::STATEMENT_VERDICT_ACCEPTED:
      return FindingsModel::tr("✓ accepted");
    case v1::STATEMENT_VERDICT_EDITED:
      return FindingsModel::tr("✎ edited");
    case v1::STATEMENT_VERDICT_REJECTED:
      return FindingsModel::tr("✗ rejected");
    default:
      return {};
  }
}

}  // namespace

FindingsModel::FindingsModel(Overread& overread, QObject* parent) : QAbstractItemModel(parent), overread_(overread) {
  connect(&overread_, &Overread::judgement_changed, this, [this](const QString&) {
    if (sections_.empty() || statements() == 0) return;
    const QModelIndex top = index(0, 0);
    Q_EMIT dataChanged(index(0, 0, top), index(rowCount(top) - 1, kColumns - 1, top));
    Q_EMIT dataChanged(top, index(0, kColumns - 1));
  });
  connect(&overread_, &Overread::added_changed, this, &FindingsModel::added_changed);
}

void FindingsModel::show(std::shared_ptr<const v1::EcgAnalysis> analysis) {
  beginResetModel();
  analysis_ = std::move(analysis);
  sections_.clear();
  tracing_.clear();
  added_ = static_cast<int>(overread_.added().size());
  if (analysis_) {
    read_tracing();
    for (const auto section : {Section::kStatements, Section::kCritical, Section::kRules, Section::kMimics,
                               Section::kScore, Section::kTracing}) {
      // The reader can add statements of their own also where the machine has none.
      if (section == Section::kStatements || size_of(section) > 0) sections_.push_back(section);
    }
  }
  endResetModel();
}

void FindingsModel::added_changed() {
  if (!analysis_) return;
  const int now = static_cast<int>(overread_.added().size());
  const QModelIndex top = index(0, 0);
  const int before = analysis_->statements_size() + added_;
  if (now > added_) {
    beginInsertRows(top, before, before + now - added_ - 1);
    added_ = now;
    endInsertRows();
  } else if (now < added_) {
    beginRemoveRows(top, before - (added_ - now), before - 1);
    added_ = now;
    endRemoveRows();
  }
  if (statements() > 0) Q_EMIT dataChanged(index(0, 0, top), index(statements() - 1, kColumns - 1, top));
}

int FindingsModel::statements() const { return analysis_ ? analysis_->statements_size() + added_ : 0; }

int FindingsModel::size_of(Section section) const {
  switch (section) {
    case Section::kStatements:
      return statements();
    case Section::kCritical:
      return analysis_->critical_size();
    case Section::kRules:
      return analysis_->considered_size();
    case Section::kMimics:
      return analysis_->mimics_size();
    case Section::kScore:
      return analysis_->score().computed() ? analysis_->score().items_size() + 1 : 0;
    case Section::kTracing:
      return static_cast<int>(tracing_.size());
  }
  return 0;
}

void FindingsModel::read_tracing() {
  for (const auto& request : analysis_->leads_to_record()) {
    const QStringList leads = lead_names(request.leads());
    tracing_.push_back({tr("Record %1: %2").arg(leads.join(' '), words(request.reason())), leads, true});
  }
  for (const auto& placement : analysis_->placement()) {
    tracing_.push_back({tr("Electrodes: %1 (%2 %)")
                            .arg(placement_text(placement.fault()))
                            .arg(std::lround(placement.confidence() * 100)),
                        lead_names(placement.leads())});
  }
  if (analysis_->missing_leads_size() > 0) {
    const QStringList leads = lead_names(analysis_->missing_leads());
    tracing_.push_back({tr("Not recorded or not usable: %1").arg(leads.join(' ')), leads});
  }
  for (const auto& quality : analysis_->quality()) {
    if (quality.faults_size() == 0) continue;
    QStringList faults;
    for (const auto& fault : quality.faults()) faults << lead_fault_text(fault);
    tracing_.push_back({lead_label(quality.lead()) + QStringLiteral(": ") + faults.join(QStringLiteral(", ")),
                        {from(quality.lead())}});
  }
  for (const auto& assumption : analysis_->assumptions()) tracing_.push_back({words(assumption), {}});
}

QModelIndex FindingsModel::index(int row, int column, const QModelIndex& parent) const {
  if (!hasIndex(row, column, parent)) return {};
  return createIndex(row, column, parent.isValid() ? static_cast<quintptr>(parent.row()) + 1 : quintptr{0});
}

QModelIndex FindingsModel::parent(const QModelIndex& index) const {
  if (!index.isValid() || is_heading(index)) return {};
  return createIndex(static_cast<int>(index.internalId()) - 1, 0, quintptr{0});
}

int FindingsModel::rowCount(const QModelIndex& parent) const {
  if (!parent.isValid()) return static_cast<int>(sections_.size());
  if (parent.column() != 0 || !is_heading(parent)) return 0;
  return size_of(sections_[static_cast<std::size_t>(parent.row())]);
}

int FindingsModel::columnCount(const QModelIndex&) const { return kColumns; }

QVariant FindingsModel::heading(Section section, int column, int role) const {
  if (role == Qt::FontRole) {
    QFont bold;
    bold.setBold(true);
    return bold;
  }
  if (role != Qt::DisplayRole) return {};
  if (column == kState) {
    if (section == Section::kScore) return tr("%1 %").arg(std::lround(analysis_->score().probability() * 100));
    if (section != Section::kStatements) return {};
    return overread_.all_judged() ? tr("all judged") : QString();
  }
  switch (section) {
    case Section::kStatements:
      return tr("Statements (rules %1)").arg(from(analysis_->rule_version()));
    case Section::kCritical:
      return tr("Critical values");
    case Section::kRules:
      return tr("Infarction rules: met and not met");
    case Section::kMimics:
      return tr("What may imitate an infarction");
    case Section::kScore:
      return tr("Score of acute occlusion");
    case Section::kTracing:
      return tr("Tracing and assumptions");
  }
  return {};
}

QString FindingsModel::text(Section section, int row) const {
  switch (section) {
    case Section::kStatements: {
      if (row >= analysis_->statements_size())
        return from(overread_.added()[static_cast<std::size_t>(row - analysis_->statements_size())].text());
      const auto& statement = analysis_->statements(row);
      const auto* judged = overread_.judgement(statement.code());
      if (judged != nullptr && judged->verdict() == v1::STATEMENT_VERDICT_EDITED) return from(judged->text());
      return words(statement.text());
    }
    case Section::kCritical:
      return words(analysis_->critical(row).text());
    case Section::kRules:
      return words(analysis_->considered(row).name());
    case Section::kMimics:
      return words(analysis_->mimics(row).name());
    case Section::kScore:
      return row == 0 ? tr("starting value") : words(analysis_->score().items(row - 1).reason());
    case Section::kTracing:
      return tracing_[static_cast<std::size_t>(row)].text;
  }
  return {};
}

QString FindingsModel::state(Section section, int row) const {
  switch (section) {
    case Section::kStatements:
      if (row >= analysis_->statements_size()) return tr("＋ added by the reader");
      return verdict_text(overread_.judgement(analysis_->statements(row).code()));
    case Section::kCritical:
      return quantity(analysis_->critical(row).fact().value(), analysis_->critical(row).fact().unit());
    case Section::kRules:
      return analysis_->considered(row).met() ? tr("MET") : tr("not met");
    case Section::kMimics:
      return analysis_->mimics(row).present() ? tr("present") : tr("not present");
    case Section::kScore:
      return signed_points(row == 0 ? analysis_->score().base() : analysis_->score().items(row - 1).points());
    case Section::kTracing:
      return {};
  }
  return {};
}

QStringList FindingsModel::leads(Section section, int row) const {
  switch (section) {
    case Section::kStatements:
      return row < analysis_->statements_size() ? lead_names(analysis_->statements(row).leads()) : QStringList();
    case Section::kCritical: {
      const auto& lead = analysis_->critical(row).fact().lead();
      return lead.empty() ? QStringList() : QStringList{from(lead)};
    }
    case Section::kRules:
      return fact_leads(analysis_->considered(row).facts());
    case Section::kTracing:
      return tracing_[static_cast<std::size_t>(row)].leads;
    default:
      return {};
  }
}

QVariant FindingsModel::look(Section section, int row, int column, int role) const {
  const bool own = section == Section::kStatements && row >= analysis_->statements_size();
  const auto* judged =
      section == Section::kStatements && !own ? overread_.judgement(analysis_->statements(row).code()) : nullptr;
  const bool rejected = judged != nullptr && judged->verdict() == v1::STATEMENT_VERDICT_REJECTED;
  if (role == Qt::FontRole) {
    QFont font;
    font.setStrikeOut(rejected && column == kText);
    font.setItalic(own || (judged != nullptr && judged->verdict() == v1::STATEMENT_VERDICT_EDITED));
    return font;
  }
  if (rejected) return QBrush(ui::colour(ui::Tone::kFaint));
  if (section == Section::kStatements && !own && column == kText)
    return QBrush(severity_colour(analysis_->statements(row).severity()));
  if (own || (judged != nullptr && judged->verdict() == v1::STATEMENT_VERDICT_EDITED))
    return QBrush(ui::colour(ui::Tone::kInfo));  // the reader's words, wherever they are
  if (judged != nullptr) return QBrush(ui::colour(ui::Tone::kGood));
  if (section == Section::kStatements) return QBrush(ui::colour(ui::Tone::kAttention));
  if (section == Section::kCritical) return QBrush(severity_colour("CRITICAL"));
  if (section == Section::kRules && analysis_->considered(row).met()) return QBrush(severity_colour("CRITICAL"));
  if (section == Section::kTracing && tracing_[static_cast<std::size_t>(row)].is_request)
    return QBrush(severity_colour("URGENT"));
  return {};
}

QVariant FindingsModel::data(const QModelIndex& index, int role) const {
  if (!index.isValid() || !analysis_) return {};
  const bool top = is_heading(index);
  const Section section = top ? sections_[static_cast<std::size_t>(index.row())] : section_of(index);
  if (role == kSectionRole) return static_cast<int>(section);
  if (role == kIndexRole) return top ? -1 : index.row();
  if (top) return heading(section, index.column(), role);
  switch (role) {
    case Qt::DisplayRole:
      return index.column() == kText ? text(section, index.row()) : state(section, index.row());
    case Qt::ToolTipRole:
      return text(section, index.row());
    case kCodeRole:
      return section == Section::kStatements && index.row() < analysis_->statements_size()
                 ? from(analysis_->statements(index.row()).code())
                 : QString();
    case kLeadsRole:
      return leads(section, index.row());
    case Qt::FontRole:
    case Qt::ForegroundRole:
      return look(section, index.row(), index.column(), role);
    default:
      return {};
  }
}

QVariant FindingsModel::headerData(int section, Qt::Orientation orientation, int role) const {
  if (orientation != Qt::Horizontal || role != Qt::DisplayRole) return {};
  return section == kText ? tr("Finding") : tr("Reader, points");
}

void FindingsModel::retranslate() { show(analysis_); }

}  // namespace rdc::station
