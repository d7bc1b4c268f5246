// No text of the program stays in the other language.
#include <filesystem>

#include <gtest/gtest.h>
#include <QCoreApplication>
#include <QFile>
#include <QProcess>
#include <QTemporaryDir>
#include <QXmlStreamReader>

#include "reading_station/app/language.h"

namespace rdc::station {
namespace {

const QString kSources = QStringLiteral(RDC_SOURCES "/");
const QString kStation = QStringLiteral("reading_station/translations/station_zh_CN.ts");
const QString kViewer = QStringLiteral("reading_station/viewer/translations/viewer_zh_CN.ts");

struct Catalog {
  QStringList texts;
  QStringList untranslated;
};

Catalog read(const QString& name) {
  QFile file(name);
  EXPECT_TRUE(file.open(QIODevice::ReadOnly)) << name.toStdString();
  QXmlStreamReader xml(&file);
  Catalog catalog;
  QString context;
  QString source;
  while (!xml.atEnd()) {
    if (!xml.readNextStartElement()) continue;
    if (xml.name() == u"name") context = xml.readElementText();
    if (xml.name() == u"source") {
      source = xml.readElementText();
      catalog.texts << context + ": " + source;
    }
    if (xml.name() != u"translation") continue;
    const bool unfinished = xml.attributes().hasAttribute("type");
    const QString text = xml.readElementText(QXmlStreamReader::IncludeChildElements).trimmed();
    if (unfinished || text.isEmpty()) catalog.untranslated << context + ": " + source;
  }
  return catalog;
}

TEST(Translation, ChineseIsComplete) {
  for (const QString& name : {kStation, kViewer}) {
    const Catalog catalog = read(kSources + name);
    EXPECT_GT(catalog.texts.size(), 30) << name.toStdString();
    EXPECT_EQ(catalog.untranslated.join('\n').toStdString(), "") << name.toStdString();
  }
}

TEST(Translation, EveryTextInTheCodeIsInTheFile) {
  const QString lupdate = QStringLiteral("/usr/lib/qt6/bin/lupdate");
  if (!QFile::exists(lupdate)) GTEST_SKIP() << "lupdate is not installed";
  const auto scanned = [&](QStringList folders) {
    QTemporaryDir scratch;
    const QString fresh = scratch.filePath("fresh.ts");
    QProcess tool;
    tool.setWorkingDirectory(kSources);
    tool.start(lupdate, QStringList{"-silent", "-I", ".", "-locations", "none", "-extensions", "cc,h"} + folders +
                            QStringList{"-target-language", "zh_CN", "-ts", fresh});
    EXPECT_TRUE(tool.waitForFinished(60'000));
    QStringList texts = read(fresh).texts;
    texts.sort();
    return texts.join('\n').toStdString();
  };
  const auto known = [](const QString& name) {
    QStringList texts = read(kSources + name).texts;
    texts.sort();
    return texts.join('\n').toStdString();
  };
  EXPECT_EQ(known(kStation), scanned({"common/ui", "reading_station/alert", "reading_station/app",
                                      "reading_station/critical", "reading_station/ecg_view", "reading_station/report",
                                      "reading_station/session", "reading_station/worklist"}))
      << "run reading_station/translations/update and translate what is new";
  EXPECT_EQ(known(kViewer), scanned({"reading_station/viewer"}));
}

TEST(Translation, EnglishPluralsAgree) {
  Language language;
  language.use("en");
  const auto text = [](int n) {
    return QCoreApplication::translate("rdc::station::ReadingPage", "This study (%n earlier)", nullptr, n);
  };
  EXPECT_EQ(text(1), "This study (1 earlier)");
  language.use("zh_CN");
  EXPECT_EQ(text(3), QStringLiteral("本次检查（既往 3 次）"));
}

// What Qt says by itself: buttons, the file dialog, the menu of a text field.
TEST(Translation, QtsOwnTextsAreChineseToo) {
  Language language;
  language.use("zh_CN");
  for (const auto& [context, text] : {std::pair{"QPlatformTheme", "Cancel"},
                                      {"QFileDialog", "File &name:"},
                                      {"QFileDialog", "Directory:"},
                                      {"QWidgetTextControl", "&Paste"}}) {
    EXPECT_NE(QCoreApplication::translate(context, text).toStdString(), text)
        << "the package qt6-translations-l10n is missing (scripts/setup run)";
  }
}

}  // namespace
}  // namespace rdc::station
