#include "reading_station/alert/case_export.h"

#include <google/protobuf/util/json_util.h>

#include <cmath>

#include <QBuffer>
#include <QCoreApplication>
#include <QDateTime>
#include <QFontDatabase>
#include <QFontMetricsF>
#include <QPainter>
#include <QPdfWriter>
#include <QRegularExpression>
#include <QTimeZone>

#include "common/ui/case_timeline.h"
#include "reading_station/alert/case_words.h"
#include "reading_station/ecg_view/ecg_words.h"
#include "reading_station/session/qt_text.h"

namespace rdc::station {
namespace {

constexpr int kCaseDots = 300;
constexpr double kCaseUnit = kCaseDots / 25.4;  // device units per millimetre
constexpr double kCaseMargin = 15.0;            // millimetres, as all lengths below
constexpr double kCaseWidth = 210.0, kCaseHeight = 297.0;
constexpr const char* kCaseFont = "WenQuanYi Micro Hei";

QString export_word(const char* text) { return QCoreApplication::translate("rdc::station::CaseExport", text); }

QString iso(const google::protobuf::Timestamp& time) {
  if (time.seconds() == 0 && time.nanos() == 0) return {};
  return QDateTime::fromMSecsSinceEpoch(time.seconds() * 1000 + time.nanos() / 1'000'000, QTimeZone::utc())
             .toString(QStringLiteral("yyyy-MM-ddTHH:mm:ss.zzz")) +
         QLatin1Char('Z');
}

// Quoted where it must be; what a spreadsheet would run as a formula is made text.
QString csv_cell(QString text) {
  static const QRegularExpression kFormula(QStringLiteral("^[=+@\\t\\r-]"));
  static const QRegularExpression kNumber(QStringLiteral("^-?[0-9]+([.][0-9]+)?$"));
  if (kFormula.match(text).hasMatch() && !kNumber.match(text).hasMatch()) text.prepend(QLatin1Char('\''));
  if (!text.contains(QRegularExpression(QStringLiteral("[\",\r\n]")))) return text;
  return QLatin1Char('"') + text.replace(QLatin1Char('"'), QStringLiteral("\"\"")) + QLatin1Char('"');
}

QString csv_row(const QStringList& cells) {
  QStringList quoted;
  for (const auto& cell : cells) quoted << csv_cell(cell);
  return quoted.join(QLatin1Char(',')) + QStringLiteral("\r\n");
}

// Sets lines onto pages, top to bottom.
class CaseSetter {
 public:
  CaseSetter(QPdfWriter& writer, const v1::AlertCase& alert_case) : writer_(writer), case_(alert_case) {
    painter_.begin(&writer);
  }
  bool finish() { return painter_.end(); }
  QPainter& painter() { return painter_; }

  void line(const QString& text, double points, const QColor& colour = Qt::black) {
    QFont font(QString::fromLatin1(kCaseFont));
    font.setPixelSize(static_cast<int>(std::lround(points * kCaseDots / 72.0)));
    painter_.setFont(font);
    const QRectF whole(kCaseMargin * kCaseUnit, 0, (kCaseWidth - 2 * kCaseMargin) * kCaseUnit, 1e6);
    const QRectF needed = painter_.boundingRect(whole, Qt::TextWordWrap, text);
    keep_room(needed.height() / kCaseUnit);
    painter_.setPen(colour);
    painter_.drawText(QRectF(whole.left(), y_ * kCaseUnit, whole.width(), needed.height() + 2), Qt::TextWordWrap, text);
    y_ += needed.height() / kCaseUnit + 0.8;
  }

  void heading(const QString& text) {
    y_ += 2.0;
    keep_room(14.0);
    line(text, 12.0, QColor(0x0b, 0x3d, 0x6b));
  }

  void chart(base::Timestamp now) {
    QFont font(QString::fromLatin1(kCaseFont));
    font.setPixelSize(static_cast<int>(std::lround(9.0 * kCaseDots / 72.0)));
    painter_.setFont(font);
    const double wanted = ui::timeline_height(case_, QFontMetricsF(font, &writer_)) / kCaseUnit;
    const double room = kCaseHeight - 2 * kCaseMargin - 10.0;
    const double scale = std::min(1.0, room / wanted);
    keep_room(std::min(wanted, room));
    font.setPixelSize(std::max(1, static_cast<int>(font.pixelSize() * scale)));
    painter_.setFont(font);
    // Pens of the chart are in screen units.
    const double pen = kCaseUnit / 3.78;
    painter_.save();
    painter_.scale(pen, pen);
    QFont small(font);
    small.setPixelSize(std::max(1, static_cast<int>(std::lround(font.pixelSize() / pen))));
    painter_.setFont(small);
    const QRectF area(kCaseMargin * kCaseUnit / pen, y_ * kCaseUnit / pen,
                      (kCaseWidth - 2 * kCaseMargin) * kCaseUnit / pen, wanted * scale * kCaseUnit / pen);
    ui::paint_timeline(painter_, area, case_, now, ui::timeline_colours_paper());
    painter_.restore();
    y_ += wanted * scale + 3.0;
  }

 private:
  void keep_room(double height) {
    if (y_ + height <= kCaseHeight - kCaseMargin || y_ <= kCaseMargin) return;
    writer_.newPage();
    y_ = kCaseMargin;
  }

  QPdfWriter& writer_;
  const v1::AlertCase& case_;
  QPainter painter_;
  double y_ = kCaseMargin;
};

void set_decisions(CaseSetter& page, const v1::AlertCase& alert_case) {
  page.heading(export_word(QT_TRANSLATE_NOOP("rdc::station::CaseExport", "Alarms")));
  for (const auto& alert : alert_case.alerts()) {
    page.line(QStringLiteral("%1   %2   %3   %4   %5")
                  .arg(ui::time_of_day(alert.raised_at()), cause_text(alert.cause()), short_tier_text(alert.tier()),
                       words(alert.reason()), case_state_text(alert.state())),
              10.0);
  }
  page.heading(export_word(QT_TRANSLATE_NOOP("rdc::station::CaseExport", "Decisions")));
  if (alert_case.decisions().empty())
    page.line(export_word(QT_TRANSLATE_NOOP("rdc::station::CaseExport", "None yet.")), 10.0);
  for (const auto& decision : alert_case.decisions()) {
    const bool confirmed = decision.verdict() == v1::DECISION_VERDICT_CONFIRMED;
    QString text = QStringLiteral("%1   %2   %3   %4   %5")
                       .arg(ui::time_of_day(decision.at()),
                            case_state_text(confirmed ? v1::ALERT_STATE_CONFIRMED : v1::ALERT_STATE_REFUTED),
                            from(decision.by().display_name()), from(decision.diagnosis()), plan_text(decision.plan()));
    if (decision.superseded())
      text += QStringLiteral("   ") + export_word(QT_TRANSLATE_NOOP("rdc::station::CaseExport", "(replaced)"));
    page.line(text, 10.0);
    if (!decision.advice().empty()) page.line(QStringLiteral("      ") + from(decision.advice()), 10.0);
  }
  if (alert_case.treatment() != v1::TREATMENT_PLAN_UNSPECIFIED) {
    page.line(export_word(QT_TRANSLATE_NOOP("rdc::station::CaseExport", "Done: %1   %2   %3"))
                  .arg(plan_text(alert_case.treatment()), from(alert_case.closing_note()),
                       from(alert_case.closed_by().display_name())),
              10.0);
  }
}

void set_points(CaseSetter& page, const v1::AlertCase& alert_case) {
  page.heading(export_word(
      QT_TRANSLATE_NOOP("rdc::station::CaseExport", "All points, with source, clock and who entered or changed them")));
  for (const auto& point : alert_case.points()) {
    QString text = QStringLiteral("%1   %2   %3")
                       .arg(ui::time_of_day(point.has_centre_time() ? point.centre_time() : point.at()),
                            ui::point_name(point.kind()), ui::point_provenance(point));
    if (point.superseded())
      text += QStringLiteral("   ") + export_word(QT_TRANSLATE_NOOP("rdc::station::CaseExport", "(replaced)"));
    page.line(text, 9.0, point.superseded() ? QColor(0x77, 0x77, 0x77) : QColor(Qt::black));
  }
}

}  // namespace

Result<QByteArray> case_json(const v1::AlertCase& alert_case) {
  google::protobuf::util::JsonPrintOptions options;
  options.add_whitespace = true;
  options.preserve_proto_field_names = true;
  std::string text;
  const auto status = google::protobuf::util::MessageToJsonString(alert_case, &text, options);
  if (!status.ok()) return fail(ErrorCode::kInternal, "CASE_NOT_WRITTEN", "the case could not be written as JSON");
  return QByteArray::fromStdString(text);
}

QByteArray case_csv(const v1::AlertCase& alert_case) {
  QString text(QChar(0xfeff));
  text +=
      csv_row({"record", "case_id", "name", "centre_time", "uncertainty_ms", "source", "source_time", "clock_offset_ms",
               "entered_by", "machine", "superseded", "edit_reason", "note", "duration_ms", "target_ms", "met"});
  const QString id = from(alert_case.case_id());
  for (const auto& point : alert_case.points()) {
    text += csv_row({"point", id, from(v1::PointKind_Name(point.kind())).remove(QStringLiteral("POINT_KIND_")),
                     iso(point.centre_time()), QString::number(point.uncertainty_ms()),
                     from(v1::PointSource_Name(point.source())).remove(QStringLiteral("POINT_SOURCE_")),
                     iso(point.at()), point.has_clock() ? QString::number(point.clock().offset_ms()) : QString(),
                     from(point.entered_by()), from(point.machine()), point.superseded() ? "1" : "0",
                     from(point.edit_reason()), from(point.note()), "", "", ""});
  }
  for (const auto& interval : alert_case.intervals()) {
    text +=
        csv_row({"interval", id, from(interval.name()), iso(interval.started_at()),
                 QString::number(interval.uncertainty_ms()), "", iso(interval.ended_at()), "", "", "", "", "", "",
                 interval.has_ended_at() ? QString::number(interval.duration_ms()) : QString(),
                 QString::number(interval.target_ms()), interval.has_ended_at() ? (interval.met() ? "1" : "0") : ""});
  }
  return text.toUtf8();
}

Result<QByteArray> case_pdf(const v1::AlertCase& alert_case, const QString& centre_name, base::Timestamp now) {
  if (!QFontDatabase::families().contains(QString::fromLatin1(kCaseFont))) {
    return fail(ErrorCode::kInvalid, "FONT_MISSING",
                "the font {} is not installed: install the package fonts-wqy-microhei", kCaseFont);
  }
  QBuffer buffer;
  buffer.open(QIODevice::WriteOnly);
  QPdfWriter writer(&buffer);
  writer.setResolution(kCaseDots);
  writer.setPageSize(QPageSize(QPageSize::A4));
  writer.setPageMargins(QMarginsF(0, 0, 0, 0));
  writer.setTitle(export_word(QT_TRANSLATE_NOOP("rdc::station::CaseExport", "Chest-pain case")));
  CaseSetter page(writer, alert_case);
  if (!page.painter().isActive()) return fail(ErrorCode::kInternal, "PDF_FAILED", "the case could not be rendered");
  page.line(centre_name + QStringLiteral("   ") + writer.title(), 16.0);
  page.line(case_patient_text(alert_case) + QStringLiteral("   ") + from(alert_case.patient().patient_id()) +
                QStringLiteral("   ") + from(alert_case.site_name()),
            12.0);
  page.line(QStringLiteral("%1   %2   %3")
                .arg(QDateTime::fromSecsSinceEpoch(alert_case.opened_at().seconds())
                         .toString(QStringLiteral("yyyy-MM-dd HH:mm:ss")),
                     case_state_text(alert_case.state()), from(alert_case.case_id())),
            10.0, QColor(0x44, 0x44, 0x44));
  set_decisions(page, alert_case);
  page.heading(export_word(QT_TRANSLATE_NOOP("rdc::station::CaseExport", "Times against targets")));
  page.chart(now);
  set_points(page, alert_case);
  if (!page.finish()) return fail(ErrorCode::kInternal, "PDF_FAILED", "the case could not be rendered");
  return buffer.data();
}

QString case_file_name(const v1::AlertCase& alert_case) {
  QString name =
      QStringLiteral("case-%1-%2")
          .arg(
              QDateTime::fromSecsSinceEpoch(alert_case.opened_at().seconds()).toString(QStringLiteral("yyyyMMdd-HHmm")),
              from(alert_case.site_id()));
  return name.replace(QRegularExpression(QStringLiteral("[^A-Za-z0-9._-]")), QStringLiteral("_"));
}

}  // namespace rdc::station
