// Hands and eyes for the reading station: finds widgets by name, sends them the events a person's mouse, keyboard and
// Chinese input method would, waits for what must happen, takes pictures. Knows nothing of the station's insides but
// object names.
#pragma once

#include <functional>
#include <stdexcept>

#include <QApplication>
#include <QString>
#include <QWidget>

namespace rdc::demo {

// What a person would call "it does not work": ends the script.
class RobotError final : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

// GUI thread only.
class Robot {
 public:
  explicit Robot(QString screenshots) : screenshots_(std::move(screenshots)) {}

  // A visible widget of that name in any window; RobotError after ten seconds.
  template <typename Widget = QWidget>
  Widget* find(const char* name) const {
    auto* widget = qobject_cast<Widget*>(find_widget(name));
    if (widget == nullptr) throw RobotError(std::string("there is no widget of the right kind named ") + name);
    return widget;
  }
  bool visible(const char* name) const;
  // Runs the event loop until `holds`, asked after every batch of events. RobotError naming `what` when time is up.
  void wait_until(const std::function<bool()>& holds, const std::string& what, int milliseconds = 60'000) const;
  // Lets the event loop run until it has nothing more to draw.
  void settle() const;

  void click(QWidget* widget) const;
  // As an input method commits text: any script, no key codes.
  void type(QWidget* widget, const QString& text) const;
  // Replaces what is in a line or text field.
  void retype(QWidget* widget, const QString& text) const;
  void key(QWidget* widget, Qt::Key key, Qt::KeyboardModifiers modifiers = Qt::NoModifier) const;
  void drag(QWidget* widget, Qt::MouseButton button, QPoint from, QPoint to) const;
  void wheel(QWidget* widget, int steps) const;
  // A PNG of the window the widget is in.
  void picture(QWidget* widget, const QString& name) const;

 private:
  QWidget* find_widget(const char* name) const;
  static QWidget* visible_widget(const char* name);
  QString screenshots_;
};

}  // namespace rdc::demo
