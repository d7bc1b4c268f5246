#include "reading_station/report/signing_dialogs.h"

#include <QCoreApplication>

#include "common/ui/secret_dialog.h"
#include "reading_station/report/report_status.h"
#include "reading_station/session/error_text.h"
#include "reading_station/session/qt_text.h"

namespace rdc::station {
namespace {

QString in_words(const char* text) { return QCoreApplication::translate("rdc::station::ReportEditor", text); }

// Answers belong to the dialog, and go with it.
void show_answers(ui::SecretDialog* dialog, const Error& error) {
  dialog->set_busy(false);
  dialog->show_error([error] { return error_text(error); });
}

void ask_pin(QWidget* over, RouterConnection& connection, ReportDesk& desk, v1::ReportStatus status,
             const std::function<void(const QString&)>& begin) {
  auto* dialog = new ui::SecretDialog(ui::SecretDialog::Kind::kPin, over);
  dialog->setAttribute(Qt::WA_DeleteOnClose);
  dialog->set_explanation([status, name = from(connection.self().display_name())] {
    return sign_text(status) + QStringLiteral(": ") +
           in_words(QT_TRANSLATE_NOOP("rdc::station::ReportEditor",
                                      "%1, enter your signing PIN. The key is unlocked for this signature only."))
               .arg(name);
  });
  QObject::connect(dialog, &ui::SecretDialog::secrets_given, dialog,
                   [dialog, begin](const QString&, const QString& pin) {
                     dialog->set_busy(true);
                     begin(pin);
                   });
  QObject::connect(&desk, &ReportDesk::sign_failed, dialog,
                   [dialog](const Error& error) { show_answers(dialog, error); });
  QObject::connect(&desk, &ReportDesk::report_signed, dialog, &QDialog::accept);
  dialog->open();
}

}  // namespace

void ask_for_signature(QWidget* over, RouterConnection& connection, ReportDesk& desk, v1::ReportStatus status,
                       std::function<void(const QString& pin)> begin) {
  if (connection.has_signing_key()) return ask_pin(over, connection, desk, status, begin);
  auto* dialog = new ui::SecretDialog(ui::SecretDialog::Kind::kNewPin, over);
  dialog->setAttribute(Qt::WA_DeleteOnClose);
  dialog->set_explanation([] {
    return in_words(QT_TRANSLATE_NOOP(
        "rdc::station::ReportEditor",
        "Your electronic signature needs a key of your own. It is made on this station and locked with a PIN that "
        "only you know: "
        "the centre cannot reset it."));
  });
  QObject::connect(dialog, &ui::SecretDialog::secrets_given, dialog,
                   [dialog, &connection](const QString&, const QString& pin) {
                     dialog->set_busy(true);
                     connection.enrol_signing_key(pin);
                   });
  QObject::connect(&connection, &RouterConnection::signing_key_failed, dialog,
                   [dialog](const Error& error) { show_answers(dialog, error); });
  QObject::connect(&connection, &RouterConnection::signing_key_ready, dialog,
                   [dialog, over, &connection, &desk, status, begin = std::move(begin)] {
                     dialog->accept();
                     ask_pin(over, connection, desk, status, begin);
                   });
  dialog->open();
}

}  // namespace rdc::station
