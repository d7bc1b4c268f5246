#include "reading_station/ecg_view/evidence_text.h"

#include <cmath>

#include <QCoreApplication>

#include "common/ui/tone.h"
#include "ecg/interpretation/fact_names.h"
#include "reading_station/ecg_view/ecg_words.h"
#include "reading_station/session/qt_text.h"

namespace rdc::station {
namespace {

QString say(const char* text) { return QCoreApplication::translate("rdc::station::Evidence", text); }

QString lead_link(const std::string& lead) {
  if (lead.empty()) return {};
  return QStringLiteral("<a href=\"lead:%1\">%2</a>").arg(from(lead).toHtmlEscaped(), lead_label(lead).toHtmlEscaped());
}

template <typename Leads>
QString lead_links(const Leads& leads) {
  QStringList links;
  for (const auto& lead : leads) links << lead_link(lead);
  return links.join(QStringLiteral("&nbsp; "));
}

bool holds(const v1::EcgFact& fact) {
  const double value = fact.value(), threshold = fact.threshold();
  if (fact.relation() == ">=") return value >= threshold;
  if (fact.relation() == "<=") return value <= threshold;
  if (fact.relation() == ">") return value > threshold;
  return value < threshold;
}

QString relation_sign(const std::string& relation) {
  if (relation == ">=") return QStringLiteral("≥");
  if (relation == "<=") return QStringLiteral("≤");
  return from(relation).toHtmlEscaped();
}

// A number and its unit stay on one line, however narrow the column.
QString unbroken(QString text) { return text.replace(QLatin1Char(' '), QChar::Nbsp); }

QString in_language(const ecg::Text& both) {
  v1::Words sentence;
  sentence.set_en(both.english);
  sentence.set_zh(both.chinese);
  return words(sentence);
}

QString fact_name(const std::string& name) { return in_language(ecg::text_of_fact(name)); }
QString source_name(const std::string& source) { return in_language(ecg::text_of_source(source)).toHtmlEscaped(); }

template <typename Facts>
QString fact_table(const Facts& facts) {
  if (facts.empty()) return {};
  QString html = QStringLiteral("<table cellspacing='0' cellpadding='3'>");
  for (const auto& fact : facts) {
    html += QStringLiteral("<tr><td>%1</td><td><b>%2</b></td><td align='right'>%3</td>")
                .arg(lead_link(fact.lead()), fact_name(fact.name()).toHtmlEscaped(),
                     unbroken(quantity(fact.value(), fact.unit())));
    if (fact.has_threshold() && !fact.relation().empty()) {
      html += QStringLiteral("<td>%1&nbsp;%2</td><td style='color:%3'>%4</td>")
                  .arg(relation_sign(fact.relation()), unbroken(quantity(fact.threshold(), fact.unit())),
                       ui::colour(holds(fact) ? ui::Tone::kBad : ui::Tone::kQuiet).name(),
                       holds(fact) ? say(QT_TRANSLATE_NOOP("rdc::station::Evidence", "met"))
                                   : say(QT_TRANSLATE_NOOP("rdc::station::Evidence", "not met")));
    } else {
      html += QStringLiteral("<td></td><td></td>");
    }
    html += QStringLiteral("</tr>");
  }
  return html + QStringLiteral("</table>");
}

QString title(const QString& text) { return QStringLiteral("<p><b>%1</b></p>").arg(text.toHtmlEscaped()); }

QString line(const char* label, const QString& html) {
  if (html.isEmpty()) return {};
  return QStringLiteral("<p><span style='color:%1'>%2</span> %3</p>")
      .arg(ui::colour(ui::Tone::kHeading).name(), say(label), html);
}

QString rule_lines(const std::string& rule, const std::string& version, const std::string& source) {
  return line(QT_TRANSLATE_NOOP("rdc::station::Evidence", "Rule:"),
              from(rule).toHtmlEscaped() + QStringLiteral("&nbsp; v") + from(version).toHtmlEscaped()) +
         line(QT_TRANSLATE_NOOP("rdc::station::Evidence", "Source:"), source_name(source));
}

QString statement_html(const v1::EcgAnalysis& analysis, const v1::EcgStatement& statement) {
  return title(words(statement.text()) + QStringLiteral("  ·  ") + confidence_text(statement.confidence()) +
               QStringLiteral("  ·  ") + severity_text(statement.severity())) +
         line(QT_TRANSLATE_NOOP("rdc::station::Evidence", "Leads:"), lead_links(statement.leads())) +
         fact_table(statement.facts()) + rule_lines(statement.rule(), analysis.rule_version(), statement.source());
}

QString consideration_html(const v1::EcgAnalysis& analysis, const v1::EcgConsideration& rule) {
  QString html = title(words(rule.name()));
  if (rule.met()) {
    html += line(QT_TRANSLATE_NOOP("rdc::station::Evidence", "This rule is met."), QStringLiteral("&nbsp;"));
  } else {
    QStringList reasons;
    for (const auto& why : rule.why_not()) reasons << words(why).toHtmlEscaped();
    html +=
        line(QT_TRANSLATE_NOOP("rdc::station::Evidence", "Not met, because:"), reasons.join(QStringLiteral("<br>")));
  }
  return html + fact_table(rule.facts()) + rule_lines(rule.rule(), analysis.rule_version(), rule.source());
}

QString score_html(const v1::EcgScore& score) {
  QString html = title(tier_text(score.tier(), score));
  if (!score.computed())
    return html + line(QT_TRANSLATE_NOOP("rdc::station::Evidence", "No score, because:"),
                       words(score.why_not()).toHtmlEscaped());
  html += line(QT_TRANSLATE_NOOP("rdc::station::Evidence", "Points (log odds):"),
               QStringLiteral("%1 = %2 %").arg(score.points(), 0, 'f', 2).arg(std::lround(score.probability() * 100)));
  html += QStringLiteral("<p style='color:%1'>%2</p>")
              .arg(ui::colour(ui::Tone::kQuiet).name(),
                   say(QT_TRANSLATE_NOOP("rdc::station::Evidence",
                                         "Of the training set's mixture, not of your patients: it ranks, it does not "
                                         "tell how likely an infarction is here.")));
  QStringList reasons;
  for (const auto& reason : score.tier_reasons()) reasons << words(reason).toHtmlEscaped();
  return html +
         line(QT_TRANSLATE_NOOP("rdc::station::Evidence", "Tier, because:"), reasons.join(QStringLiteral("<br>")));
}

}  // namespace

QString evidence_html(const FindingsModel& model, const QModelIndex& finding) {
  const v1::EcgAnalysis* analysis = model.analysis();
  if (analysis == nullptr || !finding.isValid()) return {};
  const auto section = static_cast<FindingsModel::Section>(finding.data(FindingsModel::kSectionRole).toInt());
  const int row = finding.data(FindingsModel::kIndexRole).toInt();
  switch (section) {
    case FindingsModel::Section::kStatements:
      if (row < 0) return score_html(analysis->score());
      if (row < analysis->statements_size()) return statement_html(*analysis, analysis->statements(row));
      return title(finding.data().toString()) +
             line(QT_TRANSLATE_NOOP("rdc::station::Evidence", "Added by the reader."), QStringLiteral("&nbsp;"));
    case FindingsModel::Section::kCritical: {
      if (row < 0) return {};
      const auto& value = analysis->critical(row);
      return title(words(value.text())) + fact_table(std::vector<v1::EcgFact>{value.fact()}) +
             line(QT_TRANSLATE_NOOP("rdc::station::Evidence", "Table:"), from(value.table()).toHtmlEscaped()) +
             line(QT_TRANSLATE_NOOP("rdc::station::Evidence", "Source:"), source_name(value.source()));
    }
    case FindingsModel::Section::kRules:
      return row < 0 ? QString() : consideration_html(*analysis, analysis->considered(row));
    case FindingsModel::Section::kMimics:
      if (row < 0) return {};
      return title(words(analysis->mimics(row).name())) + line(QT_TRANSLATE_NOOP("rdc::station::Evidence", "Reason:"),
                                                               words(analysis->mimics(row).reason()).toHtmlEscaped());
    case FindingsModel::Section::kScore:
      return score_html(analysis->score());
    case FindingsModel::Section::kTracing: {
      if (row < 0) return {};
      QStringList links;
      for (const auto& lead : model.tracing()[static_cast<std::size_t>(row)].leads)
        links << lead_link(lead.toStdString());
      return title(finding.data().toString()) +
             line(QT_TRANSLATE_NOOP("rdc::station::Evidence", "Leads:"), links.join(QStringLiteral("&nbsp; ")));
    }
  }
  return {};
}

}  // namespace rdc::station
