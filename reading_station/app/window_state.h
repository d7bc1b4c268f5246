// How the reader left the window: its place, how pages are divided, and what the columns of the lists are.
#pragma once

class QMainWindow;
class QSettings;

namespace rdc::station {

// Every splitter that has a name, and the window's own place. Lists that filter themselves keep their own
// (WorklistPage::save_state).
void save_window_state(const QMainWindow& window, QSettings& settings);
// Before the window is shown. A place on a screen that is not there any more becomes one that is.
void restore_window_state(QMainWindow& window, QSettings& settings);

}  // namespace rdc::station
