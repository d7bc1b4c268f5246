#include "reading_station/app/window_state.h"

#include <QHeaderView>
#include <QMainWindow>
#include <QSettings>
#include <QSplitter>
#include <QTableView>

namespace rdc::station {
namespace {

QString key_of(const QSplitter& splitter) { return QStringLiteral("splitters/") + splitter.objectName(); }
// The worklist keeps its own.
constexpr const char* kCases = "cases_table";

}  // namespace

void save_window_state(const QMainWindow& window, QSettings& settings) {
  settings.setValue(QStringLiteral("geometry"), window.saveGeometry());
  for (const QSplitter* splitter : window.findChildren<QSplitter*>()) {
    if (!splitter->objectName().isEmpty() && splitter->count() > 1)
      settings.setValue(key_of(*splitter), splitter->saveState());
  }
  if (const auto* cases = window.findChild<QTableView*>(QLatin1String(kCases)))
    settings.setValue(QStringLiteral("cases/header"), cases->horizontalHeader()->saveState());
}

void restore_window_state(QMainWindow& window, QSettings& settings) {
  if (const auto geometry = settings.value(QStringLiteral("geometry")).toByteArray(); !geometry.isEmpty())
    window.restoreGeometry(geometry);
  // As earlier versions named the one they kept.
  if (const auto old = settings.value(QStringLiteral("splitter")).toByteArray(); !old.isEmpty()) {
    settings.setValue(QStringLiteral("splitters/reading_splitter"), old);
    settings.remove(QStringLiteral("splitter"));
  }
  for (QSplitter* splitter : window.findChildren<QSplitter*>()) {
    if (const auto state = settings.value(key_of(*splitter)).toByteArray(); !state.isEmpty())
      splitter->restoreState(state);
  }
  if (auto* cases = window.findChild<QTableView*>(QLatin1String(kCases)))
    if (const auto header = settings.value(QStringLiteral("cases/header")).toByteArray(); !header.isEmpty())
      cases->horizontalHeader()->restoreState(header);
}

}  // namespace rdc::station
