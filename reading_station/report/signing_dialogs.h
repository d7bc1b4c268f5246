// Asks for the signing PIN, and before the first signature of a person for a key of their own.
#pragma once

#include <functional>

#include <QWidget>

#include "reading_station/report/report_desk.h"

namespace rdc::station {

// GUI thread only. Opens a dialog over `over` and returns at once. `begin` runs when the PIN was given, and has to
// start desk.sign() with it; the dialog then waits for the desk's answer.
void ask_for_signature(QWidget* over, RouterConnection& connection, ReportDesk& desk, v1::ReportStatus status,
                       std::function<void(const QString& pin)> begin);

}  // namespace rdc::station
