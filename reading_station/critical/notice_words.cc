#include "reading_station/critical/notice_words.h"

#include <QCoreApplication>
#include <QDateTime>
#include <QRegularExpression>
#include <QStringList>

#include "reading_station/session/qt_text.h"
#include "reading_station/worklist/worklist_model.h"

namespace rdc::station {
namespace {

QString notice_word(const char* text) { return QCoreApplication::translate("rdc::station::NoticeWords", text); }

QString iso_local(const google::protobuf::Timestamp& at) {
  if (at.seconds() == 0) return {};
  const auto time = QDateTime::fromSecsSinceEpoch(at.seconds());
  return time.toOffsetFromUtc(time.offsetFromUtc()).toString(Qt::ISODate);
}

// Quoted where it must be; what a spreadsheet would run as a formula is made text.
QString cell(QString text) {
  static const QRegularExpression kFormula(QStringLiteral("^[=+@\\t\\r-]"));
  if (kFormula.match(text).hasMatch()) text.prepend(QLatin1Char('\''));
  if (!text.contains(QRegularExpression(QStringLiteral("[\",\r\n]")))) return text;
  return QLatin1Char('"') + text.replace(QLatin1Char('"'), QStringLiteral("\"\"")) + QLatin1Char('"');
}

QString line_of(const QStringList& cells) {
  QStringList quoted;
  for (const auto& one : cells) quoted << cell(one);
  return quoted.join(QLatin1Char(',')) + QStringLiteral("\r\n");
}

QString via_text(v1::CriticalVia via) {
  return via == v1::CRITICAL_VIA_PHONE ? notice_word(QT_TRANSLATE_NOOP("rdc::station::NoticeWords", "by telephone"))
                                       : notice_word(QT_TRANSLATE_NOOP("rdc::station::NoticeWords", "at the console"));
}

QString exam_text(const v1::CriticalNotice& notice) {
  QStringList modalities;
  for (const auto& modality : notice.modalities()) modalities << from(modality);
  QStringList parts{modalities.join(QLatin1Char('/')), from(notice.study_description()),
                    from(notice.accession_number())};
  parts.removeAll(QString());
  return parts.join(QLatin1Char(' '));
}

QString step_text(const v1::CriticalNotice& notice) {
  switch (notice.state()) {
    case v1::CRITICAL_STATE_SENT:
      return notice_word(QT_TRANSLATE_NOOP("rdc::station::NoticeWords", "sent, not yet at the site"));
    case v1::CRITICAL_STATE_DELIVERED:
      return notice_word(QT_TRANSLATE_NOOP("rdc::station::NoticeWords", "sounding at the site since %1"))
          .arg(notice_time(notice.delivered_at()));
    case v1::CRITICAL_STATE_READ_BACK:
      return notice_word(QT_TRANSLATE_NOOP("rdc::station::NoticeWords", "read back by %1 %2, no action yet"))
          .arg(from(notice.read_back().by()), notice_time(notice.read_back().at()));
    case v1::CRITICAL_STATE_ACTED:
      return notice_word(QT_TRANSLATE_NOOP("rdc::station::NoticeWords", "read back, action on record: can be closed"));
    case v1::CRITICAL_STATE_CLOSED:
      return notice_word(QT_TRANSLATE_NOOP("rdc::station::NoticeWords", "closed by %1 %2"))
          .arg(from(notice.closed_by().display_name()), notice_time(notice.closed_at()));
    default:
      return {};
  }
}

}  // namespace

QString own_words(const v1::Words& words) {
  //: Not shown. The language of words that come in two: "en" or "zh".
  const bool chinese = notice_word(QT_TRANSLATE_NOOP("rdc::station::NoticeWords", "en")) == QLatin1String("zh");
  const auto& first = chinese ? words.zh() : words.en();
  return from(first.empty() ? (chinese ? words.en() : words.zh()) : first);
}

QString notice_time(const google::protobuf::Timestamp& at) {
  if (at.seconds() == 0) return {};
  return QDateTime::fromSecsSinceEpoch(at.seconds()).toString(QStringLiteral("MM-dd HH:mm"));
}

QString notice_state_text(const v1::CriticalNotice& notice) {
  const auto step = step_text(notice);
  if (notice.overdue() == v1::CRITICAL_OVERDUE_READ_BACK)
    return notice_word(QT_TRANSLATE_NOOP("rdc::station::NoticeWords", "NOT READ BACK in time: phone the site")) +
           QStringLiteral(" · ") + step;
  if (notice.overdue() == v1::CRITICAL_OVERDUE_ACTION)
    return notice_word(QT_TRANSLATE_NOOP("rdc::station::NoticeWords", "NO ACTION in time: phone the site")) +
           QStringLiteral(" · ") + step;
  return step;
}

ui::Tone notice_tone(const v1::CriticalNotice& notice) {
  if (notice.overdue() != v1::CRITICAL_OVERDUE_NONE) return ui::Tone::kBad;
  switch (notice.state()) {
    case v1::CRITICAL_STATE_CLOSED:
      return ui::Tone::kQuiet;
    case v1::CRITICAL_STATE_ACTED:
      return ui::Tone::kGood;
    default:
      return ui::Tone::kAttention;
  }
}

QString notice_patient_text(const v1::CriticalNotice& notice) {
  const auto& patient = notice.patient();
  const auto name = from(patient.name().empty() ? patient.patient_id() : patient.name());
  const auto rest = sex_age_text(patient);
  return rest.isEmpty() ? name : name + QLatin1Char(' ') + rest;
}

QString notice_finding_text(const v1::CriticalNotice& notice) {
  const auto entry = own_words(notice.entry()), finding = from(notice.finding());
  return entry.isEmpty() || finding.contains(entry) ? finding : entry + QStringLiteral(" — ") + finding;
}

QString notice_people_text(const v1::CriticalNotice& notice) {
  const auto by = from(notice.by().display_name());
  if (notice.check() == v1::CRITICAL_CHECK_SAME_PERSON_TWICE)
    return notice_word(QT_TRANSLATE_NOOP("rdc::station::NoticeWords", "%1 (checked twice alone)")).arg(by);
  return by + QStringLiteral(" / ") + from(notice.checked_by().display_name());
}

QString notice_details(const v1::CriticalNotice& notice) {
  const auto say = [](const char* text) { return notice_word(text); };
  QStringList lines;
  lines << QStringList{notice_patient_text(notice), from(notice.patient().patient_id()), from(notice.site_name()),
                       exam_text(notice)}
               .join(QStringLiteral("   ·   "));
  lines << notice_finding_text(notice);
  if (!notice.advice().empty())
    lines << say(QT_TRANSLATE_NOOP("rdc::station::NoticeWords", "Advice: %1")).arg(from(notice.advice()));
  lines << say(QT_TRANSLATE_NOOP("rdc::station::NoticeWords", "Sent %1 by %2; read back until %3, action until %4"))
               .arg(notice_time(notice.notified_at()), notice_people_text(notice),
                    notice_time(notice.read_back_due_at()), notice_time(notice.action_due_at()));
  if (!notice.check_reason().empty())
    lines << say(QT_TRANSLATE_NOOP("rdc::station::NoticeWords", "Why one person checked: %1"))
                 .arg(from(notice.check_reason()));
  if (notice.has_read_back())
    lines << say(QT_TRANSLATE_NOOP("rdc::station::NoticeWords", "Read back %1 by %2 (%3): %4"))
                 .arg(notice_time(notice.read_back().at()), from(notice.read_back().by()),
                      via_text(notice.read_back().via()), from(notice.read_back().text()));
  for (const auto& action : notice.actions())
    lines << say(QT_TRANSLATE_NOOP("rdc::station::NoticeWords", "Action %1 by %2 (%3): %4. Told %5 at %6."))
                 .arg(notice_time(action.at()), from(action.by()), via_text(action.via()), from(action.text()),
                      from(action.doctor()), notice_time(action.doctor_told_at()));
  if (notice.has_closed_at()) lines << step_text(notice) + QLatin1Char(' ') + from(notice.closing_note());
  lines << say(QT_TRANSLATE_NOOP("rdc::station::NoticeWords", "List: %1, version %2 (%3)"))
               .arg(from(notice.table_name()), from(notice.table_version()), from(notice.table_source()));
  return lines.join(QLatin1Char('\n'));
}

QByteArray register_csv(const std::vector<v1::CriticalNotice>& notices) {
  QString text(QChar(0xfeff));
  text += line_of({"notice_id",      "notified_at", "site_id",       "site",          "patient_id",   "patient",
                   "accession",      "exam",        "entry",         "finding",       "advice",       "notified_by",
                   "check",          "checked_by",  "check_reason",  "read_back_due", "delivered_at", "read_back_at",
                   "read_back_by",   "read_back",   "read_back_via", "action_at",     "action_by",    "doctor",
                   "doctor_told_at", "action",      "action_via",    "closed_at",     "closed_by",    "closing_note",
                   "state",          "overdue",     "list",          "list_version",  "list_source"});
  const auto enumerator = [](const std::string& name, const char* prefix) {
    return from(name).remove(QLatin1String(prefix)).toLower();
  };
  for (const auto& one : notices) {
    // The first action is the one that the limit is about; the details of later ones are in its text.
    QStringList actions, who;
    for (const auto& action : one.actions()) {
      actions << from(action.text());
      who << from(action.by());
    }
    const auto first = one.actions().empty() ? v1::CriticalAction() : one.actions(0);
    text += line_of(
        {from(one.notice_id()),
         iso_local(one.notified_at()),
         from(one.site_id()),
         from(one.site_name()),
         from(one.patient().patient_id()),
         from(one.patient().name()),
         from(one.accession_number()),
         exam_text(one),
         from(one.entry_id()),
         from(one.finding()),
         from(one.advice()),
         from(one.by().display_name()),
         enumerator(v1::CriticalCheck_Name(one.check()), "CRITICAL_CHECK_"),
         from(one.checked_by().display_name()),
         from(one.check_reason()),
         iso_local(one.read_back_due_at()),
         iso_local(one.delivered_at()),
         iso_local(one.read_back().at()),
         from(one.read_back().by()),
         from(one.read_back().text()),
         one.has_read_back() ? enumerator(v1::CriticalVia_Name(one.read_back().via()), "CRITICAL_VIA_") : QString(),
         iso_local(first.at()),
         who.join(QStringLiteral("; ")),
         from(first.doctor()),
         iso_local(first.doctor_told_at()),
         actions.join(QStringLiteral("; ")),
         one.actions().empty() ? QString() : enumerator(v1::CriticalVia_Name(first.via()), "CRITICAL_VIA_"),
         iso_local(one.closed_at()),
         from(one.closed_by().display_name()),
         from(one.closing_note()),
         enumerator(v1::CriticalState_Name(one.state()), "CRITICAL_STATE_"),
         enumerator(v1::CriticalOverdue_Name(one.overdue()), "CRITICAL_OVERDUE_"),
         from(one.table_name()),
         from(one.table_version()),
         from(one.table_source())});
  }
  return text.toUtf8();
}

}  // namespace rdc::station
