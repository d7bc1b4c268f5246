// The program's language, switched while it runs: every widget answers QEvent::LanguageChange.
#pragma once

#include <QLocale>
#include <QString>
#include <QTranslator>

namespace rdc::station {

// GUI thread only. One per program; uninstalls itself when it goes.
class Language {
 public:
  Language() = default;
  ~Language();
  Language(const Language&) = delete;
  Language& operator=(const Language&) = delete;

  // "zh_CN" or "en"; anything else is taken as the nearer of the two. The source texts are English.
  void use(const QString& name);
  const QString& current() const { return current_; }
  // The system's language if it is Chinese, else English.
  static QString of_system();

 private:
  const QLocale before_;  // of the process, given back at the end
  QTranslator program_;
  QTranslator viewer_;
  QTranslator qt_;
  QString current_ = QStringLiteral("en");
};

}  // namespace rdc::station
