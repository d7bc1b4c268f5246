#include "reading_station/report/report_status.h"

#include <QCoreApplication>

namespace rdc::station {
namespace {

QString word(const char* text) { return QCoreApplication::translate("rdc::station::ReportEditor", text); }

}  // namespace

QString report_status_text(v1::ReportStatus status) {
  switch (status) {
    case v1::REPORT_STATUS_DRAFT:
      return word(QT_TRANSLATE_NOOP("rdc::station::ReportEditor", "Draft"));
    case v1::REPORT_STATUS_PRELIMINARY:
      return word(QT_TRANSLATE_NOOP("rdc::station::ReportEditor", "Preliminary"));
    case v1::REPORT_STATUS_FINAL:
      return word(QT_TRANSLATE_NOOP("rdc::station::ReportEditor", "Final"));
    case v1::REPORT_STATUS_AMENDED:
      return word(QT_TRANSLATE_NOOP("rdc::station::ReportEditor", "Amended"));
    case v1::REPORT_STATUS_CANCELLED:
      return word(QT_TRANSLATE_NOOP("rdc::station::ReportEditor", "Cancelled"));
    default:
      return word(QT_TRANSLATE_NOOP("rdc::station::ReportEditor", "No report yet"));
  }
}

QString sign_text(v1::ReportStatus status) {
  switch (status) {
    case v1::REPORT_STATUS_PRELIMINARY:
      return word(QT_TRANSLATE_NOOP("rdc::station::ReportEditor", "Sign as preliminary"));
    case v1::REPORT_STATUS_FINAL:
      return word(QT_TRANSLATE_NOOP("rdc::station::ReportEditor", "Sign final report"));
    case v1::REPORT_STATUS_AMENDED:
      return word(QT_TRANSLATE_NOOP("rdc::station::ReportEditor", "Sign amendment"));
    case v1::REPORT_STATUS_CANCELLED:
      return word(QT_TRANSLATE_NOOP("rdc::station::ReportEditor", "Cancel report"));
    default:
      return {};
  }
}

bool needs_reason(v1::ReportStatus status) {
  return status == v1::REPORT_STATUS_AMENDED || status == v1::REPORT_STATUS_CANCELLED;
}

bool is_signed(v1::ReportStatus status) {
  return status != v1::REPORT_STATUS_DRAFT && status != v1::REPORT_STATUS_UNSPECIFIED;
}

}  // namespace rdc::station
