#include "reading_station/app/language.h"

#include <QCoreApplication>
#include <QLibraryInfo>
#include <QLocale>

namespace rdc::station {

Language::~Language() {
  QCoreApplication::removeTranslator(&program_);
  QCoreApplication::removeTranslator(&viewer_);
  QCoreApplication::removeTranslator(&qt_);
  QLocale::setDefault(before_);
}

void Language::use(const QString& name) {
  const QString wanted = name.startsWith(QLatin1String("zh")) ? QStringLiteral("zh_CN") : QStringLiteral("en");
  QCoreApplication::removeTranslator(&program_);
  QCoreApplication::removeTranslator(&viewer_);
  QCoreApplication::removeTranslator(&qt_);
  current_ = wanted;
  QLocale::setDefault(QLocale(wanted));
  // Plural forms live in the English file, everything in the Chinese one.
  if (program_.load(QStringLiteral(":/i18n/station_%1.qm").arg(wanted))) QCoreApplication::installTranslator(&program_);
  if (viewer_.load(QStringLiteral(":/i18n/viewer_%1.qm").arg(wanted))) QCoreApplication::installTranslator(&viewer_);
  if (qt_.load(QStringLiteral("qtbase_%1").arg(wanted), QLibraryInfo::path(QLibraryInfo::TranslationsPath)))
    QCoreApplication::installTranslator(&qt_);
}

QString Language::of_system() {
  return QLocale::system().language() == QLocale::Chinese ? QStringLiteral("zh_CN") : QStringLiteral("en");
}

}  // namespace rdc::station
