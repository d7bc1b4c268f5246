// Where the images are: beside the report in the main window, or in a window of their own on the other screen.
#pragma once

#include <memory>

#include <QByteArray>
#include <QObject>

class QMainWindow;
class QScreen;
class QSettings;
class QSplitter;
class QWidget;

namespace rdc::station {

// GUI thread only. Borrows everything. What the reader chose is remembered, with the window's screen and place; it
// holds while there are two screens. When one goes, also while the program runs, the images come back into the main
// window; when it is there again, so are they on it.
class ImagePlace final : public QObject {
  Q_OBJECT
 public:
  // images: the first widget of the splitter.
  ImagePlace(QMainWindow& main, QSplitter& splitter, QWidget& images, QSettings& settings, QObject* parent = nullptr);
  ~ImagePlace() override;

  // As it was left, as far as the screens allow: once, when the window is complete.
  void restore() { follow_screens(); }
  void retranslate();
  // There is a second screen.
  bool possible() const;
  bool apart() const { return window_ != nullptr; }
  // The reader's choice; without a second screen nothing moves.
  void set_wanted(bool apart);
  bool wanted() const { return wanted_; }
  // Nobody reads: a window of its own is hidden, and shown again with true.
  void set_in_use(bool in_use);
  QWidget* window() const;
  // Whose images these are, for the title of a window of their own; "" while there are none.
  void set_caption(const QString& whose);
  // Its place goes into the settings.
  void save();

 Q_SIGNALS:
  void changed();

 private:
  class Window;
  void follow_screens();
  void take_apart();
  void put_back();
  QScreen* other_screen() const;
  void reach_both_windows(bool apart);

  QMainWindow& main_;
  QSplitter& splitter_;
  QWidget& images_;
  QSettings& settings_;
  std::unique_ptr<Window> window_;
  bool wanted_ = false;
  bool in_use_ = false;
  QString caption_;
  QByteArray split_;  // the splitter's state while the images are away
};

}  // namespace rdc::station
